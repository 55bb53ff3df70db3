/* Each buffer is filled by one load at the boundary (emel/io/io.h): its spans are pieces of
 * tensors, its targets lie in the buffer. */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>

#define PIECES_MAX 2048 /* of one buffer */
#define PAGE 4096u
#define ALIGNMENT 64u
#define BIG (64u << 10) /* a piece of so many bytes is worth a place that direct reads like */

struct filling {
    const struct stream *stream;
    struct emel_io_read read;
    struct emel_io io;
    uint32_t item; /* the next byte to read: of this tensor */
    uint64_t offset;
    uint32_t count; /* of pieces in the buffer being filled */
    struct stream_piece pieces[PIECES_MAX];
    struct emel_io_span spans[PIECES_MAX];
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

/* Cuts what comes next into pieces, until the buffer is full. */
static void cut(struct filling *filling, uint32_t buffer)
{
    const struct stream *stream = filling->stream;
    size_t at = 0;

    filling->count = 0;
    while (filling->item < stream->count && filling->count < PIECES_MAX) {
        const struct emel_tensor_record *record = &stream->records[filling->item];
        const uint64_t left = record->byte_size - filling->offset;
        const uint64_t file_offset = record->file_offset + filling->offset;
        const size_t begin = place(at, file_offset, left);
        const size_t room = begin < stream->buffer_bytes ? stream->buffer_bytes - begin : 0;
        const size_t bytes = left < room ? (size_t)left : room;
        unsigned char *memory = (unsigned char *)stream->buffers[buffer] + begin;

        if (bytes == 0 && left > 0)
            break;
        filling->pieces[filling->count] = (struct stream_piece){
            .item = filling->item,
            .buffer = buffer,
            .offset = filling->offset,
            .data = memory,
            .bytes = bytes,
            .last = bytes == left,
        };
        filling->spans[filling->count++] = (struct emel_io_span){
            .id = filling->item,
            .file_index = record->file_index,
            .file_offset = file_offset,
            .byte_size = bytes,
            .target = memory,
            .target_bytes = bytes,
        };
        at = begin + bytes;
        filling->offset = bytes == left ? 0 : filling->offset + bytes;
        filling->item += bytes == left;
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
        cut(filling, turn % 2);
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
