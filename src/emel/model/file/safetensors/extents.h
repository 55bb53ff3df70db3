/* The shape of one tensor in a safetensors header. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_EXTENTS_H
#define EMEL_MODEL_FILE_SAFETENSORS_EXTENTS_H

#include "emel/model/file/safetensors/header.h"

bool emel__extents_take_before(struct emel__safetensors *header,
                               const struct emel__json_token *token);
bool emel__extents_take(struct emel__safetensors *header, const struct emel__json_token *token);

#endif
