/* An allocator that exists only in tests and keeps the books: what is held, what was
 * discarded, and the first breach of the rules of emel/model/tensor.h.
 *
 *     struct ledger ledger = { .fail_at = 3 };
 *     struct emel_allocator allocator = ledger_allocator(&ledger);
 *
 * Memory has canaries around it, and what is discarded reads as zero. */
#ifndef TESTS_SUPPORT_LEDGER_H
#define TESTS_SUPPORT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "emel/model/tensor.h"

#define LEDGER_RUN_BYTES ((size_t)2 << 20) /* what discards come in */

struct ledger {
    /* what to do */
    unsigned fail_at;       /* the allocation, counted from 1, that gets nothing; 0: none */
    unsigned fail_more;     /* so many after it get nothing either */
    size_t least_alignment; /* of all that is given */
    size_t misplaced;       /* bytes past the alignment */
    bool no_discard;        /* leave that out of the table */
    bool fails_to_discard;  /* every run that `fails_at_discard` is in; NULL: every one */
    const void *fails_at_discard;
    /* what was seen */
    unsigned allocations, releases, discards; /* calls */
    size_t held, most;                        /* bytes now, and at most; discarded ones count */
    size_t discarded;                         /* bytes of what is held, discarded at some time */
    size_t last_asked, last_alignment;        /* of the last allocation */
    const unsigned char *last_discard;        /* and of the last discard, */
    size_t last_discard_bytes;
    const char *mistake;          /* in words; NULL: none */
    struct ledger_entry *entries; /* private */
};

/* The allocator of a ledger, which stays where it is as long as that is in use. */
struct emel_allocator ledger_allocator(struct ledger *ledger);

/* Bytes that are held, without the discarded blocks that no tensor of the storage is in, or is
 * being reloaded into. */
size_t ledger_held(const struct ledger *ledger, const struct emel_storage *storage);

/* Counts from 0 again, so that a failure strikes again; what is held is not forgotten. */
void ledger_forget(struct ledger *ledger);

/* NULL: all rules were kept.  Else what is wrong. */
const char *ledger_check(const struct ledger *ledger);

#endif
