/* Converts numbers, and says why one cannot be converted. */
#include "emel/model/metadata/value.h"

#include <string.h>

#include "emel/errors.h"
#include "emel/fail.h"

EMEL__DEFINE_ERRORS(emel_metadata, EMEL_METADATA_ERRORS)

/* By type: its name, and its name with an article. */
#define TYPES(X)                                                                                   \
    X(UINT8, "uint8", "a uint8")                                                                   \
    X(INT8, "int8", "an int8")                                                                     \
    X(UINT16, "uint16", "a uint16")                                                                \
    X(INT16, "int16", "an int16")                                                                  \
    X(UINT32, "uint32", "a uint32")                                                                \
    X(INT32, "int32", "an int32")                                                                  \
    X(FLOAT32, "float32", "a float32")                                                             \
    X(BOOL, "bool", "a bool")                                                                      \
    X(STRING, "string", "a string")                                                                \
    X(ARRAY, "array", "an array")                                                                  \
    X(UINT64, "uint64", "a uint64")                                                                \
    X(INT64, "int64", "an int64")                                                                  \
    X(FLOAT64, "float64", "a float64")

enum { TYPE_COUNT = EMEL_METADATA_FLOAT64 + 1 };

const char *emel_metadata_type_name(uint32_t type)
{
#define NAME(type, name, described) [EMEL_METADATA_##type] = name,
    static const char *const names[TYPE_COUNT] = { TYPES(NAME) };
#undef NAME

    return type < TYPE_COUNT ? names[type] : "unknown";
}

/* --- failing ----------------------------------------------------------------------------- */

struct emel__value_place emel__value_place(const struct emel_model_file *file,
                                           const struct emel_metadata *entry, uint64_t file_offset,
                                           struct emel_failure *why)
{
    uint32_t count;
    const struct emel_io_file *files = emel_model_file_files(file, &count);

    return (struct emel__value_place){
        .path = entry->file_index < count ? files[entry->file_index].path : NULL,
        .key = entry->key,
        .file_offset = file_offset,
        .why = why,
    };
}

/* The cause of an error, with the sentence of its list. */
static struct emel__cause cause_of(const struct emel__value_place *place,
                                   enum emel_metadata_error error)
{
    return (struct emel__cause){
        .source = EMEL_FAILURE_METADATA,
        .code = (uint32_t)error,
        .name = emel_metadata_error_name((uint32_t)error),
        .text = emel_metadata_error_text((uint32_t)error),
        .file_offset = place->file_offset,
        .file = place->path,
        .subject = place->key,
        .subject_bytes = place->key ? strlen(place->key) : 0,
    };
}

bool emel__value_fail(const struct emel__value_place *place, enum emel_metadata_error error)
{
    const struct emel__cause cause = cause_of(place, error);

    emel__fail(place->why, &cause);
    return false;
}

bool emel__value_wrong_type(const struct emel__value_place *place, uint32_t type,
                            enum emel__wanted wanted)
{
#define TEXTS(type, name, described)                                                               \
    [EMEL_METADATA_##type] = {                                                                     \
        [EMEL__NUMBER] = "the value is " described ", not a number",                               \
        [EMEL__BOOL] = "the value is " described ", not a bool",                                   \
        [EMEL__STRING] = "the value is " described ", not a string",                               \
        [EMEL__ARRAY] = "the value is " described ", not an array",                                \
    },
    static const char *const texts[TYPE_COUNT][EMEL__ARRAY + 1] = { TYPES(TEXTS) };
#undef TEXTS
    struct emel__cause cause = cause_of(place, EMEL_METADATA_WRONG_TYPE);

    if (type < TYPE_COUNT)
        cause.text = texts[type][wanted];
    emel__fail(place->why, &cause);
    return false;
}

bool emel__value_too_small(const struct emel__value_place *place, uint64_t needed, uint64_t room)
{
    struct emel__cause cause = cause_of(place, EMEL_METADATA_TOO_SMALL);

    cause.has_value = cause.has_limit = true;
    cause.value = needed;
    cause.limit = room;
    emel__fail(place->why, &cause);
    return false;
}

/* --- what is lost ------------------------------------------------------------------------- */

enum loss {
    LOSES_NOTHING,
    NOT_A_NUMBER,
    NOT_64_BITS,
    FRACTION,           /* between value and limit */
    FRACTION_NEAR_ZERO, /* between -1 and 0 */
    NEGATIVE_FRACTION,  /* between -value and -limit */
    NEGATIVE,           /* -value, which is no unsigned number */
    ABOVE_LIMIT,
    BELOW_LIMIT,
    NOT_EXACT,
    NEGATIVE_NOT_EXACT,
    NOT_BOOL,
    NEGATIVE_NOT_BOOL,
    LOSSES
};

static bool fail_lossy(const struct emel__value_place *place, uint32_t type, enum loss loss,
                       uint64_t value, uint64_t limit)
{
#define TEXTS(type, name, described)                                                               \
    [EMEL_METADATA_##type] = {                                                                     \
        [NOT_A_NUMBER] = "the " name " is not a number (NaN)",                                     \
        [NOT_64_BITS] = "the " name " is infinite, or too large for 64 bits",                      \
        [FRACTION] = "the " name " is between {value} and {limit}: not a whole number",            \
        [FRACTION_NEAR_ZERO] = "the " name " is between -1 and 0: not a whole number",             \
        [NEGATIVE_FRACTION] = "the " name " is between -{value} and -{limit}: not a whole number", \
        [NEGATIVE] = "the " name " is -{value}: negative",                                         \
        [ABOVE_LIMIT] = "the " name " is {value}, the largest int64 is {limit}",                   \
        [BELOW_LIMIT] = "the " name " is -{value}, the smallest int64 is -{limit}",                \
        [NOT_EXACT] = "the " name " is {value}, which no float64 is equal to",                     \
        [NEGATIVE_NOT_EXACT] = "the " name " is -{value}, which no float64 is equal to",           \
        [NOT_BOOL] = "the " name " is {value}, not 0 or 1",                                        \
        [NEGATIVE_NOT_BOOL] = "the " name " is -{value}, not 0 or 1",                              \
    },
    static const char *const texts[TYPE_COUNT][LOSSES] = { TYPES(TEXTS) };
#undef TEXTS
    struct emel__cause cause = cause_of(place, EMEL_METADATA_LOSSY);

    cause.text = texts[type][loss];
    cause.has_value = strstr(cause.text, "{value}") != NULL;
    cause.has_limit = strstr(cause.text, "{limit}") != NULL;
    cause.value = value;
    cause.limit = limit;
    emel__fail(place->why, &cause);
    return false;
}

