/* emel sums: what the bytes of each tensor come to. */
#include <stdlib.h>

#include "commands.h"
#include "files.h"
#include "sums_file.h"
#include "summing.h"

static void json_sums(struct json *json, const struct loading *loading, const struct summed *summed)
{
    char digits[SUM_DIGITS + 1];

    json_format(json, loading->file);
    json_open_array(json, "tensors");
    for (uint32_t i = 0; i < loading->selection.count; i++) {
        json_open_object(json, NULL);
        json_text(json, "name", summed[i].name);
        json_number(json, "bytes", summed[i].bytes);
        json_text(json, "xxh3_128", sum_write(digits, &summed[i].sum));
        json_close(json);
    }
    json_close(json);
}

static void print_sums(const struct settings *settings, const char *path,
                       const struct loading *loading, const struct summed *summed)
{
    if (settings->operand_count > 1)
        sums_write_comment(stdout, path);
    for (uint32_t i = 0; i < loading->selection.count; i++)
        sums_write(stdout, &summed[i].sum, summed[i].name);
}

static bool sum_begun(struct output *output, struct loading *loading, const char *path,
                      struct emel_failure *why)
{
    struct summed *summed = NULL;

    if (handled_add(&output->handled, path, loading->file, why))
        summed = sum_from_files(loading, why);
    if (!summed)
        return false;
    if (output->settings->json)
        json_sums(&output->json, loading, summed);
    else
        print_sums(output->settings, path, loading, summed);
    free(summed);
    return true;
}

static bool sum_file(struct output *output, const char *path, struct emel_failure *why)
{
    struct loading loading;
    const bool done =
        loading_begin(&loading, output->settings, path, why) &&
        (skip_model(output, path, loading.file) || sum_begun(output, &loading, path, why));

    loading_end(&loading);
    return done;
}

enum status command_sums(const struct settings *settings)
{
    return each_file_collected(settings, sum_file);
}
