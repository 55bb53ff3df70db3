/* How much of an upload tools/examples/stream.c hides behind reading, with a device that is
 * simulated: it uploads at a given rate, and takes no time of a processor. */
#ifndef TESTS_EXAMPLES_STREAM_MEASURE_H
#define TESTS_EXAMPLES_STREAM_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/model/file.h"

struct stream_times { /* seconds */
    double reading;   /* everything through the same buffers, and no upload */
    double uploading; /* everything at the device's rate */
    double last;      /* the last tensor at that rate */
    double both;      /* everything read and uploaded */
    uint64_t bytes;   /* of everything */
    double ratio;     /* both / (max(reading, uploading) + last) */
};

/* Streams all tensors of an open file once without and once with uploads, in that order.  `cold`:
 * the file is dropped from the page cache before each.  False: something failed. */
bool stream_measure(const struct emel_model_file *file, size_t buffer_bytes,
                    double bytes_per_second, bool cold, struct stream_times *times);

#endif
