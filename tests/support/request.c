#include "support/request.h"

#include <check.h>

void request_init(struct reading *r)
{
    reading_init(r, 0, READING_VIRTUAL);
    reading_file(r, INT64_MAX);
    r->owner.refuses = true;
}

void request_accepted(struct reading *r)
{
    const struct emel_io_error_event expected = reading_error(EMEL_IO_READ_ALLOCATION_FAILED);

    reading_fails(r, expected);
    reading_free(r);
}

void request_untouched(const struct reading *r)
{
    for (int call = 0; call < SYSTEM_CALLS; call++)
        ck_assert_uint_eq(r->system.calls[call], 0);
    ck_assert_uint_eq(r->owner.allocations, 0);
}

void request_refused(struct reading *r, enum emel_io_rule rule)
{
    const struct emel_io_error_event expected = reading_rule_error(rule);

    reading_fails(r, expected);
    request_untouched(r);
    reading_free(r);
}

void request_span_refused(struct reading *r, uint32_t span, enum emel_io_rule rule)
{
    struct emel_io_error_event expected =
        reading_span_error(r, EMEL_IO_READ_NONE, 0, span, r->spans[span].file_offset);

    expected.error = EMEL_IO_INVALID_REQUEST;
    expected.rule = rule;

    reading_fails(r, expected);
    request_untouched(r);
    reading_free(r);
}

void request_file_refused(struct reading *r, uint32_t file, enum emel_io_rule rule)
{
    struct emel_io_error_event expected = reading_rule_error(rule);

    expected.file_index = file;
    reading_fails(r, expected);
    request_untouched(r);
    reading_free(r);
}
