/* tests/sample.gguf is what tests/support/make_sample.c writes, and nobody else. */
#include <check.h>
#include <string.h>

#include "support/temp.h"
#include "support/command.h"
#include "support/command_files.h"
#include "support/command_output.h"
#include "command/suites.h"

START_TEST(the_sample_is_what_its_maker_writes)
{
    const unsigned char *made, *kept;
    size_t made_bytes, kept_bytes;
    char path[TEMP_PATH_BYTES];
    struct ran ran;

    temp_path(path, "sample.gguf");
    ran = program_run("MAKE_SAMPLE", "build/make_sample", (const char *const[]){ path, NULL });
    ck_assert_int_eq(ran.status, 0);
    made = file_bytes(path, &made_bytes);
    kept = file_bytes(SAMPLE, &kept_bytes);
    ck_assert_uint_gt(kept_bytes, SAMPLE_BYTES);
    ck_assert_uint_eq(made_bytes, kept_bytes);
    ck_assert(memcmp(made, kept, kept_bytes) == 0);
}
END_TEST

START_TEST(a_sample_that_cannot_be_written_is_a_failure)
{
    struct ran ran =
        program_run("MAKE_SAMPLE", "build/make_sample", (const char *const[]){ "/dev/full", NULL });

    ck_assert_int_eq(ran.status, 1);
    says(ran.err, "make_sample: /dev/full was not written\n");
}
END_TEST

Suite *sample_suite(void)
{
    Suite *suite = suite_create("sample");
    TCase *group = tcase_create("sample");

    tcase_add_checked_fixture(group, command_enter, command_leave);
    tcase_set_timeout(group, 120);
    tcase_add_test(group, the_sample_is_what_its_maker_writes);
    tcase_add_test(group, a_sample_that_cannot_be_written_is_a_failure);
    suite_add_tcase(suite, group);
    return suite;
}
