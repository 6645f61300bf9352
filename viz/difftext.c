#include "viz/difftext.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One line of one text. */
struct line {
    const char *at;
    size_t bytes;
};

/* Kinds: ' ' in both, '-' only before, '+' only after, '@' `count` folded. */
struct row {
    char kind;
    int count;
    struct line line;
};

struct difftext {
    char *text[2];
    struct line *line[2];
    int lines[2];
    struct row *row;
    int rows, added, removed;
};

static int count_lines(const char *text)
{
    int n = 0;

    for (const char *at = text; *at; n++) {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return n;
}

static int split(struct difftext *d, int side, const char *text)
{
    const char *at;
    int n = 0;

    d->lines[side] = count_lines(text);
    d->text[side] = strdup(text);
    d->line[side] = calloc((size_t)d->lines[side] + 1, sizeof *d->line[side]);
    if (!d->text[side] || !d->line[side])
        return 0;
    for (at = d->text[side]; *at; n++) {
        const size_t bytes = strcspn(at, "\n");

        d->line[side][n] = (struct line){at, bytes};
        at += bytes + (at[bytes] == '\n');
    }
    return 1;
}

static int same(const struct line *a, const struct line *b)
{
    return a->bytes == b->bytes && memcmp(a->at, b->at, a->bytes) == 0;
}

static void add(struct difftext *d, char kind, struct line line)
{
    d->row[d->rows++] = (struct row){kind, 1, line};
    d->added += kind == '+';
    d->removed += kind == '-';
}

/* The part [from, to) of each side that is left between equal ends. */
struct part {
    int from[2], to[2];
};

static void replace(struct difftext *d, struct part p)
{
    for (int i = p.from[0]; i < p.to[0]; i++)
        add(d, '-', d->line[0][i]);
    for (int i = p.from[1]; i < p.to[1]; i++)
        add(d, '+', d->line[1][i]);
}

/* How many lines of the rest of both texts can stay, for every pair of
 * starts: the longest common subsequence, from the end. */
static uint16_t *table_of(const struct difftext *d, struct part p)
{
    const size_t n = (size_t)(p.to[0] - p.from[0]);
    const size_t m = (size_t)(p.to[1] - p.from[1]);
    uint16_t *table;

    if (n > UINT16_MAX || m > UINT16_MAX ||
        (n + 1) * (m + 1) > DIFFTEXT_MOST_WORK)
        return NULL;
    table = calloc((n + 1) * (m + 1), sizeof *table);
    for (size_t i = n; table && i-- > 0;) {
        for (size_t k = m; k-- > 0;) {
            const uint16_t skip_a = table[(i + 1) * (m + 1) + k];
            const uint16_t skip_b = table[i * (m + 1) + k + 1];
            const uint16_t both = table[(i + 1) * (m + 1) + k + 1];

            table[i * (m + 1) + k] = same(&d->line[0][p.from[0] + (int)i],
                                          &d->line[1][p.from[1] + (int)k])
                                         ? (uint16_t)(both + 1)
                                         : (skip_a >= skip_b ? skip_a : skip_b);
        }
    }
    return table;
}

static void compare(struct difftext *d, struct part p)
{
    const int n = p.to[0] - p.from[0], m = p.to[1] - p.from[1];
    uint16_t *table = n > 0 && m > 0 ? table_of(d, p) : NULL;
    int i = 0, k = 0;

    while (table && i < n && k < m) {
        const struct line *a = &d->line[0][p.from[0] + i];
        const struct line *b = &d->line[1][p.from[1] + k];

        if (same(a, b)) {
            add(d, ' ', *a);
            i++;
            k++;
        } else if (table[(i + 1) * (m + 1) + k] >= table[i * (m + 1) + k + 1]) {
            add(d, '-', *a);
            i++;
        } else {
            add(d, '+', *b);
            k++;
        }
    }
    free(table);
    p.from[0] += i;
    p.from[1] += k;
    replace(d, p);
}

static void match(struct difftext *d)
{
    struct part p = {{0, 0}, {d->lines[0], d->lines[1]}};

    while (p.from[0] < p.to[0] && p.from[1] < p.to[1] &&
           same(&d->line[0][p.from[0]], &d->line[1][p.from[1]])) {
        add(d, ' ', d->line[0][p.from[0]]);
        p.from[0]++;
        p.from[1]++;
    }
    while (p.from[0] < p.to[0] && p.from[1] < p.to[1] &&
           same(&d->line[0][p.to[0] - 1], &d->line[1][p.to[1] - 1])) {
        p.to[0]--;
        p.to[1]--;
    }
    compare(d, p);
    for (int i = p.to[0]; i < d->lines[0]; i++)
        add(d, ' ', d->line[0][i]);
}

static int near_change(const struct difftext *d, int i)
{
    for (int k = i - DIFFTEXT_CONTEXT; k <= i + DIFFTEXT_CONTEXT; k++) {
        if (k >= 0 && k < d->rows && d->row[k].kind != ' ')
            return 1;
    }
    return 0;
}

/* Two passes, as folding forgets what stood there. */
static void fold(struct difftext *d)
{
    int kept = 0;

    for (int i = 0; i < d->rows; i++) {
        if (!near_change(d, i))
            d->row[i].count = 0;
    }
    for (int i = 0; i < d->rows; i++) {
        struct row row = d->row[i];

        if (row.count == 0) {
            int run = 1;

            while (i + 1 < d->rows && d->row[i + 1].count == 0) {
                run++;
                i++;
            }
            row.kind = '@';
            row.count = run;
        }
        d->row[kept++] = row;
    }
    d->rows = kept;
}

struct difftext *difftext_new(const char *before, const char *after)
{
    struct difftext *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    if (split(d, 0, before) && split(d, 1, after))
        d->row = calloc((size_t)d->lines[0] + (size_t)d->lines[1] + 1,
                        sizeof *d->row);
    if (!d->row) {
        difftext_free(d);
        return NULL;
    }
    match(d);
    fold(d);
    return d;
}

void difftext_free(struct difftext *d)
{
    if (!d)
        return;
    for (int side = 0; side < 2; side++) {
        free(d->text[side]);
        free(d->line[side]);
    }
    free(d->row);
    free(d);
}

int difftext_added(const struct difftext *d)
{
    return d->added;
}

int difftext_removed(const struct difftext *d)
{
    return d->removed;
}

int difftext_lines(const struct difftext *d)
{
    return d->rows;
}

static void row_text(const struct row *row, struct words *w)
{
    if (row->kind == '@') {
        words_add(w, "  ... %d %s the same", row->count,
                  row->count == 1 ? "line" : "lines");
    } else {
        words_add(w, "%c %.*s", row->kind, (int)row->line.bytes, row->line.at);
    }
}

void difftext_draw(const struct difftext *d, struct canvas *cv,
                   struct canvas_rect at, int first)
{
    char text[1024];
    struct canvas place = canvas_sub(cv, at);

    if (d->added + d->removed == 0) {
        canvas_text(&place, 0, 0, "no differences", INK_DIM);
        return;
    }
    for (int r = 0; r < place.rows; r++) {
        const int i = first + r;

        if (i < 0 || i >= d->rows)
            continue;
        const struct row *row = &d->row[i];
        struct words w = words_to(text, sizeof text);

        row_text(row, &w);
        canvas_fit(&place, (struct canvas_rect){r, 0, 1, place.cols}, text,
                   row->kind == '+'   ? INK_GOOD
                   : row->kind == '-' ? INK_BAD
                   : row->kind == '@' ? INK_DIM
                                      : INK_TEXT);
    }
}

size_t difftext_words(const struct difftext *d, enum words_depth depth,
                      char *out, size_t size)
{
    struct words w = words_to(out, size);

    words_add(&w, "%d lines came, %d lines went.\n", d->added, d->removed);
    for (int i = 0; depth != WORDS_FINDING && i < d->rows; i++) {
        const struct row *row = &d->row[i];

        if (depth == WORDS_SHORT && row->kind != '+' && row->kind != '-')
            continue;
        if (row->kind == '@') {
            words_add(&w, "%d lines the same\n", row->count);
            continue;
        }
        words_add(&w, "%s: %.*s\n",
                  row->kind == '+'   ? "new"
                  : row->kind == '-' ? "old"
                                     : "same",
                  (int)row->line.bytes, row->line.at);
    }
    return w.wanted;
}
