/* A strategy that waits for a slow device, driven from a poll loop: at the boundary, and
 * in a storage. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <poll.h>
#include <stdlib.h>

#include "support/device_strategy.h"
#include "cooperative/suites.h"
#include "io/strategy_conformance.h"
#include "support/storage_fixture.h"
#include "support/guarded.h"
#include "support/temp.h"

#define TARGET_BYTES 3000
#define PATIENCE_MSEC 10000

static void wait_for(int descriptor)
{
    struct pollfd polled = { .fd = descriptor, .events = POLLIN };

    ck_assert_int_eq(poll(&polled, 1, PATIENCE_MSEC), 1);
}

/* --- as every strategy ------------------------------------------------------------------- */

struct world {
    struct device device;
    struct emel_io_file files[2];
    struct emel_io_span spans[4];
    void *target;
};

static void *make(struct emel_io_strategy *strategy)
{
    struct world *world = calloc(1, sizeof *world);

    ck_assert_ptr_nonnull(world);
    world->target = guarded_new(TARGET_BYTES, 1, 0);
    world->files[0] = world->files[1] = (struct emel_io_file){ .path = "on the device" };
    world->spans[0] = (struct emel_io_span){ .file_index = 1, .file_offset = 5, .byte_size = 4000 };
    world->spans[1] = (struct emel_io_span){ .file_index = 0,
                                             .file_offset = 9,
                                             .byte_size = TARGET_BYTES,
                                             .target = world->target,
                                             .target_bytes = TARGET_BYTES };
    world->spans[2] =
        (struct emel_io_span){ .file_index = 0, .file_offset = 64, .byte_size = 5000 };
    world->spans[3] = (struct emel_io_span){ .file_index = 1, .file_offset = 100 };
    world->device = (struct device){ .seed = 1, .delay_usec = 100 };
    *strategy = device_start(&world->device);
    return world;
}

static void unmake(void *context)
{
    struct world *world = context;

    device_end(&world->device);
    guarded_free(world->target);
    free(world);
}

static void request(void *context, struct emel_io_load *load)
{
    const struct world *world = context;

    load->files = world->files;
    load->file_count = 2;
    load->spans = world->spans;
    load->span_count = 4;
}

static bool right(void *context, const struct emel_io_load *load)
{
    const struct world *world = context;

    for (uint32_t i = 0; i < load->span_count; i++) {
        const struct emel_io_span *span = &load->spans[i];
        const size_t bytes = (size_t)span->byte_size;

        if (temp_matching(load->data[i], 1 + span->file_index, span->file_offset, bytes) != bytes)
            return false;
    }
    return guarded_alive(world->target);
}

static void spoil(void *context, bool spoilt)
{
    struct world *world = context;

    world->device.breaks = spoilt;
}

static const char *held(const void *context)
{
    (void)context;
    return NULL;
}

static void wake(void *context)
{
    const struct world *world = context;

    wait_for(world->device.wake[0]);
}

static const struct conformance_subject subject = {
    .name = "device",
    .make = make,
    .unmake = unmake,
    .request = request,
    .right = right,
    .spoil = spoil,
    .held = held,
    .wake = wake,
};

/* --- in a storage, from a poll loop ----------------------------------------------------------- */

#define DEVICES 3

struct store {
    struct keeping k;
    struct device devices[DEVICES];
    struct emel_io ios[DEVICES];
};

static void enter(struct store *store, unsigned delay_usec)
{
    keeping_enter(&store->k, 0);
    for (int i = 0; i < DEVICES; i++) {
        struct emel_io_strategy strategy;

        store->devices[i] =
            (struct device){ .seed = store->k.disk.files[0].seed, .delay_usec = delay_usec };
        strategy = device_start(&store->devices[i]);
        emel_io_init(&store->ios[i]);
        ck_assert(emel_io_register(&store->ios[i], &strategy));
    }
}

static void leave(struct store *store)
{
    keeping_leave(&store->k);
    for (int i = 0; i < DEVICES; i++)
        device_end(&store->devices[i]);
}

static enum emel_io_status begin(struct store *store, int device, const uint32_t *tensors,
                                 uint32_t count)
{
    struct emel_storage_request wanted = keeping_request(&store->k, tensors, count);

    wanted.policy = (struct emel_io_policy){ .strategy = DEVICE_KIND };
    wanted.io = &store->ios[device];
    return emel_storage_begin(&store->k.storage, &wanted, &store->k.why);
}

/* Steps until it waits or ends; answers how many steps it took. */
static unsigned step_on(struct store *store, int device, enum emel_io_status *answer)
{
    unsigned steps = 0;

    do {
        *answer = emel_storage_step(&store->k.storage, &store->ios[device], &store->k.why);
        steps++;
    } while (*answer == EMEL_IO_AGAIN);
    return steps;
}

static const uint32_t parts[DEVICES][2] = { { 0, 1 }, { 2, 3 }, { 4, 5 } };

