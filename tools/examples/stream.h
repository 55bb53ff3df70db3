/* stream.h - passes tensors to a device while the next ones are read.
 *
 * Made to be copied, together with stream.c.  Tensors are read into one of two staging buffers of
 * yours (pinned memory, if the device wants that) while the pieces in the other one are uploaded.
 * Everything runs on the calling thread, so `upload` only begins to copy, as cudaMemcpyAsync does.
 *
 * Order       tensors come in the order of the list, the pieces of a tensor from its first byte
 *             to its last.  Buffers take turns, beginning with 0.
 * Pieces      a tensor that does not fit into what is left of a buffer is cut: its pieces have
 *             consecutive offsets.  A tensor without bytes is one piece of no bytes.
 * Slices      of records with parts are cut between runs where they can be.
 * Memory      both buffers, and less than 8 MiB; with slices less than 9.
 * Threads     one; emel's own workers live inside a call. */
#ifndef STREAM_H
#define STREAM_H

#include <emel/emel.h>

#ifdef __cplusplus
extern "C" {
#endif

struct stream_piece {
    uint32_t item;   /* index into the list */
    uint32_t buffer; /* 0 or 1 */
    uint64_t offset; /* of the piece in its tensor, bytes */
    const void *data;
    size_t bytes;
    bool last; /* piece of its tensor */
};

struct stream {
    const struct emel_io_file *files; /* of emel_model_file_files */
    uint32_t file_count;
    const struct emel_tensor_record *records; /* tensors or slices, in the order of the uploads */
    uint32_t count;

    void *buffers[2];    /* beginning at a page: direct reads go straight into them */
    size_t buffer_bytes; /* of each, 8 KiB or more; 32 MiB hides all but the first and the last */

    void *context; /* first argument of the functions below */
    /* Begins to upload a piece.  It stays where it is until `wait` for its buffer has returned.
     * False: cancels the stream. */
    bool (*upload)(void *context, const struct stream_piece *piece);
    /* Waits until every piece of a buffer is uploaded.  False: an upload failed. */
    bool (*wait)(void *context, uint32_t buffer);

    const struct emel_io_system *system;        /* NULL: the default */
    const struct emel_io_read_options *reading; /* NULL: the defaults */
};

/* Reads and uploads everything.  False: *why says what; of a consumer that returned false it is
 * CANCELLED of EMEL_FAILURE_READ.  Either way no upload is under way when it returns. */
bool stream_run(const struct stream *stream, struct emel_failure *why);

#ifdef __cplusplus
}
#endif

#endif
