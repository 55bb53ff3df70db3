/* Parses the arguments with getopt_long; the tables of commands and options give its structures. */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "argument.h"
#include "commands.h"
#include "complaint.h"
#include "suggestion.h"

enum {
    ROWS_MAX = 64,
    FIRST_LONG = 256 /* past every letter */
};

/* --- values --------------------------------------------------------------------------- */

static bool complain_of_value(const struct settings *settings, const struct option_row *row,
                              const char *value)
{
    switch (row->kind) {
    case OPTION_CHOICE:
    case OPTION_PART:
    case OPTION_SLICE:
        return complain(settings->command, "--%s takes %s, not '%s'", row->name, row->choices,
                        value);
    case OPTION_POWER:
        return complain(settings->command, "--%s takes a power of two up to %llu, not '%s'",
                        row->name, (unsigned long long)row->most, value);
    default:
        if (row->most == UINT64_MAX)
            return complain(settings->command, "--%s takes a size such as 512M or 4GiB, not '%s'",
                            row->name, value);
        return complain(settings->command, "--%s takes a number from %llu to %llu, not '%s'",
                        row->name, (unsigned long long)row->least, (unsigned long long)row->most,
                        value);
    }
}

static bool read_value(const struct option_row *row, const char *text, uint64_t *value)
{
    if (row->kind == OPTION_CHOICE) {
        if (!argument_choice(text, row->choices, value))
            return false;
        *value += row->least;
        return true;
    }
    return argument_number(text, value) && *value >= row->least && *value <= row->most &&
           (row->kind != OPTION_POWER || (*value & (*value - 1)) == 0);
}

static bool take_slice(struct settings *settings, const struct option_row *row, char *text)
{
    struct slice slice = { .name = NULL };

    if (row->kind == OPTION_SLICE ? !argument_named_slice(text, &slice)
                                  : !argument_slice(text, &slice))
        return complain_of_value(settings, row, text);
    if (row->kind == OPTION_PART)
        settings->slice_count = 0; /* the last one counts */
    settings->slices[settings->slice_count++] = slice;
    return true;
}

/* The argument behind --metadata is a key if no file has that name; --metadata=KEY is one in
 * any case. */
static void take_key(struct settings *settings, char *text, char *behind)
{
    settings->metadata = true;
    settings->metadata_key = text;
    settings->key_or_file = !text && behind && behind[0] != '-' && access(behind, F_OK) != 0;
    if (settings->key_or_file) {
        settings->metadata_key = behind;
        optind++;
    }
}

static bool take(struct settings *settings, const struct option_row *row, char *text, char *behind)
{
    char *field = (char *)settings + row->field;
    uint64_t value = 0;

    switch (row->kind) {
    case OPTION_SWITCH: *(bool *)(void *)field = true; return true;
    case OPTION_PATH: *(const char **)(void *)field = text; return true;
    case OPTION_KEY: take_key(settings, text, behind); return true;
    case OPTION_PATTERN: settings->patterns[settings->pattern_count++] = text; return true;
    case OPTION_PART:
    case OPTION_SLICE: return take_slice(settings, row, text);
    default:
        if (!read_value(row, text, &value))
            return complain_of_value(settings, row, text);
        *(uint64_t *)(void *)field = value;
        return true;
    }
}

/* --- getopt --------------------------------------------------------------------------- */

/* The rows a command takes, as getopt_long wants them. */
struct getopt_tables {
    char letters[2 * ROWS_MAX + 3];
    struct option names[ROWS_MAX + 1];
};

static int has_argument(const struct option_row *row)
{
    if (row->kind == OPTION_KEY)
        return optional_argument;
    return row->argument ? required_argument : no_argument;
}

