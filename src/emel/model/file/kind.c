#include "emel/model/file/kind.h"

#include <string.h>

#include "emel/model/file/gguf/header.h"
#include "emel/model/file/safetensors/safetensors.h"

#define HEAD_BYTES 64 /* of a file, at most: enough to know it by */
#define ZEROS_MIN 16  /* so many and no other byte are not the length of a header */

/* The version of a GGUF file, or the header length of a safetensors file, ends here. */
#define HEADER_BYTES_MIN 8

/* --- files that are not models ------------------------------------------------------------ */

#define STRANGER(bytes_, text_)                                                                    \
    {                                                                                              \
        .begin = bytes_, .bytes = sizeof bytes_ - 1, .text = text_                                 \
    }
#define OLD_GGML "a GGML file of before GGUF: convert the model again"
#define ZIP "PK\3\4"
#define PAGE "a web page: was the download refused?"
#define POINTER "the file was not downloaded: git lfs pull"

static const struct stranger {
    const char *begin;
    size_t bytes;
    const char *text;
} strangers[] = {
    STRANGER("version https://git-lfs", "a git-lfs pointer, " POINTER),
    STRANGER("# xet", "a xet pointer, " POINTER),
    STRANGER(ZIP, "a zip archive, perhaps of PyTorch: convert the model to safetensors"),
    STRANGER("ggml", OLD_GGML),
    STRANGER("lmgg", OLD_GGML),
    STRANGER("ggmf", OLD_GGML),
    STRANGER("fmgg", OLD_GGML),
    STRANGER("ggjt", OLD_GGML),
    STRANGER("tjgg", OLD_GGML),
    STRANGER("<", PAGE),
    STRANGER("[", "a JSON array, not a model"),
};

/* Compared after the formats: such bytes may also be the length of a safetensors header. */
static const char *pickle(const unsigned char *head)
{
    return head[0] == 0x80 && head[1] >= 2 && head[1] <= 5
               ? "a Python pickle, perhaps of PyTorch: convert the model to safetensors"
               : NULL;
}

static bool are_zeros(const unsigned char *head, size_t bytes)
{
    size_t zeros = 0;

    while (zeros < bytes && head[zeros] == 0)
        zeros++;
    return zeros == bytes && bytes >= ZEROS_MIN;
}

/* NULL: the file may be a model. */
static const char *find_stranger(const unsigned char *head, size_t bytes)
{
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        const struct stranger *stranger = &strangers[i];

        if (bytes >= stranger->bytes && memcmp(head, stranger->begin, stranger->bytes) == 0)
            return stranger->text;
    }
    return are_zeros(head, bytes) ? "the file begins with zeros: incomplete download?" : NULL;
}

static bool fail_stranger(const struct emel__reader *reader, const char *text)
{
    return emel__reader_blame(reader, (struct emel__blame){
                                          .error = EMEL_MODEL_FILE_MAGIC,
                                          .text = text,
                                          .file_offset = reader->begin,
                                      });
}

static bool fail_short(const struct emel__reader *reader, uint64_t size)
{
    return emel__reader_blame(reader, (struct emel__blame){
                                          .error = EMEL_MODEL_FILE_TRUNCATED,
                                          .text = size == 0 ? "the file is empty" : NULL,
                                          .file_offset = reader->end,
                                          .has_value = size > 0,
                                          .value = HEADER_BYTES_MIN,
                                          .has_limit = size > 0,
                                          .limit = size,
                                      });
}

/* --- models --------------------------------------------------------------------------------- */

/* JSON has no zero bytes; the length of a safetensors header has at least four. */
static bool looks_like_index(const unsigned char *head)
{
    static const char next[] = { '\t', '\n', '\r', ' ', '"', '}' };

    return head[0] == '{' && memchr(next, head[1], sizeof next) &&
           !memchr(head, '\0', HEADER_BYTES_MIN);
}

/* Whether it can only be a model, if a malformed one. */
static bool find_kind(const unsigned char *head, unsigned char next, enum emel__kind *kind)
{
    static const unsigned char zeros[HEADER_BYTES_MIN];

    if (memcmp(head, EMEL__GGUF_MAGIC, EMEL__GGUF_MAGIC_BYTES) == 0)
        *kind = EMEL__KIND_GGUF;
    else if (looks_like_index(head))
        *kind = EMEL__KIND_INDEX;
    else if (memcmp(head, zeros, sizeof zeros) != 0 && memcmp(head, ZIP, sizeof ZIP - 1) != 0 &&
             emel__safetensors_looks_like(head, next))
        *kind = EMEL__KIND_SAFETENSORS;
    else
        return false;
    return true;
}

bool emel__kind_of(struct emel__reader *reader, enum emel__kind *kind)
{
    const uint64_t size = reader->end - reader->begin;
    const size_t bytes = size < HEAD_BYTES ? (size_t)size : HEAD_BYTES;
    const unsigned char *head;
    const char *text;

    if (size < HEADER_BYTES_MIN)
        return fail_short(reader, size);
    head = emel__reader_at(reader, reader->begin, HEADER_BYTES_MIN + (size > HEADER_BYTES_MIN));
    if (!head)
        return false;
    if (find_kind(head, size > HEADER_BYTES_MIN ? head[HEADER_BYTES_MIN] : 0, kind))
        return true;
    head = emel__reader_at(reader, reader->begin, bytes);
    if (!head)
        return false;
    *kind = EMEL__KIND_SAFETENSORS; /* a header of no bytes, unless more are zero */
    text = find_stranger(head, bytes);
    if (!text && emel__safetensors_looks_like(head, '\0'))
        return true;
    return fail_stranger(reader, text ? text : pickle(head));
}
