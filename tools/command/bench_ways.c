#define _XOPEN_SOURCE 700 /* fseeko, sysconf */

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "crew.h"
#include "interrupt.h"
#include "report.h"

#define SECONDS_MOST 3.0                 /* of one way */
#define LOAD_SECONDS 3.0                 /* as estimated, of a load, which cannot be cut */
#define PROBE_BYTES 256e6                /* of the load that gives the estimate */
#define MEMORY_BYTES (UINT64_C(1) << 30) /* of fresh memory */
#define RUNS_SECONDS 1.0                 /* no other run begins after that */
enum { PAGE_BYTES = 4096, PAGE_PIECE = 2 << 20, RUNS_LEAST = 2, RUNS_MOST = 3 };

double bench_rate(const struct bench_way *way)
{
    return way->bytes > 0 && way->seconds > 0 ? (double)way->bytes / way->seconds : 0;
}

/* Other programs disturb, and memory that a virtual machine uses for the first time is slow: the
 * fastest of several runs counts. */
static void keep_faster(struct bench_way *best, uint64_t bytes, double seconds)
{
    if (best->bytes == 0 || (double)bytes * best->seconds > (double)best->bytes * seconds)
        *best = (struct bench_way){ .bytes = bytes, .seconds = seconds };
}

static bool goes_on(unsigned run, double began)
{
    return run < RUNS_MOST && (run < RUNS_LEAST || seconds_now() - began < RUNS_SECONDS) &&
           !interrupt_seen();
}

/* --- reading without keeping ------------------------------------------------------------------ */

struct reading {
    const struct loading *loading;
    const struct emel_io_file *files;
    double until;
    atomic_ullong bytes;
    atomic_bool direct; /* all of it */
};

static void read_tensor(struct crew_worker *worker, uint32_t index)
{
    struct reading *reading = worker->crew->job->context;
    const struct emel_tensor_record *record = reading->loading->selection.records[index];
    const uint64_t end = record->file_offset + record->byte_size;
    const struct crew_source source = { .file = &reading->files[record->file_index],
                                        .order = record->file_index,
                                        .tensor = record->name };
    struct piece piece;

    for (uint64_t at = record->file_offset; at < end; at += piece.bytes) {
        if (seconds_now() > reading->until || !crew_goes_on(worker->crew, source.order, at) ||
            !crew_read(worker, 0, &source, at, end, &piece))
            return;
        atomic_fetch_add(&reading->bytes, piece.bytes);
        if (worker->readers[0].direct < 0)
            atomic_store(&reading->direct, false);
    }
}

/* How fast all tensors come, one way or another; nothing is kept. */
static bool read_through(struct loading *loading, uint32_t caching, bool cached,
                         struct bench_way *way, bool *direct, struct emel_failure *why)
{
    const struct selection *selection = &loading->selection;
    struct settings settings = *loading->settings;
    struct reading reading = { .loading = loading, .until = seconds_now() + SECONDS_MOST };
    struct crew_job job = { .settings = &settings,
                            .progress = &loading->progress,
                            .count = selection->count,
                            .work = read_tensor,
                            .context = &reading };
    const double began = seconds_now();
    uint32_t files;
    bool done;

    settings.caching = caching;
    reading.files = emel_model_file_files(loading->file, &files);
    atomic_store(&reading.direct, true);
    job.tasks = calloc((size_t)selection->count + 1, sizeof *job.tasks);
    if (!job.tasks)
        return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                              .text = "no memory for the list of tensors" });
    for (uint32_t i = 0; i < selection->count; i++)
        job.tasks[i] = (struct crew_task){ .bytes = selection->records[i]->byte_size, .index = i };
    done = crew_run(&job, cached, why);
    free(job.tasks);
    *way = (struct bench_way){ .bytes = atomic_load(&reading.bytes),
                               .seconds = seconds_now() - began };
    *direct = atomic_load(&reading.direct);
    return done;
}

