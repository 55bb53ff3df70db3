/* Each buffer is filled by one load at the boundary (emel/io/io.h): its spans are pieces of
 * tensors, its targets lie in the buffer. */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>

#define PIECES_MAX 2048 /* of one buffer, */
#define PARTS_MAX 4096  /* and all their parts */
#define PAGE 4096u
#define ALIGNMENT 64u
#define LEAST ((size_t)4 << 20) /* less is not worth a load */
#define BIG (64u << 10) /* a piece of so many bytes is worth a place that direct reads like */

struct filling {
    const struct stream *stream;
    struct emel_io_read read;
    struct emel_io io;
    uint32_t item; /* the next byte to read: of this tensor */
    uint64_t offset;
    uint64_t left;  /* bytes of all tensors that are not cut yet */
    uint32_t count; /* of pieces in the buffer being filled */
    struct stream_piece pieces[PIECES_MAX];
    struct emel_io_span spans[PIECES_MAX];
    struct emel_io_part parts[PARTS_MAX];
    uint32_t part_count; /* in use */
    void *data[PIECES_MAX];
    void *work;
    bool failed; /* the load, which said so to on_error */
    struct emel_failure *why;
};

/* --- failures ------------------------------------------------------------------------- */

static bool fail(struct emel_failure *why, enum emel_failure_source source, uint32_t code,
                 const char *name, const char *text)
{
    if (why)
        *why = (struct emel_failure){
            .source = source,
            .code = code,
            .file_offset = EMEL_FAILURE_NO_OFFSET,
            .other_offset = EMEL_FAILURE_NO_OFFSET,
            .name = name,
            .text = text,
        };
    return false;
}

static bool fail_by_reading(struct emel_failure *why, uint32_t error)
{
    (void)fail(why, EMEL_FAILURE_READ, error, emel_io_read_error_name(error),
               emel_io_read_error_text(error));
    if (why)
        why->cancelled = error == EMEL_IO_READ_CANCELLED;
    return false;
}

static void on_error(void *context, struct emel_io_load *load,
                     const struct emel_io_error_event *error)
{
    struct filling *filling = context;
    const struct stream *stream = filling->stream;
    struct emel_failure *why = filling->why;
    const bool by_reading = error->error == EMEL_IO_STRATEGY_FAILED;

    (void)load;
    filling->failed = true;
    (void)fail(why, by_reading ? EMEL_FAILURE_READ : EMEL_FAILURE_IO,
               by_reading ? error->strategy_error : error->error,
               emel_io_cause_name(&filling->io, error), emel_io_cause_text(&filling->io, error));
    if (!why)
        return;
    why->os_error = error->os_error;
    why->rule = error->rule;
    why->file_offset = error->file_offset;
    why->other_offset = error->other_offset;
    why->has_value = error->has_value;
    why->has_limit = error->has_limit;
    why->value = error->value;
    why->limit = error->limit;
    if (error->file_index < stream->file_count && stream->files[error->file_index].path) {
        why->has_file = true;
        snprintf(why->file, sizeof why->file, "%s", stream->files[error->file_index].path);
    }
    if (error->span_index < filling->count) {
        const uint32_t item = filling->pieces[error->span_index].item;

        why->has_subject = true;
        snprintf(why->subject, sizeof why->subject, "%s", stream->records[item].name);
    }
}

static void on_done(void *context, struct emel_io_load *load, const struct emel_io_done_event *done)
{
    (void)context, (void)load, (void)done;
}

/* --- one buffer ------------------------------------------------------------------------- */

/* The next place where memory and file are congruent: modulo a page, if that is worth it. */
static size_t place(size_t at, uint64_t file_offset, uint64_t bytes)
{
    const size_t modulus = bytes < BIG ? ALIGNMENT : PAGE;
    const size_t residue = bytes < BIG ? 0 : (size_t)(file_offset % PAGE);

    return at + (residue + modulus - at % modulus) % modulus;
}

/* The part of a slice that a byte of it is in, the number of its run, and its place in that. */
static const struct emel_io_part *part_at(const struct emel_tensor_record *record, uint64_t offset,
                                          uint64_t *run, uint64_t *inside)
{
    const struct emel_io_part *part = record->parts;

    for (uint32_t i = 0; i < record->part_count; i++, part++) {
        if (offset < part->memory_offset)
            continue;
        *run = (offset - part->memory_offset) / part->memory_stride;
        *inside = (offset - part->memory_offset) % part->memory_stride;
        if (*run < part->count && *inside < part->run_bytes)
            break;
    }
    return part;
}

/* `count` runs of `parts` parts of a slice, from a run on, in memory of their own. */
static void cut_runs(struct filling *filling, struct emel_io_span *span,
                     const struct emel_io_part *part, uint32_t parts, uint64_t run, uint64_t count)
{
    span->parts = &filling->parts[filling->part_count];
    span->part_count = parts;
    span->byte_size = count * part->memory_stride;
    for (uint32_t i = 0; i < parts; i++) {
        struct emel_io_part *cut = &filling->parts[filling->part_count++];

        *cut = part[i];
        cut->file_offset += run * cut->file_stride;
        cut->memory_offset -= part->memory_offset;
        cut->count = count;
    }
    span->file_offset = span->parts->file_offset;
}

/* What comes next of a tensor, at most `room` bytes: whole runs of a slice where they fit, else
 * the rest of one run, or of the tensor. */
