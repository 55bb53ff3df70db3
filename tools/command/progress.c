#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "format.h"
#include "text.h"

#define REDRAW_SECONDS 0.1 /* also the shortest load that is worth a line */

enum { FIELD_BYTES = 512 };

double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void progress_begin(struct progress *progress, const struct settings *settings, const char *path,
                    uint64_t bytes)
{
    const double now = seconds_now();

    *progress = (struct progress){
        .path = path,
        .bytes = bytes,
        .began = now,
        .drawn = now,
        .wanted = !settings->no_progress && !settings->quiet && text_on_terminal(stderr),
        .kept = settings->verbose,
    };
}

void progress_begin_again(struct progress *progress)
{
    const double now = seconds_now();

    *progress = (struct progress){
        .path = progress->path,
        .bytes = progress->bytes,
        .began = now,
        .drawn = now,
        .wanted = progress->wanted,
        .kept = progress->kept,
    };
}

/* Minutes and seconds until the end, at the pace so far. */
static char *format_left(char text[FORMAT_BYTES], double done, double total, double elapsed)
{
    const double left = done > 0 ? (total - done) * elapsed / done : 0;
    const long seconds = left < 1e6 ? (long)(left + 0.5) : 999999;

    snprintf(text, FORMAT_BYTES, "%ld:%02ld left", seconds / 60, seconds % 60);
    return text;
}

/* The line's fields in order, and in which order they are left out where it would be too long. */
enum field { FILE_NAME, PERCENT, BYTES, RATE, LEFT, TENSOR, FIELDS };
static const enum field dispensable[] = { TENSOR, RATE, FILE_NAME, BYTES, LEFT };

struct fields {
    char text[FIELDS][FIELD_BYTES]; /* "": left out */
};

static void fill_fields(struct fields *fields, const struct progress *progress, uint64_t bytes,
                        const char *tensor, double elapsed)
{
    const char *path = text_base_name(progress->path);
    const double done = (double)bytes, total = (double)progress->bytes;
    char have[FORMAT_BYTES], want[FORMAT_BYTES], left[FORMAT_BYTES];

    text_copy(fields->text[FILE_NAME], FIELD_BYTES, path, strlen(path));
    snprintf(fields->text[PERCENT], FIELD_BYTES, "%3.0f%%", 100.0 * done / total);
    snprintf(fields->text[BYTES], FIELD_BYTES, "%s of %s", format_size(have, bytes, false),
             format_size(want, progress->bytes, false));
    snprintf(fields->text[RATE], FIELD_BYTES, "%.2f GiB/s", done / elapsed / FORMAT_GIB);
    snprintf(fields->text[LEFT], FIELD_BYTES, "%s", format_left(left, done, total, elapsed));
    text_copy(fields->text[TENSOR], FIELD_BYTES, tensor, strlen(tensor));
}

static size_t width_of(const struct fields *fields)
{
    size_t width = 0;

    for (size_t i = 0; i < FIELDS; i++)
        if (fields->text[i][0])
            width += text_width(fields->text[i]) + (width > 0 ? 2 : 0);
    return width;
}

/* A line as wide as the terminal would wrap, and then could not be drawn over. */
static void draw(const struct progress *progress, uint64_t bytes, const char *tensor,
                 double elapsed)
{
    const size_t room = text_columns(stderr) - 1;
    struct fields fields;
    const char *between = "\r";

    fill_fields(&fields, progress, bytes, tensor, elapsed);
    for (size_t i = 0; i < sizeof dispensable / sizeof *dispensable; i++)
        if (width_of(&fields) > room)
            fields.text[dispensable[i]][0] = '\0';
    for (size_t i = 0; i < FIELDS; i++)
        if (fields.text[i][0]) {
            fprintf(stderr, "%s%s", between, fields.text[i]);
            between = "  ";
        }
    fputs("\033[K", stderr);
}

void progress_show(struct progress *progress, uint64_t bytes, const char *tensor)
{
    const double now = seconds_now();

    if (!progress->wanted || now - progress->drawn < REDRAW_SECONDS || progress->bytes == 0)
        return;
    draw(progress, bytes, tensor, now - progress->began);
    progress->drawn = now;
    progress->visible = true;
}

void progress_end(struct progress *progress)
{
    if (progress->wanted && progress->kept && progress->bytes > 0) {
        draw(progress, progress->bytes, "", seconds_now() - progress->began);
        fputc('\n', stderr);
        progress->visible = false;
    }
    progress_clear(progress);
}

void progress_clear(struct progress *progress)
{
    if (progress->visible)
        fputs("\r\033[K", stderr);
    progress->visible = false;
}
