/* The options of all commands, in the order in which the help shows them. */
#include "emel/emel.h"

#include "commands.h"
#include "options.h"

#define SWITCH(name_, letter_, in, field_, help_)                                                  \
    {                                                                                              \
        .name = (name_), .letter = (letter_), .commands = (in), .kind = OPTION_SWITCH,             \
        .field = offsetof(struct settings, field_), .help = (help_)                                \
    }
#define VALUE(name_, in, kind_, argument_, field_, least_, most_, help_)                           \
    {                                                                                              \
        .name = (name_), .argument = (argument_), .commands = (in), .kind = (kind_),               \
        .field = offsetof(struct settings, field_), .least = (least_), .most = (most_),            \
        .help = (help_)                                                                            \
    }

_Static_assert(EMEL_IO_READ_STEP_BYTES_DEFAULT == UINT64_C(64) << 20, "as --step-bytes says");

const struct option_row option_rows[] = {
    VALUE("tensor", INSPECT | LOADING | EXTRACT | BENCH, OPTION_PATTERN, "GLOB", patterns, 0, 0,
          "only tensors whose name matches, such as 'blk.0.*'; repeatable"),
    { .name = "output",
      .letter = 'o',
      .argument = "DIR",
      .commands = EXTRACT,
      .kind = OPTION_PATH,
      .field = offsetof(struct settings, folder),
      .help = "write to this folder, which is created if it is missing" },
    { .name = "slice",
      .argument = "PART",
      .commands = LOAD | SUMS | VERIFY,
      .kind = OPTION_SLICE,
      .choices = "NAME=DIM:FROM:TO or GLOB=DIM:R/N with R < N",
      .help = "only this part of a tensor, or share of tensors; repeatable" },
    { .name = "slice",
      .argument = "PART",
      .commands = CAT,
      .kind = OPTION_PART,
      .choices = "DIM:FROM:TO or DIM:R/N with R < N",
      .help = "write only this part of the tensor" },
    { .name = "metadata",
      .argument = "[KEY]",
      .commands = INSPECT,
      .kind = OPTION_KEY,
      .help = "show metadata, not tensors: all keys, or one whole value" },
    SWITCH("summary", 0, INSPECT, summary, "show how the bytes divide by dtype and by layer"),
    { .name = "by",
      .argument = "WHAT",
      .commands = INSPECT,
      .kind = OPTION_CHOICE,
      .field = offsetof(struct settings, by),
      .least = BY_DTYPE,
      .choices = "dtype|layer",
      .help = "show the summary by dtype or by layer only" },
    SWITCH("map", 0, INSPECT, map, "draw the file as a line of blocks"),
    { .name = "sort",
      .argument = "ORDER",
      .commands = INSPECT,
      .kind = OPTION_CHOICE,
      .field = offsetof(struct settings, sort),
      .choices = "header|size|name|offset",
      .help = "order tensors by header, size, name or offset" },
    SWITCH("recursive", 'r', INSPECT, recursive, "inspect the models in each folder and below it"),
    SWITCH("json", 0, INSPECT | LOADING | BENCH, json, "write JSON, see below"),
    SWITCH("bytes", 0, INSPECT | LOAD, bytes, "write sizes in bytes, not in KiB, MiB, GiB"),
    { .name = "caching",
      .argument = "HOW",
      .commands = LOADING | EXTRACT,
      .kind = OPTION_CHOICE,
      .field = offsetof(struct settings, caching),
      .choices = "automatic|buffered|direct|shared",
      .help = "automatic, buffered, direct or shared: how the page cache is used" },
    VALUE("workers", LOADING | BENCH, OPTION_NUMBER, "N", workers, 1, EMEL_IO_READ_WORKERS_MAX,
          "number of threads that read; chosen automatically by default"),
    VALUE("step-bytes", LOAD, OPTION_NUMBER, "SIZE", step_bytes, 1, UINT64_MAX,
          "read at most this much in one step (default 64M)"),
    VALUE("alignment", LOAD, OPTION_POWER, "N", alignment, 1, EMEL_IO_ALIGNMENT_MAX,
          "align every tensor to N bytes, a power of two (default 32)"),
    VALUE("limit", LOAD, OPTION_NUMBER, "SIZE", limit, 1, UINT64_MAX,
          "fail if the tensors need more memory than this"),
    { .name = "sums",
      .argument = "SUMS",
      .commands = LOAD,
      .kind = OPTION_PATH,
      .field = offsetof(struct settings, sums),
      .help = "compare what was loaded with these sums, as verify does" },
    SWITCH("no-progress", 0, LOADING | EXTRACT, no_progress,
           "show no progress line, even on a terminal"),
    SWITCH("quiet", 'q', LOAD | VERIFY | EXTRACT, quiet,
           "show only errors: no progress, no summary"),
    SWITCH("quiet", 'q', DIFF, quiet, "show only errors and the number of differences"),
    SWITCH("quiet", 'q', SUMS, quiet, "write only sums and errors: no progress"),
    SWITCH("verbose", 'v', LOAD, verbose,
           "show addresses and how bytes were read; keep the progress line"),
    SWITCH("force", 0, CAT, force, "write even to a terminal"),
    SWITCH("force", 0, EXTRACT, force, "overwrite files"),
    SWITCH("alone", 0, EVERYWHERE, alone, "open only the named shard of a GGUF model"),
    SWITCH("help", 'h', EVERYWHERE, help, "show this help"),
    SWITCH("version", 'V', EVERYWHERE, version, "show the version"),
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
