/* Memory: untouched, touched, and how much of it there is. */
#define _GNU_SOURCE /* madvise */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench.h"

#define HUGE_BYTES (2 * BENCH_MIB)

void *bench_memory_new(uint64_t bytes)
{
    const size_t whole = (size_t)((bytes + HUGE_BYTES - 1) / HUGE_BYTES * HUGE_BYTES);
    void *memory;

    if (posix_memalign(&memory, HUGE_BYTES, whole) != 0)
        bench_fail("out of memory");
    (void)madvise(memory, whole, MADV_HUGEPAGE);
    return memory;
}

static void touch(void *memory, uint64_t bytes)
{
    volatile unsigned char *at = memory;

    for (uint64_t i = 0; i < bytes; i += BENCH_PAGE)
        at[i] = 1;
}

void *bench_memory_touched(uint64_t bytes)
{
    void *memory = bench_memory_new(bytes);

    touch(memory, bytes);
    return memory;
}

/* A host takes the free pages of a virtual machine back, and whoever uses one next waits
 * for it: that belongs to nobody's run. */
void bench_memory_touch_free(uint64_t bytes)
{
    free(bench_memory_touched(bytes));
}

/* emel keeps gaps and padding between tensors below a sixteenth. */
uint64_t bench_memory_room(const struct bench_model *model)
{
    return model->bytes + model->bytes / 8 + model->tensor_count * UINT64_C(64) + 2 * HUGE_BYTES;
}

struct pool {
    unsigned char *at; /* what comes next; it never runs out of what a run was promised */
};

static void *allocate_next(void *context, size_t bytes, size_t alignment)
{
    struct pool *pool = context;
    unsigned char *memory = pool->at + (-(uintptr_t)pool->at & (alignment - 1));

    pool->at = memory + bytes;
    return memory;
}

static void keep(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)memory;
    (void)bytes;
}

struct emel_allocator bench_memory_reused(uint64_t bytes)
{
    static struct pool pool;

    pool.at = bench_memory_touched(bytes);
    return (struct emel_allocator){
        .context = &pool,
        .allocate = allocate_next,
        .release = keep,
    };
}

/* --- how much there is --------------------------------------------------------------------- */

/* A line "key:   1234 kB" of a file of /proc; 0: there is none. */
static uint64_t bytes_of(const char *path, const char *key)
{
    const size_t length = strlen(key);
    FILE *file = fopen(path, "r");
    uint64_t bytes = 0;
    char line[256];

    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, key, length) == 0 && line[length] == ':')
            bytes = strtoull(line + length + 1, NULL, 10) << 10;
    if (file)
        (void)fclose(file);
    return bytes;
}

uint64_t bench_memory_available(void)
{
    return bytes_of("/proc/meminfo", "MemAvailable");
}

uint64_t bench_memory_resident(void)
{
    return bytes_of("/proc/self/status", "VmRSS");
}

uint64_t bench_memory_peak(void)
{
    return bytes_of("/proc/self/status", "VmHWM");
}
