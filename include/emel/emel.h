/* emel/emel.h - a model's tensors by explicit read/copy into memory they own.
 *
 *     struct emel_failure why;
 *     struct emel_model *model = emel_model_open("model.gguf", NULL, &why);
 *
 *     if (!model || !emel_model_load(model, NULL, &why)) {
 *         char line[1024];
 *         emel_failure_print(line, sizeof line, &why);
 *         ...
 *     }
 *     const struct emel_tensor *w = emel_model_find(model, "blk.0.attn_q.weight");
 *     matmul(w->data, w->shape, w->dtype);           resident until evicted
 *     emel_model_close(model);
 *
 * This header includes all others but emel/ffi.h.  The model below is the one handle that
 * most programs need: a file (emel/model/file.h), a storage of its tensors
 * (emel/model/tensor.h) and the boundary to the strategy that reads them (emel/io/io.h,
 * emel/io/read.h).  Each of those can be used without the ones above it.
 *
 * No global state, no printing, no environment variables, no threads between calls.
 *
 * Threads     one thread at a time per model; any number of models work side by side.
 *             Reading the data of resident tensors is free for all.  Do not cancel a
 *             thread (pthread_cancel) that is inside a call.
 * Fork        descriptors close on exec.  A child may read what is resident and close;
 *             one that was forked during a load may only read. */
#ifndef EMEL_EMEL_H
#define EMEL_EMEL_H

#include "emel/allocator.h"
#include "emel/api.h"
#include "emel/failure.h"
#include "emel/io/io.h"
#include "emel/io/read.h"
#include "emel/io/system.h"
#include "emel/model/dtype.h"
#include "emel/model/file.h"
#include "emel/model/metadata.h"
#include "emel/model/record.h"
#include "emel/model/select.h"
#include "emel/model/tensor.h"

EMEL_API_BEGIN

#define EMEL_VERSION_MAJOR 0
#define EMEL_VERSION_MINOR 1
#define EMEL_VERSION_PATCH 0
#define EMEL_VERSION "0.1.0"

/* Of the library that is linked: EMEL_VERSION when it was built.  A constant string. */
const char *emel_version(void);

/* A model file and its tensors.  Opaque. */
struct emel_model;

struct emel_model_options {
    const struct emel_io_system *system;  /* copied; NULL: emel_io_system_default() */
    const struct emel_allocator *tensors; /* copied; NULL: emel_allocator_tensors() */
    const struct emel_allocator *records; /* copied; NULL: emel_allocator_records() */
    uint64_t held_bytes_max;              /* 0: no limit */
    bool alone; /* a shard of a GGUF model is opened by itself, without the other shards */
    uint64_t reserved[2]; /* 0 */
};

/* --- opening and closing -------------------------------------------------------------- */

/* Reads the headers of the model's files and binds its tensors; none is loaded yet.  `path` names
 * a file, any shard of GGUF, an index or a folder: see emel/model/file.h.  It, `options` (which
 * may be NULL) and what they point to are needed only during the call, the contexts of system and
 * allocators until close.  NULL: *why says why, and nothing is held. */
struct emel_model *emel_model_open(const char *path, const struct emel_model_options *options,
                                   struct emel_failure *why);

/* The same for a model whose files are listed: paths, descriptors of yours, or parts of bigger
 * files; see emel_model_file_open_sources. */
struct emel_model *emel_model_open_sources(const struct emel_model_source *sources, uint32_t count,
                                           const struct emel_model_options *options,
                                           struct emel_failure *why);

/* Closes the descriptors that emel opened.  Resident tensors stay as they are, and so do numbers
 * and bools of the metadata.  Later loads, reads, and reads of strings and arrays of the metadata
 * fail with SEALED of EMEL_FAILURE_MODEL_FILE; a tensor that is evicted cannot be loaded again.
 * False: a load is in flight (BUSY), and nothing has changed.  Sealing twice changes nothing. */
bool emel_model_seal(struct emel_model *model, struct emel_failure *why);

/* Cancels the loads in flight, evicts every tensor, and frees all memory.  False: a strategy
 * refuses to end its load, or the call comes from a callback other than on_end, or from the
 * on_end of a load that close itself cancels; then nothing is freed, and the model stays usable.
 * Call again later.  NULL: true. */
bool emel_model_close(struct emel_model *model);

/* --- tensors ------------------------------------------------------------------------- */

