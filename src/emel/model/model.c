/* The one handle over file and storage. */
#include "emel/model/model.h"

#include <stdalign.h>

#include "emel/fail.h"
#include "emel/memory.h"
#include "emel/model/tensor/storage.h"
#include "emel/reserved.h"

const char *emel_version(void)
{
    return EMEL_VERSION;
}

static void release(const struct emel_allocator *records, struct emel_model *model)
{
    const struct emel_allocator allocator = *records;

    allocator.release(allocator.context, model, sizeof *model);
}

static struct emel_model *new_model(const struct emel_allocator *records, struct emel_failure *why)
{
    struct emel_model *model;

    if (!emel__allocator_is_whole(records)) {
        (void)emel__tensor_invalid(why, EMEL_TENSOR_RULE_ALLOCATOR);
        return NULL;
    }
    model = records->allocate(records->context, sizeof *model, alignof(struct emel_model));
    if (!model)
        (void)emel__tensor_fail(why, EMEL_TENSOR_OUT_OF_MEMORY);
    return model;
}

static bool init_storage(struct emel_model *model, const struct emel_model_options *options,
                         struct emel_failure *why)
{
    struct emel_storage_options chosen = {
        .system = options->system,
        .tensors = options->tensors,
        .records = options->records,
        .held_bytes_max = options->held_bytes_max,
    };
    uint32_t count;

    chosen.initial_records = emel_model_file_tensors(model->file, &count);
    chosen.files = emel_model_file_files(model->file, &chosen.file_count);
    return emel_storage_init(&model->storage, count, &chosen, why);
}

/* --- opening and closing ------------------------------------------------------------------ */

/* Opens a path, or `count` sources. */
static struct emel_model *open_model(const char *path, const struct emel_model_source *sources,
                                     uint32_t count, const struct emel_model_options *options,
                                     struct emel_failure *why)
{
    static const struct emel_model_options none = { .held_bytes_max = 0 };
    const struct emel_model_options *chosen = options ? options : &none;
    const struct emel_allocator *records =
        chosen->records ? chosen->records : emel_allocator_records();
    const struct emel_model_file_options file = {
        .system = chosen->system,
        .allocator = records,
        .alone = chosen->alone,
    };
    struct emel_model *model;

    if (!EMEL__RESERVED_IS_ZERO(chosen)) {
        (void)emel__tensor_invalid(why, EMEL_TENSOR_RULE_RESERVED);
        return NULL;
    }
    model = new_model(records, why);
    if (!model)
        return NULL;
    *model = (struct emel_model){ .records = *records };
    model->file = path ? emel_model_file_open(path, &file, why)
                       : emel_model_file_open_sources(sources, count, &file, why);
    if (model->file && init_storage(model, chosen, why))
        return model;
    emel_model_file_close(model->file);
    release(records, model);
    return NULL;
}

struct emel_model *emel_model_open(const char *path, const struct emel_model_options *options,
                                   struct emel_failure *why)
{
    return open_model(path ? path : "", NULL, 0, options, why);
}

struct emel_model *emel_model_open_sources(const struct emel_model_source *sources, uint32_t count,
                                           const struct emel_model_options *options,
                                           struct emel_failure *why)
{
    return open_model(NULL, sources, count, options, why);
}

bool emel_model_seal(struct emel_model *model, struct emel_failure *why)
{
    const uint32_t loads = emel_storage_get_statistics(&model->storage).loads_in_flight;

    if (model->storage.inside)
        return emel__tensor_busy(why, EMEL_TENSOR_RULE_CALLBACK);
    if (loads > 0)
        return emel__tensor_fail_as(why, &(struct emel__tensor_cause){
                                             .error = EMEL_TENSOR_BUSY,
                                             .rule = EMEL_TENSOR_RULE_LOADS_IN_FLIGHT,
                                             .value = loads,
                                         });
    emel_model_file_seal(model->file);
    model->sealed = true;
    emel__succeed(why);
    return true;
}

bool emel_model_close(struct emel_model *model)
{
    if (!model)
        return true;
    if (!emel_storage_deinit(&model->storage))
        return false;
    emel__model_slices_free(model);
    emel_model_file_close(model->file);
    release(&model->records, model);
    return true;
}

/* --- loading ------------------------------------------------------------------------------- */

static bool has_files(const struct emel_model *model, struct emel_failure *why)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(model->file, &count);

    if (!model->sealed)
        return true;
    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_MODEL_FILE,
                        .code = EMEL_MODEL_FILE_SEALED,
                        .name = emel_model_file_error_name(EMEL_MODEL_FILE_SEALED),
                        .text = emel_model_file_error_text(EMEL_MODEL_FILE_SEALED),
                        .file_offset = EMEL_FAILURE_NO_OFFSET,
                        .file = count > 0 ? files[0].path : NULL,
                    });
    return false;
}

bool emel_model_load(struct emel_model *model, const struct emel_storage_request *request,
                     struct emel_failure *why)
{
    return has_files(model, why) && emel_storage_load(&model->storage, request, why);
}

bool emel_model_read(struct emel_model *model, const struct emel_storage_request *request,
                     struct emel_failure *why)
{
    return has_files(model, why) && emel_storage_read(&model->storage, request, why);
}

/* --- what is in it ------------------------------------------------------------------------- */

uint32_t emel_model_tensor_count(const struct emel_model *model)
{
    return model->storage.tensor_count;
}

const struct emel_tensor *emel_model_tensor(const struct emel_model *model, uint32_t index)
{
    return emel_storage_tensor(&model->storage, index);
}

const struct emel_model_file *emel_model_get_file(const struct emel_model *model)
{
    return model->file;
}

struct emel_storage *emel_model_get_storage(struct emel_model *model)
{
    return &model->storage;
}
