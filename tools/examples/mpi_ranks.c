/* Tensor-parallel ranks that load one model over MPI.
 *
 *     mpirun -n 4 mpi_ranks own|share|whole MODEL
 *
 * Every rank ends with its slices: an equal share of the columns of q, k, v, gate and up, and of
 * the rows of the projections back (attn_output, ffn_down); other tensors are whole on each.
 *
 * own      each rank reads its slices, and what lies between their runs only where reading it is
 *          faster than stepping over it.  For ranks on hosts of their own, and for ranks of one
 *          host that share its page cache.
 * share    each byte leaves the storage once: a rank reads the share of all bytes that
 *          emel_partition_bytes gives it, and collectives with derived datatypes bring the slices
 *          together.  For storage that is remote, or slower than the network.
 * whole    each rank reads everything and keeps its slices: what the others are compared with.
 *
 * Rank 0 prints a line for each rank, "SUM RANK NAME" for each tensor: the XXH3-128 of its bytes.
 * If a rank fails, the lowest one that did says why, and all end with status 1.
 *
 * mpi_share.c has the exchange of `share`, mpi_report.c what is printed.
 *
 * Build with: mpicc mpi_*.c $(pkg-config --cflags --libs emel libxxhash) -pthread */
#include "mpi_ranks.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- who needs what -------------------------------------------------------------------- */

/* By the names of GGUF and of most safetensors files. */
static bool name_has(const char *name, const char *const *parts)
{
    for (; *parts; parts++)
        if (strstr(name, *parts))
            return true;
    return false;
}

/* A matrix is (out, in) from slow to fast: columns of the transformer's matrix, which are its
 * outputs, are along the slow dimension, rows along the fast one. */
static bool is_sliced(const struct job *job, const struct emel_tensor_record *record,
                      uint32_t *dimension)
{
    static const char *const columns[] = { "attn_q.",    "attn_k.",  "attn_v.", "ffn_gate.",
                                           "ffn_up.",    "q_proj.",  "k_proj.", "v_proj.",
                                           "gate_proj.", "up_proj.", NULL };
    static const char *const rows[] = { "attn_output.", "ffn_down.", "o_proj.", "down_proj.",
                                        NULL };
    const bool first_fastest = emel_select_order(job->file) == EMEL_ORDER_FIRST_FASTEST;

    if (record->rank != 2)
        return false;
    *dimension = name_has(record->name, columns) == first_fastest ? 1 : 0;
    return name_has(record->name, columns) || name_has(record->name, rows);
}

static bool slice(struct job *job, int rank, uint32_t tensor)
{
    const struct emel_tensor_record *whole = &job->records[tensor];
    const enum emel_order order = emel_select_order(job->file);
    struct sliced *sliced = slice_of(job, rank, tensor);
    struct emel_slice range;
    uint32_t dimension;

    sliced->record = *whole;
    sliced->runs = (struct runs){ 0, whole->byte_size, whole->byte_size, 1 };
    if (!is_sliced(job, whole, &dimension))
        return true;
    if (!emel_select_equal_share(whole, order, dimension, (uint32_t)rank, (uint32_t)job->ranks,
                                 &range, &job->why) ||
        !emel_select_slice(whole, &range, sliced->shape, DIMENSIONS_MAX, &sliced->part,
                           &sliced->record, &job->why))
        return false;
    sliced->runs.begin = sliced->record.file_offset - whole->file_offset;
    sliced->runs.bytes = sliced->runs.stride = sliced->record.byte_size;
    if (sliced->record.part_count > 0)
        sliced->runs = (struct runs){ sliced->runs.begin, sliced->part.run_bytes,
                                      sliced->part.file_stride, sliced->part.count };
    return true;
}

static bool slice_all(struct job *job)
{
    bool well;

    job->records = emel_model_file_tensors(job->file, &job->count);
    job->mine = calloc((size_t)job->count + 1, sizeof *job->mine);
    job->slices = calloc((size_t)job->count * (size_t)job->ranks + 1, sizeof *job->slices);
    well = job->mine && job->slices;
    for (int rank = 0; rank < job->ranks && well; rank++)
        for (uint32_t i = 0; i < job->count && well; i++)
            well = slice(job, rank, i);
    return well;
}