/* The tensors, in the order of the file's header, file after file; NULL past the end.  A tensor
 * belongs to the model and keeps its address until close; its `data` is NULL unless it is
 * resident. */
uint32_t emel_model_tensor_count(const struct emel_model *model);
const struct emel_tensor *emel_model_tensor(const struct emel_model *model, uint32_t index);

/* By whole name.  NULL, or false with *index unchanged: no tensor has this name. */
const struct emel_tensor *emel_model_find(const struct emel_model *model, const char *name);
bool emel_model_index(const struct emel_model *model, const char *name, uint32_t *index);

/* --- loading ------------------------------------------------------------------------- */

/* Makes tensors resident: those of the request, by index, or with NULL every tensor that is not
 * resident yet; see emel_storage_load.  Loads are all-or-nothing: on failure no residency changes,
 * and *why says why.  EMEL_FAILURE_TENSOR: a residency, the limit or another load did not allow
 * it.  EMEL_FAILURE_READ: reading failed, or there was no memory.  EMEL_FAILURE_IO and
 * EMEL_FAILURE_STRATEGY: the request is invalid, or another strategy is missing or failed. */
bool emel_model_load(struct emel_model *model, const struct emel_storage_request *request,
                     struct emel_failure *why);

/* The same for `count` tensors by whole name, or for all whose names match a pattern
 * (emel/model/select.h).  `request` says how to load; its `tensors` and `count` are empty, and
 * `targets` has one entry for each name, or with patterns is NULL.  `request` NULL: the default
 * policy, and tensors that are resident already are skipped.  A name that no tensor has, or a
 * pattern that matches none: NO_MATCH of EMEL_FAILURE_SELECT, and nothing is loaded. */
bool emel_model_load_names(struct emel_model *model, const char *const *names, uint32_t count,
                           const struct emel_storage_request *request, struct emel_failure *why);
bool emel_model_load_patterns(struct emel_model *model, const char *const *patterns, size_t count,
                              const struct emel_storage_request *request, struct emel_failure *why);

/* Reads tensors into memory of yours: by index, by name, or any records (such as slices) of this
 * model's files; see emel_storage_read.  Residency plays no part and does not change. */
bool emel_model_read(struct emel_model *model, const struct emel_storage_request *request,
                     struct emel_failure *why);
bool emel_model_read_names(struct emel_model *model, const char *const *names, uint32_t count,
                           const struct emel_storage_request *request, struct emel_failure *why);

/* Evicts a resident tensor; see emel_storage_evict.  By pattern: every tensor that matches and is
 * resident; those that are not are skipped.  False: *why says why, and nothing is evicted. */
bool emel_model_evict(struct emel_model *model, uint32_t index, struct emel_failure *why);
bool emel_model_evict_name(struct emel_model *model, const char *name, struct emel_failure *why);
bool emel_model_evict_patterns(struct emel_model *model, const char *const *patterns, size_t count,
                               struct emel_failure *why);

/* --- slices --------------------------------------------------------------------------- */

/* Binds a tensor to a part of itself: elements `from` .. `to` - 1 of one dimension, an index into
 * the shape of the file's record.  From then on its shape and its bytes are those of the part,
 * and loads read nothing else.  A tensor that is a slice is sliced anew, from the whole tensor of
 * the file: 0 .. all makes it whole again.  See emel_select_slice for what can be sliced.  The
 * tensor must not be resident or being loaded.  False: *why says why, and nothing has changed. */
bool emel_model_slice(struct emel_model *model, uint32_t index, uint32_t dimension, uint64_t from,
                      uint64_t to, struct emel_failure *why);
bool emel_model_slice_name(struct emel_model *model, const char *name, uint32_t dimension,
                           uint64_t from, uint64_t to, struct emel_failure *why);

/* The same for every tensor whose name matches: share number `share` (from 0) of `shares` equal
 * slices, as tensor-parallel ranks need them; see emel_select_equal_share. */
bool emel_model_share_patterns(struct emel_model *model, const char *const *patterns, size_t count,
                               uint32_t dimension, uint32_t share, uint32_t shares,
                               struct emel_failure *why);

/* --- what it is made of -------------------------------------------------------------- */

/* What the model is made of, for what is not offered here, such as metadata and loads in steps.
 * Both live until emel_model_close.  Do not bind or unbind tensors of the storage. */
const struct emel_model_file *emel_model_get_file(const struct emel_model *model);
struct emel_storage *emel_model_get_storage(struct emel_model *model);

EMEL_API_END

#endif
