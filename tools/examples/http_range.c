/* Loads a model from a web server: a system table whose files are URLs.
 *
 *     http_range URL [WORKERS [TENSOR]]       a TENSOR's bytes go to standard output
 *
 * open     sends HEAD: the length, and a hash of the ETag, are the file's stamp.  Redirects are
 *          followed here; reads go straight to where they led.
 * stat     sends HEAD again, so a file that was replaced during the load is FILE_CHANGED.
 * read     sends range requests on pooled connections: as many as there are workers.
 * errors   404 ENOENT, 401 and 403 EACCES, 416 ERANGE, 429 EBUSY, other 4xx EINVAL, 5xx EIO,
 *          a server that ignores ranges or gives no length ENOTSUP, no connection ECONNREFUSED,
 *          no such host EHOSTUNREACH, silence ETIMEDOUT, a broken connection ECONNRESET, an
 *          answer that is not the range EPROTO.  5xx, 429, silence and connections that break
 *          or are refused are tried TRIES times.
 *
 * Build with: cc http_range.c $(pkg-config --cflags --libs libcurl emel) -pthread */
#define _POSIX_C_SOURCE 200809L
#include <curl/curl.h>
#include <emel/emel.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FILES 4096        /* open at once */
#define CONNECTIONS 64    /* kept open between requests */
#define WORKERS 8         /* unless a load says otherwise: a connection is the bottleneck */
#define TRIES 5           /* of one request, at most 100, 200, 400 and 800 ms apart */
#define BACKOFF_MS 100    /* before the second try */
#define CONNECT_SECONDS 5 /* for a connection */
#ifndef STALL_SECONDS
#define STALL_SECONDS 10 /* without a byte, and a request has failed */
#endif

struct remote {
    char *url;    /* NULL: the slot is free */
    char *target; /* where redirects led when it was opened */
    uint64_t size, tag;
    atomic_bool changed;
};

struct http {
    pthread_mutex_t lock; /* of `idle` */
    CURL *idle[CONNECTIONS];
    unsigned idle_count;
    struct remote files[FILES];
    atomic_uint requests, connections, retries;
};

/* A request, and what came of it. */
struct exchange {
    const char *url;
    uint64_t offset;
    const struct iovec *slices; /* NULL: HEAD */
    int count;
    size_t wanted, moved; /* bytes of the slices, and of those filled so far */
    CURL *curl;
    long status;
    uint64_t size, tag;
    bool has_size;
    char **target; /* HEAD: where redirects led; NULL: not asked for */
};

/* --- connections ----------------------------------------------------------------------- */

static CURL *take_connection(struct http *http)
{
    CURL *curl = NULL;

    pthread_mutex_lock(&http->lock);
    if (http->idle_count > 0)
        curl = http->idle[--http->idle_count];
    pthread_mutex_unlock(&http->lock);
    if (curl)
        curl_easy_reset(curl); /* keeps the connection */
    return curl ? curl : curl_easy_init();
}

static void return_connection(struct http *http, CURL *curl)
{
    pthread_mutex_lock(&http->lock);
    if (http->idle_count < CONNECTIONS) {
        http->idle[http->idle_count++] = curl;
        curl = NULL;
    }
    pthread_mutex_unlock(&http->lock);
    curl_easy_cleanup(curl);
}

/* --- one request ------------------------------------------------------------------------- */

/* Whether the answer is the range that was asked for, from the next missing byte on. */
static bool is_the_range(const struct exchange *exchange)
{
    struct curl_header *header;
    uint64_t first;

    return exchange->status == 206 &&
           curl_easy_header(exchange->curl, "Content-Range", 0, CURLH_HEADER, -1, &header) ==
               CURLHE_OK &&
           sscanf(header->value, "bytes %" SCNu64, &first) == 1 &&
           first == exchange->offset + exchange->moved;
}

static void scatter(struct exchange *exchange, const char *data, size_t bytes)
{
    size_t skipped = exchange->moved;

    exchange->moved += bytes;
    for (int i = 0; i < exchange->count && bytes > 0; i++) {
        const struct iovec *slice = &exchange->slices[i];
        const size_t from = skipped < slice->iov_len ? skipped : slice->iov_len;
        const size_t room = slice->iov_len - from;
        const size_t part = bytes < room ? bytes : room;

        memcpy((char *)slice->iov_base + from, data, part);
        skipped -= from;
        data += part;
        bytes -= part;
    }
}

/* Any other number than `bytes` ends the request: a whole file is not waited for. */
static size_t on_body(char *data, size_t size, size_t bytes, void *context)
{
    struct exchange *exchange = context;
    const bool first = exchange->status == 0;

    if (first)
        curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &exchange->status);
    if (exchange->status >= 300)
        return size * bytes; /* the page that goes with an error: reading it keeps the connection */
    if ((first && !is_the_range(exchange)) || bytes > exchange->wanted - exchange->moved)
        return 0;
    scatter(exchange, data, bytes);
    return bytes;
}

