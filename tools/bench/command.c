/* The command, as people start it: timed until its process has ended.  Its output goes nowhere. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define ARGUMENTS_MAX 8
#define KIB UINT64_C(1024)

/* The one that EMEL names, else the one beside this program. */
static const char *find_command(void)
{
    static char path[4096];
    const char *chosen = getenv("EMEL");
    const ssize_t bytes = readlink("/proc/self/exe", path, sizeof path - sizeof "emel");
    char *slash;

    if (chosen && *chosen)
        return chosen;
    path[bytes > 0 ? bytes : 0] = '\0';
    slash = strrchr(path, '/');
    memcpy(slash ? slash + 1 : path, "emel", sizeof "emel");
    return path;
}

/* A file made here has no name, but an open descriptor has. */
static const char *path_of(const struct bench_model *model)
{
    static char path[64];

    if (model->path)
        return model->path;
    (void)snprintf(path, sizeof path, "/dev/fd/%d", model->files[0].fd);
    return path;
}

static _Noreturn void become_command(const char *const *arguments, const char *path, int output)
{
    const char *words[ARGUMENTS_MAX + 3] = { find_command() };
    int count = 1;

    for (; arguments[count - 1] && count <= ARGUMENTS_MAX; count++)
        words[count] = arguments[count - 1];
    words[count] = path;
    (void)dup2(output, STDOUT_FILENO);
    (void)setenv("TERM", "dumb", 1); /* no progress */
    (void)execv(words[0], (char *const *)words);
    bench_fail(words[0]);
}

bool bench_command_run(const char *const *arguments, const struct bench_model *model, int output,
                       uint64_t *peak)
{
    struct rusage used = { 0 };
    const pid_t child = fork(); /* vfork: the peak would be that of this process */
    int status;

    if (child == 0)
        become_command(arguments, path_of(model), output);
    if (child < 0 || wait4(child, &status, 0, &used) != child)
        return false;
    *peak = (uint64_t)used.ru_maxrss * KIB;
    return status == 0;
}

void bench_command(const struct bench_contender *self, const struct bench_model *model,
                   struct bench_sample *sample)
{
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    bench_begin(sample, model);
    sample->good = bench_command_run(self->arguments, model, nowhere, &sample->peak);
    bench_end(sample, model);
}
