/* emel extract: tensors as files of their own. */
#define _XOPEN_SOURCE 700 /* mkdir, write, lstat */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emel/emel.h"
#include "commands.h"
#include "files.h"
#include "format.h"
#include "interrupt.h"
#include "loading.h"
#include "npy.h"
#include "piece.h"
#include "result.h"
#include "shape.h"
#include "text.h"

/* What one call extracts. */
struct extraction {
    const struct settings *settings;
    struct loading loading;
    struct piece_reader reader;
    const struct emel_io_file *files;
    uint64_t bytes_done;
    uint32_t next; /* of the selection */
};

static const char *ending_of(const struct emel_tensor_record *record)
{
    return npy_type(record->dtype) ? ".npy" : ".bin";
}

/* --- one tensor ------------------------------------------------------------------------------- */

static bool fail_read(const struct emel_tensor_record *record, const struct emel_io_file *file,
                      const struct piece *piece, struct emel_failure *why)
{
    refuse_read(why, piece->error,
                &(struct refusal){
                    .file = file->path, .tensor = record->name, .os_error = piece->os_error });
    why->file_offset = piece->offset;
    return false;
}

static bool copy_bytes(struct extraction *extraction, const struct emel_tensor_record *record,
                       struct result *result, struct emel_failure *why)
{
    const struct emel_io_file *file = &extraction->files[record->file_index];
    const uint64_t end = record->file_offset + record->byte_size;
    struct piece piece;

    for (uint64_t at = record->file_offset; at < end; at += piece.bytes) {
        if (interrupt_seen())
            return refuse(why, &(struct refusal){ .name = "INTERRUPTED", .text = "interrupted" });
        piece = piece_read(&extraction->reader, file, at, end);
        if (piece.bytes == 0)
            return fail_read(record, file, &piece, why);
        if (fwrite(piece.data, 1, piece.bytes, result->stream) != piece.bytes)
            return result_failed(result, why);
        extraction->bytes_done += piece.bytes;
        progress_show(&extraction->loading.progress, extraction->bytes_done,
                      text_name(record->name));
    }
    return piece_check_file(file, why);
}

/* What raw bytes do not say. */
static void describe(struct json *json, const struct extraction *extraction,
                     const struct emel_tensor_record *record, const char *raw)
{
    const bool first = emel_select_order(extraction->loading.file) == EMEL_ORDER_FIRST_FASTEST;

    json_open_object(json, NULL);
    json_text(json, "name", record->name);
    json_text(json, "dtype", emel_dtype_name(record->dtype));
    shape_json(json, "shape", record);
    json_text(json, "fastest", first ? "first" : "last");
    json_number(json, "bytes", record->byte_size);
    json_text(json, "file", text_base_name(raw));
    json_close(json);
}

static bool write_description(const struct extraction *extraction,
                              const struct emel_tensor_record *record, const char *raw,
                              struct emel_failure *why)
{
    const struct settings *settings = extraction->settings;
    struct result result = { .stream = NULL };
    struct json json;

    if (!result_name(&result, settings->folder, record->name, ".json", why) ||
        !result_open(&result, why))
        return false;
    json_begin(&json, result.stream);
    describe(&json, extraction, record, raw);
    return result_close(&result, true, why);
}

static bool write_header(const struct extraction *extraction,
                         const struct emel_tensor_record *record, struct result *result,
                         struct emel_failure *why)
{
    char header[NPY_HEADER_MOST];
    const size_t bytes = npy_header(header, record, emel_select_order(extraction->loading.file));

    if (bytes == 0)
        return refuse(why, &(struct refusal){ .name = "SHAPE",
                                              .text = "more extents than an .npy file can have",
                                              .tensor = record->name });
    return fwrite(header, 1, bytes, result->stream) == bytes || result_failed(result, why);
}

static bool extract_tensor(struct extraction *extraction, const struct emel_tensor_record *record,
                           struct emel_failure *why)
{
    const struct settings *settings = extraction->settings;
    const bool numpy = npy_type(record->dtype) != NULL;
    struct result result = { .stream = NULL };
    bool done;

    if (!result_name(&result, settings->folder, record->name, ending_of(record), why) ||
        !result_open(&result, why))
        return false;
    done = (!numpy || write_header(extraction, record, &result, why)) &&
           copy_bytes(extraction, record, &result, why);
    done = result_close(&result, done, why);
    return done && (numpy || write_description(extraction, record, result.path, why));
}

/* --- the command ------------------------------------------------------------------------------ */

/* Before anything is written. */
static bool check_free(const struct extraction *extraction, struct emel_failure *why)
{
    const struct selection *selection = &extraction->loading.selection;
    const char *folder = extraction->settings->folder;
    struct result result = { .stream = NULL };

    for (uint32_t i = 0; !extraction->settings->force && i < selection->count; i++) {
        const struct emel_tensor_record *record = selection->records[i];

        if (!result_name(&result, folder, record->name, ending_of(record), why) ||
            !result_is_free(&result, why))
            return false;
        if (!npy_type(record->dtype) &&
            (!result_name(&result, folder, record->name, ".json", why) ||
             !result_is_free(&result, why)))
            return false;
    }
    return true;
}

static bool make_folder(const char *folder, struct emel_failure *why)
{
    struct stat found;

    if (mkdir(folder, 0777) == 0 ||
        (errno == EEXIST && stat(folder, &found) == 0 && S_ISDIR(found.st_mode)))
        return true;
    return refuse(why, &(struct refusal){ .name = "FOLDER",
                                          .text = "the folder could not be made",
                                          .file = folder,
                                          .os_error = errno });
}

static bool extract_all(struct extraction *extraction, struct emel_failure *why)
{
    const struct selection *selection = &extraction->loading.selection;
    uint32_t count;
    bool done = piece_begin(&extraction->reader, (uint32_t)extraction->settings->caching);

    extraction->files = emel_model_file_files(extraction->loading.file, &count);
    if (!done)
        refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for a buffer" });
    interrupt_hold();
    for (; done && extraction->next < selection->count; extraction->next++)
        done = extract_tensor(extraction, selection->records[extraction->next], why);
    progress_clear(&extraction->loading.progress);
    interrupt_release();
    piece_end(&extraction->reader);
    return done;
}

static void print_total(const struct extraction *extraction, const char *path)
{
    const struct selection *selection = &extraction->loading.selection;
    char size[FORMAT_BYTES];

    text_print(stdout, path);
    printf(": %" PRIu32 " tensor%s, %s, extracted to ", selection->count,
           format_plural(selection->count), format_size(size, selection->bytes, false));
    text_print(stdout, extraction->settings->folder);
    putchar('\n');
}

static bool extract(struct output *output, const char *path, struct emel_failure *why)
{
    struct extraction extraction = { .settings = output->settings };
    const bool done = loading_begin(&extraction.loading, output->settings, path, why) &&
                      make_folder(output->settings->folder, why) && check_free(&extraction, why) &&
                      extract_all(&extraction, why);

    if (done && !output->settings->quiet)
        print_total(&extraction, path);
    loading_end(&extraction.loading);
    return done;
}

enum status command_extract(const struct settings *settings)
{
    return each_file(settings, extract);
}
