/* A storage under watch: files that are patterns, a ledger for each of its allocators,
 * and everything that must hold of it at any moment.
 *
 *     struct keeping k = { .limit = 4096 };
 *     keeping_enter(&k, 0);
 *     ck_assert(keeping_load(&k, (const uint32_t[]){ 0, 3 }, 2));
 *     keeping_expect(&k, 3, "resident");
 *     keeping_leave(&k);                        checks that nothing is left behind */
#ifndef TESTS_SUPPORT_STORAGE_FIXTURE_H
#define TESTS_SUPPORT_STORAGE_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "emel/model/tensor.h"
#include "support/ledger.h"
#include "support/system.h"
#include "support/virtual.h"

#define KEEPING_FILES 3
#define KEEPING_FILE_BYTES (UINT64_C(24) << 20)
#define KEEPING_TENSORS 6 /* that are bound when nothing else is asked for */
#define KEEPING_TENSORS_MAX 64
#define KEEPING_LANES 4
#define KEEPING_SEED(file) (UINT64_C(11) + (file)) /* of the pattern in a file */

struct keeping {
    /* what to do */
    uint64_t limit;
    struct test_system system;
    struct ledger tensors, records;
    struct emel_io_read_options options; /* of loads: small steps, unless told otherwise */
    /* what there is */
    struct emel_storage storage;
    size_t detached;         /* bytes of tensors' memory that the test holds itself */
    struct emel_failure why; /* of the last call made from here */
    struct keeping_lane {    /* more ways to load than the storage's own */
        struct emel_io io;
        struct emel_io_read read;
    } lanes[KEEPING_LANES];
    struct virtual_disk disk;
    struct emel_io_file files[KEEPING_FILES];
    char names[KEEPING_TENSORS_MAX][16];
};

/* A storage of so many unbound tensors; 0: of KEEPING_TENSORS that are bound. */
void keeping_enter(struct keeping *k, uint32_t count);

/* Ends the storage, and fails the test if anything is left behind. */
void keeping_leave(struct keeping *k);

/* As emel_storage_bind: the tensor is named "tensor-N", after its index. */
bool keeping_bind(struct keeping *k, uint32_t index, uint32_t file, uint64_t offset,
                  uint64_t bytes);

/* A request for tensors (NULL: all), by the options of k. */
struct emel_storage_request keeping_request(struct keeping *k, const uint32_t *tensors,
                                            uint32_t count);

/* Lets the request use this strategy alone, through `io`. */
void keeping_use(struct emel_storage_request *request, struct emel_io *io,
                 const struct emel_io_strategy *strategy);

/* Loads them to the end. */
bool keeping_load(struct keeping *k, const uint32_t *tensors, uint32_t count);

/* Steps what is in flight on `io` to the end. */
void keeping_finish(struct keeping *k, struct emel_io *io);

/* Another io and strategy, at the address of those of the lane. */
void keeping_renew(struct keeping *k, unsigned lane);

/* --- what must hold ------------------------------------------------------------------- */

/* NULL: all that must hold at any moment does.  Else what does not, in words. */
const char *keeping_mistake(const struct keeping *k);

/* Whether those are the bytes of the tensor, which is bound. */
bool keeping_matches(const struct emel_storage *storage, uint32_t index, const void *memory);

/* The same as keeping_mistake, without a look at the tensors' bytes. */
const char *keeping_books(const struct keeping *k);

/* Fails the test unless it holds, and the tensor is in the state of that name. */
void keeping_expect(const struct keeping *k, uint32_t index, const char *state);

/* Fails the test unless k.why is this; `subject`: a tensor's name, or "". */
void keeping_expect_why(const struct keeping *k, enum emel_failure_source source, uint32_t code,
                        const char *subject);

/* All that a caller can see of a storage. */
struct keeping_moment {
    struct emel_tensor tensors[KEEPING_TENSORS_MAX];
    struct emel_tensor_record records[KEEPING_TENSORS_MAX]; /* name NULL: unbound */
    struct emel_storage_statistics state;
    size_t tensor_bytes, record_bytes; /* held */
};

struct keeping_moment keeping_look(const struct keeping *k);

/* NULL: nothing changed since.  Else what did, in words. */
const char *keeping_change(const struct keeping *k, const struct keeping_moment *before);

/* Fails the test if anything did. */
void keeping_expect_unchanged(const struct keeping *k, const struct keeping_moment *before);

#endif
