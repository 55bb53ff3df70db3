/* emel/model/tensor.h - tensors, their residency, and the memory they own.
 *
 * A storage holds n tensors.  A tensor is bound to a record (which bytes of which
 * file it is), loaded into memory the storage owns, and evicted again.  What may
 * happen when is one chart, spec/model_tensor.rl; everything else is refused and
 * told.  io never knows of residency, and a load that fails leaves every tensor as
 * it was.
 *
 * Each load puts its tensors into one region of memory.  The region is freed when the last of
 * its tensors is evicted; one small survivor keeps the region's addresses, but the pages of
 * evicted neighbours are given back at once if the allocator can discard.
 *
 * Threads     one thread at a time per storage, and all its loads in flight belong to
 *             that thread; any number of storages work side by side.  Reading the data
 *             of resident tensors is free for all.
 * Fixed       the structs here keep their layout for a major version.
 * Units       sizes and offsets are bytes; shapes are elements. */
#ifndef EMEL_MODEL_TENSOR_H
#define EMEL_MODEL_TENSOR_H

#include "emel/allocator.h"
#include "emel/api.h"
#include "emel/failure.h"
#include "emel/io/io.h"
#include "emel/io/read.h"
#include "emel/model/record.h"

EMEL_API_BEGIN

#define EMEL_TENSOR_ERRORS(X)                                                                      \
    X(NONE, 0, "no error")                                                                         \
    X(INVALID_ARGUMENT, 1, "an argument breaks a rule of emel/model/tensor.h")                     \
    X(REFUSED, 2, "the tensor's residency does not allow it")                                      \
    X(BUSY, 3, "another load is in flight, or the call comes from a callback")                     \
    X(OUT_OF_MEMORY, 4, "no memory for the storage's own records")                                 \
    X(LIMIT_EXCEEDED, 5, "the storage would hold {value} bytes; its limit is {limit}")

/* What exactly was wrong, in emel_failure.rule: INVALID_ARGUMENT, REFUSED and BUSY always say it,
 * and the failure's sentence is that of the rule. */
#define EMEL_TENSOR_RULES(X)                                                                       \
    X(NONE, 0, "no rule was broken")                                                               \
    X(TENSOR_COUNT, 1, "a storage has at most {limit} tensors, not {value}")                       \
    X(FILE_COUNT, 2, "a storage has at most {limit} files, not {value}")                           \
    X(FILES_MISSING, 3, "file_count is {value}, but `files` is NULL")                              \
    X(ALLOCATOR, 4, "the allocator lacks `allocate` or `release`")                                 \
    X(INDEX, 5, "there is no tensor {value}: the storage has {limit}")                             \
    X(RECORD_MISSING, 6, "the record is NULL")                                                     \
    X(RECORD_NAME, 7, "the record's name is NULL")                                                 \
    X(RECORD_SHAPE, 8, "the record's rank is {value}, but its shape is NULL")                      \
    X(RECORD_FILE, 9, "the record is in file {value}, but the storage has {limit} files")          \
    X(COUNT, 10, "a load has at most {limit} tensors, not {value}")                                \
    X(TENSORS_MISSING, 11, "count is {value}, but `tensors` is NULL")                              \
    X(TARGETS_WITHOUT_TENSORS, 12, "`targets` is given, but `tensors` is NULL")                    \
    X(TARGET_MEMORY, 13, "the target has {value} bytes, but its memory is NULL")                   \
    X(NO_LOAD, 14, "no load is in flight on this emel_io")                                         \
    X(NOT_BOUND, 15, "tensor {value} is not bound to a record")                                    \
    X(BOUND, 16, "the tensor is already bound")                                                    \
    X(LOADING, 17, "the tensor is being loaded")                                                   \
    X(RESIDENT, 18, "the tensor is already resident")                                              \
    X(NOT_RESIDENT, 19, "the tensor is not resident")                                              \
    X(LISTED_TWICE, 20, "the tensor is listed twice")                                              \
    X(CALLBACK, 21, "the call comes from a callback of the same storage")                          \
    X(IO_BUSY, 22, "another load is in flight on the same emel_io")                                \
    X(STRATEGY_REFUSED, 23, "the strategy refuses the call")                                       \
    X(EVICT_FIRST, 24, "the tensor is resident: evict it first")                                   \
    X(PLACE_ALIGNMENT, 25, "the alignment is {value}, and that of the tensor's place {limit}")     \
    X(NO_REGION, 26, "the tensor has no memory of the storage")                                    \
    X(REGION_LOADING, 27, "a load is in flight in the tensor's region")                            \
    X(REQUEST_MISSING, 28, "the request is NULL")                                                  \
    X(TENSORS_AND_RECORDS, 29, "both `tensors` and `records` are given")                           \
    X(NOTHING_TO_READ, 30, "count is {value}, but `tensors` and `records` are NULL")               \
    X(TARGETS_MISSING, 31, "count is {value}, but `targets` is NULL")                              \
    X(TARGET_MISSING, 32, "the target at index {value} has no memory")                             \
    X(RECORDS_IN_LOAD, 33, "`records` is given; it is only for emel_storage_read")                 \
    X(ON_WITHDRAWN, 34, "on_withdrawn is given, but on_tensor is NULL")                            \
    X(SKIP_IN_READ, 35, "skip_resident is given; it is only for loads")                            \
    X(CHOSEN_TWICE, 36, "`tensors` or `records` is given besides names or patterns")

