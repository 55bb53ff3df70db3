#include "model/tensor/places.h"

#include <check.h>

void places_enter(struct keeping *k)
{
    k->tensors.least_alignment = LEDGER_RUN_BYTES;
    k->options = (struct emel_io_read_options){ .step_bytes = MIB, .workers = 1 };
    keeping_enter(k, 4);
    ck_assert(keeping_bind(k, 0, 0, 0, 5 * MIB));
    ck_assert(keeping_bind(k, 1, 0, 5 * MIB, 3 * MIB));
    ck_assert(keeping_bind(k, 2, 0, 8 * MIB, 4 * MIB));
    ck_assert(keeping_bind(k, 3, 1, 0, 2 * MIB));
    ck_assert(keeping_load(k, (const uint32_t[]){ 0, 1, 2 }, 3));
    ck_assert_uint_eq(k->tensors.held, PLACES_BYTES);
}

const void *places_data(const struct keeping *k, uint32_t index)
{
    return emel_storage_tensor(&k->storage, index)->data;
}

void places_evict(struct keeping *k, uint32_t index)
{
    ck_assert(emel_storage_evict(&k->storage, index, NULL));
    keeping_expect(k, index, "evicted");
}

bool places_load(struct keeping *k, uint32_t index)
{
    return keeping_load(k, &index, 1);
}
