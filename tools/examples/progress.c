/* Shows how far a load is, and ends it at Ctrl-C with nothing left behind.
 *
 *     progress model.gguf
 *
 * The callback is called between two steps of the transfer.  When it answers false the
 * load fails as CANCELLED, and every tensor is as it was before. */
#define _POSIX_C_SOURCE 200809L /* sigaction */
#include <emel/emel.h>
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t interrupted; /* a handler may do little more than this */

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static bool show(void *context, const struct emel_io_progress_event *progress)
{
    const double total = progress->bytes_total ? (double)progress->bytes_total : 1.0;

    (void)context;
    fprintf(stderr, "\r%3.0f %%, %u of %u tensors", 100.0 * (double)progress->bytes_done / total,
            progress->spans_done, progress->spans_total);
    return !interrupted;
}

static bool load(struct emel_model *model, struct emel_failure *why)
{
    /* Small steps: the callback is called, and Ctrl-C heard, this often. */
    const struct emel_io_read_options options = { .step_bytes = 16 << 20 };
    const struct emel_storage_request request = {
        .policy = { .options = &options },
        .on_progress = show,
    };
    const bool loaded = emel_model_load(model, &request, why);

    fputc('\n', stderr);
    return loaded;
}

int main(int argc, char **argv)
{
    const struct sigaction action = { .sa_handler = interrupt };
    struct emel_failure why;
    struct emel_model *model;
    bool loaded;

    sigaction(SIGINT, &action, NULL);
    model = emel_model_open(argc > 1 ? argv[1] : "model.gguf", NULL, &why);
    loaded = model && load(model, &why);
    if (!loaded) {
        char line[1024];

        emel_failure_print(line, sizeof line, &why);
        fprintf(stderr, "%s\n", line);
    }
    emel_model_close(model);
    if (interrupted) { /* so that the shell knows what ended it */
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
    return loaded ? 0 : 1;
}
