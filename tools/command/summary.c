#include "summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emel/model/dtype.h"
#include "report.h"
#include "format.h"
#include "table.h"
#include "text.h"

/* Tensors that belong together: at first each is a share of its own. */
struct share {
    const char *label; /* not ended by a zero byte */
    size_t length;
    uint64_t number; /* at the label's end: blk.10 comes after blk.9 */
    uint64_t tensors, bytes;
};

struct shares {
    struct share *all;
    size_t count;
};

/* --- labels ------------------------------------------------------------------------------ */

static void label_dtype(struct share *share, const struct emel_tensor_record *record)
{
    share->label = emel_dtype_name(record->dtype);
    share->length = strlen(share->label);
}

/* Where the name's first part that is a number, and not the first or last part, begins. */
static const char *find_number(const char *name)
{
    const char *dot = strchr(name, '.');

    for (; dot; dot = strchr(dot + 1, '.')) {
        const size_t digits = strspn(dot + 1, "0123456789");

        if (digits > 0 && dot[1 + digits] == '.')
            return dot + 1;
    }
    return NULL;
}

static void label_layer(struct share *share, const struct emel_tensor_record *record)
{
    const char *number = find_number(record->name);

    share->label = "other";
    share->length = strlen(share->label);
    share->number = UINT64_MAX; /* comes last */
    if (number) {
        share->label = record->name;
        share->length = (size_t)(number - record->name) + strspn(number, "0123456789");
        share->number = strtoull(number, NULL, 10);
    }
}

/* --- adding up ----------------------------------------------------------------------------- */

static int compare_labels(const void *left, const void *right)
{
    const struct share *a = left, *b = right;
    const size_t shorter = a->length < b->length ? a->length : b->length;
    const int order = memcmp(a->label, b->label, shorter);

    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static int compare_bytes(const void *left, const void *right)
{
    const struct share *a = left, *b = right;

    if (a->bytes != b->bytes)
        return a->bytes > b->bytes ? -1 : 1;
    return compare_labels(left, right);
}

static void add_up(struct shares *shares)
{
    size_t kept = 0;

    qsort(shares->all, shares->count, sizeof *shares->all, compare_labels);
    for (size_t i = 0; i < shares->count; i++) {
        if (kept > 0 && compare_labels(&shares->all[kept - 1], &shares->all[i]) == 0) {
            shares->all[kept - 1].tensors++;
            shares->all[kept - 1].bytes += shares->all[i].bytes;
        } else {
            shares->all[kept++] = shares->all[i];
        }
    }
    shares->count = kept;
}

/* One way to divide. */
static const struct division {
    enum division_by by;
    const char *title, *key;
    void (*label)(struct share *share, const struct emel_tensor_record *record);
    int (*order)(const void *left, const void *right);
} divisions[] = {
    { BY_DTYPE, "TYPE", "dtypes", label_dtype, compare_bytes },
    { BY_LAYER, "LAYER", "layers", label_layer, compare_labels },
};
enum { DIVISIONS = sizeof divisions / sizeof *divisions };

static bool is_wanted(const struct division *division, enum division_by by)
{
    return by == BY_BOTH || by == division->by;
}

static bool divide(struct shares *shares, const struct selection *selection,
                   const struct division *division, struct emel_failure *why)
{
    *shares = (struct shares){ .count = selection->count };
    shares->all = calloc((size_t)selection->count + 1, sizeof *shares->all);
    if (!shares->all)
        return refuse(
            why, &(struct refusal){ .name = "OUT_OF_MEMORY", .text = "no memory for the summary" });
    for (uint32_t i = 0; i < selection->count; i++) {
        shares->all[i] = (struct share){ .tensors = 1, .bytes = selection->records[i]->byte_size };
        division->label(&shares->all[i], selection->records[i]);
    }
    add_up(shares);
    qsort(shares->all, shares->count, sizeof *shares->all, division->order);
    return true;
}

/* --- columns ------------------------------------------------------------------------------- */

struct listing {
    const struct shares *shares;
    uint64_t bytes; /* of all */
    bool exact;
};

static void fill_row(void *context, size_t index, struct table_row *row)
{
    const struct listing *listing = context;
    const struct share *share = &listing->shares->all[index];
    const double whole = listing->bytes ? (double)listing->bytes : 1;

    for (size_t c = 0; c < 4; c++)
        row->cells[c] = row->scratch[c];
    text_copy(row->scratch[0], TABLE_SCRATCH, share->label, share->length);
    snprintf(row->scratch[1], TABLE_SCRATCH, "%" PRIu64, share->tensors);
    format_size(row->scratch[2], share->bytes, listing->exact);
    snprintf(row->scratch[3], TABLE_SCRATCH, "%.1f %%", 100.0 * (double)share->bytes / whole);
}

static void print_shares(const char *title, const struct shares *shares, uint64_t bytes, bool exact)
{
    const struct table_column columns[] = {
        { title, false }, { "TENSORS", true }, { exact ? "BYTES" : "SIZE", true }, { "SHARE", true }
    };
    struct listing listing = { .shares = shares, .bytes = bytes, .exact = exact };
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
        .row_count = shares->count,
        .fill = fill_row,
        .context = &listing,
    };

    table_print(&table);
}

bool summary_print(const struct selection *selection, enum division_by by, bool exact,
                   struct emel_failure *why)
{
    struct shares shares;
    bool printed = false;

    for (size_t i = 0; i < DIVISIONS; i++) {
        if (!is_wanted(&divisions[i], by))
            continue;
        if (!divide(&shares, selection, &divisions[i], why))
            return false;
        if (printed)
            putchar('\n');
        print_shares(divisions[i].title, &shares, selection->bytes, exact);
        free(shares.all);
        printed = true;
    }
    return true;
}

/* --- JSON ---------------------------------------------------------------------------------- */

static void json_shares(struct json *json, const char *key, const struct shares *shares)
{
    json_open_array(json, key);
    for (size_t i = 0; i < shares->count; i++) {
        const struct share *share = &shares->all[i];

        json_open_object(json, NULL);
        json_text_bytes(json, "name", share->label, share->length);
        json_number(json, "tensors", share->tensors);
        json_number(json, "bytes", share->bytes);
        json_close(json);
    }
    json_close(json);
}

bool summary_json(struct json *json, const struct selection *selection, enum division_by by,
                  struct emel_failure *why)
{
    struct shares shares;

    for (size_t i = 0; i < DIVISIONS; i++) {
        if (!is_wanted(&divisions[i], by))
            continue;
        if (!divide(&shares, selection, &divisions[i], why))
            return false;
        json_shares(json, divisions[i].key, &shares);
        free(shares.all);
    }
    return true;
}
