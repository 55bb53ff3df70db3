/* Tensors that are reported as they land, and withdrawn when their load fails; and the report of
 * what a load did. */
#include <check.h>
#include <string.h>

#include "model/tensor/suites.h"
#include "support/fill_strategy.h"
#include "support/rogue_strategy.h"
#include "support/storage_fixture.h"
#include "support/temp.h"

/* A storage, and what its callbacks have seen. */
struct world {
    struct keeping k;
    uint32_t landed, order[KEEPING_TENSORS];
    void *data[KEEPING_TENSORS];
    unsigned withdrawn, ends;
    unsigned releases_then, discards_then; /* of memory, when the tensors were withdrawn */
    struct emel_io_report report;
};

static void on_tensor(void *context, uint32_t index, const struct emel_tensor *tensor, void *data)
{
    struct world *world = context;
    struct emel_storage *storage = &world->k.storage;

    ck_assert_uint_eq(world->withdrawn + world->ends, 0);
    ck_assert_ptr_eq(tensor, emel_storage_tensor(storage, index));
    ck_assert_ptr_null(tensor->data);
    ck_assert_ptr_nonnull(strstr(emel_tensor_residency(tensor), "loading"));
    ck_assert(keeping_matches(storage, index, data));
    ck_assert(!emel_storage_evict(storage, index, &world->k.why));
    ck_assert_uint_eq(world->k.why.rule, EMEL_TENSOR_RULE_CALLBACK);
    ck_assert(!emel_storage_deinit(storage));
    world->order[world->landed] = index;
    world->data[world->landed++] = data;
}

static void on_withdrawn(void *context)
{
    struct world *world = context;

    ck_assert_uint_eq(world->ends, 0);
    ck_assert(!emel_storage_deinit(&world->k.storage));
    ck_assert(!emel_storage_evict(&world->k.storage, 0, &world->k.why));
    ck_assert_uint_eq(world->k.why.rule, EMEL_TENSOR_RULE_CALLBACK);
    world->withdrawn++;
    world->releases_then = world->k.tensors.releases;
    world->discards_then = world->k.tensors.discards;
}

static void ignore_tensor(void *context, uint32_t index, const struct emel_tensor *tensor,
                          void *data)
{
    struct world *world = context;

    (void)index, (void)tensor, (void)data;
    world->landed++;
}

static void on_end(void *context, const struct emel_failure *why)
{
    struct world *world = context;

    world->ends++;
    ck_assert_uint_eq(world->withdrawn, why->source != EMEL_FAILURE_NONE && world->landed ? 1 : 0);
}

static struct emel_storage_request request_of(struct world *world, const uint32_t *tensors,
                                              uint32_t count)
{
    struct emel_storage_request request = keeping_request(&world->k, tensors, count);

    request.context = world;
    request.on_tensor = on_tensor;
    request.on_withdrawn = on_withdrawn;
    request.on_end = on_end;
    request.report = &world->report;
    return request;
}

static bool load(struct world *world)
{
    const struct emel_storage_request request = request_of(world, NULL, 0);

    return emel_storage_load(&world->k.storage, &request, &world->k.why);
}

/* --- landing ---------------------------------------------------------------------------------- */

