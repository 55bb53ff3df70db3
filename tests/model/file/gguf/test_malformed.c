/* Every way a GGUF file is known to have hurt a loader, and what must come of it. */
#include <check.h>
#include <stdint.h>

#include "support/opening.h"
#include "model/file/suites.h"

/* The head of a header, and a tensor of eight F32, 32 bytes. */
#define HEAD(tensors, pairs) "'GGUF' 4:3 8:" #tensors " 8:" #pairs " "
#define TENSOR(name) "s'" name "' 4:1 8:8 4:0 8:0 "
#define DATA "@32 z32"

#define A10 "aaaaaaaaaa"
#define A99 A10 A10 A10 A10 A10 A10 A10 A10 A10 "aaaaaaaaa"
#define A100 A99 "a"
#define Q10 "??????????"
#define QUESTIONS Q10 Q10 Q10 Q10 Q10 Q10 Q10 Q10 Q10 "????"

struct row {
    const char *text;
    enum emel_model_file_error error;
    const char *subject;
};

static const struct row rows[] = {
    /* file */
    { "^", EMEL_MODEL_FILE_TRUNCATED, NULL },
    { "'GGU' ^", EMEL_MODEL_FILE_TRUNCATED, NULL },
    { "'GGUF' ^", EMEL_MODEL_FILE_TRUNCATED, NULL },
    { "'GGUF' 3:3 ^", EMEL_MODEL_FILE_TRUNCATED, NULL },
    { "'GGUF' 4:3 ^", EMEL_MODEL_FILE_TRUNCATED, NULL },
    { "'GGUF' 4:3 8:1 ^ 7:0", EMEL_MODEL_FILE_TRUNCATED, NULL },

    /* magic, version */
    { "^ 'FUGG' 4:3 8:0 8:0", EMEL_MODEL_FILE_MAGIC, NULL },
    { "^ 'ggjt' 4:3 8:0 8:0", EMEL_MODEL_FILE_MAGIC, NULL },
    { "^ '<!DOCTYPE html><html><body>Not found</body></html>'", EMEL_MODEL_FILE_MAGIC, NULL },
    { "^ 'version https://git-lfs.github.com/spec/v1'", EMEL_MODEL_FILE_MAGIC, NULL },
    { "'GGUF' ^ 4:0 8:0 8:0", EMEL_MODEL_FILE_VERSION, NULL },
    { "'GGUF' ^ 4:1 4:0 4:0", EMEL_MODEL_FILE_VERSION, NULL },
    { "'GGUF' ^ 4:4 8:0 8:0", EMEL_MODEL_FILE_VERSION, NULL },
    { "'GGUF' ^ 4:0x03000000 8:0 8:0", EMEL_MODEL_FILE_VERSION, NULL },

    /* n_tensors, n_kv */
    { "'GGUF' 4:3 ^ 8:-1 8:0", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 ^ 8:0x8000000000000000 8:0", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 ^ 8:0x0555555555555556 8:0", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 ^ 8:0x100000000 8:0", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 ^ 8:2 8:0 z47", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 8:0 ^ 8:-1", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 8:0 ^ 8:0x8000000000000000", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 8:0 ^ 8:0x0555555555555556", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 8:0 ^ 8:0x100000000", EMEL_MODEL_FILE_COUNT, NULL },
    { "'GGUF' 4:3 8:1 ^ 8:1 z37", EMEL_MODEL_FILE_COUNT, NULL },

    /* string length */
    { HEAD(0, 1) "^ 8:-1 z30", EMEL_MODEL_FILE_STRING_LENGTH, NULL },
    { HEAD(0, 1) "s'k' 4:8 ^ 8:-1 z30", EMEL_MODEL_FILE_STRING_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:8 ^ 8:0x8000000000000000", EMEL_MODEL_FILE_STRING_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:8 ^ 8:0x4000000000000000", EMEL_MODEL_FILE_STRING_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:8 ^ 8:0x40000000", EMEL_MODEL_FILE_STRING_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:8 ^ 8:0x80000001", EMEL_MODEL_FILE_STRING_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:8 ^ 8:5 'four'", EMEL_MODEL_FILE_STRING_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:8 8:2 s'a' ^ 8:-1 z8", EMEL_MODEL_FILE_STRING_LENGTH, "k" },

    /* array length */
    { HEAD(0, 1) "s'k' 4:9 4:10 ^ 8:0x2000000000000001", EMEL_MODEL_FILE_ARRAY_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:8 ^ 8:0x1000000000000001", EMEL_MODEL_FILE_ARRAY_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:0 ^ 8:0x8000000000000000", EMEL_MODEL_FILE_ARRAY_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:7 ^ 8:-1 z9", EMEL_MODEL_FILE_ARRAY_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:9 ^ 8:-1 z99", EMEL_MODEL_FILE_ARRAY_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:4 ^ 8:3 z11", EMEL_MODEL_FILE_ARRAY_LENGTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:9 8:1 4:4 ^ 8:3 z11", EMEL_MODEL_FILE_ARRAY_LENGTH, "k" },

    /* nested arrays */
    { HEAD(0, 1) "s'k' 4:9 8*(4:9 8:1) ^ 20000*(4:9 8:1) z64", EMEL_MODEL_FILE_DEPTH, "k" },
    { HEAD(0, 1) "s'k' 4:9 8*(4:9 8:1) ^ 4:0 8:0", EMEL_MODEL_FILE_DEPTH, "k" },

    /* key */
    { HEAD(0, 1) "^ s'' 4:0 z9", EMEL_MODEL_FILE_KEY, NULL },
    { HEAD(0, 1) "^ L(a65536) 4:0 1:0", EMEL_MODEL_FILE_KEY, A100 },
    { HEAD(0, 1) "^ L('a' 1:0 'b') 4:0 1:0", EMEL_MODEL_FILE_KEY, "a?b" },
    { HEAD(0, 1) "^ L('a' xc080) 4:0 1:0", EMEL_MODEL_FILE_KEY, "a??" },
    { HEAD(0, 2) "s'k' 4:0 1:1 ^ s'k' 4:8 s'x'", EMEL_MODEL_FILE_DUPLICATE_KEY, "k" },
    { HEAD(0, 3) "s'k' 4:0 1:1 s'j' 4:0 1:0 ^ s'k' 4:9 4:0 8:2 z2", EMEL_MODEL_FILE_DUPLICATE_KEY,
      "k" },
    { HEAD(0, 4) "s'b' 4:0 1:1 s'a' 4:0 1:0 ^ s'b' 4:4 4:9 s'a' 4:0 1:0",
      EMEL_MODEL_FILE_DUPLICATE_KEY, "b" },

    /* value or element type */
    { HEAD(0, 1) "s'k' ^ 4:13 z8", EMEL_MODEL_FILE_VALUE_TYPE, "k" },
    { HEAD(0, 1) "s'k' ^ 4:0x7fffffff z8", EMEL_MODEL_FILE_VALUE_TYPE, "k" },
    { HEAD(0, 1) "s'k' ^ 4:0xffffffff z8", EMEL_MODEL_FILE_VALUE_TYPE, "k" },
    { HEAD(0, 1) "s'k' 4:9 ^ 4:13 8:0", EMEL_MODEL_FILE_VALUE_TYPE, "k" },
    { HEAD(0, 1) "s'k' 4:9 ^ 4:0xffffffff 8:0", EMEL_MODEL_FILE_VALUE_TYPE, "k" },
    { HEAD(0, 1) "s'k' 4:7 ^ 1:2", EMEL_MODEL_FILE_BOOL_VALUE, "k" },
    { HEAD(0, 1) "s'k' 4:7 ^ 1:0xff", EMEL_MODEL_FILE_BOOL_VALUE, "k" },
    { HEAD(0, 1) "s'k' 4:9 4:7 8:70002 z70000 1:1 ^ 1:2", EMEL_MODEL_FILE_BOOL_VALUE, "k" },
    { HEAD(0, 1) "s'kkkk' 4:10 ^ 7:0", EMEL_MODEL_FILE_TRUNCATED, "kkkk" },

    /* general.alignment */
    { HEAD(0, 1) "s'general.alignment' 4:4 ^ 4:0", EMEL_MODEL_FILE_ALIGNMENT, "general.alignment" },
    { HEAD(0, 1) "s'general.alignment' 4:4 ^ 4:13", EMEL_MODEL_FILE_ALIGNMENT,
      "general.alignment" },
    { HEAD(0, 1) "s'general.alignment' 4:4 ^ 4:33", EMEL_MODEL_FILE_ALIGNMENT,
      "general.alignment" },
    { HEAD(0, 1) "s'general.alignment' 4:4 ^ 4:0x80000000", EMEL_MODEL_FILE_ALIGNMENT,
      "general.alignment" },
    { HEAD(0, 1) "s'general.alignment' 4:5 ^ 4:32", EMEL_MODEL_FILE_ALIGNMENT,
      "general.alignment" },
    { HEAD(0, 1) "s'general.alignment' 4:10 ^ 8:32", EMEL_MODEL_FILE_ALIGNMENT,
      "general.alignment" },
    { HEAD(0, 1) "s'general.alignment' 4:8 8:2 ^ '32'", EMEL_MODEL_FILE_ALIGNMENT,
      "general.alignment" },
    { HEAD(0, 1) "s'general.alignment' 4:9 4:4 8:1 ^ 4:32", EMEL_MODEL_FILE_ALIGNMENT,
      "general.alignment" },

    /* tensor name */
    { HEAD(3, 0) "s'x' 4:0 4:0 8:0 s'blk.0.attn_q.weight' 4:0 4:0 8:32 "
                 "^ s'blk.0.attn_q.weight' 4:0 4:0 8:64 @32 z96",
      EMEL_MODEL_FILE_DUPLICATE_NAME, "blk.0.attn_q.weight" },
    { HEAD(1, 0) "^ 8:-1 'begin' z94", EMEL_MODEL_FILE_NAME, "begin" QUESTIONS },
    { HEAD(1, 0) "^ L(a256) 4:1 8:8 4:0 8:0" DATA, EMEL_MODEL_FILE_NAME, A100 },
    { HEAD(1, 0) "^ L(a99 50*( xe282ac ) a50) 4:1 8:8 4:0 8:0" DATA, EMEL_MODEL_FILE_NAME, A99 },
    { HEAD(1, 0) "^ L('w' 1:0) 4:1 8:8 4:0 8:0" DATA, EMEL_MODEL_FILE_NAME, "w?" },
    { HEAD(1, 0) "^ L('w' xff) 4:1 8:8 4:0 8:0" DATA, EMEL_MODEL_FILE_NAME, "w?" },
    { HEAD(1, 0) "8:40 ^ 'sixteen more: ok'", EMEL_MODEL_FILE_TRUNCATED, NULL },
    { HEAD(2, 0) TENSOR("w") "^ s'w' 4:1 8:8 4:0 8:32 @32 z64", EMEL_MODEL_FILE_DUPLICATE_NAME,
      "w" },
    { HEAD(2, 0) TENSOR("w") "^ " TENSOR("w") DATA, EMEL_MODEL_FILE_DUPLICATE_NAME, "w" },
    { HEAD(3, 0) TENSOR("w") "s'v' 4:1 8:8 4:0 8:32 ^ s'w' 4:1 8:8 4:0 8:64 @32 z96",
      EMEL_MODEL_FILE_DUPLICATE_NAME, "w" },
    { HEAD(2, 0) "s'' 4:0 4:0 8:0 ^ s'' 4:0 4:0 8:32 @32 z64", EMEL_MODEL_FILE_DUPLICATE_NAME,
      NULL },

    /* n_dims */
    { HEAD(1, 0) "s'w' ^ 4:9 9*(8:1) 4:0 8:0" DATA, EMEL_MODEL_FILE_DIMENSIONS, "w" },
    { HEAD(1, 0) "s'w' ^ 4:9 9*(8:1) 4:0 8:0" DATA, EMEL_MODEL_FILE_DIMENSIONS, "w" },
    { HEAD(1, 0) "s'w' ^ 4:0xffffffff 8:1 4:0 8:0" DATA, EMEL_MODEL_FILE_DIMENSIONS, "w" },

    /* dimension */
    { HEAD(1, 0) "s'w' 4:1 ^ 8:-1 4:0 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(1, 0) "s'w' 4:1 ^ 8:0x8000000000000000 4:0 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(1, 0) "s'w' 4:2 8:0x100000000 ^ 8:0x100000000 4:0 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW,
      "w" },
    { HEAD(1, 0) "s'w' 4:4 3*(8:65537) ^ 8:65537 4:0 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(1, 0) "s'w' 4:2 8:0 ^ 8:-1 4:0 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(1, 0) "s'w' 4:3 8:0 8:0x100000000 ^ 8:0x100000000 4:0 8:0" DATA,
      EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(1, 0) "s'wwwwwwww' 4:2 8:1 ^ 4:1", EMEL_MODEL_FILE_TRUNCATED, "wwwwwwww" },

    /* byte size */
    { HEAD(1, 0) "s'w' 4:1 ^ 8:0x7fffffffffffffff 4:0 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(1, 0) "s'w' 4:1 ^ 8:0x4000000000000000 4:27 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(1, 0) "s'w' 4:1 ^ 8:0x3fffffffffffffff 4:0 8:0" DATA, EMEL_MODEL_FILE_OVERFLOW, "w" },
    { HEAD(3, 0) "s'a' 4:1 8:0x3000000000000000 4:24 8:0 s'b' 4:1 8:0x3000000000000000 4:24 8:0 "
                 "s'c' 4:1 ^ 8:0x3000000000000000 4:24 8:0" DATA,
      EMEL_MODEL_FILE_OVERFLOW, "c" },

    /* tensor type */
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:4 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:5 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:31 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:32 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:33 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:36 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:37 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:38 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:43 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:64 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:0x7fffffff 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:32 ^ 4:0xffffffff 8:0" DATA, EMEL_MODEL_FILE_TENSOR_TYPE, "w" },

    /* dim 0 */
    { HEAD(1, 0) "s'w' 4:1 ^ 8:33 4:2 8:0" DATA, EMEL_MODEL_FILE_BLOCK, "w" },
    { HEAD(1, 0) "s'w' 4:2 ^ 8:16 8:2 4:2 8:0" DATA, EMEL_MODEL_FILE_BLOCK, "w" },
    { HEAD(1, 0) "s'w' 4:1 ^ 8:128 4:12 8:0" DATA, EMEL_MODEL_FILE_BLOCK, "w" },
    { HEAD(1, 0) "s'w' 4:0 ^ 4:2 8:0" DATA, EMEL_MODEL_FILE_BLOCK, "w" },

    /* offset */
    { HEAD(1, 0) "s'w' 4:1 8:8 4:0 ^ 8:1 @32 z96", EMEL_MODEL_FILE_OFFSET, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:8 4:0 ^ 8:16 @32 z96", EMEL_MODEL_FILE_OFFSET, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:8 4:0 ^ 8:-64" DATA, EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:8 4:0 ^ 8:0x8000000000000000" DATA, EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:8 4:0 ^ 8:32" DATA, EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:0 4:0 ^ 8:64" DATA, EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:8 4:0 ^ 8:0", EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:0 4:0 ^ 8:0", EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(2, 0) TENSOR("v") "s'w' 4:1 8:8 4:0 ^ 8:0" DATA, EMEL_MODEL_FILE_OVERLAP, "w" },
    { HEAD(2, 0) "s'v' 4:1 8:16 4:0 8:0 s'w' 4:1 8:8 4:0 ^ 8:32 @32 z64", EMEL_MODEL_FILE_OVERLAP,
      "w" },
    { HEAD(2, 0) "s'v' 4:1 8:8 4:0 ^ 8:32 s'w' 4:1 8:16 4:0 8:0 @32 z64", EMEL_MODEL_FILE_OVERLAP,
      "v" },
    { HEAD(3, 0) "s'a' 4:1 8:16 4:0 8:0 s'b' 4:1 8:0 4:0 8:32 s'c' 4:1 8:8 4:0 ^ 8:32 @32 z64",
      EMEL_MODEL_FILE_OVERLAP, "c" },

    /* data */
    { HEAD(1, 0) "s'w' 4:1 8:8 4:0 ^ 8:0 @32 z31", EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:1048584 4:0 ^ 8:0" DATA, EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(1, 0) "s'w' 4:1 8:0x4000000000000000 4:24 ^ 8:0" DATA, EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(2, 0) TENSOR("v") "s'w' 4:1 8:0x7fffffffffffff00 4:24 ^ 8:32 @32 z64",
      EMEL_MODEL_FILE_RANGE, "w" },
    { HEAD(2, 0) TENSOR("v") "s'w' 4:1 8:9 4:0 ^ 8:32 @32 z64", EMEL_MODEL_FILE_RANGE, "w" },
};

START_TEST(a_malformed_file_is_refused_with_name_and_offset)
{
    opening_refused(rows[_i].text, rows[_i].error, rows[_i].subject);
}
END_TEST

/* Whole, with everything in it that can be cut. */
static const char whole[] = HEAD(
    2,
    3) "s'general.alignment' 4:4 4:64 s'a' 4:9 4:8 8:2 s'one' s'two' s'b' 4:9 4:9 8:1 4:7 8:2 2:1 "
       "s'v' 4:2 8:4 8:2 4:0 8:0 s'w' 4:4 8:32 8:1 8:1 8:1 4:2 8:64 @64 z64 z18";

START_TEST(a_file_cut_at_any_byte_is_refused)
{
    struct opening opening = { .system = { .cap = 0 } };
    size_t size;

    opening_add(&opening, "model", whole);
    ck_assert(opening_open(&opening, "model"));
    emel_model_file_close(opening.file);
    for (size = opening.disk.files[0].size; size-- > 0;) {
        opening.disk.files[0].size = size;
        ck_assert_msg(!opening_open(&opening, "model"), "opened, cut to %zu bytes", size);
        ck_assert_uint_ne(opening.why.file_offset, EMEL_FAILURE_NO_OFFSET);
        ck_assert_uint_le(opening.why.file_offset, size);
    }
    opening_leave(&opening);
}
END_TEST

Suite *gguf_malformed_suite(void)
{
    Suite *suite = suite_create("model/file: malformed GGUF");
    TCase *test = tcase_create("malformed");

    tcase_set_timeout(test, 30);
    tcase_add_loop_test(test, a_malformed_file_is_refused_with_name_and_offset, 0,
                        (int)(sizeof rows / sizeof *rows));
    tcase_add_test(test, a_file_cut_at_any_byte_is_refused);
    suite_add_tcase(suite, test);
    return suite;
}
