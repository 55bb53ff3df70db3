/* Each buffer is filled by one emel_storage_read: its records are pieces of tensors, its targets
 * lie in the buffer. */
#include "stream.h"

#include <stdlib.h>

#define PIECES_MAX 2048 /* of one buffer, */
#define PARTS_MAX 4096  /* and all their parts */
#define PAGE 4096u
#define ALIGNMENT 64u
#define LEAST ((size_t)4 << 20) /* less is not worth a read */
#define BIG (64u << 10) /* a piece of so many bytes is worth a place that direct reads like */

struct filling {
    const struct stream *stream;
    struct emel_storage storage; /* of no tensors: it only reads records */
    uint32_t item;               /* the next byte to read: of this tensor */
    uint64_t offset;
    uint64_t left;  /* bytes of all tensors that are not cut yet */
    uint32_t count; /* of pieces in the buffer being filled */
    struct stream_piece pieces[PIECES_MAX];
    struct emel_tensor_record records[PIECES_MAX];
    struct emel_tensor_target targets[PIECES_MAX];
    struct emel_io_part parts[PARTS_MAX];
    uint32_t part_count; /* in use */
};

static bool fail(struct emel_failure *why, enum emel_io_read_error error)
{
    if (why)
        *why = (struct emel_failure){
            .source = EMEL_FAILURE_READ,
            .code = error,
            .cancelled = error == EMEL_IO_READ_CANCELLED,
            .file_offset = EMEL_FAILURE_NO_OFFSET,
            .other_offset = EMEL_FAILURE_NO_OFFSET,
            .name = emel_io_read_error_name(error),
            .text = emel_io_read_error_text(error),
        };
    return false;
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
static void cut_runs(struct filling *filling, struct emel_tensor_record *piece,
                     const struct emel_io_part *part, uint32_t parts, uint64_t run, uint64_t count)
{
    piece->parts = &filling->parts[filling->part_count];
    piece->part_count = parts;
    piece->byte_size = count * part->memory_stride;
    for (uint32_t i = 0; i < parts; i++) {
        struct emel_io_part *cut = &filling->parts[filling->part_count++];

        *cut = part[i];
        cut->file_offset += run * cut->file_stride;
        cut->memory_offset -= part->memory_offset;
        cut->count = count;
    }
    piece->file_offset = piece->parts->file_offset;
}

/* What comes next of a tensor, at most `room` bytes: whole runs of a slice where they fit, else
 * the rest of one run, or of the tensor. */
static void cut_piece(struct filling *filling, const struct emel_tensor_record *record,
                      uint64_t room, struct emel_tensor_record *piece)
{
    const uint64_t left = record->byte_size - filling->offset;
    const struct emel_io_part *part;
    uint64_t run = 0, inside = 0, count;
    uint32_t parts = 1;

    *piece = *record;
    piece->parts = NULL;
    piece->part_count = 0;
    piece->file_offset += filling->offset;
    piece->byte_size = left < room ? left : room;
    if (record->part_count == 0 || left == 0)
        return;
    part = part_at(record, filling->offset, &run, &inside);
    if (part->memory_stride != part->run_bytes) /* interleaved: all parts together */
        parts = part == record->parts ? record->part_count : PARTS_MAX + 1;
    count = room / part->memory_stride;
    count = count < part->count - run ? count : part->count - run;
    piece->file_index = (uint16_t)part->file_index; /* of a record */
    if (inside == 0 && count > 0 && parts <= PARTS_MAX - filling->part_count) {
        cut_runs(filling, piece, part, parts, run, count);
        return;
    }
    piece->file_offset = part->file_offset + run * part->file_stride + inside;
    piece->byte_size = part->run_bytes - inside < room ? part->run_bytes - inside : room;
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
        struct emel_tensor_record *piece = &filling->records[filling->count];
        unsigned char *data = (unsigned char *)stream->buffers[buffer] + begin;

        if (room == 0 && left > 0)
            break;
        cut_piece(filling, record, room, piece);
        filling->targets[filling->count] = (struct emel_tensor_target){ data, piece->byte_size };
        filling->pieces[filling->count++] = (struct stream_piece){
            .item = filling->item,
            .buffer = buffer,
            .offset = filling->offset,
            .data = data,
            .bytes = (size_t)piece->byte_size,
            .last = piece->byte_size == left,
        };
        at = begin + (size_t)piece->byte_size;
        filling->left -= piece->byte_size;
        filling->offset = piece->byte_size == left ? 0 : filling->offset + piece->byte_size;
        filling->item += piece->byte_size == left;
    }
}

/* --- all of them --------------------------------------------------------------------------- */

static bool read_pieces(struct filling *filling, struct emel_failure *why)
{
    const struct emel_storage_request request = {
        .records = filling->records,
        .targets = filling->targets,
        .count = filling->count,
        .policy = { .options = filling->stream->reading },
    };

    return emel_storage_read(&filling->storage, &request, why);
}

static bool upload_pieces(const struct filling *filling)
{
    const struct stream *stream = filling->stream;

    for (uint32_t i = 0; i < filling->count; i++)
        if (!stream->upload(stream->context, &filling->pieces[i]))
            return false;
    return true;
}

static bool run(struct filling *filling, struct emel_failure *why)
{
    const struct stream *stream = filling->stream;

    for (uint32_t turn = 0; filling->item < stream->count; turn++) {
        cut(filling, turn);
        if (turn >= 2 && !stream->wait(stream->context, turn % 2))
            return fail(why, EMEL_IO_READ_CANCELLED);
        if (!read_pieces(filling, why))
            return false;
        if (!upload_pieces(filling))
            return fail(why, EMEL_IO_READ_CANCELLED);
    }
    return true;
}

bool stream_run(const struct stream *stream, struct emel_failure *why)
{
    const struct emel_storage_options options = { .system = stream->system,
                                                  .files = stream->files,
                                                  .file_count = stream->file_count };
    struct filling *filling = calloc(1, sizeof *filling);
    bool well;

    if (!filling)
        return fail(why, EMEL_IO_READ_ALLOCATION_FAILED);
    filling->stream = stream;
    for (uint32_t i = 0; i < stream->count; i++)
        filling->left += stream->records[i].byte_size;
    well = emel_storage_init(&filling->storage, 0, &options, why);
    if (well) {
        well = run(filling, why);
        emel_storage_deinit(&filling->storage);
    }
    for (uint32_t buffer = 0; buffer < 2; buffer++) /* whatever happened: they are yours again */
        if (!stream->wait(stream->context, buffer) && well)
            well = fail(why, EMEL_IO_READ_CANCELLED);
    free(filling);
    return well;
}
