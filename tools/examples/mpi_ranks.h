/* mpi_ranks.h - what the files of mpi_ranks.c share: one rank's load, and what every rank needs. */
#ifndef MPI_RANKS_H
#define MPI_RANKS_H

#include <emel/emel.h>
#include <stdbool.h>
#include <stdint.h>

#define DIMENSIONS_MAX 8

/* A slice in its tensor's bytes: `count` runs.  In memory they follow each other. */
struct runs {
    uint64_t begin, bytes, stride, count;
};

/* What a rank needs of a tensor. */
struct sliced {
    struct emel_tensor_record record; /* borrows the shape and the part */
    uint64_t shape[DIMENSIONS_MAX];
    struct emel_io_part part;
    struct runs runs;
};

struct job {
    int rank, ranks;
    bool one_host;
    struct emel_model_file *file;
    const struct emel_tensor_record *records; /* whole tensors */
    uint32_t count;
    struct sliced *slices; /* of each rank, each tensor */
    unsigned char **mine;  /* the memory of this rank's slices: in the storage, or in the arena */
    unsigned char *arena;
    struct emel_storage storage;
    bool has_storage;
    double seconds;
    bool told; /* why the ranks end */
    const char *problem;
    struct emel_failure why;
};

static inline struct sliced *slice_of(const struct job *job, int rank, uint32_t tensor)
{
    return &job->slices[(size_t)rank * job->count + tensor];
}

/* Gives each slice of this rank its place in the arena. */
bool allocate_slices(struct job *job);
bool open_storage(struct job *job, uint32_t tensors);
/* Loads what is bound. */
bool load_bound(struct job *job);

/* mpi_share.c: all ranks, or none, come here together. */
bool load_share(struct job *job);

/* mpi_report.c */

/* The same answer on all ranks.  The lowest rank that failed says why, once. */
bool all_are_well(struct job *job, bool well);
/* The default table, which counts the bytes read. */
struct emel_io_system counting_system(void);
/* Rank 0 prints the sums of all ranks' slices, and how many bytes each of them read. */
bool print_outcome(struct job *job, const char *mode);

#endif
