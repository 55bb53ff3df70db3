/* The selected tensors of a file: those that --tensor matches, and the parts that --slice names;
 * without both options, all. */
#ifndef COMMAND_SELECTION_H
#define COMMAND_SELECTION_H

#include "emel/emel.h"
#include "options.h"

struct selection {
    const struct emel_tensor_record **records; /* in the order of the header */
    uint32_t count;
    uint64_t bytes;
    struct selected_part *parts; /* private */
};

/* False: a name or a pattern matches nothing, a slice is not possible, or there is no memory.
 * Either way selection_free follows. */
bool selection_make(struct selection *selection, const struct settings *settings,
                    const struct emel_model_file *file, struct emel_failure *why);
/* By --tensor alone; patterns need not match. */
bool selection_make_any(struct selection *selection, const struct settings *settings,
                        const struct emel_model_file *file, struct emel_failure *why);
/* Whether --tensor or --slice selects a tensor of this name, which FILE need not have. */
bool selection_wants(const struct settings *settings, const struct emel_model_file *file,
                     const char *name);
void selection_free(struct selection *selection);
/* The largest first, by name, or by the place of their bytes; SORT_HEADER changes nothing. */
void selection_order(struct selection *selection, enum sorting by);

#endif
