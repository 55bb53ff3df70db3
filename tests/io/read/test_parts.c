/* Spans that consist of parts: which are accepted. */
#include <check.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "io/read/suites.h"
#include "support/reading.h"
#include "support/request.h"

/* --- rules ------------------------------------------------------------------------------- */

/* Two parts of three runs of 10 bytes each, one after the other. */
static const struct emel_io_part whole[] = {
    { .file_offset = 100, .file_stride = 50, .run_bytes = 10, .count = 3, .memory_stride = 10 },
    { .file_offset = 900,
      .file_stride = 10,
      .run_bytes = 10,
      .count = 3,
      .memory_offset = 30,
      .memory_stride = 10 },
};

/* The same in turn. */
static const struct emel_io_part in_turn[] = {
    { .file_offset = 100, .file_stride = 50, .run_bytes = 10, .count = 3, .memory_stride = 20 },
    { .file_offset = 900,
      .file_stride = 10,
      .run_bytes = 10,
      .count = 3,
      .memory_offset = 10,
      .memory_stride = 20 },
};

/* A field of one part, changed. */
struct breach {
    size_t field; /* its offset in struct emel_io_part */
    uint32_t part;
    uint64_t value;
    enum emel_io_rule rule;
};

#define FIELD(name) offsetof(struct emel_io_part, name)

static void break_part(struct emel_io_part *part, const struct breach *breach)
{
    unsigned char *field = (unsigned char *)part + breach->field;
    const uint32_t value = (uint32_t)breach->value;

    if (breach->field == FIELD(file_index) || breach->field == FIELD(reserved))
        memcpy(field, &value, sizeof value);
    else
        memcpy(field, &breach->value, sizeof breach->value);
}

static void expect_breach(const struct emel_io_part *right, const struct breach *breach)
{
    struct emel_io_part parts[2] = { right[0], right[1] };
    struct emel_io_error_event *error;
    struct reading r;

    break_part(&parts[breach->part], breach);
    request_init(&r);
    reading_span(&r, 0, 0, 10);
    reading_parts(&r, right, 2, false);
    r.spans[1].parts = parts;
    r.spans[1].file_index = parts[0].file_index;
    r.spans[1].file_offset = parts[0].file_offset;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    error = &r.load.error_event;
    ck_assert_uint_eq(r.load.failed, 1);
    ck_assert_str_eq(emel_io_rule_name(error->rule), emel_io_rule_name(breach->rule));
    ck_assert_uint_eq(error->error, EMEL_IO_INVALID_REQUEST);
    ck_assert_uint_eq(error->span_index, 1);
    request_untouched(&r);
    reading_free(&r);
}

START_TEST(parts_that_break_a_rule_are_refused_by_that_rule)
{
    static const struct breach dense[] = {
        { FIELD(reserved), 0, 1, EMEL_IO_RULE_PART_RESERVED },
        { FIELD(file_index), 1, 1, EMEL_IO_RULE_PART_FILE },
        { FIELD(count), 1, 0, EMEL_IO_RULE_PART_RUNS },
        { FIELD(count), 1, 2, EMEL_IO_RULE_PART_BYTES },
        { FIELD(count), 1, 4, EMEL_IO_RULE_PART_BYTES },
        { FIELD(count), 1, UINT64_C(1) << 62, EMEL_IO_RULE_PART_END },
        { FIELD(run_bytes), 1, 0, EMEL_IO_RULE_PART_RUN_BYTES },
        { FIELD(run_bytes), 1, 61, EMEL_IO_RULE_PART_RUN_BYTES },
        { FIELD(run_bytes), 1, UINT64_MAX, EMEL_IO_RULE_PART_RUN_BYTES },
        { FIELD(file_stride), 0, 9, EMEL_IO_RULE_PART_STRIDE },
        { FIELD(file_stride), 0, 0, EMEL_IO_RULE_PART_STRIDE },
        { FIELD(file_stride), 1, UINT64_C(1) << 62, EMEL_IO_RULE_PART_END },
        { FIELD(file_offset), 1, UINT64_MAX, EMEL_IO_RULE_PART_END },
        { FIELD(file_offset), 1, (UINT64_C(1) << 63) - 29, EMEL_IO_RULE_PART_END },
        { FIELD(memory_offset), 1, 31, EMEL_IO_RULE_PART_HOLE },
        { FIELD(memory_offset), 1, 29, EMEL_IO_RULE_PART_OVERLAP },
        { FIELD(memory_offset), 0, 1, EMEL_IO_RULE_PART_HOLE },
        { FIELD(memory_stride), 1, 11, EMEL_IO_RULE_PART_MEMORY_STRIDE },
    };
    static const struct breach interleaved[] = {
        { FIELD(count), 1, 2, EMEL_IO_RULE_PART_INTERLEAVING },
        { FIELD(memory_stride), 1, 21, EMEL_IO_RULE_PART_MEMORY_STRIDE },
        { FIELD(memory_offset), 1, 11, EMEL_IO_RULE_PART_HOLE },
        { FIELD(memory_offset), 1, 9, EMEL_IO_RULE_PART_OVERLAP },
        { FIELD(run_bytes), 0, 11, EMEL_IO_RULE_PART_OVERLAP },
    };

    for (size_t i = 0; i < sizeof dense / sizeof *dense; i++)
        expect_breach(whole, &dense[i]);
    for (size_t i = 0; i < sizeof interleaved / sizeof *interleaved; i++)
        expect_breach(in_turn, &interleaved[i]);
}
END_TEST

