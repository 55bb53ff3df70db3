/* The rules of emel/io/io.h; the functions that check a request are public there. */
#ifndef EMEL_IO_PLAN_CHECK_H
#define EMEL_IO_PLAN_CHECK_H

#include "emel/io/io.h"

/* Describes a broken rule in *error.  Always false. */
bool emel__io_break_rule(struct emel_io_error_event *error, enum emel_io_rule rule, uint64_t value,
                         uint64_t limit);

/* Whether the parts of a span lie in files of the load, and fill the span's memory without a hole
 * or an overlap.  The other fields of the span have been checked. */
bool emel__io_check_parts(const struct emel_io_load *load, const struct emel_io_span *span,
                          struct emel_io_error_event *error);

#endif
