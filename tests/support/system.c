#define _POSIX_C_SOURCE 200809L

#include "support/system.h"

#include <errno.h>
#include <string.h>

#define SLICES_MAX 1024 /* IOV_MAX of Linux */

/* NULL: nothing is wrong. */
static void blame(struct test_system *system, const char *mistake)
{
    if (!system->mistake)
        system->mistake = mistake;
}

static void note(struct test_system *system, struct descriptor descriptor)
{
    if (!descriptors_add(&system->descriptors, descriptor))
        blame(system, "the test system has no room for another descriptor");
}

void system_lend(struct test_system *system, int fd, const char *path)
{
    note(system, (struct descriptor){ .fd = fd, .lent = true, .path = path });
}

/* --- faults -------------------------------------------------------------------- */

/* Counts a call; answers true, with the error in *error, if it is to fail. */
static bool strikes(struct test_system *system, enum system_call call, int *error)
{
    const unsigned nth = ++system->calls[call];

    if (system->before)
        system->before(system, call, nth);
    for (unsigned i = 0; i < SYSTEM_FAULTS; i++) {
        const struct system_fault *fault = &system->faults[i];

        if (fault->call == call && fault->from && nth >= fault->from &&
            nth - fault->from < fault->times) {
            *error = fault->error;
            return true;
        }
    }
    return false;
}

/* How many of `bytes` from `offset` on can be had; *error if none. */
static size_t before_bad_sector(const struct test_system *system, const char *path, uint64_t offset,
                                size_t bytes, int *error)
{
    const struct system_bad_sector *bad = &system->bad;

    *error = 0;
    if (!bad->error || (bad->path && (!path || strcmp(bad->path, path) != 0)))
        return bytes;
    if (offset >= bad->until || offset + bytes <= bad->from)
        return bytes;
    if (!bad->greedy && offset < bad->from)
        return (size_t)(bad->from - offset);
    *error = bad->error;
    return 0;
}

/* --- the calls ----------------------------------------------------------------- */

static const struct emel_io_system *under(const struct test_system *system)
{
    return system->under ? system->under : emel_io_system_default();
}

/* Every call on a descriptor begins with this, and ends with leave.  True: it fails. */
static bool enter(struct test_system *system, enum system_call call, int descriptor, int *error)
{
    pthread_mutex_lock(&system->lock);
    if (!descriptors_find(&system->descriptors, descriptor))
        blame(system, "a call on a descriptor that is not open");
    return strikes(system, call, error);
}

static int leave(struct test_system *system, int error)
{
    pthread_mutex_unlock(&system->lock);
    return error;
}

static int test_open(void *context, const char *path, int *descriptor)
{
    struct test_system *system = context;
    int error;

    pthread_mutex_lock(&system->lock);
    if (!strikes(system, SYSTEM_OPEN, &error)) {
        error = under(system)->open(under(system)->context, path, descriptor);
        if (error == 0)
            note(system, (struct descriptor){ .fd = *descriptor, .path = path });
    }
    return leave(system, error);
}

static int test_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    struct test_system *system = context;
    int error;

    if (!enter(system, SYSTEM_STAT, descriptor, &error)) {
        error = under(system)->stat(under(system)->context, descriptor, stat);
        if (error == 0 && system->on_stat)
            system->on_stat(system, system->calls[SYSTEM_STAT], stat);
    }
    return leave(system, error);
}

/* One that fails has closed its descriptor all the same, as close(2) has. */
static int test_close(void *context, int descriptor)
{
    struct test_system *system = context;
    const struct descriptor *known;
    bool struck;
    int error, answer = 0;

    struck = enter(system, SYSTEM_CLOSE, descriptor, &error);
    known = descriptors_find(&system->descriptors, descriptor);
    if (known && known->lent) {
        blame(system, "close of a lent descriptor");
    } else if (known) {
        descriptors_remove(&system->descriptors, descriptor);
        answer = under(system)->close(under(system)->context, descriptor);
    }
    return leave(system, struck ? error : answer);
}

/* A descriptor that came of another one is of the same file. */
static struct descriptor another(const struct test_system *system, int descriptor, int again,
                                 bool direct)
{
    const struct descriptor *known = descriptors_find(&system->descriptors, descriptor);

    return (struct descriptor){ .fd = again, .direct = direct, .path = known ? known->path : NULL };
}

static int test_reopen(void *context, int descriptor, int *again)
{
    struct test_system *system = context;
    int error;

    if (!enter(system, SYSTEM_REOPEN, descriptor, &error)) {
        error = under(system)->reopen(under(system)->context, descriptor, again);
        if (error == 0)
            note(system, another(system, descriptor, *again, false));
    }
    return leave(system, error);
}

static int test_reopen_direct(void *context, int descriptor, int *direct,
                              struct emel_io_direct *limits)
{
    struct test_system *system = context;
    int error;

    if (!enter(system, SYSTEM_REOPEN_DIRECT, descriptor, &error)) {
        error = under(system)->reopen_direct(under(system)->context, descriptor, direct, limits);
        if (error == 0)
            note(system, another(system, descriptor, *direct, true));
    }
    return leave(system, error);
}

static int test_cached(void *context, int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    struct test_system *system = context;
    int error;

    if (!enter(system, SYSTEM_CACHED, descriptor, &error))
        error = under(system)->cached(under(system)->context, descriptor, offset, bytes, all);
    return leave(system, error);
}

