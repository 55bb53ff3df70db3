/* Runs a model that is bigger than its memory: the next layers are read while the current one is
 * used, and the oldest one is evicted when there is no room.
 *
 *     layer_window MODEL [BUDGET_MIB [PASSES]]      without a budget, everything stays resident
 *
 * A loader thread makes all calls on the storage; the main thread only reads tensors of layers that
 * the loader has handed over and not taken back.  The budget is the storage's own limit on the
 * bytes it holds.  Tensors of no layer are loaded first and stay. */
#define _POSIX_C_SOURCE 200809L
#include <emel/emel.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* How GGUF and safetensors name the tensors of layer %u. */
static const char *const layer_patterns[] = { "blk.%u.*", "model.layers.%u.*" };

struct group {
    uint32_t *tensors; /* indices into the model's */
    uint32_t count;
};

struct window {
    struct emel_model *model;
    struct group rest, *layers;
    uint32_t layer_count;
    uint64_t turns; /* layers to use, over all passes */

    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t evicted, used, ready; /* of those turns; evicted <= used <= ready */
    bool failed;
    struct emel_failure why;

    uint64_t peak_held, read_ahead; /* bytes; loads that ended while another layer was used */
};

/* --- which tensors ------------------------------------------------------------------------ */

/* Those that match one pattern.  False: none does, or there is no memory. */
static bool select_group(const struct emel_model_file *file, const char *pattern,
                         struct group *group)
{
    uint32_t count = 0;

    (void)emel_select_tensors(file, &pattern, 1, NULL, &count, NULL);
    if (count == 0)
        return false;
    group->tensors = malloc(count * sizeof *group->tensors);
    group->count = count;
    return group->tensors &&
           emel_select_tensors(file, &pattern, 1, group->tensors, &group->count, NULL);
}

static bool select_layer(const struct emel_model_file *file, uint32_t layer, struct group *group)
{
    char pattern[64];

    for (size_t i = 0; i < sizeof layer_patterns / sizeof *layer_patterns; i++) {
        snprintf(pattern, sizeof pattern, layer_patterns[i], layer);
        if (select_group(file, pattern, group))
            return true;
    }
    return false;
}

static bool select_layers(struct window *window)
{
    const struct emel_model_file *file = emel_model_get_file(window->model);
    const uint32_t all = emel_model_tensor_count(window->model);
    bool *in_layer = calloc(all, sizeof *in_layer);

    window->layers = calloc(all, sizeof *window->layers);
    window->rest.tensors = malloc(all * sizeof *window->rest.tensors);
    if (!in_layer || !window->layers || !window->rest.tensors) {
        free(in_layer);
        return false;
    }
    while (window->layer_count < all &&
           select_layer(file, window->layer_count, &window->layers[window->layer_count])) {
        const struct group *layer = &window->layers[window->layer_count++];

        for (uint32_t i = 0; i < layer->count; i++)
            in_layer[layer->tensors[i]] = true;
    }
    for (uint32_t i = 0; i < all; i++)
        if (!in_layer[i])
            window->rest.tensors[window->rest.count++] = i;
    free(in_layer);
    return window->layer_count > 0;
}

static void free_groups(struct window *window)
{
    for (uint32_t i = 0; window->layers && i < window->layer_count; i++)
        free(window->layers[i].tensors);
    free(window->layers);
    free(window->rest.tensors);
}

/* --- the loader ------------------------------------------------------------------------------ */

static const struct group *layer_of(const struct window *window, uint64_t turn)
{
    return &window->layers[turn % window->layer_count];
}

static bool load_group(struct window *window, const struct group *group)
{
    const struct emel_storage_request request = { .tensors = group->tensors,
                                                  .count = group->count };

    return group->count == 0 || emel_model_load(window->model, &request, &window->why);
}

static bool is_resident(const struct window *window, const struct group *group)
{
    return emel_model_tensor(window->model, group->tensors[0])->data != NULL;
}

/* Waits until the oldest layer was used, and evicts it.  False: there is none. */
static bool evict_oldest(struct window *window)
{
    struct emel_storage *storage = emel_model_get_storage(window->model);
    const struct group *oldest = layer_of(window, window->evicted);

    if (window->evicted == window->ready)
        return false;
    pthread_mutex_lock(&window->lock);
    while (window->used == window->evicted)
        pthread_cond_wait(&window->changed, &window->lock);
    window->evicted++;
    pthread_mutex_unlock(&window->lock);
    for (uint32_t i = 0; i < oldest->count; i++)
        if (!emel_storage_evict(storage, oldest->tensors[i], &window->why))
            return false;
    return true;
}