/* --- whole numbers ------------------------------------------------------------------------ */

static const double TWO_TO_64 = 18446744073709551616.0;

/* A whole number, as sign and magnitude: -2^63 .. 2^64 - 1, or a float's whole part. */
struct whole {
    bool negative; /* false for 0 */
    uint64_t magnitude;
};

static enum loss whole_of_float(double number, struct whole *whole)
{
    const double magnitude = number < 0 ? -number : number;

    if (number != number)
        return NOT_A_NUMBER;
    if (magnitude >= TWO_TO_64)
        return NOT_64_BITS;
    *whole = (struct whole){ .negative = number < 0, .magnitude = (uint64_t)magnitude };
    if ((double)whole->magnitude == magnitude)
        return LOSES_NOTHING;
    if (!whole->negative)
        return FRACTION;
    return whole->magnitude == 0 ? FRACTION_NEAR_ZERO : NEGATIVE_FRACTION;
}

static enum loss whole_of(const struct emel__value *value, struct whole *whole)
{
    switch (value->type) {
    case EMEL_METADATA_FLOAT32:
    case EMEL_METADATA_FLOAT64: return whole_of_float(value->is.f, whole);
    case EMEL_METADATA_INT8:
    case EMEL_METADATA_INT16:
    case EMEL_METADATA_INT32:
    case EMEL_METADATA_INT64:
        whole->negative = value->is.i < 0;
        whole->magnitude = whole->negative ? 0 - value->is.u : value->is.u;
        return LOSES_NOTHING;
    default: *whole = (struct whole){ .magnitude = value->is.u }; return LOSES_NOTHING;
    }
}

static bool is_number(const struct emel__value *value)
{
    return value->type < TYPE_COUNT && value->type != EMEL_METADATA_STRING &&
           value->type != EMEL_METADATA_ARRAY;
}

static bool to_whole(const struct emel__value_place *place, const struct emel__value *value,
                     enum emel__wanted wanted, struct whole *whole)
{
    enum loss loss;

    if (!is_number(value))
        return emel__value_wrong_type(place, value->type, wanted);
    loss = whole_of(value, whole);
    if (loss == FRACTION)
        return fail_lossy(place, value->type, loss, whole->magnitude, whole->magnitude + 1);
    if (loss != LOSES_NOTHING)
        return fail_lossy(place, value->type, loss, whole->magnitude + 1, whole->magnitude);
    return true;
}

/* --- conversions -------------------------------------------------------------------------- */

bool emel__value_to_u64(const struct emel__value_place *place, const struct emel__value *value,
                        uint64_t *to)
{
    struct whole whole = { .negative = false };

    if (!to_whole(place, value, EMEL__NUMBER, &whole))
        return false;
    if (whole.negative)
        return fail_lossy(place, value->type, NEGATIVE, whole.magnitude, 0);
    *to = whole.magnitude;
    return true;
}

bool emel__value_to_i64(const struct emel__value_place *place, const struct emel__value *value,
                        int64_t *to)
{
    struct whole whole = { .negative = false };
    uint64_t limit;

    if (!to_whole(place, value, EMEL__NUMBER, &whole))
        return false;
    limit = (uint64_t)INT64_MAX + whole.negative;
    if (whole.magnitude > limit)
        return fail_lossy(place, value->type, whole.negative ? BELOW_LIMIT : ABOVE_LIMIT,
                          whole.magnitude, limit);
    *to = whole.negative ? -(int64_t)(whole.magnitude - 1) - 1 : (int64_t)whole.magnitude;
    return true;
}

bool emel__value_to_f64(const struct emel__value_place *place, const struct emel__value *value,
                        double *to)
{
    struct whole whole = { .negative = false };
    double number;

    if (value->type == EMEL_METADATA_FLOAT32 || value->type == EMEL_METADATA_FLOAT64) {
        *to = value->is.f;
        return true;
    }
    if (!to_whole(place, value, EMEL__NUMBER, &whole))
        return false;
    number = (double)whole.magnitude;
    if (number >= TWO_TO_64 || (uint64_t)number != whole.magnitude)
        return fail_lossy(place, value->type, whole.negative ? NEGATIVE_NOT_EXACT : NOT_EXACT,
                          whole.magnitude, 0);
    *to = whole.negative ? -number : number;
    return true;
}

bool emel__value_to_bool(const struct emel__value_place *place, const struct emel__value *value,
                         bool *to)
{
    struct whole whole = { .negative = false };

    if (!to_whole(place, value, EMEL__BOOL, &whole))
        return false;
    if (whole.negative || whole.magnitude > 1)
        return fail_lossy(place, value->type, whole.negative ? NEGATIVE_NOT_BOOL : NOT_BOOL,
                          whole.magnitude, 0);
    *to = whole.magnitude == 1;
    return true;
}
