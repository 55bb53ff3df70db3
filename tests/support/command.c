#define _DEFAULT_SOURCE /* wait4, readlink */

#include "support/command.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temp.h"
#include "support/retained.h"

enum { ARGUMENTS_MAX = 32, SECONDS_MAX = 60 };

void command_enter(void)
{
    temp_enter();
}

void command_leave(void)
{
    release_retained();
    temp_leave();
}

/* --- one program ---------------------------------------------------------------------- */

static const char *program_path(const char *variable, const char *usual)
{
    const char *path = getenv(variable);

    return path ? path : usual;
}

static _Noreturn void become(const char *program, const char *const *arguments)
{
    char *copy[ARGUMENTS_MAX + 2] = { (char *)(uintptr_t)program };

    for (int i = 0; arguments[i] && i < ARGUMENTS_MAX; i++)
        copy[i + 1] = (char *)(uintptr_t)arguments[i];
    alarm(SECONDS_MAX); /* survives exec: what hangs dies of it, and the test sees that */
    execv(program, copy);
    fprintf(stderr, "%s: %s\n", program, strerror(errno));
    _exit(127);
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

static struct ran wait_for(pid_t process)
{
    struct ran ran = { .status = -1 };
    struct rusage usage;
    int status;

    while (wait4(process, &status, 0, &usage) < 0)
        ck_assert_int_eq(errno, EINTR);
    ran.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    ran.peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
    if (WIFEXITED(status))
        ran.status = WEXITSTATUS(status);
    else
        ran.signal = WTERMSIG(status);
    ck_assert_int_ne(ran.status, 127); /* the program could not be started */
    ck_assert_int_ne(ran.signal, SIGALRM);
    return ran;
}

/* Where a stream of the child goes. */
static int capture(char path[TEMP_PATH_BYTES], const char *name)
{
    int descriptor;

    temp_path(path, name);
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(descriptor, 0);
    return descriptor;
}

static const char *collect(int descriptor, size_t *bytes)
{
    struct stat stat;
    char *text;

    ck_assert_int_eq(fstat(descriptor, &stat), 0);
    *bytes = S_ISREG(stat.st_mode) ? (size_t)stat.st_size : 0;
    text = retain_memory(*bytes + 1);
    if (*bytes > 0)
        ck_assert_int_eq(pread(descriptor, text, *bytes, 0), (ssize_t)*bytes);
    text[*bytes] = '\0';
    close(descriptor);
    return text;
}

struct call {
    const char *program;
    const char *const *arguments;
    int out; /* where its output goes; -1: closed */
    bool pipe_ignored;
};

static struct ran run(const struct call *call)
{
    char err_path[TEMP_PATH_BYTES];
    const int err = capture(err_path, "err");
    const pid_t process = fork();
    struct ran ran;

    ck_assert_int_ge(process, 0);
    if (process == 0) {
        const int in = open("/dev/null", O_RDONLY);

        dup2(in, STDIN_FILENO);
        if (call->out >= 0)
            dup2(call->out, STDOUT_FILENO);
        else
            close(STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        signal(SIGPIPE, call->pipe_ignored ? SIG_IGN : SIG_DFL);
        become(call->program, call->arguments);
    }
    ran = wait_for(process);
    ran.out = call->out >= 0 ? collect(call->out, &ran.out_bytes) : "";
    ran.err = collect(err, &ran.err_bytes);
    return ran;
}

struct ran program_run(const char *variable, const char *usual, const char *const *arguments)
{
    char path[TEMP_PATH_BYTES];

    return run(&(struct call){ .program = program_path(variable, usual),
                               .arguments = arguments,
                               .out = capture(path, "out") });
}

static const char *emel_path(void)
{
    return program_path("EMEL", "build/emel");
}

struct ran command_run(const char *const *arguments, const char *output)
{
    char path[TEMP_PATH_BYTES];
    const int out = output ? open(output, O_WRONLY | O_CLOEXEC) : capture(path, "out");

    ck_assert_int_ge(out, 0);
    return run(&(struct call){ .program = emel_path(), .arguments = arguments, .out = out });
}

struct ran command_run_broken_pipe(const char *const *arguments, bool ignored)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    return run(&(struct call){
        .program = emel_path(), .arguments = arguments, .out = ends[1], .pipe_ignored = ignored });
}

struct ran command_run_closed(const char *const *arguments)
{
    return run(&(struct call){ .program = emel_path(), .arguments = arguments, .out = -1 });
}

/* --- on a terminal ---------------------------------------------------------------------- */

struct terminal terminal_run(const char *const *arguments, unsigned short columns, bool whole)
{
    const struct winsize size = { .ws_row = 24, .ws_col = columns };
    struct terminal terminal = { .out = -1 };
    char path[TEMP_PATH_BYTES];

    if (!whole)
        terminal.out = capture(path, "out");
    terminal.process = forkpty(&terminal.master, NULL, NULL, &size);
    ck_assert_int_ge(terminal.process, 0);
    if (terminal.process == 0) {
        if (!whole)
            dup2(terminal.out, STDOUT_FILENO);
        become(emel_path(), arguments);
    }
    terminal.seen = retain_memory(1);
    terminal.seen[0] = '\0';
    return terminal;
}

/* False: the other end is closed. */
static bool read_some(struct terminal *terminal)
{
    struct pollfd wait = { .fd = terminal->master, .events = POLLIN };
    char part[4096];
    ssize_t moved;
    char *longer;

    ck_assert_int_eq(poll(&wait, 1, SECONDS_MAX * 1000), 1);
    moved = read(terminal->master, part, sizeof part);
    if (moved <= 0)
        return false;
    longer = retain_memory(terminal->bytes + (size_t)moved + 1);
    memcpy(longer, terminal->seen, terminal->bytes);
    memcpy(longer + terminal->bytes, part, (size_t)moved);
    terminal->bytes += (size_t)moved;
    longer[terminal->bytes] = '\0';
    terminal->seen = longer;
    return true;
}

void terminal_wait(struct terminal *terminal, const char *text)
{
    while (!strstr(terminal->seen, text))
        ck_assert_msg(read_some(terminal), "'%s' never came, but '%s'", text, terminal->seen);
}

void terminal_type(struct terminal *terminal, const char *keys)
{
    ck_assert_int_eq(write(terminal->master, keys, strlen(keys)), (ssize_t)strlen(keys));
}

struct ran terminal_end(struct terminal *terminal)
{
    struct ran ran;
    size_t out_bytes = 0;

    while (read_some(terminal))
        ;
    close(terminal->master);
    ran = wait_for(terminal->process);
    ran.out = terminal->out >= 0 ? collect(terminal->out, &out_bytes) : "";
    ran.out_bytes = out_bytes;
    ran.err = terminal->seen;
    ran.err_bytes = terminal->bytes;
    return ran;
}

/* --- while it runs ------------------------------------------------------------------------ */

bool process_has_open(int process, const char *path)
{
    enum { DESCRIPTORS = 64 };
    char link[64], found[4096];

    for (int i = 0; i < DESCRIPTORS; i++) {
        ssize_t bytes;

        snprintf(link, sizeof link, "/proc/%d/fd/%d", process, i);
        bytes = readlink(link, found, sizeof found - 1);
        if (bytes < 0)
            continue;
        found[bytes] = '\0';
        if (strcmp(found, path) == 0)
            return true;
    }
    return false;
}
