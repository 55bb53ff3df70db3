#include "support/file_sets.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "support/notation.h"

#define KEYS(no, count, tensors)                                                                   \
    "s'split.no' 4:2 2:" #no " s'split.count' 4:2 2:" #count                                       \
    " s'split.tensors.count' 4:5 4:" #tensors " "

/* Metadata in the first, tensors of bytes in the others, as is common. */
static const struct set_file gguf[] = {
    { "d/m-00001-of-00003.gguf", "'GGUF' 4:3 8:0 8:4 s'name' 4:8 s'set' " KEYS(0, 3, 3) },
    { "d/m-00002-of-00003.gguf",
      "'GGUF' 4:2 8:2 8:4 " KEYS(
          1, 3, 3) "s'general.alignment' 4:4 4:64 "
                   "s'b' 4:1 8:3 4:24 8:64 s'a' 4:1 8:2 4:24 8:0 @64 'aa' @64 'bbb'" },
    { "d/m-00003-of-00003.gguf",
      "'GGUF' 4:3 8:1 8:4 s'name' 4:8 s'other' " KEYS(2, 3, 3) "s'c' 4:1 8:4 4:24 8:0 @32 'cccc'" },
};

#define U8(name, bytes)                                                                            \
    "\"" name "\":{\"dtype\":\"U8\",\"shape\":[" #bytes "],\"data_offsets\":[0," #bytes "]}"
#define INDEX "model.safetensors.index.json"

static const struct set_file safetensors[] = {
    { "d/" INDEX,
      "'{\"metadata\":{\"total_size\":99,\"a\":[{\"b\":\"c\"},null]},"
      "\"weight_map\":{\"c\":\"z/2.st\",\"b\":\"1.st\",\"a\":\"0.st\"},\"\":{},\"d\":1} '" },
    { "d/0.st", "L('{\"__metadata__\":{\"format\":\"pt\"}," U8("a", 2) "}') 'aa'" },
    { "d/1.st", "L('{\"__metadata__\":{\"format\":\"np\"}," U8("b", 3) "}') 'bbb'" },
    { "d/z/2.st", "L('{" U8("c", 4) "}') 'cccc'" },
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

const struct set sets[SETS] = {
    [SET_GGUF] = { gguf, COUNT(gguf), "d/m-00002-of-00003.gguf" },
    [SET_SAFETENSORS] = { safetensors, COUNT(safetensors), "d/" INDEX },
};

void set_add(const struct set *set, struct opening *opening)
{
    for (size_t i = 0; i < set->count; i++)
        opening_add(opening, set->files[i].path, set->files[i].text);
}

static void make_folder(const char *folder, const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void write_file(const char *folder, const struct set_file *file)
{
    struct notation made = notation(file->text);
    char path[4096];
    FILE *stream;

    snprintf(path, sizeof path, "%s/%s", folder, file->path);
    stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(made.bytes, 1, made.size, stream), made.size);
    fclose(stream);
    free(made.bytes);
}

void set_write(const struct set *set, const char *folder)
{
    make_folder(folder, "d");
    make_folder(folder, "d/z");
    for (size_t i = 0; i < set->count; i++)
        write_file(folder, &set->files[i]);
}
