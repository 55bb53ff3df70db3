/* Reads ranges of a model's files piece by piece, through a buffer of its own: what is in the page
 * cache is copied, the rest is read around it.  One thread uses one reader. */
#ifndef COMMAND_PIECE_H
#define COMMAND_PIECE_H

#include "emel/emel.h"
#include "selection.h"

enum {
    PIECE_BYTES = 2 << 20, /* of a direct read, and of the buffer */
    PIECE_BUFFERED =
        256 << 10 /* of a buffered read: small enough to be in a near cache when it is used */
};

struct piece_reader {
    const struct emel_io_system *system;
    uint32_t caching; /* enum emel_io_read_caching */
    unsigned char *buffer;
    const struct emel_io_file *file; /* private, from here on: the file in hand */
    int direct;                      /* its descriptor for direct reads; -1: none */
    struct emel_io_direct limits;
    uint64_t buffered_until; /* offset: up to there its bytes are in the page cache */
};

/* Some bytes of a range, or why there are none. */
struct piece {
    const unsigned char *data; /* until the next read */
    size_t bytes;              /* at least 1, unless it failed */
    uint32_t error;            /* enum emel_io_read_error */
    int os_error;
    uint64_t offset; /* of the byte that could not be read */
};

/* False: no memory.  Either way piece_end follows. */
bool piece_begin(struct piece_reader *reader, uint32_t caching);
/* The first bytes of [offset, end), which is not empty. */
struct piece piece_read(struct piece_reader *reader, const struct emel_io_file *file,
                        uint64_t offset, uint64_t end);
void piece_end(struct piece_reader *reader);

/* Whether the first piece of a tensor is in the page cache, as far as the system can tell. */
bool piece_is_cached(const struct emel_model_file *file, const struct emel_tensor_record *record);
/* False: the file, or one that selected tensors are in, changed since its header was read. */
bool piece_check_file(const struct emel_io_file *file, struct emel_failure *why);
bool piece_check_files(const struct emel_model_file *file, const struct selection *selection,
                       struct emel_failure *why);

#endif
