/* Work on the bytes of many tensors by several threads, the largest tensors first.
 *
 * The failure at the lowest place of the files is the one reported, however many threads there
 * are, as in a load.  An interrupt ends the work early. */
#ifndef COMMAND_CREW_H
#define COMMAND_CREW_H

#include <pthread.h>
#include <stdatomic.h>

#include "emel/emel.h"
#include "options.h"
#include "piece.h"
#include "progress.h"
#include "sum.h"

enum { CREW_READERS = 2 };

struct crew_task {
    uint64_t bytes;
    uint32_t index; /* of the job's list of tensors */
};

/* What one thread has for itself. */
struct crew_worker {
    struct crew *crew;
    struct sum_state *state;
    struct piece_reader readers[CREW_READERS];
};

/* What is to be done. */
struct crew_job {
    const struct settings *settings;
    struct progress *progress;
    struct crew_task *tasks; /* become sorted */
    uint32_t count;
    bool resident; /* nothing is read, so nothing waits for a device */
    /* One task; calls those below.  Tasks run side by side. */
    void (*work)(struct crew_worker *worker, uint32_t index);
    void *context;
};

struct crew {
    const struct crew_job *job; /* private but for job->context */
    atomic_uint next;
    atomic_ullong bytes_done;
    atomic_bool failed;
    pthread_mutex_t lock; /* of what follows, and of the progress */
    struct emel_failure failure;
    uint32_t failed_file;
    uint64_t failed_offset;
};

/* Where a piece comes from: a file, its place in the order of failures, and the tensor. */
struct crew_source {
    const struct emel_io_file *file;
    uint32_t order;
    const char *tensor;
};

/* `first_cached`: the first piece of the largest tensor is in the page cache, so fewer threads are
 * needed.  False: *why says which task failed, or why not all were done. */
bool crew_run(const struct crew_job *job, bool first_cached, struct emel_failure *why);

/* For `work`.  False: the task need not go on at this place. */
bool crew_goes_on(struct crew *crew, uint32_t order, uint64_t offset);
/* Reads the next piece; false: that failed, and the failure is recorded. */
bool crew_read(struct crew_worker *worker, unsigned reader, const struct crew_source *source,
               uint64_t offset, uint64_t end, struct piece *piece);
/* Counts bytes that are done, and shows the progress now and then. */
void crew_show(struct crew *crew, size_t bytes, const char *tensor);

#endif
