#include "io/strategy_conformance.h"

#include "io/trial.h"

TCase *strategy_conformance_tcase(const struct conformance_subject *const *subjects, int count)
{
    TCase *tcase = tcase_create("every strategy");

    trial_of(subjects);
    conformance_of_ends(tcase, count);
    conformance_of_manners(tcase, count);
    return tcase;
}
