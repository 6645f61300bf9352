/* gradebook_text.c - for people: a student's own report, and the class on one
 * page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/alike.h"
#include "exercises/gradebook.h"

static void run_line(struct buf *out, const struct gradebook *b)
{
    buf_printf(out, "Graded by lathe %s with %s, sandbox level %s", b->program,
               b->compiler, sandbox_level_name(b->level));
    buf_printf(out, "%s.\n", b->plain ? ", without sanitizers" : "");
    if (b->confirmed[0])
        buf_printf(out, "%s\n", b->confirmed);
}

static void late(struct buf *out, const struct gradebook *b,
                 const struct gradebook_mark *m, const char *before)
{
    char span[COURSECONF_SPAN];

    if (!gradebook_late(b, m))
        return;
    courseconf_span(gradebook_late(b, m), span);
    buf_printf(out, "%s%s late\n", before, span);
}

static void hand(struct buf *out, const struct gradebook_mark *m)
{
    if (m->hand.pointed)
        buf_printf(out, "Points by hand: %g\n", m->hand.points);
    if (m->hand.remark[0])
        buf_printf(out, "Remark: %s\n", m->hand.remark);
}

struct status gradebook_text(struct buf *out, const struct gradebook *b,
                             int student)
{
    const struct intake_student *who = &b->in->student[student];
    const struct gradebook_sum sum = gradebook_sum(b, student, -1);
    struct report *r = malloc(sizeof *r);
    struct status st = STATUS_OK;

    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a report");
    buf_printf(out, "%s: %d of %d points\n", who->shown, sum.score, sum.most);
    run_line(out, b);
    for (int i = 0; i < who->notes; i++)
        buf_printf(out, "Left aside: %s\n", who->note[i]);
    for (int e = 0; e < b->exercises && !st.code; e++) {
        const struct gradebook_mark *m = gradebook_mark(b, student, e);
        const struct gradebook_exercise *x = &b->exercise[e];

        buf_char(out, '\n');
        if (m->state == GRADEBOOK_GRADED) {
            st = gradebook_report(m, r);
            buf_printf(out, "%s: %d of %d points\n", x->name, m->score,
                       x->checks);
            if (!st.code)
                report_text(out, r, 0);
        } else if (m->state == GRADEBOOK_MISSING) {
            buf_printf(out, "%s: not handed in, 0 of %d points\n", x->name,
                       x->checks);
        } else {
            buf_printf(out, "%s: not graded, our fault: %s\n", x->name, m->say);
        }
        late(out, b, m, "Handed in ");
        hand(out, m);
    }
    free(r);
    return st.code ? st : buf_status(out);
}

/* --- the class --------------------------------------------------------------
 */

enum { NAME_COLS = 16, CELL_COLS = 7 };

static void mark_cell(struct buf *out, const struct gradebook *b, int s, int e)
{
    const struct gradebook_mark *m = gradebook_mark(b, s, e);
    char text[16];

    if (m->state == GRADEBOOK_MISSING)
        snprintf(text, sizeof text, "-");
    else if (m->state != GRADEBOOK_GRADED)
        snprintf(text, sizeof text, "fault");
    else if (m->passed)
        snprintf(text, sizeof text, "ok");
    else
        snprintf(text, sizeof text, "%d/%d", m->score, b->exercise[e].checks);
    buf_printf(out, " %*s", CELL_COLS, text);
}

static void students(struct buf *out, const struct gradebook *b)
{
    buf_printf(out, "%-*s", NAME_COLS, "name");
    for (int e = 0; e < b->exercises; e++)
        buf_printf(out, " %*.*s", CELL_COLS, CELL_COLS, b->exercise[e].name);
    buf_printf(out, " %9s\n", "points");
    for (int s = 0; s < b->in->students; s++) {
        const struct gradebook_sum sum = gradebook_sum(b, s, -1);
        char points[24];

        buf_printf(out, "%-*.*s", NAME_COLS, NAME_COLS,
                   b->in->student[s].shown);
        for (int e = 0; e < b->exercises; e++)
            mark_cell(out, b, s, e);
        snprintf(points, sizeof points, "%d/%d", sum.score, sum.most);
        buf_printf(out, " %9s%s\n", points,
                   b->in->student[s].notes ? "  (notes)" : "");
    }
}

static void one_exercise(struct buf *out, const struct gradebook *b, int e)
{
    const struct gradebook_exercise *x = &b->exercise[e];
    const struct gradebook_sum sum = gradebook_sum(b, -1, e);
    int worst = -1, most = 0;

    for (int k = 0; k < x->checks; k++) {
        const int n = gradebook_failing(b, e, k);

        if (n > most) {
            most = n;
            worst = k;
        }
    }
    buf_printf(out, "%-*s %3d handed in, %3d pass", NAME_COLS, x->name,
               b->in->students - sum.missing, sum.passed);
    if (worst >= 0)
        buf_printf(out, "; most often fails \"%s\": %d", x->check[worst].title,
                   most);
    buf_char(out, '\n');
}

static void notes(struct buf *out, const struct gradebook *b)
{
    bool any = b->in->notes > 0;

    for (int s = 0; s < b->in->students; s++)
        any = any || b->in->student[s].notes;
    if (!any)
        return;
    buf_text(out, "\nLeft aside\n");
    for (int i = 0; i < b->in->notes; i++)
        buf_printf(out, "  %s\n", b->in->note[i]);
    for (int s = 0; s < b->in->students; s++)
        for (int i = 0; i < b->in->student[s].notes; i++)
            buf_printf(out, "  %s: %s\n", b->in->student[s].shown,
                       b->in->student[s].note[i]);
}

static void latecomers(struct buf *out, const struct gradebook *b)
{
    bool any = false;

    for (int s = 0; s < b->in->students; s++) {
        for (int e = 0; e < b->exercises; e++) {
            const struct gradebook_mark *m = gradebook_mark(b, s, e);
            char who[INTAKE_NAME + EXERCISE_NAME + 8];

            if (!gradebook_late(b, m))
                continue;
            if (!any)
                buf_text(out, "\nLate, by the time of the file\n");
            any = true;
            snprintf(who, sizeof who, "  %s %s: ", b->in->student[s].shown,
                     b->exercise[e].name);
            late(out, b, m, who);
        }
    }
}

static void faults(struct buf *out, const struct gradebook *b)
{
    for (int s = 0; s < b->in->students; s++) {
        for (int e = 0; e < b->exercises; e++) {
            const struct gradebook_mark *m = gradebook_mark(b, s, e);

            if (m->state == GRADEBOOK_FAULT)
                buf_printf(out, "\nOur fault, not scored: %s %s: %s\n",
                           b->in->student[s].shown, b->exercise[e].name,
                           m->say);
        }
    }
}

struct status gradebook_table(struct buf *out, const struct gradebook *b)
{
    students(out, b);
    buf_char(out, '\n');
    for (int e = 0; e < b->exercises; e++)
        one_exercise(out, b, e);
    faults(out, b);
    latecomers(out, b);
    notes(out, b);
    if (b->similar && b->similar->pairs) {
        buf_char(out, '\n');
        (void)alike_text(out, b->similar, b);
    }
    buf_char(out, '\n');
    run_line(out, b);
    return buf_status(out);
}
