#include "emel/model/file/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/model/file/gguf/split.h"
#include "emel/model/file/shards.h"

#define TAIL_BYTES 15 /* -00001-of-00003 */
#define NUMBER_DIGITS 5
#define SHOWN_BYTES 160 /* of the names that are listed in a failure */

static const char *const endings[] = { ".gguf", ".safetensors", ".safetensors.index.json" };

enum { ENDINGS = 3, SET_ENDINGS = 2 };

bool emel__folder_join(char path[EMEL_IO_PATH_MAX + 1], const char *folder, const char *name,
                       struct emel_failure *why)
{
    const size_t folder_bytes = strlen(folder), name_bytes = strlen(name);
    const size_t slash_bytes = folder[folder_bytes - 1] != '/';
    const size_t bytes = folder_bytes + slash_bytes + name_bytes;

    if (bytes > EMEL_IO_PATH_MAX)
        return emel__model_file_fail(why, &(struct emel__blame){
                                              .error = EMEL_MODEL_FILE_LIMIT,
                                              .text = "the path has {value} bytes, {limit} are "
                                                      "allowed",
                                              .file_offset = EMEL_FAILURE_NO_OFFSET,
                                              .path = folder,
                                              .has_value = true,
                                              .value = bytes,
                                              .has_limit = true,
                                              .limit = EMEL_IO_PATH_MAX,
                                          });
    memcpy(path, folder, folder_bytes + 1);
    path[folder_bytes] = '/'; /* or the name begins here */
    memcpy(path + folder_bytes + slash_bytes, name, name_bytes + 1);
    return true;
}

/* --- one name ------------------------------------------------------------------------------- */

struct name {
    const char *text;
    int ending;             /* into endings; ENDINGS: not a model's */
    size_t prefix_bytes;    /* of a shard: what comes before its numbers */
    unsigned number, count; /* of a shard, from 1; 0: not a shard */
};

static bool is_number(const char *text, unsigned *number)
{
    *number = 0;
    for (int i = 0; i < NUMBER_DIGITS; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *number = *number * 10 + (unsigned)(text[i] - '0');
    }
    return true;
}

static struct name parse(const char *text)
{
    struct name name = { .text = text };
    const size_t bytes = strlen(text);
    size_t stem = 0;
    const char *tail;

    for (; name.ending < ENDINGS; name.ending++) {
        const size_t ending = strlen(endings[name.ending]);

        stem = bytes - ending;
        if (bytes > ending && strcmp(text + stem, endings[name.ending]) == 0)
            break;
    }
    if (name.ending >= SET_ENDINGS || stem < TAIL_BYTES)
        return name;
    tail = text + stem - TAIL_BYTES;
    if (tail[0] != '-' || memcmp(tail + 1 + NUMBER_DIGITS, "-of-", 4) != 0 ||
        !is_number(tail + 1, &name.number) || !is_number(tail + 1 + NUMBER_DIGITS + 4, &name.count))
        name.number = name.count = 0;
    name.prefix_bytes = stem - TAIL_BYTES;
    return name;
}

/* --- all names ------------------------------------------------------------------------------ */

/* Bounded, however many names there are. */
struct listing {
    char first[256]; /* the first model's name: a file's, or that of one of a set */
    bool first_is_long;
    uint32_t models;  /* model files that are not of the first set */
    uint32_t present; /* files of the first set */
    unsigned char seen[EMEL__FOLDER_BITS];
    uint32_t indexes; /* how many of the models are an index */
    char index[256];
    char shown[SHOWN_BYTES];
};

static void show(struct listing *listing, const char *name)
{
    const size_t used = strlen(listing->shown);

    if (used + strlen(name) + sizeof ", ..." < sizeof listing->shown)
        snprintf(listing->shown + used, sizeof listing->shown - used, "%s%s", used ? ", " : "",
                 name);
    else if (used < 4 || strcmp(listing->shown + used - 3, "...") != 0)
        snprintf(listing->shown + used, sizeof listing->shown - used, ", ...");
}

static bool is_of_first_set(const struct listing *listing, const struct name *name)
{
    const struct name first = parse(listing->first);

    return first.count > 0 && first.count == name->count && first.ending == name->ending &&
           first.prefix_bytes == name->prefix_bytes &&
           memcmp(first.text, name->text, name->prefix_bytes) == 0;
}

static void mark(struct listing *listing, unsigned number)
{
    unsigned char *byte = &listing->seen[number / 8];
    const unsigned char bit = (unsigned char)(1U << number % 8);

    listing->present += !(*byte & bit);
    *byte |= bit;
}

static void note_index(struct listing *listing, const char *name)
{
    listing->indexes++;
    snprintf(listing->index, sizeof listing->index, "%s", name);
}

