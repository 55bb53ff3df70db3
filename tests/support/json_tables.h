/* Texts that are JSON, with what is told of them (see told.h), and texts that are none. */
#ifndef TESTS_SUPPORT_JSON_TABLES_H
#define TESTS_SUPPORT_JSON_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "emel/model/file/json/json.h"

struct json_whole {
    const char *text, *line;
};
extern const struct json_whole json_whole[];
extern const size_t json_whole_count;

struct json_broken {
    const char *text;
    uint64_t offset;
    enum emel__json_error error;
};
extern const struct json_broken json_broken[];
extern const size_t json_broken_count;

#endif
