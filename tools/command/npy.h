/* The header of NumPy's .npy files, version 1.0, as numpy.lib.format documents it. */
#ifndef COMMAND_NPY_H
#define COMMAND_NPY_H

#include "emel/emel.h"

/* "<f4" for F32; NULL: NumPy has no such type. */
const char *npy_type(uint32_t dtype);

enum { NPY_HEADER_MOST = 65536 + 10 };

/* Writes the header of a tensor into `text`, which has room for NPY_HEADER_MOST bytes, and returns
 * its length, a multiple of 64.  The elements behind it are in the file's order.  0: too many
 * extents. */
size_t npy_header(char *text, const struct emel_tensor_record *record, enum emel_order order);

#endif
