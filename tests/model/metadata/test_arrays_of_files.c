/* Arrays of a model file, and the reads of the file underneath. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/metadata/suites.h"
#include "support/array_walk.h"

enum { TOKENS = 128256 };

/* As many tokens as a large vocabulary has, of 1 to 12 bytes. */
static void open_tokens(void)
{
    unsigned char *bytes = malloc(TOKENS * (8 + 12) + 64), *at = bytes;

    ck_assert_ptr_nonnull(bytes);
    memcpy(at,
           "GGUF\3\0\0\0"
           "\0\0\0\0\0\0\0\0"
           "\1\0\0\0\0\0\0\0"
           "\1\0\0\0\0\0\0\0k"
           "\11\0\0\0\10\0\0\0\0\365\1\0\0\0\0\0",
           49);
    at += 49;
    for (unsigned i = 0; i < TOKENS; i++) {
        const int length = snprintf((char *)at + 8, 13, "%.*u", 1 + (int)(i % 12), i);

        memset(at, 0, 8);
        *at = (unsigned char)length;
        at += 8 + length;
    }
    walk.opening.disk.files[0] =
        (struct memory_file){ .path = "model", .bytes = bytes, .size = (size_t)(at - bytes) };
    walk.opening.bytes = (uint64_t)(at - bytes);
    ck_assert(opening_open(&walk.opening, "model"));
}

START_TEST(a_vocabulary_costs_one_sequential_read)
{
    const char *text;
    char expected[16];
    uint64_t bytes;
    unsigned reads, count = 0;

    open_tokens();
    reads = walk.opening.system.calls[SYSTEM_READ];
    walk.opening.system.moved = 0;
    ck_assert(emel_metadata_array(walk.opening.file, "k", &walk.iterator, walk.buffer,
                                  sizeof walk.buffer, &walk.why));
    for (; emel_metadata_next_string(&walk.iterator, &text, &bytes, &walk.why); count++) {
        const int length =
            snprintf(expected, sizeof expected, "%.*u", 1 + (int)(count % 12), count);

        ck_assert_uint_eq(bytes, (uint64_t)length);
        ck_assert_mem_eq(text, expected, bytes);
    }
    ck_assert_uint_eq(walk.why.source, EMEL_FAILURE_NONE);
    ck_assert_uint_eq(count, TOKENS);
    ck_assert_uint_eq(walk.opening.system.moved, walk.iterator.entry.byte_size); /* no byte twice */
    reads = walk.opening.system.calls[SYSTEM_READ] - reads;
    ck_assert_uint_le(reads, walk.iterator.entry.byte_size / (sizeof walk.buffer - 32) + 1);
}
END_TEST

START_TEST(a_read_that_fails_leaves_the_iterator_where_it_is)
{
    array_walk_open("4:8 8:4 s'aaaaaaa' s'bbbbbbb' s'ccccccc' s'ddddddd'", 16);
    array_walk_next_is_text("aaaaaaa");
    walk.opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, walk.opening.system.calls[SYSTEM_READ] + 1, 1, 5 };
    ck_assert(!emel_metadata_next(&walk.iterator, &walk.element, &walk.why));
    array_walk_refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_READ_FAILED);
    ck_assert_int_eq(walk.why.os_error, 5);
    array_walk_next_is_text("bbbbbbb");
    walk.opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, walk.opening.system.calls[SYSTEM_READ] + 1, 1, 5 };
    ck_assert(!emel_metadata_skip(&walk.iterator, &walk.why));
    array_walk_refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_READ_FAILED);
    array_walk_next_is_text("ccccccc");
    array_walk_next_is_text("ddddddd");
    array_walk_at_end();
}
END_TEST

START_TEST(a_skip_that_fails_leaves_the_buffer_usable)
{
    array_walk_open("4:9 8:2 4:0 8:9 9*(1:1) 4:0 8:1 1:7", 16);
    array_walk_next(EMEL_METADATA_ARRAY);
    for (int i = 0; i < 9; i++)
        array_walk_next(EMEL_METADATA_UINT8);
    walk.opening.system.faults[0] =
        (struct system_fault){ SYSTEM_READ, walk.opening.system.calls[SYSTEM_READ] + 1, 1, 5 };
    ck_assert(
        !emel_metadata_skip(&walk.iterator, &walk.why)); /* its first bytes were in the buffer */
    array_walk_refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_READ_FAILED);
    array_walk_next(EMEL_METADATA_ARRAY);
    ck_assert_uint_eq(walk.element.count, 1);
    array_walk_next(EMEL_METADATA_UINT8);
    ck_assert_uint_eq(walk.element.value.u, 7);
    array_walk_at_end();
}
END_TEST

/* Bytes that are written to the file after it was opened, `at` bytes into the array. */
struct overwriting {
    const char *array;
    size_t at;
    const char *bytes;
    size_t count;
};

static const struct overwriting overwritings[] = {
    { "4:8 8:2 s'a' s'b'", 0, "\3\0\0\0\0\0\0\0", 8 }, /* a length that does not fit */
    { "4:8 8:2 s'a' s'b'", 0, "\2\0\0\0\0\0\0\0", 8 }, /* one that leaves no room */
    { "4:8 8:2 s'a' s'b'", 7, "\377", 1 },             /* a length near 2^64 */
    { "4:9 8:1 4:4 8:1 4:1", 0, "\15", 1 },            /* a type that there is not */
    { "4:9 8:1 4:4 8:1 4:1", 4, "\2", 1 },             /* a count that does not fit */
    { "4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:9 8:1 4:0 8:12 z12", 72, "\11", 1 },
    { "4:7 8:1 1:1", 0, "\2", 1 }, /* a bool of 2 */
};

START_TEST(an_array_that_was_overwritten_is_refused)
{
    const struct overwriting *overwriting = &overwritings[_i];
    unsigned char *bytes;

    array_walk_open(overwriting->array, 16);
    bytes = (unsigned char *)(uintptr_t)walk.opening.disk.files[0].bytes;
    memcpy(bytes + walk.iterator.entry.file_offset + overwriting->at, overwriting->bytes,
           overwriting->count);
    while (emel_metadata_next(&walk.iterator, &walk.element, &walk.why))
        ;
    array_walk_refused(EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_FILE_CHANGED);
}
END_TEST

Suite *metadata_arrays_of_files_suite(void)
{
    Suite *suite = suite_create("metadata: arrays of files");
    TCase *group = tcase_create("files");

    tcase_add_checked_fixture(group, array_walk_enter, array_walk_leave);
    tcase_add_test(group, a_vocabulary_costs_one_sequential_read);
    tcase_add_test(group, a_read_that_fails_leaves_the_iterator_where_it_is);
    tcase_add_test(group, a_skip_that_fails_leaves_the_buffer_usable);
    tcase_add_loop_test(group, an_array_that_was_overwritten_is_refused, 0,
                        sizeof overwritings / sizeof *overwritings);
    suite_add_tcase(suite, group);
    return suite;
}
