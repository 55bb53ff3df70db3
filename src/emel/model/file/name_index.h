/* Orders tensors by name and by offset, and keys by name; finds duplicates.
 *
 * By sorting, not by hashing: no choice of names can make it slow. */
#ifndef EMEL_MODEL_FILE_NAME_INDEX_H
#define EMEL_MODEL_FILE_NAME_INDEX_H

#include "emel/model/file/reader.h"

#define EMEL__NOT_FOUND UINT32_MAX

/* Orders the entries by key; those with the same key stay in their order. */
bool emel__name_index_keys(struct emel__reader *reader);

/* DUPLICATE_KEY if two of the ordered entries have the same key. */
bool emel__name_index_check_keys(const struct emel__reader *reader);

/* Fails with DUPLICATE_KEY, two entries and both offsets. */
bool emel__name_index_fail_key(const struct emel__reader *reader, uint32_t duplicate,
                               uint32_t first);

/* Orders all tensors by name; DUPLICATE_NAME if two of one file have the same, SHARD_TWICE
 * if two of different files do. */
bool emel__name_index_tensors(struct emel__reader *reader);

/* The same, but tensors of different files may have one name: they are side by side, in the order
 * of the files. */
bool emel__name_index_tensors_of_files(struct emel__reader *reader);

/* In the order of names, where the first tensor of a name is, or would be. */
uint32_t emel__name_index_first(const struct emel_model_file *file, const char *name);

/* The tensors from index `first` on, ordered by offset, at the same offset the empty ones first.
 * Temporary memory; NULL: *why says OUT_OF_MEMORY. */
uint32_t *emel__name_index_by_offset(struct emel__reader *reader, uint32_t first);

/* Fails with OVERLAP, that tensor and the one it overlaps; or with DUPLICATE_NAME if two tensors
 * have one name, because a tensor that is listed twice overlaps itself. */
bool emel__name_index_fail_overlap(struct emel__reader *reader, uint32_t number, uint32_t other);

/* The index of the tensor or entry, or EMEL__NOT_FOUND. */
uint32_t emel__name_index_find_tensor(const struct emel_model_file *file, const char *name);
uint32_t emel__name_index_find_key(const struct emel__metadata *metadata, const char *key);

#endif
