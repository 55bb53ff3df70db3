/* The key-value pairs of a GGUF header. */
#ifndef EMEL_MODEL_FILE_GGUF_METADATA_H
#define EMEL_MODEL_FILE_GGUF_METADATA_H

#include "emel/model/file/gguf/cursor.h"

/* Reads `pairs` pairs.  *alignment is set if general.alignment is one of them. */
bool emel__gguf_metadata(struct emel__gguf_cursor *cursor, uint64_t pairs, uint64_t *alignment);

#endif
