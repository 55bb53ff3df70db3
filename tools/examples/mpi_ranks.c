/* Tensor-parallel ranks that load one model over MPI.
 *
 *     mpirun -n 4 mpi_ranks own|share|whole MODEL
 *
 * Every rank ends with its slices: an equal share of the columns of q, k, v, gate and up, and of the
 * rows of the projections back (attn_output, ffn_down); other tensors are whole on each.
 *
 * own      each rank reads its slices, and what lies between their runs only where reading it is
 *          faster than stepping over it.  For ranks on hosts of their own, and for ranks of one host
 *          that share its page cache.
 * share    each byte leaves the storage once: a rank reads the share of all bytes that
 *          emel_partition_bytes gives it, and collectives with derived datatypes bring the slices
 *          together.  For storage that is remote, or slower than the network.
 * whole    each rank reads everything and keeps its slices: what the others are compared with.
 *
 * Rank 0 prints a line for each rank, "SUM RANK NAME" for each tensor: the XXH3-128 of its bytes.
 * If a rank fails, the lowest one that did says why, and all end with status 1.
 *
 * Build with: mpicc mpi_ranks.c $(pkg-config --cflags --libs emel libxxhash) -pthread */
#include <emel/emel.h>
#include <inttypes.h>
#include <limits.h>
#include <mpi.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define RANK_MAX 8 /* dimensions */

/* A slice in its tensor's bytes: `count` runs.  In memory they follow each other. */
struct runs {
    uint64_t begin, bytes, stride, count;
};

struct sliced {
    uint64_t shape[RANK_MAX];
    struct emel_io_part part;
    struct emel_tensor_record record;
    struct runs runs;
};

struct job {
    int rank, ranks;
    struct emel_model_file *file;
    const struct emel_tensor_record *records;
    uint32_t count;
    unsigned char **mine;  /* this rank's slice of each tensor */
    unsigned char *arena;  /* what they are in, unless the storage has them */
    struct sliced *slices; /* their records, for the storage */
    struct emel_storage storage;
    bool has_storage, one_host;
    double seconds;
    bool told; /* why the ranks end */
    const char *problem;
    struct emel_failure why;
};

/* --- bytes read ------------------------------------------------------------------------ */

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

/* What a rank needs of a tensor. */
static bool slice_of(struct job *job, uint32_t tensor, int rank, struct sliced *sliced)
{
    const struct emel_tensor_record *whole = &job->records[tensor];
    struct emel_slice slice;
    uint32_t dimension;

    *sliced = (struct sliced){ .record = *whole };
    if (is_sliced(job, whole, &dimension) &&
        !(emel_select_equal_share(whole, emel_select_order(job->file), dimension, (uint32_t)rank,
                                  (uint32_t)job->ranks, &slice, &job->why) &&
          emel_select_slice(whole, &slice, sliced->shape, RANK_MAX, &sliced->part, &sliced->record,
                            &job->why)))
        return false;
    sliced->runs = (struct runs){
        .begin = sliced->record.file_offset - whole->file_offset,
        .bytes = sliced->record.byte_size,
        .stride = sliced->record.byte_size,
        .count = 1,
    };
    if (sliced->record.part_count > 0) {
        sliced->runs.bytes = sliced->part.run_bytes;
        sliced->runs.stride = sliced->part.file_stride;
        sliced->runs.count = sliced->part.count;
    }
    return true;
}

/* --- loading --------------------------------------------------------------------------- */

static bool open_storage(struct job *job, uint32_t tensors)
{
    struct emel_io_system system = *emel_io_system_default();
    struct emel_storage_options options = { .system = &system };

    system.read = counted_read;
    options.files = emel_model_file_files(job->file, &options.file_count);
    job->has_storage = emel_storage_init(&job->storage, tensors, &options, &job->why);
    return job->has_storage;
}

