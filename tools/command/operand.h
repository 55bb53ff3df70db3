/* Opens what an operand of the command names. */
#ifndef COMMAND_OPERAND_H
#define COMMAND_OPERAND_H

#include "emel/emel.h"
#include "options.h"

/* FILE, or FILE@OFFSET[:LENGTH]: a model inside a bigger file.  If a file has the whole name, it is
 * meant.  With --alone, one file of a set is opened by itself.  NULL: *why says why. */
struct emel_model_file *operand_open(const char *operand, const struct settings *settings,
                                     struct emel_failure *why);

#endif
