/* A model whose files are closed, and models opened from sources. */
#define _POSIX_C_SOURCE 200809L /* open, fcntl */

#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "model/suites.h"
#include "support/small_model.h"

static struct small_model small;

static void enter(void)
{
    small = (struct small_model){ .options = { .system = NULL } };
    small_model_enter(&small, SMALL_MODEL);
}

static void sealed(bool done)
{
    ck_assert(!done);
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_MODEL_FILE);
    ck_assert_uint_eq(small.why.code, EMEL_MODEL_FILE_SEALED);
    ck_assert_str_eq(small.why.file, small.path);
}

/* --- sealing -------------------------------------------------------------------------------- */

START_TEST(a_sealed_model_keeps_its_tensors_and_no_descriptor)
{
    static const char *const some[] = { "blk.*" };
    struct emel_model *model = small_model_open(&small);

    ck_assert(emel_model_load_patterns(model, some, 1, NULL, &small.why));
    ck_assert(emel_model_seal(model, &small.why));
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_NONE);
    ck_assert_ptr_null(system_check(&small.system)); /* no descriptor is held */
    small_model_has(model, "blk.0.w", "abcde");
    small_model_has(model, "blk.1.w", "ABCDEF");
    ck_assert(emel_model_seal(model, &small.why)); /* again */
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