START_TEST(loads_that_wait_are_driven_by_their_descriptors)
{
    struct store store = { .k = { .limit = 0 } };
    struct pollfd polled[DEVICES];
    unsigned steps = 0;
    int left = DEVICES;

    enter(&store, 2000);
    for (int i = 0; i < DEVICES; i++) {
        enum emel_io_status answer;

        ck_assert_int_eq(begin(&store, i, parts[i], 2), EMEL_IO_AGAIN);
        steps += step_on(&store, i, &answer);
        ck_assert_int_eq(answer, EMEL_IO_WAITING);
        polled[i] = (struct pollfd){ .fd = emel_io_poll_fd(&store.ios[i]), .events = POLLIN };
    }
    while (left > 0) {
        ck_assert_int_gt(poll(polled, DEVICES, PATIENCE_MSEC), 0);
        for (int i = 0; i < DEVICES; i++) {
            enum emel_io_status answer;

            if (polled[i].revents == 0)
                continue;
            steps += step_on(&store, i, &answer);
            if (answer == EMEL_IO_ENDED) {
                polled[i].fd = -1;
                left--;
            }
        }
    }
    ck_assert_uint_le(steps, DEVICES * 8); /* no step was made in vain */
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&store.k, i, "resident");
    leave(&store);
}
END_TEST

START_TEST(a_load_to_the_end_polls_rather_than_spins)
{
    struct store store = { .k = { .limit = 0 } };
    struct emel_storage_request request;

    enter(&store, 20000);
    request = keeping_request(&store.k, parts[0], 2);
    request.policy = (struct emel_io_policy){ .strategy = DEVICE_KIND };
    request.io = &store.ios[0];
    ck_assert_int_eq(emel_io_poll_fd(&store.ios[0]), -1);
    ck_assert(emel_storage_load(&store.k.storage, &request, NULL));
    ck_assert_uint_le(store.devices[0].steps, 8);
    leave(&store);
}
END_TEST

START_TEST(stepping_a_load_that_waits_does_no_harm)
{
    struct store store = { .k = { .limit = 0 } };
    enum emel_io_status answer = EMEL_IO_AGAIN;
    unsigned waited = 0;

    enter(&store, 500);
    ck_assert_int_eq(begin(&store, 0, parts[0], 2), EMEL_IO_AGAIN);
    for (; answer != EMEL_IO_ENDED; waited += answer == EMEL_IO_WAITING)
        answer = emel_storage_step(&store.k.storage, &store.ios[0], NULL);
    ck_assert_uint_gt(waited, 2);
    keeping_expect(&store.k, 1, "resident");
    leave(&store);
}
END_TEST

START_TEST(a_cancelled_load_gives_no_memory_back_that_the_device_may_write_to)
{
    struct store store = { .k = { .limit = 0 } };
    enum emel_io_status answer;

    enter(&store, 5000);
    ck_assert_int_eq(begin(&store, 0, parts[0], 2), EMEL_IO_AGAIN);
    step_on(&store, 0, &answer);
    ck_assert_int_eq(emel_storage_cancel(&store.k.storage, &store.ios[0], NULL), EMEL_IO_WAITING);
    ck_assert_uint_gt(store.k.tensors.held, 0);
    ck_assert_int_eq(emel_storage_cancel(&store.k.storage, &store.ios[0], NULL), EMEL_IO_REFUSED);
    wait_for(emel_io_poll_fd(&store.ios[0]));
    step_on(&store, 0, &answer);
    ck_assert_int_eq(answer, EMEL_IO_ENDED);
    keeping_expect_why(&store.k, EMEL_FAILURE_STRATEGY, DEVICE_CANCELLED, "");
    keeping_expect(&store.k, 0, "bound");
    ck_assert_uint_eq(store.k.tensors.held, 0);
    leave(&store);
}
END_TEST

START_TEST(a_storage_that_ends_waits_for_what_waits)
{
    struct store store = { .k = { .limit = 0 } };

    enter(&store, 3000);
    for (int i = 0; i < DEVICES; i++) {
        enum emel_io_status answer;

        ck_assert_int_eq(begin(&store, i, parts[i], 2), EMEL_IO_AGAIN);
        step_on(&store, i, &answer);
    }
    leave(&store);
}
END_TEST

Suite *device_suite(void)
{
    static const struct conformance_subject *const subjects[] = { &subject };
    Suite *suite = suite_create("cooperative: a strategy that waits");
    TCase *tcase = tcase_create("device");

    tcase_add_test(tcase, loads_that_wait_are_driven_by_their_descriptors);
    tcase_add_test(tcase, a_load_to_the_end_polls_rather_than_spins);
    tcase_add_test(tcase, stepping_a_load_that_waits_does_no_harm);
    tcase_add_test(tcase, a_cancelled_load_gives_no_memory_back_that_the_device_may_write_to);
    tcase_add_test(tcase, a_storage_that_ends_waits_for_what_waits);
    suite_add_tcase(suite, tcase);
    suite_add_tcase(suite, strategy_conformance_tcase(subjects, 1));
    return suite;
}
