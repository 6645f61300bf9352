/* vectors_file.c - the text file of word vectors. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/filemap.h"
#include "engine/base/savefile.h"
#include "engine/model/vectors.h"

#define FILE_LIMIT ((size_t)8 << 30)
enum { NUMBER_TEXT = 64, SHOWN = 48 };

/* One line, without its end. */
struct line {
    const char *at, *end;
    int64_t number; /* counted from 1 */
};

static bool next_line(const struct filemap *m, size_t *at, struct line *l)
{
    const char *text = (const char *)m->data;

    if (*at >= m->bytes)
        return false;
    const char *stop = memchr(text + *at, '\n', m->bytes - *at);
    l->at = text + *at;
    l->end = stop ? stop : text + m->bytes;
    *at = (size_t)(l->end - text) + 1;
    while (l->end > l->at && (l->end[-1] == '\r' || l->end[-1] == ' '))
        l->end--;
    l->number++;
    return true;
}

/* The next piece without blanks; bytes 0 at the end of the line. */
static const char *next_piece(struct line *l, size_t *bytes)
{
    const char *start = l->at;

    while (start < l->end && (*start == ' ' || *start == '\t'))
        start++;
    l->at = start;
    while (l->at < l->end && *l->at != ' ' && *l->at != '\t')
        l->at++;
    *bytes = (size_t)(l->at - start);
    return start;
}

static bool number_of(const char *piece, size_t bytes, float *out)
{
    char text[NUMBER_TEXT], *end;

    if (bytes == 0 || bytes >= sizeof text)
        return false;
    memcpy(text, piece, bytes);
    text[bytes] = '\0';
    *out = strtof(text, &end);
    /* Not merely where it stops: a zero byte inside would end it early. */
    return end == text + bytes && isfinite(*out);
}

static int64_t count_pieces(struct line l)
{
    int64_t n = 0;
    size_t bytes;

    for (next_piece(&l, &bytes); bytes; next_piece(&l, &bytes))
        n++;
    return n;
}

/* "400000 50" before the words? A line of two could also be a word with one
 * number, if its name were a number; word2vec's reader decides alike. */
static bool header_of(struct line l, int64_t said[2])
{
    for (int i = 0; i < 2; i++) {
        size_t bytes;
        const char *piece = next_piece(&l, &bytes);

        said[i] = 0;
        if (bytes == 0 || bytes > 12)
            return false;
        for (size_t c = 0; c < bytes; c++) {
            if (piece[c] < '0' || piece[c] > '9')
                return false;
            said[i] = 10 * said[i] + (piece[c] - '0');
        }
    }
    return count_pieces(l) == 0;
}

static struct status read_line(struct vectors *v, int64_t i, struct line l)
{
    size_t bytes;
    const int64_t pieces = count_pieces(l);
    const char *word = next_piece(&l, &bytes);

    if (pieces != v->width + 1) {
        return status_fail(
            STATUS_BAD_FILE, "line %lld has %lld numbers, but others have %lld",
            (long long)l.number, (long long)pieces - 1, (long long)v->width);
    }
    if (memchr(word, '\0', bytes))
        return status_fail(STATUS_BAD_FILE,
                           "line %lld: a zero byte in a word; this is no text",
                           (long long)l.number);
    STATUS_TRY(vectors_name(v, i, word, bytes));
    for (int64_t c = 0; c < v->width; c++) {
        const char *piece = next_piece(&l, &bytes);

        if (!number_of(piece, bytes, &v->row[i * v->width + c])) {
            char shown[SHOWN];

            cursor_show(shown, sizeof shown, piece, bytes);
            return status_fail(STATUS_BAD_FILE,
                               "line %lld: \"%s\" is no finite number",
                               (long long)l.number, shown);
        }
    }
    return STATUS_OK;
}

/* Lines that hold something, and the width that the first one has. */
static int64_t survey(const struct filemap *m, int64_t *width, int64_t *first,
                      int64_t said[2], bool *header)
{
    struct line l = {.number = 0};
    size_t at = 0;
    int64_t n = 0;

    *width = 0;
    *header = false;
    while (next_line(m, &at, &l)) {
        if (l.at == l.end)
            continue;
        if (l.number == 1 && header_of(l, said)) {
            *header = true;
            continue;
        }
        if (n++ > 0)
            continue;
        *width = count_pieces(l) - 1;
        *first = l.number;
    }
    return n;
}

static struct status read_map(struct vectors *v, const struct filemap *m)
{
    int64_t width, first = 0, said[2];
    bool header;
    const int64_t n = survey(m, &width, &first, said, &header);
    struct line l = {.number = 0};
    size_t at = 0;
    int64_t i = 0;

    if (n == 0)
        return status_fail(STATUS_BAD_FILE, "it holds no vectors in %zu bytes",
                           m->bytes);
    if (header && (said[0] != n || said[1] != width)) {
        return status_fail(STATUS_BAD_FILE,
                           "line 1 says %lld words of %lld numbers, but there "
                           "are %lld of %lld",
                           (long long)said[0], (long long)said[1], (long long)n,
                           (long long)width);
    }
    if (width < 1 || width > VECTORS_WIDTH) {
        return status_fail(STATUS_BAD_FILE,
                           "line %lld has %lld numbers, not 1 to %d",
                           (long long)first, (long long)width, VECTORS_WIDTH);
    }
    STATUS_TRY(vectors_new(v, n, width));
    while (next_line(m, &at, &l)) {
        if (l.at == l.end || (header && l.number == 1))
            continue;
        STATUS_TRY(read_line(v, i++, l));
    }
    return STATUS_OK;
}

struct status vectors_read(struct vectors *v, const char *path)
{
    struct filemap m;

    *v = (struct vectors){0};
    STATUS_TRY(filemap_open(&m, path, FILE_LIMIT));
    const struct status st = read_map(v, &m);
    filemap_close(&m);
    if (st.code)
        vectors_free(v);
    return status_within(st, path);
}

/* What would be refused when it is read again is not written. */
static struct status check_rows(const struct vectors *v)
{
    for (int64_t i = 0; i < v->n; i++) {
        if (!v->word[i] || !*v->word[i] || strpbrk(v->word[i], " \t\r\n"))
            return status_fail(STATUS_BAD_USAGE,
                               "word %lld is empty or holds a blank; the file "
                               "parts words by them",
                               (long long)i);
        for (int64_t c = 0; c < v->width; c++)
            if (!isfinite(v->row[i * v->width + c]))
                return status_fail(STATUS_BAD_USAGE,
                                   "\"%.*s\" has a number that is not finite",
                                   SHOWN, v->word[i]);
    }
    return STATUS_OK;
}

struct status vectors_write(const struct vectors *v, const char *path)
{
    struct savefile f;
    char text[NUMBER_TEXT];

    STATUS_TRY(check_rows(v));
    STATUS_TRY(savefile_open(&f, path));
    snprintf(text, sizeof text, "%lld %lld\n", (long long)v->n,
             (long long)v->width);
    savefile_write(&f, text, strlen(text));
    for (int64_t i = 0; i < v->n; i++) {
        savefile_write(&f, v->word[i], strlen(v->word[i]));
        for (int64_t c = 0; c < v->width; c++) {
            snprintf(text, sizeof text, " %.9g",
                     (double)v->row[i * v->width + c]);
            savefile_write(&f, text, strlen(text));
        }
        savefile_write(&f, "\n", 1);
    }
    return savefile_commit(&f);
}