/* FNV-1a of the ETag, or of the date if there is none. */
static uint64_t hash_of_tag(CURL *curl)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    struct curl_header *header;

    if (curl_easy_header(curl, "ETag", 0, CURLH_HEADER, -1, &header) != CURLHE_OK &&
        curl_easy_header(curl, "Last-Modified", 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return 0;
    for (const char *at = header->value; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return hash;
}

static void set_options(struct exchange *exchange, char *range, size_t room)
{
    CURL *curl = exchange->curl;

    curl_easy_setopt(curl, CURLOPT_URL, exchange->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 256L << 10);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    if (!exchange->slices) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        return;
    }
    snprintf(range, room, "%" PRIu64 "-%" PRIu64, exchange->offset + exchange->moved,
             exchange->offset + exchange->wanted - 1);
    curl_easy_setopt(curl, CURLOPT_RANGE, range);
}

static void note_answer(struct http *http, struct exchange *exchange)
{
    CURL *curl = exchange->curl;
    long connections = 0;
    curl_off_t length = -1;
    char *url = NULL;

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->status);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    atomic_fetch_add(&http->requests, 1u);
    atomic_fetch_add(&http->connections, (unsigned)connections);
    exchange->tag = hash_of_tag(curl);
    if (exchange->slices)
        return;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &url);
    exchange->has_size = length >= 0;
    exchange->size = length >= 0 ? (uint64_t)length : 0;
    if (exchange->target) {
        free(*exchange->target);
        *exchange->target = url ? strdup(url) : NULL;
    }
}

static int error_of_status(const struct exchange *exchange)
{
    switch (exchange->status) {
    case 200: return exchange->slices ? ENOTSUP : 0;
    case 206: return 0;
    case 401:
    case 403: return EACCES;
    case 404:
    case 410: return ENOENT;
    case 416: return ERANGE;
    case 429: return EBUSY;
    default: return exchange->status >= 500 ? EIO : EINVAL;
    }
}

static int error_of(CURLcode code, const struct exchange *exchange)
{
    switch (code) {
    case CURLE_OK: break;
    case CURLE_COULDNT_CONNECT: return ECONNREFUSED;
    case CURLE_COULDNT_RESOLVE_HOST: return EHOSTUNREACH;
    case CURLE_OPERATION_TIMEDOUT: return ETIMEDOUT;
    case CURLE_OUT_OF_MEMORY: return ENOMEM;
    case CURLE_TOO_MANY_REDIRECTS: return ELOOP;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return EINVAL;
    case CURLE_WRITE_ERROR: return exchange->status == 200 ? ENOTSUP : EPROTO;
    default: return ECONNRESET;
    }
    if (error_of_status(exchange))
        return error_of_status(exchange);
    if (!exchange->slices)
        return exchange->has_size ? 0 : ENOTSUP;
    return exchange->moved == exchange->wanted ? 0 : ECONNRESET;
}

static int try_once(struct http *http, struct exchange *exchange)
{
    char range[64];
    CURLcode code;

    exchange->curl = take_connection(http);
    exchange->status = 0;
    if (!exchange->curl)
        return ENOMEM;
    set_options(exchange, range, sizeof range);
    code = curl_easy_perform(exchange->curl);
    note_answer(http, exchange);
    return_connection(http, exchange->curl);
    return error_of(code, exchange);
}

static bool may_pass(int error)
{
    return error == EIO || error == EBUSY || error == ECONNRESET || error == ECONNREFUSED ||
           error == ETIMEDOUT;
}

/* Half of the time is random, so that workers do not all come back at once. */
static void back_off(int tries)
{
    const long half = ((long)BACKOFF_MS << (tries - 1)) / 2;
    struct timespec time;
    long ms;

    clock_gettime(CLOCK_MONOTONIC, &time);
    ms = half + time.tv_nsec / 1000 % (half + 1);
    time = (struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    nanosleep(&time, NULL);
}

/* A next try begins with the first byte that is missing. */
static int perform(struct http *http, struct exchange *exchange)
{
    int error = try_once(http, exchange);

    for (int tries = 1; may_pass(error) && tries < TRIES; tries++) {
        back_off(tries);
        atomic_fetch_add(&http->retries, 1u);
        error = try_once(http, exchange);
    }
    return error;
}

/* --- the table ----------------------------------------------------------------------------- */

static void forget(struct remote *remote)
{
    free(remote->url);
    free(remote->target);
    *remote = (struct remote){ .url = NULL };
}

static int http_open(void *context, const char *path, int *descriptor)
{
    struct http *http = context;
    struct remote remote = { .url = strdup(path) };
    struct exchange exchange = { .url = path, .target = &remote.target };
    int error = perform(http, &exchange), slot = 0;

    if (!error && (!remote.url || !remote.target))
        error = ENOMEM;
    while (!error && slot < FILES && http->files[slot].url)
        slot++;
    if (!error && slot == FILES)
        error = EMFILE;
    if (error) {
        forget(&remote);
        return error;
    }
    remote.size = exchange.size;
    remote.tag = exchange.tag;
    http->files[slot] = remote;
    *descriptor = slot;
    return 0;
}

static int http_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    struct http *http = context;
    struct remote *remote = &http->files[descriptor];
    struct exchange exchange = { .url = remote->url };
    const int error = perform(http, &exchange);

    if (error)
        return error;
    if (exchange.size != remote->size || exchange.tag != remote->tag)
        atomic_store(&remote->changed, true);
    *stat = (struct emel_io_stat){
        .stamp = { .size = exchange.size,
                   .mtime_sec = (int64_t)(exchange.tag >> 2),
                   .mtime_nsec = atomic_load(&remote->changed) },
        .regular = true,
    };
    return 0;
}

