/* The files of a plan, one after the other. */
#ifndef EMEL_IO_PLAN_FILES_H
#define EMEL_IO_PLAN_FILES_H

#include "emel/io/plan/plan.h"

/* The next file from number `file` on that a span wants bytes of; file_count: there is none. */
uint32_t emel__io_plan_next_file(const struct emel__io_plan *plan, uint32_t file);

#endif
