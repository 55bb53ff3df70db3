/* Loads asked of a storage that has other tensors resident. */
#include <stdio.h>
#include <stdlib.h>

#include "faults/storing.h"

struct storage_level {
    const struct scenario *scenario;
    struct storing storing;
    struct emel_io_file files[DISK_FILES];
    char names[SCENARIO_SPANS][16];
    struct emel_storage storage;
};

static uint32_t enter_files(struct storage_level *self)
{
    const struct disk *disk = self->storing.trouble->disk;
    uint32_t i;

    for (i = 0; i < DISK_FILES && disk->files[i].path; i++)
        self->files[i] = (struct emel_io_file){ .path = disk->files[i].path };
    return i;
}

static void bind(struct storage_level *self, uint32_t index)
{
    static const uint64_t shape[1] = { 1 };

    (void)snprintf(self->names[index], sizeof *self->names, "tensor-%u", index);
    (void)emel_storage_bind(&self->storage, index,
                            &(struct emel_tensor_record){
                                .name = self->names[index],
                                .shape = shape,
                                .rank = 1,
                                .file_index = (uint16_t)self->scenario->spans[index].file,
                                .file_offset = self->scenario->spans[index].offset,
                                .byte_size = self->scenario->spans[index].bytes,
                            },
                            NULL);
}

/* Every third tensor is resident before and stays so; the others are what is loaded. */
static void *enter(const struct scenario *scenario, struct trouble *trouble)
{
    struct storage_level *self = calloc(1, sizeof *self);
    const struct emel_io_system table = trouble_system(trouble, scenario->mandatory_only);
    struct emel_storage_options options = { .system = &table };
    struct emel_allocator tensors, records;

    self->scenario = scenario;
    storing_enter(&self->storing, scenario, trouble);
    tensors = storing_tensors(&self->storing);
    records = storing_records(&self->storing);
    options.files = self->files;
    options.file_count = enter_files(self);
    options.tensors = &tensors;
    options.records = &records;
    (void)emel_storage_init(&self->storage, scenario->span_count, &options, NULL);
    for (uint32_t i = 0; i < scenario->span_count; i++)
        bind(self, i);
    (void)emel_storage_load(&self->storage, NULL, NULL);
    for (uint32_t i = 0; i < scenario->span_count; i++)
        if (storing_loads(i)) {
            (void)emel_storage_evict(&self->storage, i, NULL);
            if (!scenario->reloads && emel_storage_unbind(&self->storage, i, NULL))
                bind(self, i);
        }
    return self;
}

static const char *leave(void *context)
{
    struct storage_level *self = context;
    const char *mistake;

    emel_storage_deinit(&self->storage);
    mistake = storing_check_empty(&self->storing);
    free(self);
    return mistake;
}

/* As it was before the attempt, whatever came of that. */
static const char *restore(struct storage_level *self)
{
    if (self->scenario->evicts)
        trouble_disarm(self->storing.trouble);
    if (self->scenario->evicts && !emel_storage_load(&self->storage, NULL, NULL))
        return "what was evicted cannot be loaded";
    for (uint32_t i = 0; i < self->scenario->span_count; i++)
        if (storing_loads(i) && !emel_storage_evict(&self->storage, i, NULL))
            return "what was loaded cannot be evicted";
    return storing_check(&self->storing, &self->storage);
}

static const char *attempt(void *context, struct outcome *outcome)
{
    struct storage_level *self = context;
    const char *mistake;

    *outcome = (struct outcome){ .done = false };
    mistake = storing_load(&self->storing, &self->storage, self->scenario, outcome);
    if (!mistake && !self->scenario->reads && (outcome->done || self->scenario->evicts))
        mistake = restore(self);
    return mistake;
}

const struct level level_storage = { .enter = enter, .attempt = attempt, .leave = leave };
