#include "support/command_output.h"

#include <check.h>
#include <string.h>

#include "support/retained.h"

/* --- JSON ------------------------------------------------------------------------------- */

const json_t *json_of(const struct ran *ran)
{
    json_error_t error;
    json_t *json =
        json_loadb(ran->out, ran->out_bytes, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

    ck_assert_msg(json != NULL, "%s at %d:%d in %.1000s", error.text, error.line, error.column,
                  ran->out);
    return retain_json(json);
}

const json_t *json_of_one(const struct ran *ran)
{
    const json_t *json = json_of(ran);

    ck_assert(json_is_array(json));
    ck_assert_uint_eq(json_array_size(json), 1);
    return json_array_get(json, 0);
}

const char *json_text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    ck_assert_msg(text != NULL, "no text %s", key);
    return text;
}

uint64_t json_number_at(const json_t *object, const char *key)
{
    const json_t *number = json_object_get(object, key);

    ck_assert_msg(json_is_integer(number), "no number %s", key);
    return (uint64_t)json_integer_value(number);
}

const json_t *json_element(const json_t *array, const char *key, const char *text)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *element = json_array_get(array, i);

        if (strcmp(json_text_at(element, key), text) == 0)
            return element;
    }
    ck_abort_msg("no element whose %s is %s", key, text);
}

/* --- lines ------------------------------------------------------------------------------- */

void refused_in_one_line(const struct ran *ran, const char *begins, const char *contains)
{
    const char *end = strchr(ran->err, '\n');

    ck_assert_int_eq(ran->status, 1);
    ck_assert_msg(strncmp(ran->err, "emel: ", 6) == 0, "%s", ran->err);
    ck_assert_msg(strncmp(ran->err + 6, begins, strlen(begins)) == 0, "%s", ran->err);
    ck_assert_msg(strstr(ran->err, contains) != NULL, "%s", ran->err);
    ck_assert_msg(end && end[1] == '\0', "%s", ran->err);
}

void notices_a_broken_pipe(const char *const *arguments)
{
    struct ran ran = command_run_broken_pipe(arguments, true);

    refused_in_one_line(&ran, "WRITE_FAILED", "Broken pipe");
    ran = command_run_broken_pipe(arguments, false);
    ck_assert_int_eq(ran.signal, 13); /* SIGPIPE */
    ck_assert_uint_eq(ran.err_bytes, 0);
}

void says(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in '%s'", part, text);
}

void does_not_say(const char *text, const char *part)
{
    ck_assert_msg(!strstr(text, part), "'%s' is in '%s'", part, text);
}
