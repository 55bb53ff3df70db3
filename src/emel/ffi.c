#include "emel/ffi.h"

#include <string.h>

#include "emel/fail.h"

/* --- failures ---------------------------------------------------------------------- */

size_t emel_ffi_failure_bytes(void)
{
    return sizeof(struct emel_failure);
}

uint32_t emel_ffi_failure_source(const struct emel_failure *why)
{
    return why->source;
}

uint32_t emel_ffi_failure_code(const struct emel_failure *why)
{
    return why->code;
}

uint32_t emel_ffi_failure_rule(const struct emel_failure *why)
{
    return why->rule;
}

int32_t emel_ffi_failure_os_error(const struct emel_failure *why)
{
    return why->os_error;
}

const char *emel_ffi_failure_name(const struct emel_failure *why)
{
    return why->name;
}

const char *emel_ffi_failure_text(const struct emel_failure *why)
{
    return why->text;
}

const char *emel_ffi_failure_file(const struct emel_failure *why)
{
    return why->has_file ? why->file : NULL;
}

const char *emel_ffi_failure_subject(const struct emel_failure *why)
{
    return why->has_subject ? why->subject : NULL;
}

static bool give(bool there, uint64_t number, uint64_t *to)
{
    if (there)
        *to = number;
    return there;
}

bool emel_ffi_failure_file_offset(const struct emel_failure *why, uint64_t *offset)
{
    return give(why->file_offset != EMEL_FAILURE_NO_OFFSET, why->file_offset, offset);
}

bool emel_ffi_failure_other_offset(const struct emel_failure *why, uint64_t *offset)
{
    return give(why->other_offset != EMEL_FAILURE_NO_OFFSET, why->other_offset, offset);
}

bool emel_ffi_failure_value(const struct emel_failure *why, uint64_t *value)
{
    return give(why->has_value, why->value, value);
}

bool emel_ffi_failure_limit(const struct emel_failure *why, uint64_t *limit)
{
    return give(why->has_limit, why->limit, limit);
}

/* --- models ------------------------------------------------------------------------ */

struct emel_model *emel_ffi_open(const char *path, uint64_t held_bytes_max,
                                 struct emel_failure *why)
{
    const struct emel_model_options options = { .held_bytes_max = held_bytes_max };

    return emel_model_open(path, &options, why);
}

struct listener {
    emel_ffi_progress progress;
    void *context;
};

static bool on_progress(void *context, const struct emel_io_progress_event *progress)
{
    const struct listener *listener = context;

    return listener->progress(listener->context, progress->bytes_done, progress->bytes_total,
                              progress->spans_done, progress->spans_total);
}

bool emel_ffi_load(struct emel_model *model, const uint32_t *tensors, uint32_t count,
                   emel_ffi_progress progress, void *context, uint64_t step_bytes,
                   struct emel_failure *why)
{
    const struct emel_io_read_options reading = { .step_bytes = step_bytes };
    struct listener listener = { .progress = progress, .context = context };
    const struct emel_storage_request request = {
        .tensors = tensors,
        .count = count,
        .policy = { .options = &reading },
        .context = &listener,
        .on_progress = progress ? on_progress : NULL,
    };

    return emel_model_load(model, &request, why);
}

bool emel_ffi_evict(struct emel_model *model, uint32_t index, struct emel_failure *why)
{
    return emel_storage_evict(emel_model_get_storage(model), index, why);
}

/* --- tensors ----------------------------------------------------------------------- */

const char *emel_ffi_tensor_name(const struct emel_tensor *tensor)
{
    return tensor->name;
}

const uint64_t *emel_ffi_tensor_shape(const struct emel_tensor *tensor)
{
    return tensor->shape;
}

uint32_t emel_ffi_tensor_rank(const struct emel_tensor *tensor)
{
    return tensor->rank;
}

uint32_t emel_ffi_tensor_dtype(const struct emel_tensor *tensor)
{
    return tensor->dtype;
}

uint64_t emel_ffi_tensor_bytes(const struct emel_tensor *tensor)
{
    return tensor->byte_size;
}

void *emel_ffi_tensor_data(const struct emel_tensor *tensor)
{
    return tensor->data;
}

