/* Where a tensor stands, and what may happen to it there. */
#include <check.h>
#include <string.h>

#include "support/storage_fixture.h"
#include "model/tensor/suites.h"
#include "support/guarded.h"
#include "support/temp.h"

/* --- every event in every state --------------------------------------------------------- */

enum event { BIND, UNBIND, LOAD, EVICT, LOADED, FAILED, CANCELLED };

static const struct {
    const char *from;
    enum event event;
    const char *to; /* NULL: refused */
} rules[] = {
    { "unbound", BIND, "bound" },
    { "unbound", UNBIND, NULL },
    { "unbound", LOAD, NULL },
    { "unbound", EVICT, NULL },
    { "bound", BIND, NULL },
    { "bound", UNBIND, "unbound" },
    { "bound", LOAD, "loading" },
    { "bound", EVICT, NULL },
    { "loading", BIND, NULL },
    { "loading", UNBIND, NULL },
    { "loading", LOAD, NULL },
    { "loading", EVICT, NULL },
    { "loading", LOADED, "resident" },
    { "loading", FAILED, "bound" },
    { "loading", CANCELLED, "bound" },
    { "resident", BIND, NULL },
    { "resident", UNBIND, NULL },
    { "resident", LOAD, NULL },
    { "resident", EVICT, "evicted" },
    { "evicted", BIND, NULL },
    { "evicted", UNBIND, "unbound" },
    { "evicted", LOAD, "reloading" },
    { "evicted", EVICT, NULL },
    { "reloading", BIND, NULL },
    { "reloading", UNBIND, NULL },
    { "reloading", LOAD, NULL },
    { "reloading", EVICT, NULL },
    { "reloading", LOADED, "resident" },
    { "reloading", FAILED, "evicted" },
    { "reloading", CANCELLED, "evicted" },
};

#define RULES (sizeof rules / sizeof *rules)

static bool begin(struct keeping *k, uint32_t index, struct emel_io *io)
{
    struct emel_storage_request request = keeping_request(k, &index, 1);

    request.io = io;
    return emel_storage_begin(&k->storage, &request, &k->why) == EMEL_IO_AGAIN;
}

/* Tensor 0, brought into a state; loading, it is in flight on the storage's own io. */
static void bring(struct keeping *k, const char *state)
{
    const uint32_t index = 0;

    keeping_enter(k, 2);
    if (strcmp(state, "unbound") == 0)
        return;
    ck_assert(keeping_bind(k, index, 0, 40, 3000));
    if (strcmp(state, "resident") == 0 || strcmp(state, "evicted") == 0 ||
        strcmp(state, "reloading") == 0)
        ck_assert(keeping_load(k, &index, 1));
    if (strcmp(state, "evicted") == 0 || strcmp(state, "reloading") == 0)
        ck_assert(emel_storage_evict(&k->storage, index, &k->why));
    if (strcmp(state, "loading") == 0 || strcmp(state, "reloading") == 0)
        ck_assert(begin(k, index, NULL));
}

static bool put(struct keeping *k, enum event event)
{
    switch (event) {
    case BIND: return keeping_bind(k, 0, 0, 40, 3000);
    case UNBIND: return emel_storage_unbind(&k->storage, 0, &k->why);
    case LOAD: return begin(k, 0, &k->lanes[0].io);
    case EVICT: return emel_storage_evict(&k->storage, 0, &k->why);
    case FAILED:
        k->system.bad = (struct system_bad_sector){ .from = 0, .until = 5000, .error = 5 };
        break;
    case CANCELLED: return emel_storage_cancel(&k->storage, NULL, NULL) == EMEL_IO_ENDED;
    case LOADED: break;
    }
    keeping_finish(k, NULL);
    return true;
}

START_TEST(every_event_is_taken_or_refused_as_the_chart_says)
{
    struct keeping k = { .limit = 0 };
    struct keeping_moment before;
    bool taken;

    bring(&k, rules[_i].from);
    keeping_expect(&k, 0, rules[_i].from);
    before = keeping_look(&k);
    taken = put(&k, rules[_i].event);
    if (rules[_i].to) {
        ck_assert(taken);
        keeping_expect(&k, 0, rules[_i].to);
    } else {
        ck_assert(!taken);
        keeping_expect_why(&k, EMEL_FAILURE_TENSOR, EMEL_TENSOR_REFUSED,
                           strcmp(rules[_i].from, "unbound") ? "tensor-0" : "");
        keeping_expect_unchanged(&k, &before);
    }
    keeping_leave(&k);
}
END_TEST

/* --- which tensors a load is of ------------------------------------------------------- */

