/* A fault: which call, when, how often, and what it does instead.
 *
 *     read:3:once:EIO         the third buffered read fails
 *     open:1:always:EMFILE    no file can be opened
 *     read:2:always:half      each read from the second on moves half of what it could
 *     step:4:once:cancel      somebody cancels before the fourth step
 *     sector:5:exact:EIO      the fifth place of the scenario's files cannot be read
 *
 * This is also how a fault is written on the command line. */
#ifndef TESTS_FAULTS_FAULT_H
#define TESTS_FAULTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>

enum call {
    CALL_OPEN,
    CALL_STAT,
    CALL_READ, /* through the page cache */
    CALL_READ_DIRECT,
    CALL_CLOSE,
    CALL_REOPEN,
    CALL_REOPEN_DIRECT,
    CALL_CACHED,
    CALL_RUN,
    CALL_OWNER,   /* memory of a load's owner */
    CALL_TENSORS, /* of a storage's allocators */
    CALL_RECORDS,
    CALL_DISCARD, /* of memory of tensors */
    CALL_STEP,
    CALL_SECTOR, /* no call but a place, which no read gets at */
    CALLS
};

enum manner { ONCE, ALWAYS, STORM /* a hundred times in a row */, EXACT, GREEDY };

enum effect {
    FAILS, /* with an errno value */
    SHORT, /* a byte less than asked for */
    HALF,
    ZERO,       /* as at the end of the file */
    CHANGED,    /* another modification time */
    NOTHING,    /* no memory; no thread started; nothing discarded */
    MISALIGNED, /* memory */
    FEWER,      /* threads than asked for */
    CANCEL
};

struct fault {
    enum call call;
    unsigned nth; /* counted from 1; 0: no fault */
    enum manner manner;
    enum effect effect;
    int error; /* errno value, of FAILS */
};

#define FAULT_STORM 100
#define FAULT_TEXT_BYTES 64

const char *call_name(enum call call);

/* How many times the fault strikes in a row. */
unsigned fault_times(const struct fault *fault);

void fault_print(char text[FAULT_TEXT_BYTES], const struct fault *fault);

/* Reads a fault from [text, text + length); false: it is none. */
bool fault_parse(const char *text, size_t length, struct fault *fault);

/* What can happen to a call: one by one from 0 on; false: that is all.  `brief`: of
 * errno values that mean the same, one. */
bool fault_of_call(enum call call, unsigned number, bool brief, struct fault *fault);

#endif
