#include "support/small_model.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/notation.h"

void small_model_write(const char *path, const char *text)
{
    const struct notation made = notation(text);
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    if (made.size > 0)
        ck_assert_uint_eq(fwrite(made.bytes, 1, made.size, file), made.size);
    fclose(file);
    free(made.bytes);
}

void small_model_enter(struct small_model *small, const char *text)
{
    temp_path(small->path, "model.gguf");
    small_model_write(small->path, text);
    small->table = system_table(&small->system);
    small->tensor_memory = ledger_allocator(&small->tensors);
    small->record_memory = ledger_allocator(&small->records);
    small->options = (struct emel_model_options){
        .system = &small->table,
        .tensors = &small->tensor_memory,
        .records = &small->record_memory,
    };
}

struct emel_model *small_model_open(struct small_model *small)
{
    return emel_model_open(small->path, &small->options, &small->why);
}

void small_model_released(const struct small_model *small)
{
    const char *mistake = system_check(&small->system);

    ck_assert_msg(!mistake, "%s", mistake);
    ck_assert_ptr_null(ledger_check(&small->tensors));
    ck_assert_ptr_null(ledger_check(&small->records));
    ck_assert_uint_eq(small->tensors.held + small->records.held, 0);
}

void small_model_has(const struct emel_model *model, const char *name, const char *bytes)
{
    const struct emel_tensor *tensor = emel_model_find(model, name);

    ck_assert_ptr_nonnull(tensor);
    ck_assert_str_eq(tensor->name, name);
    ck_assert_uint_eq(tensor->byte_size, strlen(bytes));
    ck_assert_ptr_nonnull(tensor->data);
    ck_assert_mem_eq(tensor->data, bytes, strlen(bytes));
}

void small_model_loaded(const struct emel_model *model)
{
    small_model_has(model, "blk.0.w", "abcde");
    small_model_has(model, "blk.1.w", "ABCDEF");
    small_model_has(model, "empty", "");
}
