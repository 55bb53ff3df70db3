/* What programs do without emel: each tensor into a malloc of its own, on one thread.
 * Giving the memory back is not timed, of no contender. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"

/* What a file is to a way of reading, and how that gets a tensor out of it. */
struct way {
    void *(*open)(const struct bench_model *model, uint32_t file);
    bool (*copy)(void *opened, const struct emel_tensor_record *tensor, void *memory);
};

static bool load_all(const struct way *way, const struct bench_model *model, void **opened,
                     void **data)
{
    for (uint32_t i = 0; i < model->file_count; i++) {
        opened[i] = way->open(model, i);
        if (!opened[i])
            return false;
    }
    for (uint32_t i = 0; i < model->tensor_count; i++) {
        const struct emel_tensor_record *tensor = &model->tensors[i];

        data[i] = malloc(tensor->byte_size ? (size_t)tensor->byte_size : 1);
        if (!data[i] || !way->copy(opened[tensor->file_index], tensor, data[i]))
            return false;
    }
    return true;
}

static void run(const struct way *way, const struct bench_model *model, struct bench_sample *sample)
{
    void **opened = calloc(model->file_count, sizeof *opened);
    void **data = calloc(model->tensor_count, sizeof *data);
    bool loaded;

    if (!opened || !data)
        bench_fail("out of memory");
    bench_begin(sample, model);
    loaded = load_all(way, model, opened, data);
    bench_end(sample, model);
    sample->good = loaded && bench_model_matches(model, data);
}

/* --- fread ------------------------------------------------------------------------------ */

static void *open_stream(const struct bench_model *model, uint32_t file)
{
    return fdopen(dup(model->files[file].fd), "rb");
}

static bool copy_stream(void *opened, const struct emel_tensor_record *tensor, void *memory)
{
    return fseeko(opened, (off_t)tensor->file_offset, SEEK_SET) == 0 &&
           fread(memory, 1, (size_t)tensor->byte_size, opened) == tensor->byte_size;
}

void bench_fread(const struct bench_contender *self, const struct bench_model *model,
                 struct bench_sample *sample)
{
    static const struct way way = { open_stream, copy_stream };

    (void)self;
    run(&way, model, sample);
}

/* --- pread ------------------------------------------------------------------------------ */

static void *open_descriptor(const struct bench_model *model, uint32_t file)
{
    int *descriptor = malloc(sizeof *descriptor);

    if (descriptor)
        *descriptor = model->files[file].fd;
    return descriptor;
}

static bool copy_positional(void *opened, const struct emel_tensor_record *tensor, void *memory)
{
    uint64_t done = 0;
    ssize_t moved = 1;

    for (; done < tensor->byte_size && moved > 0; done += (uint64_t)moved)
        moved = pread(*(int *)opened, (unsigned char *)memory + done,
                      (size_t)(tensor->byte_size - done), (off_t)(tensor->file_offset + done));
    return moved > 0;
}

void bench_pread(const struct bench_contender *self, const struct bench_model *model,
                 struct bench_sample *sample)
{
    static const struct way way = { open_descriptor, copy_positional };

    (void)self;
    run(&way, model, sample);
}

/* --- a mapped file ----------------------------------------------------------------------- */

static void *open_mapping(const struct bench_model *model, uint32_t file)
{
    void *mapping = mmap(NULL, (size_t)bench_model_extent(model, file), PROT_READ, MAP_PRIVATE,
                         model->files[file].fd, 0);

    return mapping == MAP_FAILED ? NULL : mapping;
}

static bool copy_mapped(void *opened, const struct emel_tensor_record *tensor, void *memory)
{
    memcpy(memory, (unsigned char *)opened + tensor->file_offset, (size_t)tensor->byte_size);
    return true;
}

void bench_mapped(const struct bench_contender *self, const struct bench_model *model,
                  struct bench_sample *sample)
{
    static const struct way way = { open_mapping, copy_mapped };

    (void)self;
    run(&way, model, sample);
}