START_TEST(a_load_of_some_leaves_the_others_alone)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 4, 0 }, 2));
    keeping_expect_why(&k, EMEL_FAILURE_NONE, 0, "");
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&k, i, i == 0 || i == 4 ? "resident" : "bound");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_load_of_everything_takes_what_is_bound_or_evicted)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 0, 1 }, 2));
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    ck_assert(emel_storage_unbind(&k.storage, 3, NULL));
    ck_assert(begin(&k, 4, &k.lanes[0].io));
    ck_assert(keeping_load(&k, NULL, 0));
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&k, i, i == 3 ? "unbound" : i == 4 ? "loading" : "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(a_load_of_nothing_succeeds_and_asks_for_no_memory)
{
    struct keeping k = { .limit = 0 };
    const uint32_t none = 0;

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, &none, 0));
    ck_assert_uint_eq(k.tensors.allocations, 0);
    ck_assert(emel_storage_load(&k.storage, NULL, NULL));
    ck_assert_uint_eq(k.tensors.allocations, 1);
    ck_assert(emel_storage_load(&k.storage, NULL, NULL));
    ck_assert_uint_eq(k.tensors.allocations, 1);
    keeping_leave(&k);
}
END_TEST

START_TEST(tensors_of_several_files_come_in_one_region)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, NULL, 0));
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&k, i, "resident");
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 1);
    ck_assert_uint_eq(k.system.calls[SYSTEM_OPEN], KEEPING_FILES);
    keeping_leave(&k);
}
END_TEST

START_TEST(an_evicted_tensor_loads_again)
{
    struct keeping k = { .limit = 0 };

    keeping_enter(&k, 0);
    for (int round = 0; round < 3; round++) {
        ck_assert(keeping_load(&k, NULL, 0));
        keeping_expect(&k, 1, "resident");
        ck_assert(emel_storage_evict(&k.storage, 1, &k.why));
        keeping_expect_why(&k, EMEL_FAILURE_NONE, 0, "");
        keeping_expect(&k, 1, "evicted");
    }
    keeping_leave(&k);
}
END_TEST

START_TEST(a_tensor_without_bytes_has_a_place_and_is_never_read)
{
    struct keeping k = { .limit = 0 };
    const uint32_t empty = 2;

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, &empty, 1));
    keeping_expect(&k, empty, "resident");
    ck_assert_uint_eq(k.system.calls[SYSTEM_OPEN], 0);
    ck_assert(emel_storage_evict(&k.storage, empty, NULL));
    ck_assert_uint_eq(k.tensors.held, 0);
    keeping_leave(&k);
}
END_TEST

START_TEST(targets_hold_the_bytes_and_cost_the_storage_nothing)
{
    struct keeping k = { .limit = 0 };
    const uint32_t tensors[] = { 1, 3, 0 };
    struct emel_tensor_target targets[3] = { { .memory = guarded_new(5000, 64, 3), .bytes = 5000 },
                                             { .memory = NULL },
                                             { .memory = guarded_new(9000, 1, 0), .bytes = 9000 } };
    struct emel_storage_request request;

    keeping_enter(&k, 0);
    request = keeping_request(&k, tensors, 3);
    request.targets = targets;
    ck_assert(emel_storage_load(&k.storage, &request, &k.why));
    keeping_expect(&k, 1, "resident");
    ck_assert_ptr_eq(emel_storage_tensor(&k.storage, 1)->data, targets[0].memory);
    ck_assert_ptr_eq(emel_storage_tensor(&k.storage, 0)->data, targets[2].memory);
    ck_assert_uint_lt(k.tensors.held, 1000);
    ck_assert(emel_storage_evict(&k.storage, 3, NULL));
    ck_assert_uint_eq(k.tensors.held, 0);
    keeping_expect(&k, 0, "resident");
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    ck_assert_uint_eq(temp_matching(targets[0].memory, 12, 0, 5000), 5000);
    ck_assert(guarded_alive(targets[0].memory) && guarded_alive(targets[2].memory));
    keeping_leave(&k);
    guarded_free(targets[0].memory);
    guarded_free(targets[2].memory);
}
END_TEST

Suite *residency_suite(void)
{
    Suite *suite = suite_create("model/tensor: residency");
    TCase *tcase = tcase_create("residency");

    tcase_add_loop_test(tcase, every_event_is_taken_or_refused_as_the_chart_says, 0, RULES);
    tcase_add_test(tcase, a_load_of_some_leaves_the_others_alone);
    tcase_add_test(tcase, a_load_of_everything_takes_what_is_bound_or_evicted);
    tcase_add_test(tcase, a_load_of_nothing_succeeds_and_asks_for_no_memory);
    tcase_add_test(tcase, tensors_of_several_files_come_in_one_region);
    tcase_add_test(tcase, an_evicted_tensor_loads_again);
    tcase_add_test(tcase, a_tensor_without_bytes_has_a_place_and_is_never_read);
    tcase_add_test(tcase, targets_hold_the_bytes_and_cost_the_storage_nothing);
    suite_add_tcase(suite, tcase);
    return suite;
}
