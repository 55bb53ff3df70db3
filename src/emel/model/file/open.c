#include "emel/model/file/open.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "emel/model/file/gguf/header.h"
#include "emel/model/file/gguf/split.h"
#include "emel/model/file/kind.h"
#include "emel/model/file/name_index.h"
#include "emel/model/file/safetensors/index.h"
#include "emel/model/file/safetensors/safetensors.h"
#include "emel/model/file/tables.h"

/* --- a file ------------------------------------------------------------------------------- */

static bool read_gguf(struct emel__reader *reader, struct emel__split *split)
{
    return emel__gguf_read(reader) && emel__split_look(reader, split);
}

/* Reads one file.  Of an index only its kind is found out; of a shard also which it is. */
static bool read_single(struct emel__reader *reader, enum emel__kind *kind,
                        struct emel__split *split)
{
    if (!emel__reader_begin(reader) || !emel__kind_of(reader, kind))
        return false;
    switch (*kind) {
    case EMEL__KIND_GGUF: return read_gguf(reader, split) && emel__reader_confirm(reader);
    case EMEL__KIND_SAFETENSORS:
        return emel__safetensors_read(reader) && emel__reader_confirm(reader);
    default: return true;
    }
}

/* An index or a shard is then dropped, and its set of files is read instead. */
static bool read_file(struct emel__reader *reader, const char *path)
{
    struct emel_model_file *file = reader->file;
    struct emel__split split = { .count = 0 };
    enum emel__kind kind = EMEL__KIND_GGUF;
    bool read = read_single(reader, &kind, &split);

    emel__reader_end(reader);
    if (!read)
        return false;
    if (kind == EMEL__KIND_INDEX) {
        emel__catalog_empty(file);
        return emel__index_read(file, path, reader->why);
    }
    if (split.count > 1) {
        emel__catalog_empty(file);
        if (!emel__split_read(file, path, &split, reader->why))
            return false;
    }
    return emel__name_index_tensors(reader);
}

static bool open_path(struct emel__reader *reader, struct emel_model_file *file, const char *path,
                      struct emel_failure *why)
{
    const char *kept = emel__catalog_path(file, path, strlen(path), NULL, why);

    return kept && emel__catalog_reserve_files(file, 1, kept, why) &&
           emel__reader_open(reader, file, kept, why);
}

/* --- a folder ------------------------------------------------------------------------------- */

/* Looked for in a folder, in this order. */
static const char *const names[] = { "model.safetensors.index.json", "model.safetensors" };

#define NAMES (sizeof names / sizeof *names)

/* False: the result is longer than a path may be. */
static bool join(char inner[EMEL_IO_PATH_MAX + 1], const char *folder, const char *name)
{
    const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
    int bytes = snprintf(inner, EMEL_IO_PATH_MAX + 1, "%s%s%s", folder, slash, name);

    return bytes >= 0 && bytes <= EMEL_IO_PATH_MAX;
}

static bool refuse(const char *path, enum emel_model_file_error error, struct emel_failure *why)
{
    return emel__model_file_fail(why, &(struct emel__blame){
                                          .error = error,
                                          .file_offset = EMEL_FAILURE_NO_OFFSET,
                                          .path = path,
                                      });
}

/* emel_io_stat does not distinguish folders from pipes; opening a file in it does. */
static bool read_folder(struct emel_model_file *file, const char *path, struct emel_failure *why)
{
    char inner[EMEL_IO_PATH_MAX + 1];

    for (size_t i = 0; i < NAMES; i++) {
        struct emel__reader reader = { .open_error = 0 };

        emel__catalog_empty(file);
        if (!join(inner, path, names[i]))
            return refuse(path, EMEL_MODEL_FILE_LIMIT, why);
        if (open_path(&reader, file, inner, why))
            return read_file(&reader, inner);
        if (reader.open_error == ENOTDIR)
            return refuse(path, EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, why);
        if (reader.open_error != ENOENT)
            return false;
    }
    return refuse(path, EMEL_MODEL_FILE_FOLDER, why);
}

bool emel__open_path(struct emel_model_file *file, const char *path, struct emel_failure *why)
{
    struct emel__reader reader;

    if (!open_path(&reader, file, path, why))
        return false;
    if (!(reader.regular ? read_file(&reader, path) : read_folder(file, path, why)))
        return false;
    return emel__tables_trim_tensors(file, why);
}
