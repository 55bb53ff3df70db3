#include "faults/scenario.h"

#include <string.h>

#define KIB(n) (UINT64_C(n) << 10)
#define MIB(n) (UINT64_C(n) << 20)

/* --- what is loaded ---------------------------------------------------------------- */

#define ONE .file_bytes = { 9000 }, .spans = { { 0, 100, 5000, false } }, .span_count = 1

/* Out of order, adjacent, with gaps small and large, one empty, two that share bytes. */
#define MANY                                                                                       \
    .file_bytes = { 60000 }, .span_count = 10,                                                     \
    .spans = {                                                                                     \
        { 0, 30000, 4000, false }, { 0, 100, 3000, false },   { 0, 3100, 900, false },             \
        { 0, 5000, 0, false },     { 0, 7000, 1, false },     { 0, 7064, 300, false },             \
        { 0, 34000, 64, false },   { 0, 50000, 5000, false }, { 0, 52000, 1000, false },           \
        { 0, 59999, 1, false },                                                                    \
    }

/* Of three files the middle one is wanted for nothing but an empty span. */
#define TWO                                                                                        \
    .file_bytes = { 9000, 100, 12000 }, .span_count = 6,                                           \
    .spans = {                                                                                     \
        { 2, 0, 4000, false },    { 0, 10, 3000, false }, { 1, 50, 0, false },                     \
        { 0, 4000, 5000, false }, { 2, 4032, 7, false },  { 2, 11000, 1000, false },               \
    }

#define TARGETS                                                                                    \
    .file_bytes = { 40000, 9000 }, .span_count = 7,                                                \
    .spans = {                                                                                     \
        { 0, 0, 4000, true },     { 0, 4000, 4000, false }, { 0, 8000, 4000, true },               \
        { 0, 12000, 100, false }, { 0, 12100, 900, false }, { 1, 9, 5000, true },                  \
        { 1, 9000, 0, true },                                                                      \
    }

/* Long enough for direct reads: aligned, misaligned, into a target, with a small one
 * between, and one that ends the file inside a block. */
#define LONG                                                                                       \
    .file_bytes = { MIB(2) + 1234, KIB(400) + 77 }, .span_count = 5,                               \
    .spans = {                                                                                     \
        { 0, 4096, KIB(300), false },        { 0, KIB(310) + 17, KIB(290), false },                \
        { 0, KIB(640) + 5, KIB(280), true }, { 0, KIB(1000), 3000, false },                        \
        { 1, 77, KIB(400), false },                                                                \
    }

/* Four pieces, so that there is work for four. */
#define BIG                                                                                        \
    .file_bytes = { MIB(11), MIB(3) }, .span_count = 5,                                            \
    .spans = {                                                                                     \
        { 0, 37, MIB(5), false },                                                                  \
        { 0, MIB(5) + 1000, MIB(3) + 11, false },                                                  \
        { 0, MIB(9) + 3, MIB(1), true },                                                           \
        { 1, KIB(5), MIB(2), false },                                                              \
        { 1, MIB(2) + KIB(100), KIB(800), false },                                                 \
    }

/* Several blocks of 2 MiB each, with borders inside blocks: every third is a neighbour. */
#define BLOCKS                                                                                     \
    .file_bytes = { MIB(11), MIB(5) }, .span_count = 5,                                            \
    .spans = {                                                                                     \
        { 0, 0, MIB(3), false }, { 0, MIB(3), MIB(5), false }, { 0, MIB(8), MIB(3), false },       \
        { 1, 0, 100, false },    { 1, 100, MIB(4), false },                                        \
    }

/* Slices, long enough to be looked for in the page cache, with gaps that windows read over always,
 * when they are not cached, and only where direct reads are refused; and a span between. */
#define RUNS(begin, run, stride, runs)                                                             \
    &(const struct emel_io_part)                                                                   \
    {                                                                                              \
        .file_offset = (begin), .file_stride = (stride), .run_bytes = (run), .count = (runs),      \
        .memory_stride = (run)                                                                     \
    }

#define SLICES                                                                                     \
    .file_bytes = { MIB(1) + KIB(300) }, .span_count = 4,                                          \
    .spans = {                                                                                     \
        { 0, 1000, KIB(240), false, RUNS(1000, KIB(8), KIB(11), 30) },                             \
        { 0, KIB(500), KIB(18), true, RUNS(KIB(500), KIB(3), KIB(60), 6) },                        \
        { 0, KIB(860), 3000, false, NULL },                                                        \
        { 0, KIB(900) + 7, KIB(40), false, RUNS(KIB(900) + 7, KIB(4), KIB(44), 10) },              \
    }

