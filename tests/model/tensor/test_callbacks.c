/* What callbacks may ask of the storage they are called by. */
#include <check.h>

#include "support/storage_fixture.h"
#include "model/tensor/suites.h"

/* A storage, and what its callbacks shall do or have seen. */
struct world {
    struct keeping k;
    unsigned told, ends;
    unsigned again; /* how many loads on_end shall begin */
};

static struct emel_storage_request request_of(struct world *world, const uint32_t *tensors,
                                              uint32_t count)
{
    struct emel_storage_request request = keeping_request(&world->k, tensors, count);

    request.context = world;
    return request;
}

static void expect_busy(struct keeping *k)
{
    ck_assert_uint_eq(k->why.source, EMEL_FAILURE_TENSOR);
    ck_assert_uint_eq(k->why.code, EMEL_TENSOR_BUSY);
    k->why = (struct emel_failure){ .source = EMEL_FAILURE_NONE };
}

/* --- on_progress ---------------------------------------------------------------------------- */

static bool ask_for_everything(void *context, const struct emel_io_progress_event *progress)
{
    struct world *world = context;
    struct keeping *k = &world->k;
    struct emel_storage_request request = keeping_request(k, (const uint32_t[]){ 5 }, 1);

    (void)progress;
    world->told++;
    for (int other = 0; other < 2; other++) {
        request.io = other ? &k->lanes[0].io : NULL;
        ck_assert_int_eq(emel_storage_begin(&k->storage, &request, &k->why), EMEL_IO_REFUSED);
        expect_busy(k);
        ck_assert(!emel_storage_load(&k->storage, &request, &k->why));
        expect_busy(k);
        ck_assert_int_eq(emel_storage_step(&k->storage, request.io, &k->why), EMEL_IO_REFUSED);
        expect_busy(k);
        ck_assert_int_eq(emel_storage_cancel(&k->storage, request.io, NULL), EMEL_IO_REFUSED);
    }
    ck_assert(!emel_storage_evict(&k->storage, 1, &k->why));
    expect_busy(k);
    ck_assert(!emel_storage_unbind(&k->storage, 5, &k->why));
    expect_busy(k);
    ck_assert(!keeping_bind(k, 3, 0, 0, 8));
    expect_busy(k);
    ck_assert(!emel_storage_deinit(&k->storage));
    keeping_expect(k, 0, "loading");
    keeping_expect(k, 1, "resident");
    ck_assert_uint_eq(emel_storage_get_statistics(&k->storage).loads_in_flight, 1);
    return true;
}

/* A tensor to evict, one to bind, and a load of two others on that io. */
static struct emel_storage_request enter_for_everything(struct world *world, struct emel_io *io)
{
    static const uint32_t loaded[] = { 0, 4 };
    struct emel_storage_request request;

    keeping_enter(&world->k, 0);
    ck_assert(emel_storage_unbind(&world->k.storage, 3, NULL));
    ck_assert(keeping_load(&world->k, (const uint32_t[]){ 1 }, 1));
    request = request_of(world, loaded, 2);
    request.on_progress = ask_for_everything;
    request.io = io;
    return request;
}

START_TEST(what_on_progress_asks_for_is_refused_as_busy)
{
    struct world world = { .told = 0 };
    const struct emel_storage_request request = enter_for_everything(&world, NULL);

    ck_assert(emel_storage_load(&world.k.storage, &request, NULL));
    ck_assert_uint_gt(world.told, 3);
    keeping_expect(&world.k, 4, "resident");
    keeping_leave(&world.k);
}
END_TEST

START_TEST(a_load_that_its_io_is_stepping_is_busy_for_the_storage)
{
    struct world world = { .told = 0 };
    struct emel_io *io = &world.k.lanes[0].io;
    const struct emel_storage_request request = enter_for_everything(&world, io);

    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &request, NULL), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_io_finish(io), EMEL_IO_ENDED);
    ck_assert_uint_gt(world.told, 3);
    ck_assert_int_eq(emel_storage_step(&world.k.storage, io, NULL), EMEL_IO_ENDED);
    keeping_expect(&world.k, 4, "resident");
    keeping_leave(&world.k);
}
END_TEST

static bool load_of_another(void *context, const struct emel_io_progress_event *progress)
{
    struct world *world = context;

    (void)progress;
    if (world->told++ == 0)
        ck_assert(keeping_load(&world->k, NULL, 0));
    return true;
}

START_TEST(another_storage_is_free_to_work_within_a_callback)
{
    struct keeping k = { .limit = 0 };
    struct world other = { .told = 0 };
    struct emel_storage_request request;

    keeping_enter(&k, 0);
    keeping_enter(&other.k, 0);
    request = keeping_request(&k, NULL, 0);
    request.context = &other;
    request.on_progress = load_of_another;
    ck_assert(emel_storage_load(&k.storage, &request, NULL));
    keeping_expect(&other.k, 0, "resident");
    keeping_expect(&k, 0, "resident");
    keeping_leave(&other.k);
    keeping_leave(&k);
}
END_TEST

