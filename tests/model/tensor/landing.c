#include "model/tensor/landing.h"

#include <check.h>
#include <string.h>

static void on_tensor(void *context, uint32_t index, const struct emel_tensor *tensor, void *data)
{
    struct landing *world = context;
    struct emel_storage *storage = &world->k.storage;

    ck_assert_uint_eq(world->withdrawn + world->ends, 0);
    ck_assert_ptr_eq(tensor, emel_storage_tensor(storage, index));
    ck_assert_ptr_null(tensor->data);
    ck_assert_ptr_nonnull(strstr(emel_tensor_residency(tensor), "loading"));
    ck_assert(keeping_matches(storage, index, data));
    ck_assert(!emel_storage_evict(storage, index, &world->k.why));
    ck_assert_uint_eq(world->k.why.rule, EMEL_TENSOR_RULE_CALLBACK);
    ck_assert(!emel_storage_deinit(storage));
    world->order[world->landed] = index;
    world->data[world->landed++] = data;
}

static void on_withdrawn(void *context)
{
    struct landing *world = context;

    ck_assert_uint_eq(world->ends, 0);
    ck_assert(!emel_storage_deinit(&world->k.storage));
    ck_assert(!emel_storage_evict(&world->k.storage, 0, &world->k.why));
    ck_assert_uint_eq(world->k.why.rule, EMEL_TENSOR_RULE_CALLBACK);
    world->withdrawn++;
    world->releases_then = world->k.tensors.releases;
    world->discards_then = world->k.tensors.discards;
}

void landing_ignore_tensor(void *context, uint32_t index, const struct emel_tensor *tensor,
                           void *data)
{
    struct landing *world = context;

    (void)index, (void)tensor, (void)data;
    world->landed++;
}

static void on_end(void *context, const struct emel_failure *why)
{
    struct landing *world = context;

    world->ends++;
    ck_assert_uint_eq(world->withdrawn, why->source != EMEL_FAILURE_NONE && world->landed ? 1 : 0);
}

struct emel_storage_request landing_request(struct landing *world, const uint32_t *tensors,
                                            uint32_t count)
{
    struct emel_storage_request request = keeping_request(&world->k, tensors, count);

    request.context = world;
    request.on_tensor = on_tensor;
    request.on_withdrawn = on_withdrawn;
    request.on_end = on_end;
    request.report = &world->report;
    return request;
}

bool landing_load(struct landing *world)
{
    const struct emel_storage_request request = landing_request(world, NULL, 0);

    return emel_storage_load(&world->k.storage, &request, &world->k.why);
}
