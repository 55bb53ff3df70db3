/* What commands over several FILEs share: the way from one to the next, and failures. */
#ifndef COMMAND_FILES_H
#define COMMAND_FILES_H

#include "emel/emel.h"
#include "json.h"
#include "options.h"

/* Why the command itself refuses, in the words of emel/failure.h.  `tensor` may be NULL. */
struct refusal {
    const char *name, *text;
    const char *file, *tensor;
    int os_error;
};

/* Fills in *why; answers false, for `return refuse(...)`. */
bool refuse(struct emel_failure *why, const struct refusal *refusal);
/* Not every failure knows which file it was about. */
void name_file(struct emel_failure *why, const char *path);
/* "emel: ..." on standard error. */
void report(const struct emel_failure *why);

/* Where the command's result goes. */
struct output {
    const struct settings *settings;
    struct json json; /* with settings->json: inside the file's object */
    bool begun;       /* a file has been written */
};

/* Calls `visit` for each operand, whatever came of the one before, reports what it says
 * was in its way, and answers STATUS_FAILED if there was any.  Dies of an interrupt that
 * came in between. */
typedef bool visit_file(struct output *output, const char *path, struct emel_failure *why);
enum status each_file(const struct settings *settings, visit_file *visit);

/* False: it is empty, or "-", which no reader at offsets can take. */
bool check_path(const char *path, struct emel_failure *why);

/* "path", "format" and "version" of the file's object; the path is there already. */
void json_format(struct json *json, const struct emel_model_file *file);

#endif