/* --- on_end ---------------------------------------------------------------------------------- */

static void begin_the_next(void *context, const struct emel_failure *why)
{
    struct world *world = context;
    const uint32_t next = ++world->ends;
    struct emel_storage_request request = request_of(world, &next, 1);

    ck_assert_uint_eq(why->source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(emel_storage_get_statistics(&world->k.storage).loads_in_flight, 0);
    request.on_end = begin_the_next;
    if (next <= world->again)
        ck_assert_int_eq(emel_storage_begin(&world->k.storage, &request, NULL), EMEL_IO_AGAIN);
}

START_TEST(on_end_may_begin_the_next_load_on_the_same_io)
{
    struct world world = { .again = 3 };
    const uint32_t first = 0;
    struct emel_storage_request request = request_of(&world, &first, 1);

    keeping_enter(&world.k, 0);
    request.on_end = begin_the_next;
    ck_assert(emel_storage_load(&world.k.storage, &request, NULL));
    keeping_expect(&world.k, 0, "resident");
    keeping_expect(&world.k, 1, "loading");
    while (emel_storage_get_statistics(&world.k.storage).loads_in_flight)
        ck_assert_int_ne(emel_storage_step(&world.k.storage, NULL, NULL), EMEL_IO_REFUSED);
    ck_assert_uint_eq(world.ends, 4);
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&world.k, i, i <= world.again ? "resident" : "bound");
    keeping_leave(&world.k);
}
END_TEST

static void load_the_rest(void *context, const struct emel_failure *why)
{
    struct world *world = context;

    (void)why;
    world->ends++;
    ck_assert(keeping_load(&world->k, NULL, 0));
}

START_TEST(on_end_may_load_to_the_end)
{
    struct world world = { .told = 0 };
    struct emel_storage_request request = request_of(&world, (const uint32_t[]){ 3 }, 1);
    struct emel_failure why;

    keeping_enter(&world.k, 0);
    request.on_end = load_the_rest;
    ck_assert(emel_storage_load(&world.k.storage, &request, &why));
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&world.k, i, "resident");
    keeping_leave(&world.k);
}
END_TEST

static void end_the_storage(void *context, const struct emel_failure *why)
{
    struct world *world = context;

    (void)why;
    world->ends++;
    ck_assert(emel_storage_deinit(&world->k.storage));
}

START_TEST(on_end_may_end_the_storage)
{
    struct world world = { .told = 0 };
    struct emel_storage_request request = request_of(&world, NULL, 0);
    struct emel_storage_request other = keeping_request(&world.k, (const uint32_t[]){ 5 }, 1);

    keeping_enter(&world.k, 0);
    other.io = &world.k.lanes[0].io;
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &other, NULL), EMEL_IO_AGAIN);
    request.on_end = end_the_storage;
    ck_assert(emel_storage_load(&world.k.storage, &request, NULL));
    ck_assert_uint_eq(world.ends, 1);
    keeping_leave(&world.k);
}
END_TEST

static void try_to_begin_for_ever(void *context, const struct emel_failure *why)
{
    struct world *world = context;
    struct emel_storage_request request = request_of(world, NULL, 0);

    ck_assert_uint_eq(why->code, EMEL_IO_READ_CANCELLED);
    world->ends++;
    request.on_end = try_to_begin_for_ever;
    ck_assert_int_eq(emel_storage_begin(&world->k.storage, &request, &world->k.why),
                     EMEL_IO_REFUSED);
    expect_busy(&world->k);
    ck_assert(!emel_storage_deinit(&world->k.storage));
}

START_TEST(on_end_begins_nothing_while_the_storage_ends)
{
    struct world world = { .told = 0 };
    struct emel_storage_request request = request_of(&world, NULL, 0);

    keeping_enter(&world.k, 0);
    request.on_end = try_to_begin_for_ever;
    ck_assert_int_eq(emel_storage_begin(&world.k.storage, &request, NULL), EMEL_IO_AGAIN);
    keeping_leave(&world.k);
    ck_assert_uint_eq(world.ends, 1);
}
END_TEST

Suite *callbacks_suite(void)
{
    Suite *suite = suite_create("model/tensor: callbacks");
    TCase *tcase = tcase_create("callbacks");

    tcase_add_test(tcase, what_on_progress_asks_for_is_refused_as_busy);
    tcase_add_test(tcase, a_load_that_its_io_is_stepping_is_busy_for_the_storage);
    tcase_add_test(tcase, another_storage_is_free_to_work_within_a_callback);
    tcase_add_test(tcase, on_end_may_begin_the_next_load_on_the_same_io);
    tcase_add_test(tcase, on_end_may_load_to_the_end);
    tcase_add_test(tcase, on_end_may_end_the_storage);
    tcase_add_test(tcase, on_end_begins_nothing_while_the_storage_ends);
    suite_add_tcase(suite, tcase);
    return suite;
}
