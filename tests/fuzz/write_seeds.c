/* Writes the seeds of the fuzzers, one file each, into four folders:
 *
 *     write_seeds tests/fuzz/corpus      gguf/ safetensors/ json/ index/ are there
 *
 * The seeds are committed; this is how they came to be, and how to add one. */
#include <stdio.h>
#include <stdlib.h>

#include "support/notation.h"

static const char *const gguf[] = {
    "4:3 8:0 8:0",
    "4:2 8:1 8:1 s'general.alignment' 4:4 4:64 s'w' 4:2 8:4 8:2 4:0 8:0 @64 z64",
    "4:3 8:2 8:0 s'v' 4:1 8:8 4:0 8:0 s'w' 4:1 8:32 4:2 8:32 @32 z64",
    "4:3 8:0 8:6 s'a' 4:0 1:1 s'b' 4:3 2:-2 s'c' 4:6 4:0x3fc00000 s'd' 4:7 1:1 s'e' 4:10 8:-1 s'f' "
    "4:12 8:0",
    "4:3 8:0 8:3 s'a' 4:8 s'text' s'b' 4:9 4:4 8:2 4:1 4:2 s'c' 4:9 4:8 8:2 s'x' s'yz'",
    "4:3 8:0 8:2 s'a' 4:9 4:9 8:1 4:9 8:1 4:0 8:1 1:0 s'b' 4:9 4:7 8:2 2:1",
    "4:3 8:3 8:0 s'' 4:0 4:24 8:0 s'e' 4:1 8:0 4:0 8:0 s'q' 4:1 8:256 4:12 8:32 @32 z200",
    "4:3 8:1 8:4 s'k' 4:8 s'v' s'a' 4:9 4:8 8:2 s'x' s'yz' s'k' 4:8 s'v' s'a' 4:9 4:8 8:2 s'x' "
    "s'yz' "
    "L(a83) 4:5 8:2 8:1 8:1 8:1 8:1 4:0 8:0 @32 z8",
};

static const char *const safetensors[] = {
    "'{}'",
    "'{\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}' z1 z8",
    "'{\"__metadata__\":{\"format\":\"pt\",\"a\":\"\\u0041\\n\"},\"v\":{\"dtype\":\"U8\",\"shape\":"
    "[],"
    "\"data_offsets\":[0,1]}} ' z1 z1",
    "'{\"b\":{\"data_offsets\":[2,5],\"shape\":[6],\"dtype\":\"F4\"},\"a\":{\"dtype\":\"BF16\","
    "\"shape\":[1],"
    "\"data_offsets\":[0,2]},\"e\":{\"dtype\":\"I8\",\"shape\":[0,3],\"data_offsets\":[5,5]}}' z1 "
    "z5",
    "' "
    "{\"__metadata__\":null,\"w\":{\"a\":[{\"b\":1,\"c\":{\"b\":[]}}],\"dtype\":\"U8\",\"d\":\"e\","
    "\"shape\":[1],\"data_offsets\":[0,1]}}' z1 z1",
    "z1 L('{\"w\":{\"dtype\":\"F6_E2M3\",\"shape\":[4],\"data_offsets\":[0,3]}}') z3",
};

static const char *const json[] = {
    "'{\"a\":[1,-2.5e+3,true,false,null,\"b\\u00e9\\ud83d\\ude00\\n\"],\"c\":{}}'",
    "'[[[[[[[[]]]]]]]]'",
    "'\"' xc3a9 xe282ac xf09f9880 '\"'",
    "'18446744073709551616'",
};

/* As fuzz_index.c cuts them. */
#define U8(name) "'{\"" name "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}' z1 1:1 "
#define SHARD(number, name)                                                                        \
    "'GGUF' 4:3 8:1 8:3 s'split.no' 4:2 2:" number " s'split.count' 4:2 2:2 "                      \
    "s'split.tensors.count' 4:5 4:2 s'" name "' 4:1 8:1 4:24 8:0 "

static const char *const in_index[] = {
    "'{\"weight_map\":{\"v\":\"a\",\"w\":\"b\"}}' z1 " U8("v") U8("w"),
    "'{\"metadata\":{\"total_size\":[2]},\"weight_map\":{\"w\":\"a\",\"x\":\"../b\"}}' z1 " U8("w")
        U8("x"),
    "'{\"weight_map\":{\"v\":\"a\"}}' z1 "
    "'{\"v\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
    "\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}' z1 1:2 " U8("v"),
    "'s' 2:161 " SHARD("0", "v") "z21 'v' " SHARD("1", "w") "z21 'w'",
};

static void write_seed(const char *folder, const char *kind, size_t number, const char *text)
{
    struct notation made = notation(text);
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s/%zu", folder, kind, number);
    file = fopen(path, "wb");
    if (!file || fwrite(made.bytes, 1, made.size, file) != made.size || fclose(file) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    free(made.bytes);
}

int main(int count, char **arguments)
{
    if (count != 2)
        return EXIT_FAILURE;
    for (size_t i = 0; i < sizeof gguf / sizeof *gguf; i++)
        write_seed(arguments[1], "gguf", i, gguf[i]);
    for (size_t i = 0; i < sizeof safetensors / sizeof *safetensors; i++)
        write_seed(arguments[1], "safetensors", i, safetensors[i]);
    for (size_t i = 0; i < sizeof json / sizeof *json; i++)
        write_seed(arguments[1], "json", i, json[i]);
    for (size_t i = 0; i < sizeof in_index / sizeof *in_index; i++)
        write_seed(arguments[1], "index", i, in_index[i]);
    return EXIT_SUCCESS;
}
