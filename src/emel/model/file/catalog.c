#include "emel/model/file/catalog.h"

#include <stdalign.h>
#include <string.h>

#include "emel/io/retry.h"

bool emel__catalog_fail(const struct emel_model_file *file, uint32_t file_index,
                        enum emel_model_file_error error, uint64_t file_offset, const char *subject,
                        struct emel_failure *why)
{
    return emel__model_file_fail(why, &(struct emel__blame){
                                          .error = error,
                                          .file_offset = file_offset,
                                          .path = file->files[file_index].path,
                                          .subject = subject,
                                          .subject_bytes = subject ? strlen(subject) : 0,
                                      });
}

/* --- the whole catalog --------------------------------------------------------------- */

void emel__catalog_init(struct emel_model_file *file, const struct emel_io_system *system,
                        const struct emel_allocator *allocator)
{
    *file = (struct emel_model_file){ .system = *system, .allocator = *allocator };
    file->arena.allocator = &file->allocator;
    file->metadata.arena = &file->arena;
}

void emel__catalog_close_files(struct emel_model_file *file)
{
    for (uint32_t i = 0; i < file->file_count; i++) {
        if (file->parts[i].owned)
            file->system.close(file->system.context, file->files[i].fd);
        file->parts[i].owned = false;
        file->files[i].fd = -1;
    }
}

void emel__catalog_empty(struct emel_model_file *file)
{
    const struct emel_io_system system = file->system;
    const struct emel_allocator allocator = file->allocator;

    emel__catalog_close_files(file);
    emel__catalog_free_header_offsets(file);
    emel__catalog_free_temporary(file, file->tensors, file->tensor_capacity, sizeof *file->tensors);
    emel__catalog_free_entries(file, &file->metadata);
    emel__arena_free(&file->arena);
    emel__catalog_init(file, &system, &allocator);
}

void emel__catalog_free_entries(const struct emel_model_file *file, struct emel__metadata *metadata)
{
    emel__catalog_free_temporary(file, metadata->entries, metadata->capacity,
                                 sizeof *metadata->entries);
    *metadata = (struct emel__metadata){ .arena = metadata->arena };
}

void emel__catalog_free_header_offsets(struct emel_model_file *file)
{
    emel__catalog_free_temporary(file, file->header_offsets, file->tensor_capacity,
                                 sizeof *file->header_offsets);
    file->header_offsets = NULL;
}

bool emel__catalog_confirm(const struct emel_model_file *file, uint32_t file_index,
                           struct emel_failure *why)
{
    const struct emel_io_file *checked = &file->files[file_index];
    struct emel__blame blame = {
        .error = EMEL_MODEL_FILE_FILE_CHANGED,
        .file_offset = EMEL_FAILURE_NO_OFFSET,
        .path = checked->path,
    };
    struct emel_io_stat now;

    blame.os_error = emel__io_stat(&file->system, checked->fd, &now);
    if (blame.os_error != 0)
        blame.error = EMEL_MODEL_FILE_STAT_FAILED;
    else if (emel__io_unchanged(checked->stamp, &now.stamp))
        return true;
    return emel__model_file_fail(why, &blame);
}

/* --- files ------------------------------------------------------------------------------ */

static bool out_of_memory(const char *path, struct emel_failure *why)
{
    return emel__model_file_fail(why, &(struct emel__blame){
                                          .error = EMEL_MODEL_FILE_OUT_OF_MEMORY,
                                          .file_offset = EMEL_FAILURE_NO_OFFSET,
                                          .path = path,
                                      });
}

bool emel__catalog_reserve_files(struct emel_model_file *file, uint32_t count, const char *path,
                                 struct emel_failure *why)
{
    file->files = emel__arena_allocate(&file->arena, count * sizeof *file->files, sizeof(uint64_t));
    file->stamps =
        emel__arena_allocate(&file->arena, count * sizeof *file->stamps, sizeof(uint64_t));
    file->parts = emel__arena_allocate(&file->arena, count * sizeof *file->parts, sizeof(uint64_t));
    return (file->files && file->stamps && file->parts) || out_of_memory(path, why);
}

const char *emel__catalog_path(struct emel_model_file *file, const char *path, size_t bytes,
                               const char *tail, struct emel_failure *why)
{
    size_t tail_bytes = tail ? strlen(tail) : 0;
    char *kept = emel__arena_allocate(&file->arena, bytes + tail_bytes + 1, 1);

    if (!kept) {
        out_of_memory(path, why);
        return NULL;
    }
    memcpy(kept, path, bytes);
    if (tail_bytes > 0)
        memcpy(kept + bytes, tail, tail_bytes);
    kept[bytes + tail_bytes] = '\0';
    return kept;
}

/* --- temporary memory --------------------------------------------------------------------- */

/* Never 0: an allocator may return NULL for that. */
static size_t temporary_bytes(size_t count, size_t bytes)
{
    return count > 0 ? count * bytes : 1;
}

void *emel__catalog_allocate_temporary(const struct emel_model_file *file, size_t count,
                                       size_t bytes)
{
    const struct emel_allocator *allocator = &file->allocator;

    return allocator->allocate(allocator->context, temporary_bytes(count, bytes),
                               alignof(max_align_t));
}

void emel__catalog_free_temporary(const struct emel_model_file *file, void *memory, size_t count,
                                  size_t bytes)
{
    if (memory)
        file->allocator.release(file->allocator.context, memory, temporary_bytes(count, bytes));
}