enum emel_tensor_rule {
#define EMEL_TENSOR_RULE_VALUE(name, number, sentence) EMEL_TENSOR_RULE_##name = number,
    EMEL_TENSOR_RULES(EMEL_TENSOR_RULE_VALUE)
#undef EMEL_TENSOR_RULE_VALUE
};

enum emel_tensor_error {
#define EMEL_TENSOR_ERROR_VALUE(name, number, sentence) EMEL_TENSOR_##name = number,
    EMEL_TENSOR_ERRORS(EMEL_TENSOR_ERROR_VALUE)
#undef EMEL_TENSOR_ERROR_VALUE
};

/* Constant strings; "unknown" and "unknown error" for a number not in the list. */
const char *emel_tensor_error_name(uint32_t error);
const char *emel_tensor_error_text(uint32_t error);
const char *emel_tensor_rule_name(uint32_t rule);
const char *emel_tensor_rule_text(uint32_t rule);

/* A tensor of a storage: its record, and its bytes while it is resident. */
struct emel_tensor {
    const char *name;
    const uint64_t *shape;
    uint32_t rank;
    uint32_t dtype;
    uint32_t file_index;
    uint64_t file_offset;
    uint64_t byte_size;
    void *data; /* not NULL exactly while resident; little-endian, as in the file */
    /* private */
    struct emel__region *region;       /* where its place is; NULL: it has none */
    void *place;                       /* the address that it has or had there */
    struct emel_tensor *before, *next; /* with places in that region */
    unsigned char residency;           /* a state of spec/model_tensor.rl */
    bool pinned;                       /* it is being reloaded into its place */
};

struct emel_storage_options {
    const struct emel_io_file *files;     /* what records point into; outlive the storage */
    uint32_t file_count;                  /* 0: none, and `files` is not used */
    const struct emel_io_system *system;  /* copied; NULL: the default */
    const struct emel_allocator *tensors; /* copied; NULL: emel_allocator_tensors() */
    const struct emel_allocator *records; /* copied; NULL: emel_allocator_records() */
    uint64_t held_bytes_max;              /* of all regions held at once; 0: no limit */
};

/* On your stack or in your struct, at one address from init to deinit; private. */
struct emel_storage {
    struct emel_tensor *tensors;
    uint32_t tensor_count;
    const struct emel_io_file *files;
    uint32_t file_count;
    uint64_t held_bytes_max;
    struct emel_allocator tensor_memory, record_memory;
    struct emel_io_read read;                 /* the storage's own strategy, */
    struct emel_io io;                        /* and the boundary it is in */
    struct emel__pending_load *pending_loads; /* loads under way */
    struct emel__region *regions;             /* memory held */
    uint64_t held_bytes;
    bool inside; /* a call is under way: calls from callbacks are refused */
};

/* Room for `tensor_count` unbound tensors, at most EMEL_IO_SPANS_MAX.  `options` may be
 * NULL: no files yet is of no use but to test.  False: *why says what. */