static bool load_layer(struct window *window, const struct group *layer)
{
    struct emel_storage *storage = emel_model_get_storage(window->model);
    uint64_t held;

    while (!is_resident(window, layer) && !load_group(window, layer))
        if (window->why.source != EMEL_FAILURE_TENSOR ||
            window->why.code != EMEL_TENSOR_LIMIT_EXCEEDED || !evict_oldest(window))
            return false;
    held = emel_storage_get_statistics(storage).held_bytes;
    if (held > window->peak_held)
        window->peak_held = held;
    return true;
}

/* What the main thread waits for. */
static void hand_over(struct window *window, bool well)
{
    pthread_mutex_lock(&window->lock);
    if (well) {
        window->read_ahead += window->used < window->ready;
        window->ready++;
    } else {
        window->failed = true;
    }
    pthread_cond_broadcast(&window->changed);
    pthread_mutex_unlock(&window->lock);
}

static void *run_loader(void *argument)
{
    struct window *window = argument;
    bool well = load_group(window, &window->rest);

    for (uint64_t turn = 0; well && turn < window->turns; turn++) {
        well = load_layer(window, layer_of(window, turn));
        hand_over(window, well);
    }
    if (!well)
        hand_over(window, false);
    return NULL;
}

/* --- the engine ------------------------------------------------------------------------------ */

/* Stands for the work that an engine does with a layer: FNV-1a of its bytes. */
static uint64_t use(const struct window *window, const struct group *layer, uint64_t hash)
{
    for (uint32_t i = 0; i < layer->count; i++) {
        const struct emel_tensor *tensor = emel_model_tensor(window->model, layer->tensors[i]);
        const unsigned char *data = tensor->data;

        for (uint64_t byte = 0; byte < tensor->byte_size; byte++)
            hash = (hash ^ data[byte]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static bool run_passes(struct window *window, uint64_t *hash)
{
    for (uint64_t turn = 0; turn < window->turns; turn++) {
        bool failed;

        pthread_mutex_lock(&window->lock);
        while (window->ready <= turn && !window->failed)
            pthread_cond_wait(&window->changed, &window->lock);
        failed = window->ready <= turn;
        pthread_mutex_unlock(&window->lock);
        if (failed)
            return false;
        *hash = use(window, layer_of(window, turn), *hash);
        pthread_mutex_lock(&window->lock);
        window->used++;
        pthread_cond_broadcast(&window->changed);
        pthread_mutex_unlock(&window->lock);
    }
    return true;
}

static bool run(struct window *window, uint64_t budget)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    struct rusage usage = { .ru_maxrss = 0 };
    pthread_t loader;
    bool well;

    if (pthread_create(&loader, NULL, run_loader, window) != 0)
        return false;
    well = run_passes(window, &hash);
    pthread_join(loader, NULL);
    (void)getrusage(RUSAGE_SELF, &usage);
    if (well)
        printf("%u layers, %" PRIu64 " uses, %" PRIu64 " read ahead, %" PRIu64
               " bytes held at most, %ld KiB resident at most, hash %016" PRIx64 "\n",
               window->layer_count, window->turns, window->read_ahead, window->peak_held,
               usage.ru_maxrss, hash);
    return well && (budget == 0 || window->peak_held <= budget);
}

int main(int argc, char **argv)
{
    const uint64_t budget = argc > 2 ? strtoull(argv[2], NULL, 10) << 20 : 0;
    const uint64_t passes = argc > 3 ? strtoull(argv[3], NULL, 10) : 2;
    const struct emel_model_options options = { .held_bytes_max = budget };
    struct window window = { .lock = PTHREAD_MUTEX_INITIALIZER,
                             .changed = PTHREAD_COND_INITIALIZER };
    bool well = false;

    window.model = emel_model_open(argc > 1 ? argv[1] : "model.gguf", &options, &window.why);
    if (window.model && select_layers(&window)) {
        window.turns = passes * window.layer_count;
        well = run(&window, budget);
    } else if (window.model) {
        fputs("layer_window: the model has no layers that it knows\n", stderr);
    }
    if (window.why.source != EMEL_FAILURE_NONE && !well) {
        char line[1024];

        emel_failure_print(line, sizeof line, &window.why);
        fprintf(stderr, "%s\n", line);
    }
    free_groups(&window);
    emel_model_close(window.model);
    return well ? 0 : 1;
}
