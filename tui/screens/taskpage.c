#include "tui/screens/taskpage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/loop.h"
#include "viz/page.h"

/* The faults come first, then the questions; each is one part. */
struct taskpage {
    struct task task;
    struct reader *reader;
    int block;
    int part, parts;
    int at, top;     /* the chosen line of code */
    int tries;       /* of this part */
    bool solved;     /* and the reason stands; Space goes on */
    const char *why; /* of the last answer */
    double score;    /* of the parts before */
    bool passed;     /* when it is over */
    struct loop loop;
    struct lineedit line;
};

static const struct task_fault *fault(const struct taskpage *t)
{
    return t->part < t->task.fault_count ? &t->task.faults[t->part] : NULL;
}

static int question(const struct taskpage *t)
{
    return t->part - t->task.fault_count;
}

/* Is it a question that is answered by a digit? */
static bool choice(const struct taskpage *t)
{
    return t->part >= t->task.fault_count && t->part < t->parts &&
           t->task.questions[question(t)].choice;
}

static bool over(const struct taskpage *t)
{
    return t->part >= t->parts;
}

static bool may_choose(const struct task_fault *f, int line)
{
    return line >= 0 && line < f->line_count && f->lines[line].why;
}

static void to_line(struct taskpage *t, int from, int by)
{
    const struct task_fault *f = fault(t);
    int line = from;

    if (!f)
        return;
    while (line >= 0 && line < f->line_count && !may_choose(f, line))
        line += by;
    if (may_choose(f, line))
        t->at = line;
}

static void begin_part(struct taskpage *t)
{
    t->tries = 0;
    t->solved = false;
    t->why = NULL;
    t->at = t->top = 0;
    lineedit_set(&t->line, "");
    to_line(t, 0, 1);
}

static void next_part(struct shell *s, struct taskpage *t)
{
    t->score += task_worth(t->tries);
    t->part++;
    if (!over(t)) {
        begin_part(t);
        return;
    }
    shell_fault(s, loop_keep_task(&t->loop, &t->task, t->score, &t->passed));
    if (!t->reader)
        return;
    shell_fault(s, reader_pass(t->reader, t->block,
                               t->parts > 0 ? t->score / t->parts : 1.0));
}

static void choose_line(struct taskpage *t)
{
    const struct task_line *line = &fault(t)->lines[t->at];

    t->tries++;
    t->solved = line->wrong;
    t->why = line->wrong ? fault(t)->mistake : line->why;
}

static void answer(struct shell *s, struct taskpage *t)
{
    const int q = question(t);
    const int item = task_judge(&t->task, q, t->line.text);

    if (item < 0) {
        shell_say(s, "that is no answer to this question");
        return;
    }
    t->tries++;
    t->solved = t->task.questions[q].items[item].right;
    t->why = t->task.questions[q].items[item].why;
}

static bool typing(const void *state)
{
    const struct taskpage *t = state;

    return !over(t) && !fault(t) && !t->solved && !choice(t);
}

static bool key_on_code(struct taskpage *t, int k)
{
    if (k == KEYS_DOWN || k == 'j') {
        to_line(t, t->at + 1, 1);
    } else if (k == KEYS_UP || k == 'k') {
        to_line(t, t->at - 1, -1);
    } else if (k == KEYS_PAGE_DOWN) {
        to_line(t, t->at + 10, 1);
    } else if (k == KEYS_PAGE_UP) {
        to_line(t, t->at > 10 ? t->at - 10 : 0, t->at > 10 ? -1 : 1);
    } else if (k == KEYS_ENTER) {
        choose_line(t);
    } else {
        return false;
    }
    return true;
}

static bool key(struct shell *s, void *state, int k)
{
    struct taskpage *t = state;

    if (over(t))
        return false;
    if (t->solved) {
        if (k != KEYS_SPACE && k != KEYS_ENTER)
            return false;
        next_part(s, t);
        return true;
    }
    if (fault(t))
        return key_on_code(t, k);
    if (choice(t)) {
        if (k < '1' || k > '9')
            return false;
        lineedit_set(&t->line, (char[]){(char)k, '\0'});
        answer(s, t);
        return true;
    }
    if (k == KEYS_ENTER) {
        answer(s, t);
    } else if (k == KEYS_ESC) {
        shell_pop(s);
    } else {
        return lineedit_key(&t->line, k);
    }
    return true;
}

/* Answers the rows used. */
static int draw_paragraph(struct canvas *cv, int row, const char *text,
                          unsigned style)
{
    struct page *page = page_new();
    int lines = 0;

    if (!page)
        return 0;
    page_paragraph(page);
    page_text(page, text, strlen(text), style);
    lines = page_lay(page, &cv->look, cv->cols);
    page_draw(page, cv, (struct canvas_rect){row, 0, lines, cv->cols}, 0);
    page_free(page);
    return lines;
}

static void draw_verdict(const struct taskpage *t, struct canvas *cv, int row)
{
    if (!t->why)
        return;
    row += draw_paragraph(cv, row, t->why, t->solved ? INK_TEXT : INK_WARN);
    canvas_fit(cv, (struct canvas_rect){row, 0, 1, cv->cols},
               t->solved ? "Right. Space goes on." : "Not this. Try again.",
               (t->solved ? INK_GOOD : INK_WARN) | INK_BOLD);
}

