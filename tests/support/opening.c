#include "support/opening.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/notation.h"

#define MEMORY_SLACK ((uint64_t)1 << 20)

void opening_add(struct opening *opening, const char *path, const char *text)
{
    struct notation made = notation(text);
    unsigned number = 0;

    while (opening->disk.files[number].path)
        number++;
    ck_assert_uint_lt(number, MEMORY_FILES);
    opening->disk.files[number] =
        (struct memory_file){ .path = path, .bytes = made.bytes, .size = made.size };
    opening->mark = made.mark;
    opening->bytes += made.size;
}

static void check_nothing_held(const struct opening *opening)
{
    const char *broken = system_check(&opening->system);

    ck_assert_msg(!broken, "%s", broken);
    ck_assert_uint_eq(opening->memory.held, 0);
    ck_assert(!opening->memory.mistaken);
}

bool opening_open(struct opening *opening, const char *path)
{
    return opening_open_sources(opening, &(struct emel_model_source){ .path = path }, 1);
}

bool opening_open_sources(struct opening *opening, const struct emel_model_source *sources,
                          uint32_t count)
{
    opening->system.under = memory_files_system(&opening->disk);
    const struct emel_io_system system = system_table(&opening->system);
    const struct emel_allocator allocator = counting_allocator(&opening->memory);
    const struct emel_model_file_options options = {
        .system = &system,
        .allocator = &allocator,
        .alone = opening->alone,
    };

    memset(&opening->why, 0x5a, sizeof opening->why);
    opening->file = emel_model_file_open_sources(sources, count, &options, &opening->why);
    ck_assert_uint_le(opening->memory.most, 4 * opening->bytes + MEMORY_SLACK);
    ck_assert_int_eq(opening->file != NULL, opening->why.source == EMEL_FAILURE_NONE);
    if (!opening->file)
        check_nothing_held(opening);
    return opening->file != NULL;
}

void opening_has(const struct opening *opening, const char *name, uint32_t file_index,
                 const char *path, uint64_t bytes)
{
    const struct emel_tensor_record *record = emel_model_file_find(opening->file, name);
    const struct emel_io_file *file;
    uint32_t count;

    ck_assert_ptr_nonnull(record);
    ck_assert_uint_eq(record->file_index, file_index);
    ck_assert_uint_eq(record->byte_size, bytes);
    file = &emel_model_file_files(opening->file, &count)[file_index];
    ck_assert_uint_lt(file_index, count);
    ck_assert_str_eq(file->path, path);
    ck_assert_uint_le(record->file_offset + bytes, file->stamp->size);
}

void opening_leave(struct opening *opening)
{
    emel_model_file_close(opening->file);
    opening->file = NULL;
    check_nothing_held(opening);
    for (unsigned i = 0; i < MEMORY_FILES; i++)
        free((void *)(uintptr_t)opening->disk.files[i].bytes);
}

static void check_refusal(const struct opening *opening, const char *text,
                          enum emel_model_file_error error, const char *subject)
{
    char line[1024];

    emel_failure_print(line, sizeof line, &opening->why);
    ck_assert_msg(!opening->file, "opened: %.200s", text);
    ck_assert_msg(opening->why.source == EMEL_FAILURE_MODEL_FILE, "%.200s\n%s", text, line);
    ck_assert_msg(opening->why.code == (uint32_t)error, "not %s: %.200s\n%s",
                  emel_model_file_error_name((uint32_t)error), text, line);
    ck_assert_msg(opening->why.file_offset == opening->mark, "not at byte %llu: %.200s\n%s",
                  (unsigned long long)opening->mark, text, line);
    ck_assert_msg(strcmp(opening->why.subject, subject ? subject : "") == 0,
                  "not over %s: %.200s\n%s", subject, text, line);
    ck_assert_str_eq(opening->why.file, "model");
}

void opening_refused(const char *text, enum emel_model_file_error error, const char *subject)
{
    static const size_t caps[] = { 0, 1, 7, 4096 };

    for (size_t i = 0; i < sizeof caps / sizeof *caps; i++) {
        struct opening opening = { .system = { .cap = caps[i] } };

        opening_add(&opening, "model", text);
        opening_open(&opening, "model");
        check_refusal(&opening, text, error, subject);
        opening_leave(&opening);
    }
}
