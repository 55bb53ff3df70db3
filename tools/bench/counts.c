/* Cost against count: the same 2^20 tensors in loads of 2^k, one load behind the other.
 *
 * So what is copied, and how far it is from any cache, is the same for each k.  Into
 * reused memory and by one worker: or it were page faults that are measured, and the size
 * from which a second worker pays. */
#include <stdlib.h>

#include "bench.h"

#define LOG_LEAST 10u
#define LOG_MOST 20u
#define POINTS (LOG_MOST - LOG_LEAST + 1)
#define TENSOR_BYTES_MOST UINT64_C(1024) /* few: what is asked for is the count */
#define ROUNDS 5u

struct counted {
    const struct bench_model *model;
    struct emel_storage storage;
    uint32_t *tensors;
    bool good;
};

static void begin(struct counted *counted, const struct bench_model *model,
                  const struct emel_allocator *memory)
{
    const struct emel_storage_options options = {
        .files = model->files,
        .file_count = model->file_count,
        .tensors = memory,
    };

    *counted = (struct counted){
        .model = model,
        .tensors = calloc(model->tensor_count, sizeof *counted->tensors),
    };
    counted->good = counted->tensors &&
                    emel_storage_init(&counted->storage, model->tensor_count, &options, NULL);
    for (uint32_t i = 0; counted->good && i < model->tensor_count; i++) {
        counted->tensors[i] = i;
        counted->good = emel_storage_bind(&counted->storage, i, &model->tensors[i], NULL);
    }
}

static double load_some(struct counted *counted, uint32_t first, uint32_t count)
{
    static const struct emel_io_read_options options = { .workers = 1 };
    const struct emel_storage_request request = {
        .tensors = counted->tensors + first,
        .count = count,
        .policy = { .options = &options },
    };
    const double start = bench_now();

    counted->good &= emel_storage_load(&counted->storage, &request, NULL);
    return bench_now() - start;
}

static void check_some(struct counted *counted, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; counted->good && i < first + count; i++) {
        const struct emel_tensor_record *record = &counted->model->tensors[i];

        counted->good = bench_file_matches(counted->model, 0, record->file_offset,
                                           emel_storage_tensor(&counted->storage, i)->data,
                                           record->byte_size) &&
                        emel_storage_evict(&counted->storage, i, NULL);
    }
}

static void run(const struct bench_contender *self, const struct bench_model *model,
                struct bench_sample *sample)
{
    const struct emel_allocator memory = bench_memory_reused(bench_memory_room(model));
    struct counted counted;
    double seconds = 0;

    begin(&counted, model, &memory);
    bench_begin(sample, model);
    for (uint32_t i = 0; counted.good && i < model->tensor_count; i += self->tensors) {
        seconds += load_some(&counted, i, self->tensors);
        check_some(&counted, i, self->tensors);
    }
    bench_end(sample, model);
    sample->seconds = seconds; /* without the checks between */
    sample->good = counted.good;
}

void bench_counts(const struct emel_io_file *file, uint64_t bytes, struct bench_series *series)
{
    const uint32_t most = UINT32_C(1) << LOG_MOST;
    const uint64_t each =
        bytes / most < TENSOR_BYTES_MOST ? bytes / most / 64 * 64 : TENSOR_BYTES_MOST;
    struct bench_contender contenders[POINTS];
    struct bench_entry entries[POINTS];
    struct bench_model model;

    if (each == 0 || !bench_model_equal(&model, file, most, each))
        return;
    for (uint32_t i = 0; i < POINTS; i++) {
        contenders[i] = (struct bench_contender){ "emel, by count", run,
                                                  .tensors = UINT32_C(1) << (LOG_LEAST + i) };
        entries[i] = (struct bench_entry){ &contenders[i], &model, .cold = false };
    }
    bench_rounds(entries, POINTS, ROUNDS);
    for (uint32_t i = 0; i < POINTS; i++)
        series->points[series->count++] = (struct bench_point){
            contenders[i].tensors,
            bench_median(entries[i].seconds, ROUNDS) / most * 1e9,
        };
    bench_model_free(&model);
}
