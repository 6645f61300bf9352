#include "tui/screens/lessonplace.h"

#include <stdio.h>
#include <string.h>

#include "tui/shell.h"
#include "viz/page.h"
#include "viz/spots.h"

enum { LEAST_TEXT = 4, LEAST_LAB = 9 };

struct lessonplace lessonplace_for(const struct canvas *cv, bool lab,
                                   bool on_lab)
{
    const struct canvas_rect all = {2, 0, cv->rows - 2, cv->cols};
    struct lessonplace p = {LESSONPLACE_TEXT_ONLY, all, {0, 0, 0, 0}};
    int cols;

    if (!lab)
        return p;
    /* The bottom line of the screen is not part of this canvas. */
    if (cv->cols >= SHELL_SPLIT_COLS && cv->rows + 1 >= SHELL_SPLIT_ROWS) {
        cols = cv->cols / 2 > PAGE_MAX_COLS ? PAGE_MAX_COLS : cv->cols / 2;
        p.kind = LESSONPLACE_BESIDE;
        p.text.cols = cols;
        p.lab = all;
        p.lab.col = cols + 3;
        p.lab.cols = cv->cols - cols - 3;
    } else if (cv->cols >= SHELL_STACK_COLS && cv->rows >= 20) {
        p.kind = LESSONPLACE_ABOVE;
        p.lab = all;
    } else {
        p.kind = LESSONPLACE_ONE;
        p.text.rows = on_lab ? 0 : all.rows - 1;
        p.lab = all;
        p.lab.rows = on_lab ? all.rows - 1 : 0;
    }
    return p;
}

void lessonplace_share(struct lessonplace *p, int lines, bool on_lab,
                       bool closed)
{
    const int rows = p->lab.rows - 1; /* one row parts them */
    int text = lines < LEAST_TEXT ? LEAST_TEXT : lines;

    if (p->kind != LESSONPLACE_ABOVE)
        return;
    if (text > rows - LEAST_LAB)
        text = rows - LEAST_LAB;
    if (text < rows / 2 && lines > text)
        text = rows / 2;
    if (on_lab && text > LEAST_TEXT)
        text = LEAST_TEXT;
    if (closed) /* one line says that it is */
        text = rows - 1;
    p->text.rows = text;
    p->lab.row = p->text.row + text + 1;
    p->lab.rows = rows - text;
}

void lessonplace_title(const struct reader *r, struct canvas *cv)
{
    const struct lesson_step *step = reader_step(r);
    struct canvas_rect left = {0, 0, 1, cv->cols};
    char place[64], title[256];
    int cols;

    snprintf(place, sizeof place, "%s%s %d/%d", step->side ? "side step, " : "",
             lesson_kind_name(step->kind), r->step + 1, r->lesson->step_count);
    cols = canvas_cols(cv, place);
    canvas_text(cv, 0, cv->cols - cols, place,
                reader_complete(r, r->step) ? INK_GOOD : INK_DIM);
    left.cols -= cols + 1;
    snprintf(title, sizeof title, "%s %s", r->lesson->id, r->lesson->title);
    canvas_fit(cv, left, title, INK_TITLE | INK_BOLD);
}

static void strip(bool on_lab, struct canvas *cv)
{
    const int row = cv->rows - 1;
    int col = 0;

    col += canvas_text(cv, row, col, on_lab ? " 1 text  " : "(1 text) ",
                       on_lab ? INK_DIM : INK_FOCUS | INK_BOLD);
    canvas_text(cv, row, col, on_lab ? "(2 lab)" : " 2 lab ",
                on_lab ? INK_FOCUS | INK_BOLD : INK_DIM);
    canvas_text(cv, row, 18, "Tab: the other one", INK_DIM);
    spots_one(cv, SPOTS_PANEL, (struct canvas_rect){row, 0, 1, 9}, 1);
    spots_one(cv, SPOTS_PANEL, (struct canvas_rect){row, 9, 1, 9}, 2);
}

void lessonplace_frame(const struct lessonplace *p, bool on_lab,
                       struct canvas *cv)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;

    if (p->kind == LESSONPLACE_BESIDE) {
        for (int r = p->text.row; r < cv->rows; r++)
            canvas_put(cv, r, p->lab.col - 2, ascii ? '|' : 0x2502, INK_FRAME);
    } else if (p->kind == LESSONPLACE_ABOVE) {
        for (int c = 0; c < cv->cols; c++)
            canvas_put(cv, p->lab.row - 1, c, ascii ? '-' : 0x2500, INK_FRAME);
    } else if (p->kind == LESSONPLACE_ONE) {
        strip(on_lab, cv);
    }
}
