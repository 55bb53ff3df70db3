/* What the help of each command ends with.  The manual page has the lines about JSON, too. */
#ifndef COMMAND_NOTES_H
#define COMMAND_NOTES_H

#define JSON_NOTES_BEGIN                                                                           \
    "--json writes one array with an object for each FILE.  Existing names keep their\n"           \
    "meaning; later versions only add names.\n"                                                    \
    "  path                    FILE\n"                                                             \
    "  format, version         \"gguf\" and its version, or \"safetensors\" and null\n"
#define JSON_NOTES_END                                                                             \
    "  same_as                 the path of an earlier FILE of the same model; an object\n"         \
    "                          with same_as has only path and same_as\n"                           \
    "  error                   only if FILE failed: name and text; and, if known, file,\n"         \
    "                          subject, offset, other_offset, value, limit, os_error\n"

#define ALONE_NOTES                                                                                \
    "A FILE is GGUF or safetensors; the format is detected from its content.  Any shard\n"         \
    "of a GGUF model opens the whole model, and so does an index of safetensors files\n"           \
    "(model.safetensors.index.json) or the folder that it is in.  If several FILEs belong\n"       \
    "to one model, it is handled once.  FILE@OFFSET or FILE@OFFSET:LENGTH is a model\n"            \
    "inside a bigger file.\n"                                                                      \
    "\n"                                                                                           \
    "emel COMMAND --help says more about a command.  Results go to standard output,\n"             \
    "messages to standard error.  Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n"

#define INSPECT_NOTES                                                                              \
    "Shapes are in the file's own order: in GGUF the first extent varies fastest, in\n"            \
    "safetensors the last.  Offsets are absolute, in bytes.\n"                                     \
    "--metadata KEY writes a string as it is, and an array with one element on each line.\n"       \
    "The word after --metadata is a KEY, unless a file has that name; --metadata=KEY\n"            \
    "always names a key.\n"                                                                        \
    "--map draws the file as a line of blocks: the header, a letter for each dtype, and a\n"       \
    "dot for bytes that belong to no tensor.\n"                                                    \
    "\n" JSON_NOTES_BEGIN                                                                          \
    "  files                   an array of paths; tensors[].file is an index into it\n"            \
    "  tensors                 name, dtype, shape, file, offset, bytes\n"                          \
    "  metadata                with --metadata: key, type, value.  An array has the type\n"        \
    "                          \"array\", an element_type and a count, and its value is an\n"      \
    "                          array of all elements.  NaN and infinity are null, uint64\n"        \
    "                          is a number even above 2^63 - 1, and bytes that are not\n"          \
    "                          UTF-8 become U+FFFD\n"                                              \
    "  summary                 with --summary: architecture, context_length, parameters,\n"        \
    "                          ignored (tensors that the index does not name); dtypes and\n"       \
    "                          layers, or with --by one of them, as arrays of objects:\n"          \
    "                          name, tensors, bytes\n" JSON_NOTES_END

#define SLICE_NOTES                                                                                \
    "DIM is a dimension of the shape that inspect shows; the first one is 0.  The part has\n"      \
    "the elements FROM to TO - 1 of that dimension, or share R of N equal shares; the first\n"     \
    "element and the first share are 0.  A block of a quantised type is never cut.\n"

#define PARTS_NOTES                                                                                \
    "PART is NAME=DIM:FROM:TO, or GLOB=DIM:R/N for each tensor that matches.  With --slice\n"      \
    "alone only these parts are selected; with --tensor, also the tensors that it "                \
    "matches.\n" SLICE_NOTES

#define SIZE_NOTES                                                                                 \
    "SIZE is a number of bytes, with or without a unit: K, M, G, T or KiB, MiB, GiB, TiB\n"        \
    "are powers of 1024; KB, MB, GB, TB are powers of 1000.\n"

#define VERIFY_FIELDS(when)                                                                        \
    "  different, missing,     " when "names of tensors with other bytes, of tensors\n"            \
    "  extra                   missing from FILE, and of tensors missing from SUMS\n"

#define PART_SUMS_NOTES                                                                            \
    PARTS_NOTES                                                                                    \
    "The sum of a part covers its bytes only: compare it with sums of the same PARTs.\n"

