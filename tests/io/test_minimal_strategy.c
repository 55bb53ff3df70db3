/* emel/io/io.h, for a strategy that relies on it: one that would do what it is asked at any
 * time, and publishes inside a cancel. */
#include <check.h>

#include "emel/io/io.h"
#include "io/suites.h"

#define KIND EMEL_IO_STRATEGY_USER

struct minimal {
    struct emel_io io;
    struct emel_io_load *load;
    unsigned steps, told;
};

static size_t work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self, (void)load;
    return 1;
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    ((struct minimal *)self)->load = load;
    return EMEL_IO_AGAIN;
}

static enum emel_io_status step(void *self)
{
    ((struct minimal *)self)->steps++;
    return EMEL_IO_AGAIN;
}

static enum emel_io_status cancel(void *self)
{
    static const struct emel_io_error_event error = { .error = EMEL_IO_STRATEGY_FAILED };
    struct minimal *minimal = self;

    minimal->load->on_error(minimal, minimal->load, &error);
    return EMEL_IO_ENDED;
}

static const char *state_name(const void *self)
{
    (void)self;
    return "at work";
}

static const char *name_of(uint32_t error)
{
    (void)error;
    return "unknown";
}

/* --- the load ------------------------------------------------------------------ */

static void on_done(void *context, struct emel_io_load *load, const struct emel_io_done_event *done)
{
    (void)context, (void)load, (void)done;
}

static void ask_for_everything(void *context, struct emel_io_load *load,
                               const struct emel_io_error_event *error)
{
    struct minimal *minimal = context;

    (void)error;
    minimal->told++;
    ck_assert_int_eq(emel_io_step(&minimal->io), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_io_cancel(&minimal->io), EMEL_IO_REFUSED);
    ck_assert_int_eq(emel_io_begin(&minimal->io, load), EMEL_IO_REFUSED);
}

START_TEST(a_call_back_while_a_cancel_is_told_is_refused)
{
    struct minimal minimal = { .steps = 0 };
    const struct emel_io_strategy strategy = {
        .kind = KIND,
        .name = "minimal",
        .self = &minimal,
        .work_bytes = work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = name_of,
        .error_text = name_of,
    };
    struct emel_io_load load = {
        .policy = { .strategy = KIND },
        .on_done = on_done,
        .on_error = ask_for_everything,
    };

    emel_io_init(&minimal.io);
    ck_assert(emel_io_register(&minimal.io, &strategy));
    ck_assert_int_eq(emel_io_begin(&minimal.io, &load), EMEL_IO_AGAIN);
    ck_assert_int_eq(emel_io_cancel(&minimal.io), EMEL_IO_ENDED);
    ck_assert_uint_eq(minimal.told, 1);
    ck_assert_uint_eq(minimal.steps, 0);
    ck_assert_int_eq(emel_io_step(&minimal.io), EMEL_IO_REFUSED); /* it has ended */
}
END_TEST

Suite *io_minimal_strategy_suite(void)
{
    Suite *suite = suite_create("io: a minimal strategy");
    TCase *tcase = tcase_create("callbacks");

    tcase_add_test(tcase, a_call_back_while_a_cancel_is_told_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
