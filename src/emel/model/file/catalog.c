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
                      enum emel_model_file_error error, uint64_t file_offset,
                      const char *subject, size_t bytes, struct emel_failure *why)
{
    return emel__model_file_fail(why, &(struct emel__blame){
                                          .error = error,
                                          .file_offset = file_offset,
                                          .path = file->files[file_index].path,
                                          .subject = subject,
                                          .subject_bytes = bytes,
                                      });
}

bool emel__directory_fail(const struct emel_model_file *file, uint32_t file_index,
                          enum emel_model_file_error error, uint64_t file_offset,
                          const char *subject, struct emel_failure *why)
{
    return fail_over(file, file_index, error, file_offset, subject,
                     subject != NULL ? strlen(subject) : 0, why);
}

bool emel__reading_fail(const struct emel__reading *reading, enum emel_model_file_error error,
                        uint64_t file_offset, const char *subject)
{
    return emel__directory_fail(reading->file, reading->file_index, error, file_offset, subject,
                                reading->why);
}

bool emel__reading_fail_over(const struct emel__reading *reading, enum emel_model_file_error error,
                             uint64_t file_offset, const void *subject, size_t bytes)
{
    return fail_over(reading->file, reading->file_index, error, file_offset, subject, bytes,
                     reading->why);
}

static bool out_of_memory(const struct emel__reading *reading)
{
    return emel__reading_fail(reading, EMEL_MODEL_FILE_OUT_OF_MEMORY, EMEL_FAILURE_NO_OFFSET,
                              NULL);
}

/* --- all of it --------------------------------------------------------------------- */

void emel__directory_init(struct emel_model_file *file, const struct emel_io_system *system,
                          const struct emel_allocator *allocator)
{
    *file = (struct emel_model_file){.system = *system, .allocator = *allocator};
    file->arena.allocator = &file->allocator;
    file->metadata.arena = &file->arena;
}

void emel__directory_empty(struct emel_model_file *file)
{
    const struct emel_io_system system = file->system;
    const struct emel_allocator allocator = file->allocator;

    for (uint32_t i = 0; i < file->file_count; i++)
        file->system.close(file->system.context, file->files[i].fd);
    emel__index_forget_places(file);
    emel__arena_free(&file->arena);
    emel__directory_init(file, &system, &allocator);
}

/* --- filling ----------------------------------------------------------------------- */

void *emel__directory_room(const struct emel__reading *reading, struct emel__arena *arena,
                           size_t count, size_t bytes)
{
    void *room = emel__arena_take(arena, count * bytes, sizeof(uint64_t));

    if (room == NULL)
        out_of_memory(reading);
    return room;
}

const char *emel__directory_text(const struct emel__reading *reading, struct emel__arena *arena,
                                 const void *text, size_t bytes)
{
    char *copy = emel__arena_take(arena, bytes + 1, 1);

    if (copy == NULL) {
        out_of_memory(reading);
        return NULL;
    }
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return copy;
}

bool emel__directory_expect_tensors(struct emel__reading *reading, uint32_t count)
{
    struct emel_model_file *file = reading->file;

    if (count <= file->tensor_room - file->tensor_count)
        return true;
    if (file->tensor_room != 0)
        return emel__reading_fail(reading, EMEL_MODEL_FILE_FILE_CHANGED, EMEL_FAILURE_NO_OFFSET,
                                  NULL);
    file->tensors = emel__directory_room(reading, &file->arena, count, sizeof *file->tensors);
    if (file->tensors == NULL)
        return false;
    file->tensor_room = count;
    file->places = emel__directory_borrow(reading, count, sizeof *file->places);
    return file->places != NULL;
}

bool emel__directory_expect_entries(struct emel__reading *reading, uint32_t count)
{
    struct emel__metadata *metadata = reading->metadata;

    *metadata = (struct emel__metadata){.arena = metadata->arena, .room = count};
    if (count > 0)
        metadata->entries = emel__directory_room(reading, metadata->arena, count,
                                                 sizeof *metadata->entries);
    return count == 0 || metadata->entries != NULL;
}

bool emel__directory_multiply(uint64_t *product, uint64_t extent)
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

void *emel__directory_borrow(struct emel__reading *reading, size_t count, size_t bytes)
{
    const struct emel_allocator *allocator = &reading->file->allocator;
    void *memory = allocator->allocate(allocator->context, borrowed_bytes(count, bytes),
                                       alignof(max_align_t));

    if (memory == NULL)
        out_of_memory(reading);
    return memory;
}

void emel__directory_give_back(struct emel_model_file *file, void *memory, size_t count,
                               size_t bytes)
{
    if (memory != NULL)
        file->allocator.release(file->allocator.context, memory, borrowed_bytes(count, bytes));
}
