/* Writes JSON as it comes, on a stream whose errors are for the caller to look at.  All of it is
 * there when the outermost container is closed.
 *
 * Every value has a key inside an object and none, NULL, inside an array.  Keys are
 * words that need no escape.  Text may be anything: it is escaped, and bytes that are not UTF-8
 * become U+FFFD. */
#ifndef COMMAND_JSON_H
#define COMMAND_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "writer.h"

#define JSON_DEPTH_MAX 16

struct json {
    struct writer writer;
    unsigned depth;
    char closing[JSON_DEPTH_MAX]; /* of each container that is open */
    bool filled[JSON_DEPTH_MAX];  /* there is something in it */
};

void json_begin(struct json *json, FILE *out);

void json_open_object(struct json *json, const char *key);
void json_open_array(struct json *json, const char *key);
void json_close(struct json *json);
/* Closes until `depth` containers are open. */
void json_close_to(struct json *json, unsigned depth);

void json_text(struct json *json, const char *key, const char *text);
void json_text_bytes(struct json *json, const char *key, const char *text, size_t bytes);
void json_number(struct json *json, const char *key, uint64_t number);
void json_signed(struct json *json, const char *key, int64_t number);
void json_real(struct json *json, const char *key, double number); /* null if not finite */
void json_single(struct json *json, const char *key, float number);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

#endif
