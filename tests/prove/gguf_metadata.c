/* Strings, arrays and scalars of GGUF metadata: src/emel/model/file/gguf/metadata.c. */
#include "emel/model/file/gguf/metadata.c"
#include "emel/model/metadata/scalar.c"
#include "gguf_cursor.h"

/*@ requires inside(cursor) && checked: bytes <= cursor->reader->end - cursor->at;
  @ assigns cursor->at;
  @ ensures inside(cursor);
  @ ensures \result ==> cursor->at == \old(cursor->at) + bytes; */
bool emel__gguf_skip(struct emel__gguf_cursor *cursor, uint64_t bytes, const char *subject);

/*@ assigns \nothing;
  @ ensures \result ==> end <= reader->header_end; */
bool emel__reader_allow_header(const struct emel__reader *reader, uint64_t end,
                               uint64_t file_offset, const char *subject);

/*@ requires inside(cursor) && \valid(bytes) && \separated(cursor, cursor->reader, bytes); */
void string_of_metadata(struct emel__gguf_cursor *cursor, uint64_t *bytes)
{
    const uint64_t at = cursor->at;

    if (!skip_string(cursor, NULL, bytes))
        return;
    /*@ assert behind_it: cursor->at == at + 8 + *bytes <= cursor->reader->end; */
    //@ check reached: \false;
}

/*@ requires inside(cursor) && 1 <= bytes_min <= 12; */
void elements_of_an_array(struct emel__gguf_cursor *cursor, uint64_t count, size_t bytes_min)
{
    const uint64_t most = (cursor->reader->end - cursor->at) / bytes_min;

    /*@ assert fit: most * bytes_min <= cursor->reader->end - cursor->at; */
    if (count <= most)
        products_rise(count, most, bytes_min);
    if (!allow_elements(cursor, NULL, cursor->at, count, bytes_min))
        return;
    /*@ assert fit_what_is_left: count * bytes_min <= cursor->reader->end - cursor->at; */
    //@ check reached: \false;
}

static void sign_of(uint64_t bits, size_t bytes, uint64_t smallest_negative)
{
    if (bits < smallest_negative) {
        const uint64_t extended = sign_extended(bits, bytes);
        /*@ assert positive: extended < smallest_negative; */
    } else {
        const uint64_t extended = sign_extended(bits, bytes);
        /*@ assert negative: extended > UINT64_MAX - smallest_negative; */
    }
}

/* Each type by itself. */
void scalars_of_metadata(void)
{
    const uint64_t bits = any_u64();
    const uint32_t beyond = any_u32();

    //@ loop unroll 20;
    for (uint64_t type = 0; type < 16; type++) {
        const size_t bytes = emel__scalar_bytes(type);
        /*@ assert at_most_eight: bytes <= 8; */
    }
    if (beyond >= 13 && emel__scalar_bytes(beyond) != 0) {
        /*@ assert never: \false; */
    }
    if (bits <= UINT8_MAX)
        sign_of(bits, 1, 0x80);
    if (bits <= UINT16_MAX)
        sign_of(bits, 2, 0x8000);
    if (bits <= UINT32_MAX)
        sign_of(bits, 4, 0x80000000);
    //@ check reached: \false;
}
