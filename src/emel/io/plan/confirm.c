/* Confirming: each file once more, so that what was read is what was inspected. */
#include "emel/io/plan/files.h"
#include "emel/io/retry.h"

enum emel__io_outcome emel__io_plan_confirm(struct emel__io_plan *plan)
{
    struct emel__io_plan_file *file;
    struct emel_io_stat stat;
    int os_error;

    plan->file = emel__io_plan_next_file(plan, plan->file);
    if (plan->file == plan->load->file_count)
        return EMEL__IO_DONE;
    file = &plan->files[plan->file];
    os_error = emel__io_stat(plan->system, file->descriptor, &stat);
    if (os_error || !emel__io_unchanged(&file->seen, &stat.stamp)) {
        emel__io_plan_fail_file(plan, plan->file, os_error);
        return os_error ? EMEL__IO_STAT_FAILED : EMEL__IO_FILE_CHANGED;
    }
    plan->file++;
    return emel__io_plan_next_file(plan, plan->file) < plan->load->file_count ? EMEL__IO_MORE_FILES
                                                                              : EMEL__IO_DONE;
}
