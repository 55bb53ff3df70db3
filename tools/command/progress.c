#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "format.h"

#define REDRAW_SECONDS 0.1 /* also the shortest load that is worth a line */

enum { LINE_BYTES = 1024, WIDTH_DEFAULT = 80 };

double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void progress_begin(struct progress *progress, const struct settings *settings, const char *path,
                    const struct selection *selection)
{
    const double now = seconds_now();

    *progress = (struct progress){
        .path = path,
        .selection = selection,
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
        .selection = progress->selection,
        .began = now,
        .drawn = now,
        .wanted = progress->wanted,
        .kept = progress->kept,
    };
}

static size_t terminal_width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_DEFAULT;
    return size.ws_col;
}

/* Minutes and seconds until the end, at the pace so far. */
static char *format_left(char text[FORMAT_BYTES], double done, double total, double elapsed)
{
    const double left = done > 0 ? (total - done) * elapsed / done : 0;
    const long seconds = left < 1e6 ? (long)(left + 0.5) : 999999;

    snprintf(text, FORMAT_BYTES, "%ld:%02ld left", seconds / 60, seconds % 60);
    return text;
}

static void draw(const struct progress *progress, uint64_t bytes, const char *tensor,
                 double elapsed)
{
    const double done = (double)bytes, total = (double)progress->selection->bytes;
    char have[FORMAT_BYTES], want[FORMAT_BYTES], left[FORMAT_BYTES];
    char line[LINE_BYTES], shown[LINE_BYTES];

    snprintf(line, sizeof line, "%s  %3.0f%%  %s of %s  %.2f GiB/s  %s  %s",
             text_base_name(progress->path), 100.0 * done / total, format_size(have, bytes, false),
             format_size(want, progress->selection->bytes, false), done / elapsed / FORMAT_GIB,
             format_left(left, done, total, elapsed), tensor);
    text_copy(shown, sizeof shown, line, strlen(line));
    /* A wider line would wrap, and not be there to be drawn over. */
    text_shorten(shown, terminal_width() - 1);
    fprintf(stderr, "\r%s\033[K", shown);
}

void progress_show(struct progress *progress, uint64_t bytes, const char *tensor)
{
    const double now = seconds_now();

    if (!progress->wanted || now - progress->drawn < REDRAW_SECONDS ||
        progress->selection->bytes == 0)
        return;
    draw(progress, bytes, tensor, now - progress->began);
    progress->drawn = now;
    progress->visible = true;
}

void progress_end(struct progress *progress)
{
    if (progress->wanted && progress->kept && progress->selection->bytes > 0) {
        draw(progress, progress->selection->bytes, "", seconds_now() - progress->began);
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
