/* The commands, their options, and one call of the command. */
#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exit status. */
enum status {
    STATUS_DONE = 0,
    STATUS_FAILED = 1, /* refused or failed: a line on standard error says why */
    STATUS_USAGE = 2   /* wrong usage: nothing was done */
};

/* --slice: a part of one tensor, or the same share of each tensor that matches. */
struct slice {
    const char *name; /* NULL: not given */
    bool whole;       /* all of it; else */
    uint32_t dimension;
    uint64_t from, to;      /* elements */
    uint64_t share, shares; /* shares not 0: share number `share`, from 0, of so many, and `name`
                               is a pattern */
};

/* --sort and --by, in the order of their words. */
enum sorting { SORT_HEADER, SORT_SIZE, SORT_NAME, SORT_OFFSET };
enum division_by { BY_BOTH, BY_DTYPE, BY_LAYER };

/* One call of the command, after parsing. */
struct settings {
    const struct command *command;
    char *const *operands;
    int operand_count;
    const char **patterns; /* --tensor, as often as it was given */
    size_t pattern_count;
    struct slice *slices; /* --slice, likewise */
    size_t slice_count;
    const char *sums;   /* --sums, a path; NULL: not given */
    const char *folder; /* --output, likewise */
    bool json, metadata, summary, map, bytes, recursive, alone;
    char *metadata_key; /* --metadata KEY; NULL: all keys */
    bool key_or_file;   /* metadata_key is a file after all if there is no other operand */
    bool quiet, verbose, no_progress, force;
    bool help, version;
    uint64_t step_bytes, workers, alignment, limit; /* 0: not given */
    uint64_t caching;                               /* enum emel_io_read_caching */
    uint64_t sort;                                  /* enum sorting */
    uint64_t by;                                    /* enum division_by */
};

struct command {
    const char *name;
    const char *operands; /* as the usage line shows them */
    int least, most;      /* how many operands */
    unsigned bit;         /* in option.commands */
    const char *summary;
    const char *notes; /* what its help ends with */
    enum status (*run)(const struct settings *settings);
};

enum option_kind {
    OPTION_SWITCH,  /* a bool becomes true */
    OPTION_NUMBER,  /* a uint64_t, with or without a unit, from `least` to `most` */
    OPTION_POWER,   /* the same, and a power of two */
    OPTION_CHOICE,  /* a uint64_t becomes `least` for the first word of `choices`, and so on */
    OPTION_PATH,    /* a const char * */
    OPTION_PATTERN, /* one more of settings.patterns */
    OPTION_KEY,     /* --metadata, with or without a key */
    OPTION_PART,    /* the one of settings.slices, as DIM:FROM:TO or DIM:R/N */
    OPTION_SLICE    /* one more of settings.slices, as NAME=DIM:FROM:TO or GLOB=DIM:R/N */
};

struct option_row {
    const char *name;
    char letter;          /* 0: none */
    const char *argument; /* as the help shows it; NULL: none */
    unsigned commands;    /* bits of those that take it */
    enum option_kind kind;
    size_t field;         /* where in struct settings */
    uint64_t least, most; /* of a number; of a choice only `least` */
    const char *choices;  /* "this|that", or the form of a slice */
    const char *help;
};

/* The tables that getopt's structures and the help are made of.  The first command is
 * the one without a name: what `emel` does by itself. */
extern const struct command commands[];
extern const size_t command_count;
extern const struct option_row option_rows[];
extern const size_t option_row_count;

/* Parses the arguments.  False: wrong usage, and standard error says what is wrong.
 * Either way options_free follows. */
bool options_read(struct settings *settings, int argc, char **argv);
void options_free(struct settings *settings);

/* Writes the help of a command. */
void options_help(const struct command *command);

#endif
