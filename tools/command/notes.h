/* What the help of each command ends with.  The manual page has the lines about JSON, too. */
#ifndef COMMAND_NOTES_H
#define COMMAND_NOTES_H

#define JSON_NOTES_BEGIN                                                                           \
    "--json writes one array with an object for each FILE.  Existing names keep their\n"           \
    "meaning; later versions only add names.\n"                                                    \
    "  path                    FILE\n"                                                             \
    "  format, version         \"gguf\" and its version, or \"safetensors\" and null\n"
#define JSON_NOTES_END                                                                             \
    "  same_as                 only path besides: FILE belongs to a model of several files\n"      \
    "                          that is in the array already, under this path\n"                    \
    "  error                   only if FILE failed: name, text, and if they are known\n"           \
    "                          file, subject, offset, other_offset, value, limit,\n"               \
    "                          os_error\n"

#define ALONE_NOTES                                                                                \
    "A FILE is GGUF or safetensors; the format is detected from its content.  Any shard\n"         \
    "of a GGUF model opens all of them, and so do an index (model.safetensors.index.json)\n"       \
    "and the folder that it is in.  A model that is named through several of its files is\n"       \
    "handled once; with --alone, one file of a set is opened by itself.  FILE@OFFSET or\n"         \
    "FILE@OFFSET:LENGTH is a model inside a bigger file.\n"                                        \
    "\n"                                                                                           \
    "emel COMMAND --help says more about a command.  Results go to standard output,\n"             \
    "messages to standard error.  Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n"

#define INSPECT_NOTES                                                                              \
    "Shapes are in the file's own order: in GGUF the first extent varies fastest, in\n"            \
    "safetensors the last.  Offsets are absolute, in bytes.\n"                                     \
    "--metadata KEY writes a string as it is, and an array with one element on each line.\n"       \
    "What follows --metadata is a KEY unless a file has that name; --metadata=KEY always\n"        \
    "is one.\n"                                                                                    \
    "--map draws the file as a line of blocks: the header, a letter for each dtype, and a\n"       \
    "dot for bytes that belong to no tensor.\n"                                                    \
    "\n" JSON_NOTES_BEGIN                                                                          \
    "  files                   an array of paths; tensors[].file is an index into it\n"            \
    "  tensors                 name, dtype, shape, file, offset, bytes\n"                          \
    "  metadata                with --metadata: key, type, value; of an array type is\n"           \
    "                          \"array\", with element_type and count, and value has all\n"        \
    "                          its elements.  NaN and infinity are null, uint64 is a\n"            \
    "                          number even above 2^63 - 1, and bytes that are not UTF-8\n"         \
    "                          become U+FFFD\n"                                                    \
    "  summary                 with --summary: architecture, context_length, parameters,\n"        \
    "                          ignored (tensors that the index does not name); dtypes and\n"       \
    "                          layers, or one of them: name, tensors, bytes\n" JSON_NOTES_END

#define SLICE_NOTES                                                                                \
    "DIM counts the extents of the shape from 0, in the order in which inspect shows them.\n"      \
    "FROM and TO count elements from 0; FROM is in the part, TO is not.  R/N is share R, from\n"   \
    "0, of N equal ones.  A block of a quantised type is never cut.\n"

#define PARTS_NOTES                                                                                \
    "PART is NAME=DIM:FROM:TO, or GLOB=DIM:R/N for each tensor that matches.  With --slice\n"      \
    "alone only these parts are selected; with --tensor, also what that matches.\n" SLICE_NOTES

#define SIZE_NOTES                                                                                 \
    "SIZE is a number of bytes, which may have a unit: K, M, G, T or KiB, MiB, GiB, TiB are\n"     \
    "powers of 1024, and KB, MB, GB, TB powers of 1000.\n"

#define VERIFY_FIELDS(when)                                                                        \
    "  different, missing,     " when "names of tensors with other bytes, of tensors\n"            \
    "  extra                   missing from FILE, and of tensors missing from SUMS\n"

#define PART_SUMS_NOTES                                                                            \
    PARTS_NOTES                                                                                    \
    "The sum of a part is that of its bytes: compare it with sums of the same PARTs.\n"

