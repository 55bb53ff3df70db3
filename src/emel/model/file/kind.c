#include "emel/model/file/kind.h"

#include <string.h>

#include "emel/model/file/gguf/header.h"
#include "emel/model/file/safetensors/safetensors.h"

/* The version of a GGUF file, or the header length of a safetensors file, ends here. */
#define HEADER_BYTES_MIN 8

/* JSON has no zero bytes; the length of a safetensors header has at least four. */
static bool looks_like_index(const unsigned char *head)
{
    static const char next[] = { '\t', '\n', '\r', ' ', '"', '}' };

    return head[0] == '{' && memchr(next, head[1], sizeof next) &&
           !memchr(head, '\0', HEADER_BYTES_MIN);
}

bool emel__kind_of(struct emel__reader *reader, enum emel__kind *kind)
{
    uint64_t size = reader->buffer.file_size;
    const unsigned char *head;

    if (size < HEADER_BYTES_MIN)
        return emel__reader_fail(reader, EMEL_MODEL_FILE_TRUNCATED, size, NULL);
    head = emel__reader_at(reader, 0, HEADER_BYTES_MIN + (size > HEADER_BYTES_MIN));
    if (!head)
        return false;
    if (memcmp(head, EMEL__GGUF_MAGIC, EMEL__GGUF_MAGIC_BYTES) == 0)
        *kind = EMEL__KIND_GGUF;
    else if (looks_like_index(head))
        *kind = EMEL__KIND_INDEX;
    else if (emel__safetensors_looks_like(head,
                                          size > HEADER_BYTES_MIN ? head[HEADER_BYTES_MIN] : 0))
        *kind = EMEL__KIND_SAFETENSORS;
    else
        return emel__reader_fail(reader, EMEL_MODEL_FILE_MAGIC, 0, NULL);
    return true;
}
