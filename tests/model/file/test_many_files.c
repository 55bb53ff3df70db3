/* Models of as many files as there may be, at long paths: in time, and within memory. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/emel.h"
#include "model/file/suites.h"
#include "support/counting_allocator.h"
#include "support/notation.h"

#define FILES 4096
#define PATH_BYTES 232 /* as in the cache of a hub */
#define FIRST_DESCRIPTOR 1000

/* A disk on which every shard is the same but for its number. */
static struct {
    struct notation shard;
    size_t number_at; /* in the shard: where its number is, in 2 bytes */
    uint32_t most;    /* descriptors that may be open at once */
    uint32_t open;
} disk;

static char folder[PATH_BYTES + 64];

static int many_open(void *context, const char *path, int *descriptor)
{
    const char *name = path + strlen(path) - strlen("-00001-of-04096.gguf");
    int number = 0;

    (void)context;
    if (sscanf(name, "-%5d-of-", &number) != 1)
        return ENOENT;
    if (disk.open == disk.most)
        return EMFILE;
    disk.open++;
    *descriptor = FIRST_DESCRIPTOR + number - 1;
    return 0;
}

static int many_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    (void)context;
    *stat = (struct emel_io_stat){
        .stamp = { .inode = (uint64_t)descriptor, .size = disk.shard.size },
        .regular = true,
    };
    return 0;
}

static int many_read(void *context, int descriptor, const struct iovec *slices, int count,
                     uint64_t offset, size_t *moved)
{
    const unsigned number = (unsigned)(descriptor - FIRST_DESCRIPTOR);

    (void)context, (void)count;
    *moved = slices->iov_len;
    if (*moved > disk.shard.size - offset)
        *moved = (size_t)(disk.shard.size - offset);
    disk.shard.bytes[disk.number_at] = (unsigned char)(number & 0xff);
    disk.shard.bytes[disk.number_at + 1] = (unsigned char)(number >> 8);
    memcpy(slices->iov_base, disk.shard.bytes + offset, *moved);
    return 0;
}

static int many_close(void *context, int descriptor)
{
    (void)context, (void)descriptor;
    disk.open--;
    return 0;
}

static void enter(void)
{
    disk.shard = notation("'GGUF' 4:3 8:0 8:3 s'split.no' 4:2 ^ 2:0 s'split.count' 4:2 2:4096 "
                          "s'split.tensors.count' 4:5 4:0");
    disk.number_at = (size_t)disk.shard.mark;
    disk.most = FILES;
    disk.open = 0;
    memset(folder, 'f', PATH_BYTES - 22);
    strcpy(folder + PATH_BYTES - 22, "/m-00001-of-04096.gguf");
}

static void leave(void)
{
    free(disk.shard.bytes);
}

static struct emel_model *open_model(struct counting *memory, struct emel_failure *why)
{
    const struct emel_io_system system = {
        .open = many_open, .stat = many_stat, .read = many_read, .close = many_close
    };
    const struct emel_allocator allocator = counting_allocator(memory);
    const struct emel_model_options options = { .system = &system, .records = &allocator };

    return emel_model_open(folder, &options, why);
}

START_TEST(a_model_of_4096_files_at_long_paths_opens_within_memory)
{
    const uint64_t bound = (uint64_t)4 * FILES * disk.shard.size + (1 << 20) +
                           (uint64_t)2 * FILES * PATH_BYTES + (uint64_t)128 * FILES;
    struct counting memory = { .calls = 0 };
    struct emel_failure why;
    struct emel_model *model = open_model(&memory, &why);
    uint32_t count;

    ck_assert_msg(model, "%s", why.text);
    emel_model_file_files(emel_model_get_file(model), &count);
    ck_assert_uint_eq(count, FILES);
    emel_model_close(model);
    ck_assert_uint_le(memory.most, bound);
    ck_assert_uint_eq(memory.held, 0);
    ck_assert_uint_eq(disk.open, 0);
}
END_TEST

START_TEST(a_limit_on_descriptors_says_how_many_are_needed)
{
    struct counting memory = { .calls = 0 };
    struct emel_failure why;

    disk.most = 256;
    ck_assert_ptr_null(open_model(&memory, &why));
    ck_assert_str_eq(why.name, "OPEN_FAILED");
    ck_assert_int_eq(why.os_error, EMFILE);
    ck_assert_uint_eq(why.value, FILES);
    ck_assert_ptr_nonnull(strstr(why.file, "-00257-of-04096.gguf"));
    ck_assert_uint_eq(memory.held, 0);
    ck_assert_uint_eq(disk.open, 0);
}
END_TEST

Suite *many_files_suite(void)
{
    Suite *suite = suite_create("model/file: many files");
    TCase *test = tcase_create("many");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, a_model_of_4096_files_at_long_paths_opens_within_memory);
    tcase_add_test(test, a_limit_on_descriptors_says_how_many_are_needed);
    suite_add_tcase(suite, test);
    return suite;
}