static bool load_bound(struct job *job)
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

    job->slices = calloc((size_t)job->count + 1, sizeof *job->slices);
    for (uint32_t i = 0; i < job->count && well; i++)
        well = job->slices && slice_of(job, i, job->rank, &job->slices[i]) &&
               emel_storage_bind(&job->storage, i, &job->slices[i].record, &job->why);
    well = well && load_bound(job);
    for (uint32_t i = 0; i < job->count && well; i++)
        job->mine[i] = emel_storage_tensor(&job->storage, i)->data;
    return well;
}

/* Room for this rank's slices. */
static bool allocate_slices(struct job *job)
{
    struct sliced sliced;
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < job->count; i++) {
        if (!slice_of(job, i, job->rank, &sliced))
            return false;
        bytes += sliced.record.byte_size;
    }
    job->arena = malloc((size_t)bytes + 1);
    bytes = 0;
    for (uint32_t i = 0; i < job->count && job->arena; i++) {
        job->mine[i] = job->arena + bytes;
        if (!slice_of(job, i, job->rank, &sliced))
            return false;
        bytes += sliced.record.byte_size;
    }
    return job->arena != NULL;
}

static bool load_whole(struct job *job)
{
    struct sliced sliced;
    bool well = allocate_slices(job) && open_storage(job, job->count);

    for (uint32_t i = 0; i < job->count && well; i++)
        well = emel_storage_bind(&job->storage, i, &job->records[i], &job->why);
    well = well && load_bound(job);
    for (uint32_t i = 0; i < job->count && well; i++) {
        const unsigned char *data = emel_storage_tensor(&job->storage, i)->data;

        well = slice_of(job, i, job->rank, &sliced);
        for (uint64_t run = 0; run < sliced.runs.count && well; run++)
            memcpy(job->mine[i] + run * sliced.runs.bytes,
                   data + sliced.runs.begin + run * sliced.runs.stride, sliced.runs.bytes);
    }
    return well;
}

/* --- sharing --------------------------------------------------------------------------- */

/* What one rank reads of one tensor. */
struct piece {
    uint64_t offset, bytes;
    unsigned char *data; /* of this rank's own */
};

struct sharing {
    struct emel_partition_piece *pieces;
    struct emel_tensor_record *records;
    struct piece *all; /* of each rank, each tensor */
    uint32_t *scratch;
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

/* For MPI_Alltoallw: what goes to each rank, or comes from it. */
struct side {
    int *counts, *displacements;
    MPI_Datatype *types;
};

static void set(struct side *side, int rank, bool any, MPI_Datatype type)
{
    side->counts[rank] = any;
    side->displacements[rank] = 0;
    side->types[rank] = type;
}

static bool exchange(struct job *job, const struct sharing *sharing, uint32_t tensor,
                     struct side *out, struct side *in)
{
    const struct piece *own = piece_of(job, sharing, job->rank, tensor);
    struct sliced mine, theirs;
    bool well = slice_of(job, tensor, job->rank, &mine);

