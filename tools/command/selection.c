#include "selection.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

/* The record of a slice, and what it borrows. */
struct selected_part {
    struct selected_part *next;
    struct emel_tensor_record record;
    struct emel_io_part runs;
    uint64_t shape[];
};

static bool out_of_memory(struct emel_failure *why)
{
    return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                          .text = "no memory for the list of tensors" });
}

/* --- choosing: until all is chosen, a place for each of the file's tensors --------------- */

static bool choose_by_pattern(struct selection *selection, const struct settings *settings,
                              const struct emel_model_file *file, struct emel_failure *why)
{
    uint32_t count;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &count);
    uint32_t *indices;
    bool done;

    for (uint32_t i = 0; settings->pattern_count == 0 && i < count; i++)
        selection->records[i] = &records[i];
    if (settings->pattern_count == 0)
        return true;
    indices = calloc((size_t)count + 1, sizeof *indices);
    if (!indices)
        return out_of_memory(why);
    done = emel_select_tensors(file, settings->patterns, settings->pattern_count, indices, &count,
                               why);
    for (uint32_t i = 0; done && i < count; i++)
        selection->records[indices[i]] = &records[indices[i]];
    free(indices);
    return done;
}

static bool find_range(const struct slice *slice, enum emel_order order,
                       const struct emel_tensor_record *whole, struct emel_slice *range,
                       struct emel_failure *why)
{
    *range = (struct emel_slice){
        .order = order, .dimension = slice->dimension, .from = slice->from, .to = slice->to
    };
    return slice->shares == 0 ||
           emel_select_equal_share(whole, order, slice->dimension, (uint32_t)slice->share,
                                   (uint32_t)slice->shares, range, why);
}

/* The record of the part; NULL: *why says why there is none. */
static const struct emel_tensor_record *make_part(struct selection *selection,
                                                  const struct slice *slice, enum emel_order order,
                                                  const struct emel_tensor_record *whole,
                                                  struct emel_failure *why)
{
    struct selected_part *part = calloc(1, sizeof *part + whole->rank * sizeof *part->shape);
    struct emel_slice range;

    if (!part) {
        out_of_memory(why);
        return NULL;
    }
    part->next = selection->parts;
    selection->parts = part;
    if (!find_range(slice, order, whole, &range, why) ||
        !emel_select_slice(whole, &range, part->shape, whole->rank, &part->runs, &part->record,
                           why))
        return NULL;
    return &part->record;
}

static bool choose_part(struct selection *selection, const struct slice *slice,
                        const struct emel_model_file *file, const struct emel_tensor_record *whole,
                        struct emel_failure *why)
{
    uint32_t count;
    const struct emel_tensor_record **place =
        &selection->records[whole - emel_model_file_tensors(file, &count)];

    if (*place && *place != whole)
        return refuse(why, &(struct refusal){ .name = "SLICED_TWICE",
                                              .text = "two slices of the same tensor",
                                              .tensor = whole->name });
    *place =
        slice->whole ? whole : make_part(selection, slice, emel_select_order(file), whole, why);
    return *place != NULL;
}

/* The same share of each tensor that matches, which must be one or more. */
static bool choose_shares(struct selection *selection, const struct slice *slice,
                          const struct emel_model_file *file, struct emel_failure *why)
{
    const char *const pattern = slice->name;
    uint32_t count, found = 0;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &count);

    for (uint32_t i = 0; i < count; i++) {
        if (!emel_select_matches(&pattern, 1, records[i].name))
            continue;
        if (!choose_part(selection, slice, file, &records[i], why))
            return false;
        found++;
    }
    return found > 0 ||
           refuse(why, &(struct refusal){ .name = "NO_MATCH",
                                          .text = "no tensor's name matches the pattern",
                                          .tensor = slice->name });
}

static bool choose_by_slice(struct selection *selection, const struct slice *slice,
                            const struct emel_model_file *file, struct emel_failure *why)
{
    const struct emel_tensor_record *whole = emel_model_file_find(file, slice->name);

    if (whole)
        return choose_part(selection, slice, file, whole, why);
    if (slice->shares > 0)
        return choose_shares(selection, slice, file, why);
    return refuse(
        why, &(struct refusal){ .name = "NO_SUCH_TENSOR",
                                .text = strpbrk(slice->name, "*?[")
                                            ? "no tensor has this name; a pattern takes DIM:R/N"
                                            : "no tensor has this name",
                                .tensor = slice->name });
}

