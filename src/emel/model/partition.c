#include "emel/fail.h"
#include "emel/model/select.h"
#include "emel/model/slice.h"
#include "emel/sort.h"

#define PAGE UINT64_C(4096)

/* A place in the files: every byte before it belongs to a lower share. */
struct cut {
    uint32_t file;
    uint64_t offset;
};

static bool earlier(const void *context, uint32_t a, uint32_t b)
{
    const struct emel_tensor_record *records = context;

    if (records[a].file_index != records[b].file_index)
        return records[a].file_index < records[b].file_index;
    return records[a].file_offset < records[b].file_offset;
}

/* The bytes of all records.  False: one has parts or ends past 2^63, or the sum is too big. */
static bool add_up(const struct emel_tensor_record *records, uint32_t count, uint64_t *bytes,
                   struct emel__select_fault *fault)
{
    *bytes = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *record = &records[i];

        if (record->part_count > 0)
            *fault = (struct emel__select_fault){ EMEL_SELECT_HAS_PARTS, .subject = record->name };
        if (record->file_offset > INT64_MAX ||
            record->byte_size > INT64_MAX - record->file_offset ||
            record->byte_size > INT64_MAX - *bytes)
            *fault = (struct emel__select_fault){ EMEL_SELECT_INVALID_ARGUMENT,
                                                  .subject = record->name };
        if (fault->error != EMEL_SELECT_NONE)
            return false;
        *bytes += record->byte_size;
    }
    return true;
}

/* The first byte of a share: total * index / shares, which may not fit 64 bits on the way. */
static uint64_t share_begin(uint64_t total, uint32_t index, uint32_t shares)
{
    return total / shares * index + total % shares * index / shares;
}

/* Where a share begins: the page of its first byte. */
static struct cut cut_before(const struct emel_tensor_record *records, const uint32_t *order,
                             uint32_t count, uint64_t total, uint32_t index, uint32_t shares)
{
    uint64_t skipped = share_begin(total, index, shares);

    for (uint32_t i = 0; i < count; i++) {
        const struct emel_tensor_record *record = &records[order[i]];
        const uint64_t offset = record->file_offset + skipped;

        if (skipped < record->byte_size)
            return (struct cut){ record->file_index, offset - offset % PAGE };
        skipped -= record->byte_size;
    }
    return (struct cut){ UINT32_MAX, 0 }; /* behind every file */
}

/* How many of a record's bytes lie before the cut. */
static uint64_t bytes_before(const struct emel_tensor_record *record, struct cut cut)
{
    if (record->file_index != cut.file)
        return record->file_index < cut.file ? record->byte_size : 0;
    if (cut.offset <= record->file_offset)
        return 0;
    return cut.offset - record->file_offset < record->byte_size ? cut.offset - record->file_offset
                                                                : record->byte_size;
}

bool emel_partition_bytes(const struct emel_tensor_record *records, uint32_t record_count,
                          uint32_t index, uint32_t count, uint32_t *scratch,
                          struct emel_partition_piece *pieces, uint32_t *piece_count,
                          struct emel_failure *why)
{
    struct emel__select_fault fault = { .error = EMEL_SELECT_NONE };
    uint32_t *order = scratch;
    struct cut begin, end;
    uint64_t total;

    if (index >= count)
        fault = (struct emel__select_fault){
            EMEL_SELECT_NO_SUCH_SHARE, true, index, count, NULL, NULL
        };
    if (fault.error != EMEL_SELECT_NONE || !add_up(records, record_count, &total, &fault))
        return emel__select_fail(why, &fault);
    for (uint32_t i = 0; i < record_count; i++)
        order[i] = i;
    emel__sort(order, scratch + (size_t)record_count, record_count, earlier, records);
    begin = cut_before(records, order, record_count, total, index, count);
    end = cut_before(records, order, record_count, total, index + 1, count);
    *piece_count = 0;
    for (uint32_t i = 0; i < record_count; i++) {
        const struct emel_tensor_record *record = &records[order[i]];
        const uint64_t from = bytes_before(record, begin), to = bytes_before(record, end);

        if (from < to)
            pieces[(*piece_count)++] = (struct emel_partition_piece){
                .record = order[i],
                .offset = from,
                .byte_size = to - from,
            };
    }
    emel__succeed(why);
    return true;
}
