/* emel cat: the bytes of one tensor. */
#define _POSIX_C_SOURCE 200809L /* write */

#include <errno.h>
#include <unistd.h>

#include "emel/emel.h"
#include "emel_commands.h"
#include "emel_files.h"

/* POSIX leaves open what more than SSIZE_MAX bytes at once do; this is never too many. */
#define WRITE_BYTES_MAX ((size_t)1 << 30)

static bool write_all(const unsigned char *bytes, uint64_t count, struct emel_failure *why)
{
    while (count > 0) {
        const size_t asked = count < WRITE_BYTES_MAX ? (size_t)count : WRITE_BYTES_MAX;
        const ssize_t moved = write(STDOUT_FILENO, bytes, asked);

        if (moved < 0 && errno != EINTR)
            return refuse(why, &(struct refusal){ .name = "WRITE_FAILED",
                                                  .text = "standard output could not be written",
                                                  .os_error = errno });
        if (moved > 0) {
            bytes += moved;
            count -= (uint64_t)moved;
        }
    }
    return true;
}

static bool write_tensor(struct emel_model *model, const char *path, const char *name,
                         struct emel_failure *why)
{
    uint32_t index = 0;
    const struct emel_storage_request request = { .tensors = &index, .count = 1 };
    const struct emel_tensor *tensor = NULL;

    if (!emel_model_index(model, name, &index))
        return refuse(why, &(struct refusal){ .name = "NO_SUCH_TENSOR",
                                              .text = "no tensor has this name",
                                              .file = path,
                                              .tensor = name });
    if (!emel_model_load(model, &request, why))
        return false;
    tensor = emel_model_tensor(model, index);
    return write_all(tensor->data, tensor->byte_size, why);
}

static bool cat(const char *path, const char *name, struct emel_failure *why)
{
    struct emel_model *model = emel_model_open(path, NULL, why);
    bool done = model && write_tensor(model, path, name, why);

    emel_model_close(model);
    return done;
}

enum status command_cat(const struct settings *settings)
{
    const char *path = settings->operands[0], *name = settings->operands[1];
    struct emel_failure why;
    bool done;

    if (isatty(STDOUT_FILENO) && !settings->force)
        done = refuse(&why, &(struct refusal){ .name = "TERMINAL",
                                               .text = "binary data is not written to a terminal "
                                                       "without --force",
                                               .file = path,
                                               .tensor = name });
    else
        done = check_path(path, &why) && cat(path, name, &why);
    if (!done) {
        name_file(&why, path);
        report(&why);
    }
    return done ? STATUS_DONE : STATUS_FAILED;
}
