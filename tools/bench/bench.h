/* What the parts of the benchmark share; how it measures is told in main.c. */
#ifndef EMEL_BENCH_H
#define EMEL_BENCH_H

#include <stdio.h>

#include "emel/emel.h"

#define BENCH_PAGE UINT64_C(4096)
#define BENCH_MIB (UINT64_C(1) << 20)
#define BENCH_ROUNDS_MAX 64u
#define BENCH_MATRIX_BYTES (512 * BENCH_MIB) /* that slices are read from */
#define BENCH_STRINGS UINT64_C(408275)       /* of a GGUF header, about 6 MB */
#define BENCH_TENSORS 200000u                /* of a safetensors header */

/* --- what is loaded: file.c, file_system.c, headers.c, model.c ---------------------------- */

/* Some tensors of some files.  The descriptors are open and lent. */
struct bench_model {
    const struct emel_io_file *files;
    uint32_t file_count;
    struct emel_tensor_record *tensors;
    uint32_t tensor_count;
    uint64_t bytes;   /* of all tensors */
    bool ours;        /* of the file made here, whose bytes are known */
    const char *path; /* for the command; NULL: that of the first descriptor */
};

/* The tensors in each alignment; only the first of a model that is not ours. */
struct bench_models {
    struct bench_model at_0, at_32, at_8;
};

/* A file without a name in `folder`: gone when the last process that has it open is.
 * Every byte can be told from its offset. */
bool bench_file_make(const char *folder, struct emel_io_file *file);
bool bench_file_grow(const struct emel_io_file *file, uint64_t from, uint64_t to);

/* Whether memory holds what that part of the model's file does. */
bool bench_file_matches(const struct bench_model *model, uint32_t file, uint64_t offset,
                        const void *memory, uint64_t bytes);
/* The same for all tensors; data[i] is tensor i. */
bool bench_model_matches(const struct bench_model *model, void *const *data);

/* Pages of the model's part of its files: in the page cache, and in all. */
uint64_t bench_pages_cached(const struct bench_model *model);
uint64_t bench_pages_in_all(const struct bench_model *model);
/* Puts all of them into the page cache, or out of it, as far as the system does that. */
void bench_warm(const struct bench_model *model);
void bench_cool(const struct bench_model *model);

/* Hundreds of tensors of 4 KiB .. 128 MiB, `bytes` in all, each at an offset that is
 * `residue` modulo 64. */
bool bench_model_like(struct bench_model *model, const struct emel_io_file *file, uint64_t bytes,
                      uint64_t residue);
/* `count` tensors of `each` bytes, one behind the other. */
bool bench_model_equal(struct bench_model *model, const struct emel_io_file *file, uint32_t count,
                       uint64_t each);
/* A slice for each tensor; `parts` must outlive the model. */
bool bench_model_slices(struct bench_model *model, const struct emel_io_file *file,
                        const struct emel_io_part *parts, uint32_t count);
/* All tensors of an open model that is not ours. */
bool bench_model_of(struct bench_model *model, const struct emel_model *opened);
void bench_model_free(struct bench_model *model);
/* Where the last tensor of this file ends. */
uint64_t bench_model_extent(const struct bench_model *model, uint32_t file);

/* A file without a name, of what `write_to` writes; the model has it as one tensor. */
void bench_header_make(const char *folder, struct emel_io_file *file, struct bench_model *model,
                       void (*write_to)(FILE *out));
void bench_header_gguf(FILE *out);
void bench_header_safetensors(FILE *out);
/* Before the tensors of a model like one, at offsets 0 modulo 64, in the file made here: a GGUF
 * header of them; and away with it. */
void bench_header_put(const struct bench_model *model);
void bench_header_remove(const struct bench_model *model);

/* The file system that a file is on, "ext4". */
void bench_file_system(int descriptor, char name[static 32]);

/* --- memory: memory.c ------------------------------------------------------------ */

/* On huge pages, and touched or not; the program ends when there is none. */
void *bench_memory_new(uint64_t bytes);
void *bench_memory_touched(uint64_t bytes);
void bench_memory_touch_free(uint64_t bytes);
/* What a caching allocator is in the long run: hands out memory that was touched before,
 * `bytes` in all.  One in a process. */
