/* emel inspect: which tensors, and where. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/emel.h"
#include "commands.h"
#include "facts.h"
#include "files.h"
#include "format.h"
#include "map.h"
#include "metadata.h"
#include "operand.h"
#include "selection.h"
#include "shape.h"
#include "summary.h"
#include "table.h"
#include "text.h"

/* --- columns ---------------------------------------------------------------------------- */

struct listing {
    const struct selection *selection;
    const struct emel_io_file *files;
    uint32_t file_count;
    bool exact;
};

static void fill_row(void *context, size_t index, struct table_row *row)
{
    const struct listing *listing = context;
    const struct emel_tensor_record *record = listing->selection->records[index];

    row->plain_bytes[2] = shape_write(row->scratch[2], TABLE_SCRATCH, record);
    row->plain_bytes[3] = format_number(row->scratch[3], record->file_offset);
    row->plain_bytes[4] = format_size_length(row->scratch[4], record->byte_size, listing->exact);
    row->cells[0] = text_name(record->name);
    row->cells[1] = emel_dtype_name(record->dtype);
    row->cells[2] = row->scratch[2];
    row->cells[3] = row->scratch[3];
    row->cells[4] = row->scratch[4];
    if (listing->file_count > 1)
        row->cells[5] = text_base_name(listing->files[record->file_index].path);
}

/* The FILE column is only shown for models of several files. */
static void print_tensors(const struct emel_model_file *file, const struct selection *selection,
                          bool exact)
{
    enum { ALWAYS = 5 };
    const struct table_column columns[] = { { "TENSOR", false },
                                            { "TYPE", false },
                                            { "SHAPE", false },
                                            { "OFFSET", true },
                                            { exact ? "BYTES" : "SIZE", true },
                                            { "FILE", false } };
    struct listing listing = { .selection = selection, .exact = exact };
    struct table table = {
        .columns = columns,
        .row_count = selection->count,
        .fill = fill_row,
        .context = &listing,
    };

    listing.files = emel_model_file_files(file, &listing.file_count);
    table.column_count = listing.file_count > 1 ? ALWAYS + 1 : ALWAYS;
    table_print(&table);
}

static void print_total(const struct emel_model_file *file, const char *path,
                        const struct selection *selection, bool exact)
{
    char size[FORMAT_BYTES];
    uint32_t all, files;

    emel_model_file_tensors(file, &all);
    emel_model_file_files(file, &files);
    text_print(stdout, path);
    printf(": %s", emel_model_file_format(file));
    if (emel_model_file_version(file) != 0)
        printf(" version %" PRIu32, emel_model_file_version(file));
    if (files > 1)
        printf(", %" PRIu32 " files", files);
    printf(", %" PRIu32, selection->count);
    if (selection->count < all)
        printf(" of %" PRIu32, all);
    printf(" tensor%s, %s%s\n", format_plural(all), format_size(size, selection->bytes, exact),
           exact ? " bytes" : "");
}

static bool print_summary(const struct emel_model_file *file, const struct selection *selection,
                          const struct settings *settings, struct emel_failure *why)
{
    const struct facts facts = facts_of(file, selection);

    facts_print(&facts, settings->bytes);
    return summary_print(selection, (enum division_by)settings->by, settings->bytes, why);
}

/* Metadata, summary and map, as far as they are wanted; if none is, the tensors. */
static bool print_parts(const struct settings *settings, const struct emel_model_file *file,
                        struct selection *selection, struct emel_failure *why)
{
    if (settings->metadata && !metadata_print(file, why))
        return false;
    if (settings->metadata && (settings->summary || settings->map))
        putchar('\n');
    if (settings->summary && !print_summary(file, selection, settings, why))
        return false;
    if (settings->summary && settings->map)
        putchar('\n');
    if (settings->map && !map_print(file, selection, settings->bytes, why))
        return false;
    if (!settings->metadata && !settings->summary && !settings->map)
        print_tensors(file, selection, settings->bytes);
    return true;
}

static bool print_file(struct output *output, const struct emel_model_file *file, const char *path,
                       struct selection *selection, struct emel_failure *why)
{
    const struct settings *settings = output->settings;

    if (output->begun)
        putchar('\n');
    output->begun = true;
    if (settings->metadata_key)
        return metadata_print_key(file, settings->metadata_key, why);
    if (!print_parts(settings, file, selection, why))
        return false;
    print_total(file, path, selection, settings->bytes);
    return true;
}

/* --- JSON -------------------------------------------------------------------------------- */

static void json_files(struct json *json, const struct emel_model_file *file)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);

    json_open_array(json, "files");
    for (uint32_t i = 0; i < count; i++)
        json_text(json, NULL, files[i].path ? files[i].path : "");
    json_close(json);
}

static void json_tensor(struct json *json, const struct emel_tensor_record *record)
{
    json_open_object(json, NULL);
    json_text(json, "name", record->name);
    json_text(json, "dtype", emel_dtype_name(record->dtype));
    shape_json(json, "shape", record);
    json_number(json, "file", record->file_index);
    json_number(json, "offset", record->file_offset);
    json_number(json, "bytes", record->byte_size);
    json_close(json);
}

static bool json_summary(struct json *json, const struct emel_model_file *file,
                         const struct selection *selection, const struct settings *settings,
                         struct emel_failure *why)
{
    const struct facts facts = facts_of(file, selection);
    bool done;

    json_open_object(json, "summary");
    facts_json(json, &facts);
    done = summary_json(json, selection, (enum division_by)settings->by, why);
    json_close(json);
    return done;
}

static bool json_file(struct output *output, const struct emel_model_file *file,
                      const struct selection *selection, struct emel_failure *why)
{
    const struct settings *settings = output->settings;
    struct json *json = &output->json;

    json_format(json, file);
    json_files(json, file);
    json_open_array(json, "tensors");
    for (uint32_t i = 0; i < selection->count; i++)
        json_tensor(json, selection->records[i]);
    json_close(json);
    return (!settings->metadata || metadata_json(json, file, settings->metadata_key, why)) &&
           (!settings->summary || json_summary(json, file, selection, settings, why));
}

/* --- the command ------------------------------------------------------------------------- */

static bool inspect_opened(struct output *output, const char *path,
                           const struct emel_model_file *file, struct emel_failure *why)
{
    struct selection selection;
    bool done = handled_add(&output->handled, path, file, why);

    if (!done)
        return false;
    done = selection_make(&selection, output->settings, file, why);
    if (done) {
        selection_order(&selection, (enum sorting)output->settings->sort);
        done = output->settings->json ? json_file(output, file, &selection, why)
                                      : print_file(output, file, path, &selection, why);
    }
    selection_free(&selection);
    return done;
}

/* The library's sentence, and the option of this command that helps. */
static void suggest_recursion(const struct settings *settings, struct emel_failure *why)
{
    if (settings->recursive || why->source != EMEL_FAILURE_MODEL_FILE ||
        why->code != EMEL_MODEL_FILE_FOLDER)
        return;
    why->text = why->has_value ? "the folder has {value} model files: name one of them, or inspect "
                                 "all with --recursive"
                               : "no model file is in the folder; --recursive also looks below it";
}

static bool inspect(struct output *output, const char *path, struct emel_failure *why)
{
    struct emel_model_file *file = operand_open(path, output->settings, why);
    const bool done =
        file && (skip_model(output, path, file) || inspect_opened(output, path, file, why));

    emel_model_file_close(file);
    if (!file)
        suggest_recursion(output->settings, why);
    return done;
}

enum status command_inspect(const struct settings *settings)
{
    return each_file(settings, inspect);
}
