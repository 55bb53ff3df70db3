/* Every strategy there is, under the one suite for strategies. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emel/io/read.h"
#include "support/fill_strategy.h"
#include "io/strategy_conformance.h"
#include "io/suites.h"
#include "support/guarded.h"
#include "support/system.h"
#include "support/temp.h"
#include "support/virtual.h"

/* --- what all of them load ----------------------------------------------------- */

#define FILE_BYTES 20000
#define TARGET_BYTES 3000

struct request {
    struct emel_io_file files[2];
    struct emel_io_span spans[5];
    void *target;
};

static void request_enter(struct request *request)
{
    void *target = guarded_new(TARGET_BYTES, 1, 0);

    *request = (struct request){
        .files = { { .path = "a" }, { .path = "b" } },
        .spans = {
            { .id = 1, .file_index = 1, .file_offset = 5, .byte_size = 4000 },
            { .id = 2, .file_index = 0, .file_offset = 64, .byte_size = 5000 },
            { .id = 3, .file_index = 0, .file_offset = 9, .byte_size = TARGET_BYTES,
              .target = target, .target_bytes = TARGET_BYTES },
            { .id = 4, .file_index = 1, .file_offset = 100 },
            { .id = 5, .file_index = 0, .file_offset = FILE_BYTES - 1, .byte_size = 1 },
        },
        .target = target,
    };
}

static void request_fill_in(const struct request *request, struct emel_io_load *load)
{
    load->files = request->files;
    load->file_count = 2;
    load->spans = request->spans;
    load->span_count = 5;
}

/* --- read/copy ----------------------------------------------------------------- */

struct read_world {
    struct request request;
    struct virtual_disk disk;
    struct test_system system;
    struct emel_io_read read;
    struct emel_io_read_options options;
};

static void *make_read(struct emel_io_strategy *strategy)
{
    struct read_world *world = calloc(1, sizeof *world);
    struct emel_io_system table;

    ck_assert_ptr_nonnull(world);
    request_enter(&world->request);
    world->disk.files[0] = (struct virtual_file){ .path = "a", .seed = 1, .bytes = FILE_BYTES };
    world->disk.files[1] = (struct virtual_file){ .path = "b", .seed = 2, .bytes = FILE_BYTES };
    world->system.under = virtual_system(&world->disk);
    world->options.step_bytes = 1500;
    table = system_table(&world->system);
    *strategy = emel_io_read_init(&world->read, &table);
    return world;
}

static void unmake_read(void *context)
{
    struct read_world *world = context;

    guarded_free(world->request.target);
    free(world);
}

static void request_read(void *context, struct emel_io_load *load)
{
    struct read_world *world = context;

    system_forget(&world->system);
    request_fill_in(&world->request, load);
    load->policy.options = &world->options;
}

/* Columns of a matrix of 100 rows in place of a range. */
static void request_read_parts(void *context, struct emel_io_load *load)
{
    static const struct emel_io_part part = { .file_index = 1,
                                              .file_offset = 5,
                                              .file_stride = 100,
                                              .run_bytes = 40,
                                              .count = 100,
                                              .memory_stride = 40 };
    struct read_world *world = context;

    request_read(context, load);
    world->request.spans[0].parts = &part;
    world->request.spans[0].part_count = load->part_count = 1;
}

static bool right_part(const struct emel_io_part *part, const unsigned char *data)
{
    for (uint64_t run = 0; run < part->count; run++)
        if (temp_matching(data + run * part->memory_stride, 1 + part->file_index,
                          part->file_offset + run * part->file_stride,
                          (size_t)part->run_bytes) != part->run_bytes)
            return false;
    return true;
}

static bool right_read(void *context, const struct emel_io_load *load)
{
    (void)context;
    for (uint32_t i = 0; i < load->span_count; i++) {
        const struct emel_io_span *span = &load->spans[i];
        const size_t bytes = (size_t)span->byte_size;

        if (span->part_count) {
            if (!right_part(span->parts, load->data[i]))
                return false;
            continue;
        }
        if (temp_matching(load->data[i], 1 + span->file_index, span->file_offset, bytes) != bytes)
            return false;
        if (!guarded_alive(span->target))
            return false;
    }
    return true;
}

/* The last byte of all is in a bad sector. */
static void spoil_read(void *context, bool spoilt)
{
    struct read_world *world = context;

    world->system.bad = (struct system_bad_sector){
        .path = "b", .from = 4004, .until = 4005, .error = spoilt ? EIO : 0
    };
}

static const char *held_by_read(const void *context)
{
    const struct read_world *world = context;

    return system_check(&world->system);
}

static const struct conformance_subject read_subject = {
    .name = "read/copy",
    .make = make_read,
    .unmake = unmake_read,
    .request = request_read,
    .request_parts = request_read_parts,
    .right = right_read,
    .spoil = spoil_read,
    .held = held_by_read,
};

/* --- the smallest strategy ----------------------------------------------------- */

struct fill_world {
    struct request request;
    struct fill fill;
};

static struct fill_world *make_fill_world(struct emel_io_strategy *strategy)
{
    struct fill_world *world = calloc(1, sizeof *world);

    ck_assert_ptr_nonnull(world);
    request_enter(&world->request);
    world->fill.byte = 0x5a;
    *strategy = fill_strategy(&world->fill);
    return world;
}

static void *make_fill(struct emel_io_strategy *strategy)
{
    return make_fill_world(strategy);
}

static void *make_waiting_fill(struct emel_io_strategy *strategy)
{
    struct fill_world *world = make_fill_world(strategy);

    world->fill.waits = true;
    return world;
}

static void unmake_fill(void *context)
{
    struct fill_world *world = context;

    guarded_free(world->request.target);
    free(world);
}

static void request_fill(void *context, struct emel_io_load *load)
{
    const struct fill_world *world = context;

    request_fill_in(&world->request, load);
}

static bool right_fill(void *context, const struct emel_io_load *load)
{
    const struct fill_world *world = context;

    for (uint32_t i = 0; i < load->span_count; i++)
        for (uint64_t at = 0; at < load->spans[i].byte_size; at++)
            if (((const unsigned char *)load->data[i])[at] != world->fill.byte)
                return false;
    return guarded_alive(world->request.target);
}

static void spoil_fill(void *context, bool spoilt)
{
    struct fill_world *world = context;

    world->fill.broken = spoilt;
}

static const char *held_by_fill(const void *context)
{
    (void)context;
    return NULL;
}

static void wake_fill(void *context)
{
    struct fill_world *world = context;

    world->fill.woken = true;
}

static const struct conformance_subject fill_subject = {
    .name = "fill",
    .make = make_fill,
    .unmake = unmake_fill,
    .request = request_fill,
    .right = right_fill,
    .spoil = spoil_fill,
    .held = held_by_fill,
};

static const struct conformance_subject waiting_fill_subject = {
    .name = "fill that waits",
    .make = make_waiting_fill,
    .unmake = unmake_fill,
    .request = request_fill,
    .right = right_fill,
    .spoil = spoil_fill,
    .held = held_by_fill,
    .wake = wake_fill,
};

Suite *strategy_conformance_suite(void)
{
    static const struct conformance_subject *const subjects[] = {
        &read_subject,
        &fill_subject,
        &waiting_fill_subject,
    };
    Suite *suite = suite_create("strategy conformance");

    suite_add_tcase(suite, strategy_conformance_tcase(subjects, 3));
    return suite;
}
