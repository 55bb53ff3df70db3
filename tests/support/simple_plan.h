/* What the tests' own strategies share: a plan whose spans lie in the region in the order of the
 * request, and no files. */
#ifndef TESTS_SUPPORT_SIMPLE_PLAN_H
#define TESTS_SUPPORT_SIMPLE_PLAN_H

#include "emel/io/plan/plan.h"

/* Checks the request and begins the plan.  False: *failure says which rule it breaks. */
bool simple_plan_begin(struct emel__io_plan *plan, struct emel_io_load *load,
                       struct emel_io_error_event *failure);

/* Asks the owner for all spans without a target. */
bool simple_plan_allocate(struct emel__io_plan *plan);

/* Where a span goes. */
void *simple_plan_place(const struct emel__io_plan *plan, uint32_t span);

/* Span number `span` is in place: lands it and reports progress.  False cancels. */
bool simple_plan_land(struct emel__io_plan *plan, uint32_t span);

/* Publishes; with an error, gives the memory back before. */
void simple_plan_publish(struct emel__io_plan *plan, uint32_t strategy_error);

/* Bytes of the work area: what the check needs. */
size_t simple_plan_work_bytes(const void *self, const struct emel_io_load *load);

#endif
