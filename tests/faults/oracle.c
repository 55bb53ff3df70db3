#include "faults/oracle.h"

#include <errno.h>

/* --- what a fault is told as ------------------------------------------------------- */

static const struct telling {
    enum call call;
    enum effect effect;
    uint32_t source, code;
} tellings[] = {
    { CALL_OPEN, FAILS, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_OPEN_FAILED },
    { CALL_OPEN, FAILS, EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_OPEN_FAILED },
    { CALL_OPEN, FAILS, EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_SHARD_MISSING },
    { CALL_STAT, FAILS, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_STAT_FAILED },
    { CALL_STAT, FAILS, EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_STAT_FAILED },
    { CALL_STAT, CHANGED, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_CHANGED },
    { CALL_STAT, CHANGED, EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_FILE_CHANGED },
    { CALL_READ, FAILS, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED },
    { CALL_READ, FAILS, EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_READ_FAILED },
    { CALL_READ, ZERO, EMEL_FAILURE_READ, EMEL_IO_READ_SHORT_READ },
    { CALL_READ, ZERO, EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_SHORT_READ },
    { CALL_OWNER, NOTHING, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED },
    { CALL_OWNER, MISALIGNED, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED },
    { CALL_TENSORS, NOTHING, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED },
    { CALL_TENSORS, MISALIGNED, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED },
    { CALL_RECORDS, NOTHING, EMEL_FAILURE_READ, EMEL_IO_READ_ALLOCATION_FAILED },
    { CALL_RECORDS, NOTHING, EMEL_FAILURE_TENSOR, EMEL_TENSOR_OUT_OF_MEMORY },
    { CALL_RECORDS, NOTHING, EMEL_FAILURE_MODEL_FILE, EMEL_MODEL_FILE_OUT_OF_MEMORY },
    { CALL_STEP, CANCEL, EMEL_FAILURE_READ, EMEL_IO_READ_CANCELLED },
    { CALL_SECTOR, FAILS, EMEL_FAILURE_READ, EMEL_IO_READ_FILE_READ_FAILED },
};

static bool may_be_told_as(const struct fault *fault, const struct outcome *outcome)
{
    for (unsigned i = 0; i < sizeof tellings / sizeof *tellings; i++)
        if (tellings[i].call == fault->call && tellings[i].effect == fault->effect &&
            tellings[i].source == outcome->source && tellings[i].code == outcome->code &&
            outcome->os_error == (fault->effect == FAILS ? fault->error : 0))
            return true;
    return false;
}

/* --- whether it must fail ---------------------------------------------------------- */

enum verdict { HARMLESS, HARMFUL, EITHER };

/* One that fails once is read again; the header of a model is not. */
static enum verdict verdict_on_read(const struct fault *fault, bool early)
{
    if (fault->effect == SHORT || fault->effect == HALF)
        return HARMLESS;
    if (fault->error == EINTR)
        return fault->manner == ALWAYS ? HARMFUL : HARMLESS;
    return fault->manner == ALWAYS || early ? HARMFUL : HARMLESS;
}

/* That only tells that it is an index: then all of it is read anew. */
static bool is_first_look_at_index(const struct scenario *scenario, const struct fault *fault)
{
    return scenario->is_index && fault->nth == 1;
}

static enum verdict verdict_on(const struct scenario *scenario, const struct fault *fault,
                               bool early, bool cancelled)
{
    switch (fault->call) {
    case CALL_OPEN: return fault->error == EINTR && fault->manner != ALWAYS ? HARMLESS : HARMFUL;
    case CALL_STAT:
        if (fault->effect == CHANGED) /* always: it was like that from the beginning, or not */
            return fault->manner == ALWAYS || is_first_look_at_index(scenario, fault) ? EITHER
                                                                                      : HARMFUL;
        return fault->error == EINTR && fault->manner != ALWAYS ? HARMLESS : HARMFUL;
    case CALL_READ: return verdict_on_read(fault, early);
    case CALL_OWNER:
    case CALL_TENSORS:
    case CALL_RECORDS: return HARMFUL;
    case CALL_STEP: /* unless it came too late */ return cancelled ? HARMFUL : HARMLESS;
    case CALL_SECTOR: return EITHER; /* the place decides, see below */
    case CALL_READ_DIRECT:
    case CALL_CLOSE:
    case CALL_REOPEN:
    case CALL_REOPEN_DIRECT:
    case CALL_CACHED:
    case CALL_RUN:
    case CALL_DISCARD:
    case CALLS: break;
    }
    return HARMLESS;
}

/* --- places ------------------------------------------------------------------------ */

struct place {
    uint32_t span, file;
    uint64_t offset;
};

static bool is_before(const struct scenario *scenario, uint32_t a, uint32_t b)
{
    if (b == SCENARIO_NO_INDEX || scenario->spans[a].file != scenario->spans[b].file)
        return b == SCENARIO_NO_INDEX || scenario->spans[a].file < scenario->spans[b].file;
    return scenario->spans[a].offset < scenario->spans[b].offset;
}

