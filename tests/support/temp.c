#define _XOPEN_SOURCE 700 /* mkdtemp, nftw */
#define _FILE_OFFSET_BITS 64

#include "support/temp.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[TEMP_PATH_BYTES / 2];

void temp_enter(void)
{
    const char *base = getenv("TMPDIR");
    int length = snprintf(folder, sizeof folder, "%s/emel-XXXXXX", base ? base : "/tmp");

    ck_assert_int_lt(length, (int)sizeof folder);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static int remove_entry(const char *path, const struct stat *entry, int type, struct FTW *where)
{
    (void)entry, (void)type, (void)where;
    return remove(path);
}

void temp_leave(void)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    folder[0] = '\0';
}

const char *temp_folder(void)
{
    return folder;
}

/* Each test may run in a process of its own, so a counter alone does not tell the
 * files of two tests apart. */
void temp_path(char path[TEMP_PATH_BYTES], const char *name)
{
    static unsigned count;
    int length =
        snprintf(path, TEMP_PATH_BYTES, "%s/%ld-%u-%s", folder, (long)getpid(), count++, name);

    ck_assert_int_lt(length, TEMP_PATH_BYTES);
}

/* splitmix64: any two offsets, and any two seeds, differ in about half of the bits. */
static uint64_t word(uint64_t seed, uint64_t number)
{
    uint64_t z = seed * UINT64_C(0xd1342543de82ef95) + number * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

unsigned char temp_byte(uint64_t seed, uint64_t offset)
{
    return (unsigned char)(word(seed, offset / 8) >> (offset % 8 * 8));
}

/* What temp_byte gives for the eight offsets of a word. */
static void put_word(unsigned char byte[8], uint64_t bits)
{
    for (int i = 0; i < 8; i++)
        byte[i] = (unsigned char)(bits >> i * 8);
}

void temp_fill(void *memory, uint64_t seed, uint64_t offset, size_t bytes)
{
    unsigned char *byte = memory;

    for (; bytes > 0 && offset % 8 != 0; bytes--)
        *byte++ = temp_byte(seed, offset++);
    for (; bytes >= 8; bytes -= 8, byte += 8, offset += 8)
        put_word(byte, word(seed, offset / 8));
    while (bytes-- > 0)
        *byte++ = temp_byte(seed, offset++);
}

/* Of two that differ somewhere. */
static size_t common_prefix(const unsigned char *a, const unsigned char *b)
{
    size_t length = 0;

    while (a[length] == b[length])
        length++;
    return length;
}

size_t temp_matching(const void *memory, uint64_t seed, uint64_t offset, size_t bytes)
{
    unsigned char expected[4096];
    const unsigned char *actual = memory;
    size_t done = 0;

    while (done < bytes) {
        size_t part = bytes - done < sizeof expected ? bytes - done : sizeof expected;

        temp_fill(expected, seed, offset + done, part);
        if (memcmp(actual + done, expected, part) != 0)
            return done + common_prefix(actual + done, expected);
        done += part;
    }
    return done;
}

static int open_new(struct temp_file *file)
{
    int descriptor;

    temp_path(file->path, "file");
    descriptor = open(file->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(descriptor, 0);
    return descriptor;
}

static void write_pattern(int descriptor, uint64_t seed, uint64_t offset, uint64_t bytes)
{
    static unsigned char block[1 << 16];

    while (bytes > 0) {
        size_t part = bytes < sizeof block ? (size_t)bytes : sizeof block;

        temp_fill(block, seed, offset, part);
        ck_assert_int_eq(pwrite(descriptor, block, part, (off_t)offset), (ssize_t)part);
        offset += part;
        bytes -= part;
    }
}

struct temp_file temp_file(uint64_t seed, uint64_t bytes)
{
    struct temp_file file = { .seed = seed, .bytes = bytes };
    int descriptor = open_new(&file);

    write_pattern(descriptor, seed, 0, bytes);
    close(descriptor);
    return file;
}

struct temp_file temp_hole(uint64_t seed, uint64_t bytes)
{
    struct temp_file file = { .seed = seed, .bytes = bytes };
    int descriptor = open_new(&file);

    ck_assert_int_eq(ftruncate(descriptor, (off_t)bytes), 0);
    close(descriptor);
    return file;
}

void temp_write(const struct temp_file *file, uint64_t seed, uint64_t offset, size_t bytes)
{
    int descriptor = open(file->path, O_WRONLY | O_CLOEXEC);

    ck_assert_int_ge(descriptor, 0);
    write_pattern(descriptor, seed, offset, bytes);
    close(descriptor);
}

void temp_truncate(const struct temp_file *file, uint64_t bytes)
{
    ck_assert_int_eq(truncate(file->path, (off_t)bytes), 0);
}
