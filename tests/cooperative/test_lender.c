/* A strategy that lends memory it has already: at the boundary, and in a storage. */
#include <check.h>
#include <stdlib.h>

#include "support/lender_strategy.h"
#include "cooperative/suites.h"
#include "io/strategy_conformance.h"
#include "support/storage_fixture.h"
#include "support/guarded.h"
#include "support/temp.h"

#define FILE_BYTES 20000
#define TARGET_BYTES 3000

/* --- as every strategy ------------------------------------------------------------------- */

struct world {
    struct lender lender;
    unsigned char bytes[2][FILE_BYTES];
    struct lender_file lent[2];
    struct emel_io_file files[2];
    struct emel_io_span spans[5];
    void *target;
};

static void *make(struct emel_io_strategy *strategy)
{
    struct world *world = calloc(1, sizeof *world);

    ck_assert_ptr_nonnull(world);
    world->target = guarded_new(TARGET_BYTES, 1, 0);
    for (unsigned i = 0; i < 2; i++) {
        temp_fill(world->bytes[i], 1 + i, 0, FILE_BYTES);
        world->lent[i] = (struct lender_file){ .bytes = world->bytes[i], .size = FILE_BYTES };
        world->files[i] = (struct emel_io_file){ .path = "lent" };
    }
    world->spans[0] = (struct emel_io_span){ .file_index = 1, .file_offset = 5, .byte_size = 4000 };
    world->spans[1] =
        (struct emel_io_span){ .file_index = 0, .file_offset = 64, .byte_size = 5000 };
    world->spans[2] = (struct emel_io_span){ .file_index = 0,
                                             .file_offset = 9,
                                             .byte_size = TARGET_BYTES,
                                             .target = world->target,
                                             .target_bytes = TARGET_BYTES };
    world->spans[3] = (struct emel_io_span){ .file_index = 1, .file_offset = 100 };
    world->spans[4] =
        (struct emel_io_span){ .file_index = 0, .file_offset = FILE_BYTES - 1, .byte_size = 1 };
    world->lender.files = world->lent;
    *strategy = lender_strategy(&world->lender);
    return world;
}

static void unmake(void *context)
{
    struct world *world = context;

    guarded_free(world->target);
    free(world);
}

static void request(void *context, struct emel_io_load *load)
{
    const struct world *world = context;

    load->files = world->files;
    load->file_count = 2;
    load->spans = world->spans;
    load->span_count = 5;
    load->policy.alignment = 1;
}

static bool right(void *context, const struct emel_io_load *load)
{
    const struct world *world = context;

    for (uint32_t i = 0; i < load->span_count; i++) {
        const struct emel_io_span *span = &load->spans[i];
        const size_t bytes = (size_t)span->byte_size;

        if (temp_matching(load->data[i], 1 + span->file_index, span->file_offset, bytes) != bytes)
            return false;
        if (!span->target && load->data[i] != world->bytes[span->file_index] + span->file_offset)
            return false;
    }
    return guarded_alive(world->target);
}

static void spoil(void *context, bool spoilt)
{
    struct world *world = context;

    world->lender.gone = spoilt;
}

static const char *held(const void *context)
{
    (void)context;
    return NULL;
}

static const struct conformance_subject subject = {
    .name = "lender",
    .make = make,
    .unmake = unmake,
    .request = request,
    .right = right,
    .spoil = spoil,
    .held = held,
    .lends = true,
};

/* --- in a storage -------------------------------------------------------------------------- */

#define LOAN_BYTES 6000

static unsigned char loan[KEEPING_FILES][LOAN_BYTES];

static struct lender lend_files_of(struct keeping *k)
{
    static struct lender_file lent[KEEPING_FILES];

    for (uint32_t i = 0; i < KEEPING_FILES; i++) {
        temp_fill(loan[i], k->disk.files[i].seed, 0, LOAN_BYTES);
        lent[i] = (struct lender_file){ .bytes = loan[i], .size = LOAN_BYTES };
    }
    return (struct lender){ .files = lent };
}