static void heed(const struct scenario *scenario, const struct sector *sector, struct place *lowest)
{
    for (uint32_t i = 0; i < scenario->span_count; i++) {
        uint64_t at;

        if (scenario->spans[i].file != sector->file ||
            !scenario_byte_at(scenario, i, sector->offset, &at))
            continue;
        if (is_before(scenario, i, lowest->span) ||
            (i == lowest->span && sector->offset < lowest->offset))
            *lowest = (struct place){ i, sector->file, sector->offset };
    }
}

/* The lowest (file, offset, span) that cannot be read: worked out from the spans alone. */
static struct place lowest_bad(const struct scenario *scenario, const struct trouble *trouble)
{
    struct place lowest = { .span = SCENARIO_NO_INDEX };

    for (unsigned i = 0; i < TROUBLE_FAULTS; i++) {
        const struct fault *fault = &trouble->faults[i];

        if (fault->call == CALL_SECTOR && fault->nth && fault->nth <= trouble->sector_count)
            heed(scenario, &trouble->sectors[fault->nth - 1], &lowest);
    }
    return lowest;
}

/* A greedy sector takes the bytes before it in its span with it. */
static bool offset_is_right(const struct scenario *scenario, const struct trouble *trouble,
                            const struct place *bad, uint64_t offset)
{
    for (unsigned i = 0; i < TROUBLE_FAULTS; i++)
        if (trouble->faults[i].nth && trouble->faults[i].manner == GREEDY)
            return offset <= bad->offset && offset >= scenario->spans[bad->span].offset;
    return offset == bad->offset;
}

static const char *object_to_place(const struct scenario *scenario, const struct trouble *trouble,
                                   const struct outcome *outcome)
{
    const struct place bad = lowest_bad(scenario, trouble);

    if (bad.span == SCENARIO_NO_INDEX)
        return outcome->done ? NULL : "it failed over bytes that nobody asked for";
    if (outcome->done)
        return "done, with bytes that cannot be read";
    if (outcome->span != bad.span || outcome->file != bad.file)
        return "it blames another span than the lowest that cannot be read";
    if (!offset_is_right(scenario, trouble, &bad, outcome->offset))
        return "it blames another byte than the first that cannot be read";
    return NULL;
}

/* --- objections -------------------------------------------------------------------- */

static bool only_sectors(const struct trouble *trouble)
{
    for (unsigned i = 0; i < TROUBLE_FAULTS; i++)
        if (trouble->faults[i].nth && trouble->faults[i].call != CALL_SECTOR)
            return false;
    return trouble->faults[0].nth != 0;
}

/* A file that changed twice the same way may look as if it never had. */
static bool changes_agree(const struct trouble *trouble)
{
    return trouble->faults[0].effect == CHANGED && trouble->faults[1].effect == CHANGED;
}

/* With a second fault in play the first need not be harmless any more. */
static const char *object_to_end(const struct scenario *scenario, const struct trouble *trouble,
                                 const struct outcome *outcome)
{
    bool harmful = false, told = false, alone = true;
    enum verdict last = HARMLESS;

    for (unsigned i = 0; i < TROUBLE_FAULTS; i++) {
        const struct fault *fault = &trouble->faults[i];

        if (fault->nth == 0 || trouble->struck[i] == 0)
            continue;
        alone = i == 0;
        last = verdict_on(scenario, fault, trouble->struck_early[i], outcome->cancelled);
        harmful = harmful || last == HARMFUL;
        told = told || may_be_told_as(fault, outcome);
    }
    if (outcome->done)
        return !harmful || changes_agree(trouble) ? NULL
                                                  : "done, in spite of a fault that must fail it";
    if (!told)
        return "the error is not that of the fault";
    return alone && last == HARMLESS ? "it failed over a fault that must not fail it" : NULL;
}

static const char *object_to_file(const struct trouble *trouble, const struct outcome *outcome)
{
    const struct fault *fault = &trouble->faults[0];

    if (outcome->done || trouble->faults[1].nth ||
        (fault->call != CALL_OPEN && fault->call != CALL_STAT))
        return NULL;
    if (fault->effect == CHANGED && fault->manner == ALWAYS)
        return NULL; /* what changed is then a file that was looked at before */
    return (int)outcome->file == trouble->struck_file[0] ? NULL : "it blames the wrong file";
}

const char *oracle_objects(const struct scenario *scenario, const struct trouble *trouble,
                           const struct outcome *outcome)
{
    const char *objection = object_to_end(scenario, trouble, outcome);

    if (outcome->published != 1)
        return "not published exactly once";
    if (scenario->options.workers == 1 && trouble->calls[CALL_REOPEN])
        return "one worker alone opened a file again";
    if (!objection && only_sectors(trouble))
        objection = object_to_place(scenario, trouble, outcome);
    return objection ? objection : object_to_file(trouble, outcome);
}

const char *oracle_tells_apart(const struct outcome *a, const struct outcome *b, bool loosely)
{
    if (a->done != b->done || a->source != b->source || a->code != b->code ||
        a->os_error != b->os_error || a->cancelled != b->cancelled)
        return "the same fault ended differently";
    if (!loosely && (a->span != b->span || a->file != b->file || a->offset != b->offset))
        return "the same fault was told to be elsewhere";
    return NULL;
}
