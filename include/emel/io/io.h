/* emel/io/io.h - the boundary: a load request goes to the strategy its policy names.
 *
 *     struct emel_io io;
 *     emel_io_init(&io);
 *     emel_io_register(&io, &strategy);         read/copy: see emel/io/read.h
 *     emel_io_run(&io, &load);                 or begin, then step while it answers AGAIN
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
 * Fixed       the structs here keep their layout for a major version.
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

/* --- what is to be loaded ----------------------------------------------------- */

struct emel_io_file {
    const char *path; /* when borrowed, only a label for messages; may then be NULL */
    int fd;           /* when borrowed: yours, open for reading, never closed, never changed */
    bool borrowed;
    const struct emel_io_stamp *stamp; /* of the file as its header was read; NULL: any */
};

/* One tensor's bytes. */
struct emel_io_span {
    uint64_t id;           /* your label, opaque here, handed back in errors */
    uint32_t file_index;   /* into load->files */
    uint64_t file_offset;  /* bytes */
    uint64_t byte_size;    /* bytes; 0 is resident without a read */
    void *target;          /* where to; NULL: in memory asked of the owner */
    uint64_t target_bytes; /* how much room the target has, at least byte_size */
};

enum emel_io_strategy_kind {
    EMEL_IO_STRATEGY_NONE = 0,
    EMEL_IO_STRATEGY_MAPPED_FILE = 1,
    EMEL_IO_STRATEGY_READ_COPY = 2,
    EMEL_IO_STRATEGY_EXTERNAL_BUFFER = 3,
    EMEL_IO_STRATEGY_STAGED_READ = 4,
    EMEL_IO_STRATEGY_USER = 64 /* from here on nobody else's */
};

struct emel_io_policy {
    uint32_t strategy;   /* enum emel_io_strategy_kind, or yours */
    uint32_t alignment;  /* of every owned tensor, bytes: a power of two up to 2 MiB; 0: 32 */
    const void *options; /* the strategy's own; NULL: its defaults */
};

/* Who owns the memory: model/tensor, or you.  `allocate` is called at most once
 * per load, for all spans without a target, and answers NULL when it cannot;
 * `release` only when the load fails after that.  When the load is done the memory
 * is the owner's to keep. */
struct emel_io_owner {
    void *context;
    void *(*allocate)(void *context, size_t bytes, size_t alignment);
    void (*release)(void *context, void *memory, size_t bytes);
};

/* --- what comes of it ---------------------------------------------------------- */

#define EMEL_IO_ERRORS(X)                                                                          \
    X(NONE, 0, "no error")                                                                         \
    X(UNSUPPORTED_STRATEGY, 1, "no strategy of the kind the policy names is registered")           \
    X(STRATEGY_FAILED, 2, "the strategy could not carry out the load")

enum emel_io_error {
#define EMEL_IO_ERROR_VALUE(name, number, sentence) EMEL_IO_##name = number,
    EMEL_IO_ERRORS(EMEL_IO_ERROR_VALUE)
#undef EMEL_IO_ERROR_VALUE
};

#define EMEL_IO_NO_INDEX UINT32_MAX
#define EMEL_IO_NO_OFFSET UINT64_MAX

struct emel_io_load;

struct emel_io_done_event {
    void *memory;        /* what the owner gave; NULL if nothing was asked of it */
    size_t memory_bytes; /* of that, all spans and the padding between them */
    uint64_t bytes;      /* of all spans */
};

struct emel_io_error_event {
    uint32_t error;          /* enum emel_io_error */
    uint32_t strategy;       /* the kind that was asked for */
    uint32_t strategy_error; /* of that strategy's own list, when error is STRATEGY_FAILED */
    int32_t os_error;        /* errno value, 0 where the system did not say no */
    uint32_t span_index;     /* of a failure of a whole file its first span that wants bytes;
                                EMEL_IO_NO_INDEX where no span is to blame */
    uint32_t file_index;     /* EMEL_IO_NO_INDEX where no file is to blame */
    uint64_t span_id;        /* that span's id, else 0 */
    uint64_t file_offset;    /* bytes: the first one not to be had, else EMEL_IO_NO_OFFSET */
};

