/* HEAD and range requests by libcurl, each on a connection from a pool. */
#define _POSIX_C_SOURCE 200809L
#include "http_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECTIONS 64    /* kept open between requests */
#define TRIES 5           /* of one request, at most 100, 200, 400 and 800 ms apart */
#define BACKOFF_MS 100    /* before the second try */
#define CONNECT_SECONDS 5 /* for a connection */
#ifndef STALL_SECONDS
#define STALL_SECONDS 10 /* without a byte, and a request has failed */
#endif

struct http_client {
    pthread_mutex_t lock; /* of `idle` */
    CURL *idle[CONNECTIONS];
    unsigned idle_count;
    atomic_uint requests, connections, retries;
};

/* --- connections ----------------------------------------------------------------------- */

static CURL *take_connection(struct http_client *client)
{
    CURL *curl = NULL;

    pthread_mutex_lock(&client->lock);
    if (client->idle_count > 0)
        curl = client->idle[--client->idle_count];
    pthread_mutex_unlock(&client->lock);
    if (curl)
        curl_easy_reset(curl); /* keeps the connection */
    return curl ? curl : curl_easy_init();
}

static void return_connection(struct http_client *client, CURL *curl)
{
    pthread_mutex_lock(&client->lock);
    if (client->idle_count < CONNECTIONS) {
        client->idle[client->idle_count++] = curl;
        curl = NULL;
    }
    pthread_mutex_unlock(&client->lock);
    curl_easy_cleanup(curl);
}

/* --- one request ------------------------------------------------------------------------- */

/* Whether the answer is the range that was asked for, from the next missing byte on. */
static bool is_the_range(const struct http_request *request)
{
    struct curl_header *header;
    uint64_t first;

    return request->status == 206 &&
           curl_easy_header(request->curl, "Content-Range", 0, CURLH_HEADER, -1, &header) ==
               CURLHE_OK &&
           sscanf(header->value, "bytes %" SCNu64, &first) == 1 &&
           first == request->offset + request->moved;
}

static void scatter(struct http_request *request, const char *data, size_t bytes)
{
    size_t skipped = request->moved;

    request->moved += bytes;
    for (int i = 0; i < request->count && bytes > 0; i++) {
        const struct iovec *slice = &request->slices[i];
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
    struct http_request *request = context;
    const bool first = request->status == 0;

    if (first)
        curl_easy_getinfo(request->curl, CURLINFO_RESPONSE_CODE, &request->status);
    if (request->status >= 300)
        return size * bytes; /* the page that goes with an error: reading it keeps the connection */
    if ((first && !is_the_range(request)) || bytes > request->wanted - request->moved)
        return 0;
    scatter(request, data, bytes);
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

static void set_options(struct http_request *request, char *range, size_t room)
{
    CURL *curl = request->curl;

    curl_easy_setopt(curl, CURLOPT_URL, request->url);
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
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, request);
    if (!request->slices) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        return;
    }
    snprintf(range, room, "%" PRIu64 "-%" PRIu64, request->offset + request->moved,
             request->offset + request->wanted - 1);
    curl_easy_setopt(curl, CURLOPT_RANGE, range);
}

static void note_answer(struct http_client *client, struct http_request *request)
{
    CURL *curl = request->curl;
    long connections = 0;
    curl_off_t length = -1;
    char *url = NULL;

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &request->status);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    atomic_fetch_add(&client->requests, 1u);
    atomic_fetch_add(&client->connections, (unsigned)connections);
    request->tag = hash_of_tag(curl);
    if (request->slices)
        return;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &url);
    request->has_size = length >= 0;
    request->size = length >= 0 ? (uint64_t)length : 0;
    if (request->target) {
        free(*request->target);
        *request->target = url ? strdup(url) : NULL;
    }
}

static int error_of_status(const struct http_request *request)
{
    switch (request->status) {
    case 200: return request->slices ? ENOTSUP : 0;
    case 206: return 0;
    case 401:
    case 403: return EACCES;
    case 404:
    case 410: return ENOENT;
    case 416: return ERANGE;
    case 429: return EBUSY;
    default: return request->status >= 500 ? EIO : EINVAL;
    }
}

static int error_of(CURLcode code, const struct http_request *request)
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
    case CURLE_WRITE_ERROR: return request->status == 200 ? ENOTSUP : EPROTO;
    default: return ECONNRESET;
    }
    if (error_of_status(request))
        return error_of_status(request);
    if (!request->slices)
        return request->has_size ? 0 : ENOTSUP;
    return request->moved == request->wanted ? 0 : ECONNRESET;
}

static int try_once(struct http_client *client, struct http_request *request)
{
    char range[64];
    CURLcode code;

    request->curl = take_connection(client);
    request->status = 0;
    if (!request->curl)
        return ENOMEM;
    set_options(request, range, sizeof range);
    code = curl_easy_perform(request->curl);
    note_answer(client, request);
    return_connection(client, request->curl);
    return error_of(code, request);
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

int http_perform(struct http_client *client, struct http_request *request)
{
    int error = try_once(client, request);

    for (int tries = 1; may_pass(error) && tries < TRIES; tries++) {
        back_off(tries);
        atomic_fetch_add(&client->retries, 1u);
        error = try_once(client, request);
    }
    return error;
}

/* --- clients --------------------------------------------------------------------------- */

struct http_client *http_client_new(void)
{
    struct http_client *client = calloc(1, sizeof *client);

    if (client && pthread_mutex_init(&client->lock, NULL) != 0) {
        free(client);
        client = NULL;
    }
    return client;
}

void http_client_free(struct http_client *client)
{
    if (!client)
        return;
    while (client->idle_count > 0)
        curl_easy_cleanup(client->idle[--client->idle_count]);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

void http_client_print(struct http_client *client, FILE *stream)
{
    fprintf(stream, "%u requests, %u connections, %u retries\n", atomic_load(&client->requests),
            atomic_load(&client->connections), atomic_load(&client->retries));
}
