/* The fields of one tensor in a safetensors header. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_FIELDS_H
#define EMEL_MODEL_FILE_SAFETENSORS_FIELDS_H

#include "emel/model/file/safetensors/header.h"

bool emel__fields_take_before_tensor(struct emel__safetensors *header,
                                     const struct emel__json_token *token);
bool emel__fields_take_tensor(struct emel__safetensors *header,
                              const struct emel__json_token *token);
bool emel__fields_take_dtype(struct emel__safetensors *header,
                             const struct emel__json_token *token);
bool emel__fields_take_before_offsets(struct emel__safetensors *header,
                                      const struct emel__json_token *token);
bool emel__fields_take_offsets(struct emel__safetensors *header,
                               const struct emel__json_token *token);
bool emel__fields_take_unknown(struct emel__safetensors *header,
                               const struct emel__json_token *token);

#endif