#define LOAD_NOTES                                                                                 \
    PART_SUMS_NOTES                                                                                \
    "\n" SIZE_NOTES                                                                                \
    "The memory of each FILE is freed before the next is loaded.  Peak memory is that of\n"        \
    "the whole process.  Ctrl-C cancels the load at its next step and frees all memory; a\n"       \
    "second one kills.  An interrupted command writes all of its JSON or none.\n"                  \
    "\n" JSON_NOTES_BEGIN "  tensor_count, bytes     what became resident\n"                       \
    "  seconds                 the time of the load, without reading the header\n"                 \
    "  gib_per_second          bytes per second, in GiB\n"                                         \
    "  held_bytes              memory held for the tensors, padding included\n"                    \
    "  peak_bytes              the most memory that the process had resident so far\n"             \
    "  report                  what the load did: wanted_bytes, buffered_bytes,\n"                 \
    "                          direct_bytes, beyond_bytes (read but not wanted, or read\n"         \
    "                          again), read_calls, workers\n"                                      \
    "  tensors                 with --verbose: name, address, bytes\n" VERIFY_FIELDS(              \
        "with --sums: ") JSON_NOTES_END

#define CAT_NOTES                                                                                  \
    "The bytes are as in the file: little-endian, in the tensor's own dtype.\n"                    \
    "\n"                                                                                           \
    "PART is DIM:FROM:TO, or DIM:R/N.\n" SLICE_NOTES

#define SUMS_NOTES                                                                                 \
    "A line is the XXH3-128 of a tensor's bytes as 32 hexadecimal digits, two blanks, and\n"       \
    "the tensor's name, in which \\\\ is a backslash and \\xHH a byte of a control character.\n"   \
    "Lines are sorted by the bytes of the names, so the same tensors have the same lines in\n"     \
    "any format.  With several FILEs, a line \"# FILE\" comes before the lines of each.  The\n"    \
    "format of the lines will not change.  Tensors are read through small buffers, so a\n"         \
    "model need not fit in memory.\n"                                                              \
    "\n" PART_SUMS_NOTES "\n" JSON_NOTES_BEGIN                                                     \
    "  tensors                 name, bytes, xxh3_128\n" JSON_NOTES_END

#define VERIFY_NOTES                                                                               \
    "SUMS is what emel sums wrote for one FILE.  Lines that begin with # are comments;\n"          \
    "every other line must be as sums writes it.  Tensors that neither --tensor nor --slice\n"     \
    "selects are not compared.\n"                                                                  \
    "\n" PART_SUMS_NOTES "\n" JSON_NOTES_BEGIN                                                     \
    "  tensor_count            the number of tensors compared\n" VERIFY_FIELDS("") JSON_NOTES_END

#define DIFF_NOTES                                                                                 \
    "Tensors are paired by their names.  A and B may have different formats: shapes are\n"         \
    "compared from the extent that varies fastest on, and between formats the slowest\n"           \
    "extents do not count if they are 1.  Bytes are compared where dtype and shape are the\n"      \
    "same.  Exit status 1: there is a difference, or an error.\n"                                  \
    "\n" JSON_NOTES_BEGIN "  other                   the path of B\n"                              \
    "  only_in_a, only_in_b    arrays of objects: name\n"                                          \
    "  other_dtype             the same: name, and a and b, the dtypes\n"                          \
    "  other_shape             the same: name, and a and b, the shapes\n"                          \
    "  other_bytes             the same: name, and offset, the first byte in the tensor\n"         \
    "                          that differs\n"                                                     \
    "  same                    the number of tensors without a difference\n" JSON_NOTES_END

#define EXTRACT_NOTES                                                                              \
    "A tensor of a type that NumPy has becomes NAME.npy.  Any other (BF16, quantised types)\n"     \
    "becomes NAME.bin, its bytes as in the file, and NAME.json, which has its name, dtype,\n"      \
    "shape, which extent varies fastest, and bytes.  In NAME, bytes other than letters,\n"         \
    "digits, '.', '_' and '-' are written as %HH.  A file appears when it is whole; one that\n"    \
    "exists is not overwritten without --force.\n"

#define BENCH_NOTES                                                                                \
    "Loads the tensors with read/copy and with fread into malloc, and measures besides what\n"     \
    "limits a load: the device by direct reads, the page cache if the file is in it, and\n"        \
    "fresh memory.  It takes less than 20 seconds; of a model that is too big for that, or\n"      \
    "for the free memory, the first tensors are measured.  Afterwards the file is in the\n"        \
    "page cache: to measure the device again, evict it.\n"                                         \
    "\n" JSON_NOTES_BEGIN "  tensor_count, bytes     what was measured\n"                          \
    "  cached_share            how much of it was in the page cache before, 0 to 1\n"              \
    "  ways                    name (load, fread, device, page_cache, memory), bytes,\n"           \
    "                          seconds, gib_per_second; bytes is 0 if not measured\n"              \
    "  limit                   \"device\", \"page cache\" or \"memory\"\n" JSON_NOTES_END

#endif
