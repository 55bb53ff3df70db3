/* stream_test MODEL BIG_MODEL SCRATCH - tests tools/examples/stream.c: order, bytes,
 * back-pressure, cancel, failures and memory. */
#define _DEFAULT_SOURCE /* aligned_alloc, ftruncate */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "stream.h"

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #condition);                    \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

/* A device that copies a piece as late as it may: when its buffer is waited for. */
struct device {
    const struct stream *stream;
    struct stream_piece pending[2][2048];
    unsigned pending_count[2];
    uint32_t item; /* what comes next */
    uint64_t offset;
    uint32_t last_buffer;
    unsigned pieces, waits, cancel_at, fail_at;
};

/* Where a byte of a tensor is in its file, and how many follow it there. */
static uint64_t locate(const struct emel_tensor_record *record, uint64_t byte, uint32_t *file,
                       uint64_t *following)
{
    *file = record->file_index;
    *following = record->byte_size - byte;
    for (uint32_t i = 0; i < record->part_count; i++) {
        const struct emel_io_part *part = &record->parts[i];
        const uint64_t inside = byte - part->memory_offset;

        if (byte < part->memory_offset || inside / part->memory_stride >= part->count ||
            inside % part->memory_stride >= part->run_bytes)
            continue;
        *file = part->file_index;
        *following = part->run_bytes - inside % part->memory_stride;
        return part->file_offset + inside / part->memory_stride * part->file_stride +
               inside % part->memory_stride;
    }
    CHECK(record->part_count == 0);
    return record->file_offset + byte;
}

static void compare(const struct device *device, const struct stream_piece *piece)
{
    const struct emel_tensor_record *record = &device->stream->records[piece->item];
    unsigned char wanted[16384];
    size_t bytes;

    for (size_t at = 0; at < piece->bytes; at += bytes) {
        uint64_t following, offset;
        uint32_t file;

        offset = locate(record, piece->offset + at, &file, &following);
        bytes = piece->bytes - at < sizeof wanted ? piece->bytes - at : sizeof wanted;
        bytes = bytes < following ? bytes : (size_t)following;
        CHECK(pread(device->stream->files[file].fd, wanted, bytes, (off_t)offset) ==
              (ssize_t)bytes);
        CHECK(memcmp(wanted, (const char *)piece->data + at, bytes) == 0);
    }
}

static bool wait(void *context, uint32_t buffer)
{
    struct device *device = context;

    for (unsigned i = 0; i < device->pending_count[buffer]; i++)
        compare(device, &device->pending[buffer][i]);
    device->pending_count[buffer] = 0;
    return ++device->waits != device->fail_at;
}

static bool upload(void *context, const struct stream_piece *piece)
{
    struct device *device = context;
    const struct emel_tensor_record *record = &device->stream->records[piece->item];
    const unsigned char *buffer = device->stream->buffers[piece->buffer];
    const unsigned char *data = piece->data;

    if (++device->pieces == device->cancel_at)
        return false;
    CHECK(piece->item == device->item && piece->offset == device->offset);
    CHECK(data >= buffer && data + piece->bytes <= buffer + device->stream->buffer_bytes);
    CHECK(piece->bytes <= record->byte_size - piece->offset);
    CHECK(piece->last == (piece->offset + piece->bytes == record->byte_size));
    CHECK(piece->bytes > 0 || record->byte_size == 0);
    device->offset = piece->last ? 0 : piece->offset + piece->bytes;
    device->item += piece->last;
    device->last_buffer = piece->buffer;
    device->pending[piece->buffer][device->pending_count[piece->buffer]++] = *piece;
    return true;
}

static unsigned descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    unsigned count = 0;

    CHECK(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static struct device device;

static bool run_records(const struct emel_model_file *file,
                        const struct emel_tensor_record *records, uint32_t count,
                        size_t buffer_bytes, struct emel_failure *why)
{
    const struct emel_io_read_options reading = { .workers = 2 };
    struct stream stream = {
        .buffers = { aligned_alloc(4096, buffer_bytes), aligned_alloc(4096, buffer_bytes) },
        .buffer_bytes = buffer_bytes,
        .context = &device,
        .upload = upload,
        .wait = wait,
        .reading = &reading,
    };
    const unsigned before = descriptors();
    bool well;

    CHECK(stream.buffers[0] && stream.buffers[1]);
    stream.files = emel_model_file_files(file, &stream.file_count);
    stream.records = records;
    stream.count = count;
    device.stream = &stream;
    well = stream_run(&stream, why);
    CHECK(device.pending_count[0] == 0 && device.pending_count[1] == 0);
    CHECK(descriptors() == before);
    CHECK(!well || device.item == stream.count);
    free(stream.buffers[0]);
    free(stream.buffers[1]);
    return well;
}

static bool run(const struct emel_model_file *file, size_t buffer_bytes, struct emel_failure *why)
{
    uint32_t count;
    const struct emel_tensor_record *records = emel_model_file_tensors(file, &count);

    return run_records(file, records, count, buffer_bytes, why);
}

static void tensors_come_whole_in_order_through_any_buffers(const struct emel_model_file *file)
{
    static const size_t sizes[] = { 8192, 12288, 65536, 1 << 20 };
    struct emel_failure why;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(&device, 0, sizeof device);
        CHECK(run(file, sizes[i], &why));
        CHECK(why.source == EMEL_FAILURE_NONE);
    }
    CHECK(device.last_buffer == 0); /* all of them in one */
}

