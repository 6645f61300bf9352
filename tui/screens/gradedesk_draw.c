/* gradedesk_draw.c - counts, the class, and the text of the one in focus. */
#include <stdio.h>
#include <string.h>

#include "tui/screens/gradedesk_parts.h"

enum { NAME_COLS = 16, CELL_COLS = 8, POINTS_COLS = 9, HEAD_ROWS = 2 };

static void draw_counts(const struct gradedesk_state *d, struct canvas *cv)
{
    const struct gradebook *b = d->desk.book;
    const struct gradebook_sum sum = gradebook_sum(b, -1, -1);
    const int files = b->in->students * b->exercises - sum.missing;
    const int fail = files - sum.passed - sum.faults;
    char text[200];
    int n;

    n = snprintf(text, sizeof text, "%d files  %d pass  %d fail", files,
                 sum.passed, fail);
    if (sum.missing)
        n += snprintf(text + n, sizeof text - (size_t)n, "  %d missing",
                      sum.missing);
    if (sum.faults)
        n += snprintf(text + n, sizeof text - (size_t)n, "  %d our fault",
                      sum.faults);
    if (d->desk.similar && d->desk.similar->pairs)
        n += snprintf(text + n, sizeof text - (size_t)n, "  %d similar",
                      d->desk.similar->pairs);
    const int at =
        canvas_text(cv, 0, 0, "Grading ", INK_TITLE | INK_BOLD) +
        canvas_fit(cv, (struct canvas_rect){0, 8, 1, cv->cols - n - 10},
                   d->desk.title, INK_DIM);
    canvas_text(cv, 0, cv->cols - n > at + 1 ? cv->cols - n : at + 1, text,
                INK_TEXT);
}

static unsigned mark_text(const struct gradedesk_state *d, int s, int e,
                          char text[16])
{
    const struct gradebook_mark *m = gradebook_mark(d->desk.book, s, e);
    const bool alike = d->desk.similar && alike_about(d->desk.similar, s, e);
    const bool late = gradebook_late(d->desk.book, m) > 0;
    const char *tail = alike && late ? "~L" : alike ? "~" : late ? " L" : "";

    if (m->hand.pointed) {
        snprintf(text, 16, "%.4g*%s", m->hand.points, tail);
        return INK_TEXT;
    }
    if (m->state == GRADEBOOK_MISSING) {
        snprintf(text, 16, "-");
        return INK_DIM;
    }
    if (m->state != GRADEBOOK_GRADED) {
        snprintf(text, 16, "fault");
        return INK_WARN;
    }
    if (m->passed) {
        snprintf(text, 16, "ok%s", tail);
        return INK_GOOD;
    }
    snprintf(text, 16, "%d/%d%s", m->score, d->desk.book->exercise[e].checks,
             tail);
    return INK_BAD;
}

/* How many exercises fit beside names and points. */
static int shown_exercises(const struct canvas *cv)
{
    const int n = (cv->cols - NAME_COLS - POINTS_COLS) / CELL_COLS;

    return n < 1 ? 1 : n;
}

static void draw_names(const struct gradedesk_state *d, struct canvas *cv)
{
    const struct gradebook *b = d->desk.book;
    const int n = shown_exercises(cv);
    int col = NAME_COLS;

    canvas_text(cv, 1, 0, "name", INK_DIM);
    for (int e = d->left; e < b->exercises && e < d->left + n; e++) {
        canvas_fit(cv, (struct canvas_rect){1, col, 1, CELL_COLS - 1},
                   b->exercise[e].name,
                   e == d->exercise ? INK_FOCUS | INK_BOLD : INK_DIM);
        col += CELL_COLS;
    }
    canvas_text(cv, 1, col, "points", INK_DIM);
}

static void draw_student(const struct gradedesk_state *d, struct canvas *cv,
                         int row, int s)
{
    const struct gradebook *b = d->desk.book;
    const struct gradebook_sum sum = gradebook_sum(b, s, -1);
    const int n = shown_exercises(cv);
    const bool here = s == d->student;
    int col = NAME_COLS;

    spots_one(cv, SPOTS_ROW, (struct canvas_rect){row, 0, 1, cv->cols}, s);
    canvas_text(cv, row, 0, here ? ">" : " ", INK_FOCUS | INK_BOLD);
    canvas_fit(cv, (struct canvas_rect){row, 1, 1, NAME_COLS - 2},
               b->in->student[s].shown, here ? INK_FOCUS | INK_BOLD : INK_TEXT);
    for (int e = d->left; e < b->exercises && e < d->left + n; e++) {
        char text[16];
        unsigned ink = mark_text(d, s, e, text);

        if (here && e == d->exercise)
            ink |= INK_REVERSE;
        canvas_fit(cv, (struct canvas_rect){row, col, 1, CELL_COLS - 1}, text,
                   ink);
        col += CELL_COLS;
    }
    canvas_printf(cv, row, col, INK_TEXT, "%d/%d%s", sum.score, sum.most,
                  b->in->student[s].notes ? " !" : "");
}

