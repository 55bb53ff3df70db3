/* The ranks of mpi_ranks.c that read each byte once: a share of all bytes each, and then the slices
 * are brought together by collectives with derived datatypes. */
#include <limits.h>
#include <mpi.h>
#include <stdlib.h>

#include "mpi_ranks.h"

/* What one rank reads of one tensor. */
struct piece {
    uint64_t offset, bytes;
    unsigned char *data; /* of this rank's own */
};

/* For MPI_Alltoallw: what goes to each rank, or comes from it. */
struct side {
    int *counts; /* 0 or 1 */
    MPI_Datatype *types;
};

struct sharing {
    struct emel_partition_piece *pieces;
    struct emel_tensor_record *records;
    struct piece *all; /* of each rank, each tensor */
    uint32_t *scratch;
    struct side out, in;
    int *zeros; /* displacements: the types have them */
};

static struct piece *piece_of(const struct job *job, const struct sharing *sharing, int rank,
                              uint32_t tensor)
{
    return &sharing->all[(size_t)rank * job->count + tensor];
}

/* Loads this rank's pieces as tensors of their own. */
static bool load_pieces(struct job *job, const struct sharing *sharing, uint32_t count)
{
    bool well = open_storage(job, count);

    for (uint32_t i = 0; i < count && well; i++) {
        sharing->records[i] = job->records[sharing->pieces[i].record];
        sharing->records[i].file_offset += sharing->pieces[i].offset;
        sharing->records[i].byte_size = sharing->pieces[i].byte_size;
        well = emel_storage_bind(&job->storage, i, &sharing->records[i], &job->why);
    }
    well = well && load_bound(job);
    for (uint32_t i = 0; i < count && well; i++)
        piece_of(job, sharing, job->rank, sharing->pieces[i].record)->data =
            emel_storage_tensor(&job->storage, i)->data;
    return well;
}

static bool plan_and_load(struct job *job, struct sharing *sharing)
{
    uint32_t count = 0, own = 0;
    bool well = true;

    for (int rank = 0; rank < job->ranks && well; rank++) {
        well = emel_partition_bytes(job->records, job->count, (uint32_t)rank, (uint32_t)job->ranks,
                                    sharing->scratch, sharing->pieces, &count, &job->why);
        for (uint32_t i = 0; i < count && well; i++)
            *piece_of(job, sharing, rank, sharing->pieces[i].record) =
                (struct piece){ sharing->pieces[i].offset, sharing->pieces[i].byte_size, NULL };
    }
    return well &&
           emel_partition_bytes(job->records, job->count, (uint32_t)job->rank, (uint32_t)job->ranks,
                                sharing->scratch, sharing->pieces, &own, &job->why) &&
           load_pieces(job, sharing, own);
}

/* How many bytes of the slice lie before a place in the tensor. */
static uint64_t slice_bytes_before(const struct runs *runs, uint64_t place)
{
    uint64_t run, rest;

    if (runs->bytes == 0 || place <= runs->begin)
        return 0;
    run = (place - runs->begin) / runs->stride;
    rest = (place - runs->begin) % runs->stride;
    if (run >= runs->count)
        return runs->count * runs->bytes;
    return run * runs->bytes + (rest < runs->bytes ? rest : runs->bytes);
}

/* The bytes from .. to - 1 of a slice, where they lie in a piece: the end of a run, whole runs, the
 * beginning of one. */
static MPI_Datatype type_in_piece(const struct runs *runs, const struct piece *piece, uint64_t from,
                                  uint64_t to)
{
    const uint64_t head = from % runs->bytes ? runs->bytes - from % runs->bytes : 0;
    const uint64_t first = from + (head < to - from ? head : to - from);
    const uint64_t whole = (to - first) / runs->bytes;
    const uint64_t places[] = { from, first, first + whole * runs->bytes };
    int lengths[] = { (int)(first - from), 1, (int)(to - places[2]) };
    MPI_Datatype types[] = { MPI_BYTE, MPI_BYTE, MPI_BYTE }, all;
    MPI_Aint offsets[3];

    for (int i = 0; i < 3; i++) /* the end of the last run is where there is no next one */
        offsets[i] = lengths[i] == 0
                         ? 0
                         : (MPI_Aint)(runs->begin + places[i] / runs->bytes * runs->stride +
                                      places[i] % runs->bytes - piece->offset);
    if (whole == 0)
        offsets[1] = 0;
    MPI_Type_create_hvector((int)whole, (int)runs->bytes, (MPI_Aint)runs->stride, MPI_BYTE,
                            &types[1]);
    MPI_Type_create_struct(3, lengths, offsets, types, &all);
    MPI_Type_free(&types[1]);
    MPI_Type_commit(&all);
    return all;
}

