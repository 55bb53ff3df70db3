#define _POSIX_C_SOURCE 200809L

#include "support/device_strategy.h"

#include <check.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "emel/errors.h"
#include "support/temp.h"

EMEL__DEFINE_ERRORS(device, DEVICE_ERRORS)

enum { READY, ALLOCATING, ASKING, WAITING, DRAINING, PUBLISHING };

/* --- the device --------------------------------------------------------------------------- */

static void fill(const struct device *device)
{
    const struct timespec delay = { .tv_nsec = (long)device->delay_usec * 1000 };

    nanosleep(&delay, NULL);
    temp_fill(device->memory, device->seed + device->span->file_index, device->span->file_offset,
              (size_t)device->span->byte_size);
}

static void *serve(void *context)
{
    struct device *device = context;

    pthread_mutex_lock(&device->lock);
    while (!device->leaving) {
        if (!device->busy) {
            pthread_cond_wait(&device->asked, &device->lock);
            continue;
        }
        pthread_mutex_unlock(&device->lock);
        fill(device);
        pthread_mutex_lock(&device->lock);
        device->busy = false;
        ck_assert_int_eq(write(device->wake[1], "", 1), 1);
    }
    pthread_mutex_unlock(&device->lock);
    return NULL;
}

static void ask(struct device *device, const struct emel_io_span *span, void *memory)
{
    pthread_mutex_lock(&device->lock);
    device->span = span;
    device->memory = memory;
    device->busy = true;
    pthread_cond_signal(&device->asked);
    pthread_mutex_unlock(&device->lock);
}

static bool answered(struct device *device)
{
    char byte;

    return read(device->wake[0], &byte, 1) == 1;
}

static int poll_fd(const void *self)
{
    const struct device *device = self;

    return device->wake[0];
}

/* --- the strategy ---------------------------------------------------------------------------- */

static enum emel_io_status go(struct device *device, int state)
{
    device->state = state;
    return state == WAITING || state == DRAINING ? EMEL_IO_WAITING : EMEL_IO_AGAIN;
}

static enum emel_io_status give_up(struct device *device, enum device_error error)
{
    device->error = error;
    return go(device, PUBLISHING);
}

static enum emel_io_status ask_for_next(struct device *device)
{
    const struct emel_io_load *load = device->plan.load;

    if (device->next == load->span_count)
        return go(device, PUBLISHING);
    ask(device, &load->spans[device->next], simple_plan_place(&device->plan, device->next));
    return go(device, WAITING);
}

static enum emel_io_status take_answer(struct device *device)
{
    if (!answered(device))
        return EMEL_IO_WAITING;
    if (device->state == DRAINING)
        return give_up(device, DEVICE_CANCELLED);
    if (device->breaks && device->next + 1 == device->plan.load->span_count)
        return give_up(device, DEVICE_BROKEN);
    if (!simple_plan_land(&device->plan, device->next++))
        return give_up(device, DEVICE_CANCELLED);
    return go(device, ASKING);
}

static enum emel_io_status publish(struct device *device)
{
    device->state = READY;
    simple_plan_publish(&device->plan, device->error);
    return EMEL_IO_ENDED;
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct device *device = self;

    if (device->state != READY)
        return EMEL_IO_REFUSED;
    device->next = 0;
    device->error = DEVICE_NONE;
    return go(device,
              simple_plan_begin(&device->plan, load, &device->failure) ? ALLOCATING : PUBLISHING);
}

static enum emel_io_status step(void *self)
{
    struct device *device = self;

    device->steps++;
    switch (device->state) {
    case ALLOCATING:
        return simple_plan_allocate(&device->plan) ? go(device, ASKING)
                                                   : give_up(device, DEVICE_NO_MEMORY);
    case ASKING: return ask_for_next(device);
    case WAITING:
    case DRAINING: return take_answer(device);
    case PUBLISHING: return publish(device);
    default: return EMEL_IO_REFUSED;
    }
}

static enum emel_io_status cancel(void *self)
{
    struct device *device = self;

    switch (device->state) {
    case ALLOCATING:
    case ASKING: return give_up(device, DEVICE_CANCELLED);
    case WAITING: return go(device, DRAINING);
    default: return EMEL_IO_REFUSED;
    }
}

static const char *state_name(const void *self)
{
    static const char *const names[] = { "ready",   "allocating", "asking",
                                         "waiting", "draining",   "publishing" };
    const struct device *device = self;

    return names[device->state];
}

struct emel_io_strategy device_start(struct device *device)
{
    ck_assert_int_eq(pipe(device->wake), 0);
    ck_assert_int_eq(fcntl(device->wake[0], F_SETFL, O_NONBLOCK), 0);
    pthread_mutex_init(&device->lock, NULL);
    pthread_cond_init(&device->asked, NULL);
    ck_assert_int_eq(pthread_create(&device->thread, NULL, serve, device), 0);
    return (struct emel_io_strategy){
        .kind = DEVICE_KIND,
        .features = EMEL_IO_FEATURE_LANDED | EMEL_IO_FEATURE_TARGETS,
        .name = "device",
        .self = device,
        .work_bytes = simple_plan_work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = device_error_name,
        .error_text = device_error_text,
        .poll_fd = poll_fd,
    };
}

void device_end(struct device *device)
{
    pthread_mutex_lock(&device->lock);
    device->leaving = true;
    pthread_cond_signal(&device->asked);
    pthread_mutex_unlock(&device->lock);
    pthread_join(device->thread, NULL);
    pthread_cond_destroy(&device->asked);
    pthread_mutex_destroy(&device->lock);
    close(device->wake[0]);
    close(device->wake[1]);
}
