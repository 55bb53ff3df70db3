#include "support/array_walk.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

struct array_walk walk;

void array_walk_enter(void)
{
    walk.opening = (struct opening){ .memory = { .calls = 0 } };
}

void array_walk_leave(void)
{
    opening_leave(&walk.opening);
}

void array_walk_open(const char *array, size_t room)
{
    char text[1024];

    if (walk.opening.file)
        opening_leave(&walk.opening);
    array_walk_enter();
    snprintf(text, sizeof text, "'GGUF' 4:3 8:0 8:1 s'k' 4:9 %s", array);
    opening_add(&walk.opening, "model", text);
    ck_assert_msg(opening_open(&walk.opening, "model"), "%s", text);
    ck_assert(
        emel_metadata_array(walk.opening.file, "k", &walk.iterator, walk.buffer, room, &walk.why));
    ck_assert_uint_eq(walk.why.source, EMEL_FAILURE_NONE);
}

void array_walk_next(uint32_t type)
{
    const bool found = emel_metadata_next(&walk.iterator, &walk.element, &walk.why);

    ck_assert_msg(found, "%s: %s", walk.why.name, walk.why.text);
    ck_assert_uint_eq(walk.element.type, type);
}

void array_walk_next_is_text(const char *text)
{
    array_walk_next(EMEL_METADATA_STRING);
    ck_assert_uint_eq(walk.element.bytes, strlen(text));
    ck_assert_mem_eq(walk.element.text, text, strlen(text));
}

void array_walk_at_end(void)
{
    memset(&walk.why, 0x5a, sizeof walk.why);
    ck_assert(!emel_metadata_next(&walk.iterator, &walk.element, &walk.why));
    ck_assert_uint_eq(walk.why.source, EMEL_FAILURE_NONE);
    ck_assert(!emel_metadata_skip(&walk.iterator, &walk.why));
    ck_assert_uint_eq(walk.why.source, EMEL_FAILURE_NONE);
}

void array_walk_refused(uint32_t source, uint32_t code)
{
    char line[1024];

    emel_failure_print(line, sizeof line, &walk.why);
    ck_assert_msg(walk.why.source == source && walk.why.code == code, "%s", line);
    ck_assert_str_eq(walk.why.subject, "k");
    ck_assert_str_eq(walk.why.file, "model");
}
