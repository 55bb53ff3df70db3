#include "sums_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

#define TEXT_BYTES_FIRST ((size_t)64 << 10)
#define TEXT_BYTES_MAX ((size_t)512 << 20) /* more than the names of any model take */

/* --- writing ------------------------------------------------------------------------------ */

static void put_text(FILE *out, const char *text)
{
    size_t bytes = strlen(text);

    while (bytes > 0) {
        bool fit;
        const size_t taken = text_next(text, bytes, &fit);

        if (*text == '\\')
            fputs("\\\\", out);
        else if (fit)
            fwrite(text, 1, taken, out);
        else
            for (size_t i = 0; i < taken; i++)
                fprintf(out, "\\x%02x", (unsigned char)text[i]);
        text += taken;
        bytes -= taken;
    }
}

void sums_write(FILE *out, const struct sum *sum, const char *name)
{
    char digits[SUM_DIGITS + 1];

    fprintf(out, "%s  ", sum_write(digits, sum));
    put_text(out, name);
    fputc('\n', out);
}

void sums_write_comment(FILE *out, const char *text)
{
    fputs("# ", out);
    put_text(out, text);
    fputc('\n', out);
}

/* --- one line ----------------------------------------------------------------------------- */

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool read_byte(const char *text, unsigned char *byte)
{
    const int high = digit_value(text[0]);
    const int low = high < 0 ? -1 : digit_value(text[1]);

    if (low < 0)
        return false;
    *byte = (unsigned char)(high << 4 | low);
    return true;
}

static bool read_sum(const char *text, struct sum *sum)
{
    for (size_t i = 0; i < SUM_BYTES; i++)
        if (!read_byte(text + 2 * i, &sum->bytes[i]))
            return false;
    return true;
}

/* Replaces an escape in place, which is longer than its byte.  *at moves behind the escape. */
static bool read_escape(const char **at, char *to)
{
    unsigned char byte = '\\';

    if ((*at)[1] == '\\')
        *at += 2;
    else if ((*at)[1] == 'x' && read_byte(*at + 2, &byte) && byte != 0)
        *at += 4;
    else
        return false;
    *to = (char)byte;
    return true;
}

static bool read_name(char *name)
{
    const char *at = name;
    char *to = name;

    for (; *at; to++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return false;
        if (*at != '\\')
            *to = *at++;
        else if (!read_escape(&at, to))
            return false;
    }
    *to = '\0';
    return true;
}

/* `line` ends in a zero byte, and has no other. */
static bool read_line(char *line, struct sums_entry *entry)
{
    if (!read_sum(line, &entry->sum) || strncmp(line + SUM_DIGITS, "  ", 2) != 0)
        return false;
    entry->name = line + SUM_DIGITS + 2;
    return read_name(line + SUM_DIGITS + 2);
}

/* --- all of them -------------------------------------------------------------------------- */

static bool out_of_memory(const char *path, struct emel_failure *why)
{
    return refuse(why, &(struct refusal){ .name = "OUT_OF_MEMORY",
                                          .text = "no memory for the sums",
                                          .file = path });
}

static bool malformed(const char *path, size_t line, const char *text, const char *tensor,
                      struct emel_failure *why)
{
    char place[EMEL_IO_PATH_MAX + 32]; /* for any path that can be opened */

    snprintf(place, sizeof place, "%s:%zu", path, line);
    return refuse(why,
                  &(struct refusal){
                      .name = "MALFORMED_SUMS", .text = text, .file = place, .tensor = tensor });
}

static bool add_entry(struct sums_file *sums, const struct sums_entry *entry)
{
    struct sums_entry *more;

    if (sums->count == sums->room) {
        sums->room = sums->room > 0 ? 2 * sums->room : 256;
        more = realloc(sums->entries, sums->room * sizeof *more);
        if (!more)
            return false;
        sums->entries = more;
    }
    sums->entries[sums->count++] = *entry;
    return true;
}

/* One line, which ends at `stop`.  *heading: the line before was a comment. */
static bool take_line(struct sums_file *sums, char *line, const char *stop,
                      struct sums_entry *entry, bool *heading, const char *path,
                      struct emel_failure *why)
{
    if (memchr(line, '\0', (size_t)(stop - line)) || (*line != '#' && !read_line(line, entry)))
        return malformed(path, entry->line,
                         "not 32 hexadecimal digits, two blanks and a tensor's name", NULL, why);
    if (*line != '#' && !add_entry(sums, entry))
        return out_of_memory(path, why);
    if (*line != '#' && *heading)
        sums->sections++;
    *heading = *line == '#';
    return true;
}

