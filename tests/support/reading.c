#include "support/reading.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/guarded.h"

static const struct reading_mode modes[] = {
    { "defaults", EMEL_IO_READ_AUTOMATIC, 0, THREADS_REAL, 512, false },
    { "buffered, 1 worker", EMEL_IO_READ_BUFFERED, 1, THREADS_REAL, 512, false },
    { "buffered, 2 workers", EMEL_IO_READ_BUFFERED, 2, THREADS_REAL, 512, true },
    { "buffered, 8 workers, one missing", EMEL_IO_READ_BUFFERED, 8, THREADS_FEWER, 0, false },
    { "direct, 1 worker", EMEL_IO_READ_DIRECT, 1, THREADS_REAL, 4096, false },
    { "direct, 8 workers", EMEL_IO_READ_DIRECT, 8, THREADS_REAL, 512, false },
    { "direct is refused, 2 workers", EMEL_IO_READ_DIRECT, 2, THREADS_REAL, 0, false },
    { "automatic, warm, 2 workers", EMEL_IO_READ_AUTOMATIC, 2, THREADS_REAL, 4096, true },
    { "automatic, cold, 2 in turn", EMEL_IO_READ_AUTOMATIC, 2, THREADS_IN_TURN, 4096, false },
    { "automatic, 8 workers, no threads", EMEL_IO_READ_AUTOMATIC, 8, THREADS_NONE, 512, false },
    { "direct, 8 workers, no run", EMEL_IO_READ_DIRECT, 8, THREADS_NO_RUN, 512, false },
};

int reading_modes(void)
{
    return sizeof modes / sizeof *modes;
}

void reading_init(struct reading *r, int mode, enum reading_files files)
{
    *r = (struct reading){
        .mode = &modes[mode],
        .system = { .threads = modes[mode].threads },
        .options = { .caching = modes[mode].caching, .workers = modes[mode].workers },
        .spans = calloc(READING_SPANS, sizeof *r->spans),
    };
    ck_assert_ptr_nonnull(r->spans);
    if (files == READING_VIRTUAL)
        r->system.under = virtual_system(&r->disk);
    r->load.request = (struct emel_io_load){
        .files = r->files,
        .spans = r->spans,
        .policy = { .strategy = EMEL_IO_STRATEGY_READ_COPY, .options = &r->options },
        .owner = owner_for_io(&r->owner),
    };
}

void reading_free(struct reading *r)
{
    load_free(&r->load);
    owner_free(&r->owner);
    for (uint32_t i = 0; i < r->load.request.span_count; i++)
        guarded_free(r->spans[i].target);
    free(r->spans);
}

/* --- what is to be loaded ------------------------------------------------------ */

static uint32_t add_file(struct reading *r, struct emel_io_file file, uint64_t seed)
{
    const uint32_t index = r->load.request.file_count++;

    ck_assert_uint_lt(index, VIRTUAL_FILES);
    r->files[index] = file;
    r->seeds[index] = seed;
    return index;
}

uint32_t reading_file(struct reading *r, uint64_t bytes)
{
    const uint32_t index = r->load.request.file_count;
    char *path = r->paths[index];

    snprintf(path, sizeof r->paths[index], "file-%u", index);
    r->disk.files[index] = (struct virtual_file){
        .path = path,
        .seed = 1 + index,
        .bytes = bytes,
        .direct_alignment = r->mode->direct_alignment,
        .cached = r->mode->cached,
    };
    return add_file(r, (struct emel_io_file){ .path = path }, 1 + index);
}

uint32_t reading_real_file(struct reading *r, const struct temp_file *file)
{
    return add_file(r, (struct emel_io_file){ .path = file->path }, file->seed);
}

uint32_t reading_span(struct reading *r, uint32_t file, uint64_t offset, uint64_t bytes)
{
    const uint32_t index = r->load.request.span_count++;

    ck_assert_uint_lt(index, READING_SPANS);
    r->spans[index] = (struct emel_io_span){
        .id = 100 + index,
        .file_index = file,
        .file_offset = offset,
        .byte_size = bytes,
    };
    return index;
}

uint32_t reading_target(struct reading *r, uint32_t file, uint64_t offset, uint64_t bytes,
                        size_t misplaced)
{
    const uint32_t index = reading_span(r, file, offset, bytes);

    r->spans[index].target = guarded_new((size_t)bytes, 64, misplaced);
    r->spans[index].target_bytes = bytes;
    return index;
}

