/* Public structs keep their layout, and their reserved fields must be 0. */
#include <check.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "emel/emel.h"
#include "layout.h"
#include "suites.h"

START_TEST(public_structs_keep_their_layout)
{
#if UINTPTR_MAX == UINT64_MAX
#define SIZE(name, bytes) ck_assert_msg(sizeof(struct name) == (bytes), "struct " #name);
#define FIELD(name, field, at)                                                                     \
    ck_assert_msg(offsetof(struct name, field) == (at), "struct " #name ": " #field);
    LAYOUT(SIZE, FIELD)
#undef SIZE
#undef FIELD
#endif
}
END_TEST

/* --- loads ------------------------------------------------------------------------------- */

/* A load of no bytes, with all that its caller fills in. */
struct filled {
    struct emel_io_system system;
    struct emel_io_read_options options;
    struct emel_io_file file;
    struct emel_io_part part;
    struct emel_io_span span;
    struct emel_io_load load;
    uint64_t work[64];
    void *data;
    struct emel_io_error_event error;
};

static void on_done(void *context, struct emel_io_load *load, const struct emel_io_done_event *done)
{
    (void)context;
    (void)load;
    (void)done;
}

static void on_error(void *context, struct emel_io_load *load,
                     const struct emel_io_error_event *error)
{
    struct filled *filled = context;

    (void)load;
    filled->error = *error;
}

static void fill(struct filled *filled)
{
    *filled = (struct filled){
        .system = *emel_io_system_default(),
        .file = { .path = "/dev/null" },
        .load = { .file_count = 1, .span_count = 1, .on_done = on_done, .on_error = on_error },
    };
    filled->load.files = &filled->file;
    filled->load.spans = &filled->span;
    filled->load.data = &filled->data;
    filled->load.context = filled;
    filled->load.policy.strategy = EMEL_IO_STRATEGY_READ_COPY;
    filled->load.policy.options = &filled->options;
    filled->span.target = &filled->data;
}

/* Runs the load, and returns the rule that it breaks. */
static uint32_t rule_broken(struct filled *filled)
{
    struct emel_io io;
    struct emel_io_read read;
    struct emel_io_strategy strategy = emel_io_read_init(&read, &filled->system);

    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &strategy));
    filled->load.work = filled->work;
    filled->load.work_bytes = emel_io_work_bytes(&io, &filled->load);
    ck_assert_uint_le(filled->load.work_bytes, sizeof filled->work);
    ck_assert_int_eq(emel_io_run(&io, &filled->load), EMEL_IO_ENDED);
    return filled->error.rule;
}

START_TEST(a_load_with_a_reserved_field_is_refused)
{
    struct filled filled;
    unsigned char *const last[] = {
        (unsigned char *)(&filled.system + 1) - 1,
        (unsigned char *)(&filled.options + 1) - 1,
        (unsigned char *)(&filled.file + 1) - 1,
        (unsigned char *)(&filled.span + 1) - 1,
        (unsigned char *)(&filled.load.policy + 1) - 1,
        (unsigned char *)(&filled.load.owner + 1) - 1,
        (unsigned char *)&filled.load.reserved[8],
    };

    fill(&filled);
    ck_assert_uint_eq(rule_broken(&filled), EMEL_IO_RULE_NONE);
    for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
        fill(&filled);
        *last[i] = 1;
        ck_assert_msg(rule_broken(&filled) == EMEL_IO_RULE_RESERVED, "number %zu", i);
    }
}
END_TEST

START_TEST(a_strategy_with_a_reserved_field_is_not_registered)
{
    struct emel_io io;
    struct emel_io_read read;
    struct emel_io_strategy strategy = emel_io_read_init(&read, NULL);

    emel_io_init(&io);
    strategy.reserved[3] = 1;
    ck_assert(!emel_io_register(&io, &strategy));
    strategy.reserved[3] = 0;
    ck_assert(emel_io_register(&io, &strategy));
}
END_TEST

/* --- storages ---------------------------------------------------------------------------- */