static bool choose(struct selection *selection, const struct settings *settings,
                   const struct emel_model_file *file, struct emel_failure *why)
{
    if ((settings->pattern_count > 0 || settings->slice_count == 0) &&
        !choose_by_pattern(selection, settings, file, why))
        return false;
    for (size_t i = 0; i < settings->slice_count; i++)
        if (!choose_by_slice(selection, &settings->slices[i], file, why))
            return false;
    return true;
}

static void close_gaps(struct selection *selection, uint32_t places)
{
    for (uint32_t i = 0; i < places; i++) {
        if (!selection->records[i])
            continue;
        selection->bytes += selection->records[i]->byte_size;
        selection->records[selection->count++] = selection->records[i];
    }
}

/* A place for each of the file's tensors. */
static bool make_room(struct selection *selection, uint32_t places, struct emel_failure *why)
{
    *selection = (struct selection){ .count = 0 };
    selection->records = calloc((size_t)places + 1, sizeof(void *));
    return selection->records || out_of_memory(why);
}

bool selection_make(struct selection *selection, const struct settings *settings,
                    const struct emel_model_file *file, struct emel_failure *why)
{
    uint32_t places;

    emel_model_file_tensors(file, &places);
    if (!make_room(selection, places, why) || !choose(selection, settings, file, why))
        return false;
    close_gaps(selection, places);
    return true;
}

bool selection_make_any(struct selection *selection, const struct settings *settings,
                        const struct emel_model_file *file, struct emel_failure *why)
{
    uint32_t places;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &places);

    if (!make_room(selection, places, why))
        return false;
    for (uint32_t i = 0; i < places; i++)
        if (emel_select_matches(settings->patterns, settings->pattern_count, records[i].name))
            selection->records[i] = &records[i];
    close_gaps(selection, places);
    return true;
}

/* As choose_by_slice: a pattern that is a tensor's whole name is that name. */
static bool slice_wants(const struct slice *slice, const struct emel_model_file *file,
                        const char *name)
{
    if (slice->shares == 0 || emel_model_file_find(file, slice->name))
        return strcmp(slice->name, name) == 0;
    return emel_select_matches(&slice->name, 1, name);
}

bool selection_wants(const struct settings *settings, const struct emel_model_file *file,
                     const char *name)
{
    for (size_t i = 0; i < settings->slice_count; i++)
        if (slice_wants(&settings->slices[i], file, name))
            return true;
    return (settings->pattern_count > 0 || settings->slice_count == 0) &&
           emel_select_matches(settings->patterns, settings->pattern_count, name);
}

void selection_free(struct selection *selection)
{
    while (selection->parts) {
        struct selected_part *next = selection->parts->next;

        free(selection->parts);
        selection->parts = next;
    }
    free(selection->records);
    *selection = (struct selection){ .count = 0 };
}

/* --- sorting ----------------------------------------------------------------------------- */

static const struct emel_tensor_record *record_at(const void *place)
{
    return *(const struct emel_tensor_record *const *)place;
}

static int compare_offsets(const void *left, const void *right)
{
    const struct emel_tensor_record *a = record_at(left), *b = record_at(right);

    if (a->file_index != b->file_index)
        return a->file_index < b->file_index ? -1 : 1;
    return (a->file_offset > b->file_offset) - (a->file_offset < b->file_offset);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(record_at(left)->name, record_at(right)->name);
}

static int compare_sizes(const void *left, const void *right)
{
    const struct emel_tensor_record *a = record_at(left), *b = record_at(right);

    if (a->byte_size != b->byte_size)
        return a->byte_size > b->byte_size ? -1 : 1;
    return compare_names(left, right);
}

void selection_order(struct selection *selection, enum sorting by)
{
    static int (*const orders[])(const void *, const void *) = {
        [SORT_HEADER] = NULL,
        [SORT_SIZE] = compare_sizes,
        [SORT_NAME] = compare_names,
        [SORT_OFFSET] = compare_offsets,
    };

    if (orders[by])
        qsort(selection->records, selection->count, sizeof(void *), orders[by]);
}
