/* emel bench: how fast a model can be loaded, and what limits that. */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "files.h"
#include "format.h"
#include "interrupt.h"
#include "table.h"
#include "text.h"

/* --- the limit -------------------------------------------------------------------------------- */

enum limit { DEVICE, PAGE_CACHE, MEMORY, LIMITS };

static const struct {
    const char *name, *text;
} limits[LIMITS] = {
    [DEVICE] = { "device", "the device: the bytes are read from it" },
    [PAGE_CACHE] = { "page cache", "the page cache: the bytes are copied from it" },
    [MEMORY] = { "memory", "memory: the system has to clear the pages first" },
};

static double seconds_for(double bytes, const struct bench_way *way)
{
    const double rate = bench_rate(way);

    return rate > 0 ? bytes / rate : 0;
}

/* Where a load spends most of its time. */
static enum limit find_limit(const struct bench *bench)
{
    const double bytes = (double)bench->bytes;
    const double seconds[LIMITS] = {
        [DEVICE] = seconds_for(bytes * (1 - bench->cached_share), &bench->device),
        [PAGE_CACHE] = seconds_for(bytes * bench->cached_share, &bench->cache),
        [MEMORY] = seconds_for(bytes, &bench->memory),
    };
    enum limit most = DEVICE;

    for (int i = 0; i < LIMITS; i++)
        if (seconds[i] > seconds[most])
            most = (enum limit)i;
    return most;
}

/* --- telling ---------------------------------------------------------------------------------- */

static const struct {
    const char *title, *key;
    size_t way; /* offset in struct bench */
} ways[] = {
    { "read/copy, as emel load", "load", offsetof(struct bench, load) },
    { "fread into malloc", "fread", offsetof(struct bench, fread) },
    { "device, by direct reads", "device", offsetof(struct bench, device) },
    { "page cache, into memory used before", "page_cache", offsetof(struct bench, cache) },
    { "fresh memory, without reading", "memory", offsetof(struct bench, memory) },
};
enum { WAYS = sizeof ways / sizeof *ways };

static const struct bench_way *way_at(const struct bench *bench, size_t index)
{
    return (const struct bench_way *)(const void *)((const char *)bench + ways[index].way);
}

static void fill_row(void *context, size_t index, struct table_row *row)
{
    const struct bench *bench = context;
    const struct bench_way *way = way_at(bench, index);

    row->cells[0] = ways[index].title;
    row->cells[1] = row->cells[2] = row->cells[3] = "-";
    if (way->bytes == 0)
        return;
    snprintf(row->scratch[3], TABLE_SCRATCH, "%.2f GiB/s", bench_rate(way) / FORMAT_GIB);
    row->cells[1] = format_size(row->scratch[1], way->bytes, false);
    row->cells[2] = format_seconds(row->scratch[2], way->seconds);
    row->cells[3] = row->scratch[3];
}

static void print_ways(struct bench *bench)
{
    static const struct table_column columns[] = {
        { "WAY", false }, { "SIZE", true }, { "TIME", true }, { "RATE", true }
    };
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
        .row_count = WAYS,
        .fill = fill_row,
        .context = bench,
    };

    table_print(&table);
}

static void print_verdict(const struct bench *bench, const char *path)
{
    const double load = bench_rate(&bench->load), other = bench_rate(&bench->fread);
    char size[FORMAT_BYTES];

    text_print(stdout, path);
    printf(": %" PRIu32 " tensor%s, %s, %.0f %% of it in the page cache\n", bench->tensors,
           format_plural(bench->tensors), format_size(size, bench->bytes, false),
           100 * bench->cached_share);
    if (load > 0 && other > 0)
        printf("read/copy is %.1f times as fast as fread, and limited by %s\n", load / other,
               limits[find_limit(bench)].text);
}

static void json_ways(struct json *json, const struct bench *bench)
{
    json_open_array(json, "ways");
    for (size_t i = 0; i < WAYS; i++) {
        const struct bench_way *way = way_at(bench, i);

        json_open_object(json, NULL);
        json_text(json, "name", ways[i].key);
        json_number(json, "bytes", way->bytes);
        json_real(json, "seconds", way->seconds);
        json_real(json, "gib_per_second", bench_rate(way) / FORMAT_GIB);
        json_close(json);
    }
    json_close(json);
}

static void json_bench(struct json *json, const struct loading *loading, const struct bench *bench)
{
    json_format(json, loading->file);
    json_number(json, "tensor_count", bench->tensors);
    json_number(json, "bytes", bench->bytes);
    json_real(json, "cached_share", bench->cached_share);
    json_ways(json, bench);
    json_text(json, "limit", limits[find_limit(bench)].name);
}

/* --- the command ------------------------------------------------------------------------------ */

/* fread comes last: it leaves the file in the page cache. */
static bool measure(struct bench *bench, struct loading *loading, struct emel_failure *why)
{
    bool done;

    interrupt_hold();
    done = bench_choose(bench, loading, why) && bench_device(bench, loading, why) &&
           bench_memory(bench, why) && bench_cache(bench, loading, why) &&
           bench_load(bench, loading, why);
    if (done)
        bench_fread(bench, loading);
    interrupt_release();
    return done;
}

static bool bench_file(struct output *output, const char *path, struct emel_failure *why)
{
    struct bench bench = { .bytes = 0 };
    struct loading loading;
    const bool done =
        loading_begin(&loading, output->settings, path, why) && measure(&bench, &loading, why);

    if (done && output->settings->json) {
        json_bench(&output->json, &loading, &bench);
    } else if (done) {
        print_ways(&bench);
        print_verdict(&bench, path);
    }
    loading_end(&loading);
    return done;
}

enum status command_bench(const struct settings *settings)
{
    return each_file_collected(settings, bench_file);
}
