#include "model/tensor/reads.h"

#include <check.h>

#include "support/guarded.h"

void reads_enter(struct reads *r)
{
    keeping_enter(&r->k, 0);
}

void reads_aim(struct reads *r, uint64_t bytes)
{
    r->targets[r->count++] =
        (struct emel_tensor_target){ .memory = guarded_new((size_t)bytes, 1, 0), .bytes = bytes };
}

struct emel_storage_request reads_request(struct reads *r, const uint32_t *tensors, uint32_t count)
{
    struct emel_storage_request request = keeping_request(&r->k, tensors, count);

    for (uint32_t i = 0; i < count; i++)
        reads_aim(r, emel_storage_tensor(&r->k.storage, tensors[i])->byte_size);
    request.targets = r->targets;
    return request;
}

void reads_leave(struct reads *r)
{
    for (uint32_t i = 0; i < r->count; i++) {
        ck_assert(guarded_alive(r->targets[i].memory));
        guarded_free(r->targets[i].memory);
    }
    keeping_leave(&r->k);
}
