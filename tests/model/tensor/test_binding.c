/* What tensors are bound to: from the start, or one by one; and what keeps them bound. */
#include <check.h>

#include "model/tensor/suites.h"
#include "support/counting_allocator.h"
#include "support/storage_fixture.h"

#define TENSORS 3

/* A storage whose tensors are bound from the start, without a read. */
struct bound {
    struct counting memory;
    struct emel_io_file file;
    struct emel_tensor_record records[TENSORS];
    struct emel_storage storage;
    struct emel_failure why;
};

static bool enter(struct bound *b)
{
    static const char *const names[TENSORS] = { "a", "b", "c" };
    const struct emel_allocator allocator = counting_allocator(&b->memory);
    const struct emel_storage_options options = {
        .files = &b->file,
        .file_count = 1,
        .records = &allocator,
        .initial_records = b->records,
    };

    b->file = (struct emel_io_file){ .path = "file" };
    for (uint32_t i = 0; i < TENSORS; i++)
        if (!b->records[i].name)
            b->records[i] = (struct emel_tensor_record){
                .name = names[i],
                .file_offset = 100 * (uint64_t)i,
                .byte_size = 7,
            };
    return emel_storage_init(&b->storage, TENSORS, &options, &b->why);
}

static void leave(struct bound *b)
{
    ck_assert(emel_storage_deinit(&b->storage));
    ck_assert_uint_eq(b->memory.held, 0);
    ck_assert(!b->memory.mistaken);
}

static void expect_source(const struct bound *b, uint32_t index, const char *name, uint64_t offset)
{
    struct emel_tensor_record record;

    ck_assert(emel_storage_record(&b->storage, index, &record));
    ck_assert_str_eq(record.name, name);
    ck_assert_uint_eq(record.file_offset, offset);
    ck_assert_uint_eq(record.byte_size, 7);
}

/* --- from the start ------------------------------------------------------------------- */

START_TEST(tensors_can_be_bound_from_the_start_in_one_allocation)
{
    struct bound b = { .memory = { .calls = 0 } };

    ck_assert(enter(&b));
    ck_assert_uint_eq(b.memory.calls, 1);
    for (uint32_t i = 0; i < TENSORS; i++)
        ck_assert_str_eq(emel_tensor_residency(emel_storage_tensor(&b.storage, i)), "bound");
    expect_source(&b, 2, "c", 200);
    leave(&b);
}
END_TEST

START_TEST(a_storage_with_a_wrong_initial_record_is_none)
{
    struct bound b = { .records[1] = { .name = "b", .file_index = 1 } };

    ck_assert(!enter(&b));
    ck_assert_uint_eq(b.why.rule, EMEL_TENSOR_RULE_RECORD_FILE);
    leave(&b);
}
END_TEST

START_TEST(a_tensor_bound_anew_leaves_the_others_to_their_initial_records)
{
    struct bound b = { .memory = { .calls = 0 } };
    const struct emel_tensor_record other = { .name = "d", .file_offset = 55, .byte_size = 7 };
    struct emel_tensor_record record;

    ck_assert(enter(&b));
    ck_assert(emel_storage_unbind(&b.storage, 0, &b.why));
    ck_assert(emel_storage_unbind(&b.storage, 1, &b.why));
    ck_assert(emel_storage_bind(&b.storage, 1, &other, &b.why));
    ck_assert(!emel_storage_record(&b.storage, 0, &record));
    expect_source(&b, 1, "d", 55);
    expect_source(&b, 2, "c", 200);
    leave(&b);
}
END_TEST

START_TEST(a_tensor_that_cannot_be_bound_for_want_of_memory_stays_unbound)
{
    struct bound b = { .memory = { .fails_at = 2 } };

    ck_assert(enter(&b));
    ck_assert(emel_storage_unbind(&b.storage, 1, &b.why));
    ck_assert(!emel_storage_bind(&b.storage, 1, &b.records[0], &b.why));
    ck_assert_uint_eq(b.why.code, EMEL_TENSOR_OUT_OF_MEMORY);
    ck_assert_str_eq(emel_tensor_residency(emel_storage_tensor(&b.storage, 1)), "unbound");
    expect_source(&b, 2, "c", 200);
    ck_assert(emel_storage_bind(&b.storage, 1, &b.records[0], &b.why));
    leave(&b);
}
END_TEST

/* --- what is being read --------------------------------------------------------------- */

START_TEST(a_tensor_stays_bound_while_it_is_read)
{
    static unsigned char memory[2][64 << 10];
    const struct emel_tensor_target targets[] = { { memory[0], sizeof memory[0] },
                                                  { memory[1], sizeof memory[1] } };
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request;

    keeping_enter(&k, 2);
    ck_assert(keeping_bind(&k, 0, 0, 0, sizeof memory[0]));
    ck_assert(keeping_bind(&k, 1, 0, 1 << 20, sizeof memory[0]));
    request = keeping_request(&k, (const uint32_t[]){ 0, 0 }, 2); /* may be listed twice */
    request.targets = targets;
    ck_assert_int_eq(emel_storage_begin_read(&k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert(!emel_storage_unbind(&k.storage, 0, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_BUSY, "tensor-0");
    ck_assert_uint_eq(k.why.rule, EMEL_TENSOR_RULE_READING);
    keeping_expect(&k, 0, "bound");
    ck_assert(emel_storage_unbind(&k.storage, 1, &k.why));
    keeping_finish(&k, NULL);
    ck_assert(keeping_matches(&k.storage, 0, memory[1]));
    ck_assert(emel_storage_unbind(&k.storage, 0, &k.why));
    keeping_leave(&k);
}
END_TEST

START_TEST(a_read_of_records_keeps_no_tensor_bound)
{
    static unsigned char memory[64 << 10];
    const struct emel_tensor_target target = { memory, sizeof memory };
    const struct emel_tensor_record record = { .name = "r", .byte_size = sizeof memory };
    struct keeping k = { .limit = 0 };
    struct emel_storage_request request;

    keeping_enter(&k, 0);
    request = keeping_request(&k, NULL, 1);
    request.records = &record;
    request.targets = &target;
    ck_assert_int_eq(emel_storage_begin_read(&k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert(emel_storage_unbind(&k.storage, 0, &k.why));
    keeping_finish(&k, NULL);
    keeping_leave(&k);
}
END_TEST

Suite *binding_suite(void)
{
    Suite *suite = suite_create("model/tensor: binding");
    TCase *start = tcase_create("from the start"), *read = tcase_create("being read");

    tcase_add_test(start, tensors_can_be_bound_from_the_start_in_one_allocation);
    tcase_add_test(start, a_storage_with_a_wrong_initial_record_is_none);
    tcase_add_test(start, a_tensor_bound_anew_leaves_the_others_to_their_initial_records);
    tcase_add_test(start, a_tensor_that_cannot_be_bound_for_want_of_memory_stays_unbound);
    suite_add_tcase(suite, start);
    tcase_add_test(read, a_tensor_stays_bound_while_it_is_read);
    tcase_add_test(read, a_read_of_records_keeps_no_tensor_bound);
    suite_add_tcase(suite, read);
    return suite;
}
