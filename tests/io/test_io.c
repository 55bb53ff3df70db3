/* The boundary by itself: who is let in, and who is told what. */
#include <check.h>

#include "emel/io/read.h"
#include "support/fill_strategy.h"
#include "io/suites.h"
#include "support/load.h"
#include "support/owner.h"

/* --- registering --------------------------------------------------------------- */

START_TEST(a_strategy_is_registered_once_of_a_kind)
{
    struct emel_io io;
    struct fill fill = { .byte = 1 };
    const struct emel_io_strategy strategy = fill_strategy(&fill);

    emel_io_init(&io);
    ck_assert(emel_io_register(&io, &strategy));
    ck_assert(!emel_io_register(&io, &strategy));
}
END_TEST

START_TEST(a_strategy_of_kind_none_is_not_registered)
{
    struct emel_io io;
    struct fill fill = { .byte = 1 };
    struct emel_io_strategy strategy = fill_strategy(&fill);

    emel_io_init(&io);
    strategy.kind = EMEL_IO_STRATEGY_NONE;
    ck_assert(!emel_io_register(&io, &strategy));
}
END_TEST

START_TEST(a_strategy_that_lacks_a_function_or_a_name_is_not_registered)
{
    struct fill fill = { .byte = 1 };
    const struct emel_io_strategy whole = fill_strategy(&fill);
    struct emel_io_strategy lacking[8] = { whole, whole, whole, whole, whole, whole, whole, whole };
    struct emel_io io;

    lacking[0].name = NULL;
    lacking[1].work_bytes = NULL;
    lacking[2].begin = NULL;
    lacking[3].step = NULL;
    lacking[4].cancel = NULL;
    lacking[5].state_name = NULL;
    lacking[6].error_name = NULL;
    lacking[7].error_text = NULL;
    emel_io_init(&io);
    ck_assert(!emel_io_register(&io, &lacking[_i]));
    ck_assert(emel_io_register(&io, &whole));
}
END_TEST

START_TEST(there_is_room_for_eight_strategies)
{
    struct emel_io io;
    struct fill fill = { .byte = 1 };
    struct emel_io_strategy strategy = fill_strategy(&fill);

    emel_io_init(&io);
    for (int i = 0; i < EMEL_IO_STRATEGIES_MAX; i++, strategy.kind++)
        ck_assert(emel_io_register(&io, &strategy));
    ck_assert(!emel_io_register(&io, &strategy));
}
END_TEST

/* --- loads --------------------------------------------------------------------- */

/* A boundary with one strategy, and a load of one tensor for it. */
struct desk {
    struct emel_io io;
    struct fill fill;
    struct owner owner;
    struct emel_io_span span;
    struct load load;
};

static const struct emel_io_file desk_file = { .path = "a" };

static void desk_enter(struct desk *desk)
{
    struct emel_io_strategy strategy;

    *desk = (struct desk){ .fill = { .byte = 7 }, .span = { .byte_size = 100 } };
    strategy = fill_strategy(&desk->fill);
    emel_io_init(&desk->io);
    ck_assert(emel_io_register(&desk->io, &strategy));
    desk->load.request = (struct emel_io_load){
        .files = &desk_file,
        .file_count = 1,
        .spans = &desk->span,
        .span_count = 1,
        .policy = { .strategy = FILL_KIND },
        .owner = owner_for_io(&desk->owner),
    };
    load_prepare(&desk->load, &desk->io);
}

static void desk_leave(struct desk *desk)
{
    ck_assert_ptr_null(load_check(&desk->load));
    load_free(&desk->load);
    owner_free(&desk->owner);
}

START_TEST(a_strategy_is_not_registered_while_a_load_is_under_way)
{
    struct desk desk;
    struct emel_io_strategy another;

    desk_enter(&desk);
    another = fill_strategy(&desk.fill);
    another.kind++;
    ck_assert_int_eq(emel_io_begin(&desk.io, &desk.load.request), EMEL_IO_AGAIN);
    ck_assert(!emel_io_register(&desk.io, &another));
    ck_assert_int_eq(emel_io_finish(&desk.io), EMEL_IO_ENDED);
    ck_assert(emel_io_register(&desk.io, &another));
    desk_leave(&desk);
}
END_TEST

