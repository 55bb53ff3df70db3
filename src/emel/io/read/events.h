/* The alphabet of spec/io_read.rl: what can be asked of a load, and what its steps
 * can answer.
 *
 * Ragel's `import` understands only NAME = DECIMAL; an expression or a hexadecimal
 * number it misreads in silence.  tools/generate/chart.awk refuses anything else here. */
#ifndef EMEL_IO_READ_EVENTS_H
#define EMEL_IO_READ_EVENTS_H

enum emel__io_read_event {
    IO_READ_NONE = 0, /* no answer: the machine rests until somebody asks */

    /* asked from outside, and by the driver */
    IO_READ_REQUEST = 1,
    IO_READ_CANCEL = 2,
    IO_READ_INTERNAL_ERROR = 3,

    /* answered by the steps */
    IO_READ_VALID = 4,
    IO_READ_INVALID_REQUEST = 5,
    IO_READ_UNSUPPORTED_PLATFORM = 6,
    IO_READ_OPENED = 7,
    IO_READ_OPEN_FAILED = 8,
    IO_READ_MORE_FILES = 9,
    IO_READ_FILES_FIT = 10,
    IO_READ_STAT_FAILED = 11,
    IO_READ_UNSUPPORTED_RESOURCE = 12,
    IO_READ_OUT_OF_RANGE = 13,
    IO_READ_FILE_CHANGED = 14,
    IO_READ_ALLOCATED = 15,
    IO_READ_ALLOCATION_FAILED = 16,
    IO_READ_PROGRESS = 17,
    IO_READ_TRANSFERRED = 18,
    IO_READ_READ_FAILED = 19,
    IO_READ_SHORT_READ = 20,
    IO_READ_UNCHANGED = 21,
    IO_READ_CLOSED = 22,
    IO_READ_RELEASED = 23,
    IO_READ_PUBLISHED = 24
};

#endif
