/* The files of a scenario, and the places in them. */
#include <stdlib.h>

#include "faults/scenario.h"
#include "support/notation.h"
#include "support/temp.h"

#define MIB(n) (UINT64_C(n) << 20)

/* --- files --------------------------------------------------------------------------- */

static const char *const paths[DISK_FILES] = { "file-0", "file-1", "file-2", "file-3" };

/* Every file is a part of one pattern, made once. */
static const unsigned char *pattern(unsigned file)
{
    static unsigned char *bytes;
    const size_t count = MIB(12);

    if (!bytes) {
        bytes = malloc(count);
        temp_fill(bytes, 4711, 0, count);
    }
    return bytes + file * 4099;
}

/* Made once, for as long as no other is asked for in its place. */
static struct disk_file model_file(unsigned file, const char *text)
{
    static struct {
        struct notation made;
        const char *text;
    } kept[DISK_FILES];

    if (kept[file].text != text) {
        free(kept[file].made.bytes);
        kept[file].made = notation(text);
        kept[file].text = text;
    }
    return (struct disk_file){ .bytes = kept[file].made.bytes, .size = kept[file].made.size };
}

void scenario_fill(const struct scenario *scenario, struct disk *disk)
{
    for (unsigned i = 0; i < DISK_FILES; i++) {
        struct disk_file *file = &disk->files[i];

        if (!scenario->model[i] && !scenario->file_bytes[i])
            continue;
        if (scenario->model[i])
            *file = model_file(i, scenario->model[i]);
        else
            *file = (struct disk_file){ .bytes = pattern(i), .size = scenario->file_bytes[i] };
        file->path = scenario->paths[i] ? scenario->paths[i] : paths[i];
        file->direct_alignment = scenario->direct_alignment;
        file->cached = scenario->cached;
    }
}

/* --- places -------------------------------------------------------------------------- */

uint64_t scenario_offset(const struct scenario *scenario, uint32_t span, uint64_t at)
{
    const struct emel_io_part *part = scenario->spans[span].parts;

    if (!part)
        return scenario->spans[span].offset + at;
    return part->file_offset + at / part->run_bytes * part->file_stride + at % part->run_bytes;
}

bool scenario_byte_at(const struct scenario *scenario, uint32_t span, uint64_t offset, uint64_t *at)
{
    const struct emel_io_part *part = scenario->spans[span].parts;
    const uint64_t begin = scenario->spans[span].offset;

    if (offset < begin)
        return false;
    *at = offset - begin;
    if (part && *at % part->file_stride >= part->run_bytes)
        return false;
    if (part)
        *at = *at / part->file_stride * part->run_bytes + *at % part->file_stride;
    return *at < scenario->spans[span].bytes;
}

unsigned scenario_sectors(const struct scenario *scenario, struct sector sectors[SCENARIO_SECTORS])
{
    unsigned count = 0;

    for (uint32_t i = 0; i < scenario->span_count; i++) {
        const struct emel_io_part *part = scenario->spans[i].parts;
        const uint64_t begin = scenario->spans[i].offset, bytes = scenario->spans[i].bytes;
        const unsigned file = scenario->spans[i].file;

        if (bytes) {
            sectors[count++] = (struct sector){ file, begin };
            sectors[count++] = (struct sector){ file, scenario_offset(scenario, i, bytes / 2) };
            sectors[count++] = (struct sector){ file, scenario_offset(scenario, i, bytes - 1) };
        }
        if (part) /* the gap in the middle */
            sectors[count++] = (struct sector){ file, begin + part->count / 2 * part->file_stride +
                                                          part->run_bytes };
        else
            sectors[count++] = (struct sector){ file, begin + bytes }; /* a gap, as like as not */
    }
    return count;
}
