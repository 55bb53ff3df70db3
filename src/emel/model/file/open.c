/* What a path leads to. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "emel/model/file/gguf/gguf.h"
#include "emel/model/file/safetensors/safetensors.h"
#include "emel/model/file/shards.h"

/* --- told by content: what a file is called is nobody's promise ---------------------------- */

/* The shortest of them all: a version of GGUF, a header's length of safetensors. */
#define HEADER_BYTES_MIN 8

/* JSON has no zero bytes, and the length of a safetensors header has four of them. */
static bool looks_like_index(const unsigned char *head)
{
    static const char next[] = { '\t', '\n', '\r', ' ', '"', '}' };

    return head[0] == '{' && memchr(next, head[1], sizeof next) &&
           !memchr(head, '\0', HEADER_BYTES_MIN);
}

bool emel__kind_of(struct emel__reader *reader, enum emel__kind *kind)
{
    uint64_t size = reader->buffer.file_size;
    const unsigned char *head;

    if (size < HEADER_BYTES_MIN)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_TRUNCATED, size, NULL);
    head = emel__reader_at(reader, 0, HEADER_BYTES_MIN + (size > HEADER_BYTES_MIN));
    if (!head)
        return false;
    if (memcmp(head, EMEL__GGUF_MAGIC, EMEL__GGUF_MAGIC_BYTES) == 0)
        *kind = EMEL__KIND_GGUF;
    else if (looks_like_index(head))
        *kind = EMEL__KIND_INDEX;
    else if (emel__safetensors_looks_like(head,
                                          size > HEADER_BYTES_MIN ? head[HEADER_BYTES_MIN] : 0))
        *kind = EMEL__KIND_SAFETENSORS;
    else
        return emel__reader_fail(reader, EMEL_MODEL_FILE_MAGIC, 0, NULL);
    return true;
}

/* --- a file ------------------------------------------------------------------------------- */

static bool read_gguf(struct emel__reader *reader, struct emel__split *split)
{
    return emel__gguf_read(reader) && emel__split_look(reader, split);
}

/* A file by itself; of what is part of more only that it is. */
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

/* What is part of more is forgotten, and read again among its own. */
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
        return emel__shards_index_read(file, path, reader->why);
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

    return kept && emel__catalog_expect_files(file, 1, kept, why) &&
           emel__reader_open(reader, file, kept, why);
}

/* --- a folder ------------------------------------------------------------------------------- */

/* What is looked for in a folder, the first that is there. */
static const char *const names[] = { "model.safetensors.index.json", "model.safetensors" };

#define NAMES (sizeof names / sizeof *names)

/* False: it is longer than a path may be. */
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

/* The table of the system does not tell folders from pipes: the names in it do. */
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

bool emel__path_read(struct emel_model_file *file, const char *path, struct emel_failure *why)
{
    struct emel__reader reader;

    if (!open_path(&reader, file, path, why))
        return false;
    if (!(reader.regular ? read_file(&reader, path) : read_folder(file, path, why)))
        return false;
    emel__catalog_forget_header_offsets(file);
    return true;
}
