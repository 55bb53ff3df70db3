/* The one handle over file and storage. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "emel/emel.h"
#include "model/file/notation.h"
#include "model/suites.h"
#include "model/support/ledger.h"
#include "support/system.h"
#include "support/temp.h"

/* Three tensors of bytes, not in the order of the header. */
#define MODEL "'GGUF' 4:3 8:3 8:0 " \
              "s'blk.0.w' 4:1 8:5 4:24 8:64 s'blk.1.w' 4:2 8:3 8:2 4:24 8:0 s'empty' 4:1 8:0 4:24 8:32 " \
              "@32 'ABCDEF' @32 z32 'abcde'"

struct world {
    char path[TEMP_PATH_BYTES];
    struct test_system system;
    struct emel_io_system table;
    struct ledger tensors, records;
    struct emel_allocator tensor_memory, record_memory;
    struct emel_model_options options;
    struct emel_failure why;
};

static void write_model(const char *path, const char *text)
{
    const struct notation made = notation(text);
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    if (made.size > 0)
        ck_assert_uint_eq(fwrite(made.bytes, 1, made.size, file), made.size);
    fclose(file);
    free(made.bytes);
}

static void enter(struct world *world, const char *text)
{
    temp_path(world->path, "model.gguf");
    write_model(world->path, text);
    world->table = system_table(&world->system);
    world->tensor_memory = ledger_allocator(&world->tensors);
    world->record_memory = ledger_allocator(&world->records);
    world->options = (struct emel_model_options){
        .system = &world->table,
        .tensors = &world->tensor_memory,
        .records = &world->record_memory,
    };
}

static struct emel_model *open_model(struct world *world)
{
    return emel_model_open(world->path, &world->options, &world->why);
}

static void expect_nothing_held(const struct world *world)
{
    const char *mistake = system_check(&world->system);

    ck_assert_msg(!mistake, "%s", mistake);
    ck_assert_ptr_null(ledger_check(&world->tensors));
    ck_assert_ptr_null(ledger_check(&world->records));
    ck_assert_uint_eq(world->tensors.held + world->records.held, 0);
}

static void expect_data(const struct emel_model *model, const char *name, const char *bytes)
{
    const struct emel_tensor *tensor = emel_model_find(model, name);

    ck_assert_ptr_nonnull(tensor);
    ck_assert_str_eq(tensor->name, name);
    ck_assert_uint_eq(tensor->byte_size, strlen(bytes));
    ck_assert_ptr_nonnull(tensor->data);
    ck_assert_mem_eq(tensor->data, bytes, strlen(bytes));
}

static void expect_loaded(const struct emel_model *model)
{
    expect_data(model, "blk.0.w", "abcde");
    expect_data(model, "blk.1.w", "ABCDEF");
    expect_data(model, "empty", "");
}

/* --- the ordinary ----------------------------------------------------------------------- */

