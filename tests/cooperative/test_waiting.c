/* How a storage waits for a strategy that waits: asleep, wherever it can tell when to wake. */
#define _POSIX_C_SOURCE 200809L

#include <check.h>
#include <fcntl.h>
#include <unistd.h>

#include "support/device_strategy.h"
#include "cooperative/suites.h"
#include "support/storage_fixture.h"

#define DELAY_USEC 20000
#define STEPS_ASLEEP 8 /* of a load of two tensors, when none is made in vain */

struct waiting {
    struct keeping k;
    struct device device;
    struct emel_io io;
};

static const uint32_t two[] = { 0, 1 };

static void enter(struct waiting *waiting, bool can_tell)
{
    struct emel_io_strategy strategy;

    *waiting = (struct waiting){ .k = { .limit = 0 } };
    keeping_enter(&waiting->k, 0);
    waiting->device =
        (struct device){ .seed = waiting->k.disk.files[0].seed, .delay_usec = DELAY_USEC };
    strategy = device_start(&waiting->device);
    if (!can_tell)
        strategy.poll_fd = NULL;
    emel_io_init(&waiting->io);
    ck_assert(emel_io_register(&waiting->io, &strategy));
}

static struct emel_storage_request request(struct waiting *waiting)
{
    struct emel_storage_request request = keeping_request(&waiting->k, two, 2);

    request.policy = (struct emel_io_policy){ .strategy = DEVICE_KIND };
    request.io = &waiting->io;
    return request;
}

static void load_asleep(struct waiting *waiting)
{
    const struct emel_storage_request wanted = request(waiting);

    ck_assert(emel_storage_load(&waiting->k.storage, &wanted, NULL));
    ck_assert_uint_le(waiting->device.steps, STEPS_ASLEEP);
    keeping_expect(&waiting->k, 1, "resident");
}

/* As of a program that closed its standard input. */
START_TEST(descriptor_0_wakes_as_any_other)
{
    const int kept = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    struct waiting waiting;
    int given;

    enter(&waiting, true);
    given = waiting.device.wake[0];
    ck_assert_int_eq(dup2(given, STDIN_FILENO), STDIN_FILENO);
    close(given);
    waiting.device.wake[0] = STDIN_FILENO;
    load_asleep(&waiting);
    keeping_leave(&waiting.k);
    device_end(&waiting.device);
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
}
END_TEST

START_TEST(a_strategy_that_cannot_tell_is_stepped_until_it_is_done)
{
    struct waiting waiting;
    struct emel_storage_request wanted;

    enter(&waiting, false);
    wanted = request(&waiting);
    ck_assert(emel_storage_load(&waiting.k.storage, &wanted, NULL));
    ck_assert_uint_gt(waiting.device.steps, STEPS_ASLEEP);
    keeping_expect(&waiting.k, 1, "resident");
    keeping_leave(&waiting.k);
    device_end(&waiting.device);
}
END_TEST

START_TEST(a_storage_that_ends_polls_rather_than_spins)
{
    struct waiting waiting;
    struct emel_storage_request wanted;
    enum emel_io_status answer;

    enter(&waiting, true);
    wanted = request(&waiting);
    answer = emel_storage_begin(&waiting.k.storage, &wanted, NULL);
    while (answer == EMEL_IO_AGAIN)
        answer = emel_storage_step(&waiting.k.storage, &waiting.io, NULL);
    ck_assert_int_eq(answer, EMEL_IO_WAITING);
    keeping_leave(&waiting.k);
    ck_assert_uint_le(waiting.device.steps, STEPS_ASLEEP);
    device_end(&waiting.device);
}
END_TEST

Suite *waiting_suite(void)
{
    Suite *suite = suite_create("cooperative: waiting");
    TCase *test = tcase_create("waiting");

    tcase_add_test(test, descriptor_0_wakes_as_any_other);
    tcase_add_test(test, a_strategy_that_cannot_tell_is_stepped_until_it_is_done);
    tcase_add_test(test, a_storage_that_ends_polls_rather_than_spins);
    suite_add_tcase(suite, test);
    return suite;
}
