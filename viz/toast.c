#include "viz/toast.h"

#include <string.h>

/* Words of `text` that fit into `cols`: answers their bytes. */
static size_t line_bytes(const struct canvas *cv, const char *text, int cols)
{
    char part[256];
    size_t best = 0, at = 0;

    while (text[at] && at + 1 < sizeof part) {
        size_t end = at + strspn(text + at, " ");

        end += strcspn(text + end, " ");
        if (end >= sizeof part)
            break;
        memcpy(part, text, end);
        part[end] = '\0';
        if (canvas_cols(cv, part) > cols)
            break;
        best = at = end;
    }
    return best;
}

/* Lines that the text takes, at most TOAST_MOST_ROWS; with `draw` they are
 * drawn. A word that is too long for a line ends the text with an ellipsis. */
static int lines(const char *text, struct canvas *cv, struct canvas_rect at,
                 int draw)
{
    int n = 0;

    while (*text && n < TOAST_MOST_ROWS) {
        const size_t bytes = line_bytes(cv, text, at.cols);
        const int last = n + 1 == TOAST_MOST_ROWS || bytes == 0;
        char part[256];

        memcpy(part, text, bytes);
        part[bytes] = '\0';
        if (draw)
            canvas_fit(cv, (struct canvas_rect){at.row + n, at.col, 1, at.cols},
                       last ? text : part, INK_TEXT);
        n++;
        if (last)
            break;
        text += bytes;
        text += strspn(text, " ");
    }
    return n;
}

static int draw_one(const struct logview_line *line, struct canvas *cv,
                    int foot)
{
    const char *word = logview_word(line->level);
    const unsigned ink = logview_ink(line->level);
    const char *text = line->text ? line->text : "";
    int cols = canvas_cols(cv, text) + 4;

    cols = cols > TOAST_MOST_COLS ? TOAST_MOST_COLS : cols;
    cols = cols < 16 ? 16 : cols;
    cols = cols > cv->cols ? cv->cols : cols;
    const struct canvas_rect in = {0, 0, 1, cols - 4};
    const int rows = lines(text, cv, in, 0) + 2;
    const struct canvas_rect box = {foot - rows, cv->cols - cols, rows, cols};

    if (box.row < 0 || cols < 6)
        return 0;
    canvas_fill(cv, box, 0, INK_TEXT);
    canvas_frame(cv, box, 0, *word ? word : NULL, ink);
    lines(text, cv,
          (struct canvas_rect){box.row + 1, box.col + 2, rows - 2, cols - 4},
          1);
    return rows;
}

int toast_draw(const struct logview *l, struct canvas *cv,
               struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int count = l->line && l->count > 0 ? l->count : 0;
    int rows = 0;

    for (int i = 0; i < TOAST_MOST && i < count; i++) {
        const int took =
            draw_one(&l->line[count - 1 - i], &place, place.rows - rows);

        if (took == 0)
            break;
        rows += took;
    }
    return rows;
}
