/* Help, from the tables. */
#include "options.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 2, NAME_ROOM = 40 };

static void print_commands(void)
{
    puts("\nCommands:");
    for (size_t i = 1; i < command_count; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
}

static void print_option(const struct option_row *row, int width)
{
    char name[NAME_ROOM];

    snprintf(name, sizeof name, "--%s%s%s", row->name, row->argument ? " " : "",
             row->argument ? row->argument : "");
    if (row->letter)
        printf("  -%c, ", row->letter);
    else
        printf("      ");
    printf("%-*s  %s\n", width, name, row->help);
}

static int name_width(const struct option_row *row)
{
    return (int)(strlen("--") + strlen(row->name) +
                 (row->argument ? 1 + strlen(row->argument) : 0));
}

static void print_options(const struct command *command)
{
    int width = 0;

    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].commands & command->bit && name_width(&option_rows[i]) > width)
            width = name_width(&option_rows[i]);
    puts("\nOptions:");
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].commands & command->bit)
            print_option(&option_rows[i], width);
}

void options_help(const struct command *command)
{
    const bool whole = *command->name == '\0';

    printf("Usage: emel%s%s [OPTION]... %s%s\n", whole ? "" : " ", command->name, command->operands,
           whole ? " ..." : "");
    puts(command->summary);
    if (whole)
        print_commands();
    print_options(command);
    printf("\n%s", command->notes);
}
