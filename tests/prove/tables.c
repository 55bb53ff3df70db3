/* Elements of tensors: src/emel/model/file/tables.c. */
#include "emel/model/file/tables.c"

/*@ requires \valid(product) && 1 <= *product <= INT64_MAX; */
void elements_of_a_tensor(uint64_t *product, uint64_t extent)
{
    const uint64_t before = *product;

    if (!emel__tables_multiply(product, extent)) {
        /*@ assert too_many: before * extent > INT64_MAX; */
        return;
    }
    /*@ assert product: *product == (extent == 0 ? before : before * extent); */
    /*@ assert bounded: 1 <= *product <= INT64_MAX; */
    //@ check reached: \false;
}
