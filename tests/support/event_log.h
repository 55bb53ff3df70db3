/* What the JSON grammar told of a text, as a line. */
#ifndef TESTS_MODEL_FILE_TOLD_H
#define TESTS_MODEL_FILE_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/model/file/json/json.h"

struct told {
    char line[8192];
    size_t used;
    unsigned tokens, stop_at; /* refuse this token, counted from 1; 0: none */
    bool in_text;
};

void told_note(struct told *told, const char *text, size_t bytes);

/* Of numbers only what both readers see alike: whole ones above 0, and others. */
void told_number(struct told *told, bool natural, uint64_t number);

/* Pushes a text through the grammar in pieces of `piece` bytes, each in memory of just that
 * size; answers whether it was taken. */
bool told_read(struct emel__json *json, struct told *told, const char *text, size_t bytes,
               size_t piece);

#endif