/* --- how much is cached ----------------------------------------------------------------------- */

/* Of the pieces of all tensors. */
static double cached_share(const struct loading *loading)
{
    const struct emel_io_system *system = emel_io_system_default();
    const struct selection *selection = &loading->selection;
    uint64_t all_bytes = 0, cached_bytes = 0;
    uint32_t files;
    const struct emel_io_file *file = emel_model_file_files(loading->file, &files);

    for (uint32_t i = 0; system->cached && i < selection->count; i++) {
        const struct emel_tensor_record *record = selection->records[i];

        for (uint64_t at = 0; at < record->byte_size; at += PAGE_PIECE) {
            const uint64_t left = record->byte_size - at;
            const uint64_t bytes = left < PAGE_PIECE ? left : PAGE_PIECE;
            bool all = false;

            if (system->cached(system->context, file[record->file_index].fd,
                               record->file_offset + at, bytes, &all) == 0 &&
                all)
                cached_bytes += bytes;
            all_bytes += bytes;
        }
    }
    return all_bytes > 0 ? (double)cached_bytes / (double)all_bytes : 0;
}

/* --- the device, and what can be measured ----------------------------------------------------- */

static uint64_t free_memory(void)
{
    const long pages = sysconf(_SC_AVPHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);

    return pages > 0 && bytes > 0 ? (uint64_t)pages * (uint64_t)bytes : UINT64_MAX;
}

/* As many tensors, in the order of the bytes, as fit into so many bytes and into the free memory;
 * at least one. */
static void cut(struct bench *bench, struct loading *loading, double bytes_most)
{
    struct selection *selection = &loading->selection;
    const uint64_t memory = free_memory() / 2;
    uint64_t bytes = 0;
    uint32_t count = 0;

    while (count < bench->all_tensors) {
        const uint64_t next = bytes + selection->records[count]->byte_size;

        if (count > 0 && ((double)next > bytes_most || next > memory))
            break;
        bytes = next;
        count++;
    }
    selection->count = count;
    selection->bytes = bytes;
    bench->tensors = count;
    bench->bytes = bytes;
}

static bool load_once(struct bench *bench, struct loading *loading, struct emel_failure *why)
{
    const bool done = loading_run(loading, why);

    if (done)
        keep_faster(&bench->load, bench->bytes, loading->seconds);
    loading_unload(loading);
    return done;
}

bool bench_choose(struct bench *bench, struct loading *loading, struct emel_failure *why)
{
    bench->all_tensors = loading->selection.count;
    bench->cached_share = cached_share(loading);
    cut(bench, loading, PROBE_BYTES);
    if (!load_once(bench, loading, why))
        return false;
    if (bench_rate(&bench->load) > 0)
        cut(bench, loading, bench_rate(&bench->load) * LOAD_SECONDS);
    bench->load = (struct bench_way){ .bytes = 0 };
    bench->cached_share = cached_share(loading);
    return true;
}

bool bench_device(struct bench *bench, struct loading *loading, struct emel_failure *why)
{
    bool direct;

    if (!read_through(loading, EMEL_IO_READ_DIRECT, false, &bench->device, &direct, why))
        return false;
    if (!direct)
        bench->device = (struct bench_way){ .bytes = 0 };
    return true;
}

/* --- memory ----------------------------------------------------------------------------------- */

struct touching {
    unsigned char *memory;
    uint64_t bytes;
    atomic_ullong next;
};

static void touch(void *argument, uint32_t index)
{
    struct touching *touching = argument;
    uint64_t at;

    (void)index;
    while ((at = atomic_fetch_add(&touching->next, PAGE_PIECE)) < touching->bytes)
        for (uint64_t end = at + PAGE_PIECE; at < end && at < touching->bytes; at += PAGE_BYTES)
            *(volatile unsigned char *)(touching->memory + at) = 1;
}

