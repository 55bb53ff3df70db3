/* An open model file and its selected tensors. */
#ifndef COMMAND_LOADING_H
#define COMMAND_LOADING_H

#include "emel/emel.h"
#include "options.h"
#include "progress.h"
#include "selection.h"

struct loading {
    struct emel_model_file *file;
    struct selection selection;   /* in the order of the bytes */
    struct emel_storage storage;  /* its tensors, by their places in the selection */
    double seconds;               /* that the load took */
    struct emel_io_report report; /* what it did */
    struct progress progress;
    const struct settings *settings; /* private, from here on */
    bool stored;
};

/* Reads the header; nothing is selected yet.  Either way loading_end follows. */
bool loading_open(struct loading *loading, const struct settings *settings, const char *path,
                  struct emel_failure *why);
/* The same, and selects tensors; nothing is loaded yet.  Either way loading_end follows. */
bool loading_begin(struct loading *loading, const struct settings *settings, const char *path,
                   struct emel_failure *why);
/* Makes all tensors of the selection resident. */
bool loading_run(struct loading *loading, struct emel_failure *why);
/* Frees the memory of the tensors. */
void loading_unload(struct loading *loading);
const struct emel_tensor *loading_tensor(const struct loading *loading, uint32_t place);
void loading_end(struct loading *loading);

#endif
