/* Sets of files that do not belong together, each refused with the file, the tensor or key,
 * and the place. */
#include <check.h>
#include <string.h>

#include "support/opening.h"
#include "model/file/suites.h"

#define FILES_MAX 3

struct row {
    const char *path; /* that is opened */
    struct {
        const char *path, *text;
    } files[FILES_MAX];
    enum emel_model_file_error error;
    const char *blamed, *subject; /* NULL: none */
};

/* --- GGUF ------------------------------------------------------------------------------------- */

/* The keys of a shard, and a set of two. */
#define NO(n) "s'split.no' 4:2 2:" #n " "
#define COUNT(n) "s'split.count' 4:2 2:" #n " "
#define TENSORS(n) "s'split.tensors.count' 4:5 4:" #n " "
#define KEYS(no, count, tensors) NO(no) COUNT(count) TENSORS(tensors)
#define TENSOR(name) "s'" name "' 4:1 8:1 4:24 8:0 "
#define DATA "@32 'x'"

#define ONE "'GGUF' 4:3 8:1 8:3 " KEYS(0, 2, 2) TENSOR("v") DATA
#define TWO "'GGUF' 4:3 8:1 8:3 " KEYS(1, 2, 2) TENSOR("w") DATA
#define P1 "m-00001-of-00002.gguf"
#define P2 "m-00002-of-00002.gguf"
#define SECOND(text)                                                                               \
    {                                                                                              \
        { P1, ONE },                                                                               \
        {                                                                                          \
            P2, text                                                                               \
        }                                                                                          \
    }

