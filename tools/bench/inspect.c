/* Inspecting: what `emel inspect` takes to list 200,000 tensors, beside opening the file alone. */
#include <unistd.h>

#include "bench.h"

static const char *const arguments[] = { "inspect", NULL };
static const struct bench_contender opening = { "opening alone", bench_open_header,
                                                .tensors = BENCH_TENSORS };
static const struct bench_contender inspecting = { "emel inspect", bench_command,
                                                   .arguments = arguments };

void bench_inspect(const char *folder, uint32_t rounds, struct bench_results *results)
{
    struct emel_io_file file;
    struct bench_model model;
    struct bench_entry entries[2];

    bench_header_make(folder, &file, &model, bench_header_safetensors);
    entries[0] = (struct bench_entry){ &opening, &model, .cold = false };
    entries[1] = (struct bench_entry){ &inspecting, &model, .cold = false };
    bench_rounds(entries, 2, rounds);
    bench_report_entries("inspecting safetensors, 200,000 tensors", entries, 2, rounds);
    results->inspect_ratio = bench_ratio(&entries[1], &entries[0], rounds);
    bench_model_free(&model);
    (void)close(file.fd);
}