START_TEST(each_tensor_lands_once_in_the_order_of_the_files)
{
    static const uint32_t in_order[] = { 2, 0, 3, 1, 5, 4 };
    struct world world = { .landed = 0 };

    keeping_enter(&world.k, 0);
    ck_assert(load(&world));
    ck_assert_uint_eq(world.landed, KEEPING_TENSORS);
    ck_assert_mem_eq(world.order, in_order, sizeof in_order);
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        ck_assert_ptr_eq(emel_storage_tensor(&world.k.storage, world.order[i])->data,
                         world.data[i]);
    ck_assert_uint_eq(world.withdrawn, 0);
    ck_assert_uint_eq(world.ends, 1);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_tensor_lands_while_later_ones_are_still_read)
{
    struct world world = { .landed = 0 };
    struct emel_storage_request request = request_of(&world, NULL, 0);

    keeping_enter(&world.k, 0);
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &request, NULL), EMEL_IO_AGAIN);
    while (world.landed < 3)
        ck_assert_int_eq(emel_storage_step(&world.k.storage, NULL, NULL), EMEL_IO_AGAIN);
    ck_assert_uint_lt(world.landed, KEEPING_TENSORS);
    keeping_finish(&world.k, NULL);
    ck_assert_uint_eq(world.landed, KEEPING_TENSORS);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_tensor_reloaded_into_its_place_lands_there)
{
    struct world world = { .landed = 0 };
    const struct emel_storage_request request = request_of(&world, (const uint32_t[]){ 1 }, 1);
    const void *place;

    keeping_enter(&world.k, 0);
    ck_assert(keeping_load(&world.k, NULL, 0));
    place = emel_storage_tensor(&world.k.storage, 1)->data;
    ck_assert(emel_storage_evict(&world.k.storage, 1, NULL));
    ck_assert(emel_storage_load(&world.k.storage, &request, NULL));
    ck_assert_uint_eq(world.landed, 1);
    ck_assert_ptr_eq(world.data[0], place);
    keeping_leave(&world.k);
}
END_TEST

/* --- withdrawing ------------------------------------------------------------------------------ */

START_TEST(when_a_load_fails_what_landed_is_withdrawn_before_its_memory_goes)
{
    struct world world = { .k = { .system = {
                                      .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } } };

    keeping_enter(&world.k, 0);
    ck_assert(!load(&world));
    keeping_expect_why(&world.k, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED, "tensor-4");
    ck_assert_uint_ge(world.landed, 1);
    ck_assert_uint_lt(world.landed, KEEPING_TENSORS);
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.releases_then, 0);
    ck_assert_uint_eq(world.k.tensors.releases, 1);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(on_tensor_needs_no_on_withdrawn)
{
    struct world world = { .k = { .system = {
                                      .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } } };
    struct emel_storage_request request = request_of(&world, NULL, 0);

    request.on_withdrawn = NULL;
    request.on_end = NULL;
    keeping_enter(&world.k, 0);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_ge(world.landed, 1);
    keeping_expect(&world.k, 0, "bound");
    keeping_leave(&world.k);
}
END_TEST

START_TEST(without_a_tensor_that_landed_nothing_is_withdrawn)
{
    struct world world = { .k = { .system = { .faults = { { SYSTEM_OPEN, 3, 1, 13 } } } } };

    keeping_enter(&world.k, 0);
    ck_assert(!load(&world));
    ck_assert_uint_eq(world.landed + world.withdrawn, 0);
    ck_assert_uint_eq(world.ends, 1);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_cancel_or_the_end_of_the_storage_withdraws)
{
    struct world world = { .landed = 0 };
    struct emel_storage_request request = request_of(&world, NULL, 0);

    keeping_enter(&world.k, 0);
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &request, NULL), EMEL_IO_AGAIN);
    while (world.landed < 2)
        ck_assert_int_eq(emel_storage_step(&world.k.storage, NULL, NULL), EMEL_IO_AGAIN);
    if (_i == 0) {
        ck_assert_int_eq(emel_storage_cancel(&world.k.storage, NULL, NULL), EMEL_IO_AGAIN);
        keeping_finish(&world.k, NULL);
    } else {
        ck_assert(emel_storage_deinit(&world.k.storage));
    }
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.ends, 1);
    keeping_leave(&world.k);
}
END_TEST

