/* The file: what is in it, and how much of it is in the page cache. */
#define _GNU_SOURCE /* mincore */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"

#define BLOCK_BYTES (4 * BENCH_MIB)
#define WINDOW_BYTES (256 * BENCH_MIB) /* mapped at once */

/* --- its bytes ------------------------------------------------------------------------- */

/* A word tells where it is from; consecutive ones differ by a constant, which is cheap. */
static uint64_t word_at(uint64_t offset)
{
    return (offset / 8 + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static void fill(uint64_t *words, uint64_t offset, uint64_t bytes)
{
    for (uint64_t i = 0; i < bytes / 8; i++)
        words[i] = word_at(offset + 8 * i);
}

/* Offsets and sizes are multiples of 8. */
static bool is_pattern(uint64_t offset, const unsigned char *memory, uint64_t bytes)
{
    const uint64_t step = word_at(8) - word_at(0);
    uint64_t expected = word_at(offset), wrong = offset % 8 | bytes % 8, word;

    for (uint64_t i = 0; i < bytes; i += 8) {
        memcpy(&word, memory + i, sizeof word);
        wrong |= word ^ expected;
        expected += step;
    }
    return wrong == 0;
}

bool bench_file_make(const char *folder, struct emel_io_file *file)
{
    static char path[4096];

    (void)snprintf(path, sizeof path, "%s/bench_XXXXXX", folder);
    *file = (struct emel_io_file){
        .path = path, .borrowed = true, .reopen = true, .fd = mkstemp(path)
    };
    return file->fd >= 0 && unlink(path) == 0;
}

bool bench_file_grow(const struct emel_io_file *file, uint64_t from, uint64_t to)
{
    uint64_t *block;
    bool written;

    if (to <= from)
        return true;
    if (posix_fallocate(file->fd, (off_t)from, (off_t)(to - from)) != 0)
        return false; /* no room: nothing is written */
    block = bench_memory_new(BLOCK_BYTES);
    written = true;
    for (uint64_t at = from; at < to && written; at += BLOCK_BYTES) {
        const uint64_t bytes = to - at < BLOCK_BYTES ? to - at : BLOCK_BYTES;

        fill(block, at, bytes);
        written = pwrite(file->fd, block, (size_t)bytes, (off_t)at) == (ssize_t)bytes;
    }
    free(block);
    return written && fdatasync(file->fd) == 0; /* what is dirty cannot be put out of the cache */
}

/* --- what was loaded of it ---------------------------------------------------------------- */

/* Another reading of a file whose bytes are not known. */
static bool is_as_read(int descriptor, uint64_t offset, const unsigned char *memory, uint64_t bytes)
{
    static unsigned char block[1 << 20];
    bool same = true;

    while (same && bytes) {
        const size_t part = bytes < sizeof block ? (size_t)bytes : sizeof block;

        same = pread(descriptor, block, part, (off_t)offset) == (ssize_t)part &&
               memcmp(block, memory, part) == 0;
        offset += part;
        memory += part;
        bytes -= part;
    }
    return same;
}

bool bench_file_matches(const struct bench_model *model, uint32_t file, uint64_t offset,
                        const void *memory, uint64_t bytes)
{
    return model->ours ? is_pattern(offset, memory, bytes)
                       : is_as_read(model->files[file].fd, offset, memory, bytes);
}

static bool slice_matches(const struct bench_model *model, const struct emel_tensor_record *tensor,
                          const unsigned char *memory)
{
    const struct emel_io_part *part = tensor->parts;

    for (uint64_t i = 0; i < part->count; i++)
        if (!bench_file_matches(model, tensor->file_index,
                                part->file_offset + i * part->file_stride,
                                memory + i * part->run_bytes, part->run_bytes))
            return false;
    return true;
}

bool bench_model_matches(const struct bench_model *model, void *const *data)
{
    for (uint32_t i = 0; i < model->tensor_count; i++) {
        const struct emel_tensor_record *tensor = &model->tensors[i];

        if (!data[i] ||
            !(tensor->parts ? slice_matches(model, tensor, data[i])
                            : bench_file_matches(model, tensor->file_index, tensor->file_offset,
                                                 data[i], tensor->byte_size)))
            return false;
    }
    return true;
}

/* --- the page cache ----------------------------------------------------------------------- */

static uint64_t pages_of(uint64_t bytes)
{
    return (bytes + BENCH_PAGE - 1) / BENCH_PAGE;
}

static uint64_t count_window(int descriptor, uint64_t offset, uint64_t bytes)
{
    static unsigned char there[WINDOW_BYTES / BENCH_PAGE];
    void *window = mmap(NULL, (size_t)bytes, PROT_READ, MAP_SHARED, descriptor, (off_t)offset);
    uint64_t count = 0;

    if (window == MAP_FAILED || mincore(window, (size_t)bytes, there) != 0)
        bench_fail("what is in the page cache cannot be told");
    (void)munmap(window, (size_t)bytes);
    for (uint64_t i = 0; i < pages_of(bytes); i++)
        count += there[i] & 1u;
    return count;
}

static uint64_t count_file(int descriptor, uint64_t extent)
{
    uint64_t count = 0;

    for (uint64_t at = 0; at < extent; at += WINDOW_BYTES)
        count +=
            count_window(descriptor, at, extent - at < WINDOW_BYTES ? extent - at : WINDOW_BYTES);
    return count;
}

uint64_t bench_pages_cached(const struct bench_model *model)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < model->file_count; i++)
        count += count_file(model->files[i].fd, bench_model_extent(model, i));
    return count;
}

uint64_t bench_pages_in_all(const struct bench_model *model)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < model->file_count; i++)
        count += pages_of(bench_model_extent(model, i));
    return count;
}

static void read_through(int descriptor, uint64_t extent)
{
    unsigned char *block = bench_memory_new(BLOCK_BYTES);

    for (uint64_t at = 0; at < extent; at += BLOCK_BYTES)
        if (pread(descriptor, block, BLOCK_BYTES, (off_t)at) <= 0)
            break;
    free(block);
}

void bench_warm(const struct bench_model *model)
{
    if (bench_pages_cached(model) == bench_pages_in_all(model))
        return;
    for (uint32_t i = 0; i < model->file_count; i++)
        read_through(model->files[i].fd, bench_model_extent(model, i));
}

void bench_cool(const struct bench_model *model)
{
    for (uint32_t i = 0; i < model->file_count; i++)
        (void)posix_fadvise(model->files[i].fd, 0, 0, POSIX_FADV_DONTNEED);
}
