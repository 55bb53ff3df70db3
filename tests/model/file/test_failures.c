/* What a failure of model/file says. */
#include <check.h>
#include <string.h>

#include "support/opening.h"
#include "model/file/suites.h"

static struct opening opening;

static void enter(void)
{
    opening = (struct opening){ .memory = { .calls = 0 } };
}

static void leave(void)
{
    opening_leave(&opening);
}

START_TEST(every_error_has_a_name_and_a_sentence)
{
    ck_assert_str_eq(emel_model_file_error_name(EMEL_MODEL_FILE_OVERLAP), "OVERLAP");
    ck_assert_str_eq(emel_model_file_error_text(EMEL_MODEL_FILE_NONE), "no error");
    ck_assert_str_eq(emel_model_file_error_name(UINT32_MAX), "unknown");
    ck_assert_str_eq(emel_model_file_error_text(UINT32_MAX), "unknown error");
#define ROW(name, number, sentence)                                                                \
    ck_assert_str_eq(emel_model_file_error_name(number), #name);                                   \
    ck_assert_str_eq(emel_model_file_error_text(number), sentence);
    EMEL_MODEL_FILE_ERRORS(ROW)
#undef ROW
}
END_TEST

/* One of each field that has numbers; `text` is printed. */
static const struct {
    const char *text;
    uint64_t value, limit, other;
    const char *printed;
} numbers[] = {
    { "'GGUF' 4:3 8:5 8:0", 5, 0, EMEL_FAILURE_NO_OFFSET, "5 tensors or keys are declared" },
    { "'GGUF' 4:3 8:0 8:1 s'k' 4:8 8:1000 'abc'", 1000, 3, EMEL_FAILURE_NO_OFFSET,
      "a string has 1,000 bytes, 3 are left in the file" },
    { "'GGUF' 4:3 8:1 8:0 L(a256) z99", 256, 255, EMEL_FAILURE_NO_OFFSET,
      "the tensor's name has 256 bytes, 255 are allowed" },
    { "'GGUF' 4:3 8:1 8:0 s'w' 4:1 8:8 4:777 8:0", 777, UINT32_MAX, EMEL_FAILURE_NO_OFFSET,
      "tensor type 777 is unknown" },
    { "'GGUF' 4:3 8:1 8:0 s'w' 4:1 8:33 4:2 8:0", 33, 32, EMEL_FAILURE_NO_OFFSET,
      "the first dimension is 33, not a multiple of the type's block of 32" },
    { "'GGUF' 4:3 8:1 8:0 s'w' 4:1 8:8 4:0 8:33", 33, 32, EMEL_FAILURE_NO_OFFSET,
      "the tensor's offset 33 is not a multiple of the alignment 32" },
    { "'GGUF' 4:3 8:2 8:0 s'v' 4:1 8:8 4:0 8:0 s'w' 4:1 8:1000 4:0 8:32 @32 z9", 4128, 105,
      EMEL_FAILURE_NO_OFFSET, "4,128 bytes are needed, the file has 105: incomplete download?" },
    { "'GGUF' 4:3 8:0 8:1 s'general.alignment' 4:4 4:33", 33, 1 << 30, EMEL_FAILURE_NO_OFFSET,
      "the alignment is 33, not a power of two from 1 to 1,073,741,824" },
    { "'GGUF' 4:3 8:0 8:1 s'general.alignment' 4:5 4:32", 5, 4, EMEL_FAILURE_NO_OFFSET,
      "the alignment has value type 5, not 4 (UINT32)" },
    { "'GGUF' 4:3 8:0 8:2 s'k' 4:0 1:1 s'k' 4:0 1:2", 0, 0, 24,
      "at byte 38 and byte 24: the same key twice" },
    { "'GGUF' 4:3 8:2 8:0 s'w' 4:0 4:24 8:0 s'w' 4:0 4:24 8:32 @32 z33", 0, 0, 24,
      "at byte 49 and byte 24: two tensors have the same name" },
    { "'GGUF' 4:3 8:2 8:0 s'v' 4:1 8:33 4:24 8:0 s'w' 4:0 4:24 8:32 @32 z33", 0, 0, 49,
      "two tensors share bytes of the file" },
    { "'GGUF' 4:1 8:0 8:0", 0, 0, EMEL_FAILURE_NO_OFFSET, "GGUF version 1, of 2023" },
    { "'GGUF' 4:0x03000000 8:0 8:0", 0, 0, EMEL_FAILURE_NO_OFFSET, "a big-endian GGUF" },
    { "'GGUF' 4:9 8:0 8:0", 9, 0, EMEL_FAILURE_NO_OFFSET, "version 9 of the format" },
    { "'GGUF' 4:3 8:1 8:0 s'' 4:1 8:8 4:777 8:0", 777, UINT32_MAX, EMEL_FAILURE_NO_OFFSET,
      "tensor or key ''" },
};

START_TEST(a_failure_says_what_is_there_and_what_is_needed)
{
    char line[1024];

    opening_add(&opening, "numbers", numbers[_i].text);
    ck_assert(!opening_open(&opening, "numbers"));
    emel_failure_print(line, sizeof line, &opening.why);
    ck_assert_msg(strstr(line, numbers[_i].printed), "%s", line);
    ck_assert_uint_eq(opening.why.value, numbers[_i].value);
    ck_assert_uint_eq(opening.why.limit, numbers[_i].limit);
    ck_assert_uint_eq(opening.why.other_offset, numbers[_i].other);
}
END_TEST

Suite *model_file_failures_suite(void)
{
    Suite *suite = suite_create("model/file: failures");
    TCase *test = tcase_create("failures");

    tcase_add_checked_fixture(test, enter, leave);
    tcase_add_test(test, every_error_has_a_name_and_a_sentence);
    tcase_add_loop_test(test, a_failure_says_what_is_there_and_what_is_needed, 0,
                        (int)(sizeof numbers / sizeof *numbers));
    suite_add_tcase(suite, test);
    return suite;
}
