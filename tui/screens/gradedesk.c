#include "tui/screens/gradedesk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "tui/screens/gradedesk_parts.h"

enum { TEXT_BYTES = 4 << 20, CSV_BYTES = 256 << 20 };

struct gradebook_mark *gradedesk_mark(const struct gradedesk_state *d)
{
    return gradebook_mark(d->desk.book, d->student, d->exercise);
}

/* --- the text below ---------------------------------------------------------
 */

static void add_similar(struct gradedesk_state *d)
{
    const struct alike *a = d->desk.similar;

    for (int i = 0; a && i < a->pairs; i++) {
        const struct alike_pair *p = &a->pair[i];
        const bool first = p->a == d->student;

        if (p->exercise != d->exercise || (!first && p->b != d->student))
            continue;
        buf_printf(&d->text, "similar, please look: %s (%.0f %%)",
                   d->desk.book->in->student[first ? p->b : p->a].shown,
                   100 * p->share);
        for (int k = 0; k < p->spans; k++) {
            const struct alike_span *at = &p->span[k];

            buf_printf(&d->text, ", here %d-%d, there %d-%d",
                       first ? at->a_first : at->b_first,
                       first ? at->a_last : at->b_last,
                       first ? at->b_first : at->a_first,
                       first ? at->b_last : at->a_last);
        }
        buf_char(&d->text, '\n');
    }
}

static void add_source(struct gradedesk_state *d)
{
    const struct intake_work *w = gradedesk_mark(d)->work;
    const char *at = w ? w->text : "";

    for (int n = 1; *at; n++) {
        const size_t bytes = strcspn(at, "\n");

        buf_printf(&d->text, "%4d ", n);
        buf_add(&d->text, at, bytes);
        buf_char(&d->text, '\n');
        at += bytes + (at[bytes] == '\n');
    }
}

static void add_report(struct gradedesk_state *d)
{
    const struct gradebook_mark *m = gradedesk_mark(d);
    struct report *r = malloc(sizeof *r);

    if (m->state == GRADEBOOK_MISSING)
        buf_text(&d->text, "Nothing was handed in.\n");
    else if (m->state != GRADEBOOK_GRADED)
        buf_printf(&d->text, "Not graded, our fault: %s\n", m->say);
    else if (r && !gradebook_report(m, r).code)
        report_text(&d->text, r, 0);
    free(r);
}

static void renew(struct gradedesk_state *d)
{
    const struct intake_student *s = &d->desk.book->in->student[d->student];

    buf_clear(&d->text);
    add_similar(d);
    for (int i = 0; i < s->notes; i++)
        buf_printf(&d->text, "left aside: %s\n", s->note[i]);
    if (d->source)
        add_source(d);
    else
        add_report(d);
    d->lines = 0;
    for (const char *at = buf_string(&d->text); *at; at++)
        d->lines += *at == '\n';
    d->scroll = 0;
}

/* --- moving ------------------------------------------------------------------
 */

static void move(struct gradedesk_state *d, int students, int exercises)
{
    const int rows = d->desk.book->in->students;
    const int cols = d->desk.book->exercises;

    d->student += students;
    d->exercise += exercises;
    d->student = d->student < 0 ? 0 : d->student;
    d->student = d->student >= rows ? rows - 1 : d->student;
    d->exercise = d->exercise < 0 ? 0 : d->exercise;
    d->exercise = d->exercise >= cols ? cols - 1 : d->exercise;
    renew(d);
}

typedef bool wanted(const struct gradedesk_state *d);

static bool failed(const struct gradedesk_state *d)
{
    const struct gradebook_mark *m = gradedesk_mark(d);

    return m->state == GRADEBOOK_FAULT ||
           (m->state == GRADEBOOK_GRADED && !m->passed);
}

static bool open_still(const struct gradedesk_state *d)
{
    return failed(d) && !gradedesk_mark(d)->hand.pointed;
}

static bool similar(const struct gradedesk_state *d)
{
    return d->desk.similar &&
           alike_about(d->desk.similar, d->student, d->exercise);
}

/* Student by student, from the one in focus on, round to it again. */
static void go_to(struct shell *s, struct gradedesk_state *d, wanted *want,
                  int by, const char *none)
{
    const int cols = d->desk.book->exercises;
    const int all = d->desk.book->in->students * cols;
    const int from = d->student * cols + d->exercise;

    for (int i = 1; i <= all; i++) {
        const int at = (from + by * i + all) % all;

        d->student = at / cols;
        d->exercise = at % cols;
        if (!want(d))
            continue;
        if (i == all)
            shell_say(s, "this is the only one");
        renew(d);
        return;
    }
    shell_say(s, "%s", none);
}

static void act_down(struct shell *s, void *state)
{
    (void)s;
    move(state, 1, 0);
}

static void act_up(struct shell *s, void *state)
{
    (void)s;
    move(state, -1, 0);
}

static void act_right(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    (void)s;
    if (d->exercise + 1 == d->desk.book->exercises)
        d->exercise = -1;
    move(d, 0, 1);
}

static void act_left(struct shell *s, void *state)
{
    (void)s;
    move(state, 0, -1);
}

static void act_failed(struct shell *s, void *state)
{
    go_to(s, state, failed, 1, "every file passes");
}

static void act_failed_before(struct shell *s, void *state)
{
    go_to(s, state, failed, -1, "every file passes");
}

static void act_open(struct shell *s, void *state)
{
    go_to(s, state, open_still, 1,
          "nothing is open: all that fails has points");
}

static void act_similar(struct shell *s, void *state)
{
    go_to(s, state, similar, 1, "no files look alike");
}

static void act_source(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    (void)s;
    d->source = !d->source;
    renew(d);
}