static void cut_span(struct filling *filling, const struct emel_tensor_record *record,
                     uint64_t room, struct emel_io_span *span)
{
    const uint64_t left = record->byte_size - filling->offset;
    const struct emel_io_part *part;
    uint64_t run = 0, inside = 0, count;
    uint32_t parts = 1;

    *span = (struct emel_io_span){ .id = filling->item };
    span->file_index = record->file_index;
    span->file_offset = record->file_offset + filling->offset;
    span->byte_size = left < room ? left : room;
    if (record->part_count == 0 || left == 0)
        return;
    part = part_at(record, filling->offset, &run, &inside);
    if (part->memory_stride != part->run_bytes) /* interleaved: all parts together */
        parts = part == record->parts ? record->part_count : PARTS_MAX + 1;
    count = room / part->memory_stride;
    count = count < part->count - run ? count : part->count - run;
    span->file_index = part->file_index;
    if (inside == 0 && count > 0 && parts <= PARTS_MAX - filling->part_count) {
        cut_runs(filling, span, part, parts, run, count);
        return;
    }
    span->file_offset = part->file_offset + run * part->file_stride + inside;
    span->byte_size = part->run_bytes - inside < room ? part->run_bytes - inside : room;
}

/* The first and the last buffers are not filled: uploads begin early, and little is left to upload
 * when everything is read. */
static size_t capacity(const struct filling *filling, uint32_t turn)
{
    const size_t buffer = filling->stream->buffer_bytes;
    const size_t early = turn < 10 ? LEAST << turn : buffer;
    const uint64_t late = filling->left / 2;
    const size_t bytes = late < early ? (size_t)late : early;

    return bytes < LEAST ? (LEAST < buffer ? LEAST : buffer) : (bytes < buffer ? bytes : buffer);
}

/* Cuts what comes next into pieces, until the buffer is full. */
static void cut(struct filling *filling, uint32_t turn)
{
    const struct stream *stream = filling->stream;
    const size_t end = capacity(filling, turn);
    const uint32_t buffer = turn % 2;
    size_t at = 0;

    filling->count = filling->part_count = 0;
    while (filling->item < stream->count && filling->count < PIECES_MAX) {
        const struct emel_tensor_record *record = &stream->records[filling->item];
        const uint64_t left = record->byte_size - filling->offset;
        const size_t begin = place(at, record->file_offset + filling->offset, left);
        const size_t room = begin < end ? end - begin : 0;
        struct emel_io_span *span = &filling->spans[filling->count];

        if (room == 0 && left > 0)
            break;
        cut_span(filling, record, room, span);
        span->target = (unsigned char *)stream->buffers[buffer] + begin;
        span->target_bytes = span->byte_size;
        filling->pieces[filling->count++] = (struct stream_piece){
            .item = filling->item,
            .buffer = buffer,
            .offset = filling->offset,
            .data = span->target,
            .bytes = (size_t)span->byte_size,
            .last = span->byte_size == left,
        };
        at = begin + (size_t)span->byte_size;
        filling->left -= span->byte_size;
        filling->offset = span->byte_size == left ? 0 : filling->offset + span->byte_size;
        filling->item += span->byte_size == left;
    }
}

static bool read_pieces(struct filling *filling)
{
    const struct stream *stream = filling->stream;
    struct emel_io_load load = {
        .files = stream->files,
        .file_count = stream->file_count,
        .spans = filling->spans,
        .span_count = filling->count,
        .part_count = filling->part_count,
        .policy = { .strategy = EMEL_IO_STRATEGY_READ_COPY, .options = stream->reading },
        .context = filling,
        .on_done = on_done,
        .on_error = on_error,
        .data = filling->data,
    };
    void *work;

    load.work_bytes = emel_io_work_bytes(&filling->io, &load);
    work = realloc(filling->work, load.work_bytes);
    if (!work)
        return fail_by_reading(filling->why, EMEL_IO_READ_ALLOCATION_FAILED);
    load.work = filling->work = work;
    (void)fail(filling->why, EMEL_FAILURE_NONE, 0, "NONE", "no error");
    filling->failed = false;
    return emel_io_run(&filling->io, &load) == EMEL_IO_ENDED && !filling->failed;
}

static bool upload_pieces(struct filling *filling)
{
    const struct stream *stream = filling->stream;

    for (uint32_t i = 0; i < filling->count; i++)
        if (!stream->upload(stream->context, &filling->pieces[i]))
            return fail_by_reading(filling->why, EMEL_IO_READ_CANCELLED);
    return true;
}

static bool wait_for(struct filling *filling, uint32_t buffer)
{
    return filling->stream->wait(filling->stream->context, buffer) ||
           fail_by_reading(filling->why, EMEL_IO_READ_CANCELLED);
}

/* --- all of them --------------------------------------------------------------------------- */

static bool run(struct filling *filling)
{
    for (uint32_t turn = 0; filling->item < filling->stream->count; turn++) {
        cut(filling, turn);
        if ((turn >= 2 && !wait_for(filling, turn % 2)) || !read_pieces(filling) ||
            !upload_pieces(filling))
            return false;
    }
    return true;
}

bool stream_run(const struct stream *stream, struct emel_failure *why)
{
    struct filling *filling = calloc(1, sizeof *filling);
    struct emel_io_strategy strategy;
    bool well;

    if (!filling)
        return fail_by_reading(why, EMEL_IO_READ_ALLOCATION_FAILED);
    filling->stream = stream;
    filling->why = why;
    for (uint32_t i = 0; i < stream->count; i++)
        filling->left += stream->records[i].byte_size;
    (void)fail(why, EMEL_FAILURE_NONE, 0, "NONE", "no error");
    strategy = emel_io_read_init(&filling->read, stream->system);
    emel_io_init(&filling->io);
    (void)emel_io_register(&filling->io, &strategy);
    well = run(filling);
    for (uint32_t buffer = 0; buffer < 2; buffer++) /* whatever happened: they are yours again */
        if (!stream->wait(stream->context, buffer) && well)
            well = fail_by_reading(why, EMEL_IO_READ_CANCELLED);
    free(filling->work);
    free(filling);
    return well;
}
