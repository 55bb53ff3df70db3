/* Which cases there are. */
#include "faults/campaign.h"

#include <string.h>

#define PAIRS_OF_A_FIRST 4

/* --- all of them ------------------------------------------------------------------- */

/* How often each call is made when nothing goes wrong. */
static bool count_calls(struct campaign *campaign, const struct scenario *scenario,
                        unsigned calls[CALLS])
{
    static const struct fault none[TROUBLE_FAULTS];
    static struct trouble seen;
    struct outcome outcome;

    if (!campaign_run(campaign, scenario, none, &outcome, &seen))
        return false;
    memcpy(calls, seen.calls, sizeof seen.calls);
    calls[CALL_SECTOR] = seen.sector_count;
    return outcome.done || campaign_violated(campaign, "a clean load fails");
}

static unsigned kinds_of(enum call call, bool brief)
{
    struct fault fault;
    unsigned kinds = 0;

    while (fault_of_call(call, kinds, brief, &fault))
        kinds++;
    return kinds;
}

/* The n-th of all faults that a scenario has calls for, from 0; false: there are fewer. */
static bool nth_fault(const unsigned calls[CALLS], unsigned long n, bool brief, struct fault *fault)
{
    for (int call = 0; call < CALLS; call++) {
        const unsigned kinds = kinds_of((enum call)call, brief);

        if (n < (unsigned long)kinds * calls[call]) {
            (void)fault_of_call((enum call)call, (unsigned)(n % kinds), brief, fault);
            fault->nth = 1 + (unsigned)(n / kinds);
            return true;
        }
        n -= (unsigned long)kinds * calls[call];
    }
    return false;
}

static unsigned long count_faults(const unsigned calls[CALLS], bool brief)
{
    unsigned long count = 0;

    for (int call = 0; call < CALLS; call++)
        count += (unsigned long)kinds_of((enum call)call, brief) * calls[call];
    return count;
}

static uint64_t draw(struct campaign *campaign)
{
    uint64_t z = campaign->random += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

bool campaign_singles(struct campaign *campaign, const struct scenario *scenario)
{
    struct fault faults[TROUBLE_FAULTS] = { { .nth = 0 } };
    unsigned long count, wanted;
    unsigned calls[CALLS];

    campaign->scenarios++;
    if (!count_calls(campaign, scenario, calls))
        return false;
    count = count_faults(calls, false);
    wanted = campaign->singles && campaign->singles < count ? campaign->singles : count;
    for (unsigned long n = 0; n < wanted; n++) {
        (void)nth_fault(calls, wanted < count ? draw(campaign) % count : n, false, &faults[0]);
        campaign->faults++;
        if (!campaign_case(campaign, scenario, faults))
            return false;
    }
    return true;
}

/* --- pairs ------------------------------------------------------------------------- */

/* The n-th fault that can strike after the first has, by the log of its run. */
static bool nth_after(const struct trouble *seen, unsigned long n, struct fault *fault)
{
    for (unsigned i = seen->log_struck; i < seen->logged; i++) {
        const unsigned kinds = kinds_of(seen->log[i].call, true);

        if (n < kinds) {
            (void)fault_of_call(seen->log[i].call, (unsigned)n, true, fault);
            fault->nth = seen->log[i].nth;
            return true;
        }
        n -= kinds;
    }
    if (n >= seen->sector_count || seen->faults[0].call != CALL_SECTOR)
        return false;
    *fault = (struct fault){ CALL_SECTOR, 1 + (unsigned)n, EXACT, FAILS, seen->faults[0].error };
    return true;
}

static unsigned long count_after(const struct trouble *seen)
{
    unsigned long count = seen->faults[0].call == CALL_SECTOR ? seen->sector_count : 0;

    for (unsigned i = seen->log_struck; i < seen->logged; i++)
        count += kinds_of(seen->log[i].call, true);
    return count;
}

static bool seen_first(struct campaign *campaign, const struct scenario *scenario,
                       const struct fault *first, struct trouble *seen)
{
    const struct fault faults[TROUBLE_FAULTS] = { *first };
    struct outcome outcome;

    return campaign_run(campaign, scenario, faults, &outcome, seen);
}

static bool pair(struct campaign *campaign, const struct scenario *scenario,
                 const struct fault *first, const struct fault *second)
{
    const struct fault faults[TROUBLE_FAULTS] = { *first, *second };

    campaign->paired++;
    return campaign_case(campaign, scenario, faults);
}

static bool all_pairs_of(struct campaign *campaign, const struct scenario *scenario)
{
    static struct trouble seen;
    unsigned calls[CALLS];
    struct fault first, second;

    if (!count_calls(campaign, scenario, calls))
        return false;
    for (unsigned long n = 0; nth_fault(calls, n, true, &first); n++) {
        if (!seen_first(campaign, scenario, &first, &seen))
            return false;
        for (unsigned long m = 0; nth_after(&seen, m, &second); m++)
            if (!pair(campaign, scenario, &first, &second))
                return false;
    }
    return true;
}

/* Several to a first fault: finding out what comes after it costs as much as a pair. */
static bool some_pairs_of(struct campaign *campaign, const struct scenario *scenario)
{
    static struct trouble seen;
    unsigned calls[CALLS], left = campaign->pairs;
    struct fault first, second;

    if (!count_calls(campaign, scenario, calls))
        return false;
    while (left > 0) {
        (void)nth_fault(calls, draw(campaign) % count_faults(calls, true), true, &first);
        if (!seen_first(campaign, scenario, &first, &seen))
            return false;
        for (unsigned i = 0; i < PAIRS_OF_A_FIRST && left > 0; i++, left--) {
            const unsigned long after = count_after(&seen);

            if (after && !(nth_after(&seen, draw(campaign) % after, &second) &&
                           pair(campaign, scenario, &first, &second)))
                return false;
        }
    }
    return true;
}

/* Two bad places at once: the lower is to be told, whoever comes upon his first. */
static bool some_pairs_of_places(struct campaign *campaign, const struct scenario *scenario)
{
    unsigned calls[CALLS];

    if (!count_calls(campaign, scenario, calls))
        return false;
    for (unsigned i = 0; calls[CALL_SECTOR] && i < campaign->pairs; i++) {
        struct fault faults[TROUBLE_FAULTS];

        for (int side = 0; side < TROUBLE_FAULTS; side++) {
            (void)fault_of_call(CALL_SECTOR, 0, true, &faults[side]);
            faults[side].nth = 1 + (unsigned)(draw(campaign) % calls[CALL_SECTOR]);
        }
        if (!pair(campaign, scenario, &faults[0], &faults[1]))
            return false;
    }
    return true;
}

bool campaign_pairs(struct campaign *campaign, const struct scenario *scenario)
{
    if (campaign->all_pairs)
        return all_pairs_of(campaign, scenario);
    return some_pairs_of(campaign, scenario) && some_pairs_of_places(campaign, scenario);
}
