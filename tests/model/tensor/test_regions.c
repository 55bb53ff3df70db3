/* The memory of resident tensors: when it goes back, and which part of it early. */
#define _DEFAULT_SOURCE /* mlock */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "support/storage_fixture.h"
#include "model/tensor/suites.h"
#include "support/temp.h"

#define MIB (UINT64_C(1) << 20)

/* The `nth` of the orders in which `count` tensors can go. */
static void order_of(int nth, uint32_t *order, uint32_t count)
{
    uint32_t left[8];

    for (uint32_t i = 0; i < count; i++)
        left[i] = i;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t remaining = count - i, at = (uint32_t)nth % remaining;

        nth /= (int)remaining;
        order[i] = left[at];
        left[at] = left[remaining - 1];
    }
}

START_TEST(memory_goes_back_when_the_last_of_a_load_is_evicted)
{
    struct keeping k = { .limit = 0 };
    uint32_t order[4];

    order_of(_i, order, 4);
    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, (const uint32_t[]){ 0, 1, 2, 3 }, 4));
    ck_assert(keeping_load(&k, (const uint32_t[]){ 5 }, 1));
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 2);
        ck_assert(emel_storage_evict(&k.storage, order[i], NULL));
        keeping_expect(&k, order[i], "evicted");
    }
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).regions, 1);
    ck_assert_uint_eq(k.tensors.held, 1);
    keeping_expect(&k, 5, "resident");
    ck_assert(emel_storage_evict(&k.storage, 5, NULL));
    ck_assert_uint_eq(k.tensors.held, 0);
    keeping_leave(&k);
}
END_TEST

/* --- discards ----------------------------------------------------------------------------- */

/* Four tensors end to end, 10 MiB in all, of which few borders are borders of 2 MiB. */
#define NEIGHBOURS 4
#define ALL_BYTES (10 * MIB)

static void load_neighbours(struct keeping *k)
{
    static const uint64_t mib[NEIGHBOURS] = { 3, 2, 4, 1 };
    uint64_t offset = 0;

    k->tensors.least_alignment = LEDGER_RUN_BYTES;
    k->options = (struct emel_io_read_options){ .workers = 1 };
    keeping_enter(k, NEIGHBOURS);
    for (uint32_t i = 0; i < NEIGHBOURS; i++) {
        ck_assert(keeping_bind(k, i, 0, offset, mib[i] * MIB));
        offset += mib[i] * MIB;
    }
    ck_assert(keeping_load(k, NULL, 0));
    ck_assert_uint_eq(k->tensors.last_asked, ALL_BYTES);
}

/* Whether a resident tensor has a byte in it. */
static bool lived_in(const struct keeping *k, uintptr_t begin, uintptr_t end)
{
    for (uint32_t i = 0; i < NEIGHBOURS; i++) {
        const struct emel_tensor *tensor = emel_storage_tensor(&k->storage, i);
        const uintptr_t data = (uintptr_t)tensor->data;

        if (data && data < end && begin < data + tensor->byte_size)
            return true;
    }
    return false;
}

/* Counted afresh: the whole, aligned blocks of the region where nobody lives. */
static size_t deserted_bytes(const struct keeping *k, uintptr_t region)
{
    uintptr_t block = (region + LEDGER_RUN_BYTES - 1) / LEDGER_RUN_BYTES * LEDGER_RUN_BYTES;
    size_t bytes = 0;

    for (; block + LEDGER_RUN_BYTES <= region + ALL_BYTES; block += LEDGER_RUN_BYTES)
        if (!lived_in(k, block, block + LEDGER_RUN_BYTES))
            bytes += LEDGER_RUN_BYTES;
    return bytes;
}

