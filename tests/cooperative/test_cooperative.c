/* Ten thousand loads on one thread: each has a step in turn, and some are cancelled. */
#include <check.h>
#include <stdlib.h>

#include "support/crowd.h"
#include "cooperative/suites.h"
#include "emel/io/read.h"
#include "support/temp.h"

#define SPANS_MAX 3
#define BYTES_MAX 9000
#define STEPS_AFTER_CANCEL_MAX 3 /* let go of the files, tell, rest: none of them reads */
#define NEVER UINT32_MAX

static const struct emel_io_read_options options = {
    .step_bytes = CROWD_STEP_BYTES,
    .workers = 1,
    .caching = EMEL_IO_READ_BUFFERED,
};

/* When to cancel, counted in steps; every fourth load is, some of them too late. */
static uint32_t random_cancel(struct crowd *crowd)
{
    return crowd_random(crowd, 4) == 0 ? (uint32_t)crowd_random(crowd, 14) : NEVER;
}

/* --- at the boundary: an io and a strategy for each that is active ------------------------- */

struct slot {
    struct crowd *crowd;
    struct emel_io io;
    struct emel_io_read read;
    struct emel_io_load load;
    struct emel_io_span spans[SPANS_MAX];
    void *data[SPANS_MAX];
    void *memory; /* its own, while it loads and when it is done */
    size_t memory_bytes;
    bool active;
    uint32_t steps, cancel_at, cancelled_at; /* NEVER */
    unsigned done, failed;
};

static void *slot_allocate(void *context, size_t bytes, size_t alignment)
{
    struct slot *slot = context;

    ck_assert_uint_le(alignment, 32);
    ck_assert_ptr_null(slot->memory);
    slot->memory = malloc(bytes + alignment);
    slot->memory_bytes = bytes + alignment;
    crowd_took(slot->crowd, slot->memory_bytes);
    return (void *)(((uintptr_t)slot->memory + alignment - 1) / alignment * alignment);
}

static void slot_free(struct slot *slot)
{
    free(slot->memory);
    crowd_gave(slot->crowd, slot->memory_bytes);
    slot->memory = NULL;
    slot->memory_bytes = 0;
}

static void slot_release(void *context, void *memory, size_t bytes)
{
    (void)memory, (void)bytes;
    slot_free(context);
}

static void slot_done(void *context, struct emel_io_load *load,
                      const struct emel_io_done_event *done)
{
    struct slot *slot = context;

    (void)done;
    slot->done++;
    for (uint32_t i = 0; i < load->span_count; i++) {
        const struct emel_io_span *span = &load->spans[i];

        ck_assert(crowd_right(span->file_index, load->data[i], span->file_offset, span->byte_size));
    }
}

static void slot_error(void *context, struct emel_io_load *load,
                       const struct emel_io_error_event *error)
{
    struct slot *slot = context;

    (void)load;
    slot->failed++;
    ck_assert_uint_eq(error->strategy_error, EMEL_IO_READ_CANCELLED);
    ck_assert_uint_ne(slot->cancelled_at, NEVER);
    ck_assert_ptr_null(slot->memory);
}

static void slot_enter(struct slot *slot, struct crowd *crowd)
{
    const struct emel_io_strategy strategy = emel_io_read_init(&slot->read, &crowd->system);

    emel_io_init(&slot->io);
    ck_assert(emel_io_register(&slot->io, &strategy));
    slot->crowd = crowd;
}

static void slot_choose(struct slot *slot)
{
    struct crowd *crowd = slot->crowd;

    slot->load = (struct emel_io_load){
        .files = crowd->files,
        .file_count = CROWD_FILES,
        .spans = slot->spans,
        .span_count = 1 + (uint32_t)crowd_random(crowd, SPANS_MAX),
        .policy = { .strategy = EMEL_IO_STRATEGY_READ_COPY, .options = &options },
        .owner = { .context = slot, .allocate = slot_allocate, .release = slot_release },
        .context = slot,
        .on_done = slot_done,
        .on_error = slot_error,
        .data = slot->data,
    };
    for (uint32_t i = 0; i < slot->load.span_count; i++)
        slot->spans[i] = (struct emel_io_span){
            .file_index = (uint32_t)crowd_random(crowd, CROWD_FILES),
            .file_offset = crowd_random(crowd, CROWD_FILE_BYTES - BYTES_MAX),
            .byte_size = crowd_random(crowd, BYTES_MAX),
        };
}

