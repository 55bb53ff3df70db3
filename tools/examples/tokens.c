/* Reads a model's vocabulary as a tokenizer needs it: all texts in one block of memory, and a
 * score for each.  Each array is read once, from its first byte to its last.
 *
 *     tokens MODEL */
#include <emel/emel.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vocabulary {
    uint64_t count;
    char *texts;     /* of all tokens, one after the other, not terminated */
    uint64_t *ends;  /* of each token's text in `texts` */
    double *scores;  /* NULL: the model has none */
    uint64_t begins; /* the token that a text begins with; `count`: none */
};

/* The array's elements with their lengths take this many bytes: enough for the texts. */
static bool allocate(struct vocabulary *vocabulary, const struct emel_metadata *tokens)
{
    vocabulary->count = tokens->count;
    vocabulary->texts = malloc((size_t)tokens->byte_size + 1);
    vocabulary->ends = calloc((size_t)tokens->count + 1, sizeof *vocabulary->ends);
    return vocabulary->texts && vocabulary->ends;
}

static bool read_texts(struct vocabulary *vocabulary, const struct emel_model_file *file,
                       char *buffer, size_t room, struct emel_failure *why)
{
    struct emel_metadata_iterator tokens;
    const char *text;
    uint64_t bytes, end = 0;

    if (!emel_metadata_array(file, "tokenizer.ggml.tokens", &tokens, buffer, room, why))
        return false;
    if (!allocate(vocabulary, &tokens.entry))
        return false;
    for (uint64_t i = 0; emel_metadata_next_string(&tokens, &text, &bytes, why); i++) {
        memcpy(vocabulary->texts + end, text, (size_t)bytes);
        end += bytes;
        vocabulary->ends[i] = end;
    }
    return why->source == EMEL_FAILURE_NONE;
}

/* Byte-pair vocabularies have no scores: that is not an error. */
static bool read_scores(struct vocabulary *vocabulary, const struct emel_model_file *file,
                        char *buffer, size_t room, struct emel_failure *why)
{
    struct emel_metadata_iterator scores;

    if (!emel_metadata_array(file, "tokenizer.ggml.scores", &scores, buffer, room, why))
        return why->source == EMEL_FAILURE_METADATA && why->code == EMEL_METADATA_KEY_MISSING;
    vocabulary->scores = calloc((size_t)vocabulary->count + 1, sizeof *vocabulary->scores);
    for (uint64_t i = 0; vocabulary->scores && i < vocabulary->count; i++)
        if (!emel_metadata_next_f64(&scores, &vocabulary->scores[i], why))
            return why->source == EMEL_FAILURE_NONE; /* fewer scores than tokens */
    return vocabulary->scores != NULL;
}

/* May be written as UINT32, INT32 or UINT64: emel converts all of them. */
static void read_begins(struct vocabulary *vocabulary, const struct emel_model_file *file)
{
    vocabulary->begins = vocabulary->count;
    emel_metadata_u64(file, "tokenizer.ggml.bos_token_id", &vocabulary->begins, NULL);
}

static void print(const struct vocabulary *vocabulary)
{
    uint64_t begin = 0;

    for (uint64_t i = 0; i < vocabulary->count; begin = vocabulary->ends[i++])
        printf("%6" PRIu64 "  %10.4f  %.*s%s\n", i,
               vocabulary->scores ? vocabulary->scores[i] : 0.0, (int)(vocabulary->ends[i] - begin),
               vocabulary->texts + begin, i == vocabulary->begins ? "  (begins a text)" : "");
}

int main(int argc, char **argv)
{
    static char buffer[EMEL_METADATA_BUFFER_BYTES];
    struct vocabulary vocabulary = { .count = 0 };
    struct emel_failure why;
    struct emel_model_file *file =
        emel_model_file_open(argc > 1 ? argv[1] : "model.gguf", NULL, &why);
    const bool done = file && read_texts(&vocabulary, file, buffer, sizeof buffer, &why) &&
                      read_scores(&vocabulary, file, buffer, sizeof buffer, &why);

    if (done) {
        read_begins(&vocabulary, file);
        print(&vocabulary);
    } else if (why.source == EMEL_FAILURE_NONE) {
        fputs("not enough memory for the vocabulary\n", stderr);
    } else {
        char line[1024];
        emel_failure_print(line, sizeof line, &why);
        fprintf(stderr, "%s\n", line);
    }
    free(vocabulary.texts);
    free(vocabulary.ends);
    free(vocabulary.scores);
    emel_model_file_close(file);
    return done ? 0 : 1;
}
