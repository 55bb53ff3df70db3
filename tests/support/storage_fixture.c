#include "support/storage_fixture.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "support/temp.h"

#define STEP_BYTES 1024

static const uint64_t a_shape[1] = { 7 };

static void enter_files(struct keeping *k)
{
    static const char *const paths[KEEPING_FILES] = { "file-0", "file-1", "file-2" };

    for (uint32_t i = 0; i < KEEPING_FILES; i++) {
        k->disk.files[i] = (struct virtual_file){
            .path = paths[i],
            .seed = KEEPING_SEED(i),
            .bytes = KEEPING_FILE_BYTES,
        };
        k->files[i] = (struct emel_io_file){ .path = paths[i] };
    }
    k->system.under = virtual_system(&k->disk);
}

void keeping_renew(struct keeping *k, unsigned lane)
{
    const struct emel_io_system table = system_table(&k->system);
    const struct emel_io_strategy strategy = emel_io_read_init(&k->lanes[lane].read, &table);

    emel_io_init(&k->lanes[lane].io);
    ck_assert(emel_io_register(&k->lanes[lane].io, &strategy));
}

static void bind_usual(struct keeping *k)
{
    static const struct {
        uint32_t file;
        uint64_t offset, bytes;
    } usual[KEEPING_TENSORS] = {
        { 0, 100, 3000 }, { 1, 0, 5000 }, { 0, 64, 0 },
        { 0, 4000, 300 }, { 2, 9, 4096 }, { 1, 6000, 1 },
    };

    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        ck_assert(keeping_bind(k, i, usual[i].file, usual[i].offset, usual[i].bytes));
}

void keeping_enter(struct keeping *k, uint32_t count)
{
    const struct emel_allocator tensors = ledger_allocator(&k->tensors);
    const struct emel_allocator records = ledger_allocator(&k->records);
    struct emel_io_system table;

    enter_files(k);
    table = system_table(&k->system);
    for (unsigned lane = 0; lane < KEEPING_LANES; lane++)
        keeping_renew(k, lane);
    if (k->options.step_bytes == 0)
        k->options = (struct emel_io_read_options){ .step_bytes = STEP_BYTES, .workers = 1 };
    ck_assert(emel_storage_init(&k->storage, count ? count : KEEPING_TENSORS,
                                &(struct emel_storage_options){
                                    .files = k->files,
                                    .file_count = KEEPING_FILES,
                                    .system = &table,
                                    .tensors = &tensors,
                                    .records = &records,
                                    .held_bytes_max = k->limit,
                                },
                                &k->why));
    if (count == 0)
        bind_usual(k);
}

static void expect_nothing(const char *mistake)
{
    ck_assert_msg(!mistake, "%s", mistake);
}

void keeping_leave(struct keeping *k)
{
    expect_nothing(keeping_mistake(k));
    ck_assert(emel_storage_deinit(&k->storage));
    expect_nothing(system_check(&k->system));
    expect_nothing(ledger_check(&k->tensors));
    expect_nothing(ledger_check(&k->records));
    ck_assert_uint_eq(k->tensors.held, 0);
    ck_assert_uint_eq(k->records.held, 0);
}

bool keeping_bind(struct keeping *k, uint32_t index, uint32_t file, uint64_t offset, uint64_t bytes)
{
    char *name = k->names[index % KEEPING_TENSORS_MAX];

    snprintf(name, sizeof k->names[0], "tensor-%u", index);
    return emel_storage_bind(&k->storage, index,
                             &(struct emel_tensor_record){
                                 .name = name,
                                 .shape = a_shape,
                                 .rank = 1,
                                 .dtype = 77,
                                 .file_index = (uint16_t)file,
                                 .file_offset = offset,
                                 .byte_size = bytes,
                             },
                             &k->why);
}

struct emel_storage_request keeping_request(struct keeping *k, const uint32_t *tensors,
                                            uint32_t count)
{
    return (struct emel_storage_request){
        .tensors = tensors,
        .count = count,
        .policy = { .options = &k->options },
    };
}

void keeping_use(struct emel_storage_request *request, struct emel_io *io,
                 const struct emel_io_strategy *strategy)
{
    emel_io_init(io);
    ck_assert(emel_io_register(io, strategy));
    request->io = io;
    request->policy = (struct emel_io_policy){ .strategy = strategy->kind };
}

bool keeping_load(struct keeping *k, const uint32_t *tensors, uint32_t count)
{
    const struct emel_storage_request request = keeping_request(k, tensors, count);

    return emel_storage_load(&k->storage, &request, &k->why);
}

void keeping_finish(struct keeping *k, struct emel_io *io)
{
    enum emel_io_status answer;

    do {
        answer = emel_storage_step(&k->storage, io, &k->why);
        ck_assert_int_ne(answer, EMEL_IO_REFUSED);
    } while (answer != EMEL_IO_ENDED);
}

