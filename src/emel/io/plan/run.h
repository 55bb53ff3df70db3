/* Runs: the contiguous ranges of a file that a span's bytes are in.  A span without parts is
 * one run.  Runs are computed from the parts, never stored: a span may have 2^32 of them. */
#ifndef EMEL_IO_PLAN_RUN_H
#define EMEL_IO_PLAN_RUN_H

#include "emel/io/io.h"

struct emel__io_run {
    uint32_t file;
    uint64_t file_offset;
    uint64_t bytes;  /* contiguous in the file and in memory */
    uint64_t before; /* bytes of the same run that come before these */
};

/* What is contiguous from byte `at` of the span's memory on; at < span->byte_size. */
struct emel__io_run emel__io_run_at(const struct emel_io_span *span, uint64_t at);

/* Where the last run of a part ends in its file. */
uint64_t emel__io_part_end(const struct emel_io_part *part);

/* Whether the parts of a span are interleaved, rather than one after the other. */
bool emel__io_parts_interleave(const struct emel_io_span *span);

#endif
