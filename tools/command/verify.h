/* The sums of a file's tensors against those of a sums file. */
#ifndef COMMAND_VERIFY_H
#define COMMAND_VERIFY_H

#include "files.h"
#include "sums_file.h"
#include "summing.h"

/* One that was read, and one that was computed: `count` tensors in the order of names. */
struct verification {
    const char *path; /* of the model */
    const struct emel_model_file *file;
    const struct sums_file *sums;
    const struct summed *summed;
    uint32_t count;
};

/* Names each tensor that differs, is missing or is extra; of those --tensor and --slice select.
 * False: there is one, or no memory. */
bool verify_sums(struct output *output, const struct verification *verification,
                 struct emel_failure *why);

#endif
