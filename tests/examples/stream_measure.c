#define _DEFAULT_SOURCE /* posix_fadvise, aligned_alloc */
#include "stream_measure.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stream.h"

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Sleeps, and spins at the end: a sleep is rarely exact. */
static void wait_until(double time)
{
    for (double left = time - seconds(); left > 0; left = time - seconds())
        if (left > 300e-6) {
            const double nap = left - 200e-6;
            const struct timespec pause = { .tv_sec = (time_t)nap,
                                            .tv_nsec = (long)((nap - (double)(time_t)nap) * 1e9) };

            nanosleep(&pause, NULL);
        }
}

struct device {
    double bytes_per_second; /* 0: uploads take no time */
    double idle_at;          /* the last piece given to it is uploaded */
    double free_at[2];       /* all pieces of a buffer are */
};

static bool upload(void *context, const struct stream_piece *piece)
{
    struct device *device = context;
    const double now = seconds();

    if (device->bytes_per_second <= 0)
        return true;
    if (device->idle_at < now)
        device->idle_at = now;
    device->idle_at += (double)piece->bytes / device->bytes_per_second;
    device->free_at[piece->buffer] = device->idle_at;
    return true;
}

static bool wait(void *context, uint32_t buffer)
{
    const struct device *device = context;

    wait_until(device->free_at[buffer]);
    return true;
}

static void drop_cache(const struct stream *stream)
{
    for (uint32_t i = 0; i < stream->file_count; i++)
        (void)posix_fadvise(stream->files[i].fd, 0, 0, POSIX_FADV_DONTNEED);
}

static bool run(struct stream *stream, double bytes_per_second, bool cold, double *took)
{
    struct device device = { .bytes_per_second = bytes_per_second };
    double begin;
    bool well;

    stream->context = &device;
    if (cold)
        drop_cache(stream);
    begin = seconds();
    well = stream_run(stream, NULL);
    *took = seconds() - begin;
    return well;
}

bool stream_measure(const struct emel_model_file *file, size_t buffer_bytes,
                    double bytes_per_second, bool cold, struct stream_times *times)
{
    struct stream stream = { .buffer_bytes = buffer_bytes, .upload = upload, .wait = wait };
    bool well;

    *times = (struct stream_times){ .bytes = 0 };
    stream.files = emel_model_file_files(file, &stream.file_count);
    stream.records = emel_model_file_tensors(file, &stream.count);
    for (uint32_t i = 0; i < stream.count; i++)
        times->bytes += stream.records[i].byte_size;
    for (int i = 0; i < 2; i++)
        if ((stream.buffers[i] = aligned_alloc(2 << 20, buffer_bytes)))
            memset(stream.buffers[i], 1, buffer_bytes); /* pinned memory is there already */
    well = stream.buffers[0] && stream.buffers[1] && stream.count > 0 &&
           run(&stream, 0, cold, &times->reading) &&
           run(&stream, bytes_per_second, cold, &times->both);
    free(stream.buffers[0]);
    free(stream.buffers[1]);
    if (!well)
        return false;
    times->uploading = (double)times->bytes / bytes_per_second;
    times->last = (double)stream.records[stream.count - 1].byte_size / bytes_per_second;
    times->ratio =
        times->both /
        ((times->reading > times->uploading ? times->reading : times->uploading) + times->last);
    return true;
}
