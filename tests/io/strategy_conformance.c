#include "io/strategy_conformance.h"

#include "support/trial.h"

TCase *strategy_conformance_tcase(const struct conformance_subject *const *subjects, int count)
{
    TCase *tcase = tcase_create("every strategy");
    const int first = trial_add(subjects, count);

    conformance_of_ends(tcase, first, first + count);
    conformance_of_features(tcase, first, first + count);
    conformance_of_manners(tcase, first, first + count);
    return tcase;
}
