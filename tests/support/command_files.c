#define _XOPEN_SOURCE 700 /* ftruncate */

#include "support/command_files.h"

#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/file_sets.h"
#include "support/notation.h"
#include "support/temp.h"
#include "support/retained.h"

static const char *write_file(const void *bytes, size_t count, uint64_t grown)
{
    char *path = retain_memory(TEMP_PATH_BYTES);
    int descriptor;

    temp_path(path, "model.gguf");
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, bytes, count), (ssize_t)count);
    ck_assert_int_eq(ftruncate(descriptor, (off_t)(count + grown)), 0);
    close(descriptor);
    return path;
}

const char *file_and_zeros(const char *text, uint64_t zeros)
{
    struct notation made = notation(text);
    const char *path = write_file(made.bytes, made.size, zeros);

    free(made.bytes);
    return path;
}

const char *file_of(const char *text)
{
    return file_and_zeros(text, 0);
}

const char *file_with(const void *bytes, size_t count)
{
    return write_file(bytes, count, 0);
}

const unsigned char *file_bytes(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    char *all;
    long size;

    ck_assert_msg(file != NULL, "%s could not be opened", path);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    ck_assert_int_ge(size, 0);
    *bytes = (size_t)size;
    all = retain_memory(*bytes);
    ck_assert_uint_eq(fread(all, 1, *bytes, file), *bytes);
    fclose(file);
    return (const unsigned char *)all;
}

const char *sparse_file(unsigned tensors, uint64_t bytes)
{
    const size_t room = 256 + tensors * (size_t)128;
    char *text = retain_memory(room);
    size_t used = (size_t)snprintf(text, room, "'GGUF' 4:3 8:%u 8:0", tensors);

    for (unsigned i = 0; i < tensors; i++) {
        used += (size_t)snprintf(text + used, room - used,
                                 " s'blk.%u.weight' 4:1 8:%" PRIu64 " 4:24 8:%" PRIu64, i, bytes,
                                 i * bytes);
        ck_assert_uint_lt(used, room - sizeof " @32");
    }
    strcpy(text + used, " @32");
    return file_and_zeros(text, tensors * bytes);
}

const char *model_of_others(const char *name)
{
    const char *folder = getenv("EMEL_TEST_MODELS");
    char *path = retain_memory(TEMP_PATH_BYTES);

    snprintf(path, TEMP_PATH_BYTES, "%s/%s", folder ? folder : "../shared/models", name);
    if (access(path, R_OK) == 0)
        return path;
    printf("skipped: %s is not there\n", path);
    return NULL;
}

const char *path_in(const char *folder, const char *name)
{
    char *path = retain_memory(2 * TEMP_PATH_BYTES);

    snprintf(path, 2 * TEMP_PATH_BYTES, "%s/%s", folder, name);
    return path;
}

const char *write_set(int number)
{
    char *folder = retain_memory(TEMP_PATH_BYTES);

    temp_path(folder, "set");
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    set_write(&sets[number], folder);
    return folder;
}

const char *model_in(const char *folder, int number)
{
    return path_in(folder, sets[number].path);
}
