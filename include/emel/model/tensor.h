/* emel/model/tensor.h - tensors, their residency, and the memory they own.
 *
 * A storage holds a fixed number of tensors.  A tensor is bound to a record (the file and the range
 * of bytes that hold it), loaded into memory that the storage owns, and evicted again.  The chart
 * spec/model_tensor.rl has the order of these calls; any other call is refused with an error.
 * Loads are all-or-nothing: if a load fails, no tensor changes.
 *
 * Each load puts its tensors into one region of memory.  The region is freed when the last of its
 * tensors is evicted.  Until then it keeps its addresses, but the pages of evicted tensors are
 * given back at once if the allocator can discard.
 *
 * Threads     one thread at a time per storage and all its loads; any number of storages at the
 *             same time.  Every thread may read the data of resident tensors.
 * Layout      see emel/api.h: zero the structs that you fill.
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
    X(REFUSED, 2, "the tensor's residency does not allow the call")                                \
    X(BUSY, 3, "another load is in flight, or the call comes from a callback")                     \
    X(OUT_OF_MEMORY, 4, "no memory for the storage's own records")                                 \
    X(LIMIT_EXCEEDED, 5, "the storage would hold {value} bytes; its limit is {limit}")

/* emel_failure.rule of an INVALID_ARGUMENT, REFUSED or BUSY: what exactly is wrong.  The failure
 * has the sentence of the rule. */
#define EMEL_TENSOR_RULES(X)                                                                       \
    X(NONE, 0, "no rule was broken")                                                               \
    X(TENSOR_COUNT, 1, "a storage has at most {limit} tensors, not {value}")                       \
    X(FILE_COUNT, 2, "a storage has at most {limit} files, not {value}")                           \
    X(FILES_MISSING, 3, "file_count is {value}, but `files` is NULL")                              \
    X(ALLOCATOR, 4, "the allocator lacks a function, or a reserved field of it is not 0")          \
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
    X(PLACE_ALIGNMENT, 25,                                                                         \
      "the request's alignment is {value}; the tensor's place is aligned to {limit}")              \
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
    X(CHOSEN_TWICE, 36, "`tensors` or `records` is given together with names or patterns")         \
    X(RECORD_PARTS, 37, "the record's part_count is {value}, but its parts are NULL")              \
    X(LOADS_IN_FLIGHT, 38, "{value} loads are in flight")                                          \
    X(READING, 39, "a read of the tensor is in flight")                                            \
    X(RESERVED, 40, "a reserved field is not 0: zero the struct before you fill it")

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

/* A tensor of a storage, and its bytes while it is resident.  Never make one, nor copy one: a later
 * version may add fields at the end. */
struct emel_tensor {
    const char *name;
    const uint64_t *shape; /* `rank` extents in elements, in the file's order of dimensions */
    uint32_t rank;
    uint32_t dtype;
    uint64_t byte_size;
    void *data;              /* NULL unless the tensor is resident; little-endian, as in the file */
    unsigned char residency; /* private: a state of spec/model_tensor.rl */
    bool placed;             /* private: it has a place in a region */
    bool pinned;             /* private: it is being reloaded into its place */
    uint32_t reads;          /* private: how often the reads in flight list it */
};

struct emel_storage_options {
    const struct emel_io_file *files;     /* of the records; must outlive the storage */
    uint32_t file_count;                  /* 0: none, and `files` is not used */
    const struct emel_io_system *system;  /* copied; NULL: the default */
    const struct emel_allocator *tensors; /* copied; NULL: emel_allocator_tensors() */
    const struct emel_allocator *records; /* copied; NULL: emel_allocator_records() */
    uint64_t held_bytes_max;              /* limit on held_bytes, see below; 0: no limit */

    /* Optional: one record for each tensor.  Tensor i is then bound to record i from the start.
     * The records are not copied: they must stay valid while any tensor is bound to one of them.
     * This saves 24 bytes for each tensor, compared with emel_storage_bind. */
    const struct emel_tensor_record *initial_records;
    uint64_t reserved[2]; /* 0 */
};

/* On your stack or in your struct, at one address from init to deinit; private. */
struct emel_storage {
    struct emel_tensor *tensors;
    const struct emel_tensor_record *records; /* the initial ones, until there are `sources` */
    struct emel__source *sources;             /* copies of what tensors are bound to */
    struct emel__place *places; /* one for each tensor, while there are regions or loads */
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
    uint64_t reserved[8];
};

