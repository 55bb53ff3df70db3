/* Failures: those of the command itself, and messages about any. */
#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

#include "emel/emel.h"

/* Why the command itself refuses, in the words of emel/failure.h.  `tensor` may be NULL. */
struct refusal {
    const char *name, *text;
    const char *file, *tensor;
    int os_error;
};

/* Fills in *why; returns false, for `return refuse(...)`. */
bool refuse(struct emel_failure *why, const struct refusal *refusal);
/* The same for one of read/copy's errors, enum emel_io_read_error, which gives name and text. */
bool refuse_read(struct emel_failure *why, uint32_t error, const struct refusal *refusal);
/* Not every failure knows which file it was about. */
void name_file(struct emel_failure *why, const char *path);
/* Writes what standard output has buffered.  If that fails, says so and exits. */
void flush_output(void);
/* "emel: ..." on standard error. */
void report(const struct emel_failure *why);

#endif