#define SLICES 40

/* Half of each matrix along either dimension, and a fused pair of matrices. */
static void slices_come_in_pieces_too(const struct emel_model_file *file)
{
    static const size_t sizes[] = { 8192, 20480, 65536, 1 << 20 };
    static struct emel_tensor_record records[SLICES];
    static uint64_t shapes[SLICES][4];
    static struct emel_io_part parts[SLICES], fused[2];
    const enum emel_order order = emel_select_order(file);
    const struct emel_tensor_record *all, *gate, *up;
    uint32_t tensors, count = 0;

    all = emel_model_file_tensors(file, &tensors);
    for (uint32_t i = 0; i < tensors && count + 3 < SLICES; i++)
        for (uint32_t dimension = 0; dimension < 2 && all[i].rank == 2; dimension++) {
            struct emel_slice slice;

            if (emel_select_equal_share(&all[i], order, dimension, 1, 2, &slice, NULL) &&
                emel_select_slice(&all[i], &slice, shapes[count], 4, &parts[count], &records[count],
                                  NULL))
                count++;
        }
    CHECK(count > 10);
    gate = emel_model_file_find(file, "blk.0.ffn_gate.weight");
    up = emel_model_file_find(file, "blk.0.ffn_up.weight");
    CHECK(gate && up);
    const struct emel_select_piece pieces[] = {
        { gate, { .order = order, .dimension = 0, .from = 0, .to = gate->shape[0] } },
        { up, { .order = order, .dimension = 0, .from = 0, .to = up->shape[0] } },
    };
    CHECK(emel_select_join(pieces, 2, 0, shapes[count], 4, fused, &records[count], NULL));
    CHECK(records[count].part_count == 2);
    count++;
    records[count++] = all[0]; /* one without parts comes after them */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(&device, 0, sizeof device);
        CHECK(run_records(file, records, count, sizes[i], NULL));
    }
}

static void a_consumer_that_says_no_cancels(const struct emel_model_file *file)
{
    struct emel_failure why;

    for (unsigned at = 1; at < 40; at += 3) {
        memset(&device, 0, sizeof device);
        device.cancel_at = at;
        CHECK(!run(file, 8192, &why));
        CHECK(emel_failure_is_cancelled(&why) && why.source == EMEL_FAILURE_READ);
        CHECK(device.pieces == at);
    }
    for (unsigned at = 1; at < 10; at++) {
        memset(&device, 0, sizeof device);
        device.fail_at = at;
        CHECK(!run(file, 8192, NULL));
    }
}

/* After the header was read. */
static void a_file_that_shrinks_is_an_error_of_that_file(const char *path)
{
    struct emel_model_file *file = emel_model_file_open(path, NULL, NULL);
    struct emel_failure why;
    char line[1024];

    CHECK(file && truncate(path, 200000) == 0);
    memset(&device, 0, sizeof device);
    CHECK(!run(file, 8192, &why));
    CHECK(why.source == EMEL_FAILURE_READ && why.has_file);
    CHECK(emel_failure_print(line, sizeof line, &why) > 0 && strstr(line, path));
    CHECK(!why.cancelled);
    emel_model_file_close(file);
}

static void host_memory_is_both_buffers_and_eight_mib(const char *path)
{
    struct emel_model_file *file = emel_model_file_open(path, NULL, NULL);
    struct rusage before, after;

    CHECK(file);
    memset(&device, 0, sizeof device);
    getrusage(RUSAGE_SELF, &before);
    CHECK(run(file, (size_t)16 << 20, NULL));
    getrusage(RUSAGE_SELF, &after);
    printf("stream: 2 x 16384 KiB of buffers, %ld KiB more resident\n",
           after.ru_maxrss - before.ru_maxrss);
#ifndef __SANITIZE_ADDRESS__
    CHECK(after.ru_maxrss - before.ru_maxrss <= 2 * 16384 + 8192);
#endif
    emel_model_file_close(file);
}

static void copy(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char buffer[4096];

    CHECK(in && out);
    for (size_t bytes; (bytes = fread(buffer, 1, sizeof buffer, in)) > 0;)
        CHECK(fwrite(buffer, 1, bytes, out) == bytes);
    CHECK(fclose(out) == 0);
    fclose(in);
}

int main(int argc, char **argv)
{
    struct emel_model_file *file;

    CHECK(argc == 4);
    file = emel_model_file_open(argv[1], NULL, NULL);
    CHECK(file);
    tensors_come_whole_in_order_through_any_buffers(file);
    slices_come_in_pieces_too(file);
    a_consumer_that_says_no_cancels(file);
    emel_model_file_close(file);
    copy(argv[1], argv[3]);
    a_file_that_shrinks_is_an_error_of_that_file(argv[3]);
    remove(argv[3]);
    host_memory_is_both_buffers_and_eight_mib(argv[2]);
    return 0;
}
