#include "io/read/one_file.h"

void one_file(struct reading *r, int mode, uint64_t bytes)
{
    reading_init(r, mode, READING_VIRTUAL);
    reading_file(r, bytes);
}

void one_file_by(struct reading *r, uint32_t caching, uint32_t workers)
{
    one_file(r, 0, (UINT64_C(40) << 20) + 77);
    r->options.caching = caching;
    r->options.workers = workers;
}

void three_neighbours(struct reading *r, uint64_t offset, uint64_t bytes)
{
    reading_span(r, 0, offset, bytes);
    reading_span(r, 0, offset + bytes, bytes);
    reading_span(r, 0, offset + 2 * bytes, bytes);
}
