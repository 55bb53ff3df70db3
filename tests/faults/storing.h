/* Loads asked of a storage, in steps, with somebody who may cancel before each. */
#ifndef TESTS_FAULTS_STORING_H
#define TESTS_FAULTS_STORING_H

#include "faults/scenario.h"
#include "support/ledger.h"

/* The allocators of a storage, each a ledger in trouble. */
struct storing {
    struct trouble *trouble;
    struct ledger tensors, records;
    struct trouble_memory around_tensors, around_records;
    struct emel_io_system system; /* of the scenario */
    struct emel_io lent;          /* an io that is not the storage's */
    struct emel_io_read lent_read;
    unsigned touched; /* calls of a load that somebody else has there by now */
};

void storing_enter(struct storing *storing, const struct scenario *scenario,
                   struct trouble *trouble);
struct emel_allocator storing_tensors(struct storing *storing);
struct emel_allocator storing_records(struct storing *storing);

/* Loads all that is not resident; verifies that all of it is resident and right, or that
 * nothing changed.  Or reads everything, and verifies that all bytes are there, and that
 * nothing changed.  Answers NULL, or the first promise broken. */
const char *storing_load(struct storing *storing, struct emel_storage *storage,
                         const struct scenario *scenario, struct outcome *outcome);

/* Which tensors of a storage are loaded in trouble; the others are resident beside them. */
bool storing_loads(uint32_t index);

/* What must hold at any moment between two loads.  NULL, or what does not. */
const char *storing_check(const struct storing *storing, const struct emel_storage *storage);

/* As what a failure of emel is told. */
void storing_tell(const struct storing *storing, const struct emel_storage *storage,
                  const struct emel_failure *why, struct outcome *outcome);

/* NULL: nothing is held, and the books are in order. */
const char *storing_check_empty(const struct storing *storing);

#endif