uint32_t reading_parts(struct reading *r, const struct emel_io_part *parts, uint32_t count,
                       bool target)
{
    uint64_t bytes = 0;
    uint32_t index;

    for (uint32_t i = 0; i < count; i++)
        bytes += parts[i].count * parts[i].run_bytes;
    index = target ? reading_target(r, parts->file_index, parts->file_offset, bytes, 0)
                   : reading_span(r, parts->file_index, parts->file_offset, bytes);
    r->spans[index].parts = parts;
    r->spans[index].part_count = count;
    r->load.request.part_count += count;
    return index;
}

/* Once: all loads of a test go through one strategy, whatever became of those before. */
static void set_up(struct reading *r)
{
    const struct emel_io_system table = system_table(&r->system);

    r->strategy = emel_io_read_init(&r->read, &table);
    emel_io_init(&r->io);
    ck_assert(emel_io_register(&r->io, &r->strategy));
}

void reading_prepare(struct reading *r)
{
    if (r->io.count == 0)
        set_up(r);
    load_free(&r->load);
    owner_free(&r->owner);
    r->owner.allocations = r->owner.releases = 0;
    system_forget(&r->system);
    load_prepare(&r->load, &r->io);
    if (r->tamper)
        r->tamper(r);
}

/* --- what must come of it ------------------------------------------------------ */

/* A promise broken, in words; with the mode, for one test runs in many. */
static void expect_kept(const struct reading *r, const char *broken)
{
    ck_assert_msg(!broken, "%s: %s", r->mode->name, broken);
}

static void check_rules(const struct reading *r)
{
    expect_kept(r, load_check(&r->load));
    expect_kept(r, system_check(&r->system));
    expect_kept(r, owner_unharmed(&r->owner) ? NULL : "the owner was wronged");
    ck_assert_uint_eq(r->load.done + r->load.failed, 1);
    ck_assert_str_eq(emel_io_state_name(&r->io), "ready");
    for (uint32_t i = 0; i < r->load.request.span_count; i++)
        if (!guarded_alive(r->spans[i].target))
            expect_kept(r, "something was written around a target");
}

static uint32_t alignment_of(const struct reading *r)
{
    const uint32_t alignment = r->load.request.policy.alignment;

    return alignment ? alignment : EMEL_IO_ALIGNMENT_DEFAULT;
}

/* Where an owned span is, and that it is there alone. */
static void check_place(const struct reading *r, uint32_t index)
{
    const struct emel_io_done_event *done = &r->load.done_event;
    const uintptr_t begin = (uintptr_t)r->load.request.data[index];
    const uintptr_t end = begin + (uintptr_t)r->spans[index].byte_size;

    if (begin == 0 || begin % alignment_of(r) != 0)
        expect_kept(r, "a tensor is not aligned");
    if (begin < (uintptr_t)done->memory || end > (uintptr_t)done->memory + done->memory_bytes)
        expect_kept(r, "a tensor is not in its region");
    for (uint32_t i = 0; i < index; i++) {
        const uintptr_t other = (uintptr_t)r->load.request.data[i];

        if (!r->spans[i].target && other < end && begin < other + r->spans[i].byte_size)
            expect_kept(r, "two tensors overlap");
    }
}

/* Every run, at its place in memory. */
static bool holds_part(const struct reading *r, const struct emel_io_part *part, const void *data)
{
    for (uint64_t run = 0; run < part->count; run++)
        if (temp_matching((const unsigned char *)data + part->memory_offset +
                              run * part->memory_stride,
                          r->seeds[part->file_index], part->file_offset + run * part->file_stride,
                          (size_t)part->run_bytes) != part->run_bytes)
            return false;
    return true;
}

static bool holds_file(const struct reading *r, const struct emel_io_span *span, const void *data)
{
    const size_t bytes = (size_t)span->byte_size;

    for (uint32_t i = 0; i < span->part_count; i++)
        if (!holds_part(r, &span->parts[i], data))
            return false;
    if (span->part_count)
        return true;
    if (r->disk.files[span->file_index].marked)
        return virtual_marks_right(data, span->file_offset, bytes);
    return temp_matching(data, r->seeds[span->file_index], span->file_offset, bytes) == bytes;
}

static void check_span(const struct reading *r, uint32_t index)
{
    const struct emel_io_span *span = &r->spans[index];
    const void *data = r->load.request.data[index];

    if (span->target)
        ck_assert_ptr_eq(data, span->target);
    else
        check_place(r, index);
    ck_assert_msg(holds_file(r, span, data), "%s: the bytes of span %u are not those of the file",
                  r->mode->name, index);
}

