/* Loads a model on threads that the host owns: each step is a job of its pool, so the
 * load wanders from thread to thread, and what a step shares out are jobs as well.
 *
 *     host_pool MODEL */
#define _POSIX_C_SOURCE 200809L
#include <emel/emel.h>
#include <pthread.h>
#include <stdio.h>

#define THREADS 3u
#define JOBS 64u /* never more at once: a load has one, and its helpers */

struct job {
    void (*call)(void *argument);
    void *argument;
};

static struct pool {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a job came, somebody was done with one, or it is closing */
    struct job jobs[JOBS];  /* first in, first out */
    unsigned first, count;
    bool closing;
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static void add(void (*call)(void *argument), void *argument)
{
    pthread_mutex_lock(&pool.lock);
    pool.jobs[(pool.first + pool.count++) % JOBS] = (struct job){ call, argument };
    pthread_cond_broadcast(&pool.changed);
    pthread_mutex_unlock(&pool.lock);
}

static void *serve(void *unused)
{
    pthread_mutex_lock(&pool.lock);
    while (!pool.closing || pool.count > 0) {
        if (pool.count == 0) {
            pthread_cond_wait(&pool.changed, &pool.lock);
            continue;
        }
        const struct job job = pool.jobs[pool.first++ % JOBS];
        pool.count--;
        pthread_mutex_unlock(&pool.lock);
        job.call(job.argument);
        pthread_mutex_lock(&pool.lock);
    }
    pthread_mutex_unlock(&pool.lock);
    return unused;
}

/* --- as struct emel_io_system.run: shares are claimed by whoever comes to help ------------- */

struct sharing {
    void (*work)(void *argument, uint32_t index);
    void *argument;
    uint32_t count, claimed, helpers;
};

static void help(void *argument)
{
    struct sharing *sharing = argument;

    pthread_mutex_lock(&pool.lock);
    while (sharing->claimed < sharing->count) {
        const uint32_t index = sharing->claimed++;
        pthread_mutex_unlock(&pool.lock);
        sharing->work(sharing->argument, index);
        pthread_mutex_lock(&pool.lock);
    }
    sharing->helpers--;
    pthread_cond_broadcast(&pool.changed);
    pthread_mutex_unlock(&pool.lock);
}

/* Nothing is left to be claimed; and if every thread waited here for helpers that have not
 * begun, none would ever begin. */
static void call_off(struct sharing *sharing)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < pool.count; i++) {
        const struct job job = pool.jobs[(pool.first + i) % JOBS];
        if (job.argument != sharing)
            pool.jobs[(pool.first + kept++) % JOBS] = job;
    }
    sharing->helpers -= pool.count - kept;
    pool.count = kept;
}

static uint32_t share(void *context, uint32_t count, void (*work)(void *argument, uint32_t index),
                      void *argument)
{
    struct sharing sharing = { work, argument, count, 0, count < THREADS ? count : THREADS };

    (void)context;
    for (uint32_t i = 1; i < sharing.helpers; i++)
        add(help, &sharing);
    help(&sharing);
    pthread_mutex_lock(&pool.lock);
    call_off(&sharing);
    while (sharing.helpers > 0)
        pthread_cond_wait(&pool.changed, &pool.lock);
    pthread_mutex_unlock(&pool.lock);
    return count;
}

/* --- a load as jobs ------------------------------------------------------------------------- */

static struct emel_failure why;

/* The last step leaves nothing to do, and the pool closes. */
static void one_step(void *storage)
{
    if (emel_storage_step(storage, NULL, &why) == EMEL_IO_AGAIN) {
        add(one_step, storage);
        return;
    }
    pthread_mutex_lock(&pool.lock);
    pool.closing = true;
    pthread_cond_broadcast(&pool.changed);
    pthread_mutex_unlock(&pool.lock);
}

int main(int argc, char **argv)
{
    const struct emel_io_read_options reading = { .step_bytes = 8 << 20, .workers = THREADS };
    const struct emel_storage_request request = { .policy = { .options = &reading } };
    struct emel_io_system system = *emel_io_system_default();
    const struct emel_model_options options = { .system = &system };
    pthread_t threads[THREADS];
    struct emel_model *model;
    char line[1024];

    system.run = share;
    model = emel_model_open(argc > 1 ? argv[1] : "model.gguf", &options, &why);
    if (model &&
        emel_storage_begin(emel_model_get_storage(model), &request, &why) == EMEL_IO_AGAIN) {
        add(one_step, emel_model_get_storage(model));
        for (unsigned i = 0; i < THREADS; i++)
            pthread_create(&threads[i], NULL, serve, NULL);
        for (unsigned i = 0; i < THREADS; i++)
            pthread_join(threads[i], NULL);
    }
    emel_failure_print(line, sizeof line, &why);
    printf("%s\n", line);
    emel_model_close(model);
    return why.source == EMEL_FAILURE_NONE ? 0 : 1;
}
