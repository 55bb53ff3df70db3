/* Models that people have: each must open, or be refused with what it is. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "emel/model/metadata.h"
#include "model/file/suites.h"
#include "support/file_sets.h"
#include "support/opening.h"
#include "support/real_files.h"

static struct opening opening;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

/* The failure as it is printed. */
static const char *printed(void)
{
    static char line[1024];

    emel_failure_print(line, sizeof line, &opening.why);
    return line;
}

static void open_text(const char *text)
{
    opening_add(&opening, "model", text);
    ck_assert_msg(opening_open(&opening, "model"), "%s", printed());
}

/* --- GGUF --------------------------------------------------------------------------------- */

START_TEST(a_gguf_name_has_0_to_255_bytes)
{
    static const unsigned lengths[] = { 0, 1, 64, 65, 83, 127, 160, 255 };
    char text[100], name[256] = "";

    snprintf(text, sizeof text, "'GGUF' 4:3 8:1 8:0 L(a%u) 4:1 8:8 4:0 8:0 @32 z32", lengths[_i]);
    if (lengths[_i] == 0)
        strcpy(text, "'GGUF' 4:3 8:1 8:0 8:0 4:1 8:8 4:0 8:0 @32 z32");
    memset(name, 'a', lengths[_i]);
    open_text(text);
    ck_assert_ptr_nonnull(emel_model_file_find(opening.file, name));
}
END_TEST

START_TEST(a_gguf_tensor_has_0_to_8_dimensions)
{
    const struct emel_tensor_record *record;
    char text[100];

    snprintf(text, sizeof text, "'GGUF' 4:3 8:1 8:0 s'w' 4:%d %d*(8:1) 4:0 8:0 @32 z32", _i, _i);
    if (_i == 0)
        strcpy(text, "'GGUF' 4:3 8:1 8:0 s'w' 4:0 4:0 8:0 @32 z32");
    open_text(text);
    record = emel_model_file_find(opening.file, "w");
    ck_assert_uint_eq(record->rank, (unsigned)_i);
    ck_assert_ptr_nonnull(record->shape);
    ck_assert_uint_eq(record->byte_size, 4);
}
END_TEST

/* Values that are the same, of every kind. */
static const char *const same[] = {
    "s'k' 4:4 4:7",
    "s'k' 4:8 s'text'",
    "s'k' 4:8 s''",
    "s'k' 4:9 4:8 8:2 s'a' s'bc'",
    "s'k' 4:9 4:4 8:2 4:1 4:2",
    "s'k' 4:8 L(a70000)",
};

START_TEST(a_gguf_key_that_is_written_again_with_the_same_value_is_one_key)
{
    char text[300];
    struct emel_metadata entry;

    snprintf(text, sizeof text, "'GGUF' 4:3 8:0 8:5 %s s'j' 4:0 1:1 %s s'l' 4:0 1:2 %s", same[_i],
             same[_i], same[_i]);
    open_text(text);
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 3);
    ck_assert(emel_model_file_metadata_find(opening.file, "k", &entry));
    ck_assert_uint_lt(entry.file_offset, 60);
    ck_assert(emel_model_file_metadata(opening.file, 2, &entry));
    ck_assert_str_eq(entry.key, "l");
    ck_assert_uint_eq(entry.value.u, 2);
}
END_TEST

static const struct {
    const char *first, *second;
} different[] = {
    { "s'k' 4:4 4:7", "s'k' 4:4 4:8" },
    { "s'k' 4:4 4:7", "s'k' 4:5 4:7" },
    { "s'k' 4:8 s'text'", "s'k' 4:8 s'texT'" },
    { "s'k' 4:8 s'text'", "s'k' 4:8 s'texts'" },
    { "s'k' 4:9 4:4 8:2 4:1 4:2", "s'k' 4:9 4:5 8:2 4:1 4:2" },
    { "s'k' 4:9 4:4 8:2 4:1 4:2", "s'k' 4:9 4:4 8:2 4:1 4:3" },
    { "s'k' 4:9 4:4 8:2 4:1 4:2", "s'k' 4:9 4:10 8:1 4:1 4:2" },
    { "s'k' 4:8 L(a70000)", "s'k' 4:8 L(a69999 'b')" },
};

