#include "viz/form.h"

#include <stdbool.h>
#include <string.h>

#include "viz/scroll.h"
#include "viz/spots.h"

enum { LEAST_FIELD = 12, MOST_NAME = 24 };

static int count_of(const struct form *f)
{
    return f->field && f->count > 0 ? f->count : 0;
}

static const char *text_of(const char *text)
{
    return text ? text : "";
}

static bool is_on(const struct form_field *k)
{
    return strcmp(text_of(k->value), "on") == 0;
}

static int name_cols(const struct form *f, const struct canvas *cv)
{
    int cols = 0;

    for (int i = 0; i < count_of(f); i++) {
        const int wanted = canvas_cols(cv, text_of(f->field[i].name));

        cols = wanted > cols ? wanted : cols;
    }
    cols = cols > MOST_NAME ? MOST_NAME : cols;
    return cols > cv->cols / 3 ? cv->cols / 3 : cols;
}

/* Rows of field i: an error takes one more. */
static int rows_of(const struct form *f, int i)
{
    return f->field[i].error ? 2 : 1;
}

/* Columns in front of the cursor. */
static int before_cursor(const struct form *f, const struct canvas *cv)
{
    const char *value = text_of(f->field[f->at].value);
    char head[256];
    size_t n = f->cursor > 0 ? (size_t)f->cursor : 0;

    n = n > strlen(value) ? strlen(value) : n;
    n = n >= sizeof head ? sizeof head - 1 : n;
    memcpy(head, value, n);
    head[n] = '\0';
    return canvas_cols(cv, head);
}

/* A long value is moved left, so that its cursor stays in the field. */
static void draw_text(const struct form *f, struct canvas *cv, int i,
                      struct canvas_rect at, int cursor[2])
{
    const bool here = i == f->at;
    struct canvas box = canvas_sub(cv, at);
    const unsigned ink =
        INK_UNDERLINE | (here ? INK_FOCUS | INK_BOLD : (unsigned)INK_TEXT);
    int shift = 0;

    canvas_fill(&box, canvas_whole(&box), ' ', ink);
    if (here) {
        const int before = before_cursor(f, cv);

        shift = before >= at.cols ? before - at.cols + 1 : 0;
        cursor[0] = at.row;
        cursor[1] = at.col + before - shift;
    }
    canvas_text(&box, 0, -shift, text_of(f->field[i].value), ink);
}

static int draw_value(const struct form *f, struct canvas *cv, int i,
                      struct canvas_rect at, int cursor[2])
{
    const struct form_field *k = &f->field[i];
    const unsigned ink = i == f->at ? INK_FOCUS | INK_BOLD : INK_TEXT;

    if (k->kind == FORM_SWITCH)
        return canvas_text(cv, at.row, at.col, is_on(k) ? "[x] on" : "[ ] off",
                           ink);
    if (k->kind == FORM_CHOICE)
        return canvas_printf(cv, at.row, at.col, ink, "< %s >",
                             text_of(k->value));
    draw_text(f, cv, i, at, cursor);
    return at.cols;
}

static void draw_field(const struct form *f, struct canvas *cv, int row, int i,
                       int cursor[2])
{
    const struct form_field *k = &f->field[i];
    const int names = name_cols(f, cv),
              cols = canvas_cols(cv, text_of(k->name));
    const int gap = cols < names ? names - cols : 0;
    const bool here = i == f->at;
    struct canvas_rect value = {row, names + 4, 1, cv->cols - names - 4};
    const int hint = k->hint ? canvas_cols(cv, k->hint) : 0;

    if (here)
        canvas_put(cv, row, 0, '>', INK_FOCUS | INK_BOLD);
    canvas_fit(cv, (struct canvas_rect){row, 2 + gap, 1, names - gap},
               text_of(k->name), here ? INK_TEXT | INK_BOLD : INK_TEXT);
    if (hint && value.cols - hint - 2 >= LEAST_FIELD)
        value.cols -= hint + 2;
    if (value.cols > 0)
        value.col += draw_value(f, cv, i, value, cursor) + 2;
    if (hint && value.col + hint <= cv->cols)
        canvas_text(cv, row, value.col, k->hint, INK_DIM);
    if (k->error) {
        const struct canvas_rect below = {row + 1, names + 4, 1,
                                          cv->cols - names - 4};

        canvas_put(cv, row + 1, names + 2, '!', INK_BAD | INK_BOLD);
        canvas_fit(cv, below, k->error, INK_BAD);
    }
}

void form_draw(const struct form *f, struct canvas *cv, struct canvas_rect at,
               int cursor[2])
{
    struct canvas place = canvas_sub(cv, at);
    const int head = f->title && place.rows >= 3;
    int spot[2] = {-1, -1}, rows = 0, here = 0;

    for (int i = 0; i < count_of(f); i++) {
        here = i == f->at ? rows : here;
        rows += rows_of(f, i);
    }
    if (head)
        canvas_text(&place, 0, 0, f->title, INK_TITLE);
    if (count_of(f) == 0)
        canvas_text(&place, head, 0, "no fields", INK_DIM);
    struct canvas body = canvas_sub(
        &place, (struct canvas_rect){head, 0, place.rows - head, place.cols});
    int row = -scroll_first(rows, body.rows, here);

    for (int i = 0; i < count_of(f); i++) {
        if (row >= 0 && row < body.rows)
            draw_field(f, &body, row, i, spot);
        spots_one(&body, SPOTS_ROW,
                  (struct canvas_rect){row, 0, rows_of(f, i), body.cols}, i);
        row += rows_of(f, i);
    }
    if (!cursor)
        return;
    cursor[0] = spot[0] < 0 ? -1 : spot[0] + head + (at.row > 0 ? at.row : 0);
    cursor[1] = spot[0] < 0 ? -1 : spot[1] + (at.col > 0 ? at.col : 0);
}

size_t form_words(const struct form *f, enum words_depth depth, char *out,
                  size_t size)
{
    struct words w = words_to(out, size);

    if (f->title)
        words_add(&w, "%s. ", f->title);
    words_add(&w, "%d fields.\n", count_of(f));
    for (int i = 0; i < count_of(f); i++) {
        const struct form_field *k = &f->field[i];

        if (depth == WORDS_FINDING && i != f->at)
            continue;
        words_add(&w, "%s%s: %s", i == f->at ? "in focus, " : "",
                  text_of(k->name), *text_of(k->value) ? k->value : "empty");
        if (k->hint && depth == WORDS_FULL)
            words_add(&w, " (%s)", k->hint);
        if (k->error)
            words_add(&w, ", wrong: %s", k->error);
        words_add(&w, "\n");
    }
    return w.wanted;
}
