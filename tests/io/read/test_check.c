/* checking: files, policy, and what the caller has to bring. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/request.h"
#include "io/read/suites.h"
#include "support/guarded.h"

#define KIB UINT64_C(1024)

/* --- files --------------------------------------------------------------------- */

START_TEST(a_load_has_up_to_65535_files)
{
    struct emel_io_file *files = calloc(EMEL_IO_FILES_MAX + 1, sizeof *files);
    struct reading r;

    ck_assert_ptr_nonnull(files);
    request_init(&r);
    for (uint32_t i = 0; i <= EMEL_IO_FILES_MAX; i++)
        files[i].path = r.files[0].path;
    reading_span(&r, EMEL_IO_FILES_MAX - 1, 0, 10);
    r.load.request.files = files;
    r.load.request.file_count = EMEL_IO_FILES_MAX + (uint32_t)_i;
    if (_i == 0)
        request_accepted(&r);
    else
        request_refused(&r, EMEL_IO_RULE_FILE_COUNT);
    free(files);
}
END_TEST

START_TEST(a_path_has_1_to_4095_bytes)
{
    static const struct {
        size_t length;
        bool accepted;
    } paths[] = {
        { 0, false },
        { 1, true },
        { EMEL_IO_PATH_MAX, true },
        { EMEL_IO_PATH_MAX + 1, false },
    };
    char path[EMEL_IO_PATH_MAX + 2] = { 0 };
    struct reading r;

    memset(path, 'p', paths[_i].length);
    request_init(&r);
    reading_span(&r, 0, 0, 10);
    r.files[0].path = r.disk.files[0].path = path;
    if (paths[_i].accepted)
        request_accepted(&r);
    else
        request_file_refused(&r, 0, EMEL_IO_RULE_PATH);
}
END_TEST

START_TEST(a_file_has_a_path_or_a_descriptor)
{
    struct reading r;

    request_init(&r);
    reading_file(&r, 10);
    reading_span(&r, 0, 0, 10);
    r.files[1].path = NULL;
    request_file_refused(&r, 1, EMEL_IO_RULE_PATH);

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    r.files[0] = (struct emel_io_file){ .path = "label", .fd = -1, .borrowed = true };
    request_file_refused(&r, 0, EMEL_IO_RULE_DESCRIPTOR);
}
END_TEST

/* --- policy -------------------------------------------------------------------- */

START_TEST(an_alignment_is_a_power_of_two_up_to_2_mib)
{
    static const uint32_t bad[] = { 3,
                                    33,
                                    4095,
                                    EMEL_IO_ALIGNMENT_MAX + 1,
                                    EMEL_IO_ALIGNMENT_MAX * 2,
                                    UINT32_C(1) << 31,
                                    UINT32_MAX };
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    r.load.request.policy.alignment = bad[_i];
    request_refused(&r, EMEL_IO_RULE_ALIGNMENT);
}
END_TEST

START_TEST(options_are_in_their_range)
{
    static const struct {
        uint32_t workers, caching;
        enum emel_io_rule broken;
    } options[] = {
        { EMEL_IO_READ_WORKERS_MAX, EMEL_IO_READ_SHARED, EMEL_IO_RULE_NONE },
        { EMEL_IO_READ_WORKERS_MAX + 1, EMEL_IO_READ_DIRECT, EMEL_IO_RULE_WORKERS },
        { UINT32_MAX, EMEL_IO_READ_DIRECT, EMEL_IO_RULE_WORKERS },
        { 1, EMEL_IO_READ_SHARED + 1, EMEL_IO_RULE_CACHING },
        { 1, UINT32_MAX, EMEL_IO_RULE_CACHING },
    };
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    r.options.workers = options[_i].workers;
    r.options.caching = options[_i].caching;
    if (options[_i].broken)
        request_refused(&r, options[_i].broken);
    else
        request_accepted(&r);
}
END_TEST

/* --- what the caller has to bring ---------------------------------------------- */

