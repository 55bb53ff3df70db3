/* Requests that hold to the rules, and requests that break one.  What is accepted goes on
 * to an owner who refuses, so that terabytes can be asked for. */
#ifndef TESTS_SUPPORT_REQUEST_H
#define TESTS_SUPPORT_REQUEST_H

#include "support/reading.h"

/* A reading of one file as large as an offset can say, with that owner. */
void request_init(struct reading *r);

/* Each of these loads, checks, and frees the reading. */
void request_accepted(struct reading *r);
void request_refused(struct reading *r, enum emel_io_rule rule);
void request_span_refused(struct reading *r, uint32_t span, enum emel_io_rule rule);
void request_file_refused(struct reading *r, uint32_t file, enum emel_io_rule rule);

/* No system call, no question to the owner. */
void request_untouched(const struct reading *r);

#endif
