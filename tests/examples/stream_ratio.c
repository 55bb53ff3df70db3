/* stream_ratio MODEL [ROUNDS] - prints medians of tests/examples/stream_measure.h: uploads at 10
 * and 2 GB/s, cached and not. */
#include <stdio.h>
#include <stdlib.h>

#include "emel/emel.h"
#include "stream_measure.h"

#define ROUNDS_MAX 99
#define BUFFER_BYTES ((size_t)32 << 20)

static int by_ratio(const void *a, const void *b)
{
    const struct stream_times *left = a, *right = b;

    return (left->ratio > right->ratio) - (left->ratio < right->ratio);
}

static bool print(const struct emel_model_file *file, double rate, bool cold, unsigned rounds)
{
    struct stream_times times[ROUNDS_MAX];
    const struct stream_times *median = &times[rounds / 2];

    for (unsigned i = 0; i < rounds; i++)
        if (!stream_measure(file, BUFFER_BYTES, rate, cold, &times[i]))
            return false;
    qsort(times, rounds, sizeof *times, by_ratio);
    printf("stream_ratio %-10s %2.0f GB/s: %.3f (reading %.0f ms, uploading %.0f, both %.0f)\n",
           cold ? "not cached" : "cached", rate / 1e9, median->ratio, 1e3 * median->reading,
           1e3 * median->uploading, 1e3 * median->both);
    return true;
}

int main(int argc, char **argv)
{
    const unsigned long asked = argc > 2 ? strtoul(argv[2], NULL, 10) : 7;
    const unsigned rounds = asked > 0 && asked <= ROUNDS_MAX ? (unsigned)asked : 1;
    struct emel_model_file *file;
    bool well;

    if (argc < 2) {
        fputs("usage: stream_ratio MODEL [ROUNDS]\n", stderr);
        return 2;
    }
    file = emel_model_file_open(argv[1], NULL, NULL);
    well = file && print(file, 10e9, false, rounds) && print(file, 2e9, false, rounds) &&
           print(file, 10e9, true, rounds) && print(file, 2e9, true, rounds);
    emel_model_file_close(file);
    return well ? 0 : 1;
}