static const struct row gguf[] = {
    /* missing */
    { P1, { { P1, ONE } }, EMEL_MODEL_FILE_SHARD_MISSING, P2, NULL },
    { P2, { { P2, TWO } }, EMEL_MODEL_FILE_SHARD_MISSING, P1, NULL },

    /* the name */
    { "m.gguf",
      { { "m.gguf",
          "'GGUF' 4:3 8:1 8:3 " NO(0) "s'split.count' 4:2 ^ 2:2 " TENSORS(2) TENSOR("v") DATA } },
      EMEL_MODEL_FILE_SHARD_NAME,
      "m.gguf",
      "split.count" },
    { "m-00001-of-00003.gguf",
      { { "m-00001-of-00003.gguf",
          "'GGUF' 4:3 8:1 8:3 " NO(0) "s'split.count' 4:2 ^ 2:2 " TENSORS(2) TENSOR("v") DATA } },
      EMEL_MODEL_FILE_SHARD_NAME,
      "m-00001-of-00003.gguf",
      "split.count" },
    { "m-00001-of-00002.GGUF",
      { { "m-00001-of-00002.GGUF",
          "'GGUF' 4:3 8:1 8:3 " NO(0) "s'split.count' 4:2 ^ 2:2 " TENSORS(2) TENSOR("v") DATA } },
      EMEL_MODEL_FILE_SHARD_NAME,
      "m-00001-of-00002.GGUF",
      "split.count" },
    { P2,
      { { P2, "'GGUF' 4:3 8:1 8:3 s'split.no' 4:2 ^ 2:0 " COUNT(2) TENSORS(2) TENSOR("v") DATA } },
      EMEL_MODEL_FILE_SHARD_NAME,
      P2,
      "split.no" },
    { "model-1-of-00002.gguf",
      { { "model-1-of-00002.gguf",
          "'GGUF' 4:3 8:1 8:3 s'split.no' 4:2 ^ 2:0 " COUNT(2) TENSORS(2) TENSOR("v") DATA } },
      EMEL_MODEL_FILE_SHARD_NAME,
      "model-1-of-00002.gguf",
      "split.no" },

    /* keys of the one that is opened */
    { P1,
      { { P1, "'GGUF' 4:3 8:0 8:1 s'split.count' 4:4 ^ 4:2" } },
      EMEL_MODEL_FILE_SHARD_KEY,
      P1,
      "split.count" },
    { P1,
      { { P1, "'GGUF' 4:3 8:0 8:1 s'split.count' 4:8 L(^ '2')" } },
      EMEL_MODEL_FILE_SHARD_KEY,
      P1,
      "split.count" },
    { P1, { { P1, "'GGUF' 4:3 8:0 8:1 " COUNT(2) } }, EMEL_MODEL_FILE_SHARD_KEY, P1, "split.no" },
    { P1,
      { { P1, "'GGUF' 4:3 8:0 8:2 " COUNT(2) "s'split.no' 4:3 ^ 2:0" } },
      EMEL_MODEL_FILE_SHARD_KEY,
      P1,
      "split.no" },
    { "m-00003-of-00002.gguf",
      { { "m-00003-of-00002.gguf", "'GGUF' 4:3 8:0 8:2 " COUNT(2) "s'split.no' 4:2 ^ 2:2" } },
      EMEL_MODEL_FILE_SHARD_KEY,
      "m-00003-of-00002.gguf",
      "split.no" },
    { "m-65536-of-65535.gguf",
      { { "m-65536-of-65535.gguf",
          "'GGUF' 4:3 8:0 8:2 " COUNT(65535) "s'split.no' 4:2 ^ 2:65535" } },
      EMEL_MODEL_FILE_SHARD_KEY,
      "m-65536-of-65535.gguf",
      "split.no" },
    { "m-00001-of-04097.gguf",
      { { "m-00001-of-04097.gguf", "'GGUF' 4:3 8:0 8:2 s'split.count' 4:2 ^ 2:4097 " NO(0) } },
      EMEL_MODEL_FILE_LIMIT,
      "m-00001-of-04097.gguf",
      "split.count" },
    { P1,
      { { P1, "'GGUF' 4:3 8:1 8:2 " NO(0) COUNT(2) TENSOR("v") DATA }, { P2, TWO } },
      EMEL_MODEL_FILE_SHARD_KEY,
      P1,
      "split.tensors.count" },
    { P1,
      { { P1, "'GGUF' 4:3 8:1 8:3 " NO(0) COUNT(2) "s'split.tensors.count' 4:4 ^ 4:2 " TENSOR("v")
                  DATA },
        { P2, TWO } },
      EMEL_MODEL_FILE_SHARD_KEY,
      P1,
      "split.tensors.count" },
    { P1,
      { { P1, "'GGUF' 4:3 8:1 8:3 " NO(0) COUNT(2) "s'split.tensors.count' 4:5 ^ 4:-1 " TENSOR("v")
                  DATA },
        { P2, TWO } },
      EMEL_MODEL_FILE_SHARD_KEY,
      P1,
      "split.tensors.count" },

    /* keys of another */
    { P1, SECOND("'GGUF' 4:3 8:1 8:3 s'split.no' 4:2 ^ 2:0 " COUNT(2) TENSORS(2) TENSOR("w") DATA),
      EMEL_MODEL_FILE_SHARD_KEY, P2, "split.no" },
    { P1,
      SECOND("'GGUF' 4:3 8:1 8:3 " NO(1) "s'split.count' 4:2 ^ 2:3 " TENSORS(2) TENSOR("w") DATA),
      EMEL_MODEL_FILE_SHARD_KEY, P2, "split.count" },
    { P1,
      SECOND("'GGUF' 4:3 8:1 8:3 " NO(1) "s'split.count' 4:2 ^ 2:1 " TENSORS(2) TENSOR("w") DATA),
      EMEL_MODEL_FILE_SHARD_KEY, P2, "split.count" },
    { P1,
      SECOND("'GGUF' 4:3 8:1 8:3 " NO(1) COUNT(2) "s'split.tensors.count' 4:5 ^ 4:3 " TENSOR("w")
                 DATA),
      EMEL_MODEL_FILE_SHARD_KEY, P2, "split.tensors.count" },
    { P1, SECOND("'GGUF' 4:3 8:1 8:0 " TENSOR("w") DATA), EMEL_MODEL_FILE_SHARD_KEY, P2,
      "split.no" },
    { P1, SECOND("'GGUF' 4:3 8:1 8:1 " NO(1) TENSOR("w") DATA), EMEL_MODEL_FILE_SHARD_KEY, P2,
      "split.count" },
    { P1, SECOND("'GGUF' 4:3 8:1 8:2 " NO(1) COUNT(2) TENSOR("w") DATA), EMEL_MODEL_FILE_SHARD_KEY,
      P2, "split.tensors.count" },

    /* tensors */
    { P1,
      { { P1, "'GGUF' 4:3 8:1 8:3 " NO(0) COUNT(2) "s'split.tensors.count' 4:5 ^ 4:3 " TENSOR("v")
                  DATA },
        { P2, "'GGUF' 4:3 8:1 8:3 " KEYS(1, 2, 3) TENSOR("w") DATA } },
      EMEL_MODEL_FILE_SHARD_TENSORS,
      P1,
      "split.tensors.count" },
    { P1,
      { { P1, "'GGUF' 4:3 8:1 8:3 " NO(0) COUNT(2) "s'split.tensors.count' 4:5 ^ 4:1 " TENSOR("v")
                  DATA },
        { P2, "'GGUF' 4:3 8:1 8:3 " KEYS(1, 2, 1) TENSOR("w") DATA } },
      EMEL_MODEL_FILE_SHARD_TENSORS,
      P1,
      "split.tensors.count" },
    { P1, SECOND("'GGUF' 4:3 8:1 8:3 " KEYS(1, 2, 2) "^" TENSOR("v") DATA),
      EMEL_MODEL_FILE_SHARD_TWICE, P2, "v" },
    { P1, SECOND("'GGUF' 4:3 8:2 8:3 " KEYS(1, 2, 2) TENSOR("w") "^" TENSOR("w") DATA),
      EMEL_MODEL_FILE_DUPLICATE_NAME, P2, "w" },

    /* the other by itself */
    { P1, SECOND("'GGUF' ^ 4:1 8:1 8:3 " KEYS(1, 2, 2) TENSOR("w") DATA), EMEL_MODEL_FILE_VERSION,
      P2, NULL },
    { P1, SECOND("'GGUF' 4:3 ^ 8:1000000 8:3 " KEYS(1, 2, 2) TENSOR("w") DATA),
      EMEL_MODEL_FILE_COUNT, P2, NULL },
    { P1, SECOND("'GGUF' 4:3 8:1 8:4 " KEYS(1, 2, 2) "^ s'split.no' 4:2 2:0 " TENSOR("w") DATA),
      EMEL_MODEL_FILE_DUPLICATE_KEY, P2, "split.no" },
    { P1, SECOND("'GGUF' 4:3 8:1 8:3 " KEYS(1, 2, 2) "s'w' 4:1 8:9 4:24 ^ 8:0 " DATA),
      EMEL_MODEL_FILE_RANGE, P2, "w" },
    { P1, SECOND("^ 'VERSION https'"), EMEL_MODEL_FILE_MAGIC, P2, NULL },
    { P1, SECOND("^ L('{}')"), EMEL_MODEL_FILE_MAGIC, P2, NULL },
    { P1, SECOND("^"), EMEL_MODEL_FILE_TRUNCATED, P2, NULL },
};

