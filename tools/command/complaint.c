#include "complaint.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>

enum { LINE_BYTES = 1024 };

static void suggest_help(const struct command *command)
{
    fprintf(stderr, "Try 'emel%s%s --help'.\n", *command->name ? " " : "", command->name);
}

bool complain(const struct command *command, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fputs("emel: ", stderr);
    text_print(stderr, line);
    fputc('\n', stderr);
    suggest_help(command);
    return false;
}