/* --- loading --------------------------------------------------------------------------- */

bool open_storage(struct job *job, uint32_t tensors)
{
    const struct emel_io_system system = counting_system();
    struct emel_storage_options options = { .system = &system };

    options.files = emel_model_file_files(job->file, &options.file_count);
    job->has_storage = emel_storage_init(&job->storage, tensors, &options, &job->why);
    return job->has_storage;
}

bool load_bound(struct job *job)
{
    const struct emel_io_read_options reading = {
        .caching = job->one_host ? EMEL_IO_READ_SHARED : EMEL_IO_READ_AUTOMATIC,
    };
    const struct emel_storage_request request = { .policy = { .options = &reading } };

    return emel_storage_load(&job->storage, &request, &job->why);
}

static bool load_own(struct job *job)
{
    bool well = open_storage(job, job->count);

    for (uint32_t i = 0; i < job->count && well; i++)
        well = emel_storage_bind(&job->storage, i, &slice_of(job, job->rank, i)->record, &job->why);
    well = well && load_bound(job);
    for (uint32_t i = 0; i < job->count && well; i++)
        job->mine[i] = emel_storage_tensor(&job->storage, i)->data;
    return well;
}

bool allocate_slices(struct job *job)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < job->count; i++)
        bytes += slice_of(job, job->rank, i)->record.byte_size;
    job->arena = malloc((size_t)bytes + 1);
    bytes = 0;
    for (uint32_t i = 0; i < job->count && job->arena; i++) {
        job->mine[i] = job->arena + bytes;
        bytes += slice_of(job, job->rank, i)->record.byte_size;
    }
    return job->arena != NULL;
}

static bool load_whole(struct job *job)
{
    bool well = allocate_slices(job) && open_storage(job, job->count);

    for (uint32_t i = 0; i < job->count && well; i++)
        well = emel_storage_bind(&job->storage, i, &job->records[i], &job->why);
    well = well && load_bound(job);
    for (uint32_t i = 0; i < job->count && well; i++) {
        const unsigned char *data = emel_storage_tensor(&job->storage, i)->data;
        const struct runs *runs = &slice_of(job, job->rank, i)->runs;

        for (uint64_t run = 0; run < runs->count; run++)
            memcpy(job->mine[i] + run * runs->bytes, data + runs->begin + run * runs->stride,
                   runs->bytes);
    }
    return well;
}

/* --- together ---------------------------------------------------------------------------- */

static bool load(struct job *job, const char *mode)
{
    const double begin = MPI_Wtime();
    const bool well = strcmp(mode, "own") == 0     ? load_own(job)
                      : strcmp(mode, "share") == 0 ? load_share(job)
                                                   : load_whole(job);

    job->seconds = MPI_Wtime() - begin;
    return well;
}

static bool run(struct job *job, const char *mode, const char *path)
{
    job->file = emel_model_file_open(path, NULL, &job->why);
    return all_are_well(job, job->file && slice_all(job)) && all_are_well(job, load(job, mode)) &&
           print_outcome(job, mode);
}

static bool is_one_host(int ranks)
{
    MPI_Comm host;
    int here = 1;

    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
    MPI_Comm_size(host, &here);
    MPI_Comm_free(&host);
    return here > 1 && ranks > 1;
}

int main(int argc, char **argv)
{
    struct job job = { .rank = 0 };
    const char *mode = argc == 3 ? argv[1] : "";
    int status = 2;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &job.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &job.ranks);
    if (!strcmp(mode, "own") || !strcmp(mode, "share") || !strcmp(mode, "whole")) {
        job.one_host = is_one_host(job.ranks);
        status = run(&job, mode, argv[2]) ? 0 : 1;
    } else if (job.rank == 0) {
        fputs("usage: mpirun -n RANKS mpi_ranks own|share|whole MODEL\n", stderr);
    }
    if (job.has_storage)
        emel_storage_deinit(&job.storage);
    emel_model_file_close(job.file);
    free(job.slices);
    free(job.arena);
    free(job.mine);
    MPI_Finalize();
    return status;
}
