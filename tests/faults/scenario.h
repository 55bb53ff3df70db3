/* Scenarios: loads of every kind, which differ in what is loaded and how. */
#ifndef TESTS_FAULTS_SCENARIO_H
#define TESTS_FAULTS_SCENARIO_H

#include "emel/emel.h"
#include "faults/trouble.h"

#define SCENARIO_SPANS 16
#define SCENARIO_SECTORS 64
#define SCENARIO_NO_INDEX UINT32_MAX

struct scenario;

/* What came of one load. */
struct outcome {
    bool done;
    bool cancelled;     /* a cancel was accepted */
    unsigned published; /* times */
    uint32_t source, code;
    int32_t os_error;
    uint32_t span, file; /* SCENARIO_NO_INDEX: none */
    uint64_t offset;
};

/* At which level a load is asked for. */
struct level {
    void *(*enter)(const struct scenario *scenario, struct trouble *trouble);
    /* One load, step by step to its end and all of it verified.  Answers NULL, or in
     * words the first promise that was broken. */
    const char *(*attempt)(void *self, struct outcome *outcome);
    /* NULL: nothing is left behind. */
    const char *(*leave)(void *self);
};

extern const struct level level_io, level_storage, level_model;

struct scenario {
    const char *name;
    const struct level *level;
    const char *like; /* loads the same, with other threads or caching: the same sectors are
                       * to be told the same way; NULL: nothing is like it */
    uint64_t file_bytes[DISK_FILES];
    const char *model[DISK_FILES]; /* instead: the notation of each of a model's files, */
    const char *paths[DISK_FILES]; /* what they are called, where that matters, */
    unsigned opened;               /* the one that is opened, */
    bool is_index;                 /* and whether that only tells of the others */
    struct {
        uint32_t file;
        uint64_t offset, bytes;
        bool targeted;                    /* into memory of the caller's */
        const struct emel_io_part *parts; /* one, of these bytes from there on; NULL: none */
    } spans[SCENARIO_SPANS];
    uint32_t span_count;
    struct emel_io_read_options options;
    uint32_t alignment;
    enum threads threads;
    uint32_t direct_alignment;
    unsigned lent; /* a bit for each file that is lent */
    bool stamped, cached, mandatory_only;
    bool reloads; /* of a storage: what is loaded was resident before; */
    bool evicts;  /* what is resident beside it is evicted meanwhile; */
    bool lends;   /* the io is its owner's, who steps it, and then uses it for something else; */
    bool reads;   /* all of it is read into targets, and no residency changes */
};

extern const struct scenario scenarios[];
extern const unsigned scenario_count;

/* Where byte `at` of a span is in its file. */
uint64_t scenario_offset(const struct scenario *scenario, uint32_t span, uint64_t at);

/* Which byte of a span is at this offset of its file; false: none. */
bool scenario_byte_at(const struct scenario *scenario, uint32_t span, uint64_t offset,
                      uint64_t *at);

/* NULL: there is none of that name. */
const struct scenario *scenario_find(const char *name, size_t length);

/* Whether what is done when is left to the threads. */
bool scenario_is_racy(const struct scenario *scenario);

/* Puts the scenario's files on a disk. */
void scenario_fill(const struct scenario *scenario, struct disk *disk);

/* The places worth failing: first, middle and last byte of each span, and gaps. */
unsigned scenario_sectors(const struct scenario *scenario, struct sector sectors[SCENARIO_SECTORS]);

#endif