START_TEST(a_sealed_model_loads_and_reads_nothing_and_says_why)
{
    static const char *const names[] = { "empty", "blk.0.w" };
    char memory[8];
    const struct emel_tensor_target targets[] = { { memory, 8 }, { memory, 8 } };
    const struct emel_storage_request request = { .targets = targets };
    struct emel_model *model = small_model_open(&small);
    const unsigned opened = small.system.calls[SYSTEM_OPEN];

    ck_assert(emel_model_load_names(model, names + 1, 1, NULL, &small.why));
    ck_assert(emel_model_seal(model, &small.why));
    sealed(emel_model_load(model, NULL, &small.why));
    sealed(emel_model_load_names(model, names, 1, NULL, &small.why));
    sealed(emel_model_load_patterns(model, names, 1, NULL, &small.why));
    sealed(emel_model_read_names(model, names, 1, &request, &small.why));
    sealed(emel_model_read(model, NULL, &small.why));
    ck_assert(emel_model_evict_name(model, "blk.0.w", &small.why));
    sealed(emel_model_load(model, NULL, &small.why));
    /* nor does its storage, which does not open the path again */
    ck_assert(!emel_storage_load(emel_model_get_storage(model), NULL, &small.why));
    ck_assert_uint_eq(small.system.calls[SYSTEM_OPEN], opened);
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

START_TEST(a_model_is_not_sealed_while_a_load_is_in_flight)
{
    struct emel_model *model = small_model_open(&small);
    struct emel_storage *storage = emel_model_get_storage(model);

    ck_assert_int_eq(emel_storage_begin(storage, NULL, &small.why), EMEL_IO_AGAIN);
    ck_assert(!emel_model_seal(model, &small.why));
    ck_assert_uint_eq(small.why.code, EMEL_TENSOR_BUSY);
    ck_assert_uint_eq(small.why.rule, EMEL_TENSOR_RULE_LOADS_IN_FLIGHT);
    ck_assert_uint_eq(small.why.value, 1);
    while (emel_storage_step(storage, NULL, &small.why) != EMEL_IO_ENDED)
        ;
    small_model_loaded(model);
    ck_assert(emel_model_seal(model, &small.why));
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

static bool seal_in_progress(void *context, const struct emel_io_progress_event *progress)
{
    (void)progress;
    ck_assert(!emel_model_seal(context, &small.why));
    ck_assert_uint_eq(small.why.code, EMEL_TENSOR_BUSY);
    ck_assert_uint_eq(small.why.rule, EMEL_TENSOR_RULE_CALLBACK);
    return true;
}

START_TEST(a_model_is_not_sealed_inside_a_callback)
{
    struct emel_model *model = small_model_open(&small);
    const struct emel_storage_request request = {
        .context = model,
        .on_progress = seal_in_progress,
    };

    ck_assert(emel_model_load(model, &request, &small.why));
    small_model_loaded(model);
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

START_TEST(metadata_of_a_sealed_model_has_numbers_and_no_strings)
{
    struct emel_model *model;
    const struct emel_model_file *file;
    uint64_t number;
    char text[8];

    small_model_enter(&small, "'GGUF' 4:3 8:0 8:2 s'n' 4:4 4:7 s's' 4:8 s'text'");
    model = small_model_open(&small);
    file = emel_model_get_file(model);
    ck_assert(emel_metadata_string(file, "s", text, sizeof text, NULL, &small.why));
    ck_assert(emel_model_seal(model, &small.why));
    ck_assert(emel_metadata_u64(file, "n", &number, &small.why));
    ck_assert_uint_eq(number, 7);
    sealed(emel_metadata_string(file, "s", text, sizeof text, NULL, &small.why));
    ck_assert_str_eq(small.why.subject, "s");
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

/* --- sources ------------------------------------------------------------------------------- */

/* The model inside a bigger file, from byte 100 on, with 50 bytes behind it. */
#define INSIDE                                                                                     \
    "z100 "                                                                                        \
    "'GGUF' 4:3 8:1 8:0 s'w' 4:1 8:4 4:24 8:0 z7 'abcd' z50"

START_TEST(a_model_opens_from_a_part_of_a_file)
{
    const struct emel_model_source source = { .path = small.path, .offset = 100, .length = 68 };
    struct emel_model *model;

    small_model_enter(&small, INSIDE);
    model = emel_model_open_sources(&source, 1, &small.options, &small.why);
    ck_assert_msg(model != NULL, "%s: %s", small.why.name, small.why.text);
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "w", "abcd");
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

START_TEST(a_model_opens_from_a_descriptor_and_leaves_it_open)
{
    struct emel_model_source source = { .path = "lent", .borrowed = true };
    struct emel_model *model;

    source.fd = open(small.path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(source.fd, 0);
    system_lend(&small.system, source.fd, small.path);
    model = emel_model_open_sources(&source, 1, &small.options, &small.why);
    ck_assert_msg(model != NULL, "%s: %s", small.why.name, small.why.text);
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_loaded(model);
    ck_assert(emel_model_seal(model, &small.why));
    ck_assert(emel_model_close(model));
    small_model_released(&small);
    ck_assert_int_eq(fcntl(source.fd, F_GETFD), FD_CLOEXEC);
    close(source.fd);
}
END_TEST

START_TEST(sources_that_are_missing_are_refused)
{
    ck_assert_ptr_null(emel_model_open_sources(NULL, 0, &small.options, &small.why));
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_MODEL_FILE);
    ck_assert_ptr_null(emel_model_open_sources(NULL, 1, &small.options, &small.why));
    ck_assert_uint_eq(small.why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
    ck_assert_ptr_null(emel_model_open(NULL, &small.options, &small.why));
    ck_assert_uint_eq(small.why.code, EMEL_MODEL_FILE_INVALID_ARGUMENT);
    small_model_released(&small);
}
END_TEST

START_TEST(a_shard_opens_alone_if_asked)
{
    struct emel_model *model;

    small_model_enter(&small, "'GGUF' 4:3 8:1 8:3 s'split.count' 4:2 2:3 s'split.no' 4:2 2:1 "
                              "s'split.tensors.count' 4:5 4:9 s'w' 4:1 8:4 4:24 8:0 @32 'abcd'");
    ck_assert_ptr_null(small_model_open(&small));
    small.options.alone = true;
    model = small_model_open(&small);
    ck_assert_msg(model != NULL, "%s: %s", small.why.name, small.why.text);
    ck_assert(emel_model_load(model, NULL, &small.why));
    small_model_has(model, "w", "abcd");
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

Suite *sealing_suite(void)
{
    Suite *suite = suite_create("model: sealing and sources");
    TCase *group = tcase_create("sealing"), *sources = tcase_create("sources");

    tcase_add_checked_fixture(group, enter, NULL);
    tcase_add_test(group, a_sealed_model_keeps_its_tensors_and_no_descriptor);
    tcase_add_test(group, a_sealed_model_loads_and_reads_nothing_and_says_why);
    tcase_add_test(group, a_model_is_not_sealed_while_a_load_is_in_flight);
    tcase_add_test(group, a_model_is_not_sealed_inside_a_callback);
    tcase_add_test(group, metadata_of_a_sealed_model_has_numbers_and_no_strings);
    suite_add_tcase(suite, group);
    tcase_add_checked_fixture(sources, enter, NULL);
    tcase_add_test(sources, a_model_opens_from_a_part_of_a_file);
    tcase_add_test(sources, a_model_opens_from_a_descriptor_and_leaves_it_open);
    tcase_add_test(sources, sources_that_are_missing_are_refused);
    tcase_add_test(sources, a_shard_opens_alone_if_asked);
    suite_add_tcase(suite, sources);
    return suite;
}
