/* A plan: what a strategy that reads files needs for one load, and no such strategy should
 * write again.  It checks a request, opens and inspects the files, asks the owner for memory,
 * confirms that no file changed, closes, and publishes.  A strategy embeds a plan in what it
 * keeps for a load and calls these steps from its own; a step that fails describes the failure
 * in *plan->failure. */
#ifndef EMEL_IO_PLAN_PLAN_H
#define EMEL_IO_PLAN_PLAN_H

#include "emel/io/io.h"

struct emel__io_plan_file {
    uint64_t end;              /* where the last byte that a span wants ends; 0: none is wanted */
    int descriptor;            /* -1: not open */
    bool ours;                 /* opened here, and so closed here */
    struct emel_io_stamp seen; /* when it was inspected */
};

struct emel__io_plan {
    const struct emel_io_system *system; /* NULL: the strategy opens no files */
    struct emel_io_load *load;
    struct emel_io_error_event *failure;
    uint32_t alignment;               /* of owned spans, with the default filled in */
    struct emel__io_plan_file *files; /* load->file_count of them; NULL: no files are opened */
    uint32_t file;                    /* opening, inspecting and confirming: the next one */

    uint64_t owned_bytes;  /* of spans without a target */
    uint64_t wanted_bytes; /* of all spans */
    bool has_owned;        /* some span, even an empty one, is without a target */
    bool has_targets;      /* some span has one */

    unsigned char *region; /* the owner's memory, from allocation to publication or release */
    size_t region_bytes;
    bool has_landed; /* on_landed was called */
};

enum emel__io_outcome {
    EMEL__IO_DONE,       /* this was the last file, or the only thing to do */
    EMEL__IO_MORE_FILES, /* call again for the next file */
    EMEL__IO_STAT_FAILED,
    EMEL__IO_UNSUPPORTED_RESOURCE,
    EMEL__IO_OUT_OF_RANGE,
    EMEL__IO_FILE_CHANGED
};

/* --- beginning ----------------------------------------------------------------------- */

/* Whether a system table has every call that reading files needs. */
bool emel__io_plan_platform_serves(const struct emel_io_system *system);

/* An event that names nothing but the strategy that failed. */
struct emel_io_error_event emel__io_plan_failure(const struct emel_io_load *load);

/* Fills in a plan for a request that emel_io_check has accepted.  `files` may be NULL for a
 * strategy that opens none. */
void emel__io_plan_begin(struct emel__io_plan *plan, const struct emel_io_system *system,
                         struct emel_io_load *load, struct emel__io_plan_file *files,
                         struct emel_io_error_event *failure);

/* --- files ----------------------------------------------------------------------------- */

/* Opens the next file that a span wants bytes of, or takes the caller's descriptor.  True also
 * if there is none. */
bool emel__io_plan_open(struct emel__io_plan *plan);

/* Inspects the file that was opened last: regular, readable, as stamped, and big enough for
 * each of its spans. */
enum emel__io_outcome emel__io_plan_inspect(struct emel__io_plan *plan);

/* Looks at the next file again: same size and modification time. */
enum emel__io_outcome emel__io_plan_confirm(struct emel__io_plan *plan);

/* Closes what was opened.  Idempotent. */
void emel__io_plan_close(struct emel__io_plan *plan);

/* --- memory ---------------------------------------------------------------------------- */

/* Asks the owner for `bytes`, if any span is without a target; gives back what is misaligned.
 * False: there is no memory. */
bool emel__io_plan_allocate(struct emel__io_plan *plan, uint64_t bytes);

/* Calls on_withdrawn if a span has landed, then gives the memory back.  Idempotent. */
void emel__io_plan_release(struct emel__io_plan *plan);

/* --- telling the caller ------------------------------------------------------------------ */

/* All bytes of a span are at `data`. */
void emel__io_plan_land(struct emel__io_plan *plan, uint32_t span, void *data);

/* Calls on_done, after load->data was filled in; or on_error with *plan->failure.  The strategy
 * must be ready for the next load before: the callback may free the load, and with it the work
 * area that the plan may be in. */
void emel__io_plan_publish_done(const struct emel__io_plan *plan,
                                const struct emel_io_report *report);
void emel__io_plan_publish_error(struct emel_io_load *load, struct emel_io_error_event error);

/* --- describing a failure ------------------------------------------------------------------ */

/* A span, with the first byte that could not be read; and a file as a whole. */
void emel__io_plan_fail_span(struct emel__io_plan *plan, uint32_t span, uint32_t file,
                             uint64_t file_offset, int os_error);
void emel__io_plan_fail_file(struct emel__io_plan *plan, uint32_t file, int os_error);

#endif
