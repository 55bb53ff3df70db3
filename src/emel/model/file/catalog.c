#include "emel/model/file/catalog.h"

#include <stdalign.h>
#include <string.h>

#include "emel/fail.h"

/* --- failing ----------------------------------------------------------------------- */

bool emel__model_file_fail(struct emel_failure *why, const struct emel__blame *blame)
{
    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_MODEL_FILE,
                        .code = (uint32_t)blame->error,
                        .name = emel_model_file_error_name((uint32_t)blame->error),
                        .text = emel_model_file_error_text((uint32_t)blame->error),
                        .os_error = blame->os_error,
                        .file_offset = blame->file_offset,
                        .file = blame->path,
                        .subject = blame->subject,
                        .subject_bytes = blame->subject_bytes,
                    });
    return false;
}

static bool fail_over(const struct emel_model_file *file, uint32_t file_index,
                      enum emel_model_file_error error, uint64_t file_offset, const char *subject,
                      size_t bytes, struct emel_failure *why)
{
    return emel__model_file_fail(why, &(struct emel__blame){
                                          .error = error,
                                          .file_offset = file_offset,
                                          .path = file->files[file_index].path,
                                          .subject = subject,
                                          .subject_bytes = bytes,
                                      });
}

bool emel__catalog_fail(const struct emel_model_file *file, uint32_t file_index,
                        enum emel_model_file_error error, uint64_t file_offset, const char *subject,
                        struct emel_failure *why)
{
    return fail_over(file, file_index, error, file_offset, subject, subject ? strlen(subject) : 0,
                     why);
}

bool emel__reader_fail(const struct emel__reader *reader, enum emel_model_file_error error,
                       uint64_t file_offset, const char *subject)
{
    return emel__catalog_fail(reader->file, reader->file_index, error, file_offset, subject,
                              reader->why);
}

bool emel__reader_fail_over(const struct emel__reader *reader, enum emel_model_file_error error,
                            uint64_t file_offset, const void *subject, size_t bytes)
{
    return fail_over(reader->file, reader->file_index, error, file_offset, subject, bytes,
                     reader->why);
}

static bool out_of_memory(const struct emel__reader *reader)
{
    return emel__reader_fail(reader, EMEL_MODEL_FILE_OUT_OF_MEMORY, EMEL_FAILURE_NO_OFFSET, NULL);
}

/* --- all of it --------------------------------------------------------------------- */

void emel__catalog_init(struct emel_model_file *file, const struct emel_io_system *system,
                        const struct emel_allocator *allocator)
{
    *file = (struct emel_model_file){ .system = *system, .allocator = *allocator };
    file->arena.allocator = &file->allocator;
    file->metadata.arena = &file->arena;
}

void emel__catalog_empty(struct emel_model_file *file)
{
    const struct emel_io_system system = file->system;
    const struct emel_allocator allocator = file->allocator;

    for (uint32_t i = 0; i < file->file_count; i++)
        file->system.close(file->system.context, file->files[i].fd);
    emel__catalog_forget_header_offsets(file);
    emel__arena_free(&file->arena);
    emel__catalog_init(file, &system, &allocator);
}

/* --- filling ----------------------------------------------------------------------- */

void *emel__catalog_allocate(const struct emel__reader *reader, struct emel__arena *arena,
                             size_t count, size_t bytes)
{
    void *room = emel__arena_allocate(arena, count * bytes, sizeof(uint64_t));

    if (!room)
        out_of_memory(reader);
    return room;
}

const char *emel__catalog_text(const struct emel__reader *reader, struct emel__arena *arena,
                               const void *text, size_t bytes)
{
    char *copy = emel__arena_allocate(arena, bytes + 1, 1);

    if (!copy) {
        out_of_memory(reader);
        return NULL;
    }
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return copy;
}

bool emel__catalog_expect_tensors(struct emel__reader *reader, uint32_t count)
{
    struct emel_model_file *file = reader->file;

    if (count <= file->tensor_capacity - file->tensor_count)
        return true;
    if (file->tensor_capacity != 0)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_FILE_CHANGED, EMEL_FAILURE_NO_OFFSET,
                                 NULL);
    file->tensors = emel__catalog_allocate(reader, &file->arena, count, sizeof *file->tensors);
    if (!file->tensors)
        return false;
    file->tensor_capacity = count;
    file->header_offsets =
        emel__catalog_allocate_temporary(reader, count, sizeof *file->header_offsets);
    return file->header_offsets != NULL;
}

bool emel__catalog_expect_entries(struct emel__reader *reader, uint32_t count)
{
    struct emel__metadata *metadata = reader->metadata;

    *metadata = (struct emel__metadata){ .arena = metadata->arena, .capacity = count };
    if (count > 0)
        metadata->entries =
            emel__catalog_allocate(reader, metadata->arena, count, sizeof *metadata->entries);
    return count == 0 || metadata->entries;
}

bool emel__catalog_multiply(uint64_t *product, uint64_t extent)
{
    if (extent > INT64_MAX || (extent != 0 && *product > INT64_MAX / extent))
        return false;
    if (extent != 0)
        *product *= extent;
    return true;
}

/* Never nothing: an allocator may answer NULL to that. */
static size_t borrowed_bytes(size_t count, size_t bytes)
{
    return count > 0 ? count * bytes : 1;
}

void *emel__catalog_allocate_temporary(struct emel__reader *reader, size_t count, size_t bytes)
{
    const struct emel_allocator *allocator = &reader->file->allocator;
    void *memory =
        allocator->allocate(allocator->context, borrowed_bytes(count, bytes), alignof(max_align_t));

    if (!memory)
        out_of_memory(reader);
    return memory;
}

void emel__catalog_free_temporary(struct emel_model_file *file, void *memory, size_t count,
                                  size_t bytes)
{
    if (memory)
        file->allocator.release(file->allocator.context, memory, borrowed_bytes(count, bytes));
}
