/* JSON as RFC 8259 has it, and nothing more.
 *
 * A byte that no rule names is an error, and its offset is known: there are no
 * recoveries, no extensions and no undecided cases.  What follows from a token is done
 * in src/emel/model/file/json/json.c. */

#include "emel/model/file/json/json.h"

#ifdef __GNUC__ /* a state falls through to the next one in Ragel's -G2 */
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#endif

#define AT (json->pushed + (uint64_t)(p - start))

/* Text between escapes is passed on as it is, up to the next escape or the end of the push. */
#define BEGIN_PART (json->in_string = true, json->run = (const char *)p + 1)
#define END_PART (json->in_string = false)

/* `take` returned false. */
#define STOP emel__json_fail(json, EMEL__JSON_STOPPED, json->token.offset)

/* Bytes of a string that stand for themselves; the machine stays in the same state. */
static const unsigned char plain[256] = {
    [0x20] = 1, 1, 0 /* " */, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x30] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x40] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x50] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0 /* \ */, 1, 1, 1,
    [0x60] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0x70] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight bytes, the first of them in the lowest bits. */
static uint64_t eight_bytes(const unsigned char *at)
{
    return at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

/* The highest bit of the first byte that is not plain, and of some bytes behind it; 0: all of the
 * eight are plain. */
static uint64_t not_plain(uint64_t eight)
{
    return (eight | (eight - EACH(0x20u)) | ((eight ^ EACH('"')) - EACH(1u)) |
            ((eight ^ EACH('\\')) - EACH(1u))) &
           EACH(0x80u);
}

/* How many bytes are before the first whose highest bit is set. */
static unsigned bytes_before(uint64_t highest_bits)
{
    const uint64_t below = (highest_bits & (~highest_bits + 1)) - 1;

    return (unsigned)(((below & EACH(1u)) * EACH(1u)) >> 56) - 1;
}

/* The last of the plain bytes behind p; p itself if there are none. */
static const unsigned char *skip_plain(const unsigned char *p, const unsigned char *pe)
{
    for (; pe - p > 8; p += 8) {
        const uint64_t bits = not_plain(eight_bytes(p + 1));

        if (bits != 0)
            return p + bytes_before(bits);
    }
    while (p + 1 < pe && plain[p[1]])
        p++;
    return p;
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

#define DIGITS_MAX 19 /* as many cannot overflow */

/* Adds the digits from p on to the number, and returns the last of them. */
static const unsigned char *take_digits(struct emel__json *json, const unsigned char *p,
                                        const unsigned char *pe)
{
    const unsigned char *const end =
        json->token.number != 0 ? p : pe - p > DIGITS_MAX ? p + DIGITS_MAX : pe;
    uint64_t number = json->token.number;

    for (; p < end && is_digit(*p); p++)
        number = number * 10 + (uint64_t)(*p - '0');
    json->token.number = number;
    if (p == end) {
        for (; p < pe && is_digit(*p); p++)
            emel__json_digit(json, *p);
    }
    return p - 1;
}

%%{
    machine json;

    alphtype unsigned char;
    variable cs    json->state;
    variable top   json->top;
    variable stack json->stack;   # of the containers we are in: EMEL__JSON_DEPTH

    # --- tokens ---------------------------------------------------------------------

    action open_object  { if (!emel__json_may_open(json, AT)) fbreak;
                          if (!emel__json_token(json, EMEL__JSON_OBJECT, AT)) { STOP; fbreak; }
                          fcall object; }
    action open_array   { if (!emel__json_may_open(json, AT)) fbreak;
                          if (!emel__json_token(json, EMEL__JSON_ARRAY, AT)) { STOP; fbreak; }
                          fcall array; }
    action close_object { if (!emel__json_token(json, EMEL__JSON_OBJECT_END, AT)) { STOP; fbreak; }
                          fret; }
    action close_array  { if (!emel__json_token(json, EMEL__JSON_ARRAY_END, AT)) { STOP; fbreak; }
                          fret; }

    action true  { if (!emel__json_token(json, EMEL__JSON_TRUE, AT - 3)) { STOP; fbreak; } }
    action false { if (!emel__json_token(json, EMEL__JSON_FALSE, AT - 4)) { STOP; fbreak; } }
    action null  { if (!emel__json_token(json, EMEL__JSON_NULL, AT - 3)) { STOP; fbreak; } }

    # --- text -----------------------------------------------------------------------

    action key          { json->is_key = true; }
    action value        { json->is_key = false; }
    action begin_string { json->begun = AT; BEGIN_PART; p = skip_plain(p, pe); }
    action begin_part   { BEGIN_PART; p = skip_plain(p, pe); }
    action end_part     { END_PART; if (!emel__json_end_part(json, (const char *)p)) { STOP; fbreak; } }
    action end_string   { END_PART; if (!emel__json_end_string(json, (const char *)p)) { STOP; fbreak; } }
    action not_utf8     { emel__json_fail(json, EMEL__JSON_NOT_UTF8, AT); fbreak; }

    tail      = 0x80..0xbf | ^(0x80..0xbf) @not_utf8;
    two       = 0xc2..0xdf tail;
    three     = (0xe0 (0xa0..0xbf | ^(0xa0..0xbf) @not_utf8)    # else overlong
              |  0xed (0x80..0x9f | ^(0x80..0x9f) @not_utf8)    # else a surrogate
              |  (0xe1..0xec | 0xee..0xef) tail) tail;
    four      = (0xf0 (0x90..0xbf | ^(0x90..0xbf) @not_utf8)    # else overlong
              |  0xf4 (0x80..0x8f | ^(0x80..0x8f) @not_utf8)    # else past U+10FFFF
              |  0xf1..0xf3 tail) tail tail;
    no_lead   = (0x80..0xc1 | 0xf5..0xff) @not_utf8;
    character = 0x20..0x7f - ["\\] | two | three | four | no_lead;

    action digit_of_unit { emel__json_hexadecimal(json, fc); }
    action unit          { if (!emel__json_character(json, json->unit)) { STOP; fbreak; } }
    action high          { json->high = json->unit; }
    action pair          { if (!emel__json_character(json, 0x10000 + ((json->high & 0x3ff) << 10) +
                                                                  (json->unit & 0x3ff))) { STOP; fbreak; } }

    unit      = ((xdigit - [dD]) xdigit{3} | [dD] [0-7] xdigit{2}) $digit_of_unit @unit;
    high      = ([dD] [89aAbB] xdigit{2}) $digit_of_unit @high;
    low       = ([dD] [c-fC-F] xdigit{2}) $digit_of_unit @pair;
    escape    = '\\' @end_part
                ( ["\\/] @{ json->unit = fc; } @unit
                | 'b'    @{ json->unit = '\b'; } @unit
                | 'f'    @{ json->unit = '\f'; } @unit
                | 'n'    @{ json->unit = '\n'; } @unit
                | 'r'    @{ json->unit = '\r'; } @unit
                | 't'    @{ json->unit = '\t'; } @unit
                | 'u' ( unit | high '\\u' low ) ) @begin_part;
    string    = '"' @begin_string ( character | escape )* '"' @end_string;

    # --- numbers --------------------------------------------------------------------

    action begin_number { json->begun = AT; json->token.number = 0; json->token.natural = true; }
    action digits       { p = take_digits(json, p, pe); }
    action no_natural   { json->token.natural = false; }
    action end_number   { if (!emel__json_token(json, EMEL__JSON_NUMBER, json->begun)) { STOP; fbreak; } }

    whole     = '0' | ([1-9] digit*) $digits;
    fraction  = '.' @no_natural digit+;
    exponent  = [eE] @no_natural [+\-]? digit+;
    number    = (('-' @no_natural)? whole fraction? exponent?) >begin_number %end_number;

    # --- values ---------------------------------------------------------------------

    blank     = [ \t\n\r]*;
    value     = string >value
              | number
              | 'true'  @true
              | 'false' @false
              | 'null'  @null
              | '{'     @open_object
              | '['     @open_array;
    member    = (string >key) blank ':' blank value;

    object   := blank (member blank (',' blank member blank)*)? '}' @close_object;
    array    := blank (value blank (',' blank value blank)*)? ']' @close_array;
    main     := blank value blank;
}%%

%% write data noentry;

void emel__json_begin(struct emel__json *json,
                      bool (*take)(void *context, const struct emel__json_token *token),
                      void *context)
{
    *json = (struct emel__json){.take = take, .context = context};
    %% write init;
}

/* `last`: a number that ends with the bytes ends indeed. */
static bool run(struct emel__json *json, const unsigned char *start, size_t count, bool last)
{
    const unsigned char *p = start;
    const unsigned char *const pe = start + count;
    const unsigned char *const eof = last ? pe : 0;

    %% write exec;

    if (json->error != EMEL__JSON_NONE)
        return false;
    if (json->state == json_error || (last && json->state < json_first_final))
        return emel__json_fail(json, EMEL__JSON_SYNTAX, AT);
    json->pushed += count;
    return true;
}

bool emel__json_push(struct emel__json *json, const void *bytes, size_t count)
{
    const char *text = bytes;

    if (json->error != EMEL__JSON_NONE)
        return false;
    json->run = text; /* if a string goes on, here it does */
    if (!run(json, bytes, count, false))
        return false;
    return !json->in_string || emel__json_end_part(json, text + count) || STOP;
}

bool emel__json_finish(struct emel__json *json)
{
    static const unsigned char nothing[1];

    return json->error == EMEL__JSON_NONE && run(json, nothing, 0, true);
}
