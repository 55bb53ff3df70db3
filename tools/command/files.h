/* Goes through the FILEs that a command was given. */
#ifndef COMMAND_FILES_H
#define COMMAND_FILES_H

#include "emel/emel.h"
#include "handled.h"
#include "json.h"
#include "options.h"
#include "report.h"
#include "walk.h"

/* Where the command's result goes. */
struct output {
    const struct settings *settings;
    struct json json;       /* with settings->json: inside the file's object */
    bool begun;             /* a file has been written */
    struct handled handled; /* `visit` adds the model that it opened */
    struct walk *walks;     /* private: with settings->recursive, of each operand */
    size_t walk_count;
    char text[128]; /* of a failure that has several numbers */
};

/* Whether the model that `path` opened was handled before under another path, which is then
 * written. */
bool skip_model(struct output *output, const char *path, const struct emel_model_file *file);

/* Calls `visit` for each operand but those of models that are handled already, and reports each
 * failure.  STATUS_FAILED: there was one.  Dies of an interrupt that was recorded meanwhile. */
typedef bool visit_file(struct output *output, const char *path, struct emel_failure *why);
enum status each_file(const struct settings *settings, visit_file *visit);
/* The same, but JSON is written at the end, so that a command that is interrupted writes all of it
 * or nothing.  Not for output that grows with the metadata of a file. */
enum status each_file_collected(const struct settings *settings, visit_file *visit);

/* False: it is empty, or "-", which no reader at offsets can take. */
bool check_path(const char *path, struct emel_failure *why);

/* "path", "format" and "version" of the file's object; the path is there already. */
void json_format(struct json *json, const struct emel_model_file *file);

#endif
