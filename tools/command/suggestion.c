#define _POSIX_C_SOURCE 200809L /* access */

#include "suggestion.h"

#include <string.h>
#include <unistd.h>

#include "complaint.h"

enum { WORD_BYTES = 32, FAR = 1000 };

static size_t smallest(size_t a, size_t b, size_t c)
{
    const size_t d = a < b ? a : b;

    return d < c ? d : c;
}

/* How many letters to insert, remove or replace, by Wagner and Fischer. */
static size_t distance(const char *from, const char *to)
{
    size_t row[WORD_BYTES] = { 0 }, above, before;

    if (strlen(to) >= WORD_BYTES)
        return FAR;
    for (size_t j = 0; j <= strlen(to); j++)
        row[j] = j;
    for (size_t i = 1; from[i - 1]; i++) {
        before = row[0];
        row[0] = i;
        for (size_t j = 1; to[j - 1]; j++) {
            above = row[j];
            row[j] = smallest(above + 1, row[j - 1] + 1, before + (from[i - 1] != to[j - 1]));
            before = above;
        }
    }
    return row[strlen(to)];
}

static const struct command *nearest(const char *word)
{
    const struct command *found = NULL;
    size_t least = 3; /* from here on it is another word */

    for (size_t i = 1; i < command_count; i++)
        if (distance(word, commands[i].name) < least) {
            least = distance(word, commands[i].name);
            found = &commands[i];
        }
    return found;
}

bool suggest_command(const char *word)
{
    const struct command *alone = &commands[0], *near = nearest(word);

    if (strcmp(word, "help") == 0 || strcmp(word, "version") == 0)
        return complain(alone, "no such command: '%s'; did you mean 'emel --%s'?", word, word);
    if (near)
        return complain(alone, "no such command: '%s'; did you mean 'emel %s'?", word, near->name);
    if (access(word, F_OK) == 0)
        return complain(alone,
                        "'%s' is a file, not a command; did you mean 'emel inspect %s' or "
                        "'emel load %s'?",
                        word, word, word);
    return complain(alone, "no such command: '%s'", word);
}