static void scroll(struct gradedesk_state *d, int by)
{
    const int most = d->lines > d->room ? d->lines - d->room : 0;

    d->scroll += by;
    d->scroll = d->scroll > most ? most : d->scroll;
    d->scroll = d->scroll < 0 ? 0 : d->scroll;
}

static void act_page_down(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    (void)s;
    scroll(d, d->room - 1);
}

static void act_page_up(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    (void)s;
    scroll(d, 1 - d->room);
}

/* --- by hand
 * ------------------------------------------------------------------ */

static void keep(struct shell *s, struct gradedesk_state *d)
{
    const struct gradedesk *desk = &d->desk;

    shell_fault(s, gradelog_set_hand(desk->log,
                                     desk->book->in->student[d->student].file,
                                     desk->book->exercise[d->exercise].name,
                                     &gradedesk_mark(d)->hand));
}

static void give(struct shell *s, struct gradedesk_state *d, double points)
{
    struct gradebook_mark *m = gradedesk_mark(d);

    m->hand.pointed = true;
    m->hand.points = points;
    keep(s, d);
}

static void act_full(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    give(s, d, d->desk.book->exercise[d->exercise].checks);
}

static void act_none(struct shell *s, void *state)
{
    give(s, state, 0);
}

static void act_points(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    (void)s;
    d->typing = GRADEDESK_POINTS;
    lineedit_set(&d->line, "");
}

static void act_remark(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    (void)s;
    d->typing = GRADEDESK_REMARK;
    lineedit_set(&d->line, gradedesk_mark(d)->hand.remark);
}

static void take_points(struct shell *s, struct gradedesk_state *d)
{
    const int most = d->desk.book->exercise[d->exercise].checks;
    char *end;
    const double x = strtod(d->line.text, &end);

    if (d->line.bytes == 0) {
        gradedesk_mark(d)->hand.pointed = false;
        keep(s, d);
    } else if (*end || !(x >= 0 && x <= most)) {
        shell_say(s, "points go from 0 to %d, not \"%.40s\"", most,
                  d->line.text);
    } else {
        give(s, d, x);
    }
}

static void act_csv(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;
    struct buf text;

    buf_init(&text, CSV_BYTES);
    struct status st = gradebook_csv(&text, d->desk.book);
    if (!st.code)
        st = savefile_replace(d->desk.csv, buf_string(&text), text.bytes);
    buf_release(&text);
    if (st.code)
        shell_fault(s, st);
    else
        shell_say(s, "the marks are in %.200s", d->desk.csv);
}

static const struct shell_binding bindings[] = {
    {'j', "student", "the next student", act_down},
    {'k', NULL, "the student before", act_up},
    {KEYS_TAB, "exercise", "the next exercise", act_right},
    {'n', "failed", "the next that fails", act_failed},
    {'N', NULL, "the one before that fails", act_failed_before},
    {'u', "open", "the next that fails and has no points by hand", act_open},
    {'m', "similar", "the next that looks like another's", act_similar},
    {'s', "source", "the file, or its report", act_source},
    {'=', "full", "full points by hand", act_full},
    {'0', "none", "no points by hand", act_none},
    {'p', NULL, "points by hand; an empty line takes them back", act_points},
    {'c', "remark", "a remark, which the student reads", act_remark},
    {'w', "CSV", "writes the marks for a spreadsheet", act_csv},
    {KEYS_DOWN, NULL, "the next student", act_down},
    {KEYS_UP, NULL, "the student before", act_up},
    {KEYS_RIGHT, NULL, "the next exercise", act_right},
    {KEYS_LEFT, NULL, "the exercise before", act_left},
    {'l', NULL, "the next exercise", act_right},
    {'h', NULL, "the exercise before", act_left},
    {KEYS_SPACE, NULL, "the text below, a page on", act_page_down},
    {KEYS_PAGE_DOWN, NULL, "the text below, a page on", act_page_down},
    {KEYS_PAGE_UP, NULL, "the text below, a page back", act_page_up},
    {0, NULL, NULL, NULL},
};

static bool typing(const void *state)
{
    const struct gradedesk_state *d = state;

    return d->typing != GRADEDESK_READING;
}

static bool key(struct shell *s, void *state, int k)
{
    struct gradedesk_state *d = state;
    struct gradelog_hand *hand = &gradedesk_mark(d)->hand;

    if (d->typing == GRADEDESK_READING)
        return false;
    if (k == KEYS_ENTER && d->typing == GRADEDESK_REMARK) {
        snprintf(hand->remark, sizeof hand->remark, "%.*s",
                 (int)sizeof hand->remark - 1, d->line.text);
        keep(s, d);
    } else if (k == KEYS_ENTER) {
        take_points(s, d);
    } else if (k != KEYS_ESC) {
        return lineedit_key(&d->line, k);
    }
    d->typing = GRADEDESK_READING;
    return true;
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct gradedesk_state *d = state;

    (void)s;
    move(d, spot->row - d->student, 0);
    return false;
}

static void release(struct shell *s, void *state)
{
    struct gradedesk_state *d = state;

    (void)s;
    buf_release(&d->text);
    free(d);
}

static const struct shell_screen screen = {.name = "grading",
                                           .bindings = bindings,
                                           .draw = gradedesk_draw,
                                           .go = go,
                                           .key = key,
                                           .typing = typing,
                                           .free = release};

void gradedesk_push(struct shell *s, const struct gradedesk *desk)
{
    struct gradedesk_state *d = calloc(1, sizeof *d);

    if (!d) {
        shell_say(s, "grading: out of memory");
        return;
    }
    d->desk = *desk;
    d->room = 1;
    buf_init(&d->text, TEXT_BYTES);
    renew(d);
    if (!failed(d))
        go_to(s, d, failed, 1, "every file passes");
    shell_push(s, &screen, d);
}
