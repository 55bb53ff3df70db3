/* emel/io/io.h - the boundary: a load request goes to the strategy its policy names.
 *
 *     struct emel_io io;
 *     emel_io_init(&io);
 *     emel_io_register(&io, &strategy);         read/copy: see emel/io/read.h
 *     emel_io_run(&io, &load);                 or begin, then step while it returns AGAIN
 *
 * A load is published exactly once, by on_done or by on_error, before the call
 * that ends it returns.  Until then the request belongs to the strategy: keep it,
 * and all it points to, where it is and as it is.  On error nothing is held:
 * memory that came from the owner is back with it, every descriptor the strategy
 * opened is closed, and the bytes of targets you gave are unspecified.
 *
 * Threads     an emel_io and a strategy serve one thread at a time and one load
 *             at a time; any number of them work side by side, and a load may move
 *             to another thread between two calls.  Do not cancel a thread
 *             (pthread_cancel) that is inside a call: what the load holds would be lost.
 *             A child that was forked during a load must not go on with it.
 * Layout      see emel/api.h: zero the structs that you fill.
 * Units       offsets and sizes are bytes. */
#ifndef EMEL_IO_IO_H
#define EMEL_IO_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/api.h"
#include "emel/io/system.h"

EMEL_API_BEGIN

/* --- limits, all checked before any system call ----------------------------- */

#define EMEL_IO_SPAN_BYTES_MAX (UINT64_C(1) << 40) /* of one span */
#define EMEL_IO_SPANS_MAX (UINT32_C(1) << 20)      /* of one load */
#define EMEL_IO_FILES_MAX UINT32_C(65535)          /* of one load: file_index <= 65534 */
#define EMEL_IO_PATH_MAX 4095                      /* bytes of a path, at least 1 */
#define EMEL_IO_ALIGNMENT_DEFAULT UINT32_C(32)     /* what GGUF guarantees */
#define EMEL_IO_ALIGNMENT_MAX (UINT32_C(2) << 20)  /* of an owned tensor */
#define EMEL_IO_STRATEGIES_MAX 8                   /* registered in one boundary */
#define EMEL_IO_PARTS_MAX (UINT32_C(1) << 20)      /* of all spans of one load */

/* --- what is to be loaded ----------------------------------------------------- */

struct emel_io_file {
    const char *path; /* when borrowed, only a label for messages; may then be NULL */
    int fd;           /* when borrowed: yours, open for reading, never closed, never changed */
    bool borrowed;
    bool reopen; /* of a borrowed descriptor: emel may open its file again; see below */
    const struct emel_io_stamp *stamp; /* of the file as its header was read; NULL: any */
    uint64_t reserved;                 /* 0 */
};

/* A borrowed descriptor is only read, at offsets, and looked at with stat.  Two kinds of read need
 * their own descriptors: direct reads, and reads by several workers that each have a readahead.
 * For these emel opens the file again, through the system table, and later closes what it opened.
 * On POSIX systems closing any descriptor of a file drops all record locks (fcntl F_SETLK) that the
 * process holds on it.  So emel does that only to files that it opened itself, and to borrowed ones
 * with `reopen`. */

/* A part of a span: `count` runs of `run_bytes` each, one every `file_stride` bytes of the file.
 *
 * The parts of a span fill its memory without a hole or an overlap, in one of two ways:
 *
 *     dense        each part is contiguous in memory (memory_stride == run_bytes) and begins
 *                  where the part before it ends: parts one after the other
 *     interleaved  all parts have the same `count` and the same `memory_stride`; the first run of
 *                  each part, in the order of the parts, together fill the first stride of
 *                  memory; the second runs fill the second stride, and so on
 *
 * One dense part is a slice of a matrix along a dimension that varies fast, such as the columns
 * of one tensor-parallel rank.  Several parts are several slices as one tensor, of one file or
 * of several.  The limits of spans hold for each run. */
