/* What is looked for in what the command output. */
#ifndef TESTS_SUPPORT_COMMAND_OUTPUT_H
#define TESTS_SUPPORT_COMMAND_OUTPUT_H

#include <stdint.h>

#include <jansson.h>

#include "support/command.h"

/* The output, parsed; fails the test where it is no JSON. */
const json_t *json_of(const struct ran *ran);
/* The object of the only file. */
const json_t *json_of_one(const struct ran *ran);

/* Fail the test where the object has no such text or whole number. */
const char *json_text_at(const json_t *object, const char *key);
uint64_t json_number_at(const json_t *object, const char *key);
/* The element of an array whose `key` is this text. */
const json_t *json_element(const json_t *array, const char *key, const char *text);

/* Fails the test unless the run refused with one line on standard error, "emel: BEGINS...",
 * that contains a text. */
void refused_in_one_line(const struct ran *ran, const char *begins, const char *contains);
/* Runs the command with its output to a closed pipe.  Fails the test unless SIGPIPE kills the
 * command, and unless the command reports the error if that signal is ignored. */
void notices_a_broken_pipe(const char *const *arguments);
/* Fails the test unless `text` contains it, or does. */
void says(const char *text, const char *part);
void does_not_say(const char *text, const char *part);

#endif
