#include "viz/logview.h"

#include "viz/hits.h"
#include "viz/scroll.h"

static int count_of(const struct logview *l)
{
    return l->line && l->count > 0 ? l->count : 0;
}

const char *logview_word(enum logview_level level)
{
    static const char *const word[] = {"", "ok", "warning", "problem"};

    return word[level];
}

unsigned logview_ink(enum logview_level level)
{
    static const unsigned ink[] = {INK_TEXT, INK_GOOD, INK_WARN, INK_BAD};

    return ink[level];
}

static int when_cols(const struct logview *l, const struct canvas *cv,
                     int first, int rows)
{
    int cols = 0;

    for (int i = first; i < first + rows && i < count_of(l); i++) {
        const char *when = l->line[i].when;
        const int wanted = when ? canvas_cols(cv, when) : 0;

        cols = wanted > cols ? wanted : cols;
    }
    return cols > cv->cols / 3 ? cv->cols / 3 : cols;
}

static void draw_line(const struct logview *l, struct canvas *cv, int row,
                      int i, int when)
{
    const struct logview_line *line = &l->line[i];
    const char *word = logview_word(line->level);
    const unsigned ink = logview_ink(line->level);
    int col = when ? when + 2 : 0;

    if (line->when)
        canvas_fit(cv, (struct canvas_rect){row, 0, 1, when}, line->when,
                   INK_DIM);
    if (*word)
        col += canvas_printf(cv, row, col, ink | INK_BOLD, "%s: ", word);
    const struct canvas_rect rest = {row, col, 1, cv->cols - col};

    canvas_fit(cv, rest, line->text ? line->text : "", INK_TEXT);
    hits_mark(cv, rest, line->text ? line->text : "", l->find);
}

void logview_draw(const struct logview *l, struct canvas *cv,
                  struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int count = count_of(l), most = count - place.rows;
    int first = most - (l->back > 0 ? l->back : 0);

    first = first < 0 ? 0 : first;
    const bool thumb = count > place.rows && place.cols > 12;
    struct canvas text =
        canvas_sub(&place, (struct canvas_rect){0, 0, place.rows,
                                                place.cols - (thumb ? 2 : 0)});
    const int when = when_cols(l, &text, first, text.rows);

    if (count == 0)
        canvas_text(&place, 0, 0, "no messages", INK_DIM);
    for (int r = 0; r < text.rows && first + r < count; r++)
        draw_line(l, &text, r, first + r, when);
    if (thumb) {
        scroll_thumb(&place,
                     (struct canvas_rect){0, place.cols - 1, place.rows, 1},
                     first, count);
    }
}

size_t logview_words(const struct logview *l, enum words_depth depth, char *out,
                     size_t size)
{
    struct words w = words_to(out, size);
    const int count = count_of(l);
    const int rows = depth == WORDS_FINDING ? 1
                     : depth == WORDS_SHORT ? 5
                                            : count;

    words_add(&w, "%d messages.\n", count);
    for (int i = count > rows ? count - rows : 0; i < count; i++) {
        const struct logview_line *line = &l->line[i];
        const char *word = logview_word(line->level);

        words_add(&w, "%s%s%s%s%s\n", line->when ? line->when : "",
                  line->when ? ": " : "", word, *word ? ": " : "",
                  line->text ? line->text : "");
    }
    return w.wanted;
}
