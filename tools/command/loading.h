/* A file's selected tensors made resident, all at once or some after others. */
#ifndef COMMAND_LOADING_H
#define COMMAND_LOADING_H

#include "emel/emel.h"
#include "options.h"
#include "progress.h"
#include "selection.h"

struct loading {
    struct emel_model_file *file;
    struct selection selection;      /* in the order of the bytes */
    struct emel_storage storage;     /* its tensors, by their places in the selection */
    double seconds;                  /* that the loads took */
    const struct settings *settings; /* private, from here on */
    uint32_t *places;
    struct progress progress;
    bool stored;
};

/* Reads the header; nothing is loaded yet.  Whatever it answers, loading_end follows. */
bool loading_begin(struct loading *loading, const struct settings *settings, const char *path,
                   struct emel_failure *why);
/* Loads `count` tensors from the place `first` on; those before have been loaded. */
bool loading_run(struct loading *loading, uint32_t first, uint32_t count, struct emel_failure *why);
bool loading_run_all(struct loading *loading, struct emel_failure *why);
const struct emel_tensor *loading_tensor(const struct loading *loading, uint32_t place);
void loading_end(struct loading *loading);

#endif