struct emel_io_part {
    uint32_t file_index;    /* into load->files */
    uint32_t reserved;      /* 0 */
    uint64_t file_offset;   /* bytes: where the first run begins */
    uint64_t file_stride;   /* bytes from one run's begin to the next, at least run_bytes */
    uint64_t run_bytes;     /* at least 1 */
    uint64_t count;         /* runs, at least 1 */
    uint64_t memory_offset; /* bytes: where the first run goes, from the span's begin */
    uint64_t memory_stride; /* bytes from one run to the next */
};

/* One tensor's bytes: one range of a file, or parts. */
struct emel_io_span {
    uint64_t id;                      /* your label, opaque here, handed back in errors */
    uint32_t file_index;              /* into load->files */
    uint64_t file_offset;             /* bytes */
    uint64_t byte_size;               /* bytes; 0 is resident without a read */
    void *target;                     /* where to; NULL: in memory asked of the owner */
    uint64_t target_bytes;            /* of the target, at least byte_size; 0 without a target */
    const struct emel_io_part *parts; /* NULL: the bytes are one range */
    uint32_t part_count; /* 0: as without parts; else file_index and file_offset are those of
                            the first part, and byte_size is what all parts fill */
    uint32_t reserved;   /* 0 */
};

enum emel_io_strategy_kind {
    EMEL_IO_STRATEGY_NONE = 0,
    EMEL_IO_STRATEGY_MAPPED_FILE = 1,
    EMEL_IO_STRATEGY_READ_COPY = 2,
    EMEL_IO_STRATEGY_EXTERNAL_BUFFER = 3,
    EMEL_IO_STRATEGY_STAGED_READ = 4,
    EMEL_IO_STRATEGY_USER = 64 /* the first number that is free for you */
};

struct emel_io_policy {
    uint32_t strategy;   /* enum emel_io_strategy_kind, or yours */
    uint32_t alignment;  /* of every owned tensor, bytes: a power of two up to 2 MiB; 0: 32 */
    const void *options; /* the strategy's own; NULL: its defaults */
    uint64_t reserved;   /* 0 */
};

/* Who owns the memory: model/tensor, or you.  `allocate` is called at most once
 * per load, for all spans without a target, and returns NULL if there is no memory;
 * `release` only when the load fails after that.  When the load is done the memory
 * is the owner's to keep. */
struct emel_io_owner {
    void *context;
    void *(*allocate)(void *context, size_t bytes, size_t alignment);
    void (*release)(void *context, void *memory, size_t bytes);
    uint64_t reserved; /* 0 */
};

/* --- what comes of it ---------------------------------------------------------- */

