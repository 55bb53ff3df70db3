/* emel verify: whether the bytes of each tensor still come to the same. */
#include "verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "format.h"
#include "text.h"

/* --- differences -------------------------------------------------------------------------- */

static const struct kind {
    const char *name, *key, *text;
} kinds[] = {
    { "DIFFERENT", "different", "its bytes do not have this sum" },
    { "MISSING", "missing", "SUMS has it, the file does not" },
    { "EXTRA", "extra", "the file has it, SUMS does not" },
};
enum { DIFFERENT, MISSING, EXTRA, KINDS };

struct difference {
    int kind;
    const char *name;
};

/* Less than 0: the next sum is of a tensor that is not there; more: the next tensor is of
 * no sum. */
static int compare_next(const struct sums_file *sums, size_t sum,
                        const struct verification *verification, uint32_t place)
{
    if (sum == sums->count)
        return 1;
    if (place == verification->count)
        return -1;
    return strcmp(sums->entries[sum].name, verification->summed[place].name);
}

static bool is_other(const struct sums_entry *entry, const struct summed *summed)
{
    return memcmp(&entry->sum, &summed->sum, sizeof summed->sum) != 0;
}

/* Both lists are sorted by name.  `found` has room for all entries of both; returns how many
 * differences there are. */
static size_t find_differences(const struct settings *settings,
                               const struct verification *verification, struct difference *found)
{
    const struct sums_file *sums = verification->sums;
    size_t count = 0, sum = 0;
    uint32_t place = 0;

    while (sum < sums->count || place < verification->count) {
        const int order = compare_next(sums, sum, verification, place);

        if (order < 0 && selection_wants(settings, verification->file, sums->entries[sum].name))
            found[count++] = (struct difference){ MISSING, sums->entries[sum].name };
        else if (order > 0)
            found[count++] = (struct difference){ EXTRA, verification->summed[place].name };
        else if (order == 0 && is_other(&sums->entries[sum], &verification->summed[place]))
            found[count++] = (struct difference){ DIFFERENT, sums->entries[sum].name };
        sum += order <= 0;
        place += order >= 0;
    }
    return count;
}

/* "75 different, 0 missing, 2 extra", and what may be the reason. */
static void write_counts(char *text, size_t room, const struct settings *settings,
                         const struct sums_file *sums, const struct difference *found, size_t count)
{
    size_t counts[KINDS] = { 0 };
    int used;

    for (size_t i = 0; i < count; i++)
        counts[found[i].kind]++;
    used = snprintf(text, room, "%zu different, %zu missing, %zu extra", counts[DIFFERENT],
                    counts[MISSING], counts[EXTRA]);
    if (sums->sections > 1 && used > 0 && (size_t)used < room)
        snprintf(text + used, room - (size_t)used, "; SUMS has the sums of %zu files",
                 sums->sections);
    else if (settings->slice_count > 0 && counts[DIFFERENT] > 0 && used > 0 && (size_t)used < room)
        snprintf(text + used, room - (size_t)used, "; does SUMS have the same slices?");
}

static void report_differences(const char *path, const struct difference *found, size_t count)
{
    struct emel_failure why;

    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = &kinds[found[i].kind];

        refuse(&why,
               &(struct refusal){
                   .name = kind->name, .text = kind->text, .file = path, .tensor = found[i].name });
        report(&why);
    }
}

static void json_differences(struct json *json, const struct difference *found, size_t count)
{
    for (int kind = 0; kind < KINDS; kind++) {
        json_open_array(json, kinds[kind].key);
        for (size_t i = 0; i < count; i++)
            if (found[i].kind == kind)
                json_text(json, NULL, found[i].name);
        json_close(json);
    }
}

bool verify_sums(struct output *output, const struct verification *verification,
                 struct emel_failure *why)
{
    const struct settings *settings = output->settings;
    struct difference *found =
        calloc(verification->sums->count + verification->count + 1, sizeof *found);
    size_t count;

    if (!found)
        return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                              .text = "no memory for the differences" });
    count = find_differences(settings, verification, found);
    report_differences(verification->path, found, count);
    if (settings->json)
        json_differences(&output->json, found, count);
    write_counts(output->text, sizeof output->text, settings, verification->sums, found, count);
    free(found);
    if (count > 0)
        return refuse(why, &(struct refusal){ .name = "NOT_AS_SUMMED",
                                              .text = output->text,
                                              .file = verification->path });
    if (!settings->json && !settings->quiet) {
        text_print(stdout, verification->path);
        printf(": %" PRIu32 " tensor%s as summed\n", verification->count,
               format_plural(verification->count));
    }
    return true;
}

/* --- the command -------------------------------------------------------------------------- */

static bool verify_loading(struct output *output, struct loading *loading,
                           struct verification *verification, struct emel_failure *why)
{
    struct summed *summed = sum_from_files(loading, why);
    bool done = summed != NULL;

    if (done) {
        verification->file = loading->file;
        verification->summed = summed;
        verification->count = loading->selection.count;
        if (output->settings->json) {
            json_format(&output->json, loading->file);
            json_number(&output->json, "tensor_count", loading->selection.count);
        }
        done = verify_sums(output, verification, why);
    }
    free(summed);
    return done;
}

static bool verify_file(struct output *output, const char *path, struct emel_failure *why)
{
    struct loading loading;
    struct sums_file sums;
    struct verification verification = { .path = path, .sums = &sums };
    bool done = sums_file_read(&sums, output->settings->sums, why);

    if (done) {
        done = loading_begin(&loading, output->settings, path, why) &&
               verify_loading(output, &loading, &verification, why);
        loading_end(&loading);
    }
    sums_file_free(&sums);
    return done;
}

/* The second operand is no FILE to go through. */
enum status command_verify(const struct settings *settings)
{
    struct settings one = *settings;

    one.sums = settings->operands[1];
    one.operand_count = 1;
    return each_file_collected(&one, verify_file);
}