static void slot_begin(struct slot *slot)
{
    struct crowd *crowd = slot->crowd;

    slot_choose(slot);
    slot->load.work_bytes = emel_io_work_bytes(&slot->io, &slot->load);
    slot->load.work = malloc(slot->load.work_bytes);
    crowd_took(crowd, slot->load.work_bytes);
    slot->steps = slot->done = slot->failed = 0;
    slot->cancel_at = random_cancel(crowd);
    slot->cancelled_at = NEVER;
    slot->active = true;
    crowd->loads++;
    ck_assert_int_eq(emel_io_begin(&slot->io, &slot->load), EMEL_IO_AGAIN);
}

static void slot_end(struct slot *slot)
{
    struct crowd *crowd = slot->crowd;

    ck_assert_uint_eq(slot->done + slot->failed, 1);
    ck_assert_uint_eq(slot->failed, slot->cancelled_at != NEVER);
    crowd->done += slot->done;
    crowd->cancelled += slot->failed;
    if (slot->done)
        slot_free(slot);
    free(slot->load.work);
    crowd_gave(crowd, slot->load.work_bytes);
    slot->active = false;
}

/* When a cancel is accepted, the memory is back with its owner. */
static enum emel_io_status slot_cancel(struct slot *slot)
{
    enum emel_io_status status;

    slot->cancelled_at = slot->steps;
    status = emel_io_cancel(&slot->io);
    if (status == EMEL_IO_REFUSED)
        slot->cancelled_at = NEVER;
    else
        ck_assert_ptr_null(slot->memory);
    return status;
}

static void slot_turn(struct slot *slot)
{
    struct crowd *crowd = slot->crowd;
    enum emel_io_status answer = EMEL_IO_AGAIN;

    watch_step(&crowd->watch);
    if (slot->steps == slot->cancel_at)
        answer = slot_cancel(slot);
    if (answer != EMEL_IO_ENDED)
        answer = emel_io_step(&slot->io);
    slot->steps++;
    crowd->steps++;
    if (slot->cancelled_at != NEVER) {
        ck_assert_uint_eq(crowd->watch.reads, 0);
        ck_assert_uint_le(slot->steps - slot->cancelled_at, STEPS_AFTER_CANCEL_MAX);
    }
    if (answer == EMEL_IO_ENDED)
        slot_end(slot);
    else
        ck_assert_int_eq(answer, EMEL_IO_AGAIN);
}

/* Whether any of them had a turn. */
static bool all_turn(struct slot *slots, struct crowd *crowd)
{
    bool any = false;

    for (int i = 0; i < CROWD_ACTIVE; i++) {
        if (!slots[i].active && crowd->loads < CROWD_LOADS)
            slot_begin(&slots[i]);
        else if (slots[i].active)
            slot_turn(&slots[i]);
        any = any || slots[i].active;
    }
    return any;
}

START_TEST(ten_thousand_loads_take_turns_at_the_boundary)
{
    struct slot *slots = calloc(CROWD_ACTIVE, sizeof *slots);
    static struct crowd crowd;

    crowd_enter(&crowd);
    for (int i = 0; i < CROWD_ACTIVE; i++)
        slot_enter(&slots[i], &crowd);
    while (all_turn(slots, &crowd))
        ;
    crowd_report(&crowd, "boundary", CROWD_ACTIVE * UINT64_C(60000));
    crowd_leave(&crowd);
    free(slots);
}
END_TEST

Suite *cooperative_suite(void)
{
    Suite *suite = suite_create("cooperative: boundary");
    TCase *tcase = tcase_create("boundary");

    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_test(tcase, ten_thousand_loads_take_turns_at_the_boundary);
    suite_add_tcase(suite, tcase);
    return suite;
}