START_TEST(a_model_opens_loads_and_closes)
{
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;

    enter(&world, MODEL);
    model = open_model(&world);
    ck_assert_ptr_nonnull(model);
    ck_assert_uint_eq(world.why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(world.tensors.allocations, 0); /* none is loaded yet */
    ck_assert(emel_model_load(model, NULL, &world.why));
    ck_assert_uint_eq(world.why.source, EMEL_FAILURE_NONE);
    expect_loaded(model);
    emel_model_close(model);
    expect_nothing_held(&world);
}
END_TEST

START_TEST(a_model_needs_no_options_and_nobody_to_tell)
{
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;

    enter(&world, MODEL);
    model = emel_model_open(world.path, NULL, NULL);
    ck_assert_ptr_nonnull(model);
    ck_assert(emel_model_load(model, NULL, NULL));
    ck_assert(emel_model_load(model, NULL, NULL)); /* nothing is left to do */
    expect_loaded(model);
    emel_model_close(model);
    emel_model_close(NULL);
    ck_assert_ptr_null(emel_model_open("/nowhere/at/all", NULL, NULL));
}
END_TEST

START_TEST(tensors_are_found_by_name_and_by_index)
{
    static const char *const names[] = { "blk.0.w", "blk.1.w", "empty" };
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;
    uint32_t index = 99;

    enter(&world, MODEL);
    model = open_model(&world);
    ck_assert_uint_eq(emel_model_count(model), 3);
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
    expect_nothing_held(&world);
}
END_TEST

START_TEST(a_model_loads_some_and_evicts_some)
{
    struct world world = { .options = { .system = NULL } };
    const uint32_t wanted[] = { 1 };
    const struct emel_storage_request request = { .tensors = wanted, .count = 1 };
    struct emel_model *model;

    enter(&world, MODEL);
    model = open_model(&world);
    ck_assert(emel_model_load(model, &request, NULL));
    expect_data(model, "blk.1.w", "ABCDEF");
    ck_assert_ptr_null(emel_model_find(model, "blk.0.w")->data);
    ck_assert(!emel_model_load(model, &request, &world.why));
    ck_assert_uint_eq(world.why.code, EMEL_TENSOR_REFUSED);
    ck_assert_str_eq(world.why.subject, "blk.1.w");
    ck_assert(emel_storage_evict(emel_model_storage(model), 1, NULL));
    ck_assert_uint_eq(world.tensors.held, 0);
    ck_assert(emel_model_load(model, NULL, NULL));
    expect_loaded(model);
    emel_model_close(model);
    expect_nothing_held(&world);
}
END_TEST

START_TEST(a_model_loads_in_steps_and_closes_in_the_middle)
{
    struct world world = { .options = { .system = NULL } };

    enter(&world, MODEL);
    for (int steps = 0; steps < 4; steps++) {
        struct emel_model *model = open_model(&world);
        struct emel_storage *storage = emel_model_storage(model);
        const struct emel_storage_request everything = { .count = 0 };

        ck_assert_int_eq(emel_storage_begin(storage, &everything, NULL), EMEL_IO_AGAIN);
        for (int i = 0; i < steps; i++)
            ck_assert_int_eq(emel_storage_step(storage, NULL, NULL), EMEL_IO_AGAIN);
        emel_model_close(model);
        expect_nothing_held(&world);
    }
}
END_TEST

START_TEST(a_model_gives_its_directory)
{
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;
    uint32_t count = 0;

    enter(&world, MODEL);
    model = open_model(&world);
    ck_assert_str_eq(emel_model_file_format(emel_model_directory(model)), "gguf");
    ck_assert_ptr_nonnull(emel_model_file_tensors(emel_model_directory(model), &count));
    ck_assert_uint_eq(count, 3);
    emel_model_close(model);
}
END_TEST

START_TEST(options_are_passed_on)
{
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;

    enter(&world, MODEL);
    world.options.resident_bytes_max = 5;
    model = open_model(&world);
    ck_assert_uint_eq(world.system.calls[SYSTEM_OPEN], 1);
    ck_assert_uint_gt(world.records.allocations, 1);
    ck_assert(!emel_model_load(model, NULL, &world.why));
    ck_assert_str_eq(world.why.name, "LIMIT_EXCEEDED");
    ck_assert(emel_model_load(model, &(struct emel_storage_request){ .tensors = (uint32_t[]){ 0 },
                                                                     .count = 1 }, NULL));
    ck_assert_uint_eq(world.tensors.held, 5);
    emel_model_close(model);
    expect_nothing_held(&world);
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

/* --- failures ------------------------------------------------------------------------------ */

START_TEST(a_model_that_does_not_open_leaves_nothing_held)
{
    static const char *const broken[] = { "", "'GGUF' 4:9 8:0 8:0", "'GGUF' 4:3 8:1 8:0" };
    struct world world = { .options = { .system = NULL } };

    for (int i = 0; i < 3; i++) {
        enter(&world, broken[i]);
        ck_assert_ptr_null(open_model(&world));
        ck_assert_uint_eq(world.why.source, EMEL_FAILURE_MODEL_FILE);
        ck_assert_str_eq(world.why.file, world.path);
        expect_nothing_held(&world);
    }
    remove(world.path);
    ck_assert_ptr_null(open_model(&world));
    ck_assert_uint_eq(world.why.code, EMEL_MODEL_FILE_OPEN_FAILED);
    ck_assert_int_eq(world.why.os_error, ENOENT);
    expect_nothing_held(&world);
}
END_TEST

START_TEST(an_allocator_without_a_function_it_needs_is_refused)
{
    struct world world = { .path = "" };

    enter(&world, MODEL);
    world.record_memory.allocate = NULL;
    ck_assert_ptr_null(open_model(&world));
    ck_assert_uint_eq(world.why.source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(world.why.code, EMEL_TENSOR_INVALID_ARGUMENT);
    world.record_memory = ledger_allocator(&world.records);
    world.tensor_memory.release = NULL;
    ck_assert_ptr_null(open_model(&world));
    ck_assert_uint_eq(world.why.code, EMEL_TENSOR_INVALID_ARGUMENT);
    expect_nothing_held(&world);
}
END_TEST

START_TEST(any_allocation_of_opening_may_fail)
{
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;
    unsigned nth = 0;

    enter(&world, MODEL);
    do {
        ledger_forget(&world.records);
        world.records.fail_at = ++nth;
        model = open_model(&world);
        ck_assert_int_eq(model != NULL, world.why.source == EMEL_FAILURE_NONE);
        if (!model) {
            ck_assert_str_eq(world.why.name, "OUT_OF_MEMORY");
            expect_nothing_held(&world);
        }
    } while (!model);
    world.records.fail_at = 0;
    ck_assert_uint_ge(nth, 4); /* the handle, the directory, the tensors */
    ck_assert(emel_model_load(model, NULL, NULL));
    expect_loaded(model);
    emel_model_close(model);
    expect_nothing_held(&world);
}
END_TEST

START_TEST(any_call_of_the_system_may_fail)
{
    static const enum system_call calls[] = { SYSTEM_OPEN, SYSTEM_STAT, SYSTEM_READ };
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;
    unsigned nth = 0;
    bool loaded = false;

    enter(&world, MODEL);
    while (!loaded) {
        system_forget(&world.system);
        world.system.faults[0] = (struct system_fault){ calls[_i], ++nth, SYSTEM_ALWAYS, EIO };
        model = open_model(&world);
        loaded = model && emel_model_load(model, NULL, &world.why);
        if (!loaded)
            ck_assert_int_eq(world.why.os_error, EIO);
        if (model && !loaded)
            ck_assert_ptr_null(emel_model_find(model, "blk.0.w")->data);
        emel_model_close(model);
        expect_nothing_held(&world);
    }
    ck_assert_uint_ge(nth, 2);
}
END_TEST

/* --- the file changes between opening and loading ---------------------------------------------- */

static void expect_changed(struct world *world, struct emel_model *model)
{
    ck_assert(!emel_model_load(model, NULL, &world->why));
    ck_assert_uint_eq(world->why.source, EMEL_FAILURE_READ);
    ck_assert_uint_eq(world->why.code, EMEL_IO_READ_FILE_CHANGED);
    ck_assert_str_eq(world->why.file, world->path);
    for (uint32_t i = 0; i < emel_model_count(model); i++)
        ck_assert_str_eq(emel_tensor_residency(emel_model_tensor(model, i)), "bound");
    ck_assert_uint_eq(world->tensors.held, 0);
    emel_model_close(model);
    expect_nothing_held(world);
}

START_TEST(a_file_cut_short_is_told_as_changed)
{
    struct world world = { .options = { .system = NULL } };
    struct temp_file file = { .bytes = 0 };
    struct emel_model *model;

    enter(&world, MODEL);
    model = open_model(&world);
    memcpy(file.path, world.path, sizeof file.path);
    temp_truncate(&file, 100);
    expect_changed(&world, model);
}
END_TEST

START_TEST(a_file_written_over_is_told_as_changed)
{
    const struct timespec then[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
    struct world world = { .options = { .system = NULL } };
    struct emel_model *model;

    enter(&world, MODEL);
    model = open_model(&world);
    write_model(world.path, MODEL);
    ck_assert_int_eq(utimensat(AT_FDCWD, world.path, then, 0), 0); /* clocks are coarse */
    expect_changed(&world, model);
}
END_TEST

START_TEST(a_file_renamed_over_keeps_giving_the_old_one)
{
    struct world world = { .options = { .system = NULL } };
    char other[TEMP_PATH_BYTES];
    struct emel_model *model;

    enter(&world, MODEL);
    model = open_model(&world);
    temp_path(other, "other.gguf");
    write_model(other, "'GGUF' 4:3 8:0 8:0");
    ck_assert_int_eq(rename(other, world.path), 0);
    ck_assert(emel_model_load(model, NULL, NULL));
    expect_loaded(model);
    emel_model_close(model);
    expect_nothing_held(&world);
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
    tcase_add_test(tcase, a_model_gives_its_directory);
    tcase_add_test(tcase, options_are_passed_on);
    tcase_add_test(tcase, the_library_knows_its_version);
    tcase_add_test(tcase, a_model_that_does_not_open_leaves_nothing_held);
    tcase_add_test(tcase, an_allocator_without_a_function_it_needs_is_refused);
    tcase_add_test(tcase, any_allocation_of_opening_may_fail);
    tcase_add_loop_test(tcase, any_call_of_the_system_may_fail, 0, 3);
    tcase_add_test(tcase, a_file_cut_short_is_told_as_changed);
    tcase_add_test(tcase, a_file_written_over_is_told_as_changed);
    tcase_add_test(tcase, a_file_renamed_over_keeps_giving_the_old_one);
    suite_add_tcase(suite, tcase);
    return suite;
}
