#define _POSIX_C_SOURCE 200809L /* access */

#include "operand.h"

#include <string.h>
#include <unistd.h>

#include "argument.h"
#include "report.h"

enum { NUMBER_BYTES = 32 };

static bool read_part(const char *text, size_t bytes, uint64_t *number)
{
    char copy[NUMBER_BYTES];

    if (bytes >= sizeof copy)
        return false;
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return argument_number(copy, number);
}

/* What follows the last '@', as far as it is OFFSET or OFFSET:LENGTH. */
static bool read_range(const char *text, struct emel_model_source *source)
{
    const size_t offset = strcspn(text, ":");

    if (!read_part(text, offset, &source->offset))
        return false;
    if (text[offset] == '\0')
        return true;
    return read_part(text + offset + 1, strlen(text + offset + 1), &source->length) &&
           source->length > 0;
}

static struct emel_model_file *open_range(const char *operand, const char *at,
                                          const struct emel_model_source *range,
                                          const struct emel_model_file_options *options,
                                          struct emel_failure *why)
{
    char path[EMEL_IO_PATH_MAX + 1];
    struct emel_model_source source = *range;
    const size_t bytes = (size_t)(at - operand);

    if (bytes >= sizeof path) {
        refuse(why, &(struct refusal){
                        .name = "PATH_TOO_LONG", .text = "the path is too long", .file = operand });
        return NULL;
    }
    memcpy(path, operand, bytes);
    path[bytes] = '\0';
    source.path = path;
    return emel_model_file_open_sources(&source, 1, options, why);
}

struct emel_model_file *operand_open(const char *operand, const struct settings *settings,
                                     struct emel_failure *why)
{
    const struct emel_model_file_options options = { .alone = settings->alone };
    struct emel_model_source range = { .path = NULL };
    const char *at = strrchr(operand, '@');

    if (at && at > operand && access(operand, F_OK) != 0 && read_range(at + 1, &range))
        return open_range(operand, at, &range, &options, why);
    return emel_model_file_open(operand, &options, why);
}
