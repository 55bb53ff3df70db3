/* checking: the whole request, before any system call. */
#include "emel/io/plan/check.h"
#include "emel/io/read/machine.h"
#include "emel/io/read/work.h"
#include "emel/reserved.h"

static bool check_options(const struct emel_io_policy *policy, struct emel_io_error_event *error)
{
    const struct emel_io_read_options *options = policy->options;

    if (!options)
        return true;
    if (!EMEL__RESERVED_IS_ZERO(options))
        return emel__io_break_rule(error, EMEL_IO_RULE_RESERVED, 0, 0);
    if (options->workers > EMEL_IO_READ_WORKERS_MAX)
        return emel__io_break_rule(error, EMEL_IO_RULE_WORKERS, options->workers,
                                   EMEL_IO_READ_WORKERS_MAX);
    return options->caching <= EMEL_IO_READ_CACHING_MAX ||
           emel__io_break_rule(error, EMEL_IO_RULE_CACHING, options->caching,
                               EMEL_IO_READ_CACHING_MAX);
}

static bool check_system(const struct emel_io_system *system, struct emel_io_error_event *error)
{
    return EMEL__RESERVED_IS_ZERO(system) ||
           emel__io_break_rule(error, EMEL_IO_RULE_RESERVED, 0, 0);
}

enum emel__io_read_event emel__io_read_check(struct emel_io_read *read)
{
    struct emel_io_load *load = read->load;

    read->failure = emel__io_plan_failure(load);
    if (!emel__io_plan_platform_serves(&read->system))
        return IO_READ_UNSUPPORTED_PLATFORM;
    if (!emel_io_check(load, load->work, load->work_bytes, &read->failure) ||
        !check_options(&load->policy, &read->failure) ||
        !check_system(&read->system, &read->failure) || !emel__io_read_prepare_work(read))
        return IO_READ_INVALID_REQUEST;
    return IO_READ_VALID;
}
