/* The memory that an open model takes, with tensors as small as a file can have them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "emel/emel.h"
#include "model/suites.h"
#include "support/counting_allocator.h"
#include "support/memory_files.h"

#define TENSORS (UINT32_C(1) << 20)
#define DIGITS 127u /* bytes of UTF-8 that are a character by themselves, without zero */
#define TYPE_I8 24u
#define PREFIX_BYTES (24 + 8 + 17 + 4 + 4) /* header and general.alignment */

static unsigned char *put_number(unsigned char *at, uint64_t number, int bytes)
{
    for (; bytes > 0; bytes--, number >>= 8)
        *at++ = (unsigned char)(number & 0xff);
    return at;
}

static unsigned char *put_prefix(unsigned char *at)
{
    static const char alignment[] = "general.alignment";

    memcpy(at, "GGUF", 4);
    at = put_number(at + 4, 3, 4);
    at = put_number(at, TENSORS, 8);
    at = put_number(at, 1, 8);
    at = put_number(at, sizeof alignment - 1, 8);
    memcpy(at, alignment, sizeof alignment - 1);
    at = put_number(at + sizeof alignment - 1, 4, 4); /* UINT32 */
    return put_number(at, 1, 4);
}

/* The shortest name that no smaller number has. */
static unsigned char *put_name(unsigned char *at, uint32_t number)
{
    uint32_t rest = number, bytes = 0;

    for (uint32_t names = 1; rest >= names; names *= DIGITS, bytes++)
        rest -= names;
    at = put_number(at, bytes, 8);
    for (; bytes > 0; bytes--, rest /= DIGITS)
        *at++ = (unsigned char)(1 + rest % DIGITS);
    return at;
}

/* Scalars of one byte each: at most 28 bytes of file for a tensor. */
static struct memory_file file_of_scalars(void)
{
    unsigned char *bytes = calloc(1, PREFIX_BYTES + (size_t)TENSORS * 28), *at;

    ck_assert_ptr_nonnull(bytes);
    at = put_prefix(bytes);
    for (uint32_t i = 0; i < TENSORS; i++) {
        at = put_name(at, i);
        at = put_number(at, 0, 4); /* dimensions */
        at = put_number(at, TYPE_I8, 4);
        at = put_number(at, i, 8);
    }
    return (struct memory_file){
        .path = "model",
        .bytes = bytes,
        .size = (size_t)(at - bytes) + TENSORS,
    };
}

START_TEST(a_model_of_a_million_scalars_opens_within_memory)
{
    struct memory_files disk = { .files[0] = file_of_scalars() };
    struct counting memory = { .calls = 0 };
    const struct emel_allocator allocator = counting_allocator(&memory);
    const struct emel_model_options options = {
        .system = memory_files_system(&disk),
        .records = &allocator,
    };
    struct emel_failure why;
    struct emel_model *model = emel_model_open("model", &options, &why);

    ck_assert_msg(model, "%s", why.text);
    ck_assert_uint_eq(emel_model_tensor_count(model), TENSORS);
    ck_assert_uint_le(memory.most, 4 * disk.files[0].size + (1 << 20) + 2 * strlen("model") + 128);
    ck_assert(emel_model_close(model));
    ck_assert_uint_eq(memory.held, 0);
    free((void *)(uintptr_t)disk.files[0].bytes);
}
END_TEST

Suite *model_memory_suite(void)
{
    Suite *suite = suite_create("model: memory");
    TCase *test = tcase_create("memory");

    tcase_set_timeout(test, 60);
    tcase_add_test(test, a_model_of_a_million_scalars_opens_within_memory);
    suite_add_tcase(suite, test);
    return suite;
}
