/* Runs the command as a shell would, and keeps what came of it.
 *
 *     struct ran ran = emel("inspect", "--json", path);
 *     ck_assert_int_eq(ran.status, 0);
 *
 * The command is the one EMEL names, else build/emel.  Its input is /dev/null, and a run
 * that does not end in time fails the test.  What was kept goes with command_leave. */
#ifndef TESTS_SUPPORT_COMMAND_H
#define TESTS_SUPPORT_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What came of a run.  Texts end with a zero byte that is not counted. */
struct ran {
    int status; /* of exit; -1: it died of a signal */
    int signal; /* 0: it did not */
    const char *out, *err;
    size_t out_bytes, err_bytes;
    double cpu_seconds;  /* that the process used */
    uint64_t peak_bytes; /* that it had resident at most */
};

/* For a checked fixture: a folder for files, and its end. */
void command_enter(void);
void command_leave(void);

#define emel(...) command_run((const char *const[]){ __VA_ARGS__, NULL }, NULL)

/* Output to a file that is there, as /dev/full; what comes is not kept then. */
#define emel_to(path, ...) command_run((const char *const[]){ __VA_ARGS__, NULL }, (path))

struct ran command_run(const char *const *arguments, const char *output);

/* With nobody at the other end of its output; SIGPIPE ignored or as usual. */
struct ran command_run_broken_pipe(const char *const *arguments, bool ignored);

/* With its output closed. */
struct ran command_run_closed(const char *const *arguments);

/* Another program, as the command is run; `variable` and `usual` name it. */
struct ran program_run(const char *variable, const char *usual, const char *const *arguments);

/* On a terminal of that many columns: standard error, and with `whole` output, too.
 * `err` is then what the terminal got. */
struct terminal {
    int master, out; /* descriptors; out -1: on the terminal */
    int process;
    char *seen; /* what came so far, ended by a zero byte */
    size_t bytes;
};
struct terminal terminal_run(const char *const *arguments, unsigned short columns, bool whole);
/* Reads until `text` comes, or fails the test. */
void terminal_wait(struct terminal *terminal, const char *text);
void terminal_type(struct terminal *terminal, const char *keys);
struct ran terminal_end(struct terminal *terminal);

/* Whether a process that runs has that file open.  Linux. */
bool process_has_open(int process, const char *path);

/* What tests/support/make_sample.c writes. */
#define SAMPLE "tests/sample.gguf"
#define SAMPLE_TENSORS 22
#define SAMPLE_BYTES 279424

#endif
