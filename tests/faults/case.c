/* One case: a scenario and its faults, three times over and then once without them. */
#define _POSIX_C_SOURCE 200809L /* sigaction, write */

#include "faults/campaign.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults/oracle.h"

#define REPEATS 3
#define PATIENCE 120 /* seconds for a case: whoever takes longer hangs */

/* --- the case at hand -------------------------------------------------------------- */

static char at_hand[CAMPAIGN_LINE_BYTES];

static void name_case(const struct campaign *campaign, const struct scenario *scenario,
                      const struct fault faults[TROUBLE_FAULTS])
{
    char first[FAULT_TEXT_BYTES] = "clean:1:once:nothing", second[FAULT_TEXT_BYTES];

    if (faults[0].nth)
        fault_print(first, &faults[0]);
    fault_print(second, &faults[1]);
    (void)snprintf(at_hand, sizeof at_hand, "%s --case %s:%s%s%s", campaign->program,
                   scenario->name, first, faults[1].nth ? "+" : "", faults[1].nth ? second : "");
}

static void dying(int number)
{
    static const char before[] = "\nfaults: died in: ";

    (void)!write(STDERR_FILENO, before, sizeof before - 1);
    (void)!write(STDERR_FILENO, at_hand, strlen(at_hand));
    (void)!write(STDERR_FILENO, "\n", 1);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

void campaign_watch(void)
{
    static const int deadly[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM };
    struct sigaction action = { .sa_handler = dying };

    for (unsigned i = 0; i < sizeof deadly / sizeof *deadly; i++)
        (void)sigaction(deadly[i], &action, NULL);
}

bool campaign_violated(struct campaign *campaign, const char *what)
{
    if (campaign->violation)
        return false;
    campaign->violation = what;
    (void)strcpy(campaign->reproduce, at_hand);
    return false;
}

/* --- one case ---------------------------------------------------------------------- */

/* A scenario entered, with all its trouble. */
struct world {
    const struct scenario *scenario;
    struct disk disk;
    struct sector sectors[SCENARIO_SECTORS];
    struct trouble trouble;
    void *self;
};

static void enter(struct world *world, const struct scenario *scenario)
{
    *world = (struct world){ .scenario = scenario };
    scenario_fill(scenario, &world->disk);
    world->trouble.disk = &world->disk;
    world->trouble.threads = scenario->threads;
    world->trouble.sectors = world->sectors;
    if (scenario->level == &level_io)
        world->trouble.sector_count = scenario_sectors(scenario, world->sectors);
    world->self = scenario->level->enter(scenario, &world->trouble);
}

static bool attempt(struct campaign *campaign, struct world *world,
                    const struct fault faults[TROUBLE_FAULTS], struct outcome *outcome)
{
    const char *mistake;

    (void)alarm(PATIENCE);
    name_case(campaign, world->scenario, faults);
    memcpy(world->trouble.faults, faults, sizeof world->trouble.faults);
    trouble_arm(&world->trouble);
    mistake = world->scenario->level->attempt(world->self, outcome);
    trouble_disarm(&world->trouble);
    campaign->loads++;
    if (!mistake)
        mistake = oracle_objects(world->scenario, &world->trouble, outcome);
    return mistake ? campaign_violated(campaign, mistake) : true;
}

static bool repeat(struct campaign *campaign, struct world *world,
                   const struct fault faults[TROUBLE_FAULTS], struct outcome *first)
{
    const bool racy = scenario_is_racy(world->scenario);
    const char *difference;
    struct outcome again;

    for (int i = 1; i < REPEATS; i++) {
        if (!attempt(campaign, world, faults, &again))
            return false;
        difference = oracle_tells_apart(first, &again, racy && faults[0].call != CALL_SECTOR);
        if (difference && !(racy && faults[1].nth))
            return campaign_violated(campaign, difference);
    }
    return true;
}

static bool then_clean(struct campaign *campaign, struct world *world)
{
    static const struct fault none[TROUBLE_FAULTS];
    struct outcome outcome;

    if (!attempt(campaign, world, none, &outcome))
        return false;
    return outcome.done || campaign_violated(campaign, "a clean load fails");
}

static bool leave(struct campaign *campaign, struct world *world)
{
    const char *mistake = world->scenario->level->leave(world->self);

    return mistake ? campaign_violated(campaign, mistake) : true;
}

bool campaign_run(struct campaign *campaign, const struct scenario *scenario,
                  const struct fault faults[TROUBLE_FAULTS], struct outcome *outcome,
                  struct trouble *seen)
{
    static struct world world;
    bool well;

    enter(&world, scenario);
    well = attempt(campaign, &world, faults, outcome);
    if (seen)
        *seen = world.trouble;
    well = well && repeat(campaign, &world, faults, outcome) && then_clean(campaign, &world);
    if (!well)
        name_case(campaign, scenario, faults);
    return leave(campaign, &world) && well;
}

/* However the bytes are read, a bad place is told the same. */
static bool like_the_other(struct campaign *campaign, const struct scenario *scenario,
                           const struct fault faults[TROUBLE_FAULTS], const struct outcome *outcome)
{
    const struct scenario *like = scenario_find(scenario->like, strlen(scenario->like));
    struct outcome other;

    if (!campaign_run(campaign, like, faults, &other, NULL))
        return false;
    name_case(campaign, scenario, faults);
    return !oracle_tells_apart(outcome, &other, false) ||
           campaign_violated(campaign, "another way of reading tells it to be elsewhere");
}

bool campaign_case(struct campaign *campaign, const struct scenario *scenario,
                   const struct fault faults[TROUBLE_FAULTS])
{
    struct outcome outcome;

    if (!campaign_run(campaign, scenario, faults, &outcome, NULL))
        return false;
    return faults[0].call != CALL_SECTOR || faults[0].nth == 0 || faults[1].nth ||
           !scenario->like || like_the_other(campaign, scenario, faults, &outcome);
}

bool campaign_named_case(struct campaign *campaign, const char *text)
{
    const size_t length = strcspn(text, ":");
    const struct scenario *scenario = scenario_find(text, length);
    const char *first = text + length + 1, *plus = strchr(text, '+');
    struct fault faults[TROUBLE_FAULTS] = { { .nth = 0 } };

    if (!scenario)
        return campaign_violated(campaign, "there is no such scenario");
    if (strncmp(first, "clean:", 6) == 0)
        return campaign_case(campaign, scenario, faults);
    if (!text[length] || !fault_parse(first, strcspn(first, "+"), &faults[0]) ||
        (plus && !fault_parse(plus + 1, strlen(plus + 1), &faults[1])))
        return campaign_violated(campaign, "no fault can be read from that");
    return campaign_case(campaign, scenario, faults);
}
