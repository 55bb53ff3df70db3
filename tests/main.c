/* Runs every suite but those of tests/chart, which put other steps in place of the real. */
#include <check.h>
#include <stdlib.h>

#define SUITES(X)                                                                                  \
    X(failure)                                                                                     \
    X(ffi)                                                                                         \
    X(sort)                                                                                        \
    X(sort_keys)                                                                                   \
    X(layout)                                                                                      \
    X(strategy_conformance)                                                                        \
    X(io)                                                                                          \
    X(io_minimal_strategy)                                                                         \
    X(io_read_check)                                                                               \
    X(io_read_check_spans)                                                                         \
    X(io_read_claims)                                                                              \
    X(io_read_confirm)                                                                             \
    X(io_read_direct)                                                                              \
    X(io_read_faults)                                                                              \
    X(io_read_inspect)                                                                             \
    X(io_read_placement)                                                                           \
    X(io_read_layout)                                                                              \
    X(io_read_direct_limits)                                                                       \
    X(io_read_open)                                                                                \
    X(io_read_parts)                                                                               \
    X(io_read_windows)                                                                             \
    X(io_read_any_parts)                                                                           \
    X(io_read_landed)                                                                              \
    X(io_read_borrowed)                                                                            \
    X(io_read_property)                                                                            \
    X(io_read_publish)                                                                             \
    X(io_read_real)                                                                                \
    X(io_read_steps)                                                                               \
    X(io_read_transfer)                                                                            \
    X(io_system)                                                                                   \
    X(io_threads)                                                                                  \
    X(io_unowned_file)                                                                             \
    X(io_kernel)                                                                                   \
    X(io_cached)                                                                                   \
    X(io_read_caching)                                                                             \
    X(all_or_none)                                                                                 \
    X(allocator)                                                                                   \
    X(callbacks)                                                                                   \
    X(pending_loads)                                                                               \
    X(lent_io)                                                                                     \
    X(histories)                                                                                   \
    X(limit)                                                                                       \
    X(detach)                                                                                      \
    X(tensor_parts)                                                                                \
    X(reads)                                                                                       \
    X(reads_failing)                                                                               \
    X(tensors_landed)                                                                              \
    X(tensors_withdrawn)                                                                           \
    X(places)                                                                                      \
    X(places_left)                                                                                 \
    X(tensor_rules)                                                                                \
    X(regions)                                                                                     \
    X(residency)                                                                                   \
    X(storage)                                                                                     \
    X(binding)                                                                                     \
    X(storage_strategies)                                                                          \
    X(storage_failures)                                                                            \
    X(changing)                                                                                    \
    X(compatibility)                                                                               \
    X(many_files)                                                                                  \
    X(sources)                                                                                     \
    X(dtype)                                                                                       \
    X(gguf)                                                                                        \
    X(gguf_malformed)                                                                              \
    X(gguf_much)                                                                                   \
    X(json)                                                                                        \
    X(json_grammar)                                                                                \
    X(limits)                                                                                      \
    X(safetensors)                                                                                 \
    X(safetensors_malformed)                                                                       \
    X(safetensors_much)                                                                            \
    X(names)                                                                                       \
    X(shards)                                                                                      \
    X(shards_failing)                                                                              \
    X(shards_malformed)                                                                            \
    X(folders)                                                                                     \
    X(model_file)                                                                                  \
    X(model_file_failures)                                                                         \
    X(model_file_real)                                                                             \
    X(metadata_values)                                                                             \
    X(metadata_arrays)                                                                             \
    X(metadata_arrays_of_files)                                                                    \
    X(model)                                                                                       \
    X(model_memory)                                                                                \
    X(model_failing)                                                                               \
    X(select)                                                                                      \
    X(parts)                                                                                       \
    X(sealing)                                                                                     \
    X(some)                                                                                        \
    X(slice)                                                                                       \
    X(slice_gathered)                                                                              \
    X(equal_share)                                                                                 \
    X(partition)                                                                                   \
    X(join)                                                                                        \
    X(cooperative)                                                                                 \
    X(cooperative_storage)                                                                         \
    X(device)                                                                                      \
    X(lender)                                                                                      \
    X(threads)                                                                                     \
    X(waiting)                                                                                     \
    X(command_cat)                                                                                 \
    X(command_inspect)                                                                             \
    X(command_metadata)                                                                            \
    X(command_json)                                                                                \
    X(command_load)                                                                                \
    X(command_options)                                                                             \
    X(command_shards)                                                                              \
    X(command_sums)                                                                                \
    X(command_summing)                                                                             \
    X(command_diff)                                                                                \
    X(command_extract)                                                                             \
    X(command_slices)                                                                              \
    X(command_views)                                                                               \
    X(command_verify)                                                                              \
    X(sample)                                                                                      \
    X(command_terminal)

#define DECLARE(name) Suite *name##_suite(void);
SUITES(DECLARE)

int main(void)
{
    SRunner *runner = srunner_create(NULL);
    int failed, run;

#define ADD(name) srunner_add_suite(runner, name##_suite());
    SUITES(ADD)
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE; /* a suite may be misspelt */
}
