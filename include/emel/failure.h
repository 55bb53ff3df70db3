/* emel/failure.h - why something did not work, in one self-contained value.
 *
 * Holds copies, never pointers into what failed: keep it, copy it, print it when
 * the model is long closed.  Every function that takes one accepts NULL. */
#ifndef EMEL_FAILURE_H
#define EMEL_FAILURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emel/api.h"

EMEL_API_BEGIN

/* Whose list of errors `code` is from. */
enum emel_failure_source {
    EMEL_FAILURE_NONE = 0,       /* all went well */
    EMEL_FAILURE_MODEL_FILE = 1, /* enum emel_model_file_error, emel/model/file.h */
    EMEL_FAILURE_TENSOR = 2,     /* enum emel_tensor_error, emel/model/tensor.h */
    EMEL_FAILURE_IO = 3,         /* enum emel_io_error, emel/io/io.h */
    EMEL_FAILURE_READ = 4,       /* enum emel_io_read_error, emel/io/read.h */
    EMEL_FAILURE_STRATEGY = 5,   /* the list of a strategy of yours */
    EMEL_FAILURE_SELECT = 6,     /* enum emel_select_error, emel/model/select.h */
    EMEL_FAILURE_METADATA = 7    /* enum emel_metadata_error, emel/model/metadata.h */
};

#define EMEL_FAILURE_FILE_BYTES 512    /* of a path, with its terminating zero */
#define EMEL_FAILURE_SUBJECT_BYTES 192 /* of a name or key, with its terminating zero */
#define EMEL_FAILURE_NO_OFFSET UINT64_MAX

/* One failure.  `text` may contain {value} and {limit}; emel_failure_print puts the numbers
 * there.  What each number means is in the sentence. */
struct emel_failure {
    uint32_t source;       /* enum emel_failure_source */
    uint32_t code;         /* in that source's list */
    int32_t os_error;      /* errno value; 0: no system call failed */
    uint32_t rule;         /* which rule was broken: enum emel_io_rule, or of EMEL_FAILURE_TENSOR
                              enum emel_tensor_rule; 0: none */
    uint64_t file_offset;  /* bytes; EMEL_FAILURE_NO_OFFSET: the failure has no place in a file */
    uint64_t other_offset; /* bytes: where the other of two is, of a duplicate the first;
                              EMEL_FAILURE_NO_OFFSET: there is no other */
    uint64_t value;        /* what was given, found or needed; 0 unless has_value */
    uint64_t limit;        /* what is allowed or there; 0 unless has_limit */
    const char *name;      /* of the code: a constant string, as "SHORT_READ" */
    const char *text;      /* one sentence: a constant string; of the rule, if one was broken */
    bool has_value, has_limit;
    bool has_file, has_subject; /* whether `file` and `subject` are known: a name may be empty */
    bool cancelled;             /* see emel_failure_is_cancelled */
    /* For people to read: what a terminal might obey (control and bidirectional characters,
     * line separators), and bytes that are not UTF-8, are replaced by '?'. */
    char file[EMEL_FAILURE_FILE_BYTES];       /* path; its end, after "...", if it is too long */
    char subject[EMEL_FAILURE_SUBJECT_BYTES]; /* tensor or metadata key, shortened like a path */
    uint64_t reserved[3];                     /* 0 */
};

/* Writes one line without a line end: "NAME: file 'F', tensor or key 'S', at byte N: sentence
 * (system error)", without the parts that are not known.  At most `size` bytes are written, the
 * terminating zero included.  Returns the length of the whole line, like snprintf. */
int emel_failure_print(char *line, size_t size, const struct emel_failure *why);

/* The same for the sentence alone, with its numbers. */
int emel_failure_print_text(char *line, size_t size, const struct emel_failure *why);

/* Whether this is the failure of a load that was cancelled, whatever strategy carried it out.
 * NULL: false. */
bool emel_failure_is_cancelled(const struct emel_failure *why);

EMEL_API_END

#endif