static bool touch_once(struct bench *bench, uint64_t bytes)
{
    const struct emel_allocator *allocator = emel_allocator_tensors();
    const struct emel_io_system *system = emel_io_system_default();
    struct touching touching = { .bytes = bytes };
    const double began = seconds_now();

    touching.memory = allocator->allocate(allocator->context, (size_t)bytes, PAGE_BYTES);
    if (!touching.memory)
        return false;
    system->run(system->context, system->processors(system->context), touch, &touching);
    keep_faster(&bench->memory, bytes, seconds_now() - began);
    allocator->release(allocator->context, touching.memory, (size_t)bytes);
    return true;
}

/* Memory as a load gets it, touched by as many threads. */
bool bench_memory(struct bench *bench, struct emel_failure *why)
{
    const uint64_t most = bench->bytes < MEMORY_BYTES ? bench->bytes : MEMORY_BYTES;
    const double began = seconds_now();

    for (unsigned run = 0; most > 0 && goes_on(run, began); run++)
        if (!touch_once(bench, most))
            return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                                  .text = "no memory to measure it" });
    return true;
}

/* Only of what is cached: the rest would have to be read from the device. */
bool bench_cache(struct bench *bench, struct loading *loading, struct emel_failure *why)
{
    const double began = seconds_now();
    struct bench_way way = { .bytes = 0 };
    bool direct;

    for (unsigned run = 0; bench->cached_share > 0.99 && goes_on(run, began); run++) {
        if (!read_through(loading, EMEL_IO_READ_BUFFERED, true, &way, &direct, why))
            return false;
        keep_faster(&bench->cache, way.bytes, way.seconds);
    }
    return true;
}

/* --- loads ------------------------------------------------------------------------------------ */

bool bench_load(struct bench *bench, struct loading *loading, struct emel_failure *why)
{
    const double began = seconds_now();
    bool done = true;

    for (unsigned run = 0; done && (run == 0 || goes_on(run + 1, began)); run++)
        done = load_once(bench, loading, why);
    return done;
}

static FILE *stream_of(const struct emel_io_file *file, FILE *open_one, const char **path)
{
    if (open_one && *path == file->path)
        return open_one;
    if (open_one)
        fclose(open_one);
    *path = file->path;
    return fopen(file->path, "rb");
}

struct freading {
    const struct selection *selection;
    const struct emel_io_file *files;
    unsigned char *memory; /* of all tensors, one after the other */
    FILE *stream;
    const char *path;
};

static bool fread_tensor(struct freading *freading, uint32_t index, uint64_t before)
{
    const struct emel_tensor_record *record = freading->selection->records[index];
    const size_t bytes = (size_t)record->byte_size;

    freading->stream =
        stream_of(&freading->files[record->file_index], freading->stream, &freading->path);
    return freading->stream &&
           fseeko(freading->stream, (off_t)record->file_offset, SEEK_SET) == 0 &&
           fread(freading->memory + before, 1, bytes, freading->stream) == bytes;
}

static uint64_t fread_all(struct freading *freading, double until)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < freading->selection->count; i++) {
        if (seconds_now() > until || interrupt_seen() || !fread_tensor(freading, i, bytes))
            break;
        bytes += freading->selection->records[i]->byte_size;
    }
    return bytes;
}

/* As many programs do: fread into malloc, one tensor after the other. */
void bench_fread(struct bench *bench, struct loading *loading)
{
    struct freading freading = { .selection = &loading->selection };
    const double began = seconds_now();
    uint32_t files;

    freading.files = emel_model_file_files(loading->file, &files);
    freading.memory = malloc((size_t)bench->bytes + 1);
    if (freading.memory)
        bench->fread.bytes = fread_all(&freading, began + SECONDS_MOST);
    bench->fread.seconds = seconds_now() - began;
    if (freading.stream)
        fclose(freading.stream);
    free(freading.memory);
}