static void make_tables(struct getopt_tables *tables, const struct command *command)
{
    struct option *name = tables->names;
    char *letter = tables->letters;

    /* Options before the command's name are emel's own, those behind it the command's. */
    if (*command->name == '\0')
        *letter++ = '+';
    *letter++ = ':'; /* silence: it would print arguments as they are */
    for (size_t i = 0; i < option_row_count; i++) {
        if (!(option_rows[i].commands & command->bit))
            continue;
        *name = (struct option){
            .name = option_rows[i].name,
            .has_arg = has_argument(&option_rows[i]),
            .val = FIRST_LONG + (int)i,
        };
        name++;
        if (option_rows[i].letter) {
            *letter++ = option_rows[i].letter;
            if (option_rows[i].argument)
                *letter++ = ':';
        }
    }
    *name = (struct option){ .name = NULL };
    *letter = '\0';
}

static const struct option_row *find_row(int found)
{
    if (found >= FIRST_LONG)
        return &option_rows[found - FIRST_LONG];
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].letter == found)
            return &option_rows[i];
    return NULL;
}

/* In getopt's words.  After a letter that lacks its argument, optopt is the letter. */
static bool complain_of_option(const struct command *command, int found, const char *argument)
{
    if (found == ':')
        return complain(command, "option '%s' requires an argument", argument);
    if (optopt >= FIRST_LONG)
        return complain(command, "option '--%s' doesn't allow an argument",
                        option_rows[optopt - FIRST_LONG].name);
    if (optopt != 0)
        return complain(command, "invalid option -- '%c'", optopt);
    return complain(command, "unrecognized or ambiguous option '%s'", argument);
}

static bool read_options(struct settings *settings, int argc, char **argv)
{
    const struct option_row *row;
    struct getopt_tables tables = { .letters = "" };
    int found;

    make_tables(&tables, settings->command);
    optind = 0; /* begins anew, and looks at the '+' */
    while ((found = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        row = find_row(found);
        if (!row)
            return complain_of_option(settings->command, found, argv[optind - 1]);
        if (!take(settings, row, optarg, argv[optind]))
            return false;
    }
    settings->summary = settings->summary || settings->by != BY_BOTH;
    settings->operands = argv + optind;
    settings->operand_count = argc - optind;
    if (settings->operand_count == 0 && settings->key_or_file) {
        settings->operands = &settings->metadata_key;
        settings->operand_count = 1;
    }
    return true;
}

static bool check_operands(const struct settings *settings)
{
    const struct command *command = settings->command;

    if (settings->help || settings->version)
        return true;
    if (settings->operand_count < command->least)
        return complain(command, "missing operand, wanted: %s", command->operands);
    if (settings->operand_count > command->most)
        return complain(command, "one operand too many: '%s'", settings->operands[command->most]);
    if (command->bit == EXTRACT && !settings->folder)
        return complain(command, "missing --output, the folder to write to");
    if (settings->metadata_key && (settings->summary || settings->map))
        return complain(command, "--metadata KEY writes one value, and so takes no --summary, --by "
                                 "or --map");
    if (settings->map && settings->json)
        return complain(command, "--map draws text, and so takes no --json");
    return true;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 1; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* First the options before the command's name, then the command with the rest. */
bool options_read(struct settings *settings, int argc, char **argv)
{
    static char program[] = "emel"; /* the name getopt speaks by */
    char **rest = argv;

    *settings = (struct settings){ .command = &commands[0] };
    settings->patterns = calloc((size_t)argc + 1, sizeof *settings->patterns);
    settings->slices = calloc((size_t)argc + 1, sizeof *settings->slices);
    if (!settings->patterns || !settings->slices)
        return complain(settings->command, "no memory for the arguments");
    if (argc > 0)
        argv[0] = program;
    if (!read_options(settings, argc, argv))
        return false;
    if (settings->help || settings->version || settings->operand_count == 0)
        return check_operands(settings);
    rest = argv + (argc - settings->operand_count);
    settings->command = find_command(rest[0]);
    if (!settings->command) {
        settings->command = &commands[0];
        return suggest_command(rest[0]);
    }
    rest[0] = program;
    return read_options(settings, settings->operand_count, rest) && check_operands(settings);
}

void options_free(struct settings *settings)
{
    free(settings->patterns);
    free(settings->slices);
}
