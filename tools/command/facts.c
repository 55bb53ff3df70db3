#include "facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "text.h"

/* --- finding out ------------------------------------------------------------------------ */

static uint64_t elements_of(const struct emel_tensor_record *record)
{
    uint64_t elements = 1; /* the file reader has checked that the product fits */

    for (uint32_t i = 0; i < record->rank; i++)
        elements *= record->shape[i];
    return elements;
}

static uint64_t parameters_of(const struct selection *selection)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < selection->count; i++) {
        const uint64_t elements = elements_of(selection->records[i]);

        sum = elements < UINT64_MAX - sum ? sum + elements : UINT64_MAX;
    }
    return sum;
}

static void find_context_length(struct facts *facts, const struct emel_model_file *file)
{
    char key[sizeof facts->architecture + sizeof ".context_length"];

    snprintf(key, sizeof key, "%s.context_length", facts->architecture);
    facts->has_context_length = emel_metadata_u64(file, key, &facts->context_length, NULL);
}

struct facts facts_of(const struct emel_model_file *file, const struct selection *selection)
{
    struct facts facts = { .parameters = parameters_of(selection),
                           .ignored = emel_model_file_ignored_count(file) };

    if (emel_metadata_string(file, "general.architecture", facts.architecture,
                             sizeof facts.architecture, NULL, NULL))
        find_context_length(&facts, file);
    else
        facts.architecture[0] = '\0';
    return facts;
}

/* --- telling ----------------------------------------------------------------------------- */

/* "6.74 billion" */
static void write_count(char text[FORMAT_BYTES], uint64_t count, bool exact)
{
    static const struct {
        double least;
        const char *name;
    } units[] = { { 1e12, "trillion" }, { 1e9, "billion" }, { 1e6, "million" } };

    for (size_t i = 0; !exact && i < sizeof units / sizeof *units; i++)
        if ((double)count >= units[i].least) {
            snprintf(text, FORMAT_BYTES, "%.2f %s", (double)count / units[i].least, units[i].name);
            return;
        }
    format_number(text, count);
}

void facts_print(const struct facts *facts, bool exact)
{
    char count[FORMAT_BYTES];

    if (facts->architecture[0]) {
        fputs("architecture    ", stdout);
        text_print(stdout, facts->architecture);
        putchar('\n');
    }
    if (facts->has_context_length)
        printf("context length  %" PRIu64 "\n", facts->context_length);
    write_count(count, facts->parameters, exact);
    printf("parameters      %s\n", count);
    if (facts->ignored > 0)
        printf("ignored         %" PRIu32 " tensor%s that the index does not name\n",
               facts->ignored, format_plural(facts->ignored));
    putchar('\n');
}

void facts_json(struct json *json, const struct facts *facts)
{
    if (facts->architecture[0])
        json_text(json, "architecture", facts->architecture);
    else
        json_null(json, "architecture");
    if (facts->has_context_length)
        json_number(json, "context_length", facts->context_length);
    else
        json_null(json, "context_length");
    json_number(json, "parameters", facts->parameters);
    json_number(json, "ignored", facts->ignored);
}
