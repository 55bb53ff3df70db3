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
};

void storing_enter(struct storing *storing, struct trouble *trouble);
struct emel_allocator storing_tensors(struct storing *storing);
struct emel_allocator storing_records(struct storing *storing);

/* Loads all that is not resident; verifies that all of it is resident and right, or that
 * nothing changed.  Answers NULL, or the first promise broken. */
const char *storing_load(struct storing *storing, struct emel_storage *storage,
                         const struct scenario *scenario, struct outcome *outcome);

/* As what a failure of emel is told. */
void storing_tell(const struct storing *storing, const struct emel_storage *storage,
                  const struct emel_failure *why, struct outcome *outcome);

/* NULL: nothing is held, and the books are in order. */
const char *storing_check_empty(const struct storing *storing);

#endif
