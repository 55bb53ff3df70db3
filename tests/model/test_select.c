/* Some of a file's tensors, by pattern, and with parts of them in a storage. */
#include <check.h>
#include <string.h>

#include "emel/model/select.h"
#include "emel/model/tensor.h"
#include "support/opening.h"
#include "model/suites.h"

/* --- by pattern --------------------------------------------------------------------------- */

#define LAYERS                                                                                     \
    "'GGUF' 4:3 8:5 8:0 s'blk.0.w' 4:0 4:24 8:0 s'blk.0.b' 4:0 4:24 8:32 "                         \
    "s'blk.1.w' 4:0 4:24 8:64 s'blk/1' 4:0 4:24 8:96 s'out*' 4:0 4:24 8:128 @32 z129"

enum { ROOM = 8 };

struct selecting {
    struct opening opening;
    struct emel_failure why;
    uint32_t indices[ROOM], count;
    bool selected;
};

static void begin(struct selecting *selecting, const char *text)
{
    *selecting = (struct selecting){ .count = 0 };
    opening_add(&selecting->opening, "model.gguf", text);
    ck_assert(opening_open(&selecting->opening, "model.gguf"));
}

static void end(struct selecting *selecting)
{
    opening_leave(&selecting->opening);
}

/* `patterns` end with NULL. */
static void choose(struct selecting *selecting, const char *const *patterns, uint32_t room)
{
    size_t count = 0;

    while (patterns[count])
        count++;
    memset(selecting->indices, 0xff, sizeof selecting->indices);
    memset(&selecting->why, 0x5a, sizeof selecting->why);
    selecting->count = room;
    selecting->selected = emel_select_tensors(selecting->opening.file, patterns, count,
                                              room > 0 ? selecting->indices : NULL,
                                              &selecting->count, &selecting->why);
}

#define choose_in(selecting, room, ...)                                                            \
    choose((selecting), (const char *const[]){ __VA_ARGS__, NULL }, (room))