bool emel_storage_init(struct emel_storage *storage, uint32_t tensor_count,
                       const struct emel_storage_options *options, struct emel_failure *why);

/* Cancels the loads in flight, evicts every tensor, and frees all memory.  False: a strategy
 * refuses to end its load, or the call comes from a callback other than on_end; then nothing is
 * freed, and the storage stays usable.  Call again later. */
bool emel_storage_deinit(struct emel_storage *storage);

/* unbound -> bound, and back from bound or evicted. */
bool emel_storage_bind(struct emel_storage *storage, uint32_t index,
                       const struct emel_tensor_record *record, struct emel_failure *why);
bool emel_storage_unbind(struct emel_storage *storage, uint32_t index, struct emel_failure *why);

/* A tensor by index, NULL past the end; valid until deinit. */
const struct emel_tensor *emel_storage_tensor(const struct emel_storage *storage, uint32_t index);

/* Where a tensor stands: the name of its state in spec/model_tensor.rl.  Constant. */
const char *emel_tensor_residency(const struct emel_tensor *tensor);

struct emel_tensor_target {
    void *memory;   /* yours until the tensor is evicted; NULL: the storage allocates */
    uint64_t bytes; /* room there; 0 if memory is NULL */
};

/* What to load or to read, and how.  Only read during begin, and then copied, except for what the
 * policy's options and `context` point to, `report`, and the memory of the targets: they must stay
 * valid until the load ends. */
struct emel_storage_request {
    const uint32_t *tensors; /* indices; to be loaded, each once; NULL: see load and read */
    uint32_t count;          /* of `tensors` or `records`; 0 if both are NULL */
    const struct emel_tensor_target *targets; /* one for each of `count`; NULL: none */
    struct emel_io_policy policy;             /* strategy 0: read/copy; the alignment is not
                                                 that of targets */
    struct emel_io *io;            /* NULL: the storage's own; each carries one load at a time */
    struct emel_io_report *report; /* NULL, or: what the load did; written before on_end */
    void *context;                 /* first argument of the callbacks below */

    /* Callbacks run inside the storage: every call that they make on it is refused as BUSY, a
     * deinit too.  Only on_end may begin the next load or deinit the storage; but when deinit or
     * begin ends the load (see begin), what on_end asks of the storage is refused as BUSY too. */

    /* Optional; false cancels. */
    bool (*on_progress)(void *context, const struct emel_io_progress_event *progress);

    /* Optional.  on_tensor is called once for each tensor, in the order of the files, when all its
     * bytes are at `data`, while later ones are still being read.  `index` is the tensor's, and
     * tensor->data is NULL until the whole load is done; of a read of `records`, `index` is into
     * those, and `tensor` is NULL.  The load can still fail.  Then on_withdrawn is called once, if
     * on_tensor was: when it returns, nothing may use that memory any more.  The strategy needs
     * EMEL_IO_FEATURE_LANDED.  on_withdrawn is not used without on_tensor. */
    void (*on_tensor)(void *context, uint32_t index, const struct emel_tensor *tensor, void *data);
    void (*on_withdrawn)(void *context);

    /* Optional.  Called once, when the load is over: all of it is done (why->source is
     * EMEL_FAILURE_NONE), or all tensors are as they were. */
    void (*on_end)(void *context, const struct emel_failure *why);

    /* Only to be read: which bytes, for example slices (emel/model/select.h); their names must
     * stay valid until the load ends.  Then `tensors` is NULL. */
    const struct emel_tensor_record *records;

    /* Only of loads: those of `tensors` that are resident already are left out, with their
     * targets, instead of REFUSED.  Without `tensors` it makes no difference. */
    bool skip_resident;
};

/* Loads to the end.  True: every tensor of the request is resident.  False: no residency changes,
 * and *why says what is wrong.  `request` NULL: by default policy; its `tensors` NULL: every
 * tensor that is bound or evicted.  A target with memory NULL: the storage allocates.  While a
 * strategy waits, this polls its descriptor, or steps on if it has none. */
bool emel_storage_load(struct emel_storage *storage, const struct emel_storage_request *request,
                       struct emel_failure *why);

