/* The same ten thousand loads, into one storage with many ios in flight. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/crowd.h"
#include "cooperative/suites.h"
#include "emel/model/tensor.h"
#include "support/ledger.h"
#include "support/temp.h"

#define TENSORS 2000u
#define TENSORS_A_LOAD 3
#define BYTES_MAX 9000
#define STEPS_AFTER_CANCEL_MAX 3
#define NEVER UINT32_MAX

static const struct emel_io_read_options options = {
    .step_bytes = CROWD_STEP_BYTES,
    .workers = 1,
    .caching = EMEL_IO_READ_BUFFERED,
};

/* A way into the storage, and the load that is on it. */
struct lane {
    struct world *world;
    struct emel_io io;
    struct emel_io_read read;
    uint32_t tensors[TENSORS_A_LOAD], count;
    bool active;
    uint32_t steps, cancel_at, cancelled_at; /* NEVER */
    unsigned ends;
    struct emel_failure why;
};

struct world {
    struct crowd crowd;
    struct ledger tensors, records;
    struct emel_storage storage;
    struct emel_tensor_record bound[TENSORS];
    bool taken[TENSORS]; /* by a load that is active */
    struct lane lanes[CROWD_ACTIVE];
};

static void bind_all(struct world *world)
{
    for (uint32_t i = 0; i < TENSORS; i++) {
        world->bound[i] = (struct emel_tensor_record){
            .name = "one of many",
            .file_index = (uint16_t)crowd_random(&world->crowd, CROWD_FILES),
            .file_offset = crowd_random(&world->crowd, CROWD_FILE_BYTES - BYTES_MAX),
            .byte_size = crowd_random(&world->crowd, BYTES_MAX),
        };
        ck_assert(emel_storage_bind(&world->storage, i, &world->bound[i], NULL));
    }
}

static void enter_lane(struct lane *lane, struct world *world)
{
    const struct emel_io_strategy strategy = emel_io_read_init(&lane->read, &world->crowd.system);

    emel_io_init(&lane->io);
    ck_assert(emel_io_register(&lane->io, &strategy));
    lane->world = world;
}

static void enter(struct world *world)
{
    const struct emel_allocator tensors = ledger_allocator(&world->tensors);
    const struct emel_allocator records = ledger_allocator(&world->records);
    struct emel_storage_options storage = {
        .file_count = CROWD_FILES,
        .tensors = &tensors,
        .records = &records,
    };

    crowd_enter(&world->crowd);
    storage.files = world->crowd.files;
    storage.system = &world->crowd.system;
    ck_assert(emel_storage_init(&world->storage, TENSORS, &storage, NULL));
    bind_all(world);
    for (int i = 0; i < CROWD_ACTIVE; i++)
        enter_lane(&world->lanes[i], world);
}

static void leave(struct world *world)
{
    emel_storage_deinit(&world->storage);
    ck_assert_ptr_null(ledger_check(&world->tensors));
    ck_assert_ptr_null(ledger_check(&world->records));
    ck_assert_uint_eq(world->tensors.held + world->records.held, 0);
    crowd_leave(&world->crowd);
}

/* --- one load ---------------------------------------------------------------------------- */

static bool is(const struct world *world, uint32_t index, const char *state)
{
    return strcmp(emel_tensor_residency(emel_storage_tensor(&world->storage, index)), state) == 0;
}

/* Some that no other load has; if resident, they are evicted to make room. */
static void choose(struct lane *lane)
{
    struct world *world = lane->world;
    const uint32_t wanted = 1 + (uint32_t)crowd_random(&world->crowd, TENSORS_A_LOAD);

    for (lane->count = 0; lane->count < wanted;) {
        const uint32_t index = (uint32_t)crowd_random(&world->crowd, TENSORS);

        if (world->taken[index])
            continue;
        world->taken[index] = true;
        if (is(world, index, "resident"))
            ck_assert(emel_storage_evict(&world->storage, index, NULL));
        lane->tensors[lane->count++] = index;
    }
}

static void on_end(void *context, const struct emel_failure *why)
{
    struct lane *lane = context;

    lane->ends++;
    lane->why = *why;
}

