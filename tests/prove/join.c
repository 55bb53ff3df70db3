/* Joins: src/emel/model/join.c, one piece at a time. */
#include "emel/model/join.c"

/*@ assigns join->fault;
  @ ensures !\result; */
static bool fail(struct join *join, enum emel_select_error error, uint64_t value, uint64_t limit);

/*@ requires \valid(join) && join->bytes <= INT64_MAX && join->extent <= INT64_MAX; */
void sums_of_a_join(struct join *join, uint64_t bytes, uint64_t extent)
{
    const uint64_t before = join->bytes, extent_before = join->extent;

    if (!count_piece(join, bytes, extent))
        return;
    /*@ assert bytes: join->bytes == before + bytes <= INT64_MAX; */
    /*@ assert extent: join->extent == extent_before + extent <= INT64_MAX; */
    //@ check reached: \false;
}