static bool note(void *argument, const char *text)
{
    struct listing *listing = argument;
    struct name name = parse(text);

    if (name.ending == ENDINGS || text[0] == '.')
        return true;
    if (name.number == 0 || name.number > name.count || name.count > EMEL_MODEL_FILE_SHARDS_MAX ||
        name.count < 2)
        name.number = name.count = 0;
    if (listing->present > 0 && name.count > 0 && is_of_first_set(listing, &name)) {
        mark(listing, name.number);
        return true;
    }
    show(listing, text);
    if (name.ending >= SET_ENDINGS)
        note_index(listing, text);
    if (listing->models++ > 0 || strlen(text) >= sizeof listing->first)
        return true;
    memcpy(listing->first, text, strlen(text) + 1);
    if (name.count > 0)
        mark(listing, name.number);
    return true;
}

/* --- what was found --------------------------------------------------------------------------- */

static bool fail(const char *path, const struct listing *listing, struct emel_failure *why)
{
    return emel__model_file_fail(
        why, &(struct emel__blame){
                 .error = EMEL_MODEL_FILE_FOLDER,
                 .text = listing->models == 0 ? "no model file is in the folder" : NULL,
                 .file_offset = EMEL_FAILURE_NO_OFFSET,
                 .path = path,
                 .subject = listing->models ? listing->shown : NULL,
                 .subject_bytes = strlen(listing->shown),
                 .has_value = listing->models > 0,
                 .value = listing->models,
             });
}

static bool fail_missing(const struct emel__folder *folder, const struct listing *listing,
                         struct emel_failure *why)
{
    char path[EMEL_IO_PATH_MAX + 1];
    unsigned number = 1;

    while (listing->seen[number / 8] & 1U << number % 8)
        number++;
    snprintf(path, sizeof path, "%.*s-%05u-of-%05u%s", (int)folder->prefix_bytes, folder->path,
             number, (unsigned)folder->set_count, folder->ending);
    return emel__model_file_fail(why, &(struct emel__blame){
                                          .error = EMEL_MODEL_FILE_SHARD_MISSING,
                                          .text = "{value} of {limit} files of the model are there",
                                          .file_offset = EMEL_FAILURE_NO_OFFSET,
                                          .path = path,
                                          .has_value = true,
                                          .value = listing->present,
                                          .has_limit = true,
                                          .limit = folder->set_count,
                                      });
}

/* An index decides which files belong to the model, so one index is preferred to the files. */
static bool choose(struct emel__folder *folder, const struct listing *listing, const char *path,
                   struct emel_failure *why)
{
    const char *chosen = listing->indexes == 1 ? listing->index : listing->first;
    const struct name name = parse(chosen);

    if (listing->indexes != 1 && (listing->models != 1 || listing->first[0] == '\0'))
        return fail(path, listing, why);
    if (!emel__folder_join(folder->path, path, chosen, why))
        return false;
    folder->set_count = listing->indexes != 1 && listing->present > 0 ? name.count : 0;
    if (folder->set_count == 0)
        return true;
    folder->prefix_bytes = strlen(folder->path) - strlen(chosen) + name.prefix_bytes;
    folder->ending = endings[name.ending];
    return listing->present == folder->set_count || fail_missing(folder, listing, why);
}

bool emel__folder_list(struct emel__folder *folder, struct emel_model_file *file, const char *path,
                       struct emel_failure *why)
{
    const struct emel_io_system *system = &file->system;
    struct listing listing = { .models = 0 };
    int os_error = 0;

    *folder = (struct emel__folder){ .set_count = 0 };
    if (system->list)
        os_error = system->list(system->context, path, note, &listing);
    if (os_error != 0)
        return emel__model_file_fail(why, &(struct emel__blame){
                                              .error = EMEL_MODEL_FILE_OPEN_FAILED,
                                              .os_error = os_error,
                                              .file_offset = EMEL_FAILURE_NO_OFFSET,
                                              .path = path,
                                          });
    return choose(folder, &listing, path, why);
}

/* --- a set ------------------------------------------------------------------------------------ */

struct set {
    const struct emel__folder *folder;
    struct emel_model_file *file;
};

static bool name_shard(void *context, uint32_t number, struct emel_model_source *source,
                       struct emel_failure *why)
{
    const struct set *set = context;
    char tail[64];

    snprintf(tail, sizeof tail, "-%05u-of-%05u%s", number + 1, set->folder->set_count,
             set->folder->ending);
    source->path =
        emel__catalog_path(set->file, set->folder->path, set->folder->prefix_bytes, tail, why);
    return source->path != NULL;
}

bool emel__folder_read_set(const struct emel__folder *folder, struct emel_model_file *file,
                           struct emel_failure *why)
{
    const struct emel__split split = { .count = folder->set_count };
    struct set set = { .folder = folder, .file = file };
    struct emel__shards shards = {
        .file = file,
        .count = folder->set_count,
        .path = folder->path,
        .source = name_shard,
        .context = &set,
        .kind = EMEL__KIND_SAFETENSORS,
        .why = why,
    };

    if (strcmp(folder->ending, ".gguf") == 0)
        return emel__split_read(file, folder->path, &split, why);
    return emel__shards_read(&shards);
}
