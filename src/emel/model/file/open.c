#include "emel/model/file/open.h"

#include <errno.h>
#include <string.h>

#include "emel/model/file/folder.h"
#include "emel/model/file/gguf/header.h"
#include "emel/model/file/gguf/split.h"
#include "emel/model/file/kind.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/safetensors/index.h"
#include "emel/model/file/safetensors/safetensors.h"
#include "emel/model/file/shards.h"
#include "emel/model/file/tables.h"

/* --- one file ----------------------------------------------------------------------------- */

/* What a file was found to be part of. */
struct found {
    enum emel__kind kind;
    struct emel__split split;
};

/* Reads one file.  Of an index only its kind is found out; of a shard also which it is. */
static bool read_single(struct emel__reader *reader, bool alone, struct found *found)
{
    *found = (struct found){ .kind = EMEL__KIND_INDEX };
    if (!emel__reader_begin(reader) || !emel__kind_of(reader, &found->kind))
        return false;
    switch (found->kind) {
    case EMEL__KIND_GGUF:
        return emel__gguf_read(reader) && (alone || emel__split_look(reader, &found->split)) &&
               emel__reader_confirm(reader);
    case EMEL__KIND_SAFETENSORS:
        return emel__safetensors_read(reader) && emel__reader_confirm(reader);
    default: return true;
    }
}

/* An index or a shard is dropped, and its set of files is read instead. */
static bool read_file(struct emel__reader *reader, const char *path, bool alone)
{
    struct emel_model_file *file = reader->file;
    struct found found;
    bool read = read_single(reader, alone, &found) &&
                (found.split.count <= 1 || emel__split_check_name(reader, &found.split));

    emel__reader_end(reader);
    if (!read)
        return false;
    if (found.kind == EMEL__KIND_INDEX) {
        emel__catalog_empty(file);
        return emel__index_read(file, path, reader->why);
    }
    if (found.split.count > 1) {
        emel__catalog_empty(file);
        if (!emel__split_read(file, path, &found.split, reader->why))
            return false;
    }
    return emel__name_index_tensors(reader);
}

static bool open_single(struct emel__reader *reader, struct emel_model_file *file,
                        const struct emel_model_source *source, struct emel_failure *why)
{
    struct emel_model_source kept = *source;

    if (kept.path) {
        kept.path = emel__catalog_path(file, kept.path, strlen(kept.path), NULL, why);
        if (!kept.path)
            return false;
    }
    return emel__catalog_reserve_files(file, 1, kept.path, why) &&
           emel__reader_open(reader, file, &kept, why);
}

/* --- a list of files ------------------------------------------------------------------------ */

/* A file that is part of more was not given all of that. */
static bool check_whole(const struct emel__reader *reader, const struct found *found)
{
    if (found->kind == EMEL__KIND_INDEX)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_SOURCE, reader->begin, NULL);
    return found->split.count <= 1 ||
           emel__reader_fail_numbers(reader, EMEL_MODEL_FILE_SHARD_COUNT, EMEL_FAILURE_NO_OFFSET,
                                     NULL, 1, found->split.count);
}

static bool read_one_source(struct emel_model_file *file, const struct emel_model_source *source,
                            bool alone, struct emel_failure *why)
{
    struct emel__reader reader;
    struct found found;
    bool read;

    if (!open_single(&reader, file, source, why))
        return false;
    read = read_single(&reader, alone, &found) && check_whole(&reader, &found);
    emel__reader_end(&reader);
    return read && emel__name_index_tensors(&reader);
}

struct listed {
    struct emel_model_file *file;
    const struct emel_model_source *sources;
    struct emel__split_set set;
    uint32_t count;
    bool alone;
};

static bool get_source(void *context, uint32_t number, struct emel_model_source *source,
                       struct emel_failure *why)
{
    const struct listed *listed = context;

    *source = listed->sources[number];
    if (source->path)
        source->path =
            emel__catalog_path(listed->file, source->path, strlen(source->path), NULL, why);
    return source->path || source->borrowed;
}

