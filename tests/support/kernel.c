#define _GNU_SOURCE /* syscall, process_vm_readv */

#include "support/kernel.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__linux__) && defined(__has_include)
#if __has_include(<linux/seccomp.h>)
#include <linux/seccomp.h>
#endif
#endif

static bool skip(void)
{
    ck_assert_msg(!getenv("CI"), "system calls cannot be answered here");
    printf("skipped: system calls cannot be answered here\n");
    return false;
}

#ifdef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#include <errno.h>
#include <linux/filter.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct session {
    const struct kernel *kernel;
    void (*work)(void *argument);
    void *argument;
    int listener; /* -1: there is none to be had */
    int told[2];  /* pipe: a byte when the listener is known, and another when all is done */
};

/* --- the thread ---------------------------------------------------------------------- */

static int listen_to(const struct kernel *kernel)
{
    struct sock_filter filter[2 * KERNEL_CALLS + 2];
    struct sock_fprog program = { .filter = filter };

    filter[program.len++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < KERNEL_CALLS && kernel->calls[i] != KERNEL_NO_CALL; i++) {
        filter[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                             (uint32_t)kernel->calls[i], 0, 1);
        filter[program.len++] =
            (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    filter[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                        &program);
}

static void tell(const struct session *session)
{
    (void)!write(session->told[1], "", 1);
}

static void *enter(void *argument)
{
    struct session *session = argument;

    session->listener = listen_to(session->kernel);
    tell(session);
    if (session->listener >= 0)
        session->work(session->argument);
    tell(session);
    return NULL;
}

/* --- the kernel ---------------------------------------------------------------------- */

static void answer_one(const struct session *session)
{
    struct seccomp_notif asked = { .id = 0 };
    struct seccomp_notif_resp response = { .flags = 0 };
    struct kernel_call call;
    int64_t answer;

    if (ioctl(session->listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0)
        return;
    call.number = asked.data.nr;
    for (int i = 0; i < 6; i++)
        call.arguments[i] = asked.data.args[i];
    answer = session->kernel->answer(session->kernel->context, &call);
    response.id = asked.id;
    if (answer == KERNEL_PASS)
        response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    else if (answer < 0)
        response.error = (int32_t)answer;
    else
        response.val = answer;
    (void)ioctl(session->listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void wait_told(const struct session *session)
{
    char byte;

    ck_assert_int_eq(read(session->told[0], &byte, 1), 1);
}

/* What the thread calls after it is done fails at once, with the listener closed. */
static void serve(const struct session *session)
{
    struct pollfd ready[] = { { .fd = session->listener, .events = POLLIN },
                              { .fd = session->told[0], .events = POLLIN } };

    while (poll(ready, 2, -1) > 0 && !(ready[1].revents & POLLIN))
        if (ready[0].revents & POLLIN)
            answer_one(session);
    close(session->listener);
}

bool kernel_run(const struct kernel *kernel, void (*work)(void *argument), void *argument)
{
    struct session session = { .kernel = kernel, .work = work, .argument = argument };
    pthread_t thread;

    ck_assert_int_eq(pipe(session.told), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, enter, &session), 0);
    wait_told(&session);
    if (session.listener >= 0)
        serve(&session);
    wait_told(&session);
    pthread_join(thread, NULL);
    close(session.told[0]);
    close(session.told[1]);
    return session.listener >= 0 || skip();
}

static struct iovec at(uint64_t address, size_t bytes)
{
    return (struct iovec){ .iov_base = (void *)(uintptr_t)address, .iov_len = bytes };
}

void kernel_get(void *to, uint64_t from, size_t bytes)
{
    const struct iovec here = { .iov_base = to, .iov_len = bytes }, there = at(from, bytes);

    ck_assert_int_eq(process_vm_readv(getpid(), &here, 1, &there, 1, 0), (ssize_t)bytes);
}

void kernel_put(uint64_t to, const void *from, size_t bytes)
{
    const struct iovec here = at((uintptr_t)from, bytes), there = at(to, bytes);

    ck_assert_int_eq(process_vm_writev(getpid(), &here, 1, &there, 1, 0), (ssize_t)bytes);
}

#else
bool kernel_run(const struct kernel *kernel, void (*work)(void *argument), void *argument)
{
    (void)kernel, (void)work, (void)argument;
    return skip();
}

void kernel_get(void *to, uint64_t from, size_t bytes)
{
    (void)to, (void)from, (void)bytes;
}

void kernel_put(uint64_t to, const void *from, size_t bytes)
{
    (void)to, (void)from, (void)bytes;
}
#endif