/* --- what must hold ------------------------------------------------------------------- */

bool keeping_matches(const struct emel_storage *storage, uint32_t index, const void *memory)
{
    struct emel_tensor_record record;

    return emel_storage_record(storage, index, &record) &&
           temp_matching(memory, KEEPING_SEED(record.file_index), record.file_offset,
                         (size_t)record.byte_size) == record.byte_size;
}

const char *keeping_books(const struct keeping *k)
{
    const struct emel_storage_statistics state = emel_storage_get_statistics(&k->storage);
    uint64_t resident_bytes = 0;

    for (uint32_t i = 0; i < state.tensors; i++) {
        const struct emel_tensor *tensor = emel_storage_tensor(&k->storage, i);

        if ((strcmp(emel_tensor_residency(tensor), "resident") == 0) != (tensor->data != NULL))
            return "data is given exactly while a tensor is resident";
        resident_bytes += tensor->data ? tensor->byte_size : 0;
    }
    if (state.resident_bytes != resident_bytes)
        return "the storage miscounts the bytes of resident tensors";
    if (state.held_bytes + k->detached != ledger_held(&k->tensors, &k->storage))
        return "the storage miscounts the bytes it holds";
    if (k->limit && state.held_bytes > k->limit)
        return "the storage holds more than its limit";
    if (k->system.mistake)
        return k->system.mistake;
    return k->records.mistake ? k->records.mistake : ledger_check(&k->tensors);
}

const char *keeping_mistake(const struct keeping *k)
{
    for (uint32_t i = 0; i < emel_storage_get_statistics(&k->storage).tensors; i++) {
        const struct emel_tensor *tensor = emel_storage_tensor(&k->storage, i);

        if (tensor->data && !keeping_matches(&k->storage, i, tensor->data))
            return "a resident tensor's bytes are not those of its file";
    }
    return keeping_books(k);
}

void keeping_expect(const struct keeping *k, uint32_t index, const char *state)
{
    expect_nothing(keeping_mistake(k));
    ck_assert_str_eq(emel_tensor_residency(emel_storage_tensor(&k->storage, index)), state);
}

void keeping_expect_why(const struct keeping *k, enum emel_failure_source source, uint32_t code,
                        const char *subject)
{
    ck_assert_msg(k->why.source == (uint32_t)source && k->why.code == code, "it is %u: %s",
                  k->why.source, k->why.name);
    ck_assert_str_eq(k->why.subject, subject);
}

/* --- what may not change --------------------------------------------------------------- */

struct keeping_moment keeping_look(const struct keeping *k)
{
    struct keeping_moment moment = {
        .state = emel_storage_get_statistics(&k->storage),
        .tensor_bytes = ledger_held(&k->tensors, &k->storage),
        .record_bytes = k->records.held,
    };

    ck_assert_uint_le(moment.state.tensors, KEEPING_TENSORS_MAX);
    for (uint32_t i = 0; i < moment.state.tensors; i++) {
        moment.tensors[i] = *emel_storage_tensor(&k->storage, i);
        if (!emel_storage_record(&k->storage, i, &moment.records[i]))
            moment.records[i] = (struct emel_tensor_record){ .name = NULL };
    }
    return moment;
}

static bool same_tensor(const struct emel_tensor *a, const struct emel_tensor *b)
{
    return a->name == b->name && a->shape == b->shape && a->rank == b->rank &&
           a->dtype == b->dtype && a->byte_size == b->byte_size && a->data == b->data &&
           strcmp(emel_tensor_residency(a), emel_tensor_residency(b)) == 0;
}

static bool same_source(const struct emel_tensor_record *a, const struct emel_tensor_record *b)
{
    return a->file_index == b->file_index && a->file_offset == b->file_offset &&
           a->parts == b->parts && a->part_count == b->part_count;
}

const char *keeping_change(const struct keeping *k, const struct keeping_moment *before)
{
    const struct keeping_moment now = keeping_look(k);
    const struct emel_storage_statistics *a = &now.state, *b = &before->state;

    for (uint32_t i = 0; i < a->tensors; i++)
        if (!same_tensor(&now.tensors[i], &before->tensors[i]) ||
            !same_source(&now.records[i], &before->records[i]))
            return "a tensor changed";
    if (a->tensors != b->tensors || a->bound != b->bound || a->loading != b->loading ||
        a->resident != b->resident || a->loads_in_flight != b->loads_in_flight ||
        a->regions != b->regions || a->resident_bytes != b->resident_bytes ||
        a->held_bytes != b->held_bytes)
        return "what the storage tells of itself changed";
    if (now.tensor_bytes != before->tensor_bytes || now.record_bytes != before->record_bytes)
        return "what is held of the allocators changed";
    return keeping_mistake(k);
}

void keeping_expect_unchanged(const struct keeping *k, const struct keeping_moment *before)
{
    expect_nothing(keeping_change(k, before));
}