START_TEST(a_gguf_key_with_another_value_is_refused_with_both_offsets)
{
    char text[300];

    snprintf(text, sizeof text, "'GGUF' 4:3 8:0 8:2 %s ^ %s", different[_i].first,
             different[_i].second);
    opening_add(&opening, "model", text);
    ck_assert(!opening_open(&opening, "model"));
    ck_assert_str_eq(opening.why.name, "DUPLICATE_KEY");
    ck_assert_str_eq(opening.why.subject, "k");
    ck_assert_uint_eq(opening.why.file_offset, opening.mark);
    ck_assert_uint_eq(opening.why.other_offset, 24);
}
END_TEST

START_TEST(a_value_that_cannot_be_read_again_to_compare_it_is_an_error)
{
    bool opened = false;

    opening_add(&opening, "model", "'GGUF' 4:3 8:0 8:2 s'k' 4:8 L(a99) s'k' 4:8 L(a99)");
    opening.system.cap = 9;
    for (unsigned nth = 1; !opened; nth++) {
        system_forget(&opening.system);
        opening.system.faults[0] = (struct system_fault){ SYSTEM_READ, nth, 1, EIO };
        opened = opening_open(&opening, "model");
        ck_assert_uint_lt(nth, 1000);
        if (!opened)
            ck_assert_str_eq(opening.why.name, "READ_FAILED");
    }
    emel_model_file_close(opening.file);
    opening.file = NULL;
    opening.system.faults[0].from = 0;
    for (unsigned nth = 1; nth < 9; nth++) {
        opening.memory = (struct counting){ .fails_at = nth };
        if (!opening_open(&opening, "model"))
            ck_assert_str_eq(opening.why.name, "OUT_OF_MEMORY");
        emel_model_file_close(opening.file);
        opening.file = NULL;
    }
}
END_TEST

START_TEST(a_file_by_iree_with_a_key_twice_opens)
{
    struct emel_model_file *file = real_open("iree-multiple.gguf");
    uint32_t count;

    if (!file)
        return;
    emel_model_file_tensors(file, &count);
    ck_assert_uint_gt(count, 0);
    emel_model_file_close(file);
}
END_TEST

START_TEST(a_shard_is_opened_alone_only_if_that_is_asked_for)
{
    const struct set *set = &sets[SET_GGUF];
    uint32_t count;

    opening_add(&opening, set->files[1].path, set->files[1].text);
    ck_assert(!opening_open(&opening, set->files[1].path));
    ck_assert_str_eq(opening.why.name, "SHARD_MISSING");
    opening.alone = true;
    ck_assert_msg(opening_open(&opening, set->files[1].path), "%s", printed());
    emel_model_file_files(opening.file, &count);
    ck_assert_uint_eq(count, 1);
    opening_has(&opening, "b", 0, set->files[1].path, 3);
}
END_TEST

/* --- safetensors ---------------------------------------------------------------------------- */

#define F32 "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]"

static const char *const tolerated[] = {
    "L('{\"__metadata__\":null,\"w\":{" F32 "}}') z4",
    "L('{\"w\":{" F32 "},\"__metadata__\":null}') z4",
    "L(' {\"w\":{" F32 "}}') z4",
    "L(x0a0d0920 '{\"w\":{" F32 "}}  ') z4",
    "L('{\"w\":{\"strides\":[1,{\"a\":1,\"b\":[]}]," F32 "}}') z4",
    "L('{\"w\":{" F32
    ",\"a\":null,\"b\":{\"a\":1,\"b\":{\"a\":2}},\"c\":\"text\\n\",\"\":-1.5e3}}') z4",
};

