/* Loads every tensor of a model and says where it is.
 *
 *     minimal_load MODEL */
#include <emel/emel.h>
#include <inttypes.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct emel_failure why;
    struct emel_model *model = emel_model_open(argc > 1 ? argv[1] : "model.gguf", NULL, &why);
    const bool loaded = model && emel_model_load(model, NULL, &why);

    if (loaded) {
        for (uint32_t i = 0; i < emel_model_tensor_count(model); i++) {
            const struct emel_tensor *tensor = emel_model_tensor(model, i);
            printf("%s: %" PRIu64 " bytes at %p\n", tensor->name, tensor->byte_size, tensor->data);
        }
    } else {
        char line[1024];
        emel_failure_print(line, sizeof line, &why);
        fprintf(stderr, "%s\n", line);
    }
    emel_model_close(model);
    return loaded ? 0 : 1;
}