/* Whether a read failed, or brought other bytes, because the file is another one by now. */
static bool was_replaced(struct http *http, struct remote *remote, const struct exchange *exchange,
                         int error)
{
    struct emel_io_stat stat;

    if (!error && exchange->tag && exchange->tag != remote->tag)
        atomic_store(&remote->changed, true);
    if (error == ERANGE)
        (void)http_stat(http, (int)(remote - http->files), &stat);
    return atomic_load(&remote->changed);
}

/* Called by several workers at once.  A file that was replaced reads as zeros from then on: stat
 * gives it another stamp, so the load ends as FILE_CHANGED, and soon. */
static int http_read(void *context, int descriptor, const struct iovec *slices, int count,
                     uint64_t offset, size_t *moved)
{
    struct http *http = context;
    struct remote *remote = &http->files[descriptor];
    struct exchange exchange = {
        .url = remote->target,
        .offset = offset,
        .slices = slices,
        .count = count,
    };
    int error = 0;

    for (int i = 0; i < count; i++)
        exchange.wanted += slices[i].iov_len;
    if (offset >= remote->size)
        exchange.wanted = 0;
    else if (exchange.wanted > remote->size - offset)
        exchange.wanted = (size_t)(remote->size - offset);
    if (exchange.wanted > 0 && !atomic_load(&remote->changed))
        error = perform(http, &exchange);
    if (exchange.wanted > 0 && was_replaced(http, remote, &exchange, error)) {
        for (int i = 0; i < count; i++)
            memset(slices[i].iov_base, 0, slices[i].iov_len);
        error = 0;
    }
    *moved = exchange.wanted;
    return error;
}

static int http_close(void *context, int descriptor)
{
    struct http *http = context;

    forget(&http->files[descriptor]);
    return 0;
}

static uint32_t http_run(void *context, uint32_t count,
                         void (*work)(void *argument, uint32_t index), void *argument)
{
    const struct emel_io_system *under = emel_io_system_default();

    (void)context;
    return under->run(under->context, count, work, argument);
}

static uint32_t http_processors(void *context)
{
    (void)context;
    return WORKERS;
}

static struct emel_io_system http_system(struct http *http)
{
    return (struct emel_io_system){
        .context = http,
        .open = http_open,
        .stat = http_stat,
        .read = http_read,
        .close = http_close,
        .run = http_run,
        .processors = http_processors,
    };
}

static struct http *http_new(void)
{
    struct http *http = calloc(1, sizeof *http);

    if (http && pthread_mutex_init(&http->lock, NULL) != 0) {
        free(http);
        http = NULL;
    }
    return http;
}

static void http_free(struct http *http)
{
    if (!http)
        return;
    while (http->idle_count > 0)
        curl_easy_cleanup(http->idle[--http->idle_count]);
    for (int i = 0; i < FILES; i++)
        forget(&http->files[i]);
    pthread_mutex_destroy(&http->lock);
    free(http);
}

/* --- a load ---------------------------------------------------------------------------------- */

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool report(struct http *http, const struct emel_model *model, double took, const char *name)
{
    const struct emel_tensor *tensor = name ? emel_model_find(model, name) : NULL;
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < emel_model_tensor_count(model); i++)
        bytes += emel_model_tensor(model, i)->byte_size;
    fprintf(stderr, "%" PRIu64 " bytes in %.2f s, %u requests, %u connections, %u retries\n", bytes,
            took, atomic_load(&http->requests), atomic_load(&http->connections),
            atomic_load(&http->retries));
    if (name && !tensor)
        fprintf(stderr, "there is no tensor %s\n", name);
    return !name || (tensor && fwrite(tensor->data, 1, (size_t)tensor->byte_size, stdout) ==
                                   (size_t)tensor->byte_size);
}

static bool load(struct http *http, const char *url, uint32_t workers, const char *name)
{
    const struct emel_io_read_options reading = { .workers = workers };
    const struct emel_storage_request request = { .policy = { .options = &reading } };
    const struct emel_io_system system = http_system(http);
    const struct emel_model_options options = { .system = &system };
    const double begin = seconds();
    struct emel_failure why;
    struct emel_model *model = emel_model_open(url, &options, &why);
    bool well = model && emel_model_load(model, &request, &why);

    if (well) {
        well = report(http, model, seconds() - begin, name);
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
    struct http *http;
    bool well;

    if (argc < 2 || argc > 4) {
        fputs("usage: http_range URL [WORKERS [TENSOR]]\n", stderr);
        return 2;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return 1;
    http = http_new();
    well = http && load(http, argv[1], argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0,
                        argc > 3 ? argv[3] : NULL);
    http_free(http);
    curl_global_cleanup();
    return well ? 0 : 1;
}
