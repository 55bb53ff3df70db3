#include "model/tensor/in_flight.h"

#include <check.h>

const uint32_t in_flight_pairs[IN_FLIGHT_PAIRS][2] = { { 0, 5 }, { 4, 3 }, { 1, 2 } };

static void on_end(void *context, const struct emel_failure *why)
{
    struct in_flight_end *ended = context;

    ended->told++;
    ended->why = *why;
}

void in_flight_begin(struct keeping *k, const uint32_t *tensors, uint32_t count, struct emel_io *io,
                     struct in_flight_end *ended)
{
    struct emel_storage_request request = keeping_request(k, tensors, count);

    request.io = io;
    request.context = ended;
    request.on_end = on_end;
    ck_assert_int_eq(emel_storage_begin(&k->storage, &request, &k->why), EMEL_IO_AGAIN);
}
