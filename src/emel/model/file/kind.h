/* What a file is, by its content: its name promises nothing. */
#ifndef EMEL_MODEL_FILE_KIND_H
#define EMEL_MODEL_FILE_KIND_H

#include "emel/model/file/reader.h"

enum emel__kind { EMEL__KIND_GGUF, EMEL__KIND_SAFETENSORS, EMEL__KIND_INDEX };

/* False: *why says why it is none of them. */
bool emel__kind_of(struct emel__reader *reader, enum emel__kind *kind);

#endif
