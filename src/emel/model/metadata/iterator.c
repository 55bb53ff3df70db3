/* Reads arrays element by element, through the caller's buffer. */
#include <string.h>

#include "emel/fail.h"
#include "emel/model/metadata/scalar.h"
#include "emel/model/metadata/value.h"

enum { LENGTH_BYTES = 8, HEAD_BYTES = 12 }; /* of a string; of an array: type and count */

static struct emel__value_place place_of(const struct emel_metadata_iterator *iterator,
                                         struct emel_failure *why)
{
    return emel__value_place(iterator->file, &iterator->entry,
                             iterator->entry.file_offset + iterator->offset, why);
}

/* The array was valid when the file was opened. */
static bool fail_changed(const struct emel_metadata_iterator *iterator, struct emel_failure *why)
{
    const struct emel__value_place place = place_of(iterator, why);

    emel__fail(why, &(struct emel__cause){
                        .source = EMEL_FAILURE_MODEL_FILE,
                        .code = EMEL_MODEL_FILE_FILE_CHANGED,
                        .name = emel_model_file_error_name(EMEL_MODEL_FILE_FILE_CHANGED),
                        .text = emel_model_file_error_text(EMEL_MODEL_FILE_FILE_CHANGED),
                        .file_offset = place.file_offset,
                        .file = place.path,
                        .subject = place.key,
                        .subject_bytes = strlen(place.key),
                    });
    return false;
}

/* --- the buffer --------------------------------------------------------------------------- */

/* Reads on from `offset`; what is in the buffer from there on is kept. */
static bool fill(struct emel_metadata_iterator *iterator, uint64_t offset, struct emel_failure *why)
{
    const uint64_t end = iterator->held_offset + iterator->held;
    const bool inside = offset >= iterator->held_offset && offset < end;
    const size_t kept = inside ? (size_t)(end - offset) : 0;
    const uint64_t rest = iterator->entry.byte_size - offset - kept;
    const size_t bytes = rest < iterator->room - kept ? (size_t)rest : iterator->room - kept;

    memmove(iterator->buffer, iterator->buffer + iterator->held - kept, kept);
    iterator->held_offset = offset;
    iterator->held = kept;
    if (!emel_model_file_metadata_read(iterator->file, &iterator->entry, offset + kept,
                                       iterator->buffer + kept, bytes, why))
        return false;
    iterator->held += bytes;
    return true;
}

/* `bytes` bytes of the array, until the next call; NULL: *why says why. */
static const unsigned char *bytes_at(struct emel_metadata_iterator *iterator, uint64_t offset,
                                     size_t bytes, struct emel_failure *why)
{
    const uint64_t end = iterator->held_offset + iterator->held;

    if (bytes > iterator->entry.byte_size - offset) {
        fail_changed(iterator, why);
        return NULL;
    }
    if (bytes > iterator->room) { /* a buffer below the minimum was set */
        const struct emel__value_place place = place_of(iterator, why);

        emel__value_too_small(&place, EMEL_METADATA_BUFFER_BYTES_MIN, iterator->room);
        return NULL;
    }
    if (offset < iterator->held_offset || offset > end || bytes > end - offset)
        if (!fill(iterator, offset, why))
            return NULL;
    return iterator->buffer + (offset - iterator->held_offset);
}

/* --- an element --------------------------------------------------------------------------- */

static uint64_t little_endian(const unsigned char *bytes, size_t count)
{
    uint64_t word = 0;

    for (size_t i = count; i > 0; i--)
        word = word << 8 | bytes[i - 1];
    return word;
}

static bool read_scalar(struct emel_metadata_iterator *iterator,
                        struct emel_metadata_element *element, uint64_t *taken,
                        struct emel_failure *why)
{
    const size_t bytes = emel__scalar_bytes(element->type);
    const unsigned char *at = bytes_at(iterator, iterator->offset, bytes, why);

    if (!at)
        return false;
    emel__scalar_decode(element, little_endian(at, bytes));
    if (element->type == EMEL_METADATA_BOOL && element->value.u > 1)
        return fail_changed(iterator, why);
    *taken = bytes;
    return true;
}

static bool read_length(struct emel_metadata_iterator *iterator, uint64_t *length,
                        struct emel_failure *why)
{
    const uint64_t rest = iterator->entry.byte_size - iterator->offset;
    const unsigned char *at = bytes_at(iterator, iterator->offset, LENGTH_BYTES, why);

    if (!at)
        return false;
    *length = little_endian(at, LENGTH_BYTES);
    return *length <= rest - LENGTH_BYTES || fail_changed(iterator, why);
}

static bool read_string(struct emel_metadata_iterator *iterator,
                        struct emel_metadata_element *element, uint64_t *taken,
                        struct emel_failure *why)
{
    const size_t room = iterator->room;
    const unsigned char *text;

    if (!read_length(iterator, &element->bytes, why))
        return false;
    text = bytes_at(iterator, iterator->offset + LENGTH_BYTES,
                    element->bytes < room ? (size_t)element->bytes : room, why);
    if (!text)
        return false;
    element->text = (const char *)text;
    *taken = LENGTH_BYTES + element->bytes;
    if (element->bytes > room) {
        const struct emel__value_place place = place_of(iterator, why);
        return emel__value_too_small(&place, element->bytes, room);
    }
    return true;
}

static bool read_head(struct emel_metadata_iterator *iterator,
                      struct emel_metadata_element *element, uint64_t *taken,
                      struct emel_failure *why)
{
    const unsigned char *at = bytes_at(iterator, iterator->offset, HEAD_BYTES, why);