static void evict_in_order(struct keeping *k, int nth)
{
    const uintptr_t region = (uintptr_t)emel_storage_tensor(&k->storage, 0)->data;
    uint32_t order[NEIGHBOURS];

    order_of(nth, order, NEIGHBOURS);
    for (int i = 0; i < NEIGHBOURS; i++) {
        const unsigned before = k->tensors.discards;

        ck_assert(emel_storage_evict(&k->storage, order[i], NULL));
        keeping_expect(k, order[i], "evicted"); /* and those that stay have their bytes */
        if (i < NEIGHBOURS - 1)
            ck_assert_uint_eq(k->tensors.discarded, deserted_bytes(k, region));
        ck_assert_uint_le(k->tensors.discards, before + 1);
    }
    ck_assert_uint_eq(k->tensors.held, 0);
}

START_TEST(whole_blocks_go_back_when_no_neighbour_lives_there)
{
    struct keeping k = { .limit = 0 };

    load_neighbours(&k);
    evict_in_order(&k, _i);
    keeping_leave(&k);
}
END_TEST

START_TEST(blocks_are_counted_from_a_border_wherever_a_region_begins)
{
    struct keeping k = { .tensors = { .misplaced = 4096 * 33 } };

    load_neighbours(&k);
    evict_in_order(&k, 1 + _i * 4);
    keeping_leave(&k);
}
END_TEST

START_TEST(blocks_of_evicted_neighbours_go_back_as_one_run)
{
    struct keeping k = { .limit = 0 };
    const unsigned char *region;

    load_neighbours(&k);
    region = emel_storage_tensor(&k.storage, 0)->data;
    ck_assert(emel_storage_evict(&k.storage, 1, NULL)); /* 3 .. 5: shares both its blocks */
    ck_assert_uint_eq(k.tensors.discards, 0);
    ck_assert(emel_storage_evict(&k.storage, 2, NULL)); /* 5 .. 9 */
    ck_assert_uint_eq(k.tensors.discards, 1);
    ck_assert_ptr_eq(k.tensors.last_discard, region + 4 * MIB);
    ck_assert_uint_eq(k.tensors.last_discard_bytes, 4 * MIB);
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, 6 * MIB);
    keeping_leave(&k);
}
END_TEST

START_TEST(an_allocator_without_discard_keeps_the_region_whole)
{
    struct keeping k = { .tensors = { .no_discard = true } };

    load_neighbours(&k);
    for (uint32_t i = 0; i < NEIGHBOURS - 1; i++) {
        ck_assert(emel_storage_evict(&k.storage, i, NULL));
        ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, ALL_BYTES);
    }
    ck_assert(emel_storage_evict(&k.storage, NEIGHBOURS - 1, NULL));
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, 0);
    keeping_leave(&k);
}
END_TEST

START_TEST(what_cannot_be_discarded_still_counts_as_held)
{
    struct keeping k = { .tensors = { .fails_to_discard = true } };

    load_neighbours(&k);
    for (uint32_t i = 0; i < NEIGHBOURS - 1; i++) {
        ck_assert(emel_storage_evict(&k.storage, i, NULL));
        ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, ALL_BYTES);
        ck_assert_ptr_null(keeping_mistake(&k));
    }
    ck_assert(emel_storage_evict(&k.storage, NEIGHBOURS - 1, NULL));
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, 0);
    keeping_leave(&k);
}
END_TEST

START_TEST(of_a_run_that_cannot_be_discarded_as_a_whole_the_rest_goes_block_by_block)
{
    struct keeping k = { .tensors = { .fails_to_discard = true } };
    const unsigned char *region;

    load_neighbours(&k);
    region = emel_storage_tensor(&k.storage, 0)->data;
    k.tensors.fails_at_discard = region + 5 * MIB;
    ck_assert(emel_storage_evict(&k.storage, 1, NULL));
    ck_assert(emel_storage_evict(&k.storage, 2, NULL)); /* blocks 2 and 3; 2 cannot go */
    ck_assert_uint_eq(emel_storage_get_statistics(&k.storage).held_bytes, ALL_BYTES - 2 * MIB);
    ck_assert_ptr_eq(k.tensors.last_discard, region + 6 * MIB);
    keeping_leave(&k);
}
END_TEST

