/* How the bytes of tensors divide, by dtype and by layer.
 *
 * A tensor's layer is its name up to the first number between two dots, as "blk.3" of
 * "blk.3.attn_q.weight" and "model.layers.3" of "model.layers.3.mlp.up_proj.weight"; all
 * without one are together, as "other". */
#ifndef COMMAND_SUMMARY_H
#define COMMAND_SUMMARY_H

#include "json.h"
#include "selection.h"

/* One or both divisions.  False: no memory. */
bool summary_print(const struct selection *selection, enum division_by by, bool exact,
                   struct emel_failure *why);
/* Members "dtypes" and "layers" of the object that is open. */
bool summary_json(struct json *json, const struct selection *selection, enum division_by by,
                  struct emel_failure *why);

#endif