static void follow(int *first, int at, int room)
{
    if (at < *first)
        *first = at;
    if (at >= *first + room)
        *first = at - room + 1;
}

static int draw_class(struct gradedesk_state *d, struct canvas *cv)
{
    const int students = d->desk.book->in->students;
    int rows = (cv->rows - HEAD_ROWS) * 2 / 5;

    rows = rows < 2 ? 2 : rows;
    rows = rows > students ? students : rows;
    follow(&d->top, d->student, rows);
    follow(&d->left, d->exercise, shown_exercises(cv));
    draw_names(d, cv);
    for (int i = 0; i < rows && d->top + i < students; i++)
        draw_student(d, cv, HEAD_ROWS + i, d->top + i);
    return HEAD_ROWS + rows;
}

/* What the one in focus is, and what was given by hand. */
static void draw_line(struct shell *s, struct gradedesk_state *d,
                      struct canvas *cv, int row)
{
    const struct gradebook *b = d->desk.book;
    const struct gradelog_hand *hand = &gradedesk_mark(d)->hand;
    struct canvas_rect rest = {row, 0, 1, cv->cols};
    char text[INTAKE_NAME + 200], span[COURSECONF_SPAN];

    canvas_fill(cv, rest, ' ', INK_DIM | INK_REVERSE);
    if (d->typing != GRADEDESK_READING) {
        rest.col = canvas_text(
            cv, row, 0, d->typing == GRADEDESK_REMARK ? "remark: " : "points: ",
            INK_KEY | INK_BOLD);
        rest.cols -= rest.col;
        s->cursor_row = row;
        s->cursor_col = lineedit_draw(&d->line, cv, rest, INK_TEXT);
        return;
    }
    int n = snprintf(
        text, sizeof text, "%s %s  %s", b->in->student[d->student].shown,
        b->exercise[d->exercise].name, d->source ? "source" : "report");
    if (gradebook_late(b, gradedesk_mark(d))) {
        courseconf_span(gradebook_late(b, gradedesk_mark(d)), span);
        n += snprintf(text + n, sizeof text - (size_t)n, "  %s late", span);
    }
    if (hand->pointed && n < (int)sizeof text)
        n += snprintf(text + n, sizeof text - (size_t)n, "  %g by hand",
                      hand->points);
    if (hand->remark[0] && n < (int)sizeof text)
        snprintf(text + n, sizeof text - (size_t)n, "  \"%.100s\"",
                 hand->remark);
    canvas_fit(cv, rest, text, INK_DIM | INK_REVERSE);
}

static void draw_text(struct gradedesk_state *d, struct canvas *cv, int row)
{
    const char *at = buf_string(&d->text);
    char line[600];

    d->room = cv->rows - row < 1 ? 1 : cv->rows - row;
    for (int i = 0; *at && row < cv->rows; i++) {
        const size_t bytes = strcspn(at, "\n");

        snprintf(line, sizeof line, "%.*s",
                 (int)(bytes < sizeof line ? bytes : sizeof line - 1), at);
        if (i >= d->scroll) {
            const bool bad = strncmp(line, "[FAIL]", 6) == 0;
            const bool hint = strncmp(line, "similar,", 8) == 0;

            canvas_fit(cv, (struct canvas_rect){row++, 0, 1, cv->cols}, line,
                       bad    ? INK_BAD
                       : hint ? INK_WARN
                              : INK_TEXT);
        }
        at += bytes + (at[bytes] == '\n');
    }
}

void gradedesk_draw(struct shell *s, void *state, struct canvas *cv)
{
    struct gradedesk_state *d = state;

    draw_counts(d, cv);
    const int below = draw_class(d, cv);
    draw_line(s, d, cv, below);
    draw_text(d, cv, below + 1);
}
