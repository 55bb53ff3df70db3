/* The one handle over file and storage. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "model/suites.h"
#include "support/rogue_strategy.h"
#include "support/small_model.h"

START_TEST(a_model_opens_loads_and_closes)
{
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert_ptr_nonnull(model);
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(small.tensors.allocations, 0); /* none is loaded yet */
    ck_assert(emel_model_load(model, NULL, &small.why));
    ck_assert_uint_eq(small.why.source, EMEL_FAILURE_NONE);
    small_model_loaded(model);
    emel_model_close(model);
    small_model_released(&small);
}
END_TEST

START_TEST(a_model_needs_no_options_and_nobody_to_tell)
{
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    model = emel_model_open(small.path, NULL, NULL);
    ck_assert_ptr_nonnull(model);
    ck_assert(emel_model_load(model, NULL, NULL));
    ck_assert(emel_model_load(model, NULL, NULL)); /* nothing is left to do */
    small_model_loaded(model);
    emel_model_close(model);
    ck_assert(emel_model_close(NULL));
    ck_assert_ptr_null(emel_model_open("/nowhere/at/all", NULL, NULL));
}
END_TEST

START_TEST(tensors_are_found_by_name_and_by_index)
{
    static const char *const names[] = { "blk.0.w", "blk.1.w", "empty" };
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;
    uint32_t index = 99;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert_uint_eq(emel_model_tensor_count(model), 3);
    for (uint32_t i = 0; i < 3; i++) {
        ck_assert(emel_model_index(model, names[i], &index));
        ck_assert_uint_eq(index, i);
        ck_assert_ptr_eq(emel_model_find(model, names[i]), emel_model_tensor(model, i));
        ck_assert_str_eq(emel_model_tensor(model, i)->name, names[i]);
        ck_assert_ptr_null(emel_model_tensor(model, i)->data);
    }
    ck_assert_ptr_null(emel_model_tensor(model, 3));
    ck_assert_ptr_null(emel_model_find(model, "blk.2.w"));
    ck_assert(!emel_model_index(model, "", &index));
    ck_assert_uint_eq(index, 2);
    ck_assert_uint_eq(emel_model_find(model, "blk.1.w")->rank, 2);
    ck_assert_uint_eq(emel_model_find(model, "blk.1.w")->shape[0], 3);
    emel_model_close(model);
    small_model_released(&small);
}
END_TEST

START_TEST(a_model_loads_some_and_evicts_some)
{
    struct small_model small = { .options = { .system = NULL } };
    const uint32_t wanted[] = { 1 };
    const struct emel_storage_request request = { .tensors = wanted, .count = 1 };
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert(emel_model_load(model, &request, NULL));
    small_model_has(model, "blk.1.w", "ABCDEF");
    ck_assert_ptr_null(emel_model_find(model, "blk.0.w")->data);
    ck_assert(!emel_model_load(model, &request, &small.why));
    ck_assert_uint_eq(small.why.code, EMEL_TENSOR_REFUSED);
    ck_assert_str_eq(small.why.subject, "blk.1.w");
    ck_assert(emel_storage_evict(emel_model_get_storage(model), 1, NULL));
    ck_assert_uint_eq(small.tensors.held, 0);
    ck_assert(emel_model_load(model, NULL, NULL));
    small_model_loaded(model);
    emel_model_close(model);
    small_model_released(&small);
}
END_TEST

START_TEST(a_model_loads_in_steps_and_closes_in_the_middle)
{
    struct small_model small = { .options = { .system = NULL } };

    small_model_enter(&small, SMALL_MODEL);
    for (int steps = 0; steps < 4; steps++) {
        struct emel_model *model = small_model_open(&small);
        struct emel_storage *storage = emel_model_get_storage(model);
        const struct emel_storage_request everything = { .count = 0 };

        ck_assert_int_eq(emel_storage_begin(storage, &everything, NULL), EMEL_IO_AGAIN);
        for (int i = 0; i < steps; i++)
            ck_assert_int_eq(emel_storage_step(storage, NULL, NULL), EMEL_IO_AGAIN);
        emel_model_close(model);
        small_model_released(&small);
    }
}
END_TEST

