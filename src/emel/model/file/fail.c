#include "emel/model/file/fail.h"

#include "emel/errors.h"
#include "emel/fail.h"

EMEL__DEFINE_ERRORS(emel_model_file, EMEL_MODEL_FILE_ERRORS)

bool emel__model_file_fail(struct emel_failure *why, const struct emel__blame *blame)
{
    const uint32_t code = (uint32_t)blame->error;

    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_MODEL_FILE,
                        .code = code,
                        .name = emel_model_file_error_name(code),
                        .text = blame->text ? blame->text : emel_model_file_error_text(code),
                        .os_error = blame->os_error,
                        .file_offset = blame->file_offset,
                        .other_offset = blame->other_offset,
                        .has_value = blame->has_value,
                        .has_limit = blame->has_limit,
                        .value = blame->value,
                        .limit = blame->limit,
                        .file = blame->path,
                        .subject = blame->subject,
                        .subject_bytes = blame->subject_bytes,
                    });
    return false;
}
