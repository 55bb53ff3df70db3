#define _GNU_SOURCE
#include "support/kernel_calls.h"

#ifdef __linux__
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#if defined(__has_include)
#if __has_include(<linux/stat.h>)
#include <linux/stat.h>
#endif
#endif

#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif

static void note(struct kernel_calls_list *list, uint64_t offset, uint64_t bytes)
{
    if (list->count == KERNEL_CALLS_MOST)
        return;
    list->ranges[list->count].offset = offset;
    list->ranges[list->count++].bytes = bytes;
}

/* The struct is that of the kernel: an offset and a length; five counts, cached pages first. */
static int64_t answer_cachestat(struct kernel_calls *asked, const struct kernel_call *call)
{
    uint64_t range[2], counts[5] = { asked->cached_pages };

    kernel_get(range, call->arguments[1], sizeof range);
    note(&asked->looks, range[0], range[1]);
    if (asked->missing_from && asked->looks.count >= asked->missing_from)
        counts[0] = 0;
    if (asked->cachestat == 0)
        kernel_put(call->arguments[2], counts, sizeof counts);
    return asked->cachestat;
}

static int64_t answer_preadv2(struct kernel_calls *asked, const struct kernel_call *call)
{
    struct iovec slice;

    kernel_get(&slice, call->arguments[1], sizeof slice);
    note(&asked->probes, call->arguments[3], slice.iov_len);
    asked->read_flags = (int)call->arguments[5];
    return asked->preadv2;
}

static int64_t answer_getrusage(struct kernel_calls *asked, const struct kernel_call *call)
{
    const struct rusage used = { .ru_inblock = (long)(asked->probes.count * asked->probe_blocks) };

    asked->usage_of = (int)call->arguments[0];
    kernel_put(call->arguments[1], &used, sizeof used);
    return 0;
}

static int64_t answer_fadvise(struct kernel_calls *asked, const struct kernel_call *call)
{
    note(&asked->put_out, call->arguments[1], call->arguments[2]);
    asked->advice = (int)call->arguments[3];
    return 0;
}

#ifdef STATX_DIOALIGN
static int64_t answer_statx(const struct kernel_calls *asked, const struct kernel_call *call)
{
    const struct statx told = {
        .stx_mask = asked->mask,
        .stx_dio_mem_align = asked->memory_alignment,
        .stx_dio_offset_align = asked->offset_alignment,
    };

    if (asked->statx == 0)
        kernel_put(call->arguments[4], &told, sizeof told);
    return asked->statx;
}
#endif

static int64_t answer_open(struct kernel_calls *asked, int flags)
{
    asked->opened++;
    asked->flags = flags;
    return asked->opened <= asked->opens_answered ? asked->open : KERNEL_PASS;
}

static int64_t answer(void *context, const struct kernel_call *call)
{
    struct kernel_calls *asked = context;

    switch (call->number) {
    case SYS_cachestat: return answer_cachestat(asked, call);
    case SYS_preadv2: return answer_preadv2(asked, call);
    case SYS_getrusage: return answer_getrusage(asked, call);
    case SYS_openat: return answer_open(asked, (int)call->arguments[2]);
#ifdef SYS_open
    case SYS_open: return answer_open(asked, (int)call->arguments[1]);
#endif
#ifdef SYS_fadvise64
    case SYS_fadvise64: return answer_fadvise(asked, call);
#endif
#ifdef STATX_DIOALIGN
    case SYS_statx: return answer_statx(asked, call);
#endif
    default: return KERNEL_PASS;
    }
}

struct kernel kernel_calls_kernel(struct kernel_calls *asked)
{
    return (struct kernel){
        .calls = {
            SYS_cachestat, SYS_preadv2, SYS_getrusage, SYS_openat, SYS_statx,
#ifdef SYS_fadvise64
            SYS_fadvise64,
#endif
#ifdef SYS_open
            SYS_open,
#endif
        },
        .answer = answer,
        .context = asked,
    };
}
#endif
