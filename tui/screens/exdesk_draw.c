/* exdesk_draw.c - the exercise on the screen: a head, a line of panels, and
 * the panel in front; where there is room, the checks stand beside it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exercises/workplace.h"
#include "tui/screens/exdesk_parts.h"
#include "viz/difftext.h"
#include "viz/heatmap.h"

enum { HEAD_ROWS = 2, SIDE_COLS = 46, NUMBER_COLS = 5 };

static void draw_head(const struct exdesk *d, struct canvas *cv)
{
    char right[80] = "not checked yet";
    int good = 0;

    for (int i = 0; d->verdict && i < d->report->cases; i++)
        good += d->report->list[i].verdict == REPORT_PASS;
    if (d->busy) {
        snprintf(right, sizeof right, "checking; Ctrl+C stops");
    } else if (d->fault.code) {
        snprintf(right, sizeof right, "no verdict");
    } else if (d->verdict && d->report->cases) {
        snprintf(right, sizeof right, "try %d  %d of %d pass  %.1f s",
                 d->state.tries, good, d->report->cases, d->report->seconds);
    } else if (d->verdict) {
        snprintf(right, sizeof right, "try %d  %s  %.1f s", d->state.tries,
                 report_verdict_name(d->report->verdict), d->report->seconds);
    }
    const int col = cv->cols - canvas_cols(cv, right);
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "%s", d->loop.name);
    if (cv->cols >= SHELL_STACK_COLS) {
        canvas_fit(cv,
                   (struct canvas_rect){0, (int)strlen(d->loop.name) + 2, 1,
                                        col - (int)strlen(d->loop.name) - 4},
                   d->state.passed   ? "passed"
                   : d->state.peeked ? "solution seen"
                                     : "",
                   d->state.passed ? INK_GOOD | INK_BOLD : INK_WARN);
    }
    canvas_text(cv, 0, col, right,
                d->busy || !d->verdict ? INK_DIM
                : d->report->passed    ? INK_GOOD | INK_BOLD
                                       : INK_BAD | INK_BOLD);
}

/* On a narrow screen only the panel in front has a name. */
static void draw_tabs(const struct exdesk *d, struct canvas *cv)
{
    static const char *const names[EXDESK_PANELS] = {
        "task", "code", "checks", "error", "printed", "hints", "diff"};
    int col = 0;

    for (int i = 0; i < EXDESK_PANELS; i++) {
        const bool here = i == (int)d->panel;

        col += canvas_printf(cv, 1, col, here ? INK_FOCUS | INK_BOLD : INK_KEY,
                             "%d", i + 1);
        if (here || cv->cols >= SHELL_STACK_COLS)
            col += canvas_printf(cv, 1, col,
                                 here ? INK_FOCUS | INK_BOLD | INK_UNDERLINE
                                      : INK_DIM,
                                 " %s", names[i]);
        if (i == EXDESK_HINTS && d->state.hints)
            col += canvas_printf(cv, 1, col, INK_DIM, " %d", d->state.hints);
        if (i == EXDESK_DIFF && (d->came || d->went) &&
            cv->cols >= SHELL_STACK_COLS)
            col += canvas_printf(cv, 1, col, INK_DIM, " +%d -%d", d->came,
                                 d->went);
        col += 2;
    }
}

/* The scroll of what is in front stays within it. */
static int scrolled(struct exdesk *d, int lines, int room, bool front)
{
    if (!front)
        return 0;
    d->lines = lines;
    d->room = room;
    if (d->scroll > lines - room)
        d->scroll = lines - room;
    if (d->scroll < 0)
        d->scroll = 0;
    return d->scroll;
}

static void draw_prose(struct exdesk *d, enum exdesk_panel panel, bool front,
                       struct canvas *cv, struct canvas_rect at)
{
    struct page *p = exdesk_page(d, panel);

    if (!p)
        return;
    const int lines = page_lay(p, &cv->look, at.cols);
    page_draw(p, cv, at, scrolled(d, lines, at.rows, front));
    page_free(p);
}

/* From the line that the verdict is about, where it is not in front. */
static void draw_code(struct exdesk *d, struct canvas *cv,
                      struct canvas_rect at, bool front)
{
    const int marked = exdesk_line(d);
    const char *text = buf_string(&d->text);
    int lines = 0, n = 0;

    canvas_fit(cv, (struct canvas_rect){at.row, at.col, 1, at.cols},
               buf_string(&d->path), INK_DIM);
    at.row++;
    at.rows--;
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    const int first = front                  ? scrolled(d, lines, at.rows, true)
                      : marked > at.rows - 2 ? marked - at.rows / 2
                                             : 0;
    while (*text && n < first + at.rows) {
        const size_t long_ = strcspn(text, "\n");
        char line[256];

        n++;
        snprintf(line, sizeof line, "%.*s",
                 (int)(long_ < sizeof line ? long_ : sizeof line - 1), text);
        if (n > first) {
            const struct canvas_rect row = {at.row + n - first - 1,
                                            at.col + NUMBER_COLS, 1,
                                            at.cols - NUMBER_COLS};

            canvas_printf(cv, row.row, at.col,
                          n == marked ? INK_BAD | INK_BOLD : INK_DIM, "%s%3d",
                          n == marked ? ">" : " ", n);
            canvas_fit(cv, row, line,
                       n == marked ? INK_BAD | INK_BOLD : INK_CODE);
        }
        text += long_ + (text[long_] == '\n');
    }
}

