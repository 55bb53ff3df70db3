/* Shapes of tensors, in the file's own order. */
#ifndef COMMAND_SHAPE_H
#define COMMAND_SHAPE_H

#include "emel/emel.h"
#include "json.h"

/* "4096x11008", or "scalar"; a shape with too many extents for `room` is cut, and ends in "...".
 * Returns how many bytes the text has. */
size_t shape_write(char *text, size_t room, const struct emel_tensor_record *record);
/* An array of numbers. */
void shape_json(struct json *json, const char *key, const struct emel_tensor_record *record);

#endif