struct emel_io_progress_event {
    uint64_t bytes_done, bytes_total; /* of the spans, gaps not counted */
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
    /* Optional: after each step of a transfer but the first.  false cancels the load. */
    bool (*on_progress)(void *context, struct emel_io_load *load,
                        const struct emel_io_progress_event *progress);

    void **data;       /* one pointer a span, written just before on_done and only then */
    void *work;        /* scratch of the strategy */
    size_t work_bytes; /* at least emel_io_work_bytes() */
};

enum emel_io_status {
    EMEL_IO_REFUSED = 0, /* nothing changed: busy, too late, or nobody to tell (no callbacks) */
    EMEL_IO_AGAIN = 1,   /* there is more to do: step again */
    EMEL_IO_WAITING = 2, /* nothing to do until the strategy is woken; stepping is harmless */
    EMEL_IO_ENDED = 3    /* published, and free for the next load */
};

/* --- strategies ----------------------------------------------------------------- */

/* How a strategy answers the boundary.  Copied by emel_io_register; `self` is the
 * strategy's own object and outlives the emel_io. */
struct emel_io_strategy {
    uint32_t kind; /* never 0, one of a kind in one boundary */
    const char *name;
    void *self;
    /* Bytes of work area for load->file_count, span_count and policy; nothing else
     * of the load need be filled in. */
    size_t (*work_bytes)(const void *self, const struct emel_io_load *load);
    enum emel_io_status (*begin)(void *self, struct emel_io_load *load);
    enum emel_io_status (*step)(void *self);
    enum emel_io_status (*cancel)(void *self);
    const char *(*state_name)(const void *self);
    const char *(*error_name)(uint32_t strategy_error);
    const char *(*error_text)(uint32_t strategy_error);
    /* Optional, for strategies that answer WAITING: a descriptor that poll(2) tells is
     * readable when stepping helps; -1: none now. */
    int (*poll_fd)(const void *self);
};

/* The boundary.  On your stack or in your struct; fields are private. */
struct emel_io {
    struct emel_io_strategy strategies[EMEL_IO_STRATEGIES_MAX];
    uint32_t count;
    uint32_t active; /* 1 + index of the strategy at work; 0: none */
    bool inside;     /* a call is under way: calls from callbacks are refused */
};

/* With no strategy registered, and no load.  Nothing is to be given back after use. */
void emel_io_init(struct emel_io *io);

/* False: no room, busy, a kind of 0 or one already there, or a function missing. */
bool emel_io_register(struct emel_io *io, const struct emel_io_strategy *strategy);

/* Bytes the work area of this load must have; 0 if its strategy is not registered. */
size_t emel_io_work_bytes(const struct emel_io *io, const struct emel_io_load *load);

/* Begins a load and does its first step.  ENDED: it failed at once, as on_error was told. */
enum emel_io_status emel_io_begin(struct emel_io *io, struct emel_io_load *load);

/* Does one bounded piece of work. */
enum emel_io_status emel_io_step(struct emel_io *io);

/* Ends the load under way with an error event, inside the call or in the steps that follow:
 * step on until ENDED.  REFUSED: there is none, or it has already done all its work and will
 * be published as it is, or the call came from a callback. */
enum emel_io_status emel_io_cancel(struct emel_io *io);

/* While a load waits: what to poll(2) for reading until it is worth another step; -1: the
 * strategy has nothing of the kind, or there is no load. */
int emel_io_poll_fd(const struct emel_io *io);

/* Steps until the load ended, or waits. */
enum emel_io_status emel_io_finish(struct emel_io *io);

/* begin and finish. */
enum emel_io_status emel_io_run(struct emel_io *io, struct emel_io_load *load);

/* What the load under way is doing; "ready" if there is none.  Constant strings. */
const char *emel_io_state_name(const struct emel_io *io);

/* Names and sentences of errors; "unknown" and "unknown error" for a number not in the list.
 * Constant strings.  The strategy's own are given where the boundary has it registered. */
const char *emel_io_error_name(uint32_t error);
const char *emel_io_error_text(uint32_t error);
const char *emel_io_cause_name(const struct emel_io *io, const struct emel_io_error_event *error);
const char *emel_io_cause_text(const struct emel_io *io, const struct emel_io_error_event *error);

EMEL_API_END

#endif