struct emel_allocator bench_memory_reused(uint64_t bytes);
/* Room for the tensors of a model, gaps and padding included. */
uint64_t bench_memory_room(const struct bench_model *model);
uint64_t bench_memory_available(void); /* of the machine */
uint64_t bench_memory_resident(void);  /* of this process: now, */
uint64_t bench_memory_peak(void);      /* and at most so far */

/* --- who loads: emel.c, loops.c, slice_loops.c, others.c, command.c, open.c ------------- */

/* One run, in a process of its own. */
struct bench_sample {
    double start, seconds;
    double first_seconds;               /* until the first tensor; 0: not measured */
    uint64_t resident;                  /* before */
    uint64_t held;                      /* of the loaded tensors */
    uint64_t overhead;                  /* most memory beside that */
    uint64_t peak;                      /* of a command: most memory resident */
    uint64_t device;                    /* bytes that a device delivered */
    uint64_t pages_before, pages_after; /* of the model, in the page cache */
    bool good;                          /* every byte was there */
};

enum bench_memory {
    BENCH_FRESH,  /* allocated in the timed part */
    BENCH_CALLER, /* of the caller, touched before */
    BENCH_REUSED  /* from a caching allocator, which had it before */
};

struct bench_contender {
    const char *name;
    /* Prepares, times its work between bench_begin and bench_end, checks every byte. */
    void (*run)(const struct bench_contender *self, const struct bench_model *model,
                struct bench_sample *sample);
    enum bench_memory memory;
    uint32_t workers;             /* 0: emel chooses */
    uint64_t piece;               /* bytes at once, of a loop; 0: each tensor alone */
    bool direct;                  /* a loop that reads around the page cache */
    bool caching;                 /* what is read stays in the page cache, cold or not */
    bool through;                 /* nothing of the model stays in memory */
    bool shared;                  /* emel: other processes of the host read the file too */
    uint32_t alignment;           /* of emel's policy; 0: the default */
    uint32_t tensors;             /* of a load, in counts.c; of a file, in open.c */
    bool landed;                  /* emel: note when the first tensor is there */
    uint64_t extra;               /* bytes of memory that it allocates besides the tensors */
    const char *const *arguments; /* of the command, without the model; NULL ends them */
};

void bench_emel(const struct bench_contender *self, const struct bench_model *model,
                struct bench_sample *sample);
void bench_loop(const struct bench_contender *self, const struct bench_model *model,
                struct bench_sample *sample);
void bench_fread(const struct bench_contender *self, const struct bench_model *model,
                 struct bench_sample *sample);
void bench_pread(const struct bench_contender *self, const struct bench_model *model,
                 struct bench_sample *sample);
void bench_mapped(const struct bench_contender *self, const struct bench_model *model,
                  struct bench_sample *sample);
/* Of the one slice of a model. */
void bench_slice_rule(const struct bench_contender *self, const struct bench_model *model,
                      struct bench_sample *sample);
void bench_slice_whole(const struct bench_contender *self, const struct bench_model *model,
                       struct bench_sample *sample);
/* The header of the model's one file; by emel. */
void bench_open_header(const struct bench_contender *self, const struct bench_model *model,
                       struct bench_sample *sample);
/* The command with the contender's arguments and the model. */
void bench_command(const struct bench_contender *self, const struct bench_model *model,
                   struct bench_sample *sample);
/* The same, once; `output` is a descriptor.  False: its exit status is not 0.  *peak: its most
 * resident memory. */
bool bench_command_run(const char *const *arguments, const struct bench_model *model, int output,
                       uint64_t *peak);

double bench_now(void); /* seconds */
void bench_begin(struct bench_sample *sample, const struct bench_model *model);
void bench_end(struct bench_sample *sample, const struct bench_model *model);

/* --- rounds: rounds.c ------------------------------------------------------------- */

/* A contender on a model, cached or not, and how it went, round by round. */
struct bench_entry {
    const struct bench_contender *who;
    const struct bench_model *what;
    bool cold;
    double seconds[BENCH_ROUNDS_MAX], first_seconds[BENCH_ROUNDS_MAX];
    uint64_t overhead, cache_growth, peak, device; /* the most of any round, bytes */
};

