#define _POSIX_C_SOURCE 200809L /* posix_memalign */

#include "piece.h"

#include <errno.h>
#include <stdlib.h>

#include "report.h"

enum { BUFFER_ALIGNMENT = 4096, DIRECT_LEAST = 256 << 10 };

bool piece_begin(struct piece_reader *reader, uint32_t caching)
{
    void *buffer = NULL;

    *reader = (struct piece_reader){ .system = emel_io_system_default(),
                                     .caching = caching,
                                     .direct = -1 };
    if (posix_memalign(&buffer, BUFFER_ALIGNMENT, PIECE_BYTES) != 0)
        return false;
    reader->buffer = buffer;
    return true;
}

static void close_direct(struct piece_reader *reader)
{
    if (reader->direct >= 0)
        reader->system->close(reader->system->context, reader->direct);
    reader->direct = -1;
}

void piece_end(struct piece_reader *reader)
{
    close_direct(reader);
    free(reader->buffer);
}

/* --- which way ------------------------------------------------------------------------------ */

static bool suits(const struct emel_io_direct *limits)
{
    return limits->memory_alignment <= BUFFER_ALIGNMENT && limits->offset_alignment > 0 &&
           limits->offset_alignment <= DIRECT_LEAST;
}

/* The command holds no record locks that closing another descriptor of the file would drop. */
static void open_direct(struct piece_reader *reader)
{
    const struct emel_io_system *system = reader->system;

    if (!system->reopen_direct)
        return;
    if (system->reopen_direct(system->context, reader->file->fd, &reader->direct,
                              &reader->limits) != 0)
        reader->direct = -1;
    else if (!suits(&reader->limits))
        close_direct(reader);
}

static void take_file(struct piece_reader *reader, const struct emel_io_file *file)
{
    if (reader->file == file)
        return;
    close_direct(reader);
    reader->file = file;
    reader->buffered_until = 0;
    if (reader->caching == EMEL_IO_READ_AUTOMATIC || reader->caching == EMEL_IO_READ_DIRECT)
        open_direct(reader);
}

/* If the system cannot tell, nothing is. */
static bool is_cached(const struct emel_io_file *file, uint64_t offset, uint64_t bytes)
{
    const struct emel_io_system *system = emel_io_system_default();
    bool all = false;

    return system->cached && system->cached(system->context, file->fd, offset, bytes, &all) == 0 &&
           all;
}

bool piece_is_cached(const struct emel_model_file *file, const struct emel_tensor_record *record)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);
    const uint64_t bytes = record->byte_size < PIECE_BYTES ? record->byte_size : PIECE_BYTES;

    return bytes == 0 || is_cached(&files[record->file_index], record->file_offset, bytes);
}

static bool wants_direct(struct piece_reader *reader, uint64_t offset, uint64_t bytes)
{
    if (reader->direct < 0 || bytes < DIRECT_LEAST)
        return false;
    if (reader->caching == EMEL_IO_READ_DIRECT)
        return true;
    if (offset < reader->buffered_until)
        return false;
    bytes = bytes < PIECE_BYTES ? bytes : PIECE_BYTES;
    if (!is_cached(reader->file, offset, bytes))
        return true;
    reader->buffered_until = offset + bytes;
    return false;
}

/* --- reading -------------------------------------------------------------------------------- */

/* Up to `bytes` bytes; how many came, and why not more. */
static size_t read_all(const struct piece_reader *reader, int descriptor, uint64_t offset,
                       size_t bytes, int *os_error)
{
    const struct emel_io_system *system = reader->system;
    size_t done = 0, moved = 0;

    do {
        const struct iovec slice = { reader->buffer + done, bytes - done };

        moved = 0;
        *os_error = system->read(system->context, descriptor, &slice, 1, offset + done, &moved);
        done += moved;
    } while (done < bytes && (*os_error == EINTR || (*os_error == 0 && moved > 0)));
    return done;
}

/* Whole blocks of the file around the range; bytes 0: it did not work out. */
static struct piece read_direct(const struct piece_reader *reader, uint64_t offset, uint64_t end)
{
    const uint64_t block = reader->limits.offset_alignment;
    const size_t before = (size_t)(offset % block);
    const uint64_t wanted = before + (end - offset);
    const size_t asked =
        wanted < PIECE_BYTES ? (size_t)((wanted + block - 1) / block * block) : PIECE_BYTES;
    struct piece piece = { .data = reader->buffer + before };
    int os_error;
    const size_t done = read_all(reader, reader->direct, offset - before, asked, &os_error);

    if (done > before)
        piece.bytes = done < wanted ? done - before : (size_t)(end - offset);
    return piece;
}

static struct piece read_buffered(const struct piece_reader *reader, uint64_t offset, uint64_t end)
{
    const size_t asked = end - offset < PIECE_BUFFERED ? (size_t)(end - offset) : PIECE_BUFFERED;
    struct piece piece = { .data = reader->buffer };

    piece.bytes = read_all(reader, reader->file->fd, offset, asked, &piece.os_error);
    if (piece.bytes > 0 || piece.os_error == 0) {
        piece.os_error = 0;
        piece.error = piece.bytes > 0 ? EMEL_IO_READ_NONE : EMEL_IO_READ_SHORT_READ;
    } else {
        piece.error = EMEL_IO_READ_FILE_READ_FAILED;
    }
    piece.offset = offset;
    return piece;
}

/* A direct read that fails decides nothing: the same bytes are then read through the cache. */
struct piece piece_read(struct piece_reader *reader, const struct emel_io_file *file,
                        uint64_t offset, uint64_t end)
{
    struct piece piece = { .bytes = 0 };

    take_file(reader, file);
    if (wants_direct(reader, offset, end - offset))
        piece = read_direct(reader, offset, end);
    return piece.bytes > 0 ? piece : read_buffered(reader, offset, end);
}

/* --- files that change ------------------------------------------------------------------------ */

static uint32_t check_file(const struct emel_io_file *file, int *os_error)
{
    const struct emel_io_system *system = emel_io_system_default();
    struct emel_io_stat now;

    *os_error = system->stat(system->context, file->fd, &now);
    if (*os_error)
        return EMEL_IO_READ_FILE_STAT_FAILED;
    if (file->stamp &&
        (now.stamp.size != file->stamp->size || now.stamp.mtime_sec != file->stamp->mtime_sec ||
         now.stamp.mtime_nsec != file->stamp->mtime_nsec))
        return EMEL_IO_READ_FILE_CHANGED;
    return EMEL_IO_READ_NONE;
}

bool piece_check_file(const struct emel_io_file *file, struct emel_failure *why)
{
    int os_error;
    const uint32_t error = check_file(file, &os_error);

    return error == EMEL_IO_READ_NONE ||
           refuse_read(why, error, &(struct refusal){ .file = file->path, .os_error = os_error });
}

bool piece_check_files(const struct emel_model_file *file, const struct selection *selection,
                       struct emel_failure *why)
{
    const struct emel_io_file *checked = NULL, *files;
    uint32_t count;

    files = emel_model_file_files(file, &count);
    for (uint32_t i = 0; i < selection->count; i++) {
        const struct emel_io_file *next = &files[selection->records[i]->file_index];

        if (selection->records[i]->byte_size == 0 || next == checked)
            continue;
        if (!piece_check_file(next, why))
            return false;
        checked = next;
    }
    return true;
}
