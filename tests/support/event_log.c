#include "support/event_log.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void event_log_note(struct event_log *told, const char *text, size_t bytes)
{
    if (told->used + bytes >= sizeof told->line) /* ck_assert would be slow: it tells the runner */
        ck_abort_msg("no room for all that was told");
    memcpy(told->line + told->used, text, bytes);
    told->used += bytes;
    told->line[told->used] = '\0';
}

static void put_text(struct event_log *told, const char *quote, const char *text, size_t bytes)
{
    if (!told->in_text)
        event_log_note(told, quote, 1);
    told->in_text = true;
    event_log_note(told, text, bytes);
}

void event_log_number(struct event_log *told, bool natural, uint64_t number)
{
    char text[32] = "r ";

    if (natural && number > 0)
        snprintf(text, sizeof text, "%llu ", (unsigned long long)number);
    event_log_note(told, text, strlen(text));
}

static bool take(void *context, const struct emel__json_token *token)
{
    struct event_log *told = context;
    bool key = token->kind == EMEL__JSON_KEY_PART || token->kind == EMEL__JSON_KEY;
    const char *quote = key ? ":" : "\"";

    if (++told->tokens == told->stop_at)
        return false;
    switch (token->kind) {
    case EMEL__JSON_OBJECT: event_log_note(told, "{", 1); break;
    case EMEL__JSON_OBJECT_END: event_log_note(told, "}", 1); break;
    case EMEL__JSON_ARRAY: event_log_note(told, "[", 1); break;
    case EMEL__JSON_ARRAY_END: event_log_note(told, "]", 1); break;
    case EMEL__JSON_KEY_PART:
    case EMEL__JSON_STRING_PART: put_text(told, quote, token->text, token->bytes); break;
    case EMEL__JSON_KEY:
    case EMEL__JSON_STRING:
        put_text(told, quote, token->text, token->bytes);
        event_log_note(told, quote, 1);
        told->in_text = false;
        break;
    case EMEL__JSON_NUMBER: event_log_number(told, token->natural, token->number); break;
    case EMEL__JSON_TRUE: event_log_note(told, "t", 1); break;
    case EMEL__JSON_FALSE: event_log_note(told, "f", 1); break;
    case EMEL__JSON_NULL: event_log_note(told, "0", 1); break;
    }
    return true;
}

bool event_log_read(struct emel__json *json, struct event_log *told, const char *text, size_t bytes,
                    size_t piece)
{
    emel__json_begin(json, take, told);
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
