/* emel diff: in what two models differ. */
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "comparing.h"
#include "files.h"
#include "format.h"
#include "interrupt.h"
#include "shape.h"
#include "table.h"
#include "text.h"

static const struct {
    const char *title, *key;
} kinds[DIFFERENCE_KINDS] = {
    [ONLY_IN_A] = { "only in A", "only_in_a" },
    [ONLY_IN_B] = { "only in B", "only_in_b" },
    [OTHER_DTYPE] = { "other type", "other_dtype" },
    [OTHER_SHAPE] = { "other shape", "other_shape" },
    [OTHER_BYTES] = { "other bytes", "other_bytes" },
    [SAME] = { "the same", "same" },
};

/* --- columns ---------------------------------------------------------------------------------- */

static void write_type(char *text, size_t room, const struct emel_tensor_record *record)
{
    char shape[TABLE_SCRATCH / 2];

    if (!record) {
        snprintf(text, room, "-");
        return;
    }
    (void)shape_write(shape, sizeof shape, record);
    snprintf(text, room, "%s %s", emel_dtype_name(record->dtype), shape);
}

struct listing {
    const struct comparing *comparing;
    uint32_t next; /* of the comparisons */
};

static void fill_row(void *context, size_t index, struct table_row *row)
{
    struct listing *listing = context;
    const struct comparison *pair = &listing->comparing->all[listing->next++];

    (void)index;
    while (pair->kind == SAME)
        pair = &listing->comparing->all[listing->next++];
    write_type(row->scratch[2], TABLE_SCRATCH, pair->a);
    write_type(row->scratch[3], TABLE_SCRATCH, pair->b);
    if (pair->kind == OTHER_BYTES)
        snprintf(row->scratch[3], TABLE_SCRATCH, "from byte %" PRIu64 " on", pair->offset);
    row->cells[0] = kinds[pair->kind].title;
    row->cells[1] = text_name(pair->a ? pair->a->name : pair->b->name);
    row->cells[2] = row->scratch[2];
    row->cells[3] = row->scratch[3];
}

static void print_differences(const struct comparing *comparing)
{
    static const struct table_column columns[] = {
        { "DIFFERENCE", false }, { "TENSOR", false }, { "A", false }, { "B", false }
    };
    struct listing listing = { .comparing = comparing };
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
        .row_count = comparing->count - comparing->counts[SAME],
        .fill = fill_row,
        .context = &listing,
    };

    if (table.row_count > 0)
        table_print(&table);
}

static void print_same(const struct comparing *comparing, const char *a, const char *b)
{
    text_print(stdout, a);
    fputs(" and ", stdout);
    text_print(stdout, b);
    printf(": %" PRIu32 " tensor%s, all the same\n", comparing->count,
           format_plural(comparing->count));
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_sides(struct json *json, const struct comparison *pair)
{
    if (!pair->a || !pair->b)
        return;
    if (pair->kind == OTHER_DTYPE) {
        json_text(json, "a", emel_dtype_name(pair->a->dtype));
        json_text(json, "b", emel_dtype_name(pair->b->dtype));
    } else if (pair->kind == OTHER_SHAPE) {
        shape_json(json, "a", pair->a);
        shape_json(json, "b", pair->b);
    } else if (pair->kind == OTHER_BYTES) {
        json_number(json, "offset", pair->offset);
    }
}

static void json_kind(struct json *json, const struct comparing *comparing,
                      enum difference_kind kind)
{
    json_open_array(json, kinds[kind].key);
    for (uint32_t i = 0; i < comparing->count; i++) {
        const struct comparison *pair = &comparing->all[i];

        if (pair->kind != kind)
            continue;
        json_open_object(json, NULL);
        json_text(json, "name", pair->a ? pair->a->name : pair->b->name);
        json_sides(json, pair);
        json_close(json);
    }
    json_close(json);
}

static void json_differences(struct json *json, const struct comparing *comparing,
                             const char *other)
{
    json_format(json, comparing->a.file);
    json_text(json, "other", other);
    for (int kind = 0; kind < SAME; kind++)
        json_kind(json, comparing, (enum difference_kind)kind);
    json_number(json, "same", comparing->counts[SAME]);
}

/* --- the command ------------------------------------------------------------------------------ */

/* "1 only in A, 0 only in B, 2 other type, 0 other shape, 3 other bytes, 16 the same" */
static bool differ(struct output *output, const struct comparing *comparing,
                   struct emel_failure *why)
{
    size_t used = 0;

    for (int kind = 0; kind < DIFFERENCE_KINDS && used < sizeof output->text; kind++)
        used +=
            (size_t)snprintf(output->text + used, sizeof output->text - used, "%s%" PRIu32 " %s",
                             kind ? ", " : "", comparing->counts[kind], kinds[kind].title);
    return refuse(why, &(struct refusal){ .name = "DIFFERENT", .text = output->text });
}

static bool tell(struct output *output, const struct comparing *comparing, const char *a,
                 const char *b, struct emel_failure *why)
{
    const struct settings *settings = output->settings;
    const bool same = comparing->counts[SAME] == comparing->count;

    if (settings->json)
        json_differences(&output->json, comparing, b);
    else if (!settings->quiet && same)
        print_same(comparing, a, b);
    else if (!settings->quiet)
        print_differences(comparing);
    return same || differ(output, comparing, why);
}

static bool diff(struct output *output, const char *path, struct emel_failure *why)
{
    const char *other = output->settings->operands[1];
    struct comparing comparing = { .count = 0 };
    bool done;

    if (!check_path(other, why))
        return false;
    done = comparing_run(&comparing, output->settings, path, other, why) &&
           tell(output, &comparing, path, other, why);
    comparing_end(&comparing);
    return done;
}

/* The second operand is no FILE to go through. */
enum status command_diff(const struct settings *settings)
{
    struct settings one = *settings;

    one.operand_count = 1;
    return each_file_collected(&one, diff);
}
