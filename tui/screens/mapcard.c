#include "tui/screens/mapcard.h"

#include <stdio.h>
#include <string.h>

#include "viz/page.h"

enum { BAR_COLS = 8, PLAN_COLS = 24, MINUTES_COLS = 8 };

struct tally {
    int all, written, done;
};

/* Of one stage; 0: of all. */
static struct tally count(const struct course *c, int stage)
{
    struct tally t = {0, 0, 0};

    for (int i = 0; i < c->catalogue.count; i++) {
        if (stage && c->catalogue.lessons[i].stage != stage)
            continue;
        t.all++;
        t.written += c->catalogue.lessons[i].written;
        t.done += course_settled(&c->entries[i]);
    }
    return t;
}

void mapcard_title(const struct course *c, const char *path, struct canvas *cv)
{
    const struct tally t = count(c, 0);
    char sum[64];

    canvas_text(cv, 0, 0, "Lathe", INK_TITLE | INK_BOLD);
    if (cv->cols >= 60)
        canvas_printf(cv, 0, 7, INK_DIM, "course map, %s", path);
    else
        canvas_text(cv, 0, 7, "course map", INK_DIM);
    snprintf(sum, sizeof sum, "%d of %d done", t.done, t.written);
    canvas_text(cv, 0, cv->cols - (int)strlen(sum), sum, INK_DIM);
    if (c->next >= 0) {
        canvas_printf(cv, 1, 0, INK_ACCENT, "next: %s %s",
                      c->catalogue.lessons[c->next].id,
                      c->catalogue.lessons[c->next].title);
    }
}

static void bar(struct canvas *cv, int row, int col, struct tally t)
{
    const int full = t.all > 0 ? t.done * BAR_COLS / t.all : 0;

    for (int i = 0; i < BAR_COLS; i++) {
        canvas_text(cv, row, col + i, i < full ? "#" : ".",
                    i < full ? INK_GOOD : INK_DIM);
    }
}

void mapcard_stage(const struct course *c, int stage, bool folded, bool here,
                   struct canvas *cv, struct canvas_rect at)
{
    const struct tally t = count(c, stage);
    char sum[32];
    struct canvas_rect name = {at.row, at.col + 2, 1, at.cols - 20};

    canvas_text(cv, at.row, at.col,
                here     ? ">"
                : folded ? "+"
                         : "-",
                here ? INK_FOCUS | INK_BOLD : INK_DIM);
    name.col += canvas_printf(cv, at.row, name.col, INK_TITLE, "%d ", stage);
    canvas_fit(cv, name, c->catalogue.stages[stage - 1],
               (here ? INK_FOCUS : INK_TITLE) | INK_BOLD);
    snprintf(sum, sizeof sum, "%d/%d", t.done, t.all);
    bar(cv, at.row, at.col + at.cols - BAR_COLS - 7, t);
    canvas_text(cv, at.row, at.col + at.cols - 6, sum, INK_DIM);
}

static const char *state_word(const struct course_entry *e)
{
    if (!e->row->written)
        return "planned";
    if (e->fault.code)
        return "faulty";
    return e->state == PROGRESS_DONE      ? "done"
           : e->known                     ? "known"
           : e->state == PROGRESS_STARTED ? "begun"
                                          : "";
}

static unsigned state_ink(const struct course_entry *e)
{
    if (!e->row->written)
        return INK_DIM;
    if (e->fault.code)
        return INK_BAD;
    return course_settled(e)              ? INK_GOOD
           : e->state == PROGRESS_STARTED ? INK_ACCENT
                                          : INK_TEXT;
}

/* " 45 min  L02 L03 L07", right of the title; answers its columns. */
static int draw_plan(const struct catalogue_lesson *l, struct canvas *cv,
                     struct canvas_rect at)
{
    const int room = at.cols >= 60 ? PLAN_COLS : MINUTES_COLS;
    struct canvas_rect needs = {at.row, at.col + at.cols - 9 - room, 1, room};
    char text[64];
    size_t used = (size_t)snprintf(text, sizeof text, "%3d min ", l->minutes);

    for (int i = 0; i < l->need_count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, " %s",
                                 l->needs[i]);
    if (room == MINUTES_COLS)
        text[MINUTES_COLS - 1] = '\0';
    canvas_fit(cv, needs, text, INK_DIM);
    return room;
}

void mapcard_lesson(const struct course *c, int lesson, bool here, bool plan,
                    struct canvas *cv, struct canvas_rect at)
{
    const struct course_entry *e = &c->entries[lesson];
    const unsigned ink = e->row->written ? INK_TEXT : INK_DIM;
    struct canvas_rect title = {at.row, at.col + 8, 1, at.cols - 18};

    canvas_text(cv, at.row, at.col, here ? ">" : " ", INK_FOCUS | INK_BOLD);
    canvas_text(cv, at.row, at.col + 3, e->row->id,
                here ? INK_FOCUS | INK_BOLD : ink);
    if (plan)
        title.cols -= draw_plan(e->row, cv, at);
    canvas_fit(cv, title, e->row->title, here ? INK_FOCUS | INK_BOLD : ink);
    canvas_text(cv, at.row, at.col + at.cols - 8,
                lesson == c->next && e->state == PROGRESS_NEW ? "next"
                                                              : state_word(e),
                lesson == c->next ? INK_ACCENT | INK_BOLD : state_ink(e));
}

static void line(struct page *p, const char *text, unsigned style)
{
    page_paragraph(p);
    page_text(p, text, strlen(text), style);
}

static void add_needs(struct page *p, const struct catalogue_lesson *l)
{
    char needs[256];
    size_t used = 0;

    if (l->need_count == 0)
        return;
    used += (size_t)snprintf(needs, sizeof needs, "needs");
    for (int i = 0; i < l->need_count && used < sizeof needs; i++) {
        used += (size_t)snprintf(needs + used, sizeof needs - used, "%s %s",
                                 i ? "," : "", l->needs[i]);
    }
    line(p, needs, INK_DIM);
}

void mapcard_details(const struct course *c, int lesson, struct canvas *cv,
                     struct canvas_rect at)
{
    const struct course_entry *e = &c->entries[lesson];
    struct page *p = page_new();
    char facts[128];

    if (!p)
        return;
    page_heading(p, 1);
    page_text(p, e->row->title, strlen(e->row->title), 0);
    snprintf(facts, sizeof facts, "%s, %s, %s, %d minutes", e->row->id,
             e->row->floor, e->row->tier, e->row->minutes);
    line(p, facts, INK_DIM);
    if (e->fault.code)
        line(p, e->fault.text, INK_BAD);
    if (e->known && e->state != PROGRESS_DONE)
        line(p, "Known: you passed its last exercise.", INK_GOOD);
    if (!e->row->written)
        line(p, "This lesson is planned. It is not written yet.", INK_DIM);
    if (e->lesson) {
        if (e->lesson->why)
            line(p, e->lesson->why, INK_TEXT);
        snprintf(facts, sizeof facts, "%d of %d steps seen", e->steps_seen,
                 e->lesson->step_count);
        line(p, facts, INK_DIM);
    }
    add_needs(p, e->row);
    page_lay(p, &cv->look, at.cols);
    page_draw(p, cv, at, 0);
    page_free(p);
}
