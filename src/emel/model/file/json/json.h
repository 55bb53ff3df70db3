/* Strict JSON (RFC 8259), pushed in pieces of any size and split into tokens; spec/json.rl.
 *
 * Nothing is allocated.  A string is unescaped: a plain one is one token; one with escapes, or
 * one that was cut between two pushes, has parts before it.  UTF-8 is checked, and half a
 * surrogate pair is an error.  Duplicate keys are left to the user of the tokens. */
#ifndef EMEL_MODEL_FILE_JSON_JSON_H
#define EMEL_MODEL_FILE_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMEL__JSON_DEPTH 8 /* objects and arrays, one in the other */

enum emel__json_kind {
    EMEL__JSON_OBJECT,
    EMEL__JSON_OBJECT_END,
    EMEL__JSON_ARRAY,
    EMEL__JSON_ARRAY_END,
    EMEL__JSON_KEY_PART, /* any number of them, then the last of its text with */
    EMEL__JSON_KEY,
    EMEL__JSON_STRING_PART, /* the same of a value */
    EMEL__JSON_STRING,
    EMEL__JSON_NUMBER,
    EMEL__JSON_TRUE,
    EMEL__JSON_FALSE,
    EMEL__JSON_NULL
};

struct emel__json_token {
    enum emel__json_kind kind;
    uint64_t offset;  /* of its first byte, from the first push on; of a string its quote */
    const char *text; /* of a part, a key or a string; else NULL */
    size_t bytes;     /* of the text; of a key or string possibly 0 */
    bool natural;     /* a number that is digits only and fits 64 bits */
    uint64_t number;  /* the value of those digits */
};

enum emel__json_error {
    EMEL__JSON_NONE,
    EMEL__JSON_SYNTAX,
    EMEL__JSON_NOT_UTF8,
    EMEL__JSON_TOO_DEEP,
    EMEL__JSON_STOPPED /* `take` returned false */
};

struct emel__json {
    void *context;
    bool (*take)(void *context, const struct emel__json_token *token); /* false stops */

    enum emel__json_error error; /* if push or finish returned false */
    uint64_t error_offset;       /* the byte at which the error is */

    /* private */
    int state, top, stack[EMEL__JSON_DEPTH];
    uint64_t pushed; /* bytes before those being pushed */
    uint64_t begun;  /* where the token at hand begins */
    const char *run; /* where text begins that has not been passed on */
    bool in_string;  /* in a string, but not in an escape */
    bool is_key;
    struct emel__json_token token; /* the one that is given, or whose digits are read */
    uint32_t unit, high;           /* UTF-16: of the escape at hand, and of the one before */
};

void emel__json_begin(struct emel__json *json,
                      bool (*take)(void *context, const struct emel__json_token *token),
                      void *context);

/* The next bytes.  False: json->error and error_offset say why, and nothing more is read. */
bool emel__json_push(struct emel__json *json, const void *bytes, size_t count);

/* There are no more bytes.  False: as above; if the text is not complete, the error is at its
 * end. */
bool emel__json_finish(struct emel__json *json);

/* --- what the actions of spec/json.rl do; false: it is over ---------------------------- */

bool emel__json_fail(struct emel__json *json, enum emel__json_error error, uint64_t offset);
bool emel__json_token(struct emel__json *json, enum emel__json_kind kind, uint64_t offset);
bool emel__json_may_open(struct emel__json *json, uint64_t offset);
bool emel__json_end_part(struct emel__json *json, const char *end);
bool emel__json_character(struct emel__json *json, uint32_t character);
bool emel__json_end_string(struct emel__json *json, const char *end);
void emel__json_digit(struct emel__json *json, unsigned char digit);
void emel__json_hexadecimal(struct emel__json *json, unsigned char digit);

#endif