static bool read_lines(struct sums_file *sums, size_t bytes, const char *path,
                       struct emel_failure *why)
{
    struct sums_entry entry = { .line = 1 };
    char *line = sums->text, *const end = sums->text + bytes;
    bool heading = false;

    for (; line < end; entry.line++) {
        char *stop = memchr(line, '\n', (size_t)(end - line));

        stop = stop ? stop : end;
        *stop = '\0';
        if (!take_line(sums, line, stop, &entry, &heading, path, why))
            return false;
        line = stop + 1;
    }
    return true;
}

static int compare_names(const void *left, const void *right)
{
    const struct sums_entry *a = left, *b = right;
    const int order = strcmp(a->name, b->name);

    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static bool sort_entries(struct sums_file *sums, const char *path, struct emel_failure *why)
{
    const struct sums_entry *again = NULL; /* the first line that says what one before it did */

    if (sums->count > 0)
        qsort(sums->entries, sums->count, sizeof *sums->entries, compare_names);
    for (size_t i = 1; i < sums->count; i++) {
        const struct sums_entry *entry = &sums->entries[i];

        if (strcmp(entry[-1].name, entry->name) == 0 && (!again || entry->line < again->line))
            again = entry;
    }
    if (!again)
        return true;
    return malformed(path, again->line,
                     sums->sections > 1 ? "the same tensor twice: SUMS has the sums of several "
                                          "files, and verify takes those of one"
                                        : "the same tensor twice",
                     again->name, why);
}

/* GGUF's magic; or the length of a safetensors header, of less than 4 GiB, and its first brace. */
static bool looks_like_a_model(const char *text, size_t bytes)
{
    return bytes > 8 && (memcmp(text, "GGUF", 4) == 0 || memcmp(text + 4, "\0\0\0\0{", 5) == 0);
}

/* All of it, with room for a zero byte behind. */
static bool read_text(struct sums_file *sums, FILE *file, const char *path, size_t *bytes,
                      struct emel_failure *why)
{
    for (size_t room = TEXT_BYTES_FIRST; room <= TEXT_BYTES_MAX; room *= 2) {
        char *more = realloc(sums->text, room + 1);

        if (!more)
            return out_of_memory(path, why);
        sums->text = more;
        *bytes += fread(sums->text + *bytes, 1, room - *bytes, file);
        if (looks_like_a_model(sums->text, *bytes))
            return refuse(why, &(struct refusal){
                                   .name = "MALFORMED_SUMS",
                                   .text = "a model, not sums: were FILE and SUMS swapped?",
                                   .file = path,
                               });
        if (*bytes < room)
            return true;
    }
    return refuse(why, &(struct refusal){
                           .name = "LIMIT", .text = "sums of 512 MiB, or more", .file = path });
}

static bool check_sums_path(const char *path, struct emel_failure *why)
{
    if (*path == '\0')
        return refuse(
            why, &(struct refusal){ .name = "EMPTY_PATH", .text = "'' names no file of sums" });
    if (strcmp(path, "-") == 0)
        return refuse(why, &(struct refusal){
                               .name = "STANDARD_INPUT",
                               .text = "sums are not read from standard input; name a file",
                               .file = path,
                           });
    return true;
}

static bool read_file(struct sums_file *sums, const char *path, size_t *bytes,
                      struct emel_failure *why)
{
    FILE *file = fopen(path, "rb");
    bool done;

    if (!file)
        return refuse(why, &(struct refusal){ .name = "OPEN_FAILED",
                                              .text = "the sums could not be opened",
                                              .file = path,
                                              .os_error = errno });
    errno = 0;
    done = read_text(sums, file, path, bytes, why);
    if (done && ferror(file))
        done = refuse(why, &(struct refusal){ .name = "READ_FAILED",
                                              .text = "the sums could not be read",
                                              .file = path,
                                              .os_error = errno });
    fclose(file);
    return done;
}

bool sums_file_read(struct sums_file *sums, const char *path, struct emel_failure *why)
{
    size_t bytes = 0;

    *sums = (struct sums_file){ .count = 0 };
    return check_sums_path(path, why) && read_file(sums, path, &bytes, why) &&
           read_lines(sums, bytes, path, why) && sort_entries(sums, path, why);
}

void sums_file_free(struct sums_file *sums)
{
    free(sums->entries);
    free(sums->text);
}