START_TEST(what_is_lent_is_resident_and_nothing_of_it_is_held)
{
    struct keeping k = { .limit = 1 };
    struct lender lender;
    struct emel_io_strategy strategy;
    struct emel_storage_request wanted;

    keeping_enter(&k, 0);
    lender = lend_files_of(&k);
    strategy = lender_strategy(&lender);
    ck_assert(emel_io_register(&k.lanes[0].io, &strategy));
    wanted = keeping_request(&k, (const uint32_t[]){ 0, 1, 2, 4 }, 4);
    wanted.policy = (struct emel_io_policy){ .strategy = LENDER_KIND, .alignment = 1 };
    wanted.io = &k.lanes[0].io;
    for (int round = 0; round < 2; round++) {
        ck_assert(emel_storage_load(&k.storage, &wanted, &k.why));
        keeping_expect(&k, 1, "resident");
        ck_assert_ptr_eq(emel_storage_tensor(&k.storage, 0)->data, loan[0] + 100);
        ck_assert_ptr_eq(emel_storage_tensor(&k.storage, 1)->data, loan[1]);
        ck_assert_uint_eq(k.tensors.held, 0);
        ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 0);
        for (uint32_t i = 0; i < 4; i++)
            ck_assert(emel_storage_evict(&k.storage, wanted.tensors[i], NULL));
        keeping_expect(&k, 1, "evicted");
        ck_assert_uint_eq(temp_matching(loan[1], k.disk.files[1].seed, 0, LOAN_BYTES), LOAN_BYTES);
    }
    keeping_leave(&k);
}
END_TEST

START_TEST(tensors_may_be_lent_and_read_side_by_side)
{
    struct keeping k = { .limit = 0 };
    struct lender lender;
    struct emel_io_strategy strategy;
    struct emel_storage_request wanted;

    keeping_enter(&k, 0);
    lender = lend_files_of(&k);
    strategy = lender_strategy(&lender);
    ck_assert(emel_io_register(&k.lanes[0].io, &strategy));
    wanted = keeping_request(&k, (const uint32_t[]){ 0, 3 }, 2);
    wanted.policy = (struct emel_io_policy){ .strategy = LENDER_KIND, .alignment = 1 };
    wanted.io = &k.lanes[0].io;
    ck_assert(emel_storage_load(&k.storage, &wanted, &k.why));
    ck_assert(keeping_load(&k, NULL, 0));
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        keeping_expect(&k, i, "resident");
    keeping_leave(&k);
}
END_TEST

START_TEST(what_cannot_be_lent_is_told_in_the_lenders_words)
{
    struct keeping k = { .limit = 0 };
    struct lender lender;
    struct emel_io_strategy strategy;
    struct emel_storage_request wanted;
    struct keeping_moment before;

    keeping_enter(&k, 0);
    lender = lend_files_of(&k);
    strategy = lender_strategy(&lender);
    ck_assert(emel_io_register(&k.lanes[0].io, &strategy));
    before = keeping_look(&k);
    wanted = keeping_request(&k, NULL, 0); /* tensor 5 ends past what is lent */
    wanted.policy = (struct emel_io_policy){ .strategy = LENDER_KIND, .alignment = 1 };
    wanted.io = &k.lanes[0].io;
    ck_assert(!emel_storage_load(&k.storage, &wanted, &k.why));
    keeping_expect_why(&k, EMEL_FAILURE_STRATEGY, LENDER_NO_SUCH_BYTES, "");
    ck_assert_str_eq(k.why.name, "NO_SUCH_BYTES");
    keeping_expect_unchanged(&k, &before);
    keeping_leave(&k);
}
END_TEST

Suite *lender_suite(void)
{
    static const struct conformance_subject *const subjects[] = { &subject };
    Suite *suite = suite_create("cooperative: a strategy that lends");
    TCase *tcase = tcase_create("lender");

    tcase_add_test(tcase, what_is_lent_is_resident_and_nothing_of_it_is_held);
    tcase_add_test(tcase, tensors_may_be_lent_and_read_side_by_side);
    tcase_add_test(tcase, what_cannot_be_lent_is_told_in_the_lenders_words);
    suite_add_tcase(suite, tcase);
    suite_add_tcase(suite, strategy_conformance_tcase(subjects, 1));
    return suite;
}
