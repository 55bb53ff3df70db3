/* Every fault of every scenario, as a Check suite with options.
 *
 *     check_faults                       all single faults, and pairs at random
 *     check_faults --full                all pairs; takes its time
 *     check_faults --seed N --pairs N    other pairs, or so many of each scenario
 *     check_faults --faults N            of each scenario so many single faults, at random
 *     check_faults --scenario NAME       of one scenario only
 *     check_faults --case SCENARIO:FAULT[+FAULT]     this case, as a violation named it
 *     check_faults --list                the scenarios */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faults/campaign.h"

static struct campaign campaign = { .pairs = 20, .random = 1 };
static const struct scenario *only;
static const char *named_case;

/* --- tests ------------------------------------------------------------------------- */

static void expect(bool well)
{
    if (!well)
        ck_abort_msg("%s\n    %s", campaign.violation, campaign.reproduce);
}

START_TEST(a_load_survives_any_fault)
{
    if (!only || only == &scenarios[_i])
        expect(campaign_singles(&campaign, &scenarios[_i]));
}
END_TEST

START_TEST(a_load_survives_any_two_faults)
{
    if (!only || only == &scenarios[_i])
        expect(campaign_pairs(&campaign, &scenarios[_i]));
}
END_TEST

START_TEST(the_case_holds)
{
    expect(campaign_named_case(&campaign, named_case));
}
END_TEST

static Suite *faults_suite(void)
{
    Suite *suite = suite_create("faults");
    TCase *tcase = tcase_create("faults");

    suite_add_tcase(suite, tcase);
    if (named_case) {
        tcase_add_test(tcase, the_case_holds);
        return suite;
    }
    tcase_add_loop_test(tcase, a_load_survives_any_fault, 0, (int)scenario_count);
    tcase_add_loop_test(tcase, a_load_survives_any_two_faults, 0, (int)scenario_count);
    return suite;
}

/* --- options ----------------------------------------------------------------------- */

static int usage(void)
{
    (void)fputs("usage: check_faults [--full] [--seed N] [--faults N] [--pairs N]\n"
                "                    [--scenario NAME] [--list]\n"
                "                    [--case SCENARIO:CALL:NTH:MANNER:EFFECT[+...]]\n",
                stderr);
    return 2;
}

static int list(void)
{
    for (unsigned i = 0; i < scenario_count; i++)
        (void)puts(scenarios[i].name);
    return 0;
}

/* Takes an option that has an argument; false: it is none, or the argument is wrong. */
static bool take(const char *option, const char *argument)
{
    if (!argument)
        return false;
    if (strcmp(option, "--seed") == 0)
        campaign.random = strtoull(argument, NULL, 10);
    else if (strcmp(option, "--pairs") == 0)
        campaign.pairs = (unsigned)strtoul(argument, NULL, 10);
    else if (strcmp(option, "--faults") == 0)
        campaign.singles = (unsigned)strtoul(argument, NULL, 10);
    else if (strcmp(option, "--case") == 0)
        named_case = argument;
    else if (strcmp(option, "--scenario") == 0)
        return (only = scenario_find(argument, strlen(argument))) != NULL;
    else
        return false;
    return true;
}

/* One process: the case at hand is known when it dies, and threads are what they are. */
static int run(void)
{
    const unsigned long long seed = campaign.random;
    SRunner *runner = srunner_create(faults_suite());
    int failed;

    srunner_set_fork_status(runner, CK_NOFORK);
    campaign_watch();
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    (void)printf("faults: %lu scenarios, %lu faults, %lu pairs (%s, seed %llu), %lu loads, %d %s\n",
                 campaign.scenarios, campaign.faults, campaign.paired,
                 campaign.all_pairs ? "all" : "at random", seed, campaign.loads, failed,
                 failed == 1 ? "violation" : "violations");
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int count, char **arguments)
{
    campaign.program = arguments[0];
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--list") == 0)
            return list();
        if (strcmp(arguments[i], "--full") == 0)
            campaign.all_pairs = true;
        else if (take(arguments[i], arguments[i + 1]))
            i++;
        else
            return usage();
    }
    return run();
}
