#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "support/big.h"

#include <check.h>
#include <sys/mman.h>

void *big_new(uint64_t bytes)
{
    void *memory = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    ck_assert_ptr_ne(memory, MAP_FAILED);
    return memory;
}

void big_free(void *memory, uint64_t bytes)
{
    ck_assert_int_eq(munmap(memory, (size_t)bytes), 0);
}
