/* What the chart costs: the same steps for the same load, called by the generated machine
 * with its driver and by a switch written by hand, on a system that does nothing.  Both are
 * strategies: one step a call, and none from inside a step. */
#include <stdlib.h>

#include "bench.h"
#include "emel/io/read/machine.h"

#define LOADS 500u /* timed at once: in less than a slice of the processor's time */
#define ROUNDS 1001u

/* --- a system that does nothing ---------------------------------------------------------- */

static int open_nothing(void *context, const char *path, int *descriptor)
{
    (void)context;
    (void)path;
    *descriptor = 0;
    return 0;
}

static int stat_nothing(void *context, int descriptor, struct emel_io_stat *stat)
{
    (void)context;
    (void)descriptor;
    *stat = (struct emel_io_stat){ .stamp = { .size = BENCH_PAGE }, .regular = true };
    return 0;
}

static int read_nothing(void *context, int descriptor, const struct iovec *slices, int count,
                        uint64_t offset, size_t *moved)
{
    (void)context;
    (void)descriptor;
    (void)count;
    (void)offset;
    *moved = slices->iov_len;
    return 0;
}

static int close_nothing(void *context, int descriptor)
{
    (void)context;
    (void)descriptor;
    return 0;
}

static const struct emel_io_system nothing = {
    .open = open_nothing,
    .stat = stat_nothing,
    .read = read_nothing,
    .close = close_nothing,
};

/* --- the load: one tensor of one file, into the caller's memory ------------------------------ */

static void count_done(void *context, struct emel_io_load *load,
                       const struct emel_io_done_event *done)
{
    (void)load;
    *(uint64_t *)context += done->bytes;
}

static void count_error(void *context, struct emel_io_load *load,
                        const struct emel_io_error_event *error)
{
    (void)context;
    (void)load;
    (void)error;
    bench_fail("a load of nothing failed");
}

/* --- by a switch --------------------------------------------------------------------------- */

enum state {
    CHECKING,
    OPENING,
    INSPECTING,
    ALLOCATING,
    TRANSFERRING,
    CONFIRMING,
    CLOSING,
    PUBLISHING_DONE,
    RELEASING,
    ABANDONING,
    PUBLISHING_ERROR,
    READY
};

/* Where each outcome leads; any other is a failure, and goes to `otherwise`. */
static enum state after(struct emel_io_read *read, enum emel__io_read_event event,
                        enum emel__io_read_event good, enum state next, enum state otherwise)
{
    if (event == good)
        return next;
    read->cause = (unsigned char)event;
    return otherwise;
}

static enum state after_transfer(struct emel_io_read *read)
{
    const enum emel__io_read_event event = emel__io_read_transfer(read);

    if (event != IO_READ_PROGRESS)
        return after(read, event, IO_READ_TRANSFERRED, CONFIRMING, RELEASING);
    return emel__io_read_report_progress(read) ? TRANSFERRING : RELEASING;
}

static enum state step(struct emel_io_read *read, enum state state)
{
    enum emel__io_read_event event;

    switch (state) {
    case CHECKING:
        return after(read, emel__io_read_check(read), IO_READ_VALID, OPENING, PUBLISHING_ERROR);
    case OPENING:
        return after(read, emel__io_read_open(read), IO_READ_OPENED, INSPECTING, ABANDONING);
    case INSPECTING:
        event = emel__io_read_inspect(read);
        if (event == IO_READ_MORE_FILES)
            return OPENING;
        return after(read, event, IO_READ_FILES_FIT, ALLOCATING, ABANDONING);
    case ALLOCATING:
        return after(read, emel__io_read_allocate(read), IO_READ_ALLOCATED, TRANSFERRING,
                     ABANDONING);
    case TRANSFERRING: return after_transfer(read);
    case CONFIRMING:
        event = emel__io_read_confirm(read);
        if (event == IO_READ_MORE_FILES)
            return CONFIRMING;
        return after(read, event, IO_READ_UNCHANGED, CLOSING, RELEASING);
    case CLOSING: emel__io_read_close(read); return PUBLISHING_DONE;
    case PUBLISHING_DONE: emel__io_read_publish_done(read); return READY;
    case RELEASING: emel__io_read_release(read); return ABANDONING;
    case ABANDONING: emel__io_read_close(read); return PUBLISHING_ERROR;
    case PUBLISHING_ERROR: emel__io_read_publish_error(read); return READY;
    case READY: break;
    }
    return READY;
}