START_TEST(what_is_smaller_than_a_block_is_not_discarded)
{
    struct keeping k = { .tensors = { .misplaced = 4096 } };

    keeping_enter(&k, 0);
    ck_assert(keeping_load(&k, NULL, 0));
    for (uint32_t i = 0; i < KEEPING_TENSORS; i++)
        ck_assert(emel_storage_evict(&k.storage, i, NULL));
    ck_assert_uint_eq(k.tensors.discards, 0);
    keeping_leave(&k);
}
END_TEST

/* --- the default allocators ------------------------------------------------------------------ */

START_TEST(tensors_of_2_mib_and_more_lie_on_a_border_of_2_mib)
{
    const struct emel_allocator *tensors = emel_allocator_tensors();
    const size_t sizes[] = { 2 * MIB, 2 * MIB + 1, 7 * MIB };

    for (int i = 0; i < 3; i++) {
        unsigned char *memory = tensors->allocate(tensors->context, sizes[i], 32);

        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % (2 * MIB), 0);
        memory[0] = memory[sizes[i] - 1] = 1;
        tensors->release(tensors->context, memory, sizes[i]);
    }
}
END_TEST

START_TEST(small_memory_is_aligned_as_asked)
{
    const struct emel_allocator *tensors = emel_allocator_tensors();

    for (size_t alignment = 1; alignment <= 2 * MIB; alignment *= 2) {
        void *memory = tensors->allocate(tensors->context, 100, alignment);

        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % alignment, 0);
        memset(memory, 1, 100);
        tensors->release(tensors->context, memory, 100);
    }
}
END_TEST

START_TEST(more_memory_than_there_can_be_is_not_given)
{
    const struct emel_allocator *tensors = emel_allocator_tensors();

    for (size_t less = 0; less < 2 * MIB; less = less * 2 + 1)
        ck_assert_ptr_null(tensors->allocate(tensors->context, SIZE_MAX - less, 32));
}
END_TEST

#ifdef __linux__
#define DISCARDS true
#else
#define DISCARDS false /* no call is known to give pages back and keep their addresses */
#endif

START_TEST(what_is_discarded_can_be_used_again_and_its_neighbours_stay)
{
    const struct emel_allocator *tensors = emel_allocator_tensors();
    const size_t bytes = 8 * MIB;
    unsigned char *memory = tensors->allocate(tensors->context, bytes, 32);

    ck_assert_ptr_nonnull(memory);
    temp_fill(memory, 5, 0, bytes);
    ck_assert(tensors->discard(tensors->context, memory + 2 * MIB, 4 * MIB) == DISCARDS);
    for (size_t at = 2 * MIB; DISCARDS && at < 6 * MIB; at += 511)
        ck_assert_uint_eq(memory[at], 0);
    ck_assert_uint_eq(temp_matching(memory, 5, 0, 2 * MIB), 2 * MIB);
    ck_assert_uint_eq(temp_matching(memory + 6 * MIB, 5, 6 * MIB, 2 * MIB), 2 * MIB);
    memset(memory + 2 * MIB, 7, 4 * MIB);
    tensors->release(tensors->context, memory, bytes);
}
END_TEST

START_TEST(a_storage_by_default_allocators_evicts_a_neighbour_and_keeps_the_other)
{
    const struct temp_file file = temp_file(3, 6 * MIB);
    const struct emel_io_file files[] = { { .path = file.path } };
    const struct emel_storage_options options = { .files = files, .file_count = 1 };
    const struct emel_tensor_record records[] = {
        { .name = "a", .byte_size = 5 * MIB },
        { .name = "b", .file_offset = 5 * MIB, .byte_size = MIB }
    };
    struct emel_storage storage;

    ck_assert(emel_storage_init(&storage, 2, &options, NULL));
    ck_assert(emel_storage_bind(&storage, 0, &records[0], NULL));
    ck_assert(emel_storage_bind(&storage, 1, &records[1], NULL));
    ck_assert(emel_storage_load(&storage, NULL, NULL));
    ck_assert_uint_eq(emel_storage_get_statistics(&storage).held_bytes, 6 * MIB);
    ck_assert(emel_storage_evict(&storage, 0, NULL));
    ck_assert_uint_eq(emel_storage_get_statistics(&storage).held_bytes, (DISCARDS ? 2 : 6) * MIB);
    ck_assert_uint_eq(temp_matching(emel_storage_tensor(&storage, 1)->data, 3, 5 * MIB, MIB), MIB);
    emel_storage_deinit(&storage);
}
END_TEST