START_TEST(habits_of_safetensors_writers_are_tolerated)
{
    const struct emel_tensor_record *record;

    open_text(tolerated[_i]);
    record = emel_model_file_find(opening.file, "w");
    ck_assert_ptr_nonnull(record);
    ck_assert_uint_eq(record->file_offset, opening.bytes - 4);
    ck_assert_uint_eq(emel_model_file_metadata_count(opening.file), 0);
}
END_TEST

START_TEST(unknown_fields_of_a_tensor_have_a_limit)
{
    char text[6000] = "L('{\"w\":{", *at = text + strlen(text);

    for (int i = 0; i <= 256; i++)
        at += sprintf(at, "\"%d\":0,", i);
    strcpy(at, F32 "}}') z4");
    opening_add(&opening, "model", text);
    ck_assert(!opening_open(&opening, "model"));
    ck_assert_str_eq(opening.why.name, "LIMIT");
    ck_assert_uint_eq(opening.why.limit, 256);
    ck_assert_str_eq(opening.why.subject, "w");
}
END_TEST

/* --- several files ---------------------------------------------------------------------------- */

#define ONE(name) "\"" name "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}"
#define TWO(name) "\"" name "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}"

/* b.st is an overlay over a.st: both have w; the index names neither x nor the other w. */
static const struct set_file overlay[] = {
    { "d/i.json", "'{\"weight_map\":{\"v\":\"a.st\",\"w\":\"b.st\"}}'" },
    { "d/a.st", "L('{" ONE("w") "," TWO("v") "}') 'wv'" },
    { "d/b.st", "L('{" ONE("x") "," TWO("w") "}') 'xW'" },
};