static void expect_rule(bool done, const struct emel_failure *why, enum emel_tensor_rule rule)
{
    ck_assert(!done);
    ck_assert_uint_eq(why->source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(why->rule, rule);
}

START_TEST(a_storage_with_a_reserved_field_in_its_options_is_none)
{
    struct emel_allocator allocator = *emel_allocator_records();
    struct emel_io_system system = *emel_io_system_default();
    struct emel_storage_options options = { .reserved = { 0, 1 } };
    struct emel_storage storage;
    struct emel_failure why;

    expect_rule(emel_storage_init(&storage, 1, &options, &why), &why, EMEL_TENSOR_RULE_RESERVED);
    system.reserved[0] = 1;
    options = (struct emel_storage_options){ .system = &system };
    expect_rule(emel_storage_init(&storage, 1, &options, &why), &why, EMEL_TENSOR_RULE_RESERVED);
    allocator.reserved[1] = 1;
    options = (struct emel_storage_options){ .records = &allocator };
    expect_rule(emel_storage_init(&storage, 1, &options, &why), &why, EMEL_TENSOR_RULE_ALLOCATOR);
}
END_TEST

START_TEST(a_record_or_a_request_with_a_reserved_field_is_refused)
{
    const struct emel_io_file file = { .path = "/dev/null" };
    const struct emel_storage_options options = { .files = &file, .file_count = 1 };
    const struct emel_tensor_record record = { .name = "w", .reserved = 1 };
    const struct emel_storage_request request = { .reserved = { 0, 0, 0, 1 } };
    struct emel_storage storage;
    struct emel_failure why;

    ck_assert(emel_storage_init(&storage, 1, &options, &why));
    expect_rule(emel_storage_bind(&storage, 0, &record, &why), &why, EMEL_TENSOR_RULE_RESERVED);
    expect_rule(emel_storage_load(&storage, &request, &why), &why, EMEL_TENSOR_RULE_RESERVED);
    expect_rule(emel_storage_read(&storage, &request, &why), &why, EMEL_TENSOR_RULE_RESERVED);
    ck_assert(emel_storage_deinit(&storage));
}
END_TEST

/* --- models ------------------------------------------------------------------------------ */

static void expect_no_file(const struct emel_model_source *source,
                           const struct emel_model_file_options *options)
{
    struct emel_failure why;

    ck_assert_ptr_null(emel_model_file_open_sources(source, 1, options, &why));
    ck_assert_uint_eq(why.source, EMEL_FAILURE_MODEL_FILE);
    ck_assert_uint_eq(why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
}

START_TEST(a_model_with_a_reserved_field_is_not_opened)
{
    const struct emel_model_options options = { .reserved = { 1 } };
    struct emel_io_system system = *emel_io_system_default();
    struct emel_failure why;

    expect_rule(emel_model_open("/dev/null", &options, &why) != NULL, &why,
                EMEL_TENSOR_RULE_RESERVED);
    system.reserved[3] = 1;
    expect_no_file(&(struct emel_model_source){ .path = "/dev/null", .reserved = 1 }, NULL);
    expect_no_file(&(struct emel_model_source){ .path = "/dev/null" },
                   &(struct emel_model_file_options){ .reserved = { 0, 1 } });
    expect_no_file(&(struct emel_model_source){ .path = "/dev/null" },
                   &(struct emel_model_file_options){ .system = &system });
}
END_TEST

START_TEST(a_record_with_a_reserved_field_is_not_sliced)
{
    static const uint64_t shape[] = { 4 };
    const struct emel_tensor_record record = {
        .name = "w",
        .shape = shape,
        .rank = 1,
        .dtype = EMEL_DTYPE_I8,
        .byte_size = 4,
        .reserved = 1,
    };
    const struct emel_slice slice = { .order = EMEL_ORDER_FIRST_FASTEST, .to = 2 };
    struct emel_tensor_record sliced;
    struct emel_io_part part;
    struct emel_failure why;
    uint64_t extent;

    ck_assert(!emel_select_slice(&record, &slice, &extent, 1, &part, &sliced, &why));
    ck_assert_uint_eq(why.code, EMEL_SELECT_INVALID_ARGUMENT);
}
END_TEST

Suite *layout_suite(void)
{
    Suite *suite = suite_create("layout");
    TCase *test = tcase_create("layout");

    tcase_add_test(test, public_structs_keep_their_layout);
    tcase_add_test(test, a_load_with_a_reserved_field_is_refused);
    tcase_add_test(test, a_strategy_with_a_reserved_field_is_not_registered);
    tcase_add_test(test, a_storage_with_a_reserved_field_in_its_options_is_none);
    tcase_add_test(test, a_record_or_a_request_with_a_reserved_field_is_refused);
    tcase_add_test(test, a_model_with_a_reserved_field_is_not_opened);
    tcase_add_test(test, a_record_with_a_reserved_field_is_not_sliced);
    suite_add_tcase(suite, test);
    return suite;
}
