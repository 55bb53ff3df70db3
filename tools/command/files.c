#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "text.h"

/* --- failures -------------------------------------------------------------------------- */

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

/* `first` is the operand that named the same model before. */
static void tell_skipped(struct output *output, const char *path, const char *first)
{
    if (output->settings->json) {
        json_text(&output->json, "same_as", first);
    } else if (!output->settings->quiet) {
        flush_output();
        fputs("emel: '", stderr);
        text_print(stderr, path);
        fputs("' is the same model as '", stderr);
        text_print(stderr, first);
        fputs("': skipped\n", stderr);
    }
}

bool skip_model(struct output *output, const char *path, const struct emel_model_file *file)
{
    const char *first = handled_find_model(&output->handled, file);

    if (first)
        tell_skipped(output, path, first);
    return first != NULL;
}

/* Before the model is opened, which takes a while if it has many files. */
static bool skip_file(struct output *output, const char *path)
{
    const char *first = handled_find(&output->handled, path);

    if (first)
        tell_skipped(output, path, first);
    return first != NULL;
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
    flush_output(); /* an interrupt while the file is opened kills at once */
    done = check_path(path, &why) && (skip_file(output, path) || visit(output, path, &why));
    interrupt_die_if_seen();
    if (!done) {
        name_file(&why, path);
        report(&why);
    }
    if (output->settings->json) {
        json_close_to(&output->json, depth + 1);
        if (!done)
            json_failure(&output->json, &why);
        json_close(&output->json);
    }
    return done;
}

/* The paths are kept until the end, because `handled` points to them. */
static struct walk *add_walk(struct output *output)
{
    struct walk *more = realloc(output->walks, (output->walk_count + 1) * sizeof *more);

    if (!more)
        return NULL;
    output->walks = more;
    more[output->walk_count] = (struct walk){ .bytes = 0 };
    return &more[output->walk_count++];
}

static bool visit_below(struct output *output, const char *path, visit_file *visit)
{
    struct walk *walk = add_walk(output);
    struct emel_failure why;
    bool done = true;

    if (!walk || !walk_add(walk, path, &why)) {
        if (!walk)
            refuse(&why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory" });
        report(&why);
        done = false;
    }
    for (const char *at = walk ? walk_next(walk, NULL) : NULL; at; at = walk_next(walk, at))
        if (!visit_one(output, at, visit))
            done = false;
    return done;
}

static enum status visit_all(struct output *output, visit_file *visit)
{
    const struct settings *settings = output->settings;
    enum status status = STATUS_DONE;

    if (settings->json)
        json_open_array(&output->json, NULL);
    for (int i = 0; i < settings->operand_count; i++) {
        const bool done = settings->recursive ? visit_below(output, settings->operands[i], visit)
                                              : visit_one(output, settings->operands[i], visit);

        if (!done)
            status = STATUS_FAILED;
    }
    json_close_to(&output->json, 0);
    handled_free(&output->handled);
    for (size_t i = 0; i < output->walk_count; i++)
        walk_free(&output->walks[i]);
    free(output->walks);
    return status;
}

enum status each_file(const struct settings *settings, visit_file *visit)
{
    struct output output = { .settings = settings };

    json_begin(&output.json, stdout);
    return visit_all(&output, visit);
}

/* Writes all of it even if an interrupt comes meanwhile, and dies of that afterwards. */
static void write_collected(const char *text, size_t bytes)
{
    interrupt_hold();
    fwrite(text, 1, bytes, stdout);
    flush_output();
    interrupt_release();
    interrupt_die_if_seen();
}

static enum status out_of_memory(void)
{
    struct emel_failure why;

    refuse(&why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the output" });
    report(&why);
    return STATUS_FAILED;
}

enum status each_file_collected(const struct settings *settings, visit_file *visit)
{
    struct output output = { .settings = settings };
    char *text = NULL;
    size_t bytes = 0;
    FILE *stream;
    enum status status;
    bool whole;

    if (!settings->json)
        return each_file(settings, visit);
    stream = open_memstream(&text, &bytes);
    if (!stream)
        return out_of_memory();
    json_begin(&output.json, stream);
    status = visit_all(&output, visit);
    whole = !ferror(stream);
    whole = fclose(stream) == 0 && whole;
    if (whole)
        write_collected(text, bytes);
    free(text);
    return whole ? status : out_of_memory();
}

void json_format(struct json *json, const struct emel_model_file *file)
{
    json_text(json, "format", emel_model_file_format(file));
    if (emel_model_file_version(file) != 0)
        json_number(json, "version", emel_model_file_version(file));
    else
        json_null(json, "version");
}
