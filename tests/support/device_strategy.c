#define _POSIX_C_SOURCE 200809L

#include "support/device_strategy.h"

#include <check.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "support/temp.h"

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

static size_t alignment_of(const struct emel_io_load *load)
{
    return load->policy.alignment ? load->policy.alignment : EMEL_IO_ALIGNMENT_DEFAULT;
}

static size_t room_of(const struct emel_io_load *load, const struct emel_io_span *span)
{
    const size_t alignment = alignment_of(load);

    return span->target ? 0 : ((size_t)span->byte_size + alignment) / alignment * alignment;
}

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

static enum emel_io_status allocate(struct device *device)
{
    const struct emel_io_load *load = device->load;

    for (uint32_t i = 0; i < load->span_count; i++)
        device->region_bytes += room_of(load, &load->spans[i]);
    if (device->region_bytes == 0)
        return go(device, ASKING);
    device->region =
        load->owner.allocate(load->owner.context, device->region_bytes, alignment_of(load));
    if (!device->region || (uintptr_t)device->region % alignment_of(load) != 0)
        return give_up(device, DEVICE_NO_MEMORY);
    return go(device, ASKING);
}

/* Where each tensor is to be: in order of the request. */
static void *place_of(const struct device *device, uint32_t index)
{
    const struct emel_io_span *spans = device->load->spans;
    unsigned char *place = device->region;

    if (spans[index].target)
        return spans[index].target;
    for (uint32_t i = 0; i < index; i++)
        place += room_of(device->load, &spans[i]);
    return place;
}

static enum emel_io_status ask_for_next(struct device *device)
{
    if (device->next == device->load->span_count)
        return go(device, PUBLISHING);
    ask(device, &device->load->spans[device->next], place_of(device, device->next));
    return go(device, WAITING);
}

static enum emel_io_status take_answer(struct device *device)
{
    struct emel_io_load *load = device->load;
    struct emel_io_progress_event progress = { .spans_total = load->span_count };

    if (!answered(device))
        return EMEL_IO_WAITING;
    if (device->state == DRAINING)
        return give_up(device, DEVICE_CANCELLED);
    progress.spans_done = ++device->next;
    if (device->breaks && device->next == load->span_count)
        return give_up(device, DEVICE_BROKEN);
    if (load->on_progress && !load->on_progress(load->context, load, &progress))
        return give_up(device, DEVICE_CANCELLED);
    return go(device, ASKING);
}

static enum emel_io_status publish_done(struct device *device)
{
    struct emel_io_load *load = device->load;
    struct emel_io_done_event done = { .memory = device->region,
                                       .memory_bytes = device->region_bytes };

    for (uint32_t i = 0; i < load->span_count; i++) {
        load->data[i] = place_of(device, i);
        done.bytes += load->spans[i].byte_size;
    }
    device->state = READY;
    load->on_done(load->context, load, &done);
    return EMEL_IO_ENDED;
}

static enum emel_io_status publish_error(struct device *device)
{
    struct emel_io_load *load = device->load;
    const struct emel_io_error_event error = {
        .error = EMEL_IO_STRATEGY_FAILED,
        .strategy = DEVICE_KIND,
        .strategy_error = device->error,
        .span_index = EMEL_IO_NO_INDEX,
        .file_index = EMEL_IO_NO_INDEX,
        .file_offset = EMEL_IO_NO_OFFSET,
    };

    if (device->region)
        load->owner.release(load->owner.context, device->region, device->region_bytes);
    device->state = READY;
    load->on_error(load->context, load, &error);
    return EMEL_IO_ENDED;
}

static enum emel_io_status begin(void *self, struct emel_io_load *load)
{
    struct device *device = self;

    if (device->state != READY)
        return EMEL_IO_REFUSED;
    device->load = load;
    device->region = NULL;
    device->region_bytes = 0;
    device->next = 0;
    device->error = DEVICE_NONE;
    return go(device, ALLOCATING);
}

static enum emel_io_status step(void *self)
{
    struct device *device = self;

    device->steps++;
    switch (device->state) {
    case ALLOCATING: return allocate(device);
    case ASKING: return ask_for_next(device);
    case WAITING:
    case DRAINING: return take_answer(device);
    case PUBLISHING: return device->error ? publish_error(device) : publish_done(device);
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

/* --- as a strategy ------------------------------------------------------------------------- */

static size_t work_bytes(const void *self, const struct emel_io_load *load)
{
    (void)self, (void)load;
    return 0;
}

static const char *state_name(const void *self)
{
    static const char *const names[] = { "ready",   "allocating", "asking",
                                         "waiting", "draining",   "publishing" };
    const struct device *device = self;

    return names[device->state];
}

static const char *error_name(uint32_t error)
{
#define NAME(name, number, sentence) #name,
    static const char *const names[] = { DEVICE_ERRORS(NAME) };

    return error < sizeof names / sizeof *names ? names[error] : "unknown";
}

static const char *error_text(uint32_t error)
{
#define TEXT(name, number, sentence) sentence,
    static const char *const texts[] = { DEVICE_ERRORS(TEXT) };

    return error < sizeof texts / sizeof *texts ? texts[error] : "unknown error";
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
        .name = "device",
        .self = device,
        .work_bytes = work_bytes,
        .begin = begin,
        .step = step,
        .cancel = cancel,
        .state_name = state_name,
        .error_name = error_name,
        .error_text = error_text,
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
