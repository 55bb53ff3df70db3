#include "faults/fault.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* --- names ------------------------------------------------------------------------- */

static const char *const calls[CALLS] = {
    "open", "stat",  "read",    "read_direct", "close",   "reopen", "reopen_direct", "cached",
    "run",  "owner", "tensors", "records",     "discard", "step",   "sector",
};

static const char *const manners[] = { "once", "always", "storm", "exact", "greedy" };

static const char *const effects[] = {
    "fails", "short", "half", "zero", "changed", "nothing", "misaligned", "fewer", "cancel",
};

#define ERRORS(X)                                                                                  \
    X(EACCES)                                                                                      \
    X(EAGAIN)                                                                                      \
    X(EBADF)                                                                                       \
    X(EFAULT)                                                                                      \
    X(EINTR)                                                                                       \
    X(EINVAL)                                                                                      \
    X(EIO)                                                                                         \
    X(EISDIR)                                                                                      \
    X(ELOOP)                                                                                       \
    X(EMFILE)                                                                                      \
    X(ENAMETOOLONG)                                                                                \
    X(ENFILE)                                                                                      \
    X(ENOBUFS)                                                                                     \
    X(ENOENT)                                                                                      \
    X(ENOMEM)                                                                                      \
    X(ENOSPC)                                                                                      \
    X(ENOSYS)                                                                                      \
    X(ENOTDIR) X(ENXIO) X(EOPNOTSUPP) X(EOVERFLOW) X(EPERM) X(ESPIPE) X(ESTALE) X(ETIMEDOUT)

static const struct {
    int number;
    const char *name;
} errors[] = {
#define ERROR_ROW(name) { name, #name },
    ERRORS(ERROR_ROW)
#undef ERROR_ROW
};

const char *call_name(enum call call)
{
    return calls[call];
}

static const char *error_name(int number)
{
    for (size_t i = 0; i < LENGTH(errors); i++)
        if (errors[i].number == number)
            return errors[i].name;
    return "?";
}

void fault_print(char text[FAULT_TEXT_BYTES], const struct fault *fault)
{
    (void)snprintf(text, FAULT_TEXT_BYTES, "%s:%u:%s:%s", calls[fault->call], fault->nth,
                   manners[fault->manner],
                   fault->effect == FAILS ? error_name(fault->error) : effects[fault->effect]);
}