/* Makes a storage of `tensor_count` unbound tensors, at most EMEL_IO_SPANS_MAX.  `options` NULL
 * means no files, and is only useful in tests.  False: *why says what is wrong. */
bool emel_storage_init(struct emel_storage *storage, uint32_t tensor_count,
                       const struct emel_storage_options *options, struct emel_failure *why);

/* Cancels the loads in flight, evicts every tensor, and frees all memory.  False: a strategy
 * refuses to end its load, or the call comes from a callback other than on_end; then nothing is
 * freed, and the storage stays usable.  Call again later. */
bool emel_storage_deinit(struct emel_storage *storage);

/* unbound -> bound.  The record is copied; what it points to is borrowed until unbind.  Only the
 * first call in a storage that was made with initial_records needs memory. */
bool emel_storage_bind(struct emel_storage *storage, uint32_t index,
                       const struct emel_tensor_record *record, struct emel_failure *why);

/* bound or evicted -> unbound. */
bool emel_storage_unbind(struct emel_storage *storage, uint32_t index, struct emel_failure *why);

/* The record that a tensor is bound to.  False: it is not bound, or does not exist. */
bool emel_storage_record(const struct emel_storage *storage, uint32_t index,
                         struct emel_tensor_record *record);

/* A tensor by index, NULL past the end; valid until deinit. */
const struct emel_tensor *emel_storage_tensor(const struct emel_storage *storage, uint32_t index);

/* The name of the tensor's state in spec/model_tensor.rl, as "resident": a constant string. */
const char *emel_tensor_residency(const struct emel_tensor *tensor);

struct emel_tensor_target {
    void *memory;   /* must stay valid until the tensor is evicted; NULL: the storage allocates */
    uint64_t bytes; /* size of that memory, at least the tensor's; 0 if memory is NULL */
};

/* What to load or to read, and how.  `policy.options`, `context`, `report`, `io` and the memory of
 * the targets must stay valid until the load ends; everything else is copied. */
struct emel_storage_request {
    const uint32_t *tensors; /* indices; NULL: see emel_storage_load and emel_storage_read */
    uint32_t count;          /* of `tensors` or `records`; 0 if both are NULL */
    const struct emel_tensor_target *targets; /* `count` of them; NULL: none */
    struct emel_io_policy policy;             /* strategy 0: read/copy; `alignment` does not apply
                                                 to targets */
    struct emel_io *io;            /* NULL: the storage's own; each carries one load at a time */
    struct emel_io_report *report; /* optional; written before on_end is called */
    void *context;                 /* first argument of the callbacks below */

    /* A call on the storage from a callback is refused as BUSY, a deinit too.  Only on_end may
     * call the storage: it may begin the next load, or deinit.  If on_end is called by deinit or
     * by begin, its calls are refused, too. */

    /* Optional.  False cancels the load. */
    bool (*on_progress)(void *context, const struct emel_io_progress_event *progress);

    /* Optional.  on_tensor is called once for each tensor, in the order of the files, as soon as
     * all its bytes are at `data`; later tensors are still being read.  tensor->data stays NULL
     * until the load is done.  In a read of `records`, `index` is an index into them, and `tensor`
     * is NULL.
     *
     * The load can still fail after on_tensor was called.  Then on_withdrawn is called once, before
     * the memory is freed: when it returns, nothing may use the memory any more.
     *
     * The strategy needs EMEL_IO_FEATURE_LANDED.  on_withdrawn without on_tensor is refused. */
    void (*on_tensor)(void *context, uint32_t index, const struct emel_tensor *tensor, void *data);
    void (*on_withdrawn)(void *context);

    /* Optional.  Called exactly once, when the load is over.  why->source is EMEL_FAILURE_NONE if
     * all of it is done; else no tensor has changed. */
    void (*on_end)(void *context, const struct emel_failure *why);

    /* Only for emel_storage_read, instead of `tensors`: any bytes of the storage's files, such as
     * slices (emel/model/select.h).  What they point to must stay valid until the read ends. */
    const struct emel_tensor_record *records;

    /* Only of loads: those of `tensors` that are resident already are left out, with their
     * targets, instead of REFUSED.  Without `tensors` it makes no difference. */
    bool skip_resident;

    uint64_t reserved[4]; /* 0 */
};