/* The shards of a GGUF model must be all of them, in their order. */
static bool check_listed(void *context, struct emel__reader *reader)
{
    struct listed *listed = context;
    struct emel__split split;

    if (listed->alone || strcmp(reader->file->format, "gguf") != 0)
        return true;
    if (!emel__split_look(reader, &split))
        return false;
    if (split.count > 1 && split.count != listed->count)
        return emel__reader_fail_numbers(reader, EMEL_MODEL_FILE_SHARD_COUNT,
                                         EMEL_FAILURE_NO_OFFSET, NULL, listed->count, split.count);
    return emel__split_check(&listed->set, reader);
}

static bool read_list(struct listed *listed, struct emel_failure *why)
{
    struct emel__shards shards = {
        .file = listed->file,
        .count = listed->count,
        .path = listed->sources[0].path,
        .source = get_source,
        .check = check_listed,
        .context = listed,
        .any_kind = true,
        .why = why,
    };
    struct emel__reader first;

    if (!emel__shards_read(&shards) || (shards.kind == EMEL__KIND_GGUF && !listed->alone &&
                                        !emel__split_check_total(listed->file, &listed->set, why)))
        return false;
    emel__reader_resume(&first, listed->file, 0, why);
    return emel__name_index_tensors(&first);
}

bool emel__open_sources(struct emel_model_file *file, const struct emel_model_source *sources,
                        uint32_t count, bool alone, struct emel_failure *why)
{
    struct listed listed = {
        .file = file,
        .sources = sources,
        .set = { .count = count },
        .count = count,
        .alone = alone,
    };

    if (count == 1 && !sources->borrowed && sources->offset == 0 && sources->length == 0)
        return emel__open_path(file, sources->path, alone, why);
    return (count == 1 ? read_one_source(file, sources, alone, why) : read_list(&listed, why)) &&
           emel__tables_trim_tensors(file, why);
}

/* --- a folder ------------------------------------------------------------------------------- */

/* Looked for in a folder, in this order. */
static const char *const names[] = { "model.safetensors.index.json", "model.safetensors" };

#define NAMES (sizeof names / sizeof *names)

static bool refuse(const char *path, enum emel_model_file_error error, struct emel_failure *why)
{
    return emel__model_file_fail(why, &(struct emel__blame){
                                          .error = error,
                                          .file_offset = EMEL_FAILURE_NO_OFFSET,
                                          .path = path,
                                      });
}

static bool open_name(struct emel__reader *reader, struct emel_model_file *file, const char *path,
                      struct emel_failure *why)
{
    const struct emel_model_source source = { .path = path };

    return open_single(reader, file, &source, why);
}

/* What is in the folder by any other name. */
static bool read_listing(struct emel_model_file *file, const char *path, bool alone,
                         struct emel_failure *why)
{
    struct emel__folder folder;
    struct emel__reader reader;

    if (!emel__folder_list(&folder, file, path, why))
        return false;
    if (folder.set_count == 0)
        return open_name(&reader, file, folder.path, why) && read_file(&reader, folder.path, alone);
    if (!emel__folder_read_set(&folder, file, why))
        return false;
    emel__reader_resume(&reader, file, 0, why);
    return emel__name_index_tensors(&reader);
}

/* emel_io_stat does not distinguish folders from pipes; opening a file in it does. */
static bool read_folder(struct emel_model_file *file, const char *path, bool alone,
                        struct emel_failure *why)
{
    char inner[EMEL_IO_PATH_MAX + 1];

    for (size_t i = 0; i < NAMES; i++) {
        struct emel__reader reader = { .open_error = 0 };

        emel__catalog_empty(file);
        if (!emel__folder_join(inner, path, names[i], why))
            return false;
        if (open_name(&reader, file, inner, why))
            return read_file(&reader, inner, alone);
        if (reader.open_error == ENOTDIR)
            return refuse(path, EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, why);
        if (reader.open_error != ENOENT)
            return false;
    }
    emel__catalog_empty(file);
    return read_listing(file, path, alone, why);
}

bool emel__open_path(struct emel_model_file *file, const char *path, bool alone,
                     struct emel_failure *why)
{
    struct emel__reader reader;

    if (!open_name(&reader, file, path, why))
        return false;
    if (!(reader.readable ? read_file(&reader, path, alone) : read_folder(file, path, alone, why)))
        return false;
    return emel__tables_trim_tensors(file, why);
}