/* The rules of this header that a request can break, each with its numbers.  Append-only. */
#define EMEL_IO_RULES(X)                                                                           \
    X(NONE, 0, "no rule was broken")                                                               \
    X(ALIGNMENT, 1, "the alignment is {value}; it must be 0 or a power of two up to {limit}")      \
    X(FILE_COUNT, 2, "the load has {value} files; at most {limit} are allowed")                    \
    X(SPAN_COUNT, 3, "the load has {value} spans; at most {limit} are allowed")                    \
    X(FILES_MISSING, 4, "file_count is {value}, but `files` is NULL")                              \
    X(SPANS_MISSING, 5, "span_count is {value}, but `spans` or `data` is NULL")                    \
    X(PATH, 6, "the path has {value} bytes; it must have 1 to {limit}")                            \
    X(DESCRIPTOR, 7, "the borrowed descriptor is negative")                                        \
    X(FILE_INDEX, 8, "the span is in file {value}, but the load has {limit} files")                \
    X(SPAN_BYTES, 9, "the span has {value} bytes; at most {limit} are allowed")                    \
    X(SPAN_END, 10, "the span begins at byte {value}, and ends past byte {limit}")                 \
    X(OWNER, 11, "the span has no target, and owner.allocate or owner.release is NULL")            \
    X(TARGET_BYTES, 12, "the target has {limit} bytes; the span has {value}")                      \
    X(TARGET_ADDRESS, 13, "the target ends past the address space")                                \
    X(TARGETS_OVERLAP, 14, "the target overlaps the target of span {value}")                       \
    X(TARGET_MISSING, 15, "target_bytes is {value}, but there is no target")                       \
    X(WORK_BYTES, 16, "the work area has {limit} bytes; {value} are needed")                       \
    X(TOTAL_BYTES, 17, "the spans have more than {limit} bytes together")                          \
    X(PART_COUNT, 18, "the spans have {value} parts, but the load's part_count is {limit}")        \
    X(PARTS_LIMIT, 19, "the load has {value} parts; at most {limit} are allowed")                  \
    X(PARTS_MISSING, 20, "the span's part_count is {value}, but `parts` is NULL")                  \
    X(PART_FIRST, 21, "the span's file and offset are not those of its first part")                \
    X(PART_FILE, 22, "the part is in file {value}, but the load has {limit} files")                \
    X(PART_RUNS, 23, "the part has no runs")                                                       \
    X(PART_RUN_BYTES, 24, "the part's runs have {value} bytes; the span has {limit}")              \
    X(PART_STRIDE, 25, "the part's file_stride is {value}; its runs have {limit} bytes")           \
    X(PART_END, 26, "the part begins at byte {value}, and ends past byte {limit}")                 \
    X(PART_HOLE, 27, "the part's memory begins at {value}; the part before it ends at {limit}")    \
    X(PART_OVERLAP, 28, "the part's memory begins at {value}; the part before it ends at {limit}") \
    X(PART_MEMORY_STRIDE, 29, "the part's memory_stride is {value}; it must be {limit}")           \
    X(PART_INTERLEAVING, 30, "the part has {value} runs; the first part has {limit}")              \
    X(PART_BYTES, 31, "the parts do not fill the span: they have {value} bytes, it has {limit}")   \
    X(PART_RESERVED, 32, "the part's reserved field is {value}; it must be 0")                     \
    X(WORKERS, 33, "workers is {value}; at most {limit} are allowed")                              \
    X(CACHING, 34, "caching is {value}; the highest value is {limit}")                             \
    X(RESERVED, 35, "a reserved field is not 0: zero the struct before you fill it")

enum emel_io_rule {
#define EMEL_IO_RULE_VALUE(name, number, sentence) EMEL_IO_RULE_##name = number,
    EMEL_IO_RULES(EMEL_IO_RULE_VALUE)
#undef EMEL_IO_RULE_VALUE
};

#define EMEL_IO_ERRORS(X)                                                                          \
    X(NONE, 0, "no error")                                                                         \
    X(UNSUPPORTED_STRATEGY, 1, "no strategy of the policy's kind is registered")                   \
    X(STRATEGY_FAILED, 2, "the strategy could not carry out the load")                             \
    X(INVALID_REQUEST, 3, "the request breaks a rule of emel/io/io.h")                             \
    X(UNSUPPORTED_FEATURE, 4, "the load needs a feature that its strategy does not have")

enum emel_io_error {
#define EMEL_IO_ERROR_VALUE(name, number, sentence) EMEL_IO_##name = number,
    EMEL_IO_ERRORS(EMEL_IO_ERROR_VALUE)
#undef EMEL_IO_ERROR_VALUE
};

#define EMEL_IO_NO_INDEX UINT32_MAX
#define EMEL_IO_NO_OFFSET UINT64_MAX

struct emel_io_load;

/* What a load did, up to its end: counts of the calls of the system table. */
struct emel_io_report {
    uint64_t wanted_bytes;   /* of all spans */
    uint64_t buffered_bytes; /* read through the page cache */
    uint64_t direct_bytes;   /* read around it */
    uint64_t beyond_bytes;   /* of both: what was not wanted, or was read again */
    uint64_t read_calls;     /* calls of system->read */
    uint32_t workers;        /* the most threads that read at once */
    uint32_t reserved[5];    /* 0 */
};

/* The events may grow at their end.  They are only valid during the callback. */
struct emel_io_done_event {
    void *memory;        /* what the owner gave; NULL if nothing was asked of it */
    size_t memory_bytes; /* its size: all spans and the padding between them */
    uint64_t bytes;      /* of all spans */
    struct emel_io_report report;
};