static const struct emel_io_read_options byte_by_byte = { .step_bytes = 1 };

/* What was handed out, in words. */
struct landed {
    char log[64];
    bool cancel; /* after the first tensor */
};

static void log_tensor(void *context, uint32_t index, const struct emel_tensor *tensor, void *data)
{
    struct landed *landed = context;
    char line[32];

    snprintf(line, sizeof line, "%u:%.*s ", index, (int)tensor->byte_size, (const char *)data);
    strcat(landed->log, line);
    ck_assert_ptr_null(tensor->data); /* not resident yet */
}

static void log_withdrawn(void *context)
{
    strcat(((struct landed *)context)->log, "withdrawn");
}

static bool go_on(void *context, const struct emel_io_progress_event *progress)
{
    const struct landed *landed = context;

    (void)progress;
    return !landed->cancel || !landed->log[0];
}

START_TEST(a_model_hands_out_tensors_as_they_land_and_takes_them_back)
{
    static const char *const patterns[] = { "blk.*" };
    struct small_model small = { .options = { .system = NULL } };
    struct landed landed = { .cancel = true };
    const struct emel_storage_request request = {
        .policy = { .options = &byte_by_byte },
        .context = &landed,
        .on_progress = go_on,
        .on_tensor = log_tensor,
        .on_withdrawn = log_withdrawn,
    };
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert(!emel_model_load_patterns(model, patterns, 1, &request, &small.why));
    ck_assert(emel_failure_is_cancelled(&small.why));
    ck_assert_str_eq(landed.log, "1:ABCDEF withdrawn");
    ck_assert_ptr_null(emel_model_find(model, "blk.1.w")->data);
    landed = (struct landed){ .cancel = false };
    ck_assert(emel_model_load_patterns(model, patterns, 1, &request, &small.why));
    ck_assert_str_eq(landed.log, "1:ABCDEF 0:abcde ");
    emel_model_close(model);
    small_model_released(&small);
}
END_TEST

struct closing {
    struct emel_model *model;
    unsigned times;
    bool closed;
};

static bool close_in_progress(void *context, const struct emel_io_progress_event *progress)
{
    struct closing *closing = context;

    (void)progress;
    closing->times++;
    ck_assert(!emel_model_close(closing->model));
    return true;
}

static void close_at_end(void *context, const struct emel_failure *why)
{
    struct closing *closing = context;

    (void)why;
    closing->times++;
    closing->closed = emel_model_close(closing->model);
}

START_TEST(a_close_while_a_load_makes_progress_is_refused)
{
    struct small_model small = { .options = { .system = NULL } };
    struct closing closing = { .times = 0 };
    const struct emel_storage_request request = {
        .policy = { .options = &byte_by_byte },
        .context = &closing,
        .on_progress = close_in_progress,
    };

    small_model_enter(&small, SMALL_MODEL);
    closing.model = small_model_open(&small);
    ck_assert(emel_model_load(closing.model, &request, &small.why));
    ck_assert_uint_gt(closing.times, 1);
    small_model_loaded(closing.model);
    emel_model_close(closing.model);
    small_model_released(&small);
}
END_TEST

START_TEST(a_load_may_close_its_model_at_its_end)
{
    struct small_model small = { .options = { .system = NULL } };
    struct closing closing = { .times = 0 };
    const struct emel_storage_request request = { .context = &closing, .on_end = close_at_end };

    small_model_enter(&small, SMALL_MODEL);
    closing.model = small_model_open(&small);
    ck_assert(emel_model_load(closing.model, &request, &small.why));
    ck_assert_uint_eq(closing.times, 1);
    ck_assert(closing.closed);
    small_model_released(&small);
}
END_TEST

START_TEST(a_close_that_ends_a_load_is_not_done_twice)
{
    struct small_model small = { .options = { .system = NULL } };
    struct closing closing = { .times = 0 };
    const struct emel_storage_request request = {
        .policy = { .options = &byte_by_byte },
        .context = &closing,
        .on_end = close_at_end,
    };

    small_model_enter(&small, SMALL_MODEL);
    closing.model = small_model_open(&small);
    ck_assert_int_eq(emel_storage_begin(emel_model_get_storage(closing.model), &request, NULL),
                     EMEL_IO_AGAIN);
    ck_assert(emel_model_close(closing.model));
    ck_assert_uint_eq(closing.times, 1);
    ck_assert(!closing.closed);
    small_model_released(&small);
}
END_TEST