static void read_error(const struct exdesk *d, struct canvas *cv,
                       struct canvas_rect at)
{
    const struct report_grid *g = &d->report->grid;
    char line[160];

    snprintf(line, sizeof line, "row %d, column %d: expected %.6g, yours %.6g",
             d->at_row, d->at_col, g->expected[d->at_row][d->at_col],
             g->got[d->at_row][d->at_col]);
    canvas_fit(cv, at, line, INK_TEXT | INK_BOLD);
    at.row++;
    snprintf(line, sizeof line, "%s of case %s%s; arrows read a number",
             g->array, g->id,
             g->all_rows > g->rows || g->all_cols > g->cols ? ", its start"
                                                            : "");
    canvas_fit(cv, at, line, INK_DIM);
}

/* How far each number is off; NaN where one of both is. */
static void draw_error(struct exdesk *d, struct canvas *cv,
                       struct canvas_rect at)
{
    const struct report_grid *g = &d->report->grid;
    float off[REPORT_GRID * REPORT_GRID];

    if (!d->verdict || !g->rows) {
        canvas_fit(cv, at,
                   d->verdict && d->report->passed
                       ? "Nothing is wrong."
                       : "No case that is shown has a wrong number.",
                   INK_DIM);
        return;
    }
    for (int r = 0; r < g->rows; r++)
        for (int c = 0; c < g->cols; c++)
            off[r * g->cols + c] =
                (float)fabs(g->got[r][c] - g->expected[r][c]);
    d->at_row = d->at_row >= g->rows ? g->rows - 1 : d->at_row;
    d->at_col = d->at_col >= g->cols ? g->cols - 1 : d->at_col;
    const struct heatmap map = {.value = off,
                                .rows = g->rows,
                                .cols = g->cols,
                                .title = "distance to the expected value",
                                .cursor = true,
                                .at_row = d->at_row,
                                .at_col = d->at_col};
    read_error(d, cv, (struct canvas_rect){at.row, at.col, 1, at.cols});
    heatmap_draw(
        &map, cv,
        (struct canvas_rect){at.row + 3, at.col, at.rows - 3, at.cols});
}

static void draw_diff(struct exdesk *d, struct canvas *cv,
                      struct canvas_rect at)
{
    struct buf before;
    struct difftext *t;
    bool passed = false;

    buf_init(&before, EXERCISE_BYTES);
    if (loop_before(&d->loop, &before, &passed).code) {
        buf_release(&before);
        return;
    }
    t = difftext_new(buf_string(&before), buf_string(&d->text));
    buf_release(&before);
    if (!t)
        return;
    canvas_printf(cv, at.row, at.col, INK_TITLE | INK_BOLD,
                  "Since %s: +%d -%d lines",
                  passed ? "your last pass" : "the starter", difftext_added(t),
                  difftext_removed(t));
    at.row++;
    at.rows--;
    difftext_draw(t, cv, at, scrolled(d, difftext_lines(t), at.rows, true));
    difftext_free(t);
}

static void draw_panel(struct exdesk *d, enum exdesk_panel panel,
                       struct canvas *cv, struct canvas_rect at)
{
    if (panel == EXDESK_CODE)
        draw_code(d, cv, at, true);
    else if (panel == EXDESK_ERROR)
        draw_error(d, cv, at);
    else if (panel == EXDESK_DIFF)
        draw_diff(d, cv, at);
    else
        draw_prose(d, panel, true, cv, at);
}

/* The checks beside what is in front, and their code beside the checks. */
static void draw_both(struct exdesk *d, struct canvas *cv,
                      struct canvas_rect at)
{
    const bool checks = d->panel == EXDESK_CHECKS;
    struct canvas_rect side = at;

    at.cols -= SIDE_COLS + 2;
    side.col = at.cols + 2;
    side.cols = SIDE_COLS;
    if (checks)
        draw_code(d, cv, at, false);
    else
        draw_panel(d, d->panel, cv, at);
    draw_prose(d, EXDESK_CHECKS, checks, cv, side);
}

void exdesk_draw(struct shell *s, void *state, struct canvas *cv)
{
    struct exdesk *d = state;
    struct canvas_rect at = {HEAD_ROWS + 1, 0, cv->rows - HEAD_ROWS - 1,
                             cv->cols};

    (void)s;
    if (cv->rows < SHELL_MIN_ROWS + 2) {
        at.row--;
        at.rows++;
    }
    draw_head(d, cv);
    draw_tabs(d, cv);
    if (exdesk_syntax(d)) {
        canvas_fit(cv, (struct canvas_rect){HEAD_ROWS, 0, 1, cv->cols},
                   exdesk_syntax(d)->say, INK_BAD | INK_BOLD);
        at.rows -= HEAD_ROWS + 1 - at.row;
        at.row = HEAD_ROWS + 1;
    }
    if (d->asks_reset) {
        canvas_fit(cv, at,
                   "y puts the starter back; your file is kept beside it.",
                   INK_WARN | INK_BOLD);
        at.row++;
        canvas_fit(cv, at, "Any other key leaves everything as it is.",
                   INK_TEXT);
        return;
    }
    if (cv->cols >= SHELL_SPLIT_COLS)
        draw_both(d, cv, at);
    else
        draw_panel(d, d->panel, cv, at);
    if (d->scroll < d->lines - d->room)
        canvas_text(cv, 1, cv->cols - 11, "Space: more", INK_KEY);
}
