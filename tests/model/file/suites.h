/* The suites of tests/model/file, for the runner. */
#ifndef TESTS_MODEL_FILE_SUITES_H
#define TESTS_MODEL_FILE_SUITES_H

#include <check.h>

Suite *changing_suite(void);
Suite *compatibility_suite(void);
Suite *many_files_suite(void);
Suite *sources_suite(void);
Suite *dtype_suite(void);
Suite *gguf_suite(void);
Suite *gguf_malformed_suite(void);
Suite *gguf_much_suite(void);
Suite *json_suite(void);
Suite *json_grammar_suite(void);
Suite *limits_suite(void);
Suite *safetensors_suite(void);
Suite *safetensors_malformed_suite(void);
Suite *safetensors_much_suite(void);
Suite *names_suite(void);
Suite *folders_suite(void);
Suite *shards_suite(void);
Suite *shards_failing_suite(void);
Suite *shards_malformed_suite(void);
Suite *model_file_suite(void);
Suite *model_file_failures_suite(void);
Suite *model_file_real_suite(void);

#endif