static void without_parts(struct reading *r)
{
    r->spans[0].parts = NULL;
}

static void with_another_count(struct reading *r)
{
    r->load.request.part_count++;
}

static void with_another_offset(struct reading *r)
{
    r->spans[0].file_offset++;
}

static void with_a_last_run_beyond(struct reading *r)
{
    r->load.request.part_count = EMEL_IO_PARTS_MAX + 1;
}

START_TEST(spans_and_loads_agree_with_their_parts)
{
    static const struct {
        void (*tamper)(struct reading *);
        enum emel_io_rule rule;
    } cases[] = {
        { without_parts, EMEL_IO_RULE_PARTS_MISSING },
        { with_another_count, EMEL_IO_RULE_PART_COUNT },
        { with_another_offset, EMEL_IO_RULE_PART_FIRST },
        { with_a_last_run_beyond, EMEL_IO_RULE_PARTS_LIMIT },
    };
    struct reading r;

    request_init(&r);
    reading_parts(&r, whole, 2, false);
    r.tamper = cases[_i].tamper;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_str_eq(emel_io_rule_name(r.load.error_event.rule), emel_io_rule_name(cases[_i].rule));
    request_untouched(&r);
    reading_free(&r);
}
END_TEST

/* Each span alone would be valid; to look at all of their parts would take hours. */
START_TEST(more_parts_than_the_load_says_are_refused_before_they_are_looked_at)
{
    const uint32_t count = EMEL_IO_PARTS_MAX, spans = 4000;
    struct emel_io_part *parts = calloc(count, sizeof *parts);
    struct reading r;

    ck_assert_ptr_nonnull(parts);
    for (uint32_t i = 0; i < count; i++)
        parts[i] = (struct emel_io_part){
            .file_stride = 1, .run_bytes = 1, .count = 1, .memory_offset = i, .memory_stride = 1
        };
    request_init(&r);
    for (uint32_t i = 0; i < spans; i++) {
        const uint32_t span = reading_span(&r, 0, 0, count);

        r.spans[span].parts = parts;
        r.spans[span].part_count = count;
    }
    r.load.request.part_count = count;
    reading_prepare(&r);
    ck_assert_int_eq(emel_io_run(&r.io, &r.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(r.load.error_event.rule, EMEL_IO_RULE_PART_COUNT);
    ck_assert_uint_eq(r.load.error_event.span_index, 1);
    request_untouched(&r);
    reading_free(&r);
    free(parts);
}
END_TEST

/* --- where the file ends ------------------------------------------------------------------- */

START_TEST(runs_beyond_the_end_of_a_file_are_refused_before_anything_is_read)
{
    static const struct emel_io_part part = {
        .file_offset = 10, .file_stride = 100, .run_bytes = 50, .count = 5, .memory_stride = 50
    };
    static const struct {
        uint64_t size, first_missing;
    } cases[] = { { 459, 459 }, { 410, 410 }, { 409, 410 }, { 361, 410 },
                  { 359, 359 }, { 11, 11 },   { 0, 10 } };
    struct emel_io_error_event expected;
    struct reading r;

    reading_init(&r, 0, READING_VIRTUAL);
    reading_file(&r, cases[_i].size);
    reading_parts(&r, &part, 1, false);
    expected =
        reading_span_error(&r, EMEL_IO_READ_SPAN_OUT_OF_RANGE, 0, 0, cases[_i].first_missing);
    reading_fails(&r, expected);
    ck_assert_uint_eq(r.load.error_event.value, 460);
    ck_assert_uint_eq(r.load.error_event.limit, cases[_i].size);
    ck_assert_uint_eq(r.system.calls[SYSTEM_READ], 0);
    reading_free(&r);
}
END_TEST

/* A table for each run would not fit. */
START_TEST(a_span_of_many_runs_needs_no_more_work_area)
{
    struct emel_io_part part = { .file_stride = 2, .run_bytes = 1, .memory_stride = 1 };
    struct reading r;
    size_t few;

    request_init(&r);
    part.count = 2;
    reading_parts(&r, &part, 1, false);
    reading_prepare(&r);
    few = r.load.request.work_bytes;
    part.count = UINT64_C(1) << 32;
    r.spans[0].byte_size = part.count;
    reading_prepare(&r);
    ck_assert_uint_eq(r.load.request.work_bytes, few);
    request_accepted(&r);
}
END_TEST

Suite *io_read_parts_suite(void)
{
    Suite *suite = suite_create("io/read: parts");
    TCase *rules = tcase_create("rules");

    tcase_add_test(rules, parts_that_break_a_rule_are_refused_by_that_rule);
    tcase_add_loop_test(rules, spans_and_loads_agree_with_their_parts, 0, 4);
    tcase_add_loop_test(rules, runs_beyond_the_end_of_a_file_are_refused_before_anything_is_read, 0,
                        7);
    tcase_add_test(rules, a_span_of_many_runs_needs_no_more_work_area);
    tcase_add_test(rules, more_parts_than_the_load_says_are_refused_before_they_are_looked_at);
    suite_add_tcase(suite, rules);
    return suite;
}
