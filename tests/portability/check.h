/* As much of the Check library as the suites use, where Check itself is not to be had: for
 * another architecture or libc.  One process, and the first test that fails ends it. */
#ifndef TESTS_PORTABILITY_CHECK_H
#define TESTS_PORTABILITY_CHECK_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct TTest {
    const char *name;
    void (*run)(int _i);
} TTest;

typedef struct Suite Suite;
typedef struct TCase TCase;
typedef struct SRunner SRunner;

enum print_output { CK_SILENT, CK_MINIMAL, CK_NORMAL, CK_VERBOSE, CK_ENV };
enum fork_status { CK_FORK_GETENV, CK_FORK, CK_NOFORK };

Suite *suite_create(const char *name);
void suite_add_tcase(Suite *suite, TCase *tcase);
TCase *tcase_create(const char *name);
void tcase_set_timeout(TCase *tcase, double seconds);
void tcase_add_checked_fixture(TCase *tcase, void (*setup)(void), void (*teardown)(void));
void tcase_add_unchecked_fixture(TCase *tcase, void (*setup)(void), void (*teardown)(void));
void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int until);
#define tcase_add_test(tcase, test) tcase_add_loop_test((tcase), (test), 0, 1)

SRunner *srunner_create(Suite *suite);
void srunner_add_suite(SRunner *runner, Suite *suite);
void srunner_set_fork_status(SRunner *runner, enum fork_status status);
void srunner_run_all(SRunner *runner, enum print_output output);
int srunner_ntests_failed(SRunner *runner);
int srunner_ntests_run(SRunner *runner);
void srunner_free(SRunner *runner);

#define START_TEST(name_)                                                                          \
    static void name_##_run(int _i);                                                               \
    static const TTest name_##_test = { #name_, name_##_run };                                     \
    static const TTest *const name_ = &name_##_test;                                               \
    static void name_##_run(int _i)                                                                \
    {                                                                                              \
        (void)_i;
#define END_TEST }

/* Says where, then what, and ends the program. */
#define CK_FAIL(...)                                                                               \
    (fprintf(stderr, "\n%s:%d: ", __FILE__, __LINE__), fprintf(stderr, __VA_ARGS__), ck_end())
_Noreturn void ck_end(void);

#define ck_abort_msg(...) CK_FAIL(__VA_ARGS__)
#define ck_assert_msg(expr, ...) ((expr) ? (void)0 : CK_FAIL(__VA_ARGS__))
#define ck_assert(expr) ck_assert_msg((expr), "%s", #expr)

#define CK_COMPARE(type, format, a, op, b)                                                         \
    do {                                                                                           \
        const type ck_a = (type)(a), ck_b = (type)(b);                                             \
                                                                                                   \
        ck_assert_msg(ck_a op ck_b, "%s " #op " %s: %" format ", %" format, #a, #b, ck_a, ck_b);   \
    } while (0)
#define ck_assert_int_eq(a, b) CK_COMPARE(intmax_t, PRIdMAX, a, ==, b)
#define ck_assert_int_ne(a, b) CK_COMPARE(intmax_t, PRIdMAX, a, !=, b)
#define ck_assert_int_lt(a, b) CK_COMPARE(intmax_t, PRIdMAX, a, <, b)
#define ck_assert_int_le(a, b) CK_COMPARE(intmax_t, PRIdMAX, a, <=, b)
#define ck_assert_int_gt(a, b) CK_COMPARE(intmax_t, PRIdMAX, a, >, b)
#define ck_assert_int_ge(a, b) CK_COMPARE(intmax_t, PRIdMAX, a, >=, b)
#define ck_assert_uint_eq(a, b) CK_COMPARE(uintmax_t, PRIuMAX, a, ==, b)
#define ck_assert_uint_ne(a, b) CK_COMPARE(uintmax_t, PRIuMAX, a, !=, b)
#define ck_assert_uint_lt(a, b) CK_COMPARE(uintmax_t, PRIuMAX, a, <, b)
#define ck_assert_uint_le(a, b) CK_COMPARE(uintmax_t, PRIuMAX, a, <=, b)
#define ck_assert_uint_gt(a, b) CK_COMPARE(uintmax_t, PRIuMAX, a, >, b)
#define ck_assert_uint_ge(a, b) CK_COMPARE(uintmax_t, PRIuMAX, a, >=, b)
#define ck_assert_double_eq(a, b) CK_COMPARE(double, "g", a, ==, b)
#define ck_assert_double_lt(a, b) CK_COMPARE(double, "g", a, <, b)
#define ck_assert_double_le(a, b) CK_COMPARE(double, "g", a, <=, b)

#define ck_assert_str_eq(a, b)                                                                     \
    ck_assert_msg(strcmp((a), (b)) == 0, "\"%s\" is not \"%s\"", (a), (b))
#define ck_assert_str_ne(a, b) ck_assert_msg(strcmp((a), (b)) != 0, "\"%s\"", (a))
#define ck_assert_ptr_eq(a, b) ck_assert((const void *)(a) == (const void *)(b))
#define ck_assert_ptr_ne(a, b) ck_assert((const void *)(a) != (const void *)(b))
#define ck_assert_ptr_null(a) ck_assert((a) == NULL)
#define ck_assert_ptr_nonnull(a) ck_assert((a) != NULL)
#define ck_assert_mem_eq(a, b, bytes) ck_assert(memcmp((a), (b), (size_t)(bytes)) == 0)

#endif
