#include "support/ledger.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/guarded.h"
#include "emel/model/tensor/region.h"

#define FRESH 0xa5 /* nobody may count on zeros */

struct ledger_entry {
    struct ledger_entry *next;
    unsigned char *memory;
    size_t bytes;
    size_t discarded;
    bool gone[]; /* by whole run, counted from the entry's first byte */
};

static void blame(struct ledger *ledger, const char *mistake)
{
    if (!ledger->mistake)
        ledger->mistake = mistake;
}

static bool fails(struct ledger *ledger)
{
    const unsigned nth = ++ledger->allocations;

    return ledger->fail_at && nth >= ledger->fail_at && nth - ledger->fail_at <= ledger->fail_more;
}

static void *allocate(void *context, size_t bytes, size_t alignment)
{
    struct ledger *ledger = context;
    struct ledger_entry *entry;

    ledger->last_asked = bytes;
    ledger->last_alignment = alignment;
    if (bytes == 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        blame(ledger, "an allocation of no bytes, or of an odd alignment");
    if (fails(ledger))
        return NULL;
    if (alignment < ledger->least_alignment)
        alignment = ledger->least_alignment;
    entry = calloc(1, sizeof *entry + bytes / LEDGER_RUN_BYTES + 1);
    if (!entry)
        return NULL;
    entry->next = ledger->entries;
    entry->memory = guarded_new(bytes, alignment, ledger->misplaced);
    entry->bytes = bytes;
    memset(entry->memory, FRESH, bytes);
    ledger->entries = entry;
    ledger->held += bytes;
    if (ledger->held > ledger->most)
        ledger->most = ledger->held;
    return entry->memory;
}

static void release(void *context, void *memory, size_t bytes)
{
    struct ledger *ledger = context;
    struct ledger_entry **at = &ledger->entries, *entry;

    ledger->releases++;
    while (*at && (*at)->memory != memory)
        at = &(*at)->next;
    entry = *at;
    if (!entry) {
        blame(ledger, "released what is not held");
        return;
    }
    if (entry->bytes != bytes)
        blame(ledger, "released with other bytes than were asked for");
    if (!guarded_alive(memory))
        blame(ledger, "something was written around an allocation");
    ledger->held -= entry->bytes;
    ledger->discarded -= entry->discarded;
    *at = entry->next;
    guarded_free(entry->memory);
    free(entry);
}

/* --- discards ------------------------------------------------------------------------ */

static struct ledger_entry *around(const struct ledger *ledger, const unsigned char *memory,
                                   size_t bytes)
{
    struct ledger_entry *entry = ledger->entries;

    while (entry && (memory < entry->memory || memory + bytes > entry->memory + entry->bytes))
        entry = entry->next;
    return entry;
}

static bool fails_to_discard(const struct ledger *ledger, const unsigned char *memory, size_t bytes)
{
    const unsigned char *where = ledger->fails_at_discard;

    return ledger->fails_to_discard && (!where || (where >= memory && where < memory + bytes));
}

/* A run that was discarded before may have been used again since. */
static void mark(struct ledger *ledger, struct ledger_entry *entry, const unsigned char *memory,
                 bool now)
{
    bool *gone = &entry->gone[(memory - entry->memory) / (ptrdiff_t)LEDGER_RUN_BYTES];

    if (*gone == now)
        return;
    *gone = now;
    entry->discarded += now ? LEDGER_RUN_BYTES : -LEDGER_RUN_BYTES;
    ledger->discarded += now ? LEDGER_RUN_BYTES : -LEDGER_RUN_BYTES;
}

static bool discard(void *context, void *memory, size_t bytes)
{
    struct ledger *ledger = context;
    struct ledger_entry *entry = around(ledger, memory, bytes);
    const bool well = !fails_to_discard(ledger, memory, bytes);

    ledger->discards++;
    ledger->last_discard = memory;
    ledger->last_discard_bytes = bytes;
    if ((uintptr_t)memory % LEDGER_RUN_BYTES || bytes % LEDGER_RUN_BYTES || bytes == 0)
        blame(ledger, "discarded what is no whole run of 2 MiB");
    if (!entry) {
        blame(ledger, "discarded what is not held");
        return false;
    }
    for (size_t at = 0; at < bytes; at += LEDGER_RUN_BYTES)
        mark(ledger, entry, (unsigned char *)memory + at, well);
    if (well)
        memset(memory, 0, bytes);
    return well;
}

/* --- what is in use again ---------------------------------------------------------------- */

static bool is_in_use(const struct emel_storage *storage, uintptr_t block)
{
    for (uint32_t i = 0; i < storage->tensor_count; i++) {
        const struct emel_tensor *tensor = &storage->tensors[i];
        const uintptr_t begin = tensor->placed ? (uintptr_t)storage->places[i].address : 0;

        if ((tensor->data || tensor->pinned) && begin < block + LEDGER_RUN_BYTES &&
            block < begin + tensor->byte_size)
            return true;
    }
    return false;
}

size_t ledger_held(const struct ledger *ledger, const struct emel_storage *storage)
{
    size_t held = ledger->held;

    for (const struct ledger_entry *entry = ledger->entries; entry; entry = entry->next)
        for (size_t run = 0; run * LEDGER_RUN_BYTES < entry->bytes; run++)
            if (entry->gone[run]) {
                const size_t past = (uintptr_t)entry->memory % LEDGER_RUN_BYTES;
                const uintptr_t block = (uintptr_t)entry->memory + run * LEDGER_RUN_BYTES +
                                        (past ? LEDGER_RUN_BYTES - past : 0);

                held -= is_in_use(storage, block) ? 0 : LEDGER_RUN_BYTES;
            }
    return held;
}

/* --- the books ----------------------------------------------------------------------- */

struct emel_allocator ledger_allocator(struct ledger *ledger)
{
    return (struct emel_allocator){
        .context = ledger,
        .allocate = allocate,
        .release = release,
        .discard = ledger->no_discard ? NULL : discard,
    };
}

void ledger_forget(struct ledger *ledger)
{
    ledger->allocations = ledger->releases = ledger->discards = 0;
    ledger->most = ledger->held;
}

const char *ledger_check(const struct ledger *ledger)
{
    if (ledger->mistake)
        return ledger->mistake;
    for (const struct ledger_entry *entry = ledger->entries; entry; entry = entry->next)
        if (!guarded_alive(entry->memory))
            return "something is written around an allocation";
    return NULL;
}
