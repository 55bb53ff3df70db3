/* The safetensors reader. */
#ifndef EMEL_MODEL_FILE_SAFETENSORS_SAFETENSORS_H
#define EMEL_MODEL_FILE_SAFETENSORS_SAFETENSORS_H

#include "emel/model/file/reader.h"

/* Whether the first eight bytes of a file, and the one after them (0: there is none), look
 * like a safetensors header, even if a malformed one. */
bool emel__safetensors_looks_like(const unsigned char *length, unsigned char first);

/* Adds what is in the file to the catalog. */
bool emel__safetensors_read(struct emel__reader *reader);

#endif