bool emel_ffi_tensor_source(struct emel_model *model, uint32_t index, uint32_t *file_index,
                            uint64_t *file_offset)
{
    struct emel_tensor_record record;

    if (!emel_storage_record(emel_model_get_storage(model), index, &record))
        return false;
    *file_index = record.file_index;
    *file_offset = record.file_offset;
    return true;
}

const char *emel_ffi_file_path(const struct emel_model *model, uint32_t file_index)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(emel_model_get_file(model), &count);

    return file_index < count ? files[file_index].path : NULL;
}

static bool fail(struct emel_failure *why, enum emel_select_error error, const char *name)
{
    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_SELECT,
                        .code = error,
                        .name = emel_select_error_name(error),
                        .text = emel_select_error_text(error),
                        .file_offset = EMEL_FAILURE_NO_OFFSET,
                        .subject = name,
                        .subject_bytes = name ? strlen(name) : 0,
                    });
    return false;
}

struct sliced {
    uint64_t shape[EMEL_FFI_RANK_MAX];
    struct emel_io_part part;
    struct emel_tensor_record record;
};

/* Tensors are in the order of the records. */
static bool slice(const struct emel_model *model, uint32_t index, const struct emel_slice *wanted,
                  struct sliced *sliced, struct emel_failure *why)
{
    uint32_t count;
    const struct emel_tensor_record *records =
        emel_model_file_tensors(emel_model_get_file(model), &count);

    if (index >= count)
        return fail(why, EMEL_SELECT_INVALID_ARGUMENT, NULL);
    return emel_select_slice(&records[index], wanted, sliced->shape, EMEL_FFI_RANK_MAX,
                             &sliced->part, &sliced->record, why);
}

bool emel_ffi_slice_bytes(const struct emel_model *model, uint32_t index, uint32_t dimension,
                          uint64_t from, uint64_t to, uint64_t *bytes, struct emel_failure *why)
{
    const struct emel_slice wanted = {
        .order = emel_select_order(emel_model_get_file(model)),
        .dimension = dimension,
        .from = from,
        .to = to,
    };
    struct sliced sliced;

    if (!slice(model, index, &wanted, &sliced, why))
        return false;
    *bytes = sliced.record.byte_size;
    return true;
}

bool emel_ffi_slice_read(struct emel_model *model, uint32_t index, uint32_t dimension,
                         uint64_t from, uint64_t to, void *memory, uint64_t bytes,
                         struct emel_failure *why)
{
    const struct emel_slice wanted = {
        .order = emel_select_order(emel_model_get_file(model)),
        .dimension = dimension,
        .from = from,
        .to = to,
    };
    const struct emel_tensor_target target = { .memory = memory, .bytes = bytes };
    struct sliced sliced;
    const struct emel_storage_request request = {
        .records = &sliced.record,
        .count = 1,
        .targets = &target,
    };

    if (!slice(model, index, &wanted, &sliced, why))
        return false;
    if (!memory || bytes < sliced.record.byte_size)
        return fail(why, EMEL_SELECT_INVALID_ARGUMENT, sliced.record.name);
    return emel_storage_read(emel_model_get_storage(model), &request, why);
}

/* --- metadata ---------------------------------------------------------------------- */

bool emel_ffi_metadata(const struct emel_model *model, uint32_t index, const char **key,
                       uint32_t *type, uint32_t *element_type, uint64_t *count, uint64_t *bits)
{
    struct emel_metadata entry;

    if (!emel_model_file_metadata(emel_model_get_file(model), index, &entry))
        return false;
    *key = entry.key;
    *type = entry.type;
    *element_type = entry.element_type;
    *count = entry.count;
    memcpy(bits, &entry.value, sizeof *bits);
    return true;
}

size_t emel_ffi_iterator_bytes(void)
{
    return sizeof(struct emel_metadata_iterator);
}

bool emel_ffi_metadata_next(struct emel_metadata_iterator *iterator, uint32_t *type,
                            uint32_t *element_type, uint64_t *count, uint64_t *bits,
                            const char **text, uint64_t *bytes, struct emel_failure *why)
{
    struct emel_metadata_element element;

    if (!emel_metadata_next(iterator, &element, why))
        return false;
    *type = element.type;
    *element_type = element.element_type;
    *count = element.count;
    memcpy(bits, &element.value, sizeof *bits);
    *text = element.text;
    *bytes = element.bytes;
    return true;
}
