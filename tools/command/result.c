#define _XOPEN_SOURCE 700 /* fdopen, lstat */

#include "result.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

bool result_failed(const struct result *result, struct emel_failure *why)
{
    return refuse(why, &(struct refusal){ .name = "WRITE_FAILED",
                                          .text = "the file could not be written",
                                          .file = result->path,
                                          .os_error = errno });
}

/* Letters, digits, '_', '-' and dots stay, but for a dot in front; other bytes become %HH. */
static size_t encode(char *text, size_t room, const char *name)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
    size_t used = 0;

    for (const char *at = name; *at && used + 4 < room; at++)
        if (strchr(plain, *at) && !(at == name && *at == '.'))
            text[used++] = *at;
        else
            used += (size_t)snprintf(text + used, room - used, "%%%02X", (unsigned char)*at);
    if (*name == '\0')
        text[used++] = '%';
    text[used] = '\0';
    return used;
}

bool result_name(struct result *result, const char *folder, const char *tensor, const char *ending,
                 struct emel_failure *why)
{
    char name[RESULT_PATH_BYTES];
    int bytes;

    encode(name, sizeof name, tensor);
    bytes = snprintf(result->path, RESULT_PATH_BYTES, "%s/%s%s", folder, name, ending);
    if (bytes > 0 && bytes < RESULT_PATH_BYTES)
        bytes = snprintf(result->part, RESULT_PATH_BYTES, "%s/%s%s.part", folder, name, ending);
    if (bytes > 0 && bytes < RESULT_PATH_BYTES)
        return true;
    return refuse(why, &(struct refusal){ .name = "PATH_TOO_LONG",
                                          .text = "the path of the file would be too long",
                                          .file = folder,
                                          .tensor = tensor });
}

bool result_is_free(const struct result *result, struct emel_failure *why)
{
    struct stat found;

    return lstat(result->path, &found) != 0 ||
           refuse(why, &(struct refusal){ .name = "FILE_EXISTS",
                                          .text = "it is not overwritten without --force",
                                          .file = result->path });
}

bool result_open(struct result *result, struct emel_failure *why)
{
    const int descriptor =
        open(result->part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    result->stream = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    if (result->stream)
        return true;
    result_failed(result, why);
    if (descriptor >= 0)
        close(descriptor);
    return false;
}

/* Moves it to its place, or removes it. */
bool result_close(struct result *result, bool done, struct emel_failure *why)
{
    const bool written = fflush(result->stream) == 0 && !ferror(result->stream);

    if (done && !written)
        done = result_failed(result, why);
    if (fclose(result->stream) != 0 && done)
        done = result_failed(result, why);
    if (done && rename(result->part, result->path) != 0)
        done = result_failed(result, why);
    if (!done)
        (void)unlink(result->part);
    return done;
}
