/* emel - shows what is in model files, and loads their tensors by explicit read/copy.
 *
 * tables.c lists the commands and their options; each command is in the file of its name. */
#define _XOPEN_SOURCE 700 /* close, setrlimit */

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "emel/emel.h"
#include "files.h"
#include "options.h"

static enum status run(const struct settings *settings)
{
    if (settings->version) {
        printf("emel %s\n", emel_version());
        return STATUS_DONE;
    }
    if (settings->help) {
        options_help(settings->command);
        return STATUS_DONE;
    }
    return settings->command->run(settings);
}

/* A full disk may be noticed only now, a remote one only when the file is closed.  If standard
 * output was closed from the beginning and nothing was written, nothing is lost. */
static bool close_output(void)
{
    return fflush(stdout) == 0 && !ferror(stdout) && (close(STDOUT_FILENO) == 0 || errno == EBADF);
}

static enum status finish(enum status status)
{
    struct emel_failure why;

    errno = 0;
    if (close_output())
        return status;
    refuse(&why, &(struct refusal){ .name = "WRITE_FAILED",
                                    .text = "standard output could not be written",
                                    .os_error = errno });
    report(&why);
    return STATUS_FAILED;
}

/* An open model keeps a descriptor for each of its files, and a model may have thousands.  If
 * the limit cannot be raised, opening says which file was one too many. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
    struct settings settings;
    enum status status = STATUS_USAGE;

    raise_descriptor_limit();
    if (options_read(&settings, argc, argv))
        status = run(&settings);
    options_free(&settings);
    return (int)finish(status);
}
