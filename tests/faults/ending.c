#include "faults/ending.h"

#include <string.h>

static void blame(struct ending *ending, const char *mistake)
{
    if (!ending->mistake)
        ending->mistake = mistake;
}

static bool on_progress(void *context, const struct emel_io_progress_event *progress)
{
    struct ending *ending = context;

    if (progress->bytes_done > progress->bytes_total || ending->told)
        blame(ending, "progress beyond what there is");
    return true;
}

bool ending_has_bytes(const struct disk *disk, const struct emel_storage *storage, uint32_t index,
                      const void *data)
{
    struct emel_tensor_record record;

    return emel_storage_record(storage, index, &record) &&
           (record.byte_size == 0 ||
            memcmp(data, disk->files[record.file_index].bytes + record.file_offset,
                   (size_t)record.byte_size) == 0);
}

static void on_tensor(void *context, uint32_t index, const struct emel_tensor *tensor, void *data)
{
    struct ending *ending = context;

    (void)tensor;
    if (ending->landed_of[index])
        blame(ending, "a tensor landed twice");
    if (ending->told || ending->withdrawn)
        blame(ending, "a tensor landed after the end");
    if (!ending_has_bytes(ending->disk, ending->storage, index, data))
        blame(ending, "a tensor landed without its bytes");
    ending->landed_of[index] = true;
    ending->landed++;
}

static void on_withdrawn(void *context)
{
    struct ending *ending = context;

    if (ending->told)
        blame(ending, "withdrawn after the end");
    if (ending->memory->releases != ending->releases ||
        ending->memory->discards != ending->discards)
        blame(ending, "withdrawn after the memory went");
    ending->withdrawn++;
}

static void on_end(void *context, const struct emel_failure *why)
{
    struct ending *ending = context;

    ending->told++;
    ending->why = *why;
    if (ending->disk->held != ending->descriptors)
        blame(ending, "the end was told with a descriptor open");
}

void ending_watch(struct ending *ending, struct emel_storage_request *request)
{
    ending->descriptors = ending->disk->held;
    ending->releases = ending->memory->releases;
    ending->discards = ending->memory->discards;
    request->context = ending;
    request->report = &ending->report;
    request->on_progress = on_progress;
    request->on_tensor = on_tensor;
    request->on_withdrawn = on_withdrawn;
    request->on_end = on_end;
}

static const char *report_mistake(const struct emel_io_report *report)
{
    const uint64_t bytes = report->buffered_bytes + report->direct_bytes;

    return bytes - report->beyond_bytes == report->wanted_bytes ? NULL
                                                                : "the report does not add up";
}

const char *ending_mistake(const struct ending *ending, unsigned tensors)
{
    const bool done = ending->told && ending->why.source == EMEL_FAILURE_NONE;

    if (ending->mistake)
        return ending->mistake;
    if (done && ending->landed != tensors)
        return "done, but not every tensor landed";
    if (ending->withdrawn != (!done && ending->landed ? 1 : 0))
        return "not withdrawn exactly once, or for no reason";
    return done ? report_mistake(&ending->report) : NULL;
}
