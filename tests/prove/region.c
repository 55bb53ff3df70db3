/* Regions: src/emel/model/tensor/region.c. */
#include "emel/model/tensor/region.c"

/* Its fields by themselves: WP does not take in a struct that ends with an array of no length. */
/*@ predicate readable(struct emel__region *region) =
  @     \valid(&region->memory) && \valid(&region->bytes) && \valid(&region->first_block) &&
  @     \valid(&region->block_count); */

/* No allocator gives more than half of the addresses. */
/*@ predicate lies_in_memory(struct emel__region *region) =
  @     1 <= region->bytes <= SIZE_MAX / 2 &&
  @     \valid(region->memory + (0 .. region->bytes - 1)) &&
  @     (uintptr_t)region->memory + region->bytes <= UINTPTR_MAX; */

/* Before the allocator has seen them: any number of bytes. */
void record_of_a_region(size_t bytes)
{
    const size_t record = record_bytes(bytes);

    /*@ assert room_for_each_block:
      @     record == sizeof(struct emel__region) +
      @         bytes / EMEL__HUGE_BYTES * sizeof(struct emel__block); */
    //@ check reached: \false;
}

/*@ requires readable(region) && lies_in_memory(region); */
void blocks_of_a_region(struct emel__region *region)
{
    find_blocks(region);

    /*@ assert room_in_the_record: region->block_count <= region->bytes / EMEL__HUGE_BYTES; */
    /*@ assert inside:
      @     region->memory <= region->first_block &&
      @     region->first_block - region->memory + region->block_count * EMEL__HUGE_BYTES <=
      @         region->bytes; */
    //@ check reached: \false;
}

/*@ requires \valid(storage) && index < storage->tensor_count;
  @ requires \valid(storage->tensors + (0 .. storage->tensor_count - 1));
  @ requires \valid(storage->places + (0 .. storage->tensor_count - 1));
  @ requires readable(storage->places[index].region);
  @ requires lies_in_memory(storage->places[index].region);
  @ requires placed_in_the_region:
  @     (uintptr_t)storage->places[index].region->memory <=
  @         (uintptr_t)storage->places[index].address &&
  @     (uintptr_t)storage->places[index].address + storage->tensors[index].byte_size <=
  @         (uintptr_t)storage->places[index].region->memory +
  @             storage->places[index].region->bytes;
  @ requires blocks_of_the_region:
  @     (uintptr_t)storage->places[index].region->memory <=
  @         (uintptr_t)storage->places[index].region->first_block &&
  @     (uintptr_t)storage->places[index].region->first_block +
  @             storage->places[index].region->block_count * EMEL__HUGE_BYTES <=
  @         (uintptr_t)storage->places[index].region->memory +
  @             storage->places[index].region->bytes; */
void blocks_of_a_tensor(const struct emel_storage *storage, uint32_t index)
{
    const struct emel_tensor *tensor = &storage->tensors[index];
    const struct emel__place *place = &storage->places[index];
    const struct emel__region *region = place->region;
    const struct reach reach = reach_of(storage, tensor);

    /*@ assert counted_blocks: reach.end <= region->block_count; */
    /*@ assert none_without_bytes: tensor->byte_size == 0 ==> reach.first >= reach.end; */
    /*@ assert all_it_touches: \forall integer block;
      @     0 <= block < region->block_count && tensor->byte_size > 0 &&
      @     (uintptr_t)place->address <
      @         (uintptr_t)region->first_block + (block + 1) * EMEL__HUGE_BYTES &&
      @     (uintptr_t)region->first_block + block * EMEL__HUGE_BYTES <
      @         (uintptr_t)place->address + tensor->byte_size ==>
      @         reach.first <= block < reach.end; */
    //@ check reached: \false;
}

/*@ requires readable(region) && lies_in_memory(region); */
void address_in_a_region(const struct emel__region *region, const void *data)
{
    const bool held = emel__region_holds(region, data);

    /*@ assert held_if_inside: held <==>
      @     (uintptr_t)region->memory <= (uintptr_t)data <
      @         (uintptr_t)region->memory + region->bytes; */
    //@ check reached: \false;
}
