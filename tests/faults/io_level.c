/* Loads asked of the boundary, with spans, targets and an owner. */
#include <stdlib.h>
#include <string.h>

#include "faults/scenario.h"
#include "support/guarded.h"
#include "support/load.h"
#include "support/owner.h"

#define STEPS_MAX 100000u
#define TARGET_MISPLACED 3

struct io_level {
    const struct scenario *scenario;
    struct trouble *trouble;
    struct emel_io io;
    struct emel_io_read read;
    struct emel_io_file files[DISK_FILES];
    struct emel_io_stamp stamps[DISK_FILES];
    struct emel_io_span spans[SCENARIO_SPANS];
    struct owner owner;
    struct trouble_memory memory;
    struct load load;
    const char *mistake;
};

static void blame(struct io_level *self, const char *mistake)
{
    if (!self->mistake)
        self->mistake = mistake;
}

/* --- entering and leaving ---------------------------------------------------------- */

static uint32_t enter_files(struct io_level *self)
{
    const struct scenario *scenario = self->scenario;
    struct disk *disk = self->trouble->disk;
    uint32_t i;

    for (i = 0; i < DISK_FILES && disk->files[i].path; i++) {
        const bool lent = scenario->lent >> i & 1;

        self->stamps[i] = disk_stamp(disk, i);
        self->files[i] = (struct emel_io_file){
            .path = disk->files[i].path,
            .fd = lent ? disk_lend(disk, i) : -1,
            .borrowed = lent,
            .stamp = scenario->stamped ? &self->stamps[i] : NULL,
        };
    }
    return i;
}

static void enter_spans(struct io_level *self)
{
    const struct scenario *scenario = self->scenario;

    for (uint32_t i = 0; i < scenario->span_count; i++) {
        const uint64_t bytes = scenario->spans[i].bytes;

        self->spans[i] = (struct emel_io_span){
            .id = 100 + i,
            .file_index = scenario->spans[i].file,
            .file_offset = scenario->spans[i].offset,
            .byte_size = bytes,
            .parts = scenario->spans[i].parts,
            .part_count = scenario->spans[i].parts ? 1 : 0,
        };
        self->load.request.part_count += self->spans[i].part_count;
        if (!scenario->spans[i].targeted)
            continue;
        self->spans[i].target = guarded_new((size_t)bytes, 16, TARGET_MISPLACED);
        self->spans[i].target_bytes = bytes;
    }
}

static void in_callback(struct load *load, enum load_callback which)
{
    struct io_level *self = load->context;

    if (which != LOAD_PROGRESS && self->trouble->disk->held)
        blame(self, "published with a descriptor open");
    if (which == LOAD_ERROR && self->owner.memory)
        blame(self, "a failure was published with memory held");
}

static void *enter(const struct scenario *scenario, struct trouble *trouble)
{
    struct io_level *self = calloc(1, sizeof *self);
    const struct emel_io_system table = trouble_system(trouble, scenario->mandatory_only);
    struct emel_io_strategy strategy;

    self->scenario = scenario;
    self->trouble = trouble;
    strategy = emel_io_read_init(&self->read, &table);
    emel_io_init(&self->io);
    (void)emel_io_register(&self->io, &strategy);
    self->load.request.file_count = enter_files(self);
    enter_spans(self);
    self->load.context = self;
    self->load.in_callback = in_callback;
    return self;
}

static const char *leave(void *context)
{
    struct io_level *self = context;
    const char *mistake = self->mistake;

    for (uint32_t i = 0; i < self->scenario->span_count; i++)
        guarded_free(self->spans[i].target);
    free(self);
    return mistake;
}

/* --- one load ---------------------------------------------------------------------- */

static struct emel_io_owner owner_in_trouble(struct io_level *self)
{
    const struct emel_io_owner plain = owner_for_io(&self->owner);
    struct emel_allocator around;

    self->owner = (struct owner){ .refuses = false };
    self->memory = (struct trouble_memory){
        .trouble = self->trouble,
        .call = CALL_OWNER,
        .under = { .context = plain.context, .allocate = plain.allocate, .release = plain.release },
    };
    around = trouble_allocator(&self->memory);
    return (struct emel_io_owner){ .context = around.context,
                                   .allocate = around.allocate,
                                   .release = around.release };
}