#define LOAD_NOTES                                                                                 \
    PART_SUMS_NOTES                                                                                \
    "\n" SIZE_NOTES                                                                                \
    "The memory of each FILE is freed before the next is loaded.  Peak memory is that of\n"        \
    "the whole process.  Ctrl-C cancels the load at its next step and frees all memory; a\n"       \
    "second Ctrl-C ends emel at once.  An interrupted command writes all of its JSON or none.\n"   \
    "\n" JSON_NOTES_BEGIN                                                                          \
    "  tensor_count, bytes     how many tensors were loaded, and their bytes\n"                    \
    "  seconds                 the time of the load, without the time to read the header\n"        \
    "  gib_per_second          bytes per second, in GiB\n"                                         \
    "  held_bytes              memory held for the tensors, padding included\n"                    \
    "  peak_bytes              the peak of the process's resident memory so far\n"                 \
    "  report                  what the load did: wanted_bytes, buffered_bytes,\n"                 \
    "                          direct_bytes, beyond_bytes (read but not wanted, or read\n"         \
    "                          again), read_calls, workers\n"                                      \
    "  tensors                 with --verbose: name, address, bytes\n" VERIFY_FIELDS(              \
        "with --sums: ") JSON_NOTES_END

#define CAT_NOTES                                                                                  \
    "The bytes are those of the file: little-endian, in the tensor's own dtype.\n"                 \
    "\n"                                                                                           \
    "PART is DIM:FROM:TO, or DIM:R/N.\n" SLICE_NOTES

#define SUMS_NOTES                                                                                 \
    "A line is the XXH3-128 of a tensor's bytes as 32 hexadecimal digits, two blanks, and\n"       \
    "the tensor's name, in which \\\\ is a backslash and \\xHH a byte of a control character.\n"   \
    "Lines are sorted by the bytes of the names, so the same tensors have the same lines in\n"     \
    "any format.  With several FILEs, a line \"# FILE\" comes before the lines of each FILE.\n"    \
    "The format of the lines will not change.  Tensors are read through small buffers, so a\n"     \
    "model need not fit in memory.\n"                                                              \
    "\n" PART_SUMS_NOTES "\n" JSON_NOTES_BEGIN                                                     \
    "  tensors                 name, bytes, xxh3_128\n" JSON_NOTES_END

#define VERIFY_NOTES                                                                               \
    "SUMS is a file with the output of emel sums for one FILE.  Lines that begin with # are\n"     \
    "comments; every other line must have the format of emel sums.  Tensors that neither\n"        \
    "--tensor nor --slice selects are not compared.\n"                                             \
    "\n" PART_SUMS_NOTES "\n" JSON_NOTES_BEGIN                                                     \
    "  tensor_count            the number of tensors compared\n" VERIFY_FIELDS("") JSON_NOTES_END

#define DIFF_NOTES                                                                                 \
    "Tensors are paired by name.  A and B may have different formats: shapes are compared\n"       \
    "beginning with the extent that varies fastest, and between formats slowest extents of\n"      \
    "1 are ignored.  Bytes are compared if dtype and shape are the same.  Exit status 1:\n"        \
    "there is a difference, or an error.\n"                                                        \
    "\n" JSON_NOTES_BEGIN "  other                   the path of B\n"                              \
    "  only_in_a, only_in_b    arrays of objects with a name\n"                                    \
    "  other_dtype             an array of objects: name, and the dtypes a and b\n"                \
    "  other_shape             an array of objects: name, and the shapes a and b\n"                \
    "  other_bytes             an array of objects: name, and offset, the first byte of\n"         \
    "                          the tensor that differs\n"                                          \
    "  same                    the number of tensors without a difference\n" JSON_NOTES_END

#define EXTRACT_NOTES                                                                              \
    "A tensor of a type that NumPy has is written to NAME.npy.  The bytes of any other\n"          \
    "tensor (BF16, quantised types) are written to NAME.bin; its name, dtype, shape, number\n"     \
    "of bytes, and which extent varies fastest, to NAME.json.  In NAME, bytes other than\n"        \
    "letters, digits, '.', '_' and '-' are written as %HH.  A file appears only when it is\n"      \
    "complete.  Existing files are not overwritten without --force.\n"

#define BENCH_NOTES                                                                                \
    "Loads the tensors with read/copy, and with fread into malloc.  Also measures what limits\n"   \
    "a load: the device (by direct reads), the page cache (if the file is in it), and fresh\n"     \
    "memory.  This takes less than 20 seconds: if a model is too big for that, or for the\n"       \
    "free memory, only its first tensors are measured.  Afterwards the file is in the page\n"      \
    "cache: to measure the device again, evict the file from it.\n"                                \
    "\n" JSON_NOTES_BEGIN                                                                          \
    "  tensor_count, bytes     how many tensors were measured, and their bytes\n"                  \
    "  cached_share            the share of these bytes that was in the page cache before\n"       \
    "                          the measurement, 0 to 1\n"                                          \
    "  ways                    name (load, fread, device, page_cache, memory), bytes,\n"           \
    "                          seconds, gib_per_second; bytes is 0 if not measured\n"              \
    "  limit                   \"device\", \"page cache\" or \"memory\"\n" JSON_NOTES_END

#endif