    for (int rank = 0; rank < job->ranks && well; rank++) {
        const struct piece *piece = piece_of(job, sharing, rank, tensor);
        uint64_t from, to;

        well = slice_of(job, tensor, rank, &theirs);
        from = slice_bytes_before(&theirs.runs, own->offset);
        to = slice_bytes_before(&theirs.runs, own->offset + own->bytes);
        set(out, rank, from < to,
            from < to ? type_in_piece(&theirs.runs, own, from, to) : MPI_BYTE);
        from = slice_bytes_before(&mine.runs, piece->offset);
        to = slice_bytes_before(&mine.runs, piece->offset + piece->bytes);
        set(in, rank, from < to, from < to ? type_in_slice(from, to) : MPI_BYTE);
    }
    if (!well)
        return false;
    MPI_Alltoallw(own->data, out->counts, out->displacements, out->types, job->mine[tensor],
                  in->counts, in->displacements, in->types, MPI_COMM_WORLD);
    for (int rank = 0; rank < job->ranks; rank++) {
        if (out->counts[rank])
            MPI_Type_free(&out->types[rank]);
        if (in->counts[rank])
            MPI_Type_free(&in->types[rank]);
    }
    return true;
}

/* --- together ---------------------------------------------------------------------------- */

/* The same answer on all ranks.  The lowest rank that failed says why, once. */
static bool all_are_well(struct job *job, bool well)
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

static bool fits(struct job *job)
{
    for (uint32_t i = 0; i < job->count && !job->problem; i++)
        if (job->records[i].byte_size > INT_MAX)
            job->problem = "a tensor has more than 2 GiB, and MPI counts bytes as ints";
    return !job->problem;
}

static bool load_share(struct job *job)
{
    const size_t ranks = (size_t)job->ranks, count = job->count;
    struct sharing sharing = {
        .pieces = calloc(count + 1, sizeof *sharing.pieces),
        .records = calloc(count + 1, sizeof *sharing.records),
        .all = calloc(ranks * count + 1, sizeof *sharing.all),
        .scratch = calloc(count + 1, 2 * sizeof *sharing.scratch),
    };
    struct side sides[2];
    bool well = sharing.pieces && sharing.records && sharing.all && sharing.scratch && fits(job);

    for (int i = 0; i < 2; i++) {
        sides[i] = (struct side){ calloc(ranks, sizeof(int)), calloc(ranks, sizeof(int)),
                                  calloc(ranks, sizeof(MPI_Datatype)) };
        well = well && sides[i].counts && sides[i].displacements && sides[i].types;
    }
    well = well && allocate_slices(job) && plan_and_load(job, &sharing);
    well = all_are_well(job, well); /* before anybody waits for the others' bytes */
    for (uint32_t i = 0; i < job->count && well; i++)
        well = exchange(job, &sharing, i, &sides[0], &sides[1]);
    for (int i = 0; i < 2; i++) {
        free(sides[i].counts);
        free(sides[i].displacements);
        free(sides[i].types);
    }
    free(sharing.pieces);
    free(sharing.records);
    free(sharing.all);
    free(sharing.scratch);
    return well;
}

static bool load(struct job *job, const char *mode)
{
    const double begin = MPI_Wtime();
    const bool well = strcmp(mode, "own") == 0     ? load_own(job)
                      : strcmp(mode, "share") == 0 ? load_share(job)
                                                   : load_whole(job);

    job->seconds = MPI_Wtime() - begin;
    return well;
}

/* --- the outcome ------------------------------------------------------------------------- */

struct outcome {
    double seconds;
    uint64_t bytes_read, bytes;
};

static bool print(struct job *job, const char *mode)
{
    const size_t bytes = (size_t)job->count * sizeof(XXH128_canonical_t);
    const size_t ranks = job->rank == 0 ? (size_t)job->ranks : 1;
    XXH128_canonical_t *own = malloc(bytes + 1), *all = malloc(bytes * ranks + 1);
    struct outcome mine = { job->seconds, atomic_load(&bytes_read), 0 };
    struct outcome *outcomes = calloc(ranks, sizeof *outcomes);
    const bool well = all_are_well(job, own && all && outcomes);
    struct sliced sliced;

    for (uint32_t i = 0; i < job->count && well && slice_of(job, i, job->rank, &sliced); i++) {
        XXH128_canonicalFromHash(&own[i],
                                 XXH3_128bits(job->mine[i], (size_t)sliced.record.byte_size));
        mine.bytes += sliced.record.byte_size;
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

static bool run(struct job *job, const char *mode, const char *path)
{
    bool well;

    job->file = emel_model_file_open(path, NULL, &job->why);
    if (job->file)
        job->records = emel_model_file_tensors(job->file, &job->count);
    job->mine = calloc((size_t)job->count + 1, sizeof *job->mine);
    if (!all_are_well(job, job->file && job->mine))
        return false;
    well = load(job, mode);
    return all_are_well(job, well) && print(job, mode);
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
