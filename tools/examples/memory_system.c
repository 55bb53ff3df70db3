/* Loads a model that is no file: it lies in memory, as a member of an archive.
 *
 *     memory_system MODEL
 *
 * Whatever emel asks of the system passes through a table, so a file can be anything
 * that has a size and can be read at an offset. */
#include <emel/emel.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMBER "model.gguf"
#define MEMBER_OFFSET 1000 /* in the archive: it need not be aligned to anything */

struct archive {
    unsigned char *bytes;
    size_t member_size;
};

/* There is one member, and so one descriptor. */
static int archive_open(void *context, const char *path, int *descriptor)
{
    (void)context;
    *descriptor = 0;
    return strcmp(path, MEMBER) == 0 ? 0 : ENOENT;
}

static int archive_stat(void *context, int descriptor, struct emel_io_stat *stat)
{
    const struct archive *archive = context;

    (void)descriptor;
    *stat = (struct emel_io_stat){ .stamp = { .size = archive->member_size }, .regular = true };
    return 0;
}

/* May be called from several threads at once; it changes nothing. */
static int archive_read(void *context, int descriptor, const struct iovec *slices, int count,
                        uint64_t offset, size_t *moved)
{
    const struct archive *archive = context;

    (void)descriptor;
    *moved = 0;
    for (int i = 0; i < count && offset < archive->member_size; i++) {
        size_t bytes = slices[i].iov_len;

        if (bytes > archive->member_size - offset)
            bytes = (size_t)(archive->member_size - offset);
        memcpy(slices[i].iov_base, archive->bytes + MEMBER_OFFSET + offset, bytes);
        offset += bytes;
        *moved += bytes;
    }
    return 0;
}

static int archive_close(void *context, int descriptor)
{
    (void)context, (void)descriptor;
    return 0;
}

/* Puts a file into an archive. */
static bool archive_make(struct archive *archive, const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;

    if (!file)
        return false;
    size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    rewind(file);
    archive->member_size = size > 0 ? (size_t)size : 0;
    archive->bytes = malloc(MEMBER_OFFSET + archive->member_size);
    size = archive->bytes
               ? (long)fread(archive->bytes + MEMBER_OFFSET, 1, archive->member_size, file)
               : -1;
    fclose(file);
    return size == (long)archive->member_size;
}

/* Whether every tensor is, byte for byte, what the archive holds. */
static bool is_right(const struct emel_model *model, const struct archive *archive)
{
    uint32_t count;
    const struct emel_tensor_record *records =
        emel_model_file_tensors(emel_model_get_file(model), &count);

    for (uint32_t i = 0; i < count; i++)
        if (memcmp(emel_model_tensor(model, i)->data,
                   archive->bytes + MEMBER_OFFSET + records[i].file_offset,
                   (size_t)records[i].byte_size) != 0)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct archive archive = { .bytes = NULL };
    const struct emel_io_system system = {
        .context = &archive,
        .open = archive_open,
        .stat = archive_stat,
        .read = archive_read,
        .close = archive_close,
    };
    const struct emel_model_options options = { .system = &system };
    struct emel_model *model;
    struct emel_failure why;
    bool well;
    char line[1024];

    if (argc != 2) {
        fputs("usage: memory_system MODEL\n", stderr);
        return 2;
    }
    if (!archive_make(&archive, argv[1])) {
        perror("the archive cannot be made");
        free(archive.bytes);
        return 1;
    }
    model = emel_model_open(MEMBER, &options, &why);
    well = model && emel_model_load(model, NULL, &why) && is_right(model, &archive);
    emel_failure_print(line, sizeof line, &why);
    printf("%s\n", line);
    emel_model_close(model);
    free(archive.bytes);
    return well ? 0 : 1;
}
