/* The tokens of a JSON text, as a line. */
#ifndef TESTS_SUPPORT_EVENT_LOG_H
#define TESTS_SUPPORT_EVENT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/model/file/json/json.h"

struct event_log {
    char line[8192];
    size_t used;
    unsigned tokens, stop_at; /* refuse this token, counted from 1; 0: none */
    bool in_text;
};

void event_log_note(struct event_log *log, const char *text, size_t bytes);

/* Of numbers only what both readers see alike: whole ones above 0, and others. */
void event_log_number(struct event_log *log, bool natural, uint64_t number);

/* Pushes a text through the grammar in pieces of `piece` bytes, each in memory of just that
 * size; returns whether it is valid. */
bool event_log_read(struct emel__json *json, struct event_log *log, const char *text, size_t bytes,
                    size_t piece);

#endif
