/* http_client.h - what http_range.c asks of a web server: a file's length and tag, and bytes of it.
 *
 * Redirects are followed.  An error is 0 or an errno value:
 *
 *     404 ENOENT, 401 and 403 EACCES, 416 ERANGE, 429 EBUSY, other 4xx EINVAL, 5xx EIO,
 *     a server that ignores ranges or gives no length ENOTSUP, no connection ECONNREFUSED,
 *     no such host EHOSTUNREACH, silence ETIMEDOUT, a broken connection ECONNRESET, an
 *     answer that is not the range EPROTO
 *
 * After 5xx, 429, silence, and connections that break or are refused, a request is tried again,
 * from the first byte that is missing. */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/uio.h>

struct http_client;

/* A request, and what came of it. */
struct http_request {
    const char *url;
    const struct iovec *slices; /* where the bytes go; NULL: HEAD */
    int count;                  /* of the slices */
    size_t wanted;              /* bytes: no more than the slices have */
    uint64_t offset;            /* of the first byte in the file */

    size_t moved;  /* bytes of those wanted that are there */
    uint64_t size; /* of the file; only of HEAD */
    uint64_t tag;  /* a hash of the ETag, or of the date of the file; 0: neither is known */
    char **target; /* of HEAD: where redirects led, for free(); NULL: not asked for */

    void *curl; /* private, from here on */
    long status;
    bool has_size;
};

/* curl_global_init comes before.  NULL: no memory. */
struct http_client *http_client_new(void);
void http_client_free(struct http_client *client);

/* May be called by several threads at once. */
int http_perform(struct http_client *client, struct http_request *request);

/* Writes "4 requests, 2 connections, 0 retries" and a line end. */
void http_client_print(struct http_client *client, FILE *stream);

#endif
