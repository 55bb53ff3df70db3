/* emel load: everything resident, then how much, how fast, and where. */
#define _XOPEN_SOURCE 700 /* getrusage */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "emel/emel.h"
#include "commands.h"
#include "files.h"
#include "format.h"
#include "loading.h"
#include "table.h"
#include "text.h"
#include "verify.h"

/* --- telling of it ------------------------------------------------------------------------ */

/* ru_maxrss is in KiB, but on macOS in bytes. */
#ifdef __APPLE__
#define MAXRSS_BYTES 1
#else
#define MAXRSS_BYTES 1024
#endif

static uint64_t peak_bytes(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * MAXRSS_BYTES : 0;
}

static double gib_per_second(const struct loading *loading)
{
    return loading->seconds > 0 ? (double)loading->selection.bytes / FORMAT_GIB / loading->seconds
                                : 0;
}

/* No more digits than the clock is good for. */
static double rounded(double number)
{
    return (double)(uint64_t)(number * 1e6 + 0.5) / 1e6;
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
    const struct emel_tensor *tensor = loading_tensor(listing->loading, (uint32_t)index);

    write_address(row->scratch[1], tensor);
    row->cells[0] = text_name(tensor->name);
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

static void print_report(const struct emel_io_report *report, bool exact)
{
    char buffered[FORMAT_BYTES], direct[FORMAT_BYTES], beyond[FORMAT_BYTES];

    printf("read %s%s buffered and %s%s direct, %s%s of it beyond what was wanted, ",
           format_size(buffered, report->buffered_bytes, exact), exact ? " bytes" : "",
           format_size(direct, report->direct_bytes, exact), exact ? " bytes" : "",
           format_size(beyond, report->beyond_bytes, exact), exact ? " bytes" : "");
    printf("by %" PRIu64 " call%s of %" PRIu32 " worker%s\n", report->read_calls,
           format_plural(report->read_calls), report->workers, format_plural(report->workers));
}

static void print_loaded(const struct loading *loading, const struct settings *settings,
                         const char *path)
{
    const struct selection *selection = &loading->selection;
    char size[FORMAT_BYTES], seconds[FORMAT_BYTES], peak[FORMAT_BYTES];
    const char *unit = settings->bytes ? " bytes" : "";

    if (settings->verbose) {
        print_tensors(loading, settings->bytes);
        print_report(&loading->report, settings->bytes);
    }
    text_print(stdout, path);
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
        const struct emel_tensor *tensor = loading_tensor(loading, i);

        write_address(address, tensor);
        json_open_object(json, NULL);
        json_text(json, "name", tensor->name);
        json_text(json, "address", address);
        json_number(json, "bytes", tensor->byte_size);
        json_close(json);
    }
    json_close(json);
}

static void json_report(struct json *json, const struct emel_io_report *report)
{
    json_open_object(json, "report");
    json_number(json, "wanted_bytes", report->wanted_bytes);
    json_number(json, "buffered_bytes", report->buffered_bytes);
    json_number(json, "direct_bytes", report->direct_bytes);
    json_number(json, "beyond_bytes", report->beyond_bytes);
    json_number(json, "read_calls", report->read_calls);
    json_number(json, "workers", report->workers);
    json_close(json);
}

static void json_loaded(struct json *json, const struct loading *loading, bool verbose)
{
    struct emel_storage_statistics state = emel_storage_get_statistics(&loading->storage);

    json_format(json, loading->file);
    json_number(json, "tensor_count", loading->selection.count);
    json_number(json, "bytes", loading->selection.bytes);
    json_real(json, "seconds", rounded(loading->seconds));
    json_real(json, "gib_per_second", rounded(gib_per_second(loading)));
    json_number(json, "held_bytes", state.held_bytes);
    json_number(json, "peak_bytes", peak_bytes());
    json_report(json, &loading->report);
    if (verbose)
        json_tensors(json, loading);
}

/* --- the command -------------------------------------------------------------------------- */

static bool check_sums(struct output *output, struct loading *loading, const char *path,
                       const struct sums_file *sums, struct emel_failure *why)
{
    struct summed *summed = sum_resident(loading, why);
    const struct verification verification = {
        .path = path,
        .file = loading->file,
        .sums = sums,
        .summed = summed,
        .count = loading->selection.count,
    };
    const bool done = summed && verify_sums(output, &verification, why);

    free(summed);
    return done;
}

static bool load_begun(struct output *output, struct loading *loading, const char *path,
                       const struct sums_file *sums, struct emel_failure *why)
{
    const struct settings *settings = output->settings;

    if (!handled_add(&output->handled, path, loading->file, why) || !loading_run(loading, why))
        return false;
    if (settings->json)
        json_loaded(&output->json, loading, settings->verbose);
    else if (!settings->quiet)
        print_loaded(loading, settings, path);
    return !settings->sums || check_sums(output, loading, path, sums, why);
}

static bool load_and_tell(struct output *output, const char *path, const struct sums_file *sums,
                          struct emel_failure *why)
{
    struct loading loading;
    const bool done =
        loading_begin(&loading, output->settings, path, why) &&
        (skip_model(output, path, loading.file) || load_begun(output, &loading, path, sums, why));

    loading_end(&loading);
    return done;
}

/* Sums that are malformed are found so before much is read. */
static bool load(struct output *output, const char *path, struct emel_failure *why)
{
    struct sums_file sums = { .count = 0 };
    const bool done =
        (!output->settings->sums || sums_file_read(&sums, output->settings->sums, why)) &&
        load_and_tell(output, path, &sums, why);

    sums_file_free(&sums);
    return done;
}

enum status command_load(const struct settings *settings)
{
    return each_file_collected(settings, load);
}
