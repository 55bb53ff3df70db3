#include "npy.h"

#include <stdio.h>
#include <string.h>

#include "format.h"

const char *npy_type(uint32_t dtype)
{
    switch (dtype) {
    case EMEL_DTYPE_F64: return "<f8";
    case EMEL_DTYPE_F32: return "<f4";
    case EMEL_DTYPE_F16: return "<f2";
    case EMEL_DTYPE_I8: return "|i1";
    case EMEL_DTYPE_I16: return "<i2";
    case EMEL_DTYPE_I32: return "<i4";
    case EMEL_DTYPE_I64: return "<i8";
    case EMEL_DTYPE_U8: return "|u1";
    case EMEL_DTYPE_U16: return "<u2";
    case EMEL_DTYPE_U32: return "<u4";
    case EMEL_DTYPE_U64: return "<u8";
    case EMEL_DTYPE_BOOL: return "|b1";
    case EMEL_DTYPE_C64: return "<c8";
    default: return NULL;
    }
}

enum { PREAMBLE = 10, ALIGNMENT = 64 }; /* magic, version and length; of the whole header */

/* The slowest extent first, as C has it: "(2, 3)", "(2,)", "()". */
static bool write_shape(char *text, size_t room, const struct emel_tensor_record *record,
                        enum emel_order order)
{
    size_t used = 0;

    text[used++] = '(';
    for (uint32_t i = 0; i < record->rank; i++) {
        const uint32_t at = order == EMEL_ORDER_FIRST_FASTEST ? record->rank - 1 - i : i;

        if (room - used < FORMAT_BYTES + 8)
            return false;
        used += format_number(text + used, record->shape[at]);
        text[used++] = ',';
        if (i + 1 < record->rank)
            text[used++] = ' ';
    }
    if (record->rank > 1)
        used--; /* only a single extent keeps its comma */
    text[used++] = ')';
    text[used] = '\0';
    return true;
}

size_t npy_header(char *text, const struct emel_tensor_record *record, enum emel_order order)
{
    static const char magic[] = { '\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0 };
    char shape[NPY_HEADER_MOST / 2];
    char *const dictionary = text + PREAMBLE;
    size_t length, padded;

    if (!write_shape(shape, sizeof shape, record, order))
        return 0;
    length = (size_t)snprintf(dictionary, NPY_HEADER_MOST - PREAMBLE,
                              "{'descr': '%s', 'fortran_order': False, 'shape': %s, }",
                              npy_type(record->dtype), shape);
    padded = (PREAMBLE + length + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    memset(dictionary + length, ' ', padded - PREAMBLE - length);
    text[padded - 1] = '\n';
    memcpy(text, magic, sizeof magic);
    text[8] = (char)(unsigned char)((padded - PREAMBLE) & 0xff);
    text[9] = (char)(unsigned char)((padded - PREAMBLE) >> 8);
    return padded;
}
