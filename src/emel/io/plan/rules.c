/* The names of the rules of a request, and how one is broken. */
#include "emel/errors.h"
#include "emel/io/plan/check.h"

EMEL__DEFINE_NAMES(emel_io_rule, EMEL_IO_RULES, "unknown rule")

bool emel__io_break_rule(struct emel_io_error_event *error, enum emel_io_rule rule, uint64_t value,
                         uint64_t limit)
{
    error->error = EMEL_IO_INVALID_REQUEST;
    error->rule = rule;
    error->has_value = error->has_limit = true;
    error->value = value;
    error->limit = limit;
    return false;
}