START_TEST(an_index_selects_the_tensors_and_the_others_are_counted)
{
    const struct emel_tensor_record *records;
    uint32_t count;

    set_add(&(struct set){ .files = overlay, .count = 3 }, &opening);
    ck_assert_msg(opening_open(&opening, "d/i.json"), "%s", printed());
    records = emel_model_file_tensors(opening.file, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(records[0].name, "v");
    ck_assert_str_eq(records[1].name, "w");
    opening_has(&opening, "v", 0, "d/a.st", 1);
    opening_has(&opening, "w", 1, "d/b.st", 1);
    ck_assert_ptr_null(emel_model_file_find(opening.file, "x"));
    ck_assert_uint_eq(emel_model_file_ignored_count(opening.file), 2);
}
END_TEST

START_TEST(a_shard_is_checked_whole_before_the_index_selects)
{
    static const struct set_file files[] = {
        { "d/i.json", "'{\"weight_map\":{\"v\":\"a.st\"}}'" },
        { "d/a.st",
          "L('{" ONE(
              "v") ",\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}}') 'v x'" },
    };

    set_add(&(struct set){ .files = files, .count = 2 }, &opening);
    ck_assert(!opening_open(&opening, "d/i.json"));
    ck_assert_str_eq(opening.why.name, "HOLE");
    ck_assert_str_eq(opening.why.subject, "x");
}
END_TEST

/* --- files that are not models ---------------------------------------------------------------- */

static const struct {
    const char *text, *error, *part; /* of what is printed */
} strangers[] = {
    { "'version https://git-lfs.github.com/spec/v1' x0a 'oid sha256:4d7a2146 size 12345'", "MAGIC",
      "git-lfs pointer, the file was not downloaded" },
    { "'# xet version 0' x0a 'filesize = 1'", "MAGIC", "xet pointer" },
    { "'<!DOCTYPE html><html><body>Not found</body></html>'", "MAGIC", "a web page" },
    { "'<html>not found</html>'", "MAGIC", "a web page" },
    { "'[{\"error\":\"not found\"}]'", "MAGIC", "a JSON array" },
    { "'{\"error\":\"not found\"}'", "SHARD_INDEX", "JSON without a weight_map" },
    { "'{' x0a '  \"architectures\": [\"LlamaForCausalLM\"]}'", "SHARD_INDEX", "a config.json" },
    { "'PK' x0304 x00000808 z30 'archive/data.pkl'", "MAGIC", "a zip archive" },
    { "'PK' x0304 z40", "MAGIC", "a zip archive" },
    { "x8002 'ctorch._utils'", "MAGIC", "a Python pickle" },
    { "x8005 x9500000000 'abcdefgh'", "MAGIC", "a Python pickle" },
    { "'ggml' 4:32000 4:4096 4:256", "MAGIC", "of before GGUF" },
    { "'ggjt' 4:3 4:4096 4:256", "MAGIC", "of before GGUF" },
    { "'ggmf' 4:1 4:4096 4:256", "MAGIC", "of before GGUF" },
    { "'lmgg' 4:32000 4:4096 4:256", "MAGIC", "of before GGUF" },
    { "'tjgg' 4:3 4:4096 4:256", "MAGIC", "of before GGUF" },
    { "''", "TRUNCATED", "the file is empty" },
    { "'GGU'", "TRUNCATED", "8 bytes are needed, the file has 3: incomplete download?" },
    { "z16", "MAGIC", "begins with zeros" },
    { "z4096", "MAGIC", "begins with zeros" },
    { "z8", "HEADER_LENGTH", "the header has 0 bytes" },
    { "'nothing known, but long enough'", "MAGIC", "not a model file of a known format" },
    { "8:1000 '{\"w\":'", "HEADER_LENGTH",
      "the header has 1,000 bytes, 5 are left in the file: incomplete download?" },
    { "L('{\"w\":{\"dtype\":\"U8\",\"shape\":[1000],\"data_offsets\":[0,1000]}}') z9", "RANGE",
      "1,067 bytes are needed, the file has 76: incomplete download?" },
};

START_TEST(common_files_that_are_not_models_are_identified)
{
    opening_add(&opening, "model", strangers[_i].text);
    ck_assert(!opening_open(&opening, "model"));
    ck_assert_msg(strcmp(opening.why.name, strangers[_i].error) == 0, "%s", printed());
    ck_assert_msg(strstr(printed(), strangers[_i].part), "%s", printed());
}
END_TEST

/* A safetensors header of 640 bytes begins as a pickle does. */
START_TEST(a_safetensors_file_that_begins_like_another_format_opens)
{
    static const char *const texts[] = { "8:640 '{}' 638*(' ')", "8:1408 '{}' 1406*(' ')" };

    open_text(texts[_i]);
    ck_assert_str_eq(emel_model_file_format(opening.file), "safetensors");
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof *(rows))

Suite *compatibility_suite(void)
{
    Suite *suite = suite_create("model/file: compatibility");
    TCase *test = tcase_create("watched");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_loop_test(test, a_gguf_name_has_0_to_255_bytes, 0, 8);
    tcase_add_loop_test(test, a_gguf_tensor_has_0_to_8_dimensions, 0, 9);
    tcase_add_loop_test(test, a_gguf_key_that_is_written_again_with_the_same_value_is_one_key, 0,
                        COUNT(same));
    tcase_add_loop_test(test, a_gguf_key_with_another_value_is_refused_with_both_offsets, 0,
                        COUNT(different));
    tcase_add_test(test, a_value_that_cannot_be_read_again_to_compare_it_is_an_error);
    tcase_add_test(test, a_file_by_iree_with_a_key_twice_opens);
    tcase_add_test(test, a_shard_is_opened_alone_only_if_that_is_asked_for);
    tcase_add_loop_test(test, habits_of_safetensors_writers_are_tolerated, 0, COUNT(tolerated));
    tcase_add_test(test, unknown_fields_of_a_tensor_have_a_limit);
    tcase_add_test(test, an_index_selects_the_tensors_and_the_others_are_counted);
    tcase_add_test(test, a_shard_is_checked_whole_before_the_index_selects);
    tcase_add_loop_test(test, common_files_that_are_not_models_are_identified, 0, COUNT(strangers));
    tcase_add_loop_test(test, a_safetensors_file_that_begins_like_another_format_opens, 0, 2);
    suite_add_tcase(suite, test);
    return suite;
}
