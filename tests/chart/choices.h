/* Every way a choice can go, without recursion: a run asks pick(n) as often as it
 * likes, and is run again until next_choices() says that all combinations were had.
 *
 *     do { begin_choices(); run(); } while (next_choices()); */
#ifndef TESTS_CHART_CHOICES_H
#define TESTS_CHART_CHOICES_H

#include <stdbool.h>

void begin_choices(void);
unsigned pick(unsigned count); /* 0 .. count - 1 */
bool next_choices(void);

#endif
