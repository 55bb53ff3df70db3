/* A model file as one line of blocks. */
#ifndef COMMAND_MAP_H
#define COMMAND_MAP_H

#include "emel/emel.h"
#include "selection.h"

/* Draws each file of the model, and what the blocks mean.  `exact`: sizes in bytes.  The selection
 * becomes sorted by offset.  False: no memory. */
bool map_print(const struct emel_model_file *file, struct selection *selection, bool exact,
               struct emel_failure *why);

#endif
