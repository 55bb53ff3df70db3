/* bench - what loading costs, against what copying costs and what programs do instead.
 *
 *     BENCH_BYTES=2147483648 BENCH_DIR=build BENCH_ROUNDS=7 BENCH_FILE= BENCH_PARTS= BENCH_SEED=
 *     build/bench [PART...]
 *
 * Parts       chart, cached, small, open, inspect, sums, count, cold, slices, ranks, landed,
 *             size: those named in arguments, else those in BENCH_PARTS (separated by spaces
 *             or commas), else all of them.
 * What        hundreds of tensors of 4 KiB .. 128 MiB, BENCH_BYTES in all, at offsets that
 *             are 0, 32 and 8 modulo 64, of a file that is made here; or, in BENCH_FILE, a
 *             model of yours.  The file made here has no name and is gone with the process,
 *             however that ends.  It grows for the series, up to 8 GiB, where memory and
 *             disk have room.
 * Cached      every page of the tensors is in the page cache, or none is: mincore says so
 *             before each run.
 * A run       is a process of its own, forked from this one.  Free memory is touched before,
 *             for a virtual machine's host takes free pages back and is slow to give them
 *             again.  Timed is the load from its first call to its last, with the memory it
 *             allocates; what is prepared before it and given back after it is not.  Every
 *             byte is checked after the clock has stopped.
 * Rounds      all contenders run in each of BENCH_ROUNDS rounds, at least 7, in an order that
 *             is shuffled for each round.  The seed is printed; BENCH_SEED sets it.  A ratio is
 *             the median of the rounds' ratios ("of median" in the table); "of least" compares
 *             the least times.
 * Limits      loops that only read, planned beforehand, into memory that was touched: the
 *             fastest of several ways to do that, chosen in rounds of their own.  Cached
 *             they pread, not cached they read around the cache, with O_DIRECT.  A "bare
 *             loop" reads into fresh memory on huge pages, as emel does.
 * Slices      of a matrix of 512 MiB: some bytes of each row, as a rank of a tensor-parallel
 *             engine loads them.  Not measured if BENCH_BYTES is less.
 * Open        a GGUF header with a vocabulary of 408,275 strings, beside one pass over them;
 *             a safetensors header of 200,000 tensors, beside jansson if the benchmark was built
 *             with that.
 * Inspect     `emel inspect` of the same safetensors header, from before its process starts until
 *             that has ended, beside opening the file alone.  What it prints goes nowhere.
 * Sums        `emel sums` of the tensors, cached, beside as many threads that only read them into
 *             buffers of their own; the most memory it had resident; and `emel load --sums`
 *             beside `emel load`.  EMEL names the command; else it is the one beside this program.
 * Ranks       eight processes at once load an eighth of each row of a matrix of 512 MiB, not
 *             cached: how often devices delivered each byte.  Skipped if a control, a cold read
 *             of 64 MiB, does not move as many bytes of a device.
 * Landed      how soon the first of 64 tensors of 16 MiB is there, as a share of the load's
 *             time.  Not measured if BENCH_BYTES is less than 1 GiB.
 *
 * The table goes to standard output; bench.json and what plot.gp draws to BENCH_DIR.
 * Needs Linux. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define BYTES_DEFAULT (2048 * BENCH_MIB)
#define BYTES_LEAST (64 * BENCH_MIB)
#define SERIES_BYTES_MOST (8192 * BENCH_MIB)
#define ROUNDS_LEAST 7u

/* The parts, in the order in which they are measured. */
#define PARTS(X)                                                                                   \
    X(chart)                                                                                       \
    X(cached)                                                                                      \
    X(small) X(open) X(inspect) X(sums) X(count) X(cold) X(slices) X(ranks) X(landed) X(size)

enum part {
#define PART_NUMBER(name) PART_##name,
    PARTS(PART_NUMBER)
#undef PART_NUMBER
        PART_COUNT
};

struct settings {
    const char *folder, *file;
    uint64_t bytes, seed;
    uint32_t rounds;
    bool wanted[PART_COUNT];
};

static void want(struct settings *settings, const char *name, size_t length)
{
    static const char *const names[PART_COUNT] = {
#define PART_NAME(name) #name,
        PARTS(PART_NAME)
#undef PART_NAME
    };

    for (int i = 0; i < PART_COUNT; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) {
            settings->wanted[i] = true;
            return;
        }
    bench_fail("there is no such part; see the list at the top of tools/bench/main.c");
}

static uint32_t want_listed(struct settings *settings, const char *list)
{
    static const char separators[] = ", ";
    uint32_t count = 0;

    for (list += strspn(list, separators); *list; list += strspn(list, separators)) {
        const size_t length = strcspn(list, separators);

        want(settings, list, length);
        list += length;
        count++;
    }
    return count;
}

static void choose_parts(struct settings *settings, char **arguments)
{
    const char *listed = getenv("BENCH_PARTS");
    uint32_t count = 0;

    for (char **at = arguments; *at; at++)
        count += want_listed(settings, *at);
    if (count == 0 && listed)
        count = want_listed(settings, listed);
    for (int i = 0; count == 0 && i < PART_COUNT; i++)
        settings->wanted[i] = true;
}

static uint64_t read_number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

