/* Structs that programs put on their stacks keep their layout for a major version: a
 * size that changes here breaks every program built before. */
#include <check.h>
#include <stdint.h>

#include "emel/emel.h"
#include "suites.h"

#if UINTPTR_MAX == UINT64_MAX

#define SIZES(X)                                                                                   \
    X(emel_io_stamp, 40)                                                                           \
    X(emel_io_stat, 48)                                                                            \
    X(emel_io_direct, 8)                                                                           \
    X(emel_io_system, 96)                                                                          \
    X(emel_io_file, 24)                                                                            \
    X(emel_io_part, 56)                                                                            \
    X(emel_io_span, 64)                                                                            \
    X(emel_io_policy, 16)                                                                          \
    X(emel_io_owner, 24)                                                                           \
    X(emel_io_report, 48)                                                                          \
    X(emel_io_done_event, 72)                                                                      \
    X(emel_io_error_event, 128)                                                                    \
    X(emel_io_progress_event, 24)                                                                  \
    X(emel_io_load, 152)                                                                           \
    X(emel_io_strategy, 88)                                                                        \
    X(emel_io, 720)                                                                                \
    X(emel_io_read_options, 16)                                                                    \
    X(emel_io_read, 248)                                                                           \
    X(emel_failure, 776)                                                                           \
    X(emel_allocator, 32)                                                                          \
    X(emel_tensor_record, 56)                                                                      \
    X(emel_tensor, 48)                                                                             \
    X(emel_storage_options, 56)                                                                    \
    X(emel_storage, 1128)                                                                          \
    X(emel_detached, 48)                                                                           \
    X(emel_tensor_target, 16)                                                                      \
    X(emel_storage_request, 112)                                                                   \
    X(emel_storage_statistics, 40)                                                                 \
    X(emel_model_file_options, 24)                                                                 \
    X(emel_metadata_iterator, 208)                                                                 \
    X(emel_metadata_element, 48)                                                                   \
    X(emel_model_source, 32)                                                                       \
    X(emel_metadata, 56)                                                                           \
    X(emel_model_options, 40)

#else
#define SIZES(X) /* written down for 64-bit systems only */
#endif

START_TEST(public_structs_keep_their_size)
{
#define KEEPS(name, bytes) ck_assert_msg(sizeof(struct name) == (bytes), "struct " #name);
    SIZES(KEEPS)
#undef KEEPS
}
END_TEST

Suite *sizes_suite(void)
{
    Suite *suite = suite_create("sizes");
    TCase *test = tcase_create("sizes");

    tcase_add_test(test, public_structs_keep_their_size);
    suite_add_tcase(suite, test);
    return suite;
}