/* Interleaved; in each round every entry runs once, in a random order.  Ends the program when a
 * byte is wrong, or the page cache is never as it should be from before a run until after it. */
void bench_rounds(struct bench_entry *entries, uint32_t count, uint32_t rounds);
/* Which of some contenders is the fastest in a few interleaved rounds. */
const struct bench_contender *bench_fastest(const struct bench_contender *candidates,
                                            uint32_t count, const struct bench_model *model,
                                            bool cold);

/* --- the order of contenders: shuffle.c ------------------------------------------------- */

void bench_shuffle_seed(uint64_t seed);
/* Writes 0 .. count - 1 in a random order; the same seed gives the same orders. */
void bench_shuffle(uint32_t *order, uint32_t count);

/* --- what the rounds took: medians.c ------------------------------------------------------ */

double bench_least(const struct bench_entry *entry, uint32_t rounds);
double bench_middle(const struct bench_entry *entry, uint32_t rounds); /* median seconds */
/* Median of a's time over b's, round by round. */
double bench_ratio(const struct bench_entry *a, const struct bench_entry *b, uint32_t rounds);
double bench_median(double *values, uint32_t count); /* sorts them */

/* --- failing: fail.c ------------------------------------------------------------------------ */

/* Prints `what`, and the sentence of errno if that is set; ends the program with status 1. */
_Noreturn void bench_fail(const char *what);

/* --- results: report.c --------------------------------------------------------------- */

/* Keys of bench.json, with goal and meaning.  NO_GOAL: only reported.  Fresh memory has no goal
 * over the limit: how long the kernel takes to zero it differs from machine to machine. */
#define BENCH_RESULTS(X)                                                                           \
    X(warm_ratio, NO_GOAL, 0.0, "cached, fresh region, over the limit")                            \
    X(warm_ratio_32, NO_GOAL, 0.0, "the same, offsets 32 modulo 64")                               \
    X(warm_ratio_8, NO_GOAL, 0.0, "the same, offsets 8 modulo 64")                                 \
    X(warm_bare_ratio, AT_MOST, 1.05, "cached, fresh region, over a bare loop into one")           \
    X(warm_bare_ratio_32, AT_MOST, 1.05, "the same, offsets 32 modulo 64")                         \
    X(warm_bare_ratio_8, AT_MOST, 1.05, "the same, offsets 8 modulo 64")                           \
    X(caller_ratio, AT_MOST, 1.05, "cached, caller's memory, over the limit")                      \
    X(reused_ratio, AT_MOST, 1.05, "cached, reused region, over the limit")                        \
    X(cold_ratio, NO_GOAL, 0.0, "not cached, fresh region, over the limit")                        \
    X(cold_ratio_32, NO_GOAL, 0.0, "the same, offsets 32 modulo 64")                               \
    X(cold_ratio_8, NO_GOAL, 0.0, "the same, offsets 8 modulo 64")                                 \
    X(cold_bare_ratio, AT_MOST, 1.05, "not cached, fresh region, over a bare loop into one")       \
    X(cold_bare_ratio_32, AT_MOST, 1.05, "the same, offsets 32 modulo 64")                         \
    X(cold_bare_ratio_8, AT_MOST, 1.10, "the same, offsets 8 modulo 64")                           \
    X(fread_speedup, AT_LEAST, 3.0, "cached, fread into malloc, over emel")                        \
    X(malloc_pread_speedup, AT_LEAST, 3.0, "cached, pread into malloc, over emel")                 \
    X(mmap_copy_speedup, NO_GOAL, 0.0, "cached, mapped file and memcpy, over emel")                \
    X(cold_fread_speedup, AT_LEAST, 1.3, "not cached, fread into malloc, over emel")               \
    X(small_bare_ratio, AT_MOST, 1.10, "tensors of 4 KiB, over a bare loop of the same ranges")    \
    X(small_tensor_ns, NO_GOAL, 0.0, "nanoseconds for each of them")                               \
    X(slice_bare_ratio, AT_MOST, 1.10, "slices, cached, over a bare loop; the worst row")          \
    X(slice_whole_ratio, AT_MOST, 0.85, "slices, cached, over the whole, then narrowed")           \
    X(cold_slice_bare_ratio, AT_MOST, 1.10, "slices, not cached, over a direct bare loop")         \
    X(cold_slice_whole_ratio, AT_MOST, 0.85, "slices, not cached, over the whole, then narrowed")  \
    X(slice_overhead_bytes, AT_MOST, 16777216.0, "most memory beside a slice")                     \
    X(first_tensor_share, AT_MOST, 0.15, "when 16 MiB of 1 GiB have landed, over the load")        \
    X(open_gguf_ratio, AT_MOST, 1.30, "opening 408,275 strings of GGUF, over one pass")            \
    X(open_safetensors_ns, AT_MOST, 400.0, "nanoseconds a tensor, opening 200,000 of safetensors") \
    X(inspect_ratio, AT_MOST, 1.50, "emel inspect of 200,000 tensors, over opening alone")         \
    X(sums_ratio, AT_MOST, 1.30, "emel sums, cached, over reading alone")                          \
    X(sums_resident_bytes, AT_MOST, 41943040.0, "most memory resident in emel sums")               \
    X(load_sums_ratio, AT_MOST, 1.15, "emel load --sums, cached, over emel load")                  \
    X(ranks_device_ratio, AT_MOST, 1.10, "eight ranks: bytes from the device, over the file")      \
    X(chart_switch_ratio, AT_MOST, 1.25, "a load of nothing by the chart, over a switch")          \
    X(chart_ns, NO_GOAL, 0.0, "nanoseconds for that load, by the chart")                           \
    X(peak_overhead_bytes, AT_MOST, 8388608.0, "most memory beside the region")                    \
    X(cold_cache_growth_bytes, AT_MOST, 16777216.0, "page cache taken by a load not cached")

