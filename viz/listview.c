#include "viz/listview.h"

#include "viz/hits.h"
#include "viz/scroll.h"
#include "viz/spots.h"

static int count_of(const struct listview *l)
{
    return l->item && l->count > 0 ? l->count : 0;
}

static const char *text_of(const struct listview *l, int i)
{
    return l->item[i].text ? l->item[i].text : "";
}

bool listview_shows(const struct listview *l, int i)
{
    return !l->filter || !*l->filter || hits_next(text_of(l, i), l->filter, 0);
}

/* How many are shown before item i. */
static int shown_before(const struct listview *l, int i)
{
    int n = 0;

    for (int k = 0; k < i && k < count_of(l); k++)
        n += listview_shows(l, k);
    return n;
}

/* Item number n of those shown; -1 past the last one. */
static int shown_at(const struct listview *l, int n)
{
    for (int i = 0; i < count_of(l); i++) {
        if (listview_shows(l, i) && n-- == 0)
            return i;
    }
    return -1;
}

int listview_step(const struct listview *l, int by)
{
    const int shown = shown_before(l, count_of(l));
    int to = shown_before(l, l->chosen) + by;

    to = to >= shown ? shown - 1 : to;
    return shown_at(l, to < 0 ? 0 : to);
}

static void draw_item(const struct listview *l, struct canvas *cv, int row,
                      int i, bool chosen)
{
    const char *note = l->item[i].note ? l->item[i].note : "";
    const int note_cols = canvas_cols(cv, note);
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    struct canvas_rect text = {row, 2, 1, cv->cols - 2};

    if (chosen)
        canvas_put(cv, row, 0, ascii ? '>' : 0x25b6, INK_FOCUS | INK_BOLD);
    if (l->item[i].sign)
        text.col += canvas_text(cv, row, 2, l->item[i].sign, INK_TEXT) + 1;
    text.cols = cv->cols - text.col;
    const bool both = note_cols > 0 && text.cols - note_cols - 2 >= 8;

    if (both)
        text.cols -= note_cols + 2;
    canvas_fit(cv, text, text_of(l, i),
               chosen ? INK_FOCUS | INK_BOLD : INK_TEXT);
    hits_mark(cv, text, text_of(l, i), l->filter);
    if (both)
        canvas_text(cv, row, cv->cols - note_cols, note, INK_DIM);
}

static void draw_head(const struct listview *l, struct canvas *cv, int shown,
                      int at)
{
    int col = 0;

    if (l->title)
        col += canvas_text(cv, 0, 0, l->title, INK_TITLE) + 2;
    if (l->filter && *l->filter)
        canvas_printf(cv, 0, col, INK_ACCENT, "filter: %s", l->filter);
    if (shown > 0) {
        char text[32];
        struct words w = words_to(text, sizeof text);

        words_add(&w, " %d/%d", at + 1, shown);
        canvas_text(cv, 0, cv->cols - canvas_cols(cv, text), text, INK_DIM);
    }
}

void listview_draw(const struct listview *l, struct canvas *cv,
                   struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int shown = shown_before(l, count_of(l));
    const int head = place.rows >= 3;
    int here = shown_before(l, l->chosen);

    if (place.rows == 0 || place.cols == 0)
        return;
    here = here >= shown ? shown - 1 : here;
    if (head)
        draw_head(l, &place, shown, here);
    if (shown == 0) {
        canvas_text(&place, head, 0, l->empty ? l->empty : "nothing here",
                    INK_DIM);
        return;
    }
    const int rows = place.rows - head;
    const int first = scroll_first(shown, rows, here);
    const bool thumb = shown > rows && place.cols > 12;
    struct canvas body =
        canvas_sub(&place, (struct canvas_rect){head, 0, rows,
                                                place.cols - (thumb ? 2 : 0)});

    for (int r = 0, i = shown_at(l, first); r < rows && i >= 0; r++) {
        draw_item(l, &body, r, i, first + r == here);
        spots_one(&body, SPOTS_ROW, (struct canvas_rect){r, 0, 1, body.cols},
                  i);
        for (i++; i < count_of(l) && !listview_shows(l, i);)
            i++;
        i = i < count_of(l) ? i : -1;
    }
    if (thumb) {
        scroll_thumb(&place,
                     (struct canvas_rect){head, place.cols - 1, rows, 1}, first,
                     shown);
    }
}

size_t listview_words(const struct listview *l, enum words_depth depth,
                      char *out, size_t size)
{
    struct words w = words_to(out, size);
    const int shown = shown_before(l, count_of(l));
    const int here = listview_step(l, 0);
    int n = 0;

    if (l->title)
        words_add(&w, "%s. ", l->title);
    words_add(&w, "%d rows", shown);
    if (here >= 0)
        words_add(&w, ", chosen is %s", text_of(l, here));
    words_add(&w, ".\n");
    for (int i = 0; depth != WORDS_FINDING && i < count_of(l); i++) {
        if (!listview_shows(l, i))
            continue;
        if (depth == WORDS_SHORT && n == 8) {
            words_add(&w, "%d more.\n", shown - n);
            break;
        }
        words_add(&w, "%d. %s", ++n, text_of(l, i));
        if (l->item[i].sign)
            words_add(&w, ", %s", l->item[i].sign);
        if (l->item[i].note)
            words_add(&w, ", %s", l->item[i].note);
        words_add(&w, "\n");
    }
    return w.wanted;
}