static const char gguf[] =
    "'GGUF' 4:3 8:5 8:3 s'general.alignment' 4:4 4:64 s'general.name' 4:8 s'of trouble' "
    "s'numbers' 4:9 4:4 8:200 200*( 4:77 ) "
    "s'a' 4:1 8:25 4:0 8:0 s'b.weight' 4:2 8:16 8:30 4:0 8:128 s'empty' 4:1 8:0 4:0 8:2048 "
    "s'c' 4:0 4:0 8:2048 s'd.weight' 4:1 8:1500 4:0 8:2112 @64 "
    "25*( 4:9 ) @64 120*( 'sixteen letters.' ) @64 'c..' z1 @64 1500*( 'dddd' )";

static const char safetensors[] =
    "L( '{\"__metadata__\":{\"of\":\"trouble\"},'"
    "'\"b.weight\":{\"dtype\":\"F32\",\"shape\":[5,100],\"data_offsets\":[100,2100]},'"
    "'\"a\":{\"dtype\":\"U8\",\"shape\":[100],\"data_offsets\":[0,100]},'"
    "'\"empty\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[2100,2100]},'"
    "'\"d\":{\"dtype\":\"I16\",\"shape\":[1500],\"data_offsets\":[2100,5100]}}' ) "
    "25*( 4:9 ) 125*( 'sixteen letters.' ) 1500*( 'dd' )";

/* Of three files; what is told of the set is in each of them. */
#define SPLIT(number)                                                                              \
    "s'split.no' 4:2 2:" #number " s'split.count' 4:2 2:3 s'split.tensors.count' 4:5 4:4 "

#define SPLIT_GGUF                                                                                 \
    .model = {                                                                              \
        "'GGUF' 4:3 8:1 8:4 s'general.name' 4:8 s'of trouble' " SPLIT(0)                    \
        "s'a' 4:1 8:25 4:0 8:0 @32 25*( 4:9 )",                                             \
        "'GGUF' 4:3 8:2 8:3 " SPLIT(1)                                                      \
        "s'b.weight' 4:2 8:16 8:30 4:0 8:0 s'empty' 4:1 8:0 4:0 8:1920 @32 "                \
        "120*( 'sixteen letters.' )",                                                       \
        "'GGUF' 4:3 8:1 8:3 " SPLIT(2) "s'd' 4:1 8:1500 4:0 8:0 @32 1500*( 'dddd' )",       \
    },                                                                                      \
    .paths = { "m-00001-of-00003.gguf", "m-00002-of-00003.gguf", "m-00003-of-00003.gguf" }

#define INDEXED                                                                                    \
    .model = {                                                                              \
        "L( '{\"a\":{\"dtype\":\"U8\",\"shape\":[100],\"data_offsets\":[0,100]}}' ) "         \
        "25*( 4:9 )",                                                                       \
        "L( '{\"b.weight\":{\"dtype\":\"F32\",\"shape\":[5,100],\"data_offsets\":[0,2000]},'" \
        "'\"d\":{\"dtype\":\"I16\",\"shape\":[1500],\"data_offsets\":[2000,5000]}}' ) "        \
        "125*( 'sixteen letters.' ) 1500*( 'dd' )",                                         \
        "'{\"metadata\":{\"total_size\":5100},\"weight_map\":{\"a\":\"a.safetensors\",'"      \
        "'\"b.weight\":\"b.safetensors\",\"d\":\"b.safetensors\"}}'",                         \
    },                                                                                      \
    .paths = { "a.safetensors", "b.safetensors", "model.safetensors.index.json" },          \
    .opened = 2, .is_index = true

/* --- how --------------------------------------------------------------------------- */