static void without_files(struct reading *r)
{
    r->load.request.files = NULL;
}

static void without_spans(struct reading *r)
{
    r->load.request.spans = NULL;
}

static void without_data(struct reading *r)
{
    guarded_free(r->load.request.data);
    r->load.request.data = NULL;
}

static void without_work(struct reading *r)
{
    guarded_free(r->load.request.work);
    r->load.request.work = NULL;
}

static void with_a_work_area_one_byte_short(struct reading *r)
{
    r->load.request.work_bytes--;
}

static void without_allocate(struct reading *r)
{
    r->load.request.owner.allocate = NULL;
}

static void without_release(struct reading *r)
{
    r->load.request.owner.release = NULL;
}

START_TEST(a_load_that_lacks_what_it_needs_is_refused)
{
    static const struct {
        void (*lack)(struct reading *);
        enum emel_io_rule rule;
    } lacks[] = {
        { without_files, EMEL_IO_RULE_FILES_MISSING },
        { without_spans, EMEL_IO_RULE_SPANS_MISSING },
        { without_data, EMEL_IO_RULE_SPANS_MISSING },
        { without_work, EMEL_IO_RULE_WORK_BYTES },
        { with_a_work_area_one_byte_short, EMEL_IO_RULE_WORK_BYTES },
    };
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    r.tamper = lacks[_i].lack;
    request_refused(&r, lacks[_i].rule);
}
END_TEST

START_TEST(a_span_without_a_target_needs_an_owner)
{
    static void (*const lacks[])(struct reading *) = { without_allocate, without_release };
    struct reading r;

    request_init(&r);
    reading_target(&r, 0, 0, 10, 0);
    reading_span(&r, 0, 5, 10);
    r.tamper = lacks[_i];
    request_span_refused(&r, 1, EMEL_IO_RULE_OWNER);
}
END_TEST

START_TEST(a_load_of_targets_needs_no_owner)
{
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    reading_target(&r, reading_file(&r, KIB), 0, 10, 0);
    r.load.request.owner = (struct emel_io_owner){ .context = NULL };
    reading_succeeds(&r);
    reading_free(&r);
}
END_TEST

START_TEST(a_system_without_a_mandatory_call_is_unsupported)
{
    const struct emel_io_error_event expected = reading_error(EMEL_IO_READ_UNSUPPORTED_PLATFORM);
    struct reading r;

    request_init(&r);
    reading_span(&r, 0, 0, 10);
    reading_prepare(&r); /* which copies the table */
    switch (_i) {
    case 0: r.read.system.open = NULL; break;
    case 1: r.read.system.stat = NULL; break;
    case 2: r.read.system.read = NULL; break;
    case 3: r.read.system.close = NULL; break;
    }
    reading_fails(&r, expected);
    request_untouched(&r);
    reading_free(&r);
}
END_TEST

Suite *io_read_check_suite(void)
{
    Suite *suite = suite_create("io/read: checking");
    TCase *files = tcase_create("files"), *rest = tcase_create("policy, memory and system");

    tcase_add_loop_test(files, a_load_has_up_to_65535_files, 0, 2);
    tcase_add_loop_test(files, a_path_has_1_to_4095_bytes, 0, 4);
    tcase_add_test(files, a_file_has_a_path_or_a_descriptor);
    tcase_add_loop_test(rest, an_alignment_is_a_power_of_two_up_to_2_mib, 0, 7);
    tcase_add_loop_test(rest, options_are_in_their_range, 0, 5);
    tcase_add_loop_test(rest, a_load_that_lacks_what_it_needs_is_refused, 0, 5);
    tcase_add_loop_test(rest, a_span_without_a_target_needs_an_owner, 0, 2);
    tcase_add_test(rest, a_load_of_targets_needs_no_owner);
    tcase_add_loop_test(rest, a_system_without_a_mandatory_call_is_unsupported, 0, 4);
    suite_add_tcase(suite, files);
    suite_add_tcase(suite, rest);
    return suite;
}
