/* emel/io/read.h - the read/copy strategy.
 *
 * It copies the bytes of files, with explicit positional reads, into memory of the
 * owner or into the targets of the request.  The order of a load is one chart,
 * spec/io_read.rl: check the whole request, open and inspect the files, ask the owner
 * once for memory, copy the bytes step by step, inspect the files again, and report
 * the outcome exactly once.
 *
 *     struct emel_io_read read;
 *     struct emel_io_strategy strategy = emel_io_read_init(&read, NULL);
 *     emel_io_register(&io, &strategy);
 *
 * The same input gives the same error with any number of workers and any caching: the
 * failure at the lowest (file, offset, span) is reported.
 *
 * Changes to a file are detected on a best-effort basis.  A write in place is detected
 * if it changed the size or the modification time, whose resolution is that of the file
 * system's clock.  If another file is renamed over the path during a load, the load
 * reads the old file to its end. */
#ifndef EMEL_IO_READ_H
#define EMEL_IO_READ_H

#include "emel/api.h"
#include "emel/io/io.h"

EMEL_API_BEGIN

/* Append-only: a number never changes its meaning. */
#define EMEL_IO_READ_ERRORS(X)                                                                     \
    X(NONE, 0, "no error")                                                                         \
    X(INVALID_REQUEST, 1, "the request breaks a rule of emel/io/io.h")                             \
    X(UNSUPPORTED_PLATFORM, 2, "the system table lacks a call that reading needs")                 \
    X(UNSUPPORTED_RESOURCE, 3, "not a regular file, or a descriptor that cannot be read as one")   \
    X(FILE_OPEN_FAILED, 4, "the file could not be opened")                                         \
    X(FILE_STAT_FAILED, 5, "the file could not be inspected")                                      \
    X(SPAN_OUT_OF_RANGE, 6,                                                                        \
      "the file has {limit} bytes, its tensors need {value}: incomplete download?")                \
    X(ALLOCATION_FAILED, 7, "the owner returned no memory for the tensors")                        \
    X(FILE_READ_FAILED, 8, "the file could not be read")                                           \
    X(SHORT_READ, 9, "the file ended before the tensor did")                                       \
    X(FILE_CHANGED, 10, "the file changed after its header was read, or during the load")          \
    X(CANCELLED, 11, "the load was cancelled")                                                     \
    X(INTERNAL_ERROR, 12,                                                                          \
      "a defect in emel: a step returned an outcome that its state does not accept")

enum emel_io_read_error {
#define EMEL_IO_READ_ERROR_VALUE(name, number, sentence) EMEL_IO_READ_##name = number,
    EMEL_IO_READ_ERRORS(EMEL_IO_READ_ERROR_VALUE)
#undef EMEL_IO_READ_ERROR_VALUE
};

enum emel_io_read_caching {
    EMEL_IO_READ_AUTOMATIC = 0, /* cached bytes are copied, others are read around the cache */
    EMEL_IO_READ_BUFFERED = 1,  /* through the page cache, always */
    EMEL_IO_READ_DIRECT = 2,    /* around it wherever the file allows it, from 256 KiB on */
    EMEL_IO_READ_SHARED = 3     /* through the page cache, always: for processes of one host that
                                   read the same file, so that the device reads it once */
};

#define EMEL_IO_READ_CACHING_MAX EMEL_IO_READ_SHARED
#define EMEL_IO_READ_STEP_BYTES_DEFAULT (UINT64_C(64) << 20) /* read by one step */
#define EMEL_IO_READ_WORKERS_MAX UINT32_C(64)                /* threads of one transfer */

/* policy.options of a load with this strategy.  Copied at begin. */
struct emel_io_read_options {
    uint64_t step_bytes;  /* bounds the bytes one step reads, with those between runs, and so its
                            time; what cannot be read is tried once more; 0: 64 MiB */
    uint32_t workers;     /* threads of a transfer, 1 .. 64; 0: chosen from the load's size; a load
                            with parts uses at most 8, or 16 if it reads run by run from a device */
    uint32_t caching;     /* enum emel_io_read_caching */
    uint64_t reserved[2]; /* 0 */
};

/* One strategy, one load at a time.  On your stack or in your struct; private. */
struct emel_io_read {
    struct emel_io_system system;
    struct emel_io_load *load; /* between request and publication, else NULL */
    struct emel__io_read_work *work;
    struct emel_io_error_event failure; /* where it happened; why is the cause */
    int state;
    unsigned char event; /* the pending answer; 0 when ready */
    unsigned char cause; /* the event that made the load a failure */
    bool refused;        /* the last event was not one its state names */
    bool running;        /* inside a step or a callback: re-entry is refused */
    uint64_t reserved[8];
};

/* `system` is copied; NULL: emel_io_system_default(). */
struct emel_io_strategy emel_io_read_init(struct emel_io_read *read,
                                          const struct emel_io_system *system);

/* Constant strings; "unknown" and "unknown error" for a number not in the list. */
const char *emel_io_read_error_name(uint32_t error);
const char *emel_io_read_error_text(uint32_t error);

EMEL_API_END

#endif
