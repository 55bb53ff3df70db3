/* emel load: everything resident, then how much, how fast, and where. */
#define _XOPEN_SOURCE 700 /* getrusage */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "emel/emel.h"
#include "emel_commands.h"
#include "emel_files.h"
#include "emel_format.h"
#include "emel_interrupt.h"
#include "emel_progress.h"
#include "emel_table.h"

/* One load, and what came of it. */
struct loading {
    const char *path;
    struct emel_model *model;
    struct selection selection; /* in the order of the bytes */
    uint32_t *indices;          /* of the selection, in the storage */
    struct progress progress;
    double seconds;
};

/* --- loading ------------------------------------------------------------------------------ */

static bool on_progress(void *context, const struct emel_io_progress_event *event)
{
    struct loading *loading = context;

    progress_show(&loading->progress, event);
    return !interrupt_seen();
}

/* In steps rather than at once, so that an interrupt waits for one of them only. */
static bool drive(struct emel_storage *storage, const struct emel_storage_request *request,
                  struct emel_failure *why)
{
    enum emel_io_answer answer = emel_storage_begin(storage, request, why);

    while (answer == EMEL_IO_AGAIN || answer == EMEL_IO_WAITING) {
        if (interrupt_seen())
            emel_storage_cancel(storage, NULL);
        answer = emel_storage_step(storage, NULL, why);
    }
    return answer == EMEL_IO_ENDED && why->source == EMEL_FAILURE_NONE;
}

static bool load_selection(struct loading *loading, const struct settings *settings,
                           struct emel_failure *why)
{
    const struct emel_io_read_options options = {
        .step_bytes = settings->step_bytes,
        .workers = (uint32_t)settings->workers,
        .caching = (uint32_t)settings->caching,
    };
    const struct emel_storage_request request = {
        .tensors = loading->indices,
        .count = loading->selection.count,
        .policy = { .alignment = (uint32_t)settings->alignment, .options = &options },
        .context = loading,
        .on_progress = on_progress,
    };
    const double began = seconds_now();
    bool done;

    progress_begin(&loading->progress, settings, loading->path, &loading->selection);
    done = drive(emel_model_storage(loading->model), &request, why);
    loading->seconds = seconds_now() - began;
    progress_clear(&loading->progress);
    return done;
}

/* Tensors are bound in the order of the records. */
static bool list_indices(struct loading *loading, struct emel_failure *why)
{
    const struct selection *selection = &loading->selection;
    const struct emel_model_file *file = emel_model_directory(loading->model);
    uint32_t count;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &count);

    loading->indices = calloc((size_t)selection->count + 1, sizeof *loading->indices);
    if (!loading->indices)
        return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                              .text = "no memory for the list of tensors",
                                              .file = loading->path });
    for (uint32_t i = 0; i < selection->count; i++)
        loading->indices[i] = (uint32_t)(selection->records[i] - records);
    return true;
}

static void loading_end(struct loading *loading)
{
    free(loading->indices);
    selection_free(&loading->selection);
    emel_model_close(loading->model);
}

static bool loading_begin(struct loading *loading, const struct settings *settings,
                          const char *path, struct emel_failure *why)
{
    const struct emel_model_options options = { .resident_bytes_max = settings->limit };

    *loading = (struct loading){ .path = path, .model = emel_model_open(path, &options, why) };
    if (!loading->model ||
        !selection_make(&loading->selection, settings, emel_model_directory(loading->model), path,
                        why))
        return false;
    selection_sort(&loading->selection);
    return list_indices(loading, why);
}

/* --- telling of it ------------------------------------------------------------------------ */

static uint64_t peak_bytes(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}

static double gib_per_second(const struct loading *loading)
{
    return loading->seconds > 0
               ? (double)loading->selection.bytes / FORMAT_GIB / loading->seconds
               : 0;
}

/* No more digits than the clock is good for. */
static double rounded(double number)
{
    return (double)(uint64_t)(number * 1e6 + 0.5) / 1e6;
}