/* The rogue lands what it never read, and then does not withdraw it. */
START_TEST(the_storage_withdraws_what_a_strategy_forgets)
{
    static const struct rogue ways[] = { { .does = ROGUE_SILENT_STEP, .lands = true },
                                         { .does = ROGUE_KEEPS_MEMORY, .lands = true } };
    struct world world = { .landed = 0 };
    struct rogue rogue = ways[_i];
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_storage_request request = request_of(&world, (const uint32_t[]){ 2 }, 1);
    struct emel_io io;

    keeping_enter(&world.k, 0);
    keeping_use(&request, &io, &strategy);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.landed, 1);
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.releases_then, 0);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(what_landed_in_its_place_is_withdrawn_before_its_blocks_are_discarded)
{
    struct world world = { .k = { .tensors = { .least_alignment = LEDGER_RUN_BYTES } } };
    struct rogue rogue = { .does = ROGUE_KEEPS_MEMORY, .lands = true };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_storage_request request = request_of(&world, (const uint32_t[]){ 0 }, 1);
    struct emel_io io;

    keeping_enter(&world.k, 2);
    ck_assert(keeping_bind(&world.k, 0, 0, 0, UINT64_C(2) << 20));
    ck_assert(keeping_bind(&world.k, 1, 0, UINT64_C(2) << 20, 9));
    ck_assert(keeping_load(&world.k, NULL, 0));
    ck_assert(emel_storage_evict(&world.k.storage, 0, NULL));
    keeping_use(&request, &io, &strategy);
    request.on_tensor = ignore_tensor;
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.withdrawn, 1);
    ck_assert_uint_eq(world.discards_then, 1);
    ck_assert_uint_eq(world.k.tensors.discards, 2);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_callback_is_refused_everything_also_when_the_io_is_stepped_by_its_owner)
{
    struct world world = { .k = { .system = {
                                      .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } } };
    struct emel_storage_request request = request_of(&world, NULL, 0);

    keeping_enter(&world.k, 0);
    request.io = &world.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_io_finish(request.io), EMEL_IO_ENDED);
    ck_assert_uint_ge(world.landed, 1);
    ck_assert_uint_eq(world.withdrawn, 1);
    keeping_finish(&world.k, request.io);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_strategy_that_cannot_report_landed_tensors_is_not_asked_to)
{
    struct world world = { .landed = 0 };
    struct fill fill = { .byte = 7 };
    struct emel_io_strategy strategy = fill_strategy(&fill);
    struct emel_storage_request request = request_of(&world, NULL, 0);
    struct emel_io io;

    keeping_enter(&world.k, 0);
    strategy.features = EMEL_IO_FEATURE_TARGETS;
    keeping_use(&request, &io, &strategy);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_IO, EMEL_IO_UNSUPPORTED_FEATURE, "");
    keeping_leave(&world.k);
}
END_TEST

