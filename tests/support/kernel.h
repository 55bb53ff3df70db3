/* A kernel that answers as a test wants: chosen system calls of one thread, and of those
 * that it starts, come to the test instead (seccomp(2), user notification).
 *
 *     static int64_t of_old(void *context, const struct kernel_call *call)
 *     {
 *         return -ENOSYS;
 *     }
 *
 *     const struct kernel kernel = { .calls = { SYS_statx }, .answer = of_old };
 *     if (!kernel_run(&kernel, work, argument))
 *         return;                                       it was skipped, and that was said
 *
 * Memory of the thread is read and written through here, as a kernel does: plainly done it
 * would look like a race. */
#ifndef TESTS_SUPPORT_KERNEL_H
#define TESTS_SUPPORT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KERNEL_CALLS 8
#define KERNEL_NO_CALL 0      /* read(2), or another that nobody would want to answer */
#define KERNEL_PASS INT64_MIN /* the real kernel is to answer */

struct kernel_call {
    long number;
    uint64_t arguments[6];
};

struct kernel {
    long calls[KERNEL_CALLS]; /* numbers of those that come to: */
    /* On the thread of the test.  Answers as the call does; failing with -errno. */
    int64_t (*answer)(void *context, const struct kernel_call *call);
    void *context;
};

/* Runs `work`, which asserts nothing, on a thread under that kernel.  False: that cannot be
 * done here, and nothing was run; where CI is set that fails the test. */
bool kernel_run(const struct kernel *kernel, void (*work)(void *argument), void *argument);

void kernel_get(void *to, uint64_t from, size_t bytes);
void kernel_put(uint64_t to, const void *from, size_t bytes);

#endif
