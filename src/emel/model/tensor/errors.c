/* The errors of tensors, and how they become a failure.  Apart from storage.c, which calls
 * files that fail. */
#include "emel/errors.h"

#include <string.h>

#include "emel/fail.h"
#include "emel/model/tensor/storage.h"

EMEL__DEFINE_ERRORS(emel_tensor, EMEL_TENSOR_ERRORS)

bool emel__tensor_fail(struct emel_failure *why, enum emel_tensor_error error,
                       const struct emel_tensor *tensor)
{
    const char *name = tensor ? tensor->name : NULL;

    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_TENSOR,
                        .code = error,
                        .name = emel_tensor_error_name(error),
                        .text = emel_tensor_error_text(error),
                        .file_offset = EMEL_FAILURE_NO_OFFSET,
                        .subject = name,
                        .subject_bytes = name ? strlen(name) : 0,
                    });
    return false;
}