    if (!at)
        return false;
    element->element_type = (uint32_t)little_endian(at, 4);
    element->count = little_endian(at + 4, 8);
    if (element->element_type > EMEL_METADATA_FLOAT64 ||
        iterator->depth + 1 == EMEL_METADATA_DEPTH_MAX)
        return fail_changed(iterator, why);
    *taken = HEAD_BYTES;
    return true;
}

/* --- moving ------------------------------------------------------------------------------- */

/* Whether there is another element; leaves the arrays that have no other. */
static bool has_next(struct emel_metadata_iterator *iterator)
{
    while (iterator->depth > 0 && iterator->left[iterator->depth] == 0)
        iterator->depth--;
    return iterator->left[iterator->depth] > 0;
}

/* The next element, which takes *taken bytes here. */
static bool look(struct emel_metadata_iterator *iterator, struct emel_metadata_element *element,
                 uint64_t *taken, struct emel_failure *why)
{
    if (!has_next(iterator)) {
        emel__succeed(why);
        return false;
    }
    *element = (struct emel_metadata_element){
        .type = iterator->types[iterator->depth],
        .element_type = iterator->types[iterator->depth],
        .depth = iterator->depth,
        .count = 1,
    };
    switch (element->type) {
    case EMEL_METADATA_STRING: return read_string(iterator, element, taken, why);
    case EMEL_METADATA_ARRAY: return read_head(iterator, element, taken, why);
    default: return read_scalar(iterator, element, taken, why);
    }
}

static void move(struct emel_metadata_iterator *iterator,
                 const struct emel_metadata_element *element, uint64_t taken)
{
    iterator->left[iterator->depth]--;
    iterator->offset += taken;
    if (element->type != EMEL_METADATA_ARRAY)
        return;
    iterator->depth++;
    iterator->types[iterator->depth] = element->element_type;
    iterator->left[iterator->depth] = element->count;
}

bool emel_metadata_next(struct emel_metadata_iterator *iterator,
                        struct emel_metadata_element *element, struct emel_failure *why)
{
    uint64_t taken;

    if (!look(iterator, element, &taken, why))
        return false;
    move(iterator, element, taken);
    return true;
}

/* --- skipping ----------------------------------------------------------------------------- */

/* The next element without its text. */
static bool look_past(struct emel_metadata_iterator *iterator,
                      struct emel_metadata_element *element, uint64_t *taken,
                      struct emel_failure *why)
{
    const uint32_t type = iterator->types[iterator->depth];

    if (type != EMEL_METADATA_STRING)
        return look(iterator, element, taken, why);
    *element = (struct emel_metadata_element){ .type = type };
    if (!read_length(iterator, &element->bytes, why))
        return false;
    *taken = LENGTH_BYTES + element->bytes;
    return true;
}

bool emel_metadata_skip(struct emel_metadata_iterator *iterator, struct emel_failure *why)
{
    struct emel_metadata_iterator ahead = *iterator;
    struct emel_metadata_element element;
    const bool more = has_next(&ahead);
    const uint32_t depth = ahead.depth;
    uint64_t taken;

    emel__succeed(why);
    if (!more)
        return false;
    do {
        if (!look_past(&ahead, &element, &taken, why)) {
            iterator->held = 0; /* the buffer is another part of the file now */
            return false;
        }
        move(&ahead, &element, taken);
    } while (has_next(&ahead) && ahead.depth > depth);
    *iterator = ahead;
    return true;
}

void emel_metadata_set_buffer(struct emel_metadata_iterator *iterator, void *buffer, size_t room)
{
    iterator->buffer = buffer;
    iterator->room = room;
    iterator->held = 0;
}

/* --- elements of one type ----------------------------------------------------------------- */

bool emel_metadata_next_string(struct emel_metadata_iterator *iterator, const char **text,
                               uint64_t *bytes, struct emel_failure *why)
{
    const struct emel__value_place place = place_of(iterator, why);
    struct emel_metadata_element element;
    uint64_t taken;

    if (!look(iterator, &element, &taken, why))
        return false;
    if (element.type != EMEL_METADATA_STRING)
        return emel__value_wrong_type(&place, element.type, EMEL__STRING);
    *text = element.text;
    *bytes = element.bytes;
    move(iterator, &element, taken);
    return true;
}

/* The next element as a value, still to be converted. */
static bool look_at_value(struct emel_metadata_iterator *iterator,
                          struct emel_metadata_element *element, struct emel__value *value,
                          uint64_t *taken, struct emel_failure *why)
{
    if (!look(iterator, element, taken, why))
        return false;
    *value = (struct emel__value){ .type = element->type };
    memcpy(&value->is, &element->value, sizeof value->is);
    return true;
}

#define DEFINE_NEXT(name, to_type)                                                                 \
    bool emel_metadata_next_##name(struct emel_metadata_iterator *iterator, to_type *to,           \
                                   struct emel_failure *why)                                       \
    {                                                                                              \
        const struct emel__value_place place = place_of(iterator, why);                            \
        struct emel_metadata_element element;                                                      \
        struct emel__value value;                                                                  \
        uint64_t taken;                                                                            \
                                                                                                   \
        if (!look_at_value(iterator, &element, &value, &taken, why) ||                             \
            !emel__value_to_##name(&place, &value, to))                                            \
            return false;                                                                          \
        move(iterator, &element, taken);                                                           \
        return true;                                                                               \
    }

DEFINE_NEXT(u64, uint64_t)
DEFINE_NEXT(i64, int64_t)
DEFINE_NEXT(f64, double)
DEFINE_NEXT(bool, bool)
