/* Loads a model from a web server: a system table whose files are URLs.
 *
 *     http_range URL [WORKERS [TENSOR]]       a TENSOR's bytes go to standard output
 *
 * open     sends HEAD: the length, and a hash of the ETag, are the file's stamp.
 * stat     sends HEAD again, so a file that was replaced during the load is FILE_CHANGED.
 * read     sends range requests to where redirects led, on as many connections as there are
 *          workers.
 *
 * http_client.c makes the requests, and errno values of what servers answer.
 *
 * Build with: cc http_range.c http_client.c $(pkg-config --cflags --libs libcurl emel) -pthread */
#define _POSIX_C_SOURCE 200809L
#include <curl/curl.h>
#include <emel/emel.h>
#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http_client.h"

#define FILES 4096 /* open at once */
#define WORKERS 8  /* unless a load says otherwise: a connection is the bottleneck */

struct remote {
    char *url;    /* NULL: the slot is free */
    char *target; /* where redirects led when it was opened */
    uint64_t size, tag;
    atomic_bool changed;
};

struct web {
    struct http_client *client;
    struct remote files[FILES];
};

/* --- the table ----------------------------------------------------------------------------- */

static void forget(struct remote *remote)
{
    free(remote->url);
    free(remote->target);
    *remote = (struct remote){ .url = NULL };
}

static int web_open(void *context, const char *path, int *descriptor)
{
    struct web *web = context;
    struct remote remote = { .url = strdup(path) };
    struct http_request head = { .url = path, .target = &remote.target };
    int error = http_perform(web->client, &head), slot = 0;

    while (slot < FILES && web->files[slot].url)
        slot++;
    if (!error && slot == FILES)
        error = EMFILE;
    if (!error && (!remote.url || !remote.target))
        error = ENOMEM;
    if (error) {
        forget(&remote);
        return error;
    }
    remote.size = head.size;
    remote.tag = head.tag;
    web->files[slot] = remote;
    *descriptor = slot;
    return 0;
}

static int web_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    struct web *web = context;
    struct remote *remote = &web->files[descriptor];
    struct http_request head = { .url = remote->url };
    const int error = http_perform(web->client, &head);

    if (error)
        return error;
    if (head.size != remote->size || head.tag != remote->tag)
        atomic_store(&remote->changed, true);
    *stat = (struct emel_io_stat){
        .stamp = { .size = head.size,
                   .mtime_sec = (int64_t)(head.tag >> 2),
                   .mtime_nsec = atomic_load(&remote->changed) },
        .regular = true,
    };
    return 0;
}

/* Whether a read failed, or brought other bytes, because the file is another one by now. */
static bool was_replaced(struct web *web, struct remote *remote, const struct http_request *get,
                         int error)
{
    struct emel_io_stat stat;

    if (!error && get->tag && get->tag != remote->tag)
        atomic_store(&remote->changed, true);
    if (error == ERANGE)
        (void)web_stat(web, (int)(remote - web->files), &stat);
    return atomic_load(&remote->changed);
}

/* Called by several workers at once.  A file that was replaced reads as zeros from then on: stat
 * gives it another stamp, so the load ends as FILE_CHANGED, and soon. */
static int web_read(void *context, int descriptor, const struct iovec *slices, int count,
                    uint64_t offset, size_t *moved)
{
    struct web *web = context;
    struct remote *remote = &web->files[descriptor];
    const uint64_t left = offset < remote->size ? remote->size - offset : 0;
    struct http_request get = {
        .url = remote->target, .offset = offset, .slices = slices, .count = count
    };
    int error = 0;

    for (int i = 0; i < count; i++)
        get.wanted += slices[i].iov_len;
    if (get.wanted > left)
        get.wanted = (size_t)left;
    *moved = get.wanted;
    if (get.wanted > 0 && !atomic_load(&remote->changed))
        error = http_perform(web->client, &get);
    if (get.wanted == 0 || !was_replaced(web, remote, &get, error))
        return error;
    for (int i = 0; i < count; i++)
        memset(slices[i].iov_base, 0, slices[i].iov_len);
    return 0;
}

static int web_close(void *context, int descriptor)
{
    struct web *web = context;

    forget(&web->files[descriptor]);
    return 0;
}

/* Threads are those of the default table. */
static uint32_t web_run(void *context, uint32_t count, void (*work)(void *argument, uint32_t index),
                        void *argument)
{
    const struct emel_io_system *under = emel_io_system_default();

    (void)context;
    return under->run(under->context, count, work, argument);
}

/* --- a load ---------------------------------------------------------------------------------- */

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool write_tensor(const struct emel_model *model, const char *name)
{
    const struct emel_tensor *tensor = emel_model_find(model, name);

    if (!tensor)
        fprintf(stderr, "there is no tensor %s\n", name);
    return tensor &&
           fwrite(tensor->data, 1, (size_t)tensor->byte_size, stdout) == (size_t)tensor->byte_size;
}

static bool load(struct web *web, const char *url, unsigned long workers, const char *name)
{
    const struct emel_io_system system = {
        .context = web,
        .open = web_open,
        .stat = web_stat,
        .read = web_read,
        .close = web_close,
        .run = web_run,
    };
    const struct emel_io_read_options reading = { .workers = (uint32_t)workers };
    const struct emel_model_options options = { .system = &system };
    struct emel_io_report report = { .wanted_bytes = 0 };
    const struct emel_storage_request request = { .policy = { .options = &reading },
                                                  .report = &report };
    const double begin = seconds();
    struct emel_failure why;
    struct emel_model *model = emel_model_open(url, &options, &why);
    bool well = model && emel_model_load(model, &request, &why);

    if (well) {
        fprintf(stderr, "%" PRIu64 " bytes in %.2f s, ", report.wanted_bytes, seconds() - begin);
        http_client_print(web->client, stderr);
        well = !name || write_tensor(model, name);
    } else {
        char line[1024];

        emel_failure_print(line, sizeof line, &why);
        fprintf(stderr, "%s\n", line);
    }
    emel_model_close(model);
    return well;
}

int main(int argc, char **argv)
{
    static struct web web;
    bool well;

    if (argc < 2 || argc > 4) {
        fputs("usage: http_range URL [WORKERS [TENSOR]]\n", stderr);
        return 2;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return 1;
    web.client = http_client_new();
    well = web.client && load(&web, argv[1], argc > 2 ? strtoul(argv[2], NULL, 10) : WORKERS,
                              argc > 3 ? argv[3] : NULL);
    http_client_free(web.client);
    curl_global_cleanup();
    return well ? 0 : 1;
}
