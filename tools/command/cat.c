/* emel cat: the bytes of one tensor, or of a part of it. */
#define _POSIX_C_SOURCE 200809L /* write */

#include <errno.h>
#include <unistd.h>

#include "emel/emel.h"
#include "commands.h"
#include "files.h"
#include "interrupt.h"
#include "loading.h"

/* write(2) of more than SSIZE_MAX bytes is implementation-defined; this is always less. */
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

/* Writes the named tensor, or the part of it that --slice selects. */
static bool cat(const struct settings *settings, const char *path, const char *name,
                struct emel_failure *why)
{
    struct slice wanted = { .whole = true };
    struct settings alone = *settings;
    const struct emel_tensor *tensor;
    struct loading loading;
    bool done;

    if (settings->slice_count > 0)
        wanted = settings->slices[0];
    wanted.name = name;
    alone.slices = &wanted;
    alone.slice_count = 1;
    alone.no_progress = true;
    done = loading_begin(&loading, &alone, path, why) && loading_run(&loading, why);
    if (done) {
        tensor = loading_tensor(&loading, 0);
        done = write_all(tensor->data, tensor->byte_size, why);
    }
    loading_end(&loading);
    interrupt_die_if_seen();
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
        done = check_path(path, &why) && cat(settings, path, name, &why);
    if (!done) {
        name_file(&why, path);
        report(&why);
    }
    return done ? STATUS_DONE : STATUS_FAILED;
}
