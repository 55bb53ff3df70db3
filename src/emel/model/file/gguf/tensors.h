/* The tensors' infos of a GGUF header: names, shapes, types and offsets. */
#ifndef EMEL_MODEL_FILE_GGUF_TENSORS_H
#define EMEL_MODEL_FILE_GGUF_TENSORS_H

#include "emel/model/file/gguf/cursor.h"

/* Reads `count` infos, which end the header, into the catalog.  Offsets in the file are multiples
 * of `alignment`, as is where they count from. */
bool emel__gguf_tensors(struct emel__gguf_cursor *cursor, uint64_t count, uint64_t alignment);

#endif