const struct scenario scenarios[] = {
    { .name = "one_span", .level = &level_io, ONE },
    { .name = "many_spans", .level = &level_io, MANY },
    { .name = "two_files", .level = &level_io, TWO },
    { .name = "targets", .level = &level_io, TARGETS, .options = { .workers = 1 } },
    { .name = "targets_at_once",
      .level = &level_io,
      TARGETS,
      .like = "targets",
      .options = { .workers = 4 } },
    { .name = "borrowed", .level = &level_io, TWO, .lent = 1, .stamped = true },
    { .name = "stamped", .level = &level_io, TWO, .stamped = true },
    { .name = "mandatory_only", .level = &level_io, TARGETS, .mandatory_only = true },
    { .name = "stepping", .level = &level_io, TWO, .options = { .step_bytes = 1500 } },
    { .name = "nothing_to_read",
      .level = &level_io,
      .file_bytes = { 10 },
      .spans = { { 0, 10, 0, false } },
      .span_count = 1 },

    { .name = "long",
      .level = &level_io,
      LONG,
      .direct_alignment = 512,
      .options = { .workers = 1, .caching = EMEL_IO_READ_BUFFERED } },
    { .name = "direct",
      .level = &level_io,
      LONG,
      .like = "long",
      .direct_alignment = 512,
      .options = { .workers = 1, .caching = EMEL_IO_READ_DIRECT } },
    { .name = "direct_pages",
      .level = &level_io,
      LONG,
      .like = "long",
      .direct_alignment = 4096,
      .options = { .workers = 1, .caching = EMEL_IO_READ_DIRECT },
      .alignment = 4096 },
    { .name = "direct_borrowed",
      .level = &level_io,
      LONG,
      .like = "long",
      .direct_alignment = 512,
      .lent = 3,
      .options = { .workers = 1, .caching = EMEL_IO_READ_DIRECT } },
    { .name = "automatic_cold",
      .level = &level_io,
      LONG,
      .like = "long",
      .direct_alignment = 512,
      .options = { .workers = 1 } },
    { .name = "automatic_cached",
      .level = &level_io,
      LONG,
      .like = "long",
      .direct_alignment = 512,
      .cached = true,
      .options = { .workers = 1 } },

    { .name = "slices", .level = &level_io, SLICES, .cached = true, .options = { .workers = 1 } },
    { .name = "slices_windows",
      .level = &level_io,
      SLICES,
      .like = "slices",
      .options = { .workers = 1, .caching = EMEL_IO_READ_BUFFERED } },
    { .name = "slices_direct",
      .level = &level_io,
      SLICES,
      .like = "slices",
      .direct_alignment = 512,
      .options = { .workers = 1 } },
    { .name = "slices_run_by_run",
      .level = &level_io,
      SLICES,
      .like = "slices",
      .options = { .workers = 1, .step_bytes = MIB(8) } },

    { .name = "one_worker", .level = &level_io, BIG, .cached = true, .options = { .workers = 1 } },
    { .name = "workers_in_turn",
      .level = &level_io,
      BIG,
      .like = "one_worker",
      .cached = true,
      .threads = THREADS_IN_TURN,
      .options = { .workers = 4 } },
    { .name = "workers",
      .level = &level_io,
      BIG,
      .like = "one_worker",
      .cached = true,
      .options = { .workers = 4 } },
    { .name = "workers_fewer",
      .level = &level_io,
      BIG,
      .like = "one_worker",
      .cached = true,
      .threads = THREADS_FEWER,
      .options = { .workers = 4 } },
    { .name = "workers_chosen", .level = &level_io, BIG, .like = "one_worker", .cached = true },
    { .name = "workers_direct",
      .level = &level_io,
      BIG,
      .like = "one_worker",
      .direct_alignment = 512,
      .options = { .workers = 4 } },
    { .name = "lanes_in_turn",
      .level = &level_io,
      BIG,
      .like = "one_worker",
      .threads = THREADS_IN_TURN,
      .options = { .workers = 4, .caching = EMEL_IO_READ_BUFFERED } },
    { .name = "lanes",
      .level = &level_io,
      BIG,
      .like = "one_worker",
      .options = { .workers = 4, .caching = EMEL_IO_READ_BUFFERED } },

    { .name = "storage", .level = &level_storage, MANY, .options = { .step_bytes = 4096 } },
    { .name = "storage_reloads", .level = &level_storage, TWO, .reloads = true },
    { .name = "storage_direct", .level = &level_storage, LONG, .direct_alignment = 512 },
    { .name = "storage_places",
      .level = &level_storage,
      BLOCKS,
      .options = { .step_bytes = MIB(2), .workers = 1 },
      .reloads = true },
    { .name = "storage_evicts",
      .level = &level_storage,
      BLOCKS,
      .options = { .step_bytes = MIB(2), .workers = 1 },
      .reloads = true,
      .evicts = true },
    { .name = "storage_lends",
      .level = &level_storage,
      MANY,
      .options = { .step_bytes = 4096 },
      .lends = true },
    { .name = "storage_reads",
      .level = &level_storage,
      MANY,
      .options = { .step_bytes = 4096 },
      .reads = true },

    { .name = "gguf", .level = &level_model, .model = { gguf } },
    { .name = "gguf_in_steps",
      .level = &level_model,
      .model = { gguf },
      .options = { .step_bytes = 1000 } },
    { .name = "safetensors", .level = &level_model, .model = { safetensors } },
    { .name = "split_gguf", .level = &level_model, SPLIT_GGUF },
    { .name = "split_gguf_by_its_last", .level = &level_model, SPLIT_GGUF, .opened = 2 },
    { .name = "indexed", .level = &level_model, INDEXED },
};

const unsigned scenario_count = sizeof scenarios / sizeof *scenarios;

const struct scenario *scenario_find(const char *name, size_t length)
{
    for (unsigned i = 0; i < scenario_count; i++)
        if (strlen(scenarios[i].name) == length && memcmp(scenarios[i].name, name, length) == 0)
            return &scenarios[i];
    return NULL;
}

/* Targets may set tensors far apart, and so seem to be worth a thread. */
bool scenario_is_racy(const struct scenario *scenario)
{
    bool targets = false;

    for (uint32_t i = 0; i < scenario->span_count; i++)
        targets = targets || scenario->spans[i].targeted;
    return scenario->level == &level_io && scenario->options.workers != 1 &&
           scenario->threads != THREADS_IN_TURN && (scenario->file_bytes[0] >= MIB(8) || targets);
}