enum bench_sense { NO_GOAL, AT_MOST, AT_LEAST };

struct bench_point {
    uint64_t x;
    double nanoseconds;
};

struct bench_series {
    struct bench_point points[16];
    uint32_t count;
};

struct bench_results {
#define BENCH_RESULT_FIELD(key, sense, goal, text) double key; /* NAN: not measured */
    BENCH_RESULTS(BENCH_RESULT_FIELD)
#undef BENCH_RESULT_FIELD
    struct bench_series size_scaling;  /* x bytes, nanoseconds a KiB */
    struct bench_series count_scaling; /* x tensors, nanoseconds a tensor */
};

/* Lines of the table, and of the .tsv that is plotted. */
void bench_report_open(const char *folder);
void bench_report_entries(const char *title, const struct bench_entry *entries, uint32_t count,
                          uint32_t rounds); /* each over the first */
void bench_report_results(const struct bench_results *results);
void bench_report_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* --- the parts: loads.c, slices.c, ranks.c, landed.c, open.c, inspect.c, sums.c, series.c,
 *     counts.c, chart.c -------------------------------------------------------------------- */

void bench_cached(const struct bench_models *models, uint32_t rounds,
                  struct bench_results *results);
void bench_cold(const struct bench_models *models, uint32_t rounds, struct bench_results *results);

/* `bytes` are what there is of the file; with fewer than a part needs it measures nothing. */
void bench_chart(struct bench_results *results);
void bench_small(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                 struct bench_results *results);
void bench_landed(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                  struct bench_results *results);
/* Makes its own files in that folder. */
void bench_open(const char *folder, uint32_t rounds, struct bench_results *results);
void bench_inspect(const char *folder, uint32_t rounds, struct bench_results *results);
/* Of a model at offsets 0 modulo 64, or one that is not ours. */
void bench_sums(const struct bench_model *model, uint32_t rounds, struct bench_results *results);
void bench_ranks(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                 struct bench_results *results);
void bench_slices(const struct emel_io_file *file, uint64_t bytes, uint32_t rounds,
                  struct bench_results *results);
void bench_sizes(const struct emel_io_file *file, uint64_t bytes, struct bench_series *series);
void bench_counts(const struct emel_io_file *file, uint64_t bytes, struct bench_series *series);

#endif
