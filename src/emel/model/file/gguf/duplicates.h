/* Keys that are written more than once. */
#ifndef EMEL_MODEL_FILE_GGUF_DUPLICATES_H
#define EMEL_MODEL_FILE_GGUF_DUPLICATES_H

#include "emel/model/file/reader.h"

/* Drops entries that repeat an earlier one: the same key, type and bytes.  DUPLICATE_KEY if type
 * or bytes differ.  The entries have been ordered by key. */
bool emel__gguf_drop_duplicates(struct emel__reader *reader);

#endif
