/* Shares of bytes: src/emel/model/partition.c.  A share ends where the next one
 * begins, the first begins with the first byte and the last ends with the last:
 * so all shares cover everything once. */
#include "emel/model/partition.c"

/*@ requires total <= INT64_MAX && index < shares && 1 <= shares; */
void begin_of_a_share(uint64_t total, uint32_t index, uint32_t shares)
{
    const uint64_t each = total / shares, rest = total % shares;

    products_rise(index, shares, each);
    products_rise(index + 1, shares, each);
    products_rise(index, shares, rest);
    products_rise(index + 1, shares, rest);
    /*@ assert all: each * shares + rest == total; */
    const uint64_t low = rest * index, high = rest * (index + UINT64_C(1));
    /*@ assert in_order: low / shares <= high / shares; */
    /*@ assert at_most_the_rest: high <= rest * shares; */
    /*@ assert within: high / shares <= rest; */
    const uint64_t begin = share_begin(total, index, shares);
    const uint64_t end = share_begin(total, index + 1, shares);
    /*@ assert first: index == 0 ==> begin == 0; */
    /*@ assert forward: begin <= end <= total; */
    /*@ assert last: index + 1 == shares ==> end == total; */
    //@ check reached: \false;
}

/*@ requires \valid_read(record);
  @ requires record->file_offset <= INT64_MAX - record->byte_size &&
  @     record->byte_size <= INT64_MAX;
  @ requires in_order: begin.file < end.file || (begin.file == end.file &&
  @     begin.offset <= end.offset); */
void bytes_between_cuts(const struct emel_tensor_record *record, struct cut begin, struct cut end)
{
    const uint64_t from = bytes_before(record, begin), to = bytes_before(record, end);

    /*@ assert in_the_record: from <= to <= record->byte_size; */
    /*@ assert at_the_cut: begin.file == record->file_index && 0 < from < record->byte_size ==>
      @     record->file_offset + from == begin.offset; */
    /*@ assert none_before: begin.file < record->file_index ==> from == 0; */
    /*@ assert all_behind: begin.file > record->file_index ==> from == record->byte_size; */
    //@ check reached: \false;
}
