/* Tells what there is in a model, and loads it in every way of reading: the same words on
 * every machine, or something is wrong.
 *
 *     tell model.gguf */
#include <inttypes.h>
#include <stdio.h>

#include "emel/emel.h"

static uint64_t sum_of(const struct emel_tensor *tensor)
{
    const unsigned char *bytes = tensor->data;
    uint64_t sum = UINT64_C(14695981039346656037); /* FNV-1a */

    for (uint64_t i = 0; i < tensor->byte_size; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(1099511628211);
    return sum;
}

static void tell_tensor(const struct emel_tensor *tensor, uint64_t file_offset)
{
    printf("%s %s", tensor->name, emel_dtype_name(tensor->dtype));
    for (uint32_t i = 0; i < tensor->rank; i++)
        printf(" %" PRIu64, tensor->shape[i]);
    printf(" at %" PRIu64 ": %" PRIu64 " bytes %016" PRIx64 "\n", file_offset, tensor->byte_size,
           sum_of(tensor));
}

static void tell_metadata(const struct emel_model_file *file)
{
    struct emel_metadata entry;

    for (uint32_t i = 0; emel_model_file_metadata(file, i, &entry); i++) {
        printf("%s %" PRIu32 " x %" PRIu64 " at %" PRIu64 ": ", entry.key, entry.element_type,
               entry.count, entry.file_offset);
        if (entry.type == EMEL_METADATA_FLOAT32 || entry.type == EMEL_METADATA_FLOAT64)
            printf("%g\n", entry.value.f);
        else if (entry.type != EMEL_METADATA_STRING && entry.type != EMEL_METADATA_ARRAY)
            printf("%" PRIu64 "\n", entry.value.u);
        else
            printf("%" PRIu64 " bytes\n", entry.byte_size);
    }
}

static bool tell(const char *path, uint32_t caching, struct emel_failure *why)
{
    const struct emel_io_read_options options = { .workers = 2, .caching = caching };
    const struct emel_storage_request request = { .policy = { .options = &options } };
    struct emel_model *model = emel_model_open(path, NULL, why);
    const bool loaded = model && emel_model_load(model, &request, why);

    if (loaded) {
        const struct emel_model_file *file = emel_model_get_file(model);
        uint32_t count;
        const struct emel_tensor_record *records = emel_model_file_tensors(file, &count);

        tell_metadata(file);
        for (uint32_t i = 0; i < count; i++)
            tell_tensor(emel_model_tensor(model, i), records[i].file_offset);
    }
    emel_model_close(model);
    return loaded;
}

int main(int argc, char **argv)
{
    static const uint32_t ways[] = { EMEL_IO_READ_AUTOMATIC, EMEL_IO_READ_BUFFERED,
                                     EMEL_IO_READ_DIRECT };
    struct emel_failure why;
    char line[1024];

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (!tell(argc > 1 ? argv[1] : "model.gguf", ways[i], &why)) {
            emel_failure_print(line, sizeof line, &why);
            fprintf(stderr, "%s\n", line);
            return 1;
        }
    return 0;
}