/* Not where there is a limit on it, nor under sanitizers, which make mlock do nothing. */
static bool memory_can_be_locked(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const bool locked =
        page != MAP_FAILED && mlock(page, 4096) == 0 && madvise(page, 4096, MADV_DONTNEED) != 0;

    if (page != MAP_FAILED)
        ck_assert_int_eq(munmap(page, 4096), 0);
    return locked;
}

START_TEST(locked_memory_still_counts_as_held)
{
    const struct temp_file file = temp_file(3, 6 * MIB);
    const struct emel_io_file files[] = { { .path = file.path } };
    const struct emel_storage_options options = { .files = files, .file_count = 1 };
    const struct emel_tensor_record records[] = {
        { .name = "a", .byte_size = 5 * MIB },
        { .name = "b", .file_offset = 5 * MIB, .byte_size = MIB }
    };
    struct emel_storage storage;
    unsigned char *locked;

    if (!DISCARDS || !memory_can_be_locked()) {
        printf("skipped: no memory can be locked here\n");
        return;
    }
    ck_assert(emel_storage_init(&storage, 2, &options, NULL));
    ck_assert(emel_storage_bind(&storage, 0, &records[0], NULL));
    ck_assert(emel_storage_bind(&storage, 1, &records[1], NULL));
    ck_assert(emel_storage_load(&storage, NULL, NULL));
    locked = emel_storage_tensor(&storage, 0)->data;
    ck_assert_int_eq(mlock(locked + MIB, 4096), 0);
    ck_assert(emel_storage_evict(&storage, 0, NULL)); /* blocks 0 and 1, of which 0 is locked */
    ck_assert_uint_eq(emel_storage_get_statistics(&storage).held_bytes, 4 * MIB);
    ck_assert_int_eq(munlock(locked + MIB, 4096), 0);
    emel_storage_deinit(&storage);
}
END_TEST

Suite *regions_suite(void)
{
    Suite *suite = suite_create("model/tensor: regions");
    TCase *tcase = tcase_create("regions");

    tcase_add_unchecked_fixture(tcase, temp_enter, temp_leave);
    tcase_add_loop_test(tcase, memory_goes_back_when_the_last_of_a_load_is_evicted, 0, 24);
    tcase_add_loop_test(tcase, whole_blocks_go_back_when_no_neighbour_lives_there, 0, 24);
    tcase_add_loop_test(tcase, blocks_are_counted_from_a_border_wherever_a_region_begins, 0, 6);
    tcase_add_test(tcase, blocks_of_evicted_neighbours_go_back_as_one_run);
    tcase_add_test(tcase, an_allocator_without_discard_keeps_the_region_whole);
    tcase_add_test(tcase, what_cannot_be_discarded_still_counts_as_held);
    tcase_add_test(tcase,
                   of_a_run_that_cannot_be_discarded_as_a_whole_the_rest_goes_block_by_block);
    tcase_add_test(tcase, what_is_smaller_than_a_block_is_not_discarded);
    tcase_add_test(tcase, tensors_of_2_mib_and_more_lie_on_a_border_of_2_mib);
    tcase_add_test(tcase, small_memory_is_aligned_as_asked);
    tcase_add_test(tcase, more_memory_than_there_can_be_is_not_given);
    tcase_add_test(tcase, what_is_discarded_can_be_used_again_and_its_neighbours_stay);
    tcase_add_test(tcase, a_storage_by_default_allocators_evicts_a_neighbour_and_keeps_the_other);
    tcase_add_test(tcase, locked_memory_still_counts_as_held);
    suite_add_tcase(suite, tcase);
    return suite;
}
