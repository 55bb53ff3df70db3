/* Storages on several threads, and one storage that changes threads. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "cooperative/suites.h"
#include "emel/model/tensor.h"
#include "support/temp.h"

#define FILES 2
#define FILE_BYTES (UINT64_C(3) << 20)
#define TENSORS 24u
#define THREADS 4
#define ROUNDS 12

/* What all storages share, and nobody changes: files, one of them lent, and records. */
struct shared {
    struct emel_io_file files[FILES];
    struct temp_file made[FILES];
    struct emel_tensor_record records[TENSORS];
};

static void share(struct shared *shared)
{
    for (uint32_t i = 0; i < FILES; i++) {
        shared->made[i] = temp_file(70 + i, FILE_BYTES);
        shared->files[i] = (struct emel_io_file){ .path = shared->made[i].path };
    }
    shared->files[1].fd = open(shared->made[1].path, O_RDONLY | O_CLOEXEC);
    shared->files[1].borrowed = true;
    for (uint32_t i = 0; i < TENSORS; i++)
        shared->records[i] = (struct emel_tensor_record){
            .name = "shared",
            .file_index = i % FILES,
            .file_offset = i * 100000 % FILE_BYTES,
            .byte_size = 1 + i * 9000 % 200000,
        };
}

static void unshare(struct shared *shared)
{
    ck_assert_int_eq(close(shared->files[1].fd), 0);
}

static void storage_enter(struct emel_storage *storage, const struct shared *shared)
{
    const struct emel_storage_options options = { .files = shared->files, .file_count = FILES };

    ck_assert(emel_storage_init(storage, TENSORS, &options, NULL));
    for (uint32_t i = 0; i < TENSORS; i++)
        ck_assert(emel_storage_bind(storage, i, &shared->records[i], NULL));
}

static void expect_right(const struct emel_tensor *tensor, const struct emel_tensor_record *record)
{
    const size_t bytes = (size_t)tensor->byte_size;

    ck_assert_ptr_nonnull(tensor->data);
    ck_assert_uint_eq(
        temp_matching(tensor->data, 70 + record->file_index, record->file_offset, bytes), bytes);
}

static const struct emel_io_read_options two_workers = { .step_bytes = 300000, .workers = 2 };

static struct emel_storage_request by_two_workers(void)
{
    return (struct emel_storage_request){ .policy = { .options = &two_workers } };
}

/* --- a storage for each thread ---------------------------------------------------------------- */

static void *load_and_evict(void *context)
{
    const struct shared *shared = context;
    const struct emel_storage_request request = by_two_workers();
    struct emel_storage storage;

    storage_enter(&storage, shared);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        ck_assert(emel_storage_load(&storage, &request, NULL));
        for (uint32_t i = 0; i < TENSORS; i++) {
            expect_right(emel_storage_tensor(&storage, i), &shared->records[i]);
            if (i % 3 != round % 3)
                ck_assert(emel_storage_evict(&storage, i, NULL));
        }
    }
    emel_storage_deinit(&storage);
    return NULL;
}

START_TEST(storages_of_several_threads_know_nothing_of_each_other)
{
    struct shared shared;
    pthread_t threads[THREADS];

    share(&shared);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, load_and_evict, &shared), 0);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    unshare(&shared);
}
END_TEST

/* --- a load that changes threads ------------------------------------------------------------- */

struct relay {
    struct emel_storage storage;
    enum emel_io_status answer;
};

static void *one_step(void *context)
{
    struct relay *relay = context;

    relay->answer = emel_storage_step(&relay->storage, NULL, NULL);
    return NULL;
}

START_TEST(a_load_may_have_each_step_on_another_thread)
{
    struct shared shared;
    struct relay relay;
    const struct emel_storage_request request = by_two_workers();

    share(&shared);
    storage_enter(&relay.storage, &shared);
    relay.answer = emel_storage_begin(&relay.storage, &request, NULL);
    while (relay.answer == EMEL_IO_AGAIN) {
        pthread_t thread;

        ck_assert_int_eq(pthread_create(&thread, NULL, one_step, &relay), 0);
        ck_assert_int_eq(pthread_join(thread, NULL), 0);
    }
    ck_assert_int_eq(relay.answer, EMEL_IO_ENDED);
    for (uint32_t i = 0; i < TENSORS; i++)
        expect_right(emel_storage_tensor(&relay.storage, i), &shared.records[i]);
    emel_storage_deinit(&relay.storage);
    unshare(&shared);
}
END_TEST

/* --- readers of what is resident -------------------------------------------------------------- */

struct readers {
    const struct emel_tensor *resident;
    const struct emel_tensor_record *record; /* of that tensor */
    atomic_bool enough;
};

static void *read_resident(void *context)
{
    struct readers *readers = context;

    do
        expect_right(readers->resident, readers->record);
    while (!atomic_load(&readers->enough));
    return NULL;
}

START_TEST(resident_data_may_be_read_by_all_while_its_storage_loads)
{
    struct shared shared;
    struct emel_storage storage;
    const struct emel_storage_request everything = by_two_workers();
    struct emel_storage_request first = everything;
    struct readers readers;
    pthread_t threads[THREADS];

    share(&shared);
    storage_enter(&storage, &shared);
    first.tensors = (const uint32_t[]){ 7 };
    first.count = 1;
    ck_assert(emel_storage_load(&storage, &first, NULL));
    readers.resident = emel_storage_tensor(&storage, 7);
    readers.record = &shared.records[7];
    atomic_init(&readers.enough, false);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_resident, &readers), 0);
    for (int round = 0; round < ROUNDS; round++) {
        ck_assert(emel_storage_load(&storage, &everything, NULL));
        for (uint32_t i = 0; i < TENSORS; i++)
            ck_assert(i == 7 || emel_storage_evict(&storage, i, NULL));
    }
    atomic_store(&readers.enough, true);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    emel_storage_deinit(&storage);
    unshare(&shared);
}
END_TEST

Suite *threads_suite(void)
{
    Suite *suite = suite_create("cooperative: threads");
    TCase *tcase = tcase_create("threads");

    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_test(tcase, storages_of_several_threads_know_nothing_of_each_other);
    tcase_add_test(tcase, a_load_may_have_each_step_on_another_thread);
    tcase_add_test(tcase, resident_data_may_be_read_by_all_while_its_storage_loads);
    suite_add_tcase(suite, tcase);
    return suite;
}