struct emel_io_error_event {
    uint32_t error;          /* enum emel_io_error */
    uint32_t strategy;       /* the kind that the policy names */
    uint32_t strategy_error; /* of that strategy's own list, if error is STRATEGY_FAILED */
    int32_t os_error;        /* errno value; 0: no system call failed */
    uint32_t span_index;     /* EMEL_IO_NO_INDEX: the failure is not of one span */
    uint32_t file_index;     /* EMEL_IO_NO_INDEX: the failure is not of one file */
    uint64_t span_id;        /* that span's id, else 0 */
    uint64_t file_offset;    /* bytes: the first byte that could not be read; EMEL_IO_NO_OFFSET:
                                the failure has no place in the file */
    uint32_t rule;           /* enum emel_io_rule, if error is INVALID_REQUEST */
    uint32_t part_index;     /* of the span's parts; EMEL_IO_NO_INDEX: not of one part */
    bool has_value, has_limit;
    uint64_t value;        /* what was given or needed, */
    uint64_t limit;        /* and what is allowed or there: see the rule or the error */
    uint64_t other_offset; /* bytes: if two spans conflict, the offset of the other one; else
                              EMEL_IO_NO_OFFSET */
    struct emel_io_report report;
};

struct emel_io_progress_event {
    uint64_t bytes_done, bytes_total; /* of the spans, without gaps */
    uint32_t spans_done, spans_total; /* whole spans only, in file order */
};

/* A load request.  Yours, alive and unchanged until published.  The callback that
 * publishes it may free it; a call back into the same emel_io is refused. */
struct emel_io_load {
    const struct emel_io_file *files;
    uint32_t file_count;
    const struct emel_io_span *spans;
    uint32_t span_count;
    struct emel_io_policy policy;
    struct emel_io_owner owner;

    void *context; /* first argument of the callbacks below */
    void (*on_done)(void *context, struct emel_io_load *load,
                    const struct emel_io_done_event *done);
    void (*on_error)(void *context, struct emel_io_load *load,
                     const struct emel_io_error_event *error);
    /* Optional: before the first byte is read, and after each step that read some.  false
     * cancels the load. */
    bool (*on_progress)(void *context, struct emel_io_load *load,
                        const struct emel_io_progress_event *progress);

    void **data;       /* one pointer a span, written just before on_done and only then */
    void *work;        /* scratch of the strategy; for slices best on huge pages */
    size_t work_bytes; /* at least emel_io_work_bytes() */

    /* Optional.  on_landed is called once for each span, in the order of (file, offset, index),
     * when all its bytes are at `data`; on the thread that steps, between two steps.  The load
     * can still fail, at a later span or because a file changed.  Then on_withdrawn is called
     * once, if any span has landed, before the memory goes back to the owner: when it returns,
     * nothing may use the landed spans any more. */
    void (*on_landed)(void *context, struct emel_io_load *load, uint32_t span_index, void *data);
    void (*on_withdrawn)(void *context, struct emel_io_load *load);

    uint32_t part_count;  /* the sum of part_count over all spans */
    uint32_t reserved[9]; /* 0 */
};

enum emel_io_status {
    EMEL_IO_REFUSED = 0, /* nothing changed: busy, too late, or on_done or on_error is NULL */
    EMEL_IO_AGAIN = 1,   /* there is more to do: step again */
    EMEL_IO_WAITING = 2, /* nothing to do until the strategy is woken; stepping is harmless */
    EMEL_IO_ENDED = 3    /* published, and free for the next load */
};

/* --- strategies ----------------------------------------------------------------- */

/* What a strategy can do beyond whole ranges in memory of the owner.  The boundary refuses a
 * load that needs what its strategy does not have (UNSUPPORTED_FEATURE), before begin. */
enum emel_io_feature {
    EMEL_IO_FEATURE_PARTS = 1,  /* spans with parts */
    EMEL_IO_FEATURE_LANDED = 2, /* calls on_landed and on_withdrawn */
    EMEL_IO_FEATURE_TARGETS = 4 /* spans with a target */
};

/* The functions of a strategy.  Copied by emel_io_register; `self` is the
 * strategy's own object and outlives the emel_io. */