/* What was counted is what the system table saw. */
static void check_report(const struct reading *r, const struct emel_io_report *report,
                         uint64_t wanted)
{
    const uint64_t moved = report->buffered_bytes + report->direct_bytes;

    ck_assert_uint_eq(report->wanted_bytes, wanted);
    ck_assert_uint_eq(moved, wanted + report->beyond_bytes);
    if (r->system.calls[SYSTEM_STAT] > 0) { /* else the test took another system */
        ck_assert_uint_eq(moved, r->system.moved);
        ck_assert_uint_eq(report->read_calls, r->system.calls[SYSTEM_READ]);
    }
    ck_assert_uint_eq(report->workers > 0, report->read_calls > 0);
}

void reading_check_done(struct reading *r)
{
    uint64_t bytes = 0;
    bool owns = false;

    ck_assert_msg(r->load.failed == 0, "%s: %s", r->mode->name,
                  emel_io_cause_name(&r->io, &r->load.error_event));
    check_rules(r);
    for (uint32_t i = 0; i < r->load.request.span_count; i++) {
        check_span(r, i);
        bytes += r->spans[i].byte_size;
        owns = owns || !r->spans[i].target;
    }
    check_report(r, &r->load.done_event.report, bytes);
    ck_assert_uint_eq(r->load.done_event.bytes, bytes);
    ck_assert_uint_eq(r->owner.allocations, owns);
    ck_assert_uint_eq(r->owner.releases, 0);
    ck_assert_ptr_eq(r->load.done_event.memory, r->owner.memory);
    ck_assert_uint_eq(r->load.done_event.memory_bytes, r->owner.bytes);
    if (owns)
        ck_assert_uint_eq(r->owner.alignment, alignment_of(r));
}

void reading_check_failed(struct reading *r, struct emel_io_error_event expected)
{
    const struct emel_io_error_event *actual = &r->load.error_event;

    ck_assert_msg(r->load.failed == 1, "%s: the load did not fail", r->mode->name);
    check_rules(r);
    ck_assert_str_eq(emel_io_cause_name(&r->io, actual), emel_io_cause_name(&r->io, &expected));
    ck_assert_uint_eq(actual->error, expected.error);
    ck_assert_uint_eq(actual->strategy, expected.strategy);
    ck_assert_uint_eq(actual->strategy_error, expected.strategy_error);
    ck_assert_int_eq(actual->os_error, expected.os_error);
    ck_assert_uint_eq(actual->span_index, expected.span_index);
    ck_assert_uint_eq(actual->span_id, expected.span_id);
    ck_assert_uint_eq(actual->file_index, expected.file_index);
    ck_assert_uint_eq(actual->file_offset, expected.file_offset);
    ck_assert_str_eq(emel_io_rule_name(actual->rule), emel_io_rule_name(expected.rule));
    ck_assert_uint_eq(actual->part_index, expected.part_index);
    ck_assert(owner_has_all(&r->owner));
}

void reading_succeeds(struct reading *r)
{
    reading_prepare(r);
    ck_assert_int_eq(emel_io_run(&r->io, &r->load.request), EMEL_IO_ENDED);
    reading_check_done(r);
}

void reading_fails_once(struct reading *r, struct emel_io_error_event expected)
{
    reading_prepare(r);
    ck_assert_int_eq(emel_io_run(&r->io, &r->load.request), EMEL_IO_ENDED);
    reading_check_failed(r, expected);
}

void reading_fails(struct reading *r, struct emel_io_error_event expected)
{
    for (int i = 0; i < 3; i++)
        reading_fails_once(r, expected);
}

struct emel_io_error_event reading_error(enum emel_io_read_error error)
{
    return (struct emel_io_error_event){
        .error = EMEL_IO_STRATEGY_FAILED,
        .strategy = EMEL_IO_STRATEGY_READ_COPY,
        .strategy_error = error,
        .span_index = EMEL_IO_NO_INDEX,
        .file_index = EMEL_IO_NO_INDEX,
        .part_index = EMEL_IO_NO_INDEX,
        .file_offset = EMEL_IO_NO_OFFSET,
    };
}

struct emel_io_error_event reading_rule_error(enum emel_io_rule rule)
{
    struct emel_io_error_event event = reading_error(EMEL_IO_READ_NONE);

    event.error = EMEL_IO_INVALID_REQUEST;
    event.rule = rule;
    return event;
}

struct emel_io_error_event reading_file_error(enum emel_io_read_error error, int os_error,
                                              uint32_t file)
{
    struct emel_io_error_event event = reading_error(error);

    event.os_error = os_error;
    event.file_index = file;
    return event;
}

struct emel_io_error_event reading_span_error(const struct reading *r,
                                              enum emel_io_read_error error, int os_error,
                                              uint32_t span, uint64_t offset)
{
    struct emel_io_error_event event =
        reading_file_error(error, os_error, r->spans[span].file_index);

    event.span_index = span;
    event.span_id = r->spans[span].id;
    event.file_offset = offset;
    return event;
}