static const struct emel_tensor *resident(const struct loading *loading, uint32_t place)
{
    return emel_model_tensor(loading->model, loading->indices[place]);
}

static void write_address(char text[FORMAT_BYTES], const struct emel_tensor *tensor)
{
    snprintf(text, FORMAT_BYTES, "0x%" PRIxPTR, (uintptr_t)tensor->data);
}

struct listing {
    const struct loading *loading;
    bool exact;
};

static void fill_row(void *context, size_t index, struct table_row *row)
{
    const struct listing *listing = context;
    const struct emel_tensor *tensor = resident(listing->loading, (uint32_t)index);

    write_address(row->scratch[1], tensor);
    row->cells[0] = tensor->name;
    row->cells[1] = row->scratch[1];
    row->cells[2] = format_size(row->scratch[2], tensor->byte_size, listing->exact);
}

static void print_tensors(const struct loading *loading, bool exact)
{
    const struct table_column columns[] = { { "TENSOR", false },
                                            { "ADDRESS", true },
                                            { exact ? "BYTES" : "SIZE", true } };
    struct listing listing = { .loading = loading, .exact = exact };
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
        .row_count = loading->selection.count,
        .fill = fill_row,
        .context = &listing,
    };

    table_print(&table);
}

static void print_loaded(const struct loading *loading, const struct settings *settings)
{
    const struct selection *selection = &loading->selection;
    char size[FORMAT_BYTES], seconds[FORMAT_BYTES], peak[FORMAT_BYTES];
    const char *unit = settings->bytes ? " bytes" : "";

    if (settings->verbose)
        print_tensors(loading, settings->bytes);
    text_print(stdout, loading->path);
    printf(": %" PRIu32 " tensor%s resident, %s%s in %s", selection->count,
           format_plural(selection->count), format_size(size, selection->bytes, settings->bytes),
           unit, format_seconds(seconds, loading->seconds));
    printf(", %.2f GiB/s, peak memory %s%s\n", gib_per_second(loading),
           format_size(peak, peak_bytes(), settings->bytes), unit);
}

static void json_tensors(struct json *json, const struct loading *loading)
{
    char address[FORMAT_BYTES];

    json_open_array(json, "tensors");
    for (uint32_t i = 0; i < loading->selection.count; i++) {
        const struct emel_tensor *tensor = resident(loading, i);

        write_address(address, tensor);
        json_open_object(json, NULL);
        json_text(json, "name", tensor->name);
        json_text(json, "address", address);
        json_number(json, "bytes", tensor->byte_size);
        json_close(json);
    }
    json_close(json);
}

static void json_loaded(struct json *json, const struct loading *loading, bool verbose)
{
    struct emel_storage_state state = emel_storage_capture(emel_model_storage(loading->model));

    json_format(json, emel_model_directory(loading->model));
    json_number(json, "tensor_count", loading->selection.count);
    json_number(json, "bytes", loading->selection.bytes);
    json_real(json, "seconds", rounded(loading->seconds));
    json_real(json, "gib_per_second", rounded(gib_per_second(loading)));
    json_number(json, "held_bytes", state.held_bytes);
    json_number(json, "peak_bytes", peak_bytes());
    if (verbose)
        json_tensors(json, loading);
}

/* --- the command -------------------------------------------------------------------------- */

static bool load(struct output *output, const char *path, struct emel_failure *why)
{
    const struct settings *settings = output->settings;
    struct loading loading;
    bool done = loading_begin(&loading, settings, path, why) &&
                load_selection(&loading, settings, why);

    if (done && settings->json)
        json_loaded(&output->json, &loading, settings->verbose);
    else if (done && !settings->quiet)
        print_loaded(&loading, settings);
    loading_end(&loading);
    return done;
}

enum status command_load(const struct settings *settings)
{
    interrupt_watch();
    return each_file(settings, load);
}