static void prepare(struct io_level *self)
{
    struct emel_io_load *request = &self->load.request;

    request->files = self->files;
    request->spans = self->spans;
    request->span_count = self->scenario->span_count;
    request->policy = (struct emel_io_policy){
        .strategy = EMEL_IO_STRATEGY_READ_COPY,
        .alignment = self->scenario->alignment,
        .options = &self->scenario->options,
    };
    request->owner = owner_in_trouble(self);
    load_prepare(&self->load, &self->io);
    for (uint32_t i = 0; i < request->span_count; i++)
        if (self->spans[i].target)
            memset(self->spans[i].target, 0, (size_t)self->spans[i].byte_size);
}

static enum emel_io_status step(struct io_level *self, bool *cancelled)
{
    enum emel_io_status answer;

    if (!trouble_cancels(self->trouble))
        return emel_io_step(&self->io);
    answer = emel_io_cancel(&self->io);
    if (answer == EMEL_IO_REFUSED)
        return emel_io_step(&self->io);
    *cancelled = true;
    return answer;
}

static void drive(struct io_level *self, bool *cancelled)
{
    enum emel_io_status answer = emel_io_begin(&self->io, &self->load.request);
    unsigned steps = 0;

    while (answer == EMEL_IO_AGAIN && steps++ < STEPS_MAX)
        answer = step(self, cancelled);
    if (answer != EMEL_IO_ENDED)
        blame(self, "the load did not end");
}

/* --- whether all is well ----------------------------------------------------------- */

/* Run by run. */
static bool holds(const struct io_level *self, uint32_t index, const unsigned char *data)
{
    const struct emel_io_span *span = &self->spans[index];
    const struct disk_file *file = &self->trouble->disk->files[span->file_index];
    const uint64_t run = span->parts ? span->parts->run_bytes : span->byte_size;

    for (uint64_t at = 0; at < span->byte_size; at += run)
        if (memcmp(data + at, file->bytes + scenario_offset(self->scenario, index, at),
                   (size_t)run) != 0)
            return false;
    return true;
}

static bool bytes_are_right(const struct io_level *self)
{
    const uint32_t alignment = self->scenario->alignment ? self->scenario->alignment : 32;

    for (uint32_t i = 0; i < self->scenario->span_count; i++) {
        const struct emel_io_span *span = &self->spans[i];
        const unsigned char *data = self->load.request.data[i];

        if (!data || (span->target ? data != span->target : (uintptr_t)data % alignment != 0))
            return false;
        if (!holds(self, i, data))
            return false;
    }
    return true;
}

static const char *inspect(const struct io_level *self)
{
    const struct load *load = &self->load;

    if (load_check(load))
        return load_check(load);
    if (load->done + load->failed != 1)
        return "not published exactly once";
    if (load->done && !bytes_are_right(self))
        return "done, but a tensor's bytes or place are wrong";
    if (load->done && load->done_event.memory != self->owner.memory)
        return "done, but the memory is not the owner's";
    if (self->owner.mistakes || (load->failed && !owner_has_all(&self->owner)))
        return "the owner has not all of its memory back, unharmed";
    if (!guarded_alive(self->owner.memory))
        return "something was written around the owner's memory";
    for (uint32_t i = 0; i < self->scenario->span_count; i++)
        if (!guarded_alive(self->spans[i].target))
            return "something was written around a target";
    if (self->trouble->disk->held)
        return "a descriptor is left open";
    if (strcmp(emel_io_state_name(&self->io), "ready") != 0)
        return "the actor is not ready for the next load";
    return self->trouble->disk->mistake;
}

static void tell(const struct load *load, struct outcome *outcome)
{
    const struct emel_io_error_event *error = &load->error_event;

    outcome->done = load->done > 0;
    outcome->published = load->done + load->failed;
    outcome->span = outcome->file = SCENARIO_NO_INDEX;
    outcome->offset = EMEL_IO_NO_OFFSET;
    if (outcome->done)
        return;
    outcome->source = EMEL_FAILURE_READ;
    outcome->code = error->strategy_error;
    outcome->os_error = error->os_error;
    outcome->span = error->span_index;
    outcome->file = error->file_index;
    outcome->offset = error->file_offset;
}

static const char *attempt(void *context, struct outcome *outcome)
{
    struct io_level *self = context;

    *outcome = (struct outcome){ .done = false };
    prepare(self);
    drive(self, &outcome->cancelled);
    if (!self->mistake)
        self->mistake = inspect(self);
    tell(&self->load, outcome);
    load_free(&self->load);
    owner_free(&self->owner);
    return self->mistake;
}

const struct level level_io = { .enter = enter, .attempt = attempt, .leave = leave };
