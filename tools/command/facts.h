/* What a model is, in a few lines. */
#ifndef COMMAND_FACTS_H
#define COMMAND_FACTS_H

#include "emel/emel.h"
#include "json.h"
#include "selection.h"

struct facts {
    char architecture[128]; /* GGUF: general.architecture; "": not known */
    uint64_t context_length;
    bool has_context_length;
    uint64_t parameters; /* elements of the selected tensors */
    uint32_t ignored;    /* tensors of the files that an index does not name */
};

struct facts facts_of(const struct emel_model_file *file, const struct selection *selection);
/* exact: all digits of the parameters. */
void facts_print(const struct facts *facts, bool exact);
/* Members of the object that is open; those that are not known are null. */
void facts_json(struct json *json, const struct facts *facts);

#endif
