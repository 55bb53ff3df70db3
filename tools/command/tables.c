/* The commands. */
#include "commands.h"
#include "notes.h"
#include "options.h"

const struct command commands[] = {
    {
        .name = "",
        .operands = "COMMAND",
        .least = 1,
        .most = 1,
        .bit = ALONE,
        .summary = "Shows what is in model files, and loads their tensors by explicit read/copy.",
        .notes = ALONE_NOTES,
    },
    {
        .name = "inspect",
        .operands = "FILE...",
        .least = 1,
        .most = INT32_MAX,
        .bit = INSPECT,
        .summary = "Shows which tensors a model file has, and where.",
        .notes = INSPECT_NOTES,
        .run = command_inspect,
    },
    {
        .name = "load",
        .operands = "FILE...",
        .least = 1,
        .most = INT32_MAX,
        .bit = LOAD,
        .summary = "Makes the tensors of a model file resident, and says how fast.",
        .notes = LOAD_NOTES,
        .run = command_load,
    },
    {
        .name = "cat",
        .operands = "FILE TENSOR",
        .least = 2,
        .most = 2,
        .bit = CAT,
        .summary = "Writes the bytes of one tensor to standard output.",
        .notes = CAT_NOTES,
        .run = command_cat,
    },
    {
        .name = "sums",
        .operands = "FILE...",
        .least = 1,
        .most = INT32_MAX,
        .bit = SUMS,
        .summary = "Writes a sum of the bytes of each tensor.",
        .notes = SUMS_NOTES,
        .run = command_sums,
    },
    {
        .name = "verify",
        .operands = "FILE SUMS",
        .least = 2,
        .most = 2,
        .bit = VERIFY,
        .summary = "Compares the tensors of a model file with such sums.",
        .notes = VERIFY_NOTES,
        .run = command_verify,
    },
    {
        .name = "diff",
        .operands = "A B",
        .least = 2,
        .most = 2,
        .bit = DIFF,
        .summary = "Shows in which tensors two model files differ.",
        .notes = DIFF_NOTES,
        .run = command_diff,
    },
};
const size_t command_count = sizeof commands / sizeof *commands;