/* The same bytes in the memory of the slice. */
static MPI_Datatype type_in_slice(uint64_t from, uint64_t to)
{
    const int length = (int)(to - from);
    const MPI_Aint offset = (MPI_Aint)from;
    MPI_Datatype type;

    MPI_Type_create_hindexed(1, &length, &offset, MPI_BYTE, &type);
    MPI_Type_commit(&type);
    return type;
}

/* Sends each rank what it needs of a tensor and this rank has, and receives what the others
 * have. */
static void exchange(struct job *job, const struct sharing *sharing, uint32_t tensor)
{
    const struct piece *own = piece_of(job, sharing, job->rank, tensor);
    const struct side *out = &sharing->out, *in = &sharing->in;

    for (int rank = 0; rank < job->ranks; rank++) {
        const struct runs *theirs = &slice_of(job, rank, tensor)->runs;
        const struct runs *mine = &slice_of(job, job->rank, tensor)->runs;
        const struct piece *piece = piece_of(job, sharing, rank, tensor);
        uint64_t from = slice_bytes_before(theirs, own->offset);
        uint64_t to = slice_bytes_before(theirs, own->offset + own->bytes);

        out->counts[rank] = from < to;
        out->types[rank] = from < to ? type_in_piece(theirs, own, from, to) : MPI_BYTE;
        from = slice_bytes_before(mine, piece->offset);
        to = slice_bytes_before(mine, piece->offset + piece->bytes);
        in->counts[rank] = from < to;
        in->types[rank] = from < to ? type_in_slice(from, to) : MPI_BYTE;
    }
    MPI_Alltoallw(own->data, out->counts, sharing->zeros, out->types, job->mine[tensor], in->counts,
                  sharing->zeros, in->types, MPI_COMM_WORLD);
    for (int rank = 0; rank < job->ranks; rank++) {
        if (out->counts[rank])
            MPI_Type_free(&out->types[rank]);
        if (in->counts[rank])
            MPI_Type_free(&in->types[rank]);
    }
}

static bool fits(struct job *job)
{
    for (uint32_t i = 0; i < job->count && !job->problem; i++)
        if (job->records[i].byte_size > INT_MAX)
            job->problem = "a tensor has more than 2 GiB, and MPI counts bytes as ints";
    return !job->problem;
}

static bool allocate(struct sharing *sharing, size_t ranks, size_t count)
{
    *sharing = (struct sharing){
        .pieces = calloc(count + 1, sizeof *sharing->pieces),
        .records = calloc(count + 1, sizeof *sharing->records),
        .all = calloc(ranks * count + 1, sizeof *sharing->all),
        .scratch = calloc(count + 1, 2 * sizeof *sharing->scratch),
        .out = { calloc(ranks, sizeof(int)), calloc(ranks, sizeof(MPI_Datatype)) },
        .in = { calloc(ranks, sizeof(int)), calloc(ranks, sizeof(MPI_Datatype)) },
        .zeros = calloc(ranks, sizeof(int)),
    };
    return sharing->pieces && sharing->records && sharing->all && sharing->scratch &&
           sharing->out.counts && sharing->out.types && sharing->in.counts && sharing->in.types &&
           sharing->zeros;
}

static void release(struct sharing *sharing)
{
    free(sharing->pieces);
    free(sharing->records);
    free(sharing->all);
    free(sharing->scratch);
    free(sharing->out.counts);
    free(sharing->out.types);
    free(sharing->in.counts);
    free(sharing->in.types);
    free(sharing->zeros);
}

bool load_share(struct job *job)
{
    struct sharing sharing;
    bool well = allocate(&sharing, (size_t)job->ranks, job->count) && fits(job) &&
                allocate_slices(job) && plan_and_load(job, &sharing);

    well = all_are_well(job, well); /* before anybody waits for the others' bytes */
    for (uint32_t i = 0; i < job->count && well; i++)
        exchange(job, &sharing, i);
    release(&sharing);
    return well;
}
