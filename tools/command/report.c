#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "text.h"

bool refuse(struct emel_failure *why, const struct refusal *refusal)
{
    *why = (struct emel_failure){
        .os_error = refusal->os_error,
        .file_offset = EMEL_FAILURE_NO_OFFSET,
        .other_offset = EMEL_FAILURE_NO_OFFSET,
        .has_file = refusal->file != NULL,
        .has_subject = refusal->tensor != NULL,
        .name = refusal->name,
        .text = refusal->text,
    };
    if (refusal->file)
        text_copy_end(why->file, sizeof why->file, refusal->file);
    if (refusal->tensor)
        text_copy_end(why->subject, sizeof why->subject, refusal->tensor);
    return false;
}

bool refuse_read(struct emel_failure *why, uint32_t error, const struct refusal *refusal)
{
    struct refusal named = *refusal;

    named.name = emel_io_read_error_name(error);
    named.text = emel_io_read_error_text(error);
    refuse(why, &named);
    why->source = EMEL_FAILURE_READ;
    why->code = error;
    return false;
}

void name_file(struct emel_failure *why, const char *path)
{
    if (why->has_file || *path == '\0')
        return;
    text_copy_end(why->file, sizeof why->file, path);
    why->has_file = true;
}

static void print_failure(const struct emel_failure *why)
{
    char line[1024];

    emel_failure_print(line, sizeof line, why);
    fprintf(stderr, "emel: %s\n", line);
}

void flush_output(void)
{
    struct emel_failure why;

    if (fflush(stdout) == 0)
        return;
    refuse(&why, &(struct refusal){ .name = "WRITE_FAILED",
                                    .text = "standard output could not be written",
                                    .os_error = errno });
    print_failure(&why);
    _Exit(STATUS_FAILED);
}

void report(const struct emel_failure *why)
{
    flush_output(); /* keeps the order of output and messages on a terminal */
    print_failure(why);
}