static void draw_code(struct taskpage *t, struct canvas *cv)
{
    const struct task_fault *f = fault(t);
    const int head =
        1 + draw_paragraph(cv, 1,
                           "One line was changed, or the one before it is "
                           "missing. Choose it: arrows, Enter.",
                           INK_TEXT);
    const int rows = cv->rows - head - 5; /* room for a reason */

    if (t->at < t->top)
        t->top = t->at;
    if (t->at >= t->top + rows)
        t->top = t->at - rows + 1;
    for (int i = t->top; i < f->line_count && i - t->top < rows; i++) {
        const bool here = i == t->at;
        const struct canvas_rect at = {head + i - t->top, 2, 1, cv->cols - 2};

        canvas_text(cv, at.row, 0, here ? ">" : " ", INK_FOCUS | INK_BOLD);
        canvas_fit(cv, at, f->lines[i].text,
                   here              ? INK_FOCUS | INK_BOLD
                   : f->lines[i].why ? INK_CODE
                                     : INK_DIM);
    }
    draw_verdict(t, cv, cv->rows - 4);
}

/* The choices with their numbers; answers the row behind them. */
static int draw_choices(const struct taskpage *t, struct canvas *cv, int row)
{
    const struct task_question *q = &t->task.questions[question(t)];
    char text[600];

    for (int i = 0; i < q->item_count; i++) {
        const bool right = t->solved && q->items[i].right;

        snprintf(text, sizeof text, "%d  %.500s%s", i + 1, q->items[i].answer,
                 right ? " <- right" : "");
        row += draw_paragraph(cv, row, text,
                              right ? INK_GOOD | INK_BOLD : INK_TEXT);
    }
    if (!t->why) {
        canvas_fit(cv, (struct canvas_rect){row + 1, 0, 1, cv->cols},
                   "Press the number of your answer.", INK_KEY);
    }
    return row;
}

static void draw_question(struct shell *s, struct taskpage *t,
                          struct canvas *cv)
{
    int row = 2;

    row += draw_paragraph(cv, row, t->task.questions[question(t)].ask,
                          INK_TEXT | INK_BOLD);
    row++;
    if (choice(t)) {
        row = draw_choices(t, cv, row);
        s->cursor_row = -1;
        draw_verdict(t, cv, row + 1);
        return;
    }
    canvas_text(cv, row, 0, "answer: ", INK_KEY);
    s->cursor_col = lineedit_draw(&t->line, cv,
                                  (struct canvas_rect){row, 8, 1, cv->cols - 8},
                                  INK_TEXT | INK_UNDERLINE);
    s->cursor_row = t->solved ? -1 : row;
    draw_verdict(t, cv, row + 2);
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct taskpage *t = state;

    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "Exercise %s", t->task.name);
    canvas_printf(cv, 0, cv->cols - 8, INK_DIM, "%d of %d",
                  over(t) ? t->parts : t->part + 1, t->parts);
    if (over(t)) {
        canvas_printf(cv, 2, 0, (t->passed ? INK_GOOD : INK_WARN) | INK_BOLD,
                      "%s: %.3g of %d points. q goes back.",
                      t->passed ? "Passed" : "Not yet", t->score, t->parts);
        if (!t->passed)
            draw_paragraph(cv, 3,
                           "Half of them pass. Opened again, the task has "
                           "other faults.",
                           INK_TEXT);
    } else if (fault(t)) {
        draw_code(t, cv);
    } else {
        draw_question(s, t, cv);
    }
}

static void free_all(struct taskpage *t)
{
    task_release(&t->task);
    loop_close(&t->loop);
    free(t);
}

static void release(struct shell *s, void *state)
{
    (void)s;
    free_all(state);
}

static void act_enter(struct shell *s, void *state)
{
    key(s, state, KEYS_ENTER);
}

static void act_down(struct shell *s, void *state)
{
    key(s, state, KEYS_DOWN);
}

static void act_up(struct shell *s, void *state)
{
    key(s, state, KEYS_UP);
}

static void act_on(struct shell *s, void *state)
{
    key(s, state, KEYS_SPACE);
}

static const struct shell_binding bindings[] = {
    {KEYS_DOWN, "next line", "the next line that may be chosen", act_down},
    {KEYS_UP, "line before", "the one before it", act_up},
    {KEYS_ENTER, "choose", "choose this line; go on when it was right",
     act_enter},
    {KEYS_SPACE, "on", "go on, when it was right", act_on},
    {0, NULL, NULL, NULL},
};

static const struct shell_screen screen = {
    .name = "task",
    .bindings = bindings,
    .draw = draw,
    .key = key,
    .typing = typing,
    .free = release,
};

struct status taskpage_push(struct shell *s, const char *name,
                            struct reader *reader, int block)
{
    struct taskpage *t = calloc(1, sizeof *t);
    struct status st;

    if (!t)
        return status_fail(STATUS_NO_MEMORY, "exercise: out of memory");
    st = loop_open(&t->loop, name, s->database);
    if (!st.code)
        st = loop_task(&t->loop, &t->task);
    if (st.code) {
        free_all(t);
        return st;
    }
    t->reader = reader;
    t->block = block;
    t->parts = t->task.fault_count + t->task.question_count;
    begin_part(t);
    shell_push(s, &screen, t);
    return STATUS_OK;
}