static void expect_chosen(const struct selecting *selecting, uint32_t count,
                          const uint32_t *indices)
{
    ck_assert_msg(selecting->selected, "%s", selecting->why.name);
    ck_assert_uint_eq(selecting->why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(selecting->count, count);
    ck_assert_mem_eq(selecting->indices, indices, count * sizeof *indices);
    ck_assert_uint_eq(selecting->indices[count], UINT32_MAX); /* nothing behind them */
}

START_TEST(patterns_choose_each_tensor_once_in_the_order_of_the_file)
{
    struct selecting s;

    begin(&s, LAYERS);
    choose_in(&s, ROOM, "blk.?.w", "blk.0.*", "blk.0.w");
    expect_chosen(&s, 3, (const uint32_t[]){ 0, 1, 2 });
    choose_in(&s, ROOM, "blk.[!0].w");
    expect_chosen(&s, 1, (const uint32_t[]){ 2 });
    choose_in(&s, ROOM, "*1*");
    expect_chosen(&s, 2, (const uint32_t[]){ 2, 3 });
    end(&s);
}
END_TEST

START_TEST(no_pattern_chooses_every_tensor)
{
    const char *const none[] = { NULL };
    struct selecting s;

    begin(&s, LAYERS);
    choose(&s, none, ROOM);
    expect_chosen(&s, 5, (const uint32_t[]){ 0, 1, 2, 3, 4 });
    s.count = ROOM;
    ck_assert(emel_select_tensors(s.opening.file, NULL, 0, s.indices, &s.count, NULL));
    ck_assert_uint_eq(s.count, 5);
    end(&s);
}
END_TEST

START_TEST(what_is_special_stands_for_itself_behind_a_backslash)
{
    struct selecting s;

    begin(&s, LAYERS);
    choose_in(&s, ROOM, "out\\*");
    expect_chosen(&s, 1, (const uint32_t[]){ 4 });
    choose_in(&s, ROOM, "blk.0.\\*");
    ck_assert(!s.selected);
    end(&s);
}
END_TEST

START_TEST(a_name_matches_any_pattern_or_none_that_is_there)
{
    static const char *const patterns[] = { "blk.0.*", "out\\*" };

    ck_assert(emel_select_matches(patterns, 2, "blk.0.w"));
    ck_assert(emel_select_matches(patterns, 2, "out*"));
    ck_assert(!emel_select_matches(patterns, 2, "output"));
    ck_assert(!emel_select_matches(patterns, 1, "out*"));
    ck_assert(emel_select_matches(NULL, 0, "blk.1.w"));
}
END_TEST

START_TEST(the_first_pattern_that_matches_nothing_is_told)
{
    struct selecting s;

    begin(&s, LAYERS);
    choose_in(&s, ROOM, "blk.*", "blk.7.*", "nor this");
    ck_assert(!s.selected);
    ck_assert_uint_eq(s.why.source, EMEL_FAILURE_SELECT);
    ck_assert_uint_eq(s.why.code, EMEL_SELECT_NO_MATCH);
    ck_assert_str_eq(s.why.name, "NO_MATCH");
    ck_assert_str_eq(s.why.subject, "blk.7.*");
    ck_assert_str_eq(s.why.file, "model.gguf");
    end(&s);
}
END_TEST

START_TEST(more_than_there_is_room_for_is_counted_and_refused)
{
    struct selecting s;

    begin(&s, LAYERS);
    choose_in(&s, 2, "blk.*");
    ck_assert(!s.selected);
    ck_assert_uint_eq(s.why.code, EMEL_SELECT_NO_CAPACITY);
    ck_assert_uint_eq(s.count, 3);
    ck_assert_uint_eq(s.indices[1], 1);
    ck_assert_uint_eq(s.indices[2], UINT32_MAX);
    choose_in(&s, 0, "blk.*");
    ck_assert(!s.selected);
    ck_assert_uint_eq(s.count, 3);
    choose_in(&s, 0, "blk.*", "none");
    ck_assert_uint_eq(s.why.code, EMEL_SELECT_NO_MATCH); /* room would not help */
    end(&s);
}
END_TEST

START_TEST(of_no_tensors_all_are_chosen_and_none_match)
{
    const char *const none[] = { NULL };
    struct selecting s;

    begin(&s, "'GGUF' 4:3 8:0 8:0");
    choose(&s, none, 0);
    ck_assert(s.selected);
    ck_assert_uint_eq(s.count, 0);
    choose_in(&s, ROOM, "*");
    ck_assert_uint_eq(s.why.code, EMEL_SELECT_NO_MATCH);
    end(&s);
}
END_TEST

/* --- with a file and a storage ---------------------------------------------------------------- */

START_TEST(the_format_tells_which_extent_varies_fastest)
{
    struct selecting s;

    begin(&s, "'GGUF' 4:3 8:0 8:0");
    ck_assert_int_eq(emel_select_order(s.opening.file), EMEL_ORDER_FIRST_FASTEST);
    end(&s);
    begin(&s, "L('{}')");
    ck_assert_int_eq(emel_select_order(s.opening.file), EMEL_ORDER_LAST_FASTEST);
    end(&s);
}
END_TEST

/* Each rank's rows of `w`, beside the whole of `b`. */
START_TEST(parts_are_loaded_beside_whole_tensors)
{
    struct opening opening = { .bytes = 0 };
    struct emel_storage storage;
    struct emel_storage_options options = { .files = NULL };
    const struct emel_tensor_record *w, *b;
    struct emel_tensor_record part[2];
    struct emel_io_part runs[2];
    uint64_t shape[2][2];
    struct emel_io_system system;

    opening_add(&opening, "model.gguf",
                "'GGUF' 4:3 8:2 8:0 s'w' 4:2 8:3 8:4 4:24 8:0 "
                "s'b' 4:1 8:2 4:24 8:32 @32 'abcdefghijkl' @32 'BC'");
    ck_assert(opening_open(&opening, "model.gguf"));
    system = system_table(&opening.system);
    options.files = emel_model_file_files(opening.file, &options.file_count);
    options.system = &system;
    ck_assert(emel_storage_init(&storage, 3, &options, NULL));
    w = emel_model_file_find(opening.file, "w");
    b = emel_model_file_find(opening.file, "b");
    for (uint32_t rank = 0; rank < 2; rank++) {
        const struct emel_slice rows = { .order = emel_select_order(opening.file),
                                         .dimension = 1,
                                         .from = 2 * rank,
                                         .to = 2 * rank + 2 };

        ck_assert(emel_select_slice(w, &rows, shape[rank], 2, &runs[rank], &part[rank], NULL));
        ck_assert(emel_storage_bind(&storage, rank, &part[rank], NULL));
    }
    ck_assert(emel_storage_bind(&storage, 2, b, NULL));
    ck_assert(emel_storage_load(&storage, NULL, NULL));
    ck_assert_mem_eq(emel_storage_tensor(&storage, 0)->data, "abcdef", 6);
    ck_assert_mem_eq(emel_storage_tensor(&storage, 1)->data, "ghijkl", 6);
    ck_assert_mem_eq(emel_storage_tensor(&storage, 2)->data, "BC", 2);
    ck_assert_uint_eq(emel_storage_get_statistics(&storage).resident_bytes, 14);
    emel_storage_deinit(&storage);
    opening_leave(&opening);
}
END_TEST

START_TEST(errors_have_names_and_sentences)
{
    ck_assert_str_eq(emel_select_error_name(EMEL_SELECT_NOT_ONE_RANGE), "NOT_ONE_RANGE");
    ck_assert_str_eq(emel_select_error_text(EMEL_SELECT_NONE), "no error");
    ck_assert_str_eq(emel_select_error_name(EMEL_SELECT_JOIN_SCATTERED + 1), "unknown");
    ck_assert_str_eq(emel_select_error_text(UINT32_MAX), "unknown error");
}
END_TEST

Suite *select_suite(void)
{
    Suite *suite = suite_create("select");
    TCase *group = tcase_create("select");

    tcase_add_test(group, patterns_choose_each_tensor_once_in_the_order_of_the_file);
    tcase_add_test(group, no_pattern_chooses_every_tensor);
    tcase_add_test(group, what_is_special_stands_for_itself_behind_a_backslash);
    tcase_add_test(group, a_name_matches_any_pattern_or_none_that_is_there);
    tcase_add_test(group, the_first_pattern_that_matches_nothing_is_told);
    tcase_add_test(group, more_than_there_is_room_for_is_counted_and_refused);
    tcase_add_test(group, of_no_tensors_all_are_chosen_and_none_match);
    tcase_add_test(group, the_format_tells_which_extent_varies_fastest);
    tcase_add_test(group, parts_are_loaded_beside_whole_tensors);
    tcase_add_test(group, errors_have_names_and_sentences);
    suite_add_tcase(suite, group);
    return suite;
}