START_TEST(on_withdrawn_without_on_tensor_is_refused)
{
    struct world world = { .landed = 0 };
    struct emel_storage_request request = request_of(&world, NULL, 0);

    request.on_tensor = NULL;
    keeping_enter(&world.k, 0);
    ck_assert(!emel_storage_load(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.k.why.rule, EMEL_TENSOR_RULE_ON_WITHDRAWN);
    ck_assert(!emel_storage_read(&world.k.storage, &request, &world.k.why));
    ck_assert_uint_eq(world.k.why.rule, EMEL_TENSOR_RULE_ON_WITHDRAWN);
    keeping_leave(&world.k);
}
END_TEST

/* --- reads ------------------------------------------------------------------------------------ */

struct read_seen {
    uint32_t landed;
    void *data[2];
};

static void on_record(void *context, uint32_t index, const struct emel_tensor *tensor, void *data)
{
    struct read_seen *seen = context;

    ck_assert_ptr_null(tensor);
    seen->data[index] = data;
    seen->landed++;
}

START_TEST(records_that_are_read_land_by_their_index_in_the_request)
{
    static unsigned char room[2][100];
    const struct emel_tensor_record records[] = {
        { .name = "b", .file_index = 1, .file_offset = 50, .byte_size = 100 },
        { .name = "a", .file_index = 0, .file_offset = 50, .byte_size = 100 },
    };
    const struct emel_tensor_target targets[] = { { room[0], 100 }, { room[1], 100 } };
    struct keeping k = { .limit = 0 };
    struct read_seen seen = { .landed = 0 };
    const struct emel_storage_request request = {
        .records = records,
        .targets = targets,
        .count = 2,
        .context = &seen,
        .on_tensor = on_record,
    };

    keeping_enter(&k, 0);
    ck_assert(emel_storage_read(&k.storage, &request, NULL));
    ck_assert_uint_eq(seen.landed, 2);
    for (int i = 0; i < 2; i++)
        ck_assert_ptr_eq(seen.data[i], room[i]);
    keeping_leave(&k);
}
END_TEST

START_TEST(a_read_that_is_not_in_its_target_is_withdrawn)
{
    static unsigned char room[300];
    const struct emel_tensor_target target = { room, sizeof room };
    struct world world = { .landed = 0 };
    struct rogue rogue = { .does = ROGUE_LENDS, .lands = true };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_storage_request request = request_of(&world, (const uint32_t[]){ 3 }, 1);
    struct emel_io io;

    keeping_enter(&world.k, 0);
    keeping_use(&request, &io, &strategy);
    request.targets = &target;
    request.on_tensor = ignore_tensor;
    ck_assert(!emel_storage_read(&world.k.storage, &request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_IO, EMEL_IO_STRATEGY_FAILED, "");
    ck_assert_uint_eq(world.withdrawn, 1);
    keeping_leave(&world.k);
}
END_TEST

/* --- reports ---------------------------------------------------------------------------------- */

START_TEST(the_report_says_what_was_read)
{
    struct world world = { .report = { .wanted_bytes = 99 } };
    const uint64_t wanted = 3000 + 5000 + 300 + 4096 + 1;

    keeping_enter(&world.k, 0);
    ck_assert(load(&world));
    ck_assert_uint_eq(world.report.wanted_bytes, wanted);
    ck_assert_uint_eq(world.report.buffered_bytes + world.report.direct_bytes -
                          world.report.beyond_bytes,
                      wanted);
    ck_assert_uint_eq(world.report.read_calls, world.k.system.calls[SYSTEM_READ]);
    ck_assert_uint_eq(world.report.workers, 1);
    ck_assert(load(&world)); /* of nothing */
    ck_assert_uint_eq(world.report.wanted_bytes + world.report.read_calls, 0);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(the_report_of_a_load_that_failed_says_what_was_read_until_then)
{
    struct world world = { .k = { .system = {
                                      .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } } };

    keeping_enter(&world.k, 0);
    ck_assert(!load(&world));
    ck_assert_uint_ge(world.report.buffered_bytes, 3000 + 5000);
    ck_assert_uint_eq(world.report.read_calls, world.k.system.calls[SYSTEM_READ]);
    keeping_leave(&world.k);
}
END_TEST

Suite *tensors_landed_suite(void)
{
    Suite *suite = suite_create("model/tensor: landed");
    TCase *tcase = tcase_create("landed");

    tcase_add_test(tcase, each_tensor_lands_once_in_the_order_of_the_files);
    tcase_add_test(tcase, a_tensor_lands_while_later_ones_are_still_read);
    tcase_add_test(tcase, a_tensor_reloaded_into_its_place_lands_there);
    tcase_add_test(tcase, when_a_load_fails_what_landed_is_withdrawn_before_its_memory_goes);
    tcase_add_test(tcase, on_tensor_needs_no_on_withdrawn);
    tcase_add_test(tcase, without_a_tensor_that_landed_nothing_is_withdrawn);
    tcase_add_loop_test(tcase, a_cancel_or_the_end_of_the_storage_withdraws, 0, 2);
    tcase_add_loop_test(tcase, the_storage_withdraws_what_a_strategy_forgets, 0, 2);
    tcase_add_test(tcase, what_landed_in_its_place_is_withdrawn_before_its_blocks_are_discarded);
    tcase_add_test(tcase,
                   a_callback_is_refused_everything_also_when_the_io_is_stepped_by_its_owner);
    tcase_add_test(tcase, a_strategy_that_cannot_report_landed_tensors_is_not_asked_to);
    tcase_add_test(tcase, on_withdrawn_without_on_tensor_is_refused);
    tcase_add_test(tcase, records_that_are_read_land_by_their_index_in_the_request);
    tcase_add_test(tcase, a_read_that_is_not_in_its_target_is_withdrawn);
    tcase_add_test(tcase, the_report_says_what_was_read);
    tcase_add_test(tcase, the_report_of_a_load_that_failed_says_what_was_read_until_then);
    suite_add_tcase(suite, tcase);
    return suite;
}