/* Reads tensors by index, or records, into targets, each of which has memory.  Residency plays no
 * part and does not change: what is resident, or being loaded, can be read too, and a tensor can
 * be listed more than once.  True: all bytes are there.  False: *why says what is wrong, and the
 * bytes of the targets are unspecified.  Tensors stay bound until the read ends. */
bool emel_storage_read(struct emel_storage *storage, const struct emel_storage_request *request,
                       struct emel_failure *why);

/* The same in steps; `io` names the load as the request did.
 *
 * If you step an io of your own yourself, a load of the storage can be published in that call:
 * its tensors are resident then, and you may free the io or begin another load on it.  The next
 * step, cancel or deinit of the storage, or the next begin on that io, only calls on_end, and
 * does not touch the io.
 *
 * begin    REFUSED: *why says what, and nothing changed.  ENDED: it failed at once, and *why
 *          says how.  Else the load is in flight.
 * step     does one bounded piece of work.  ENDED: *why says how the load went.  REFUSED:
 *          *why says what, and nothing was done.
 * cancel   the load fails in the steps that follow, so step on until ENDED.  This call may
 *          return ENDED itself: *why says how the load went.  REFUSED: *why says what; no load
 *          is in flight, all its work is done, or the call comes from a callback. */
enum emel_io_status emel_storage_begin(struct emel_storage *storage,
                                       const struct emel_storage_request *request,
                                       struct emel_failure *why);
enum emel_io_status emel_storage_begin_read(struct emel_storage *storage,
                                            const struct emel_storage_request *request,
                                            struct emel_failure *why);
enum emel_io_status emel_storage_step(struct emel_storage *storage, struct emel_io *io,
                                      struct emel_failure *why);
enum emel_io_status emel_storage_cancel(struct emel_storage *storage, struct emel_io *io,
                                        struct emel_failure *why);

/* resident -> evicted.  Memory of the storage is freed when the last tensor of its region is
 * evicted; before that, whole blocks of 2 MiB that no resident tensor touches are discarded.
 *
 * As long as the region exists, an evicted tensor keeps its address there as its place, and a
 * reload reads into it: the tensor has the same `data` again, and what is still held costs
 * nothing.  Discarded blocks count as held again when the load begins (LIMIT_EXCEEDED if they do
 * not fit), and neither they nor the region go away during the load.  A reload with a target, or
 * by a strategy without EMEL_IO_FEATURE_TARGETS, goes elsewhere, and then the tensor has no place
 * there any more.  If the policy asks for an alignment that the place does not have, the load is
 * refused (PLACE_ALIGNMENT): give a target, or unbind the tensor, which gives up its place. */
bool emel_storage_evict(struct emel_storage *storage, uint32_t index, struct emel_failure *why);

/* The region of a resident tensor, or of an evicted one that has its place there still: where it
 * begins, and how many bytes were allocated.  Either pointer may be NULL.  False: the tensor has
 * no memory of the storage, because it is not resident or its memory is yours. */
bool emel_tensor_region(const struct emel_tensor *tensor, void **base, size_t *bytes);

/* Memory that is yours now: give it back with allocator.release(allocator.context, memory,
 * bytes), when nothing uses it any more. */
struct emel_detached {
    void *memory;
    size_t bytes;                    /* as it was allocated */
    struct emel_allocator allocator; /* a copy of the storage's for tensors */
};

/* Hands over the region of the tensor, with all that is in it, at the addresses where it is.
 * Every tensor resident there becomes evicted, and no tensor has its place there any more; the
 * bytes of those that were resident stay as they are, discarded blocks read as zero.  The region
 * no longer counts as held.  False: *why says what, and nothing changed; BUSY if a load is in
 * flight that reads into places in the region. */
bool emel_storage_detach(struct emel_storage *storage, uint32_t index,
                         struct emel_detached *detached, struct emel_failure *why);

/* The storage at one moment. */
struct emel_storage_statistics {
    uint32_t tensors, bound, loading, resident; /* bound counts every tensor with a record */
    uint32_t loads_in_flight, regions;
    uint64_t resident_bytes; /* of resident tensors */
    uint64_t held_bytes;     /* of regions, without what was discarded of evicted tensors */
};
struct emel_storage_statistics emel_storage_get_statistics(const struct emel_storage *storage);

EMEL_API_END

#endif
