/* Numbers and bools of metadata, as they are in a file. */
#ifndef EMEL_MODEL_METADATA_SCALAR_H
#define EMEL_MODEL_METADATA_SCALAR_H

#include "emel/model/metadata.h"

/* Bytes of a number or bool; 0: the type is neither. */
size_t emel__scalar_bytes(uint64_t type);

/* Sets the value of an element of such a type from its bytes as an unsigned number. */
void emel__scalar_decode(struct emel_metadata_element *element, uint64_t word);

#endif
