/* What a load reports on its way, and whether that is in order: each tensor lands once and with
 * its bytes, and if the load fails all are withdrawn before their memory goes; one end. */
#ifndef TESTS_FAULTS_ENDING_H
#define TESTS_FAULTS_ENDING_H

#include "faults/scenario.h"
#include "support/ledger.h"

struct ending {
    /* what to watch */
    const struct disk *disk;
    const struct ledger *memory; /* of tensors */
    const struct emel_storage *storage;
    /* what was seen */
    unsigned told, landed, withdrawn;
    bool landed_of[SCENARIO_SPANS];
    struct emel_failure why;
    struct emel_io_report report;
    const char *mistake;
    /* private: at the beginning */
    unsigned descriptors, releases, discards;
};

/* Begins to watch; the request's callbacks and report become those of the ending. */
void ending_watch(struct ending *ending, struct emel_storage_request *request);

/* Whether those are the bytes of the tensor, which is bound. */
bool ending_has_bytes(const struct disk *disk, const struct emel_storage *storage, uint32_t index,
                      const void *data);

/* After the end of a load of so many tensors: NULL, or what was not in order. */
const char *ending_mistake(const struct ending *ending, unsigned tensors);

#endif
