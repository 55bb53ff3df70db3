/* Loads a model from a poll loop, beside the work that the loop is there for.
 *
 *     poll_loop MODEL
 *
 * A step copies at most step_bytes and then comes back, so no request waits longer than
 * one step takes.  Here the requests are bytes in a pipe; a server would have sockets. */
#define _POSIX_C_SOURCE 200809L
#include <emel/emel.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define REQUESTS 100

struct server {
    int requests[2]; /* pipe */
    unsigned served, served_while_loading;
    struct emel_storage *storage;
    bool loading, loaded;
};

static void complain(const struct emel_failure *why)
{
    char line[1024];

    emel_failure_print(line, sizeof line, why);
    fprintf(stderr, "%s\n", line);
}

/* Told once, at the end of the load. */
static void on_end(void *context, const struct emel_failure *why)
{
    struct server *server = context;

    server->loading = false;
    server->loaded = why->source == EMEL_FAILURE_NONE;
    if (!server->loaded)
        complain(why);
}

static bool begin_load(struct server *server)
{
    const struct emel_io_read_options options = { .step_bytes = 64 << 10, .workers = 1 };
    const struct emel_storage_request request = {
        .policy = { .options = &options },
        .context = server,
        .on_end = on_end,
    };

    server->loading = true;
    return emel_storage_begin(server->storage, &request, NULL) != EMEL_IO_REFUSED;
}

static void serve(struct server *server)
{
    char request;

    if (read(server->requests[0], &request, 1) != 1)
        return;
    server->served++;
    server->served_while_loading += server->loading;
}

/* Sleeps only when there is nothing to load. */
static bool turn(struct server *server)
{
    struct pollfd polled = { .fd = server->requests[0], .events = POLLIN };

    if (poll(&polled, 1, server->loading ? 0 : 1000) < 0)
        return false;
    if (polled.revents & POLLIN)
        serve(server);
    if (server->loading)
        (void)emel_storage_step(server->storage, NULL, NULL); /* on_end tells what came of it */
    return server->loading || server->served < REQUESTS;
}

static bool run(struct server *server)
{
    for (int i = 0; i < REQUESTS; i++)
        if (write(server->requests[1], "?", 1) != 1)
            return false;
    if (!begin_load(server))
        return false;
    while (turn(server))
        ;
    return server->loaded && server->served == REQUESTS && server->served_while_loading > 0;
}

int main(int argc, char **argv)
{
    struct emel_failure why;
    struct emel_model *model = emel_model_open(argc > 1 ? argv[1] : "model.gguf", NULL, &why);
    struct server server = { .served = 0 };
    bool well;

    if (!model) {
        complain(&why);
        return 1;
    }
    server.storage = emel_model_get_storage(model);
    well = pipe(server.requests) == 0 && run(&server);
    printf("%u requests served, %u of them while %u tensors were loaded\n", server.served,
           server.served_while_loading, emel_model_tensor_count(model));
    close(server.requests[0]);
    close(server.requests[1]);
    emel_model_close(model);
    return well ? 0 : 1;
}