struct emel_io_strategy {
    uint32_t kind;     /* never 0, one of a kind in one boundary */
    uint32_t features; /* enum emel_io_feature, combined with | */
    const char *name;
    void *self;
    /* Bytes of work area for load->file_count, span_count, part_count and policy; nothing
     * else of the load need be filled in. */
    size_t (*work_bytes)(const void *self, const struct emel_io_load *load);
    enum emel_io_status (*begin)(void *self, struct emel_io_load *load);
    enum emel_io_status (*step)(void *self);
    enum emel_io_status (*cancel)(void *self);
    const char *(*state_name)(const void *self);
    const char *(*error_name)(uint32_t strategy_error);
    const char *(*error_text)(uint32_t strategy_error);
    /* Optional, for strategies that return WAITING: a descriptor that poll(2) reports as
     * readable when stepping helps; -1: none now. */
    int (*poll_fd)(const void *self);
    uint64_t reserved[4]; /* 0 */
};

/* The boundary.  On your stack or in your struct; fields are private. */
struct emel_io {
    struct emel_io_strategy strategies[EMEL_IO_STRATEGIES_MAX];
    uint32_t count;
    uint32_t active; /* 1 + index of the strategy at work; 0: none */
    bool inside;     /* a call is under way: calls from callbacks are refused */
    uint64_t reserved[8];
};

/* Makes a boundary without strategies and without a load.  It holds nothing that must be freed. */
void emel_io_init(struct emel_io *io);

/* False: no room, busy, a kind of 0 or one already there, a function missing, or reserved not 0. */
bool emel_io_register(struct emel_io *io, const struct emel_io_strategy *strategy);

/* Bytes the work area of this load must have; 0 if its strategy is not registered. */
size_t emel_io_work_bytes(const struct emel_io *io, const struct emel_io_load *load);

/* Begins a load and does its first step.  ENDED: it failed at once, and on_error was called. */
enum emel_io_status emel_io_begin(struct emel_io *io, struct emel_io_load *load);

/* Does one bounded piece of work. */
enum emel_io_status emel_io_step(struct emel_io *io);

/* Ends the load under way with an error event, inside the call or in the steps that follow:
 * step on until ENDED.  REFUSED: no load is under way; or the load has done all its work, and its
 * result is published unchanged; or the call came from a callback. */
enum emel_io_status emel_io_cancel(struct emel_io *io);

/* While a load waits: what to poll(2) for reading until it is worth another step; -1: the
 * strategy has nothing of the kind, or there is no load. */
int emel_io_poll_fd(const struct emel_io *io);

/* Steps until the load has ended, or waits. */
enum emel_io_status emel_io_finish(struct emel_io *io);

/* begin and finish. */
enum emel_io_status emel_io_run(struct emel_io *io, struct emel_io_load *load);

/* Whether the request keeps every rule of this header; for strategies of your own, which call it
 * before anything else.  Only what the header says is checked: options are the strategy's.
 * `scratch` is emel_io_check_bytes(load) bytes of the load's work area, and free for other use
 * afterwards.  False: *error has error, strategy, rule, numbers, and the lowest span, part or
 * file that breaks the rule.  No system call is made. */
bool emel_io_check(const struct emel_io_load *load, void *scratch, size_t bytes,
                   struct emel_io_error_event *error);
size_t emel_io_check_bytes(const struct emel_io_load *load);

/* What the load under way is doing; "ready" if there is none.  Constant strings. */
const char *emel_io_state_name(const struct emel_io *io);

/* Names and sentences of errors; "unknown" and "unknown error" for a number not in the list.
 * Constant strings.  The strategy's own are given where the boundary has it registered. */
const char *emel_io_error_name(uint32_t error);
const char *emel_io_error_text(uint32_t error);
const char *emel_io_rule_name(uint32_t rule);
const char *emel_io_rule_text(uint32_t rule);
const char *emel_io_cause_name(const struct emel_io *io, const struct emel_io_error_event *error);
const char *emel_io_cause_text(const struct emel_io *io, const struct emel_io_error_event *error);

EMEL_API_END

#endif