START_TEST(a_kind_that_nobody_serves_is_told_in_an_error_event)
{
    static const uint32_t kinds[] = {
        EMEL_IO_STRATEGY_NONE,
        EMEL_IO_STRATEGY_MAPPED_FILE,
        EMEL_IO_STRATEGY_READ_COPY,
        EMEL_IO_STRATEGY_EXTERNAL_BUFFER,
        EMEL_IO_STRATEGY_STAGED_READ,
        EMEL_IO_STRATEGY_USER,
        UINT32_MAX,
    };
    struct desk desk;
    const struct emel_io_error_event *error = &desk.load.error_event;

    desk_enter(&desk);
    desk.load.request.policy.strategy = kinds[_i];
    ck_assert_uint_eq(emel_io_work_bytes(&desk.io, &desk.load.request), 0);
    ck_assert_int_eq(emel_io_begin(&desk.io, &desk.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(desk.load.failed, 1);
    ck_assert_uint_eq(desk.load.done, 0);
    ck_assert_uint_eq(error->error, EMEL_IO_UNSUPPORTED_STRATEGY);
    ck_assert_uint_eq(error->strategy, kinds[_i]);
    ck_assert_uint_eq(error->strategy_error, 0);
    ck_assert_int_eq(error->os_error, 0);
    ck_assert_uint_eq(error->span_index, EMEL_IO_NO_INDEX);
    ck_assert_uint_eq(error->file_index, EMEL_IO_NO_INDEX);
    ck_assert_uint_eq(error->file_offset, EMEL_IO_NO_OFFSET);
    ck_assert_str_eq(emel_io_cause_name(&desk.io, error),
                     emel_io_error_name(EMEL_IO_UNSUPPORTED_STRATEGY));
    ck_assert_uint_eq(desk.owner.allocations, 0);
    ck_assert_int_eq(emel_io_step(&desk.io), EMEL_IO_REFUSED);
    desk_leave(&desk);
}
END_TEST

START_TEST(a_kind_that_nobody_serves_is_refused_like_any_other_while_busy)
{
    struct desk desk;
    struct load other = { .cancel_at = 0 };

    desk_enter(&desk);
    other.request.policy.strategy = EMEL_IO_STRATEGY_MAPPED_FILE;
    load_prepare(&other, &desk.io);
    emel_io_begin(&desk.io, &desk.load.request);
    ck_assert_int_eq(emel_io_begin(&desk.io, &other.request), EMEL_IO_REFUSED);
    ck_assert(!load_published(&other));
    ck_assert_int_eq(emel_io_finish(&desk.io), EMEL_IO_ENDED);
    ck_assert_uint_eq(desk.load.done, 1);
    load_free(&other);
    desk_leave(&desk);
}
END_TEST

static void begin_another(struct load *load, enum load_callback which)
{
    struct desk *desk = load->context;

    (void)which;
    ck_assert_int_eq(emel_io_begin(&desk->io, &load->request), EMEL_IO_REFUSED);
}

START_TEST(a_call_back_while_an_unserved_kind_is_told_is_refused)
{
    struct desk desk;

    desk_enter(&desk);
    desk.load.request.policy.strategy = EMEL_IO_STRATEGY_MAPPED_FILE;
    desk.load.context = &desk;
    desk.load.in_callback = begin_another;
    ck_assert_int_eq(emel_io_run(&desk.io, &desk.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(desk.load.failed, 1);
    desk_leave(&desk);
}
END_TEST

START_TEST(a_load_that_nobody_could_be_told_of_is_refused)
{
    struct desk desk;
    struct emel_io_load deaf;

    desk_enter(&desk);
    ck_assert_int_eq(emel_io_begin(&desk.io, NULL), EMEL_IO_REFUSED);
    deaf = desk.load.request;
    deaf.on_done = NULL;
    ck_assert_int_eq(emel_io_begin(&desk.io, &deaf), EMEL_IO_REFUSED);
    deaf = desk.load.request;
    deaf.on_error = NULL;
    ck_assert_int_eq(emel_io_begin(&desk.io, &deaf), EMEL_IO_REFUSED);
    ck_assert(!load_published(&desk.load));
    ck_assert_int_eq(emel_io_run(&desk.io, &desk.load.request), EMEL_IO_ENDED);
    ck_assert_uint_eq(desk.load.done, 1);
    desk_leave(&desk);
}
END_TEST

START_TEST(a_load_refused_by_its_strategy_leaves_the_boundary_free)
{
    struct desk desk;
    struct emel_io other;
    struct emel_io_strategy strategy;

    desk_enter(&desk);
    strategy = fill_strategy(&desk.fill);
    emel_io_init(&other);
    ck_assert(emel_io_register(&other, &strategy));
    emel_io_begin(&other, &desk.load.request);
    ck_assert_int_eq(emel_io_begin(&desk.io, &desk.load.request), EMEL_IO_REFUSED);
    ck_assert_str_eq(emel_io_state_name(&desk.io), "ready");
    ck_assert_int_eq(emel_io_finish(&other), EMEL_IO_ENDED);
    ck_assert_uint_eq(desk.load.done, 1);
    desk_leave(&desk);
}
END_TEST

START_TEST(each_load_goes_to_the_strategy_that_its_policy_names)
{
    struct desk desk;
    struct fill second = { .byte = 9 };
    struct emel_io_strategy strategy = fill_strategy(&second);

    desk_enter(&desk);
    strategy.kind = FILL_KIND + 1;
    ck_assert(emel_io_register(&desk.io, &strategy));
    for (uint32_t i = 0; i < 2; i++) {
        desk.load.request.policy.strategy = FILL_KIND + i;
        load_free(&desk.load);
        owner_free(&desk.owner);
        load_prepare(&desk.load, &desk.io);
        ck_assert_int_eq(emel_io_run(&desk.io, &desk.load.request), EMEL_IO_ENDED);
        ck_assert_uint_eq(*(const unsigned char *)desk.load.request.data[0], i ? 9 : 7);
    }
    desk_leave(&desk);
}
END_TEST

START_TEST(finish_comes_back_when_the_strategy_waits)
{
    struct desk desk;

    desk_enter(&desk);
    desk.fill.waits = true;
    ck_assert_int_eq(emel_io_run(&desk.io, &desk.load.request), EMEL_IO_WAITING);
    ck_assert_int_eq(emel_io_finish(&desk.io), EMEL_IO_WAITING);
    desk.fill.woken = true;
    ck_assert_int_eq(emel_io_finish(&desk.io), EMEL_IO_WAITING);
    ck_assert(!load_published(&desk.load));
    desk.fill.woken = true;
    ck_assert_int_eq(emel_io_finish(&desk.io), EMEL_IO_ENDED);
    ck_assert_uint_eq(desk.load.done, 1);
    desk_leave(&desk);
}
END_TEST

static int descriptor_zero(const void *self)
{
    (void)self;
    return 0; /* a descriptor like any other */
}

START_TEST(there_is_something_to_poll_only_while_a_strategy_says_so)
{
    struct desk desk;

    desk_enter(&desk);
    desk.fill.waits = true;
    ck_assert_int_eq(emel_io_poll_fd(&desk.io), -1);
    ck_assert_int_eq(emel_io_run(&desk.io, &desk.load.request), EMEL_IO_WAITING);
    ck_assert_int_eq(emel_io_poll_fd(&desk.io), -1); /* it says nothing */
    desk.io.strategies[desk.io.active - 1].poll_fd = descriptor_zero;
    ck_assert_int_eq(emel_io_poll_fd(&desk.io), 0);
    do {
        desk.fill.woken = true;
    } while (emel_io_finish(&desk.io) == EMEL_IO_WAITING);
    ck_assert_int_eq(emel_io_poll_fd(&desk.io), -1);
    desk_leave(&desk);
}
END_TEST

START_TEST(the_work_area_is_as_large_as_the_strategy_says)
{
    struct desk desk;
    struct emel_io_strategy strategy;

    desk_enter(&desk);
    strategy = fill_strategy(&desk.fill);
    ck_assert_uint_eq(emel_io_work_bytes(&desk.io, &desk.load.request),
                      strategy.work_bytes(strategy.self, &desk.load.request));
    ck_assert_uint_gt(emel_io_work_bytes(&desk.io, &desk.load.request), 0);
    desk_leave(&desk);
}
END_TEST

/* --- names --------------------------------------------------------------------- */

START_TEST(every_error_of_the_boundary_has_a_name_and_a_sentence)
{
#define EXPECT_TEXT(name, number, sentence)                                                        \
    ck_assert_str_eq(emel_io_error_name(number), #name);                                           \
    ck_assert_str_eq(emel_io_error_text(number), sentence);
    EMEL_IO_ERRORS(EXPECT_TEXT)
#undef EXPECT_TEXT
    ck_assert_str_eq(emel_io_error_name(EMEL_IO_UNSUPPORTED_FEATURE + 1), "unknown");
    ck_assert_str_eq(emel_io_error_name(UINT32_MAX), "unknown");
    ck_assert_str_eq(emel_io_error_text(UINT32_MAX), "unknown error");
}
END_TEST

START_TEST(a_cause_is_named_by_its_strategy_where_that_is_known)
{
    struct desk desk;
    struct emel_io_error_event error = { .error = EMEL_IO_STRATEGY_FAILED,
                                         .strategy = FILL_KIND,
                                         .strategy_error = FILL_BROKEN };

    desk_enter(&desk);
    ck_assert_str_eq(emel_io_cause_name(&desk.io, &error), "BROKEN");
    ck_assert_str_eq(emel_io_cause_text(&desk.io, &error), "the filler is broken");
    error.strategy = EMEL_IO_STRATEGY_READ_COPY;
    ck_assert_str_eq(emel_io_cause_name(&desk.io, &error),
                     emel_io_error_name(EMEL_IO_STRATEGY_FAILED));
    ck_assert_str_eq(emel_io_cause_text(&desk.io, &error),
                     emel_io_error_text(EMEL_IO_STRATEGY_FAILED));
    desk_leave(&desk);
}
END_TEST

static TCase *register_tcase(void)
{
    TCase *tcase = tcase_create("register");

    tcase_add_test(tcase, a_strategy_is_registered_once_of_a_kind);
    tcase_add_test(tcase, a_strategy_of_kind_none_is_not_registered);
    tcase_add_loop_test(tcase, a_strategy_that_lacks_a_function_or_a_name_is_not_registered, 0, 8);
    tcase_add_test(tcase, there_is_room_for_eight_strategies);
    tcase_add_test(tcase, a_strategy_is_not_registered_while_a_load_is_under_way);
    return tcase;
}

static TCase *load_tcase(void)
{
    TCase *tcase = tcase_create("load");

    tcase_add_loop_test(tcase, a_kind_that_nobody_serves_is_told_in_an_error_event, 0, 7);
    tcase_add_test(tcase, a_kind_that_nobody_serves_is_refused_like_any_other_while_busy);
    tcase_add_test(tcase, a_call_back_while_an_unserved_kind_is_told_is_refused);
    tcase_add_test(tcase, a_load_that_nobody_could_be_told_of_is_refused);
    tcase_add_test(tcase, a_load_refused_by_its_strategy_leaves_the_boundary_free);
    tcase_add_test(tcase, each_load_goes_to_the_strategy_that_its_policy_names);
    tcase_add_test(tcase, finish_comes_back_when_the_strategy_waits);
    tcase_add_test(tcase, there_is_something_to_poll_only_while_a_strategy_says_so);
    tcase_add_test(tcase, the_work_area_is_as_large_as_the_strategy_says);
    return tcase;
}

static TCase *names_tcase(void)
{
    TCase *tcase = tcase_create("names");

    tcase_add_test(tcase, every_error_of_the_boundary_has_a_name_and_a_sentence);
    tcase_add_test(tcase, a_cause_is_named_by_its_strategy_where_that_is_known);
    return tcase;
}

Suite *io_suite(void)
{
    Suite *suite = suite_create("io");

    suite_add_tcase(suite, register_tcase());
    suite_add_tcase(suite, load_tcase());
    suite_add_tcase(suite, names_tcase());
    return suite;
}