static enum emel_io_status step_by_switch(void *self)
{
    struct emel_io_read *read = self;

    if (read->running || read->state == READY)
        return EMEL_IO_REFUSED;
    read->running = true;
    read->state = (int)step(read, (enum state)read->state);
    read->running = false;
    return read->state == READY ? EMEL_IO_ENDED : EMEL_IO_AGAIN;
}

static enum emel_io_status begin_by_switch(void *self, struct emel_io_load *load)
{
    struct emel_io_read *read = self;

    if (read->running || read->state != READY)
        return EMEL_IO_REFUSED;
    read->load = load;
    read->work = NULL;
    read->cause = IO_READ_NONE;
    read->state = CHECKING;
    return step_by_switch(self);
}

static struct emel_io_strategy switch_init(struct emel_io_read *read)
{
    struct emel_io_strategy strategy = emel_io_read_init(read, &nothing);

    read->state = READY;
    strategy.begin = begin_by_switch;
    strategy.step = step_by_switch;
    return strategy;
}

/* --- both ------------------------------------------------------------------------------------ */

static double seconds_for(const struct emel_io_strategy *strategy, struct emel_io_load *load)
{
    const double start = bench_now();

    for (uint32_t i = 0; i < LOADS; i++) {
        enum emel_io_status answer = strategy->begin(strategy->self, load);

        while (answer == EMEL_IO_AGAIN)
            answer = strategy->step(strategy->self);
    }
    return (bench_now() - start) / LOADS;
}

static void compare(struct emel_io_load *load, struct bench_results *results)
{
    static double ratios[ROUNDS], seconds[ROUNDS];
    struct emel_io_read by_chart, by_switch;
    const struct emel_io_strategy chart = emel_io_read_init(&by_chart, &nothing);
    const struct emel_io_strategy hand = switch_init(&by_switch);

    for (uint32_t i = 0; i < ROUNDS; i++) {
        seconds[i] = seconds_for(&chart, load);
        ratios[i] = seconds[i] / seconds_for(&hand, load);
    }
    results->chart_switch_ratio = bench_median(ratios, ROUNDS);
    results->chart_ns = bench_median(seconds, ROUNDS) * 1e9;
}

void bench_chart(struct bench_results *results)
{
    static unsigned char target[BENCH_PAGE];
    struct emel_io_read read;
    const struct emel_io_strategy strategy = emel_io_read_init(&read, &nothing);
    const struct emel_io_file file = { .path = "nothing" };
    const struct emel_io_span span = {
        .byte_size = BENCH_PAGE,
        .target = target,
        .target_bytes = BENCH_PAGE,
    };
    uint64_t bytes = 0;
    void *data;
    struct emel_io_load load = {
        .files = &file,
        .file_count = 1,
        .spans = &span,
        .span_count = 1,
        .policy = { .strategy = EMEL_IO_STRATEGY_READ_COPY },
        .context = &bytes,
        .on_done = count_done,
        .on_error = count_error,
        .data = &data,
    };

    load.work_bytes = strategy.work_bytes(strategy.self, &load);
    load.work = malloc(load.work_bytes);
    if (!load.work)
        bench_fail("out of memory");
    compare(&load, results);
    free(load.work);
    if (bytes != 2 * BENCH_PAGE * LOADS * ROUNDS)
        bench_fail("a load of nothing was not published once");
}