static void begin(struct lane *lane)
{
    struct world *world = lane->world;
    struct emel_storage_request request = {
        .tensors = lane->tensors,
        .policy = { .options = &options },
        .io = &lane->io,
        .context = lane,
        .on_end = on_end,
    };

    choose(lane);
    request.count = lane->count;
    lane->active = true;
    lane->steps = lane->ends = 0;
    lane->cancelled_at = NEVER;
    lane->cancel_at =
        crowd_random(&world->crowd, 4) ? NEVER : (uint32_t)crowd_random(&world->crowd, 14);
    world->crowd.loads++;
    ck_assert_int_eq(emel_storage_begin(&world->storage, &request, NULL), EMEL_IO_AGAIN);
}

/* Either all of its tensors are resident with their bytes, or none is. */
static void expect_all_or_none(const struct lane *lane, bool done)
{
    for (uint32_t i = 0; i < lane->count; i++) {
        const struct emel_tensor *tensor =
            emel_storage_tensor(&lane->world->storage, lane->tensors[i]);
        const struct emel_tensor_record *record = &lane->world->bound[lane->tensors[i]];

        lane->world->taken[lane->tensors[i]] = false;
        ck_assert_int_eq(is(lane->world, lane->tensors[i], "resident"), done);
        ck_assert_int_eq(tensor->data != NULL, done);
        if (done)
            ck_assert(crowd_right(record->file_index, tensor->data, record->file_offset,
                                  tensor->byte_size));
    }
}

static void end(struct lane *lane)
{
    struct crowd *crowd = &lane->world->crowd;
    const bool done = lane->why.source == EMEL_FAILURE_NONE;

    ck_assert_uint_eq(lane->ends, 1);
    ck_assert_int_eq(done, lane->cancelled_at == NEVER);
    if (!done)
        ck_assert_str_eq(lane->why.name, "CANCELLED");
    expect_all_or_none(lane, done);
    crowd->done += done;
    crowd->cancelled += !done;
    lane->active = false;
}

static void turn(struct lane *lane)
{
    struct world *world = lane->world;
    enum emel_io_status answer = EMEL_IO_REFUSED;

    watch_step(&world->crowd.watch);
    if (lane->steps == lane->cancel_at)
        answer = emel_storage_cancel(&world->storage, &lane->io, NULL);
    if (answer != EMEL_IO_REFUSED)
        lane->cancelled_at = lane->steps;
    if (answer != EMEL_IO_ENDED)
        answer = emel_storage_step(&world->storage, &lane->io, NULL);
    lane->steps++;
    world->crowd.steps++;
    if (lane->cancelled_at != NEVER) {
        ck_assert_uint_eq(world->crowd.watch.reads, 0);
        ck_assert_uint_le(lane->steps - lane->cancelled_at, STEPS_AFTER_CANCEL_MAX);
    }
    if (answer == EMEL_IO_ENDED)
        end(lane);
    else
        ck_assert_int_eq(answer, EMEL_IO_AGAIN);
}

static bool all_turn(struct world *world)
{
    bool any = false;

    for (int i = 0; i < CROWD_ACTIVE; i++) {
        struct lane *lane = &world->lanes[i];

        if (!lane->active && world->crowd.loads < CROWD_LOADS)
            begin(lane);
        else if (lane->active)
            turn(lane);
        any = any || lane->active;
    }
    return any;
}

START_TEST(ten_thousand_loads_take_turns_in_one_storage)
{
    struct world *world = calloc(1, sizeof *world);

    enter(world);
    while (all_turn(world))
        ;
    for (uint32_t i = 0; i < TENSORS; i++)
        if (is(world, i, "resident"))
            ck_assert(emel_storage_evict(&world->storage, i, NULL));
    ck_assert_uint_eq(emel_storage_get_statistics(&world->storage).held_bytes, 0);
    ck_assert_uint_eq(world->tensors.held, 0);
    world->crowd.memory_peak = world->tensors.most + world->records.most;
    crowd_report(&world->crowd, "storage",
                 (uint64_t)TENSORS * BYTES_MAX + CROWD_ACTIVE * UINT64_C(60000));
    leave(world);
    free(world);
}
END_TEST

Suite *cooperative_storage_suite(void)
{
    Suite *suite = suite_create("cooperative: storage");
    TCase *tcase = tcase_create("storage");

    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_test(tcase, ten_thousand_loads_take_turns_in_one_storage);
    suite_add_tcase(suite, tcase);
    return suite;
}
