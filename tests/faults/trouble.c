#define _POSIX_C_SOURCE 200809L

#include "faults/trouble.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* --- striking; with the lock held -------------------------------------------------- */

static void note(struct trouble *trouble, enum call call)
{
    if (trouble->logged < TROUBLE_LOG)
        trouble->log[trouble->logged++] = (struct trouble_call){ call, trouble->calls[call] };
}

static void strike(struct trouble *trouble, unsigned fault, int file)
{
    if (trouble->struck[fault]++ > 0)
        return;
    trouble->struck_file[fault] = file;
    trouble->struck_early[fault] = trouble->early;
    if (fault == 0)
        trouble->log_struck = trouble->logged;
}

/* Counts a call; answers the fault that strikes it, or NULL. */
static const struct fault *struck_by_number(struct trouble *trouble, enum call call, int file)
{
    if (!trouble->armed)
        return NULL;
    trouble->calls[call]++;
    for (unsigned i = 0; i < TROUBLE_FAULTS; i++) {
        const struct fault *fault = &trouble->faults[i];
        const unsigned nth = trouble->calls[call];

        if (fault->nth && fault->call == call && nth >= fault->nth &&
            nth - fault->nth < fault_times(fault)) {
            strike(trouble, i, file);
            return fault;
        }
    }
    note(trouble, call);
    return NULL;
}

const struct fault *trouble_strikes(struct trouble *trouble, enum call call, int file)
{
    const struct fault *fault;

    pthread_mutex_lock(&trouble->lock);
    fault = struck_by_number(trouble, call, file);
    pthread_mutex_unlock(&trouble->lock);
    return fault;
}

static int file_of(struct trouble *trouble, int descriptor)
{
    unsigned file;
    bool direct;

    return disk_knows(trouble->disk, descriptor, &file, &direct) ? (int)file : -1;
}

/* --- calls that fail or do not ----------------------------------------------------- */

static const struct emel_io_system *under(const struct trouble *trouble)
{
    return &trouble->disk->table;
}

static int trouble_open(void *context, const char *path, int *descriptor)
{
    struct trouble *trouble = context;
    const struct fault *fault;
    int file = -1;

    for (int i = 0; i < DISK_FILES; i++)
        if (trouble->disk->files[i].path && strcmp(trouble->disk->files[i].path, path) == 0)
            file = i;
    fault = trouble_strikes(trouble, CALL_OPEN, file);
    return fault ? fault->error : under(trouble)->open(under(trouble)->context, path, descriptor);
}

static int trouble_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    struct trouble *trouble = context;
    const struct fault *fault = trouble_strikes(trouble, CALL_STAT, file_of(trouble, descriptor));
    int os_error;

    if (fault && fault->effect == FAILS)
        return fault->error;
    os_error = under(trouble)->stat(under(trouble)->context, descriptor, stat);
    if (fault)
        stat->stamp.mtime_nsec++;
    return os_error;
}

/* Closed all the same, as close(2) does. */
static int trouble_close(void *context, int descriptor)
{
    struct trouble *trouble = context;
    const struct fault *fault = trouble_strikes(trouble, CALL_CLOSE, file_of(trouble, descriptor));
    const int os_error = under(trouble)->close(under(trouble)->context, descriptor);

    return fault ? fault->error : os_error;
}

static int trouble_reopen(void *context, int descriptor, int *again)
{
    struct trouble *trouble = context;
    const struct fault *fault = trouble_strikes(trouble, CALL_REOPEN, file_of(trouble, descriptor));

    return fault ? fault->error
                 : under(trouble)->reopen(under(trouble)->context, descriptor, again);
}

static int trouble_reopen_direct(void *context, int descriptor, int *direct,
                                 struct emel_io_direct *limits)
{
    struct trouble *trouble = context;
    const int file = file_of(trouble, descriptor);
    const struct fault *fault = trouble_strikes(trouble, CALL_REOPEN_DIRECT, file);

    return fault
               ? fault->error
               : under(trouble)->reopen_direct(under(trouble)->context, descriptor, direct, limits);
}

static int trouble_cached(void *context, int descriptor, uint64_t offset, uint64_t bytes, bool *all)
{
    struct trouble *trouble = context;
    const struct fault *fault = trouble_strikes(trouble, CALL_CACHED, file_of(trouble, descriptor));

    return fault ? fault->error
                 : under(trouble)->cached(under(trouble)->context, descriptor, offset, bytes, all);
}

static uint32_t trouble_run(void *context, uint32_t count,
                            void (*work)(void *argument, uint32_t index), void *argument)
{
    struct trouble *trouble = context;
    const struct fault *fault = trouble_strikes(trouble, CALL_RUN, -1);

    if (fault && fault->effect == NOTHING)
        return threads_run(THREADS_NONE, count, work, argument);
    if (fault && trouble->threads != THREADS_IN_TURN)
        return threads_run(THREADS_FEWER, count, work, argument);
    return threads_run(trouble->threads, fault ? count - 1 : count, work, argument);
}

static uint32_t trouble_processors(void *context)
{
    (void)context;
    return 4;
}

/* --- reads ------------------------------------------------------------------------- */

static size_t length_of(const struct iovec *slices, int count)
{
    size_t length = 0;

    for (int i = 0; i < count; i++)
        length += slices[i].iov_len;
    return length;
}

