/* The commands and their options, each written once. */
#include "emel/emel.h"

#include "commands.h"
#include "options.h"

enum {
    ALONE = 1,
    INSPECT = 2,
    LOAD = 4,
    CAT = 8,
    SUMS = 16,
    VERIFY = 32,
    LOADING = LOAD | SUMS | VERIFY,
    EVERYWHERE = ALONE | INSPECT | CAT | LOADING
};

#define JSON_NOTES_BEGIN                                                                           \
    "--json writes one array with an object for each FILE.  Names stay what they are;\n"           \
    "later versions only add to them.\n"                                                           \
    "  path, format, version   \"gguf\" or \"safetensors\", which has no version: null\n"
#define JSON_NOTES_END                                                                             \
    "  same_as                 alone with path: FILE is one of several files of a model\n"         \
    "                          that is in the array already, under this path\n"                    \
    "  error                   only where FILE failed: name, text, and where they are\n"           \
    "                          known file, subject, offset, os_error\n"

#define INSPECT_NOTES                                                                              \
    "Shapes are in the file's own order: of GGUF the first extent varies fastest, of\n"            \
    "safetensors the last.  Offsets are absolute, in bytes.\n"                                     \
    "--metadata KEY writes a string as it is, and of an array one element on each line.\n"         \
    "What follows --metadata is a KEY unless a file has that name; --metadata=KEY always\n"        \
    "is one.\n"                                                                                    \
    "\n" JSON_NOTES_BEGIN                                                                          \
    "  files                   what tensors[].file counts in: an array of paths\n"                 \
    "  tensors                 name, dtype, shape, file, offset, bytes\n"                          \
    "  metadata                with --metadata: key, type, value; of an array type is\n"           \
    "                          \"array\", with element_type and count, and value has all\n"        \
    "                          its elements.  NaN and infinity are null, uint64 is a\n"            \
    "                          number even above 2^63 - 1, and bytes that are not UTF-8\n"         \
    "                          become U+FFFD\n"                                                    \
    "  summary                 with --summary: dtypes and layers: name, tensors, "                 \
    "bytes\n" JSON_NOTES_END

#define SLICE_NOTES                                                                                \
    "DIM counts the extents of the shape from 0, in the order in which inspect shows\n"            \
    "them; FROM and TO count elements, from 0: FROM is in the part, TO is not.  The part\n"        \
    "must be one range of the file's bytes: of GGUF a slice of the last extent always\n"           \
    "is, of safetensors one of the first.\n"

#define VERIFY_FIELDS                                                                              \
    "  different, missing,     with sums: names of tensors whose bytes are others, that\n"         \
    "  extra                   FILE has not, and that SUMS has not\n"

#define LOAD_NOTES                                                                                 \
    "PART is NAME=DIM:FROM:TO.  With --slice and not --tensor, nothing but these parts\n"          \
    "is loaded; with both, too, what matches.\n" SLICE_NOTES "\n"                                  \
    "SIZE is a number of bytes, or with a unit as 64M, 64MiB or 2G, all powers of 1024.\n"         \
    "Each FILE is let go before the next.  Peak memory is that of the whole process.\n"            \
    "Ctrl-C cancels the load at its next step and frees all memory; a second one kills.\n"         \
    "An interrupted command writes all of its JSON or none.\n"                                     \
    "\n" JSON_NOTES_BEGIN "  tensor_count, bytes     what became resident\n"                       \
    "  seconds                 the load took, once the header was read\n"                          \
    "  gib_per_second          and so this fast\n"                                                 \
    "  held_bytes              memory held for the tensors, padding included\n"                    \
    "  peak_bytes              most memory the process had in use so far\n"                        \
    "  tensors                 with --verbose: name, address, bytes\n" VERIFY_FIELDS               \
        JSON_NOTES_END

#define SUMS_NOTES                                                                                 \
    "A line is the XXH3-128 of a tensor's bytes as 32 hexadecimal digits, two blanks, and\n"       \
    "its name, in which \\\\ is a backslash and \\xHH a byte of a control character.  They are\n"  \
    "in the order of the names' bytes, the same for the same tensors in another format.\n"         \
    "Of several FILEs, a line \"# FILE\" stands before those of each.  This stays so.\n"           \
    "A model need not fit in memory: its tensors are read through small buffers.\n"                \
    "\n" JSON_NOTES_BEGIN "  tensors                 name, bytes, xxh3_128\n" JSON_NOTES_END

#define VERIFY_NOTES                                                                               \
    "SUMS is what emel sums wrote of one FILE.  Lines that begin with # are passed over;\n"        \
    "any other must be as it writes them.  Tensors that --tensor leaves out are not\n"             \
    "looked at.\n"                                                                                 \
    "\n" JSON_NOTES_BEGIN                                                                          \
    "  tensor_count            so many were compared\n" VERIFY_FIELDS JSON_NOTES_END

