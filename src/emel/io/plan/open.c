/* Opening: the next file, or the caller's descriptor; and closing what was opened. */
#include "emel/io/plan/files.h"
#include "emel/io/retry.h"

uint32_t emel__io_plan_next_file(const struct emel__io_plan *plan, uint32_t file)
{
    while (file < plan->load->file_count && plan->files[file].end == 0)
        file++;
    return file;
}

bool emel__io_plan_open(struct emel__io_plan *plan)
{
    const struct emel_io_file *wanted;
    struct emel__io_plan_file *file;
    int os_error;

    plan->file = emel__io_plan_next_file(plan, plan->file);
    if (plan->file == plan->load->file_count)
        return true; /* nothing to read, nothing to open */
    wanted = &plan->load->files[plan->file];
    file = &plan->files[plan->file];
    if (wanted->borrowed) {
        file->descriptor = wanted->fd;
        return true;
    }
    os_error = emel__io_open(plan->system, wanted->path, &file->descriptor);
    if (os_error) {
        file->descriptor = -1;
        emel__io_plan_fail_file(plan, plan->file, os_error);
        return false;
    }
    file->ours = true;
    return true;
}

/* A close that fails is not repeated, and what was read stays good. */
void emel__io_plan_close(struct emel__io_plan *plan)
{
    for (uint32_t i = 0; i < plan->load->file_count; i++) {
        struct emel__io_plan_file *file = &plan->files[i];

        if (file->ours)
            (void)plan->system->close(plan->system->context, file->descriptor);
        file->ours = false;
        file->descriptor = -1;
    }
}