static size_t shortened(enum effect effect, size_t length)
{
    if (effect == ZERO)
        return 0;
    if (effect == HALF)
        return length > 1 ? length / 2 : length;
    return length > 1 ? length - 1 : length;
}

/* How many of `limit` bytes from `offset` on a bad sector leaves; *error if none. */
static size_t before_sector(struct trouble *trouble, int file, bool direct, uint64_t offset,
                            size_t limit, int *error)
{
    for (unsigned i = 0; trouble->armed && i < TROUBLE_FAULTS; i++) {
        const struct fault *fault = &trouble->faults[i];
        const struct sector *sector = &trouble->sectors[fault->nth ? fault->nth - 1 : 0];

        if (fault->call != CALL_SECTOR || fault->nth == 0 || fault->nth > trouble->sector_count ||
            (int)sector->file != file || sector->offset < offset ||
            sector->offset - offset >= limit)
            continue;
        strike(trouble, i, file);
        limit = direct || fault->manner == GREEDY ? 0 : (size_t)(sector->offset - offset);
        *error = limit ? *error : fault->error;
    }
    return limit;
}

/* Passes on as much of the slices as makes `limit` bytes. */
static int read_some(const struct trouble *trouble, int descriptor, const struct iovec *slices,
                     int count, uint64_t offset, size_t limit, size_t *moved)
{
    struct iovec part[4];
    int parts = 0;

    for (; parts < count && parts < 4 && limit > 0; parts++) {
        part[parts] = slices[parts];
        if (part[parts].iov_len > limit)
            part[parts].iov_len = limit;
        limit -= part[parts].iov_len;
    }
    return under(trouble)->read(under(trouble)->context, descriptor, part, parts, offset, moved);
}

/* What becomes of one read. */
struct allowed {
    size_t limit; /* bytes it may move */
    int error;
    bool late; /* it takes its time */
};

/* The worker that comes upon the second bad place takes so long over it that others come
 * upon the first: pairs come in both orders, so either may be the lower. */
static struct allowed allow(struct trouble *trouble, int file, bool direct, uint64_t offset,
                            size_t length)
{
    struct allowed allowed = { .limit = length };
    const struct fault *fault;
    unsigned before;

    pthread_mutex_lock(&trouble->lock);
    before = trouble->struck[1];
    fault = struck_by_number(trouble, direct ? CALL_READ_DIRECT : CALL_READ, file);
    if (fault && fault->effect == FAILS)
        allowed.error = fault->error;
    else if (fault)
        allowed.limit = shortened(fault->effect, length);
    if (!allowed.error)
        allowed.limit = before_sector(trouble, file, direct, offset, allowed.limit, &allowed.error);
    allowed.late = before == 0 && trouble->struck[1] && trouble->faults[1].call == CALL_SECTOR;
    pthread_mutex_unlock(&trouble->lock);
    return allowed;
}

static void wait_a_while(void)
{
    const struct timespec a_while = { .tv_nsec = 2000000 };

    (void)nanosleep(&a_while, NULL);
}

/* What a direct read of part of a block moves is that part; the rest of the block is
 * written all the same, so it is read whole and cut afterwards. */
static int trouble_read(void *context, int descriptor, const struct iovec *slices, int count,
                        uint64_t offset, size_t *moved)
{
    struct trouble *trouble = context;
    const size_t length = length_of(slices, count);
    struct allowed allowed;
    unsigned file;
    bool direct;
    int error;

    *moved = 0;
    if (!disk_knows(trouble->disk, descriptor, &file, &direct))
        return EBADF;
    allowed = allow(trouble, (int)file, direct, offset, length);
    if (allowed.late)
        wait_a_while();
    if (allowed.error || allowed.limit == 0)
        return allowed.error;
    error = read_some(trouble, descriptor, slices, count, offset, direct ? length : allowed.limit,
                      moved);
    if (*moved > allowed.limit)
        *moved = allowed.limit;
    return error;
}

/* --- arming ------------------------------------------------------------------------ */

struct emel_io_system trouble_system(struct trouble *trouble, bool mandatory_only)
{
    struct emel_io_system table = {
        .context = trouble,
        .open = trouble_open,
        .stat = trouble_stat,
        .read = trouble_read,
        .close = trouble_close,
    };

    pthread_mutex_init(&trouble->lock, NULL);
    (void)disk_system(trouble->disk);
    if (mandatory_only)
        return table;
    table.reopen = trouble_reopen;
    table.reopen_direct = trouble_reopen_direct;
    table.cached = trouble_cached;
    table.processors = trouble_processors;
    if (trouble->threads != THREADS_NO_RUN)
        table.run = trouble_run;
    return table;
}

void trouble_arm(struct trouble *trouble)
{
    memset(trouble->calls, 0, sizeof trouble->calls);
    memset(trouble->struck, 0, sizeof trouble->struck);
    trouble->logged = trouble->log_struck = 0;
    trouble->early = false;
    trouble->armed = true;
}

void trouble_disarm(struct trouble *trouble)
{
    trouble->armed = false;
}

bool trouble_cancels(struct trouble *trouble)
{
    return trouble_strikes(trouble, CALL_STEP, -1) != NULL;
}
