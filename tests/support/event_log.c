#include "support/event_log.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void event_log_note(struct event_log *log, const char *text, size_t bytes)
{
    if (log->used + bytes >= sizeof log->line) /* ck_assert would be slow: it tells the runner */
        ck_abort_msg("the line is too short for all tokens");
    memcpy(log->line + log->used, text, bytes);
    log->used += bytes;
    log->line[log->used] = '\0';
}

static void put_text(struct event_log *log, const char *quote, const char *text, size_t bytes)
{
    if (!log->in_text)
        event_log_note(log, quote, 1);
    log->in_text = true;
    event_log_note(log, text, bytes);
}

void event_log_number(struct event_log *log, bool natural, uint64_t number)
{
    char text[32] = "r ";

    if (natural && number > 0)
        snprintf(text, sizeof text, "%llu ", (unsigned long long)number);
    event_log_note(log, text, strlen(text));
}

static bool take(void *context, const struct emel__json_token *token)
{
    struct event_log *log = context;
    bool key = token->kind == EMEL__JSON_KEY_PART || token->kind == EMEL__JSON_KEY;
    const char *quote = key ? ":" : "\"";

    if (++log->tokens == log->stop_at)
        return false;
    switch (token->kind) {
    case EMEL__JSON_OBJECT: event_log_note(log, "{", 1); break;
    case EMEL__JSON_OBJECT_END: event_log_note(log, "}", 1); break;
    case EMEL__JSON_ARRAY: event_log_note(log, "[", 1); break;
    case EMEL__JSON_ARRAY_END: event_log_note(log, "]", 1); break;
    case EMEL__JSON_KEY_PART:
    case EMEL__JSON_STRING_PART: put_text(log, quote, token->text, token->bytes); break;
    case EMEL__JSON_KEY:
    case EMEL__JSON_STRING:
        put_text(log, quote, token->text, token->bytes);
        event_log_note(log, quote, 1);
        log->in_text = false;
        break;
    case EMEL__JSON_NUMBER: event_log_number(log, token->natural, token->number); break;
    case EMEL__JSON_TRUE: event_log_note(log, "t", 1); break;
    case EMEL__JSON_FALSE: event_log_note(log, "f", 1); break;
    case EMEL__JSON_NULL: event_log_note(log, "0", 1); break;
    }
    return true;
}

bool event_log_read(struct emel__json *json, struct event_log *log, const char *text, size_t bytes,
                    size_t piece)
{
    emel__json_begin(json, take, log);
    while (bytes > 0) {
        size_t next = bytes < piece ? bytes : piece;
        char *copy = malloc(next);
        bool pushed;

        if (!copy)
            ck_abort_msg("no memory");
        memcpy(copy, text, next);
        pushed = emel__json_push(json, copy, next);
        free(copy);
        if (!pushed)
            return false;
        text += next;
        bytes -= next;
    }
    return emel__json_finish(json);
}
