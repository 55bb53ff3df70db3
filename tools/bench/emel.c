/* emel: a storage with all tensors of the model, loaded once. */
#include <stdlib.h>

#include "bench.h"

/* What a load of emel needs beside the model. */
struct setup {
    struct emel_storage storage;
    struct emel_allocator allocator; /* of a reused region */
    struct emel_io_read_options options;
    uint32_t *tensors;
    struct emel_tensor_target *targets; /* in the caller's memory */
    void **data;
    struct emel_storage_request request;
};

/* The caller's tensors lie end to end, each on a multiple of 64. */
static void aim(struct setup *setup, const struct bench_model *model, unsigned char *memory)
{
    for (uint32_t i = 0; i < model->tensor_count; i++) {
        const uint64_t bytes = model->tensors[i].byte_size;

        setup->targets[i] = (struct emel_tensor_target){ memory, bytes };
        memory += (bytes + 63) / 64 * 64;
    }
}

static void bind_all(struct setup *setup, const struct bench_model *model)
{
    const struct emel_storage_options options = {
        .files = model->files,
        .file_count = model->file_count,
        .tensors = setup->allocator.allocate ? &setup->allocator : NULL,
    };
    bool bound = emel_storage_init(&setup->storage, model->tensor_count, &options, NULL);

    for (uint32_t i = 0; bound && i < model->tensor_count; i++) {
        setup->tensors[i] = i;
        bound = emel_storage_bind(&setup->storage, i, &model->tensors[i], NULL);
    }
    if (!bound)
        bench_fail("the tensors cannot be bound");
}

static void prepare(struct setup *setup, const struct bench_contender *self,
                    const struct bench_model *model)
{
    *setup = (struct setup){
        .options = { .workers = self->workers,
                     .caching = self->shared ? EMEL_IO_READ_SHARED : EMEL_IO_READ_AUTOMATIC },
        .tensors = calloc(model->tensor_count, sizeof *setup->tensors),
        .targets = calloc(model->tensor_count, sizeof *setup->targets),
        .data = calloc(model->tensor_count, sizeof *setup->data),
    };
    if (!setup->tensors || !setup->targets || !setup->data)
        bench_fail("out of memory");
    if (self->memory == BENCH_CALLER)
        aim(setup, model, bench_memory_touched(bench_memory_room(model)));
    if (self->memory == BENCH_REUSED)
        setup->allocator = bench_memory_reused(bench_memory_room(model));
    setup->request = (struct emel_storage_request){
        .tensors = setup->tensors,
        .count = model->tensor_count,
        .targets = self->memory == BENCH_CALLER ? setup->targets : NULL,
        .policy = { .alignment = self->alignment, .options = &setup->options },
    };
    bind_all(setup, model);
}

static void note_first(void *context, uint32_t index, const struct emel_tensor *tensor, void *data)
{
    struct bench_sample *sample = context;

    (void)index;
    (void)tensor;
    (void)data;
    if (sample->first_seconds == 0)
        sample->first_seconds = bench_now() - sample->start;
}

void bench_emel(const struct bench_contender *self, const struct bench_model *model,
                struct bench_sample *sample)
{
    struct setup setup;
    bool loaded;

    prepare(&setup, self, model);
    if (self->landed) {
        setup.request.on_tensor = note_first;
        setup.request.context = sample;
    }
    bench_begin(sample, model);
    loaded = emel_storage_load(&setup.storage, &setup.request, NULL);
    bench_end(sample, model);
    for (uint32_t i = 0; i < model->tensor_count; i++)
        setup.data[i] = emel_storage_tensor(&setup.storage, i)->data;
    if (self->memory == BENCH_FRESH)
        sample->held = emel_storage_get_statistics(&setup.storage).held_bytes;
    sample->good = loaded && bench_model_matches(model, setup.data);
}
