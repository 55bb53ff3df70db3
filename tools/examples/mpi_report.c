/* What the ranks of mpi_ranks.c tell of their load: failures, sums, and bytes read. */
#include <inttypes.h>
#include <limits.h>
#include <mpi.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "mpi_ranks.h"

static atomic_uint_least64_t bytes_read;

static int counted_read(void *context, int descriptor, const struct iovec *slices, int count,
                        uint64_t offset, size_t *moved)
{
    const int error =
        emel_io_system_default()->read(context, descriptor, slices, count, offset, moved);

    if (error == 0)
        atomic_fetch_add(&bytes_read, (uint_least64_t)*moved);
    return error;
}

struct emel_io_system counting_system(void)
{
    struct emel_io_system system = *emel_io_system_default();

    system.read = counted_read;
    return system;
}

bool all_are_well(struct job *job, bool well)
{
    const int failed = well ? INT_MAX : job->rank;
    int lowest = INT_MAX;
    char line[1024];

    if (job->told)
        return false;
    MPI_Allreduce(&failed, &lowest, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    job->told = lowest != INT_MAX;
    if (lowest == job->rank) {
        emel_failure_print(line, sizeof line, &job->why);
        if (job->why.source == EMEL_FAILURE_NONE)
            snprintf(line, sizeof line, "%s", job->problem ? job->problem : "no memory");
        fprintf(stderr, "mpi_ranks: rank %d: %s\n", job->rank, line);
    }
    return !job->told;
}

struct outcome {
    double seconds;
    uint64_t bytes_read, bytes;
};

bool print_outcome(struct job *job, const char *mode)
{
    const size_t bytes = (size_t)job->count * sizeof(XXH128_canonical_t);
    const size_t ranks = job->rank == 0 ? (size_t)job->ranks : 1;
    XXH128_canonical_t *own = malloc(bytes + 1), *all = malloc(bytes * ranks + 1);
    struct outcome mine = { job->seconds, atomic_load(&bytes_read), 0 };
    struct outcome *outcomes = calloc(ranks, sizeof *outcomes);
    const bool this_one = own && all && outcomes;
    const bool well = all_are_well(job, this_one) && this_one;

    for (uint32_t i = 0; i < job->count && well; i++) {
        const uint64_t size = slice_of(job, job->rank, i)->record.byte_size;

        XXH128_canonicalFromHash(&own[i], XXH3_128bits(job->mine[i], (size_t)size));
        mine.bytes += size;
    }
    if (well) {
        MPI_Gather(own, (int)bytes, MPI_BYTE, all, (int)bytes, MPI_BYTE, 0, MPI_COMM_WORLD);
        MPI_Gather(&mine, (int)sizeof mine, MPI_BYTE, outcomes, (int)sizeof mine, MPI_BYTE, 0,
                   MPI_COMM_WORLD);
    }
    for (int rank = 0; rank < job->ranks && well && job->rank == 0; rank++) {
        fprintf(stderr, "%s: rank %d: %" PRIu64 " bytes, %" PRIu64 " read, %.3f s\n", mode, rank,
                outcomes[rank].bytes, outcomes[rank].bytes_read, outcomes[rank].seconds);
        for (uint32_t i = 0; i < job->count; i++) {
            for (size_t byte = 0; byte < sizeof *all; byte++)
                printf("%02x", all[(size_t)rank * job->count + i].digest[byte]);
            printf(" %d %s\n", rank, job->records[i].name);
        }
    }
    free(own);
    free(all);
    free(outcomes);
    return well;
}
