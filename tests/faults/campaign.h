/* Runs scenarios in trouble: every fault by itself, and pairs of them. */
#ifndef TESTS_FAULTS_CAMPAIGN_H
#define TESTS_FAULTS_CAMPAIGN_H

#include "faults/scenario.h"

#define CAMPAIGN_LINE_BYTES 512

struct campaign {
    /* what to do */
    const char *program; /* for the command line that shows a violation again */
    unsigned singles;    /* of each scenario, at random; 0: all */
    unsigned pairs;      /* of each scenario, at random */
    bool all_pairs;      /* instead */
    uint64_t random;     /* at first the seed */
    /* what was done */
    unsigned long scenarios, faults, paired, loads;
    /* what was found: one is enough */
    const char *violation;               /* in words; NULL: none */
    char reproduce[CAMPAIGN_LINE_BYTES]; /* the command line that shows it */
};

/* The same scenario and faults three times over, then once more without them. */
bool campaign_case(struct campaign *campaign, const struct scenario *scenario,
                   const struct fault faults[TROUBLE_FAULTS]);

/* The same without a look at other scenarios; gives the outcome, and where `seen` is not
 * NULL what was seen, of the first time. */
bool campaign_run(struct campaign *campaign, const struct scenario *scenario,
                  const struct fault faults[TROUBLE_FAULTS], struct outcome *outcome,
                  struct trouble *seen);

/* Notes what is wrong with the case at hand, and answers false. */
bool campaign_violated(struct campaign *campaign, const char *what);

/* As on the command line: SCENARIO:CALL:NTH:MANNER:EFFECT, and perhaps +CALL:NTH:... */
bool campaign_named_case(struct campaign *campaign, const char *text);

/* All calls of a scenario, with all that can happen to each. */
bool campaign_singles(struct campaign *campaign, const struct scenario *scenario);

/* A second fault somewhere after the first has struck. */
bool campaign_pairs(struct campaign *campaign, const struct scenario *scenario);

/* If the program dies of a signal, or hangs, the case at hand is written to stderr. */
void campaign_watch(void);

#endif