static struct settings read_settings(char **arguments)
{
    const char *folder = getenv("BENCH_DIR"), *file = getenv("BENCH_FILE");
    struct settings settings = {
        .folder = folder && *folder ? folder : "build",
        .file = file && *file ? file : NULL,
        .bytes = read_number("BENCH_BYTES", BYTES_DEFAULT),
        .seed = read_number("BENCH_SEED", (uint64_t)time(NULL)),
        .rounds = (uint32_t)read_number("BENCH_ROUNDS", ROUNDS_LEAST),
    };

    if (settings.bytes < BYTES_LEAST)
        bench_fail("BENCH_BYTES is less than 64 MiB");
    if (settings.rounds < ROUNDS_LEAST || settings.rounds > BENCH_ROUNDS_MAX)
        bench_fail("BENCH_ROUNDS is not 7 .. 64");
    choose_parts(&settings, arguments);
    settings.bytes -= settings.bytes % BENCH_MIB;
    return settings;
}

static void make_models(const struct settings *settings, const struct emel_io_file *file,
                        const struct emel_model *opened, struct bench_models *models)
{
    char system[32];
    bool made;

    *models = (struct bench_models){ .at_0 = { .files = NULL } };
    if (opened)
        made = bench_model_of(&models->at_0, opened);
    else
        made = bench_model_like(&models->at_0, file, settings->bytes, 0) &&
               bench_model_like(&models->at_32, file, settings->bytes, 32) &&
               bench_model_like(&models->at_8, file, settings->bytes, 8);
    if (!made)
        bench_fail("out of memory");
    models->at_0.path = settings->file;
    bench_report_note("%u tensors, %.2f GB, %u rounds, BENCH_SEED=%llu\n",
                      models->at_0.tensor_count, (double)models->at_0.bytes * 1e-9,
                      settings->rounds, (unsigned long long)settings->seed);
    bench_file_system(models->at_0.files[0].fd, system);
    bench_report_note("file system: %s; evicted with posix_fadvise(POSIX_FADV_DONTNEED), which "
                      "mincore checks before each run\n",
                      system);
}

static struct emel_model *open_model(const char *path)
{
    struct emel_failure why;
    struct emel_model *model = emel_model_open(path, NULL, &why);
    char line[1024];

    if (!model) {
        (void)emel_failure_print(line, sizeof line, &why);
        errno = 0;
        bench_fail(line);
    }
    return model;
}

/* The largest size of the series: four times that of the model, as far as there is memory
 * for the file and its tensors, and disk for the file. */
static uint64_t series_bytes(const struct settings *settings)
{
    uint64_t bytes = 4 * settings->bytes;
    struct statvfs disk;
    uint64_t room = bench_memory_available() / 5 * 2;

    if (statvfs(settings->folder, &disk) == 0 && disk.f_bavail * disk.f_frsize / 2 < room)
        room = disk.f_bavail * disk.f_frsize / 2;
    if (bytes > SERIES_BYTES_MOST)
        bytes = SERIES_BYTES_MOST;
    while (bytes > room && bytes > settings->bytes)
        bytes /= 2;
    return bytes < settings->bytes ? settings->bytes : bytes;
}

static void run_parts(const struct settings *settings, const struct bench_models *models,
                      const struct emel_io_file *file, struct bench_results *results)
{
    const uint64_t largest = series_bytes(settings);

    if (settings->wanted[PART_chart])
        bench_chart(results);
    if (settings->wanted[PART_cached])
        bench_cached(models, settings->rounds, results);
    if (settings->wanted[PART_small])
        bench_small(file, settings->bytes, settings->rounds, results);
    if (settings->wanted[PART_open])
        bench_open(settings->folder, settings->rounds, results);
    if (settings->wanted[PART_inspect])
        bench_inspect(settings->folder, settings->rounds, results);
    if (settings->wanted[PART_sums])
        bench_sums(&models->at_0, settings->rounds, results);
    if (settings->wanted[PART_count])
        bench_counts(file, settings->bytes, &results->count_scaling);
    if (settings->wanted[PART_cold])
        bench_cold(models, settings->rounds, results);
    if (settings->wanted[PART_slices])
        bench_slices(file, settings->bytes, settings->rounds, results);
    if (settings->wanted[PART_ranks])
        bench_ranks(file, settings->bytes, settings->rounds, results);
    if (settings->wanted[PART_landed])
        bench_landed(file, settings->bytes, settings->rounds, results);
    if (settings->wanted[PART_size] && bench_file_grow(file, settings->bytes, largest))
        bench_sizes(file, largest, &results->size_scaling);
}

static void run_all(const struct settings *settings, const struct emel_io_file *file,
                    struct bench_results *results)
{
    struct emel_model *opened = settings->file ? open_model(settings->file) : NULL;
    struct bench_models models;

    make_models(settings, file, opened, &models);
    run_parts(settings, &models, file, results);
    bench_model_free(&models.at_0);
    bench_model_free(&models.at_32);
    bench_model_free(&models.at_8);
    emel_model_close(opened);
}

int main(int argc, char **argv)
{
    const struct settings settings = read_settings(argv + (argc > 0));
    struct bench_results results = {
#define NOT_MEASURED(key, sense, goal, text) .key = (double)NAN,
        BENCH_RESULTS(NOT_MEASURED)
#undef NOT_MEASURED
    };
    struct emel_io_file file;

    if (!bench_file_make(settings.folder, &file) || !bench_file_grow(&file, 0, settings.bytes))
        bench_fail(settings.folder);
    bench_shuffle_seed(settings.seed);
    bench_report_open(settings.folder);
    run_all(&settings, &file, &results);
    bench_report_results(&results);
    return EXIT_SUCCESS;
}
