/* The allocators that a storage has by itself, when there is no more memory. */
#include <check.h>
#include <stdio.h>

#include "emel/model/tensor.h"
#include "model/tensor/suites.h"

#ifndef __has_feature
#define __has_feature(name) 0
#endif
/* Sanitizers end a program that asks for so much. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                         \
    __has_feature(thread_sanitizer)
#define SANITIZED true
#else
#define SANITIZED false
#endif

START_TEST(more_memory_than_there_is_is_no_memory)
{
    const struct emel_allocator *allocator =
        _i == 0 ? emel_allocator_tensors() : emel_allocator_records();

    if (SANITIZED) {
        printf("skipped: a sanitizer would end the program\n");
        return;
    }
    /* A quarter of 32 bits may well be there; a half of 64 is a mistake to valgrind. */
    ck_assert_ptr_null(allocator->allocate(allocator->context,
                                           sizeof(size_t) > 4 ? SIZE_MAX / 4 : SIZE_MAX / 2, 32));
    ck_assert_ptr_null(allocator->allocate(allocator->context, SIZE_MAX, 32));
}
END_TEST

Suite *allocator_suite(void)
{
    Suite *suite = suite_create("model/tensor: allocators");
    TCase *test = tcase_create("allocators");

    tcase_add_loop_test(test, more_memory_than_there_is_is_no_memory, 0, 2);
    suite_add_tcase(suite, test);
    return suite;
}