const struct command commands[] = {
    {
        .name = "",
        .operands = "COMMAND",
        .least = 1,
        .most = 1,
        .bit = ALONE,
        .summary = "Looks into model files, and loads their tensors by explicit read/copy.",
        .notes = "A FILE is GGUF or safetensors; the format is detected from its content.  Any\n"
                 "shard of a GGUF model opens all of them, and so do an index\n"
                 "(model.safetensors.index.json) and the folder that it is in.  A model that is\n"
                 "named through several of its files is handled once.\n"
                 "\n"
                 "emel COMMAND --help tells more.  Data goes to standard output, messages to\n"
                 "standard error.  Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n",
    },
    {
        .name = "inspect",
        .operands = "FILE...",
        .least = 1,
        .most = INT32_MAX,
        .bit = INSPECT,
        .summary = "Shows which tensors a model file has, and where.",
        .notes = INSPECT_NOTES,
        .run = command_inspect,
    },
    {
        .name = "load",
        .operands = "FILE...",
        .least = 1,
        .most = INT32_MAX,
        .bit = LOAD,
        .summary = "Makes the tensors of a model file resident, and tells how fast.",
        .notes = LOAD_NOTES,
        .run = command_load,
    },
    {
        .name = "cat",
        .operands = "FILE TENSOR",
        .least = 2,
        .most = 2,
        .bit = CAT,
        .summary = "Writes the bytes of one tensor to standard output.",
        .notes = "They are as in the file: little-endian, in the tensor's own dtype.\n"
                 "\n"
                 "PART is DIM:FROM:TO.\n" SLICE_NOTES,
        .run = command_cat,
    },
    {
        .name = "sums",
        .operands = "FILE...",
        .least = 1,
        .most = INT32_MAX,
        .bit = SUMS,
        .summary = "Writes a sum of the bytes of each tensor.",
        .notes = SUMS_NOTES,
        .run = command_sums,
    },
    {
        .name = "verify",
        .operands = "FILE SUMS",
        .least = 2,
        .most = 2,
        .bit = VERIFY,
        .summary = "Compares the tensors of a model file with such sums.",
        .notes = VERIFY_NOTES,
        .run = command_verify,
    },
};
const size_t command_count = sizeof commands / sizeof *commands;

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
    VALUE("tensor", INSPECT | LOADING, OPTION_PATTERN, "GLOB", patterns, 0, 0,
          "only tensors whose name matches, as 'blk.0.*'; repeatable"),
    { .name = "slice",
      .argument = "PART",
      .commands = LOAD,
      .kind = OPTION_SLICE,
      .choices = "NAME=DIM:FROM:TO",
      .help = "load only this part of a tensor; repeatable" },
    { .name = "slice",
      .argument = "PART",
      .commands = CAT,
      .kind = OPTION_PART,
      .choices = "DIM:FROM:TO",
      .help = "write only this part of the tensor" },
    { .name = "metadata",
      .argument = "[KEY]",
      .commands = INSPECT,
      .kind = OPTION_KEY,
      .help = "show metadata, not tensors: all keys, or one whole value" },
    SWITCH("summary", 0, INSPECT, summary, "show how the bytes divide by dtype and by layer"),
    SWITCH("json", 0, INSPECT | LOADING, json, "write JSON, see below"),
    SWITCH("bytes", 0, INSPECT | LOAD, bytes, "write sizes in bytes, not in KiB, MiB, GiB"),
    { .name = "caching",
      .argument = "HOW",
      .commands = LOADING,
      .kind = OPTION_CHOICE,
      .field = offsetof(struct settings, caching),
      .choices = "automatic|buffered|direct|shared",
      .help = "automatic, buffered, direct or shared: through the page cache or not" },
    VALUE("workers", LOADING, OPTION_NUMBER, "N", workers, 1, EMEL_IO_READ_WORKERS_MAX,
          "threads that read; chosen if not given"),
    VALUE("step-bytes", LOAD, OPTION_NUMBER, "SIZE", step_bytes, 1, UINT64_MAX,
          "read at most this much between two looks around; 64M"),
    VALUE("alignment", LOAD, OPTION_POWER, "N", alignment, 1, EMEL_IO_ALIGNMENT_MAX,
          "of every tensor in memory, a power of two; 32"),
    VALUE("limit", LOAD, OPTION_NUMBER, "SIZE", limit, 1, UINT64_MAX,
          "refuse to hold more memory than this"),
    { .name = "sums",
      .argument = "SUMS",
      .commands = LOAD,
      .kind = OPTION_PATH,
      .field = offsetof(struct settings, sums),
      .help = "compare what was loaded with these sums, as verify does" },
    SWITCH("no-progress", 0, LOADING, no_progress, "no progress line, even on a terminal"),
    SWITCH("quiet", 'q', LOAD | VERIFY, quiet, "only errors: no progress, no summary"),
    SWITCH("quiet", 'q', SUMS, quiet, "only sums and errors: no progress"),
    SWITCH("verbose", 'v', LOAD, verbose,
           "show where each tensor is in memory, and keep the progress line"),
    SWITCH("force", 0, CAT, force, "write to a terminal, too"),
    SWITCH("help", 'h', EVERYWHERE, help, "show this help"),
    SWITCH("version", 'V', EVERYWHERE, version, "show the version"),
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
