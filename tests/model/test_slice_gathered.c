/* Every slice of random tensors, against gathering its elements one by one. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "emel/model/dtype.h"
#include "emel/model/select.h"
#include "model/suites.h"
#include "support/shaped_record.h"

#define FIRST EMEL_ORDER_FIRST_FASTEST
#define LAST EMEL_ORDER_LAST_FASTEST

/* Where the element's coordinate along the dimension is. */
static uint64_t coordinate(const struct emel_tensor_record *record, enum emel_order order,
                           uint32_t dimension, uint64_t element)
{
    for (uint32_t i = 0; i < record->rank; i++) {
        const uint32_t at = order == FIRST ? i : record->rank - 1 - i;

        if (at == dimension)
            return element % record->shape[at];
        element /= record->shape[at];
    }
    return 0;
}

/* Bits of `elements` of a type, in which a block has so many elements and so many bits. */
struct block {
    uint32_t dtype, elements, bits;
};

/* The runs of a slice, found element by element: bytes of the tensor, in order.  False: a run
 * begins or ends inside a block or a byte. */
struct gathered {
    uint64_t bytes[8192];
    size_t count;
};

static bool add_run(struct gathered *gathered, const struct block *block, uint64_t begin,
                    uint64_t end)
{
    if (begin % block->elements || end % block->elements ||
        begin / block->elements * block->bits % 8 || end / block->elements * block->bits % 8)
        return false;
    for (uint64_t byte = begin / block->elements * block->bits / 8;
         byte < end / block->elements * block->bits / 8; byte++)
        gathered->bytes[gathered->count++] = byte;
    return true;
}

static bool gather(const struct emel_tensor_record *record, const struct block *block,
                   const struct emel_slice *slice, struct gathered *gathered)
{
    const uint64_t all = shape_product(record->shape, record->rank);
    uint64_t begin = 0, end = 0;
    bool whole = true;

    gathered->count = 0;
    for (uint64_t i = 0; i < all; i++) {
        const uint64_t at = coordinate(record, slice->order, slice->dimension, i);

        if (at < slice->from || at >= slice->to)
            continue;
        if (i != end) {
            whole = add_run(gathered, block, begin, end) && whole;
            begin = i;
        }
        end = i + 1;
    }
    return add_run(gathered, block, begin, end) && whole;
}

/* The same from a record. */
static void expand(const struct emel_tensor_record *sliced, struct gathered *expanded)
{
    const struct emel_io_part one = { .file_offset = sliced->file_offset,
                                      .run_bytes = sliced->byte_size,
                                      .count = sliced->byte_size > 0 };
    const struct emel_io_part *part = sliced->part_count ? sliced->parts : &one;

    expanded->count = 0;
    for (uint64_t run = 0; run < part->count; run++)
        for (uint64_t byte = 0; byte < part->run_bytes; byte++)
            expanded->bytes[expanded->count++] =
                part->file_offset - 1000 + run * part->file_stride + byte;
}

static void expect_as_gathered(const struct emel_tensor_record *record, const struct block *block,
                               const struct emel_slice *slice)
{
    static struct gathered gathered, expanded;
    const bool whole = gather(record, block, slice, &gathered);
    struct emel_tensor_record part;
    struct emel_io_part runs;
    struct emel_failure why;
    uint64_t shape[3];
    const bool sliced = emel_select_slice(record, slice, shape, 3, &runs, &part, &why);

    if (!whole) {
        ck_assert(!sliced && why.code == EMEL_SELECT_CUTS_A_BLOCK);
        ck_assert_uint_le(why.value, why.limit);
        return;
    }
    ck_assert(sliced);
    ck_assert_uint_eq(part.byte_size, gathered.count);
    expand(&part, &expanded);
    ck_assert_uint_eq(expanded.count, gathered.count);
    if (gathered.count)
        ck_assert_mem_eq(expanded.bytes, gathered.bytes, gathered.count * sizeof *gathered.bytes);
}

static void every_slice(const struct emel_tensor_record *record, const struct block *block,
                        enum emel_order order)
{
    struct emel_slice slice = { .order = order };

    for (; slice.dimension < record->rank; slice.dimension++) {
        const uint64_t extent = record->shape[slice.dimension];
        const uint64_t stride = extent > 8 ? 16 : 1; /* half a block of the quantised type */

        for (slice.to = 0; slice.to <= extent; slice.to += stride)
            for (slice.from = 0; slice.from <= slice.to; slice.from += stride)
                expect_as_gathered(record, block, &slice);
    }
}

START_TEST(every_slice_is_what_gathering_its_elements_finds)
{
    static const struct block blocks[] = { { EMEL_DTYPE_U16, 1, 16 },
                                           { EMEL_DTYPE_Q5_1, 32, 192 },
                                           { EMEL_DTYPE_F4, 1, 4 },
                                           { EMEL_DTYPE_F6_E3M2, 1, 6 } };
    const struct block *block = &blocks[_i / 2];
    const enum emel_order order = _i % 2 ? LAST : FIRST;
    const char *given = getenv("EMEL_TEST_SEED");
    const unsigned seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);
    uint64_t shape[3], bytes;

    printf("slices, EMEL_TEST_SEED=%u\n", seed);
    srand(seed);
    for (int i = 0; i < 300; i++) {
        const uint32_t rank = 1 + (uint32_t)rand() % 3;

        for (uint32_t k = 0; k < rank; k++)
            shape[k] = (uint64_t)rand() % 6;
        shape[order == FIRST ? 0 : rank - 1] *= block->elements;
        if (emel_dtype_bytes(block->dtype, shape_product(shape, rank), &bytes)) {
            const struct emel_tensor_record record = shaped_record(block->dtype, shape, rank);

            every_slice(&record, block, order);
        }
    }
}
END_TEST

Suite *slice_gathered_suite(void)
{
    Suite *suite = suite_create("slice: gathered");
    TCase *group = tcase_create("gathered");

    tcase_add_loop_test(group, every_slice_is_what_gathering_its_elements_finds, 0, 8);
    suite_add_tcase(suite, group);
    return suite;
}
