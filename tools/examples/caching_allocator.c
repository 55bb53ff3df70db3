/* Keeps the memory of an evicted model for the next load: it is mapped and touched
 * already, and that is most of what loading a cached file costs.
 *
 *     caching_allocator MODEL */
#include <emel/emel.h>
#include <inttypes.h>
#include <stdio.h>

/* One block of memory that nobody uses, over the default allocator. */
struct cache {
    void *kept;
    size_t kept_bytes; /* what it was asked for */
    unsigned reused;
};

static void *cache_allocate(void *context, size_t bytes, size_t alignment)
{
    const struct emel_allocator *under = emel_allocator_tensors();
    struct cache *cache = context;
    void *memory = cache->kept;

    if (!memory || bytes != cache->kept_bytes || (uintptr_t)memory % alignment != 0)
        return under->allocate(under->context, bytes, alignment);
    cache->kept = NULL;
    cache->reused++;
    return memory;
}

static void cache_drop(struct cache *cache)
{
    const struct emel_allocator *under = emel_allocator_tensors();

    if (cache->kept)
        under->release(under->context, cache->kept, cache->kept_bytes);
    cache->kept = NULL;
}

static void cache_release(void *context, void *memory, size_t bytes)
{
    struct cache *cache = context;

    cache_drop(cache);
    cache->kept = memory;
    cache->kept_bytes = bytes;
}

/* Without `discard`, no page of an evicted tensor goes back to the system early. */
static struct emel_allocator cache_allocator(struct cache *cache)
{
    return (struct emel_allocator){
        .context = cache,
        .allocate = cache_allocate,
        .release = cache_release,
    };
}

static bool load_and_evict(struct emel_model *model, struct emel_failure *why)
{
    if (!emel_model_load(model, NULL, why))
        return false;
    for (uint32_t i = 0; i < emel_model_tensor_count(model); i++)
        if (!emel_storage_evict(emel_model_get_storage(model), i, why))
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct cache cache = { .kept = NULL };
    const struct emel_allocator tensors = cache_allocator(&cache);
    const struct emel_model_options options = { .tensors = &tensors };
    struct emel_failure why;
    struct emel_model *model = emel_model_open(argc > 1 ? argv[1] : "model.gguf", &options, &why);
    bool well = model != NULL;

    for (int round = 0; round < 3 && well; round++)
        well = load_and_evict(model, &why);
    if (well) {
        printf("%zu bytes, used %u times over\n", cache.kept_bytes, cache.reused);
        well = cache.reused == 2;
    } else {
        char line[1024];
        emel_failure_print(line, sizeof line, &why);
        fprintf(stderr, "%s\n", line);
    }
    emel_model_close(model);
    cache_drop(&cache);
    return well ? 0 : 1;
}
