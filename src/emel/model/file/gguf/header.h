/* The GGUF reader: counts, metadata, tensors. */
#ifndef EMEL_MODEL_FILE_GGUF_HEADER_H
#define EMEL_MODEL_FILE_GGUF_HEADER_H

#include "emel/model/file/reader.h"

#define EMEL__GGUF_MAGIC "GGUF"
#define EMEL__GGUF_MAGIC_BYTES 4

/* How many tensors the header declares, if the file is big enough for them. */
bool emel__gguf_count(struct emel__reader *reader, uint32_t *tensors);

/* Reads the whole header into the catalog. */
bool emel__gguf_read(struct emel__reader *reader);

#endif
