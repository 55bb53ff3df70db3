/* The JSON grammar: however the bytes are cut, the same tokens and the same error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/model/file/json/json.h"
#include "emel/utf8.h"

#define MUST(claim)                                                                                \
    do {                                                                                           \
        if (!(claim)) {                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #claim);                            \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct event_log {
    uint64_t hash; /* of tokens and text, parts joined */
    unsigned depth;
    uint64_t last; /* offset */
};

static void mix(struct event_log *log, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;

    while (count-- > 0)
        log->hash = (log->hash ^ *byte++) * UINT64_C(1099511628211);
}

static bool take(void *context, const struct emel__json_token *token)
{
    struct event_log *log = context;
    unsigned char kind = (unsigned char)token->kind;

    MUST(token->offset >= log->last);
    log->last = token->offset;
    if (token->text)
        mix(log, token->text, token->bytes);
    if (token->kind == EMEL__JSON_KEY_PART || token->kind == EMEL__JSON_STRING_PART) {
        MUST(token->bytes > 0);
        return true;
    }
    mix(log, &kind, 1);
    if (token->kind == EMEL__JSON_NUMBER && token->natural)
        mix(log, &token->number, sizeof token->number);
    log->depth += token->kind == EMEL__JSON_OBJECT || token->kind == EMEL__JSON_ARRAY;
    MUST(log->depth <= EMEL__JSON_DEPTH);
    log->depth -= token->kind == EMEL__JSON_OBJECT_END || token->kind == EMEL__JSON_ARRAY_END;
    return true;
}

static bool read_cut(struct emel__json *json, struct event_log *log, const uint8_t *data,
                     size_t size, size_t piece)
{
    emel__json_begin(json, take, log);
    for (; size > piece; data += piece, size -= piece) {
        if (!emel__json_push(json, data, piece))
            return false;
    }
    return (size == 0 || emel__json_push(json, data, size)) && emel__json_finish(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct emel__json whole, cut;
    struct event_log one = { .depth = 0 }, other = { .depth = 0 };
    bool taken = read_cut(&whole, &one, data, size, size + 1);

    MUST(read_cut(&cut, &other, data, size, 1 + size % 7) == taken);
    MUST(whole.error == cut.error && whole.error_offset == cut.error_offset);
    MUST(whole.error_offset <= size);
    MUST(!taken || (one.hash == other.hash && one.depth == 0));
    MUST(!taken || emel__utf8_valid(data, size));
    return 0;
}