static int find(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

static bool parse_effect(const char *word, struct fault *fault)
{
    const int effect = find(word, effects, LENGTH(effects));

    fault->effect = effect > 0 ? (enum effect)effect : FAILS;
    for (size_t i = 0; i < LENGTH(errors); i++)
        if (strcmp(errors[i].name, word) == 0)
            fault->error = errors[i].number;
    return effect > 0 || fault->error;
}

bool fault_parse(const char *text, size_t length, struct fault *fault)
{
    char copy[FAULT_TEXT_BYTES], call[16], manner[16], effect[16];
    int which, how;

    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    *fault = (struct fault){ .nth = 0 };
    if (sscanf(copy, "%15[^:]:%u:%15[^:]:%15s", call, &fault->nth, manner, effect) != 4)
        return false;
    which = find(call, calls, LENGTH(calls));
    how = find(manner, manners, LENGTH(manners));
    if (which < 0 || how < 0 || fault->nth == 0)
        return false;
    fault->call = (enum call)which;
    fault->manner = (enum manner)how;
    return parse_effect(effect, fault);
}

unsigned fault_times(const struct fault *fault)
{
    switch (fault->manner) {
    case ONCE: return 1;
    case STORM: return FAULT_STORM;
    case ALWAYS:
    case EXACT:
    case GREEDY: break;
    }
    return UINT_MAX;
}

/* --- what can happen --------------------------------------------------------------- */

/* The first of each row: what stands for the others where a brief list will do. */
#define MORE 18
static const struct {
    int brief[3];
    int more[MORE];
} errors_of[CALLS] = {
    [CALL_OPEN] = { { ENOENT, EINTR },
                    { EACCES, EAGAIN, EIO, EISDIR, ELOOP, EMFILE, ENAMETOOLONG, ENFILE, ENOMEM,
                      ENOSYS, ENOTDIR, ENXIO, EOVERFLOW, EPERM, ESTALE, ETIMEDOUT } },
    [CALL_STAT] = { { EIO, EINTR }, { EACCES, EBADF, ENOMEM, EOVERFLOW, ESTALE, ETIMEDOUT } },
    [CALL_READ] = { { EIO, EINTR },
                    { EAGAIN, EBADF, EFAULT, EINVAL, EISDIR, ENOBUFS, ENOMEM, ENOSYS, ENXIO,
                      EOPNOTSUPP, EOVERFLOW, ESPIPE, ESTALE, ETIMEDOUT } },
    [CALL_READ_DIRECT] = { { EIO, EINTR, EINVAL },
                           { EAGAIN, EBADF, EFAULT, ENOMEM, ENOSYS, EOPNOTSUPP, ESTALE } },
    [CALL_CLOSE] = { { EIO }, { EBADF, EINTR, ENOSPC } },
    [CALL_REOPEN] = { { EACCES },
                      { EINTR, EINVAL, ELOOP, EMFILE, ENFILE, ENOENT, ENOMEM, ESTALE } },
    [CALL_REOPEN_DIRECT] = { { EINVAL },
                             { EACCES, EINTR, ELOOP, EMFILE, ENFILE, ENOENT, ENOMEM, EOPNOTSUPP,
                               ESTALE } },
    [CALL_CACHED] = { { EPERM }, { EBADF, EFAULT, EINTR, EINVAL, ENOMEM, ENOSYS, EOPNOTSUPP } },
    [CALL_SECTOR] = { { EIO }, { ESTALE } },
};

/* Beside the errors, each once and always. */
static const enum effect effects_of[CALLS][4] = {
    [CALL_STAT] = { CHANGED },
    [CALL_READ] = { ZERO, HALF, SHORT },
    [CALL_READ_DIRECT] = { ZERO, HALF, SHORT },
    [CALL_RUN] = { NOTHING, FEWER },
    [CALL_OWNER] = { NOTHING, MISALIGNED },
    [CALL_TENSORS] = { NOTHING, MISALIGNED },
    [CALL_RECORDS] = { NOTHING },
    [CALL_DISCARD] = { NOTHING },
    [CALL_STEP] = { CANCEL },
};

/* The n-th effect of a call, whatever its manner; false: there are fewer. */
static bool nth_effect(enum call call, unsigned n, bool brief, struct fault *fault)
{
    const int *more = errors_of[call].more;

    for (unsigned i = 0; i < LENGTH(errors_of->brief) && errors_of[call].brief[i]; i++)
        if (n-- == 0)
            return (fault->error = errors_of[call].brief[i]) != 0;
    for (unsigned i = 0; !brief && i < MORE && more[i]; i++)
        if (n-- == 0)
            return (fault->error = more[i]) != 0;
    for (unsigned i = 0; i < LENGTH(*effects_of) && effects_of[call][i]; i++)
        if (n-- == 0)
            return (fault->effect = effects_of[call][i]) != FAILS;
    return false;
}

static bool storms(enum call call)
{
    return call == CALL_OPEN || call == CALL_STAT || call == CALL_READ || call == CALL_READ_DIRECT;
}

bool fault_of_call(enum call call, unsigned number, bool brief, struct fault *fault)
{
    const enum manner first = call == CALL_SECTOR ? EXACT : ONCE;

    *fault = (struct fault){ .call = call };
    if (storms(call) && number-- == 0) {
        fault->manner = STORM;
        fault->error = EINTR;
        return true;
    }
    fault->manner = (enum manner)(first + number % 2);
    return nth_effect(call, number / 2, brief, fault);
}