static uint32_t test_run(void *context, uint32_t count,
                         void (*work)(void *argument, uint32_t index), void *argument)
{
    struct test_system *system = context;
    int error;
    bool struck;

    pthread_mutex_lock(&system->lock);
    struck = strikes(system, SYSTEM_RUN, &error);
    leave(system, 0);
    return struck ? 0 : threads_run(system->threads, count, work, argument);
}

static uint32_t test_processors(void *context)
{
    const struct test_system *system = context;

    return under(system)->processors(under(system)->context);
}

static int test_random_access(void *context, int descriptor)
{
    struct test_system *system = context;
    int error;

    if (!enter(system, SYSTEM_RANDOM_ACCESS, descriptor, &error))
        error = under(system)->random_access(under(system)->context, descriptor);
    return leave(system, error);
}

static int test_list(void *context, const char *path,
                     bool (*entry)(void *argument, const char *name), void *argument)
{
    struct test_system *system = context;
    int error;
    bool struck;

    pthread_mutex_lock(&system->lock);
    struck = strikes(system, SYSTEM_LIST, &error);
    leave(system, 0);
    return struck ? error : under(system)->list(under(system)->context, path, entry, argument);
}

/* --- reads --------------------------------------------------------------------- */

static size_t length_of(const struct iovec *slices, int count)
{
    size_t length = 0;

    for (int i = 0; i < count; i++)
        length += slices[i].iov_len;
    return length;
}

/* What preadv(2) would refuse, and what can only be a slip; NULL: neither. */
static const char *objection(int count, size_t length, uint64_t offset)
{
    if (count < 1 || count > SLICES_MAX)
        return "read with a number of slices that the kernel refuses";
    if (offset > (uint64_t)INT64_MAX || length > (uint64_t)INT64_MAX - offset)
        return "read beyond what a file offset can say";
    return length == 0 ? "read of nothing" : NULL;
}

/* Whether the read is let through, and if so how much of it. */
static bool admit(struct test_system *system, const char *path, uint64_t offset, size_t *limit,
                  int *error)
{
    if (strikes(system, SYSTEM_READ, error))
        return false;
    if (system->interrupted < system->interruptions) {
        system->interrupted++;
        *error = EINTR;
        return false;
    }
    system->interrupted = 0;
    if (system->cap && *limit > system->cap)
        *limit = system->cap;
    *limit = before_bad_sector(system, path, offset, *limit, error);
    return *error == 0;
}

/* Passes on as much of the slices as makes `limit` bytes. */
static int read_some(const struct emel_io_system *under, int descriptor, const struct iovec *slices,
                     int count, uint64_t offset, size_t limit, size_t *moved)
{
    struct iovec part[SLICES_MAX];
    int parts = 0;

    for (; parts < count && limit > 0; parts++) {
        part[parts] = slices[parts];
        if (part[parts].iov_len > limit)
            part[parts].iov_len = limit;
        limit -= part[parts].iov_len;
    }
    return under->read(under->context, descriptor, part, parts, offset, moved);
}

/* A direct read moves whole blocks: of what was asked, though less is told. */
static int read_blocks(const struct emel_io_system *under, int descriptor,
                       const struct iovec *slices, int count, uint64_t offset, size_t limit,
                       size_t *moved)
{
    const int error = under->read(under->context, descriptor, slices, count, offset, moved);

    if (*moved > limit)
        *moved = limit;
    return error;
}

static int test_read(void *context, int descriptor, const struct iovec *slices, int count,
                     uint64_t offset, size_t *moved)
{
    struct test_system *system = context;
    const struct descriptor *known;
    size_t limit = length_of(slices, count);
    bool direct, admitted;
    int error = EINVAL;

    *moved = 0;
    pthread_mutex_lock(&system->lock);
    known = descriptors_find(&system->descriptors, descriptor);
    direct = known && known->direct;
    if (limit > system->kernel_calls_most)
        system->kernel_calls_most = limit;
    blame(system, known ? objection(count, limit, offset) : "a read of a descriptor not open");
    admitted = !system->mistake && admit(system, known->path, offset, &limit, &error);
    pthread_mutex_unlock(&system->lock);
    if (!admitted)
        return error;

    error = (direct ? read_blocks : read_some)(under(system), descriptor, slices, count, offset,
                                               limit, moved);
    pthread_mutex_lock(&system->lock);
    system->moved += *moved;
    if (system->boasts)
        *moved = length_of(slices, count) + 1;
    pthread_mutex_unlock(&system->lock);
    return error;
}

/* --- the table ----------------------------------------------------------------- */

struct emel_io_system system_table(struct test_system *system)
{
    const struct emel_io_system *base = under(system);
    struct emel_io_system table = {
        .context = system,
        .open = test_open,
        .stat = test_stat,
        .read = test_read,
        .close = test_close,
    };

    pthread_mutex_init(&system->lock, NULL);
    if (system->mandatory_only)
        return table;
    table.reopen = base->reopen ? test_reopen : NULL;
    table.reopen_direct = base->reopen_direct ? test_reopen_direct : NULL;
    table.cached = base->cached ? test_cached : NULL;
    table.processors = base->processors ? test_processors : NULL;
    table.random_access = base->random_access ? test_random_access : NULL;
    table.list = base->list ? test_list : NULL;
    table.run = system->threads == THREADS_NO_RUN ? NULL : test_run;
    return table;
}

void system_forget(struct test_system *system)
{
    memset(system->calls, 0, sizeof system->calls);
    system->moved = system->kernel_calls_most = 0;
    system->interrupted = 0;
}

const char *system_check(const struct test_system *system)
{
    if (system->mistake)
        return system->mistake;
    return descriptors_held(&system->descriptors) ? "a descriptor was not closed" : NULL;
}
