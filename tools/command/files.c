#include "files.h"

#include <stdio.h>
#include <string.h>

#include "format.h"
#include "interrupt.h"

/* --- failures -------------------------------------------------------------------------- */

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

void name_file(struct emel_failure *why, const char *path)
{
    if (why->has_file || *path == '\0')
        return;
    text_copy_end(why->file, sizeof why->file, path);
    why->has_file = true;
}

void report(const struct emel_failure *why)
{
    char line[1024];

    fflush(stdout); /* what was done before is seen before */
    emel_failure_print(line, sizeof line, why);
    fprintf(stderr, "emel: %s\n", line);
}

static void json_failure(struct json *json, const struct emel_failure *why)
{
    char text[512];

    emel_failure_print_text(text, sizeof text, why);
    json_open_object(json, "error");
    json_text(json, "name", why->name);
    json_text(json, "text", text);
    if (why->has_file)
        json_text(json, "file", why->file);
    if (why->has_subject)
        json_text(json, "subject", why->subject);
    if (why->file_offset != EMEL_FAILURE_NO_OFFSET)
        json_number(json, "offset", why->file_offset);
    if (why->other_offset != EMEL_FAILURE_NO_OFFSET)
        json_number(json, "other_offset", why->other_offset);
    if (why->has_value)
        json_number(json, "value", why->value);
    if (why->has_limit)
        json_number(json, "limit", why->limit);
    if (why->os_error)
        json_signed(json, "os_error", why->os_error);
    json_close(json);
}

/* --- one file after the other ---------------------------------------------------------- */

bool check_path(const char *path, struct emel_failure *why)
{
    if (*path == '\0')
        return refuse(why, &(struct refusal){ .name = "EMPTY_PATH", .text = "'' names no file" });
    if (strcmp(path, "-") == 0)
        return refuse(why, &(struct refusal){
                               .name = "NOT_SEEKABLE",
                               .text = "standard input cannot be read at offsets; name a file",
                               .file = path,
                           });
    return true;
}

static bool visit_one(struct output *output, const char *path, visit_file *visit)
{
    const unsigned depth = output->json.depth;
    struct emel_failure why;
    bool done;

    if (output->settings->json) {
        json_open_object(&output->json, NULL);
        json_text(&output->json, "path", path);
    }
    done = check_path(path, &why) && visit(output, path, &why);
    if (!done)
        name_file(&why, path);
    if (interrupt_seen())
        interrupt_die();
    if (!done)
        report(&why);
    if (output->settings->json) {
        json_close_to(&output->json, depth + 1);
        if (!done)
            json_failure(&output->json, &why);
        json_close(&output->json);
    }
    return done;
}

enum status each_file(const struct settings *settings, visit_file *visit)
{
    struct output output = { .settings = settings };
    enum status status = STATUS_DONE;

    json_begin(&output.json, stdout);
    if (settings->json)
        json_open_array(&output.json, NULL);
    for (int i = 0; i < settings->operand_count; i++)
        if (!visit_one(&output, settings->operands[i], visit))
            status = STATUS_FAILED;
    json_close_to(&output.json, 0);
    return status;
}

void json_format(struct json *json, const struct emel_model_file *file)
{
    json_text(json, "format", emel_model_file_format(file));
    if (emel_model_file_version(file) != 0)
        json_number(json, "version", emel_model_file_version(file));
    else
        json_null(json, "version");
}
