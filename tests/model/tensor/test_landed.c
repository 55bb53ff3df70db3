/* Tensors and records that are reported as they land, and the report of what a load did. */
#include <check.h>
#include <string.h>

#include "model/tensor/landing.h"
#include "model/tensor/suites.h"
#include "support/rogue_strategy.h"
#include "support/storage_fixture.h"

/* --- landing ---------------------------------------------------------------------------------- */

START_TEST(each_tensor_lands_once_in_the_order_of_the_files)
{
    static const uint32_t in_order[] = { 2, 0, 3, 1, 5, 4 };
    struct landing world = { .landed = 0 };

    keeping_enter(&world.k, 0);
    ck_assert(landing_load(&world));
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
    struct landing world = { .landed = 0 };
    struct emel_storage_request request = landing_request(&world, NULL, 0);

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
    struct landing world = { .landed = 0 };
    const struct emel_storage_request request = landing_request(&world, (const uint32_t[]){ 1 }, 1);
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
    struct landing world = { .landed = 0 };
    struct rogue rogue = { .does = ROGUE_LENDS, .lands = true };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_storage_request request = landing_request(&world, (const uint32_t[]){ 3 }, 1);
    struct emel_io io;

    keeping_enter(&world.k, 0);
    keeping_use(&request, &io, &strategy);
    request.targets = &target;
    request.on_tensor = landing_ignore_tensor;
    ck_assert(!emel_storage_read(&world.k.storage, &request, &world.k.why));
    keeping_expect_why(&world.k, EMEL_FAILURE_IO, EMEL_IO_STRATEGY_FAILED, "");
    ck_assert_uint_eq(world.withdrawn, 1);
    keeping_leave(&world.k);
}
END_TEST

/* --- reports ---------------------------------------------------------------------------------- */

START_TEST(the_report_says_what_was_read)
{
    struct landing world = { .report = { .wanted_bytes = 99 } };
    const uint64_t wanted = 3000 + 5000 + 300 + 4096 + 1;

    keeping_enter(&world.k, 0);
    ck_assert(landing_load(&world));
    ck_assert_uint_eq(world.report.wanted_bytes, wanted);
    ck_assert_uint_eq(world.report.buffered_bytes + world.report.direct_bytes -
                          world.report.beyond_bytes,
                      wanted);
    ck_assert_uint_eq(world.report.read_calls, world.k.system.calls[SYSTEM_READ]);
    ck_assert_uint_eq(world.report.workers, 1);
    ck_assert(landing_load(&world)); /* of nothing */
    ck_assert_uint_eq(world.report.wanted_bytes + world.report.read_calls, 0);
    keeping_leave(&world.k);
}
END_TEST

START_TEST(the_report_of_a_load_that_failed_says_what_was_read_until_then)
{
    struct landing world = {
        .k = { .system = { .bad = { "file-2", .from = 9, .until = 10, .error = 5 } } }
    };

    keeping_enter(&world.k, 0);
    ck_assert(!landing_load(&world));
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
    tcase_add_test(tcase, records_that_are_read_land_by_their_index_in_the_request);
    tcase_add_test(tcase, a_read_that_is_not_in_its_target_is_withdrawn);
    tcase_add_test(tcase, the_report_says_what_was_read);
    tcase_add_test(tcase, the_report_of_a_load_that_failed_says_what_was_read_until_then);
    suite_add_tcase(suite, tcase);
    return suite;
}