/* Loads tensors, each listed once; `tensors` NULL: every tensor that is bound or evicted.
 * `request` NULL: all of them, by default policy.  True: all are resident.  False: *why says what
 * is wrong, and no tensor has changed.  While a strategy waits, this polls its descriptor; without
 * one, it steps on.  If the strategy refuses to be stepped (BUSY), the load is still in flight. */
bool emel_storage_load(struct emel_storage *storage, const struct emel_storage_request *request,
                       struct emel_failure *why);

/* Reads tensors by index, or records, into targets.  Residency does not matter and does not change:
 * tensors that are resident or being loaded can be read, and a tensor can be listed more than once.
 * A tensor that is being read cannot be unbound.  True: all bytes are in the targets.  False: *why
 * says what is wrong, and the bytes of the targets are unspecified. */
bool emel_storage_read(struct emel_storage *storage, const struct emel_storage_request *request,
                       struct emel_failure *why);

/* The same in steps.  `io` of step and cancel is the request's `io`: it says which load.
 *
 * begin    REFUSED: *why says what is wrong, and nothing changed.  ENDED: the load failed at once,
 *          and *why says how.  Else the load is in flight.
 * step     does one bounded piece of work.  ENDED: *why says how the load went.  REFUSED: *why
 *          says what is wrong, and nothing was done.
 * cancel   makes the load fail, in this call (ENDED: *why says how) or in the steps that follow: go
 *          on until ENDED.  REFUSED: *why says what is wrong; no load is in flight, all its work is
 *          done, or the call comes from a callback.
 *
 * You may also step an emel_io of your own with emel_io_step.  If that call publishes a load of the
 * storage, its tensors are resident.  The storage does not use the emel_io for that load again, so
 * you may free it or use it for another load.  on_end has not been called yet: the next step or
 * cancel of that load, a deinit, or the next begin on that emel_io calls it first. */
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

/* resident -> evicted.  A region is freed when the last tensor in it is evicted.  Before that, each
 * whole block of 2 MiB that no resident tensor touches is discarded.
 *
 * An evicted tensor keeps its address, its place, as long as its region exists.  Loading it again
 * reads into its place, so `data` is the same as before, and only discarded blocks need memory:
 * they count as held from begin on (LIMIT_EXCEEDED if they do not fit).  The load keeps the region
 * and these blocks until it ends, even if all other tensors there are evicted.
 *
 * A tensor that is loaded into a target, or by a strategy without EMEL_IO_FEATURE_TARGETS, loses
 * its place when that load is done; unbind gives it up as well.  If the policy asks for an
 * alignment that the place does not have, the load is refused (PLACE_ALIGNMENT). */
bool emel_storage_evict(struct emel_storage *storage, uint32_t index, struct emel_failure *why);

/* The region that a resident tensor is in, or that an evicted tensor has its place in: the first
 * byte, and the size as it was allocated.  Both pointers may be NULL.  False: the tensor has no
 * memory of the storage: it is not resident, or its memory is yours. */
bool emel_storage_region(const struct emel_storage *storage, uint32_t index, void **base,
                         size_t *bytes);

/* Memory that is yours.  Free it with allocator.release(allocator.context, memory, bytes). */
struct emel_detached {
    void *memory;
    size_t bytes;
    struct emel_allocator allocator; /* a copy of the storage's allocator for tensors */
    uint64_t reserved[2];            /* 0 */
};

/* Hands the tensor's region over to you, with its contents and at its addresses.  Every resident
 * tensor in it becomes evicted, and no tensor keeps its place there.  Discarded blocks read as
 * zero; all other bytes are as they were.  The region no longer counts as held.  False: *why says
 * what is wrong, and nothing changed; BUSY if a load in flight reads into places in the region. */
bool emel_storage_detach(struct emel_storage *storage, uint32_t index,
                         struct emel_detached *detached, struct emel_failure *why);

/* The storage at one moment. */
struct emel_storage_statistics {
    uint32_t tensors, bound, loading, resident; /* bound: every tensor with a record */
    uint32_t loads_in_flight, regions;
    uint64_t resident_bytes; /* of resident tensors */
    uint64_t held_bytes;     /* of all regions, without discarded blocks */
    uint64_t reserved[2];    /* 0 */
};
struct emel_storage_statistics emel_storage_get_statistics(const struct emel_storage *storage);

EMEL_API_END

#endif
