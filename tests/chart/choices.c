#include "chart/choices.h"

#include <stdlib.h>

/* An odometer: each choice of a run is a wheel, and the last one turns first. */
static struct {
    unsigned at, count;
} wheels[16];
static unsigned used, known;

void begin_choices(void)
{
    used = 0;
}

unsigned pick(unsigned count)
{
    if (used == known) {
        if (known == sizeof wheels / sizeof *wheels)
            abort();
        wheels[known].at = 0;
        wheels[known].count = count;
        known++;
    }
    return wheels[used++].at;
}

bool next_choices(void)
{
    while (known > 0) {
        if (++wheels[known - 1].at < wheels[known - 1].count)
            return true;
        known--;
    }
    return false;
}
