/* The catalog's tables of tensors and keys, as readers fill them. */
#ifndef EMEL_MODEL_FILE_TABLES_H
#define EMEL_MODEL_FILE_TABLES_H

#include "emel/model/file/reader.h"

/* Reserves memory for this many more tensors, once for all files.  A file that then has more than
 * it had when it was counted is FILE_CHANGED. */
bool emel__tables_reserve_tensors(struct emel__reader *reader, uint32_t count);

/* Makes sure that there is memory for one more, where the number is not known before: `read` of the
 * header's `bytes` bytes have been read. */
bool emel__tables_grow_tensors(struct emel__reader *reader, uint64_t read, uint64_t bytes);

/* Gives back what was reserved for tensors that did not come, unless it is little, and all header
 * offsets. */
bool emel__tables_trim_tensors(struct emel_model_file *file, struct emel_failure *why);

/* The same for keys. */
bool emel__tables_reserve_entries(struct emel__reader *reader, uint32_t count);
bool emel__tables_grow_entries(struct emel__reader *reader);

/* Memory of an arena for `count` items of `bytes` bytes; NULL: *why says OUT_OF_MEMORY. */
void *emel__tables_allocate(const struct emel__reader *reader, struct emel__arena *arena,
                            size_t count, size_t bytes);

/* A copy with a terminating zero; NULL: *why says OUT_OF_MEMORY. */
const char *emel__tables_copy_text(const struct emel__reader *reader, struct emel__arena *arena,
                                   const void *text, size_t bytes);

/* Multiplies *product by an extent, if the result fits 63 bits.  Extents of 0 are checked and
 * left out, so that the others are checked too. */
bool emel__tables_multiply(uint64_t *product, uint64_t extent);

#endif