/* --- an index --------------------------------------------------------------------------------- */

#define I "d/i.json"
#define A "d/a.st"
#define B "d/b.st"
#define U8(name) "\"" name "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}"
#define ST(name) "L('{" U8(name) "}') 'x'"
#define MAP(text) "'{\"weight_map\":{' " text " '}}'"
#define LISTED "'\"v\":\"a.st\",\"w\":\"b.st\"'"
#define WITH(index)                                                                                \
    {                                                                                              \
        { I, index }, { A, ST("v") },                                                              \
        {                                                                                          \
            B, ST("w")                                                                             \
        }                                                                                          \
    }

static const struct row in_index[] = {
    /* missing */
    { I, { { I, MAP(LISTED) }, { A, ST("v") } }, EMEL_MODEL_FILE_SHARD_MISSING, B, NULL },
    { I,
      { { I, MAP("'\"v\":\"a.st/v\"'") }, { A, ST("v") } },
      EMEL_MODEL_FILE_SHARD_MISSING,
      "d/a.st/v",
      NULL },

    /* JSON */
    { I, WITH("'{\"weight_map\":{' " LISTED " '}' ^"), EMEL_MODEL_FILE_JSON, I, NULL },
    { I, WITH("'{\"weight_map\":{' " LISTED " '}}' ^ '{'"), EMEL_MODEL_FILE_JSON, I, NULL },
    { I, WITH("'{\"weight_map\":{' ^ '1:2}}'"), EMEL_MODEL_FILE_JSON, I, NULL },
    { I, WITH("'{\"weight_map\":{\"' ^ xff '\":\"\"}}'"), EMEL_MODEL_FILE_UTF8, I, NULL },
    { I, WITH("'{\"weights\":[[[[[[[' ^ '[]]]]]]]]}'"), EMEL_MODEL_FILE_JSON, I, NULL },
    { I, WITH("^ ' {\"weight_map\":{}}'"), EMEL_MODEL_FILE_MAGIC, I, NULL },
    { I, WITH("^ '[{\"weight_map\":{}}]'"), EMEL_MODEL_FILE_MAGIC, I, NULL },

    /* weight_map */
    { I, WITH("'{\"metadata\":{}}'"), EMEL_MODEL_FILE_SHARD_INDEX, I, "weight_map" },
    { I, WITH("'{\"weight_maps\":{\"v\":\"a.st\"}}'"), EMEL_MODEL_FILE_SHARD_INDEX, I,
      "weight_map" },
    { I, WITH("'{\"a\":{\"weight_map\":{\"v\":\"a.st\"}}}'"), EMEL_MODEL_FILE_SHARD_INDEX, I,
      "weight_map" },
    { I, WITH("'{\"weight_map\":{}}'"), EMEL_MODEL_FILE_SHARD_INDEX, I, "weight_map" },
    { I, WITH("'{\"weight_map\":' ^ '[]}'"), EMEL_MODEL_FILE_SHARD_INDEX, I, "weight_map" },
    { I, WITH("'{\"weight_map\":' ^ 'null}'"), EMEL_MODEL_FILE_SHARD_INDEX, I, "weight_map" },
    { I, WITH("'{\"weight_map\":' ^ '\"a.st\"}'"), EMEL_MODEL_FILE_SHARD_INDEX, I, "weight_map" },
    { I, WITH("'{\"weight_map\":{' " LISTED " '},' ^ '\"weight\\u005fmap\":{}}'"),
      EMEL_MODEL_FILE_DUPLICATE_KEY, I, "weight_map" },
    { I, WITH(MAP("'\"v\":' ^ '1'")), EMEL_MODEL_FILE_SHARD_INDEX, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ 'null'")), EMEL_MODEL_FILE_SHARD_INDEX, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '[\"a.st\"]'")), EMEL_MODEL_FILE_SHARD_INDEX, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '{\"a\":\"a.st\"}'")), EMEL_MODEL_FILE_SHARD_INDEX, I, "v" },
    { I, WITH(MAP("^ '\"v\\u0000\":\"a.st\"'")), EMEL_MODEL_FILE_NAME, I, "v?" },

    /* a file that is not in the folder */
    { I, WITH(MAP("'\"v\":' ^ '\"\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"/d/a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"/\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\".\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"..\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"./a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"../a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"\\u002e./a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"..\\/a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"x/../../a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"x/..\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"x/./a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"x//a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"a.st/\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"..\\\\a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"a.st\\u0000/../b\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "v" },
    { I, WITH(MAP(LISTED " ',\"x\":' ^ '\"../a.st\"'")), EMEL_MODEL_FILE_SHARD_PATH, I, "x" },
    { I, WITH(MAP("'\"v\":' ^ '\"' a4094 '\"'")), EMEL_MODEL_FILE_LIMIT, I, "v" },
    { I, WITH(MAP("'\"v\":' ^ '\"' a1000000 '\"'")), EMEL_MODEL_FILE_LIMIT, I, "v" },

    /* tensors */
    { I, WITH(MAP(LISTED " ',\"x\":\"a.st\"'")), EMEL_MODEL_FILE_SHARD_TENSOR, A, "x" },
    { I, WITH(MAP("'\"v\":\"b.st\",\"w\":\"a.st\"'")), EMEL_MODEL_FILE_SHARD_TENSOR, B, "v" },
    { I, WITH(MAP(LISTED " ',\"v\":\"b.st\"'")), EMEL_MODEL_FILE_SHARD_TENSOR, B, "v" },
    { I, WITH(MAP(LISTED " ',' ^ '\"\\u0076\":\"a.st\"'")), EMEL_MODEL_FILE_DUPLICATE_KEY, I, "v" },
    { I,
      { { I, MAP(LISTED) }, { A, ST("v") }, { B, ST("v") } },
      EMEL_MODEL_FILE_SHARD_TENSOR,
      B,
      "w" },
    { I,
      { { I, MAP("'\"v\":\"a.st\"'") },
        { A,
          "L('{" U8("v") ",' ^ '\"v\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}') "
                         "'xy'" } },
      EMEL_MODEL_FILE_DUPLICATE_NAME,
      A,
      "v" },

    /* a file by itself */
    { I,
      { { I, MAP(LISTED) }, { A, ST("v") }, { B, "^ 'GGUF' 4:3 8:0 8:0" } },
      EMEL_MODEL_FILE_MAGIC,
      B,
      NULL },
    { I,
      { { I, MAP(LISTED) }, { A, ST("v") }, { B, "^ '{\"weight_map\":{}}'" } },
      EMEL_MODEL_FILE_MAGIC,
      B,
      NULL },
    { I, { { I, "^ " MAP("'\"v\":\"i.json\"'") } }, EMEL_MODEL_FILE_MAGIC, I, NULL },
    { I,
      { { I, MAP(LISTED) }, { A, ST("v") }, { B, "L('{' ^ ')') 'x'" } },
      EMEL_MODEL_FILE_JSON,
      B,
      NULL },
    { I,
      { { I, MAP(LISTED) }, { A, ST("v") }, { B, "L('{" U8("w") "}') 'x' ^ 'y'" } },
      EMEL_MODEL_FILE_TRAILING,
      B,
      NULL },
    { I,
      { { I, MAP(LISTED) }, { A, ST("v") }, { B, "z4 ^" } },
      EMEL_MODEL_FILE_TRUNCATED,
      B,
      NULL },
};

/* --- the tables ------------------------------------------------------------------------------- */

/* One of the places of a row has the mark, or none. */
static void add_files(struct opening *opening, const struct row *row)
{
    uint64_t mark = EMEL_FAILURE_NO_OFFSET;

    for (int i = 0; i < FILES_MAX && row->files[i].path; i++) {
        opening_add(opening, row->files[i].path, row->files[i].text);
        if (opening->mark != EMEL_FAILURE_NO_OFFSET)
            mark = opening->mark;
    }
    opening->mark = mark;
}

static void check_row(const struct row *row, size_t cap)
{
    struct opening opening = { .system = { .cap = cap } };
    char line[1024];

    add_files(&opening, row);
    opening_open(&opening, row->path);
    emel_failure_print(line, sizeof line, &opening.why);
    ck_assert_msg(!opening.file, "opened: %s", row->files[0].text);
    ck_assert_msg(opening.why.source == EMEL_FAILURE_MODEL_FILE &&
                      opening.why.code == (uint32_t)row->error,
                  "not %s, but %s", emel_model_file_error_name((uint32_t)row->error), line);
    ck_assert_msg(opening.why.file_offset == opening.mark, "not at byte %llu: %s",
                  (unsigned long long)opening.mark, line);
    ck_assert_msg(strcmp(opening.why.file, row->blamed) == 0, "not %s: %s", row->blamed, line);
    ck_assert_msg(strcmp(opening.why.subject, row->subject ? row->subject : "") == 0,
                  "not over %s: %s", row->subject, line);
    opening_leave(&opening);
}

START_TEST(a_set_of_gguf_shards_that_is_incomplete_or_inconsistent_is_refused)
{
    check_row(&gguf[_i], 0);
    check_row(&gguf[_i], 1);
}
END_TEST

START_TEST(an_index_that_contradicts_its_files_is_refused)
{
    check_row(&in_index[_i], 0);
    check_row(&in_index[_i], 7);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *shards_malformed_suite(void)
{
    Suite *suite = suite_create("model/file: shards malformed");
    TCase *test = tcase_create("rows");

    tcase_add_loop_test(test, a_set_of_gguf_shards_that_is_incomplete_or_inconsistent_is_refused, 0,
                        ROWS(gguf));
    tcase_add_loop_test(test, an_index_that_contradicts_its_files_is_refused, 0, ROWS(in_index));
    suite_add_tcase(suite, test);
    return suite;
}