START_TEST(a_model_does_not_close_while_a_strategy_refuses_to_end_its_load)
{
    struct small_model small = { .options = { .system = NULL } };
    struct rogue rogue = { .does = ROGUE_STUBBORN };
    const struct emel_io_strategy strategy = rogue_strategy(&rogue);
    struct emel_model *model;
    struct emel_io io;
    const struct emel_storage_request request = {
        .policy = { .strategy = ROGUE_KIND },
        .io = &io,
    };

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &strategy));
    ck_assert_int_eq(emel_storage_begin(emel_model_get_storage(model), &request, NULL),
                     EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_storage_step(emel_model_get_storage(model), &io, NULL), EMEL_IO_AGAIN);
    ck_assert(!emel_model_close(model));
    ck_assert_uint_eq(emel_model_tensor_count(model), 3);
    rogue.does = ROGUE_KEEPS_MEMORY;
    ck_assert(emel_model_close(model));
    small_model_released(&small);
}
END_TEST

START_TEST(a_model_gives_its_directory)
{
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;
    uint32_t count = 0;

    small_model_enter(&small, SMALL_MODEL);
    model = small_model_open(&small);
    ck_assert_str_eq(emel_model_file_format(emel_model_get_file(model)), "gguf");
    ck_assert_ptr_nonnull(emel_model_file_tensors(emel_model_get_file(model), &count));
    ck_assert_uint_eq(count, 3);
    emel_model_close(model);
}
END_TEST

START_TEST(options_are_passed_on)
{
    struct small_model small = { .options = { .system = NULL } };
    struct emel_model *model;

    small_model_enter(&small, SMALL_MODEL);
    small.options.held_bytes_max = 5;
    model = small_model_open(&small);
    ck_assert_uint_eq(small.system.calls[SYSTEM_OPEN], 1);
    ck_assert_uint_gt(small.records.allocations, 1);
    ck_assert(!emel_model_load(model, NULL, &small.why));
    ck_assert_str_eq(small.why.name, "LIMIT_EXCEEDED");
    ck_assert(emel_model_load(
        model, &(struct emel_storage_request){ .tensors = (uint32_t[]){ 0 }, .count = 1 }, NULL));
    ck_assert_uint_eq(small.tensors.held, 5);
    emel_model_close(model);
    small_model_released(&small);
}
END_TEST

START_TEST(the_library_knows_its_version)
{
    char version[32];

    snprintf(version, sizeof version, "%d.%d.%d", EMEL_VERSION_MAJOR, EMEL_VERSION_MINOR,
             EMEL_VERSION_PATCH);
    ck_assert_str_eq(emel_version(), version);
    ck_assert_str_eq(emel_version(), EMEL_VERSION);
}
END_TEST

Suite *model_suite(void)
{
    Suite *suite = suite_create("model");
    TCase *tcase = tcase_create("model");

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_test(tcase, a_model_opens_loads_and_closes);
    tcase_add_test(tcase, a_model_needs_no_options_and_nobody_to_tell);
    tcase_add_test(tcase, tensors_are_found_by_name_and_by_index);
    tcase_add_test(tcase, a_model_loads_some_and_evicts_some);
    tcase_add_test(tcase, a_model_loads_in_steps_and_closes_in_the_middle);
    tcase_add_test(tcase, a_model_hands_out_tensors_as_they_land_and_takes_them_back);
    tcase_add_test(tcase, a_close_while_a_load_makes_progress_is_refused);
    tcase_add_test(tcase, a_load_may_close_its_model_at_its_end);
    tcase_add_test(tcase, a_close_that_ends_a_load_is_not_done_twice);
    tcase_add_test(tcase, a_model_does_not_close_while_a_strategy_refuses_to_end_its_load);
    tcase_add_test(tcase, a_model_gives_its_directory);
    tcase_add_test(tcase, options_are_passed_on);
    tcase_add_test(tcase, the_library_knows_its_version);
    suite_add_tcase(suite, tcase);
    return suite;
}
