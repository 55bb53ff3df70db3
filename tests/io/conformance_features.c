/* Features: a strategy has them whole, or is not asked. */
#include <string.h>

#include "support/trial.h"

static bool has(const struct trial *trial, enum emel_io_feature feature)
{
    return trial->strategy.features & feature;
}

/* --- what a strategy does not have -------------------------------------------------------- */

static void expect_refused(struct trial *trial, bool supported)
{
    const enum emel_io_status status = emel_io_begin(&trial->io, &trial->load.request);

    if (supported) {
        if (status != EMEL_IO_ENDED)
            trial_finish(trial);
        return;
    }
    ck_assert_int_eq(status, EMEL_IO_ENDED);
    ck_assert_uint_eq(trial->load.failed, 1);
    ck_assert_uint_eq(trial->load.error_event.error, EMEL_IO_UNSUPPORTED_FEATURE);
    ck_assert_uint_eq(trial->owner.allocations, 0);
    ck_assert_str_eq(emel_io_state_name(&trial->io), "ready");
    ck_assert_ptr_null(load_check(&trial->load));
}

START_TEST(a_load_that_needs_parts_is_not_run_without_them)
{
    static const struct emel_io_part part = {
        .file_offset = 64, .file_stride = 10, .run_bytes = 10, .count = 10, .memory_stride = 10
    };
    struct emel_io_span spans[8];
    struct trial trial;

    trial_enter(&trial, _i);
    trial_prepare(&trial);
    if (!has(&trial, EMEL_IO_FEATURE_PARTS)) {
        memcpy(spans, trial.load.request.spans, trial.load.request.span_count * sizeof *spans);
        spans[0] = (struct emel_io_span){ .id = 9, .file_offset = 64, .byte_size = 100 };
        spans[0].parts = &part;
        spans[0].part_count = 1;
        trial.load.request.spans = spans;
        trial.load.request.part_count = 1;
        expect_refused(&trial, false);
        ck_assert_uint_eq(trial.load.error_event.span_index, 0);
        ck_assert_uint_eq(trial.load.error_event.span_id, 9);
    }
    trial_leave(&trial);
}
END_TEST

static void nothing_landed(void *context, struct emel_io_load *load, uint32_t index, void *data)
{
    (void)context, (void)load, (void)index, (void)data;
}

START_TEST(a_load_that_wants_to_know_what_landed_is_not_run_without_that)
{
    struct trial trial;

    trial_enter(&trial, _i);
    trial_prepare(&trial);
    trial.load.request.on_landed = nothing_landed;
    expect_refused(&trial, has(&trial, EMEL_IO_FEATURE_LANDED));
    trial_leave(&trial);
}
END_TEST

/* --- parts ------------------------------------------------------------------------------------ */

START_TEST(spans_of_parts_are_loaded_like_any)
{
    struct trial trial;

    trial_enter(&trial, _i);
    if (has(&trial, EMEL_IO_FEATURE_PARTS)) {
        ck_assert(trial.subject->request_parts);
        trial_prepare(&trial);
        load_free(&trial.load);
        trial.subject->request_parts(trial.world, &trial.load.request);
        load_prepare(&trial.load, &trial.io);
        ck_assert_int_eq(emel_io_begin(&trial.io, &trial.load.request), EMEL_IO_AGAIN);
        trial_finish(&trial);
        trial_expect_done(&trial);
    }
    trial_leave(&trial);
}
END_TEST

/* --- landed ----------------------------------------------------------------------------------- */

static struct {
    const struct trial *trial;
    unsigned landed[16], count, withdrawn;
    const void *data[16];
} seen;

static void on_landed(void *context, struct emel_io_load *load, uint32_t index, void *data)
{
    (void)context;
    ck_assert_uint_lt(index, load->span_count);
    ck_assert_uint_eq(seen.landed[index]++, 0);
    ck_assert_uint_eq(seen.withdrawn, 0);
    ck_assert(!load_published(&seen.trial->load));
    seen.data[index] = data;
    seen.count++;
}

static void on_withdrawn(void *context, struct emel_io_load *load)
{
    (void)context, (void)load;
    ck_assert_uint_gt(seen.count, 0);
    ck_assert_uint_eq(seen.withdrawn++, 0);
    ck_assert_uint_eq(seen.trial->owner.releases, 0);
}

static void watch(struct trial *trial)
{
    memset(&seen, 0, sizeof seen);
    seen.trial = trial;
    trial_prepare(trial);
    trial->load.request.on_landed = on_landed;
    trial->load.request.on_withdrawn = on_withdrawn;
}

START_TEST(every_span_lands_once_where_it_will_be)
{
    struct trial trial;

    trial_enter(&trial, _i);
    if (has(&trial, EMEL_IO_FEATURE_LANDED)) {
        watch(&trial);
        ck_assert_int_eq(emel_io_begin(&trial.io, &trial.load.request), EMEL_IO_AGAIN);
        trial_finish(&trial);
        trial_expect_done(&trial);
        for (uint32_t i = 0; i < trial.load.request.span_count; i++) {
            ck_assert_uint_eq(seen.landed[i], 1);
            ck_assert_ptr_eq(seen.data[i], trial.load.request.data[i]);
        }
        ck_assert_uint_eq(seen.withdrawn, 0);
    }
    trial_leave(&trial);
}
END_TEST

/* Cancelled before each step in turn: withdrawn once, if anything had landed. */
static bool cancel_before(struct trial *trial, unsigned nth)
{
    enum emel_io_status status;

    watch(trial);
    status = emel_io_begin(&trial->io, &trial->load.request);
    for (unsigned i = 0; i < nth && status != EMEL_IO_ENDED; i++)
        status = trial_step(trial);
    if (status == EMEL_IO_ENDED)
        return false;
    if (emel_io_cancel(&trial->io) != EMEL_IO_ENDED)
        trial_finish(trial);
    ck_assert_uint_eq(seen.withdrawn, trial->load.failed && seen.count);
    return true;
}

START_TEST(what_landed_is_withdrawn_once_when_the_load_fails)
{
    struct trial trial;
    unsigned nth = 0;

    trial_enter(&trial, _i);
    if (has(&trial, EMEL_IO_FEATURE_LANDED)) {
        trial.subject->spoil(trial.world, true);
        watch(&trial);
        ck_assert_int_eq(emel_io_begin(&trial.io, &trial.load.request), EMEL_IO_AGAIN);
        trial_finish(&trial);
        trial_expect_failed(&trial);
        ck_assert_uint_eq(seen.withdrawn, seen.count > 0);
        trial.subject->spoil(trial.world, false);
        while (cancel_before(&trial, nth))
            nth++;
    }
    trial_leave(&trial);
}
END_TEST

void conformance_of_features(TCase *tcase, int first, int end)
{
    const TTest *const tests[] = {
        a_load_that_needs_parts_is_not_run_without_them,
        a_load_that_wants_to_know_what_landed_is_not_run_without_that,
        spans_of_parts_are_loaded_like_any,
        every_span_lands_once_where_it_will_be,
        what_landed_is_withdrawn_once_when_the_load_fails,
    };

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_loop_test(tcase, tests[i], first, end);
}
