/* The sizes of the work area of a load: src/emel/io/read/work.c. */
#include "emel/io/read/work.c"

size_t emel_io_check_bytes(const struct emel_io_load *load)
{
    return (2 * (size_t)load->span_count + 1) * sizeof(uint32_t);
}

void area_of_a_load(void)
{
    struct emel_io_load load = {
        .file_count = any_u32(),
        .span_count = any_u32(),
        .part_count = any_u32(),
    };
    const size_t bytes = emel__io_read_work_bytes(0, &load);

    /*@ assert not_nothing: bytes >= sizeof(struct emel__io_read_work); */
    /*@ assert bounded: bytes <= 1 << 26; */
    //@ check reached: \false;
}
