#include "tui/screens/runlist.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tui/runchart.h"
#include "tui/screens/labscreen.h"
#include "viz/hits.h"
#include "viz/page.h"
#include "viz/table.h"

enum { MOST_RUNS = 500, COLUMNS = 6, NUMBER_BYTES = 24, WORDS_BYTES = 8192 };

struct runs {
    struct runs_list list;
    int at, marked;                /* marked: -1 while none is */
    int top;                       /* the first one in sight */
    struct runs_curves of, beside; /* lines of the two */
    bool log, words, searching;
    struct lineedit word;
};

/* Reads the lines of the run under the cursor. */
static void look(struct shell *s, struct runs *r)
{
    runs_forget(&r->of);
    if (r->list.count > 0) {
        shell_fault(
            s, runs_curves(&r->of, &s->progress.db, r->list.run[r->at].number));
    }
}

static void move_to(struct shell *s, struct runs *r, int at)
{
    const int last = r->list.count - 1;

    r->at = at > last ? last : at;
    if (r->at < 0)
        r->at = 0;
    look(s, r);
}

static void act_up(struct shell *s, void *state)
{
    struct runs *r = state;

    move_to(s, r, r->at - 1);
}

static void act_down(struct shell *s, void *state)
{
    struct runs *r = state;

    move_to(s, r, r->at + 1);
}

static void act_first(struct shell *s, void *state)
{
    move_to(s, state, 0);
}

static void act_last(struct shell *s, void *state)
{
    move_to(s, state, MOST_RUNS);
}

static void act_page_up(struct shell *s, void *state)
{
    struct runs *r = state;

    move_to(s, r, r->at - s->rows / 2);
}

static void act_page_down(struct shell *s, void *state)
{
    struct runs *r = state;

    move_to(s, r, r->at + s->rows / 2);
}

static void act_mark(struct shell *s, void *state)
{
    struct runs *r = state;

    runs_forget(&r->beside);
    if (r->list.count == 0)
        return;
    if (r->marked == r->at) {
        r->marked = -1;
        shell_say(s, "no run is marked now");
        return;
    }
    r->marked = r->at;
    shell_fault(
        s, runs_curves(&r->beside, &s->progress.db, r->list.run[r->at].number));
    shell_say(s, "run %lld is compared with the one you go to",
              (long long)r->list.run[r->at].number);
}

static void act_log(struct shell *s, void *state)
{
    struct runs *r = state;

    r->log = !r->log;
    shell_say(s, r->log ? "the scale is logarithmic" : "the scale is linear");
}

static void act_words(struct shell *s, void *state)
{
    struct runs *r = state;

    (void)s;
    r->words = !r->words;
}

static void act_open(struct shell *s, void *state)
{
    struct runs *r = state;
    const struct runs_run *run;

    if (r->list.count == 0)
        return;
    run = &r->list.run[r->at];
    if (run->lab) {
        shell_fault(s, labscreen_push(s, run->command));
    } else {
        shell_say(s, "in a terminal, \"lathe replay %lld\" repeats it",
                  (long long)run->number);
    }
}

static void act_search(struct shell *s, void *state)
{
    struct runs *r = state;

    (void)s;
    r->searching = true;
    lineedit_set(&r->word, "");
}

static void again(struct shell *s, struct runs *r, int way)
{
    const int n = r->list.count;

    for (int k = 1; k <= n; k++) {
        const int i = ((r->at + way * k) % n + n) % n;

        if (hits_next(r->list.run[i].command, r->word.text, 0)) {
            move_to(s, r, i);
            return;
        }
    }
    shell_say(s, "no run holds \"%.60s\"", r->word.text);
}

static void act_next(struct shell *s, void *state)
{
    again(s, state, 1);
}

static void act_previous(struct shell *s, void *state)
{
    again(s, state, -1);
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "compare", "mark this run, then go to another", act_mark},
    {KEYS_ENTER, "open", "open the lab with these knobs", act_open},
    {'l', "log", "a logarithmic scale, and back", act_log},
    {'v', "words", "the picture in words, and back", act_words},
    {'/', "find", "find a word in what was run", act_search},
    {'n', NULL, "the next hit", act_next},
    {'N', NULL, "the hit before", act_previous},
    {KEYS_UP, NULL, "up", act_up},
    {KEYS_DOWN, NULL, "down", act_down},
    {'k', NULL, "up", act_up},
    {'j', NULL, "down", act_down},
    {KEYS_PAGE_UP, NULL, "a screen up", act_page_up},
    {KEYS_PAGE_DOWN, NULL, "a screen down", act_page_down},
    {'g', NULL, "to the newest", act_first},
    {'G', NULL, "to the oldest", act_last},
    {KEYS_HOME, NULL, "to the newest", act_first},
    {KEYS_END, NULL, "to the oldest", act_last},
    {0, NULL, NULL, NULL},
};

static void loss_text(double x, char out[NUMBER_BYTES])
{
    if (isfinite(x)) {
        snprintf(out, NUMBER_BYTES, "%.4f", x);
    } else {
        snprintf(out, NUMBER_BYTES, "-");
    }
}

/* The rows around the cursor as a table. */
static void draw_table(struct runs *r, struct canvas *cv, struct canvas_rect at)
{
    static const struct table_column wide[COLUMNS] = {
        {"run", TABLE_RIGHT},  {"started", TABLE_LEFT}, {"steps", TABLE_RIGHT},
        {"loss", TABLE_RIGHT}, {"val", TABLE_RIGHT},    {"what", TABLE_LEFT}};
    enum { SHOWN = 64 };
    static const int narrow[] = {0, 3, 5};
    const bool all = at.cols >= SHELL_STACK_COLS;
    const int columns = all ? COLUMNS : 3;
    const int most = at.rows - 1 < SHOWN ? at.rows - 1 : SHOWN;
    const int first = r->at >= most ? r->at - most + 1 : 0;
    char text[SHOWN][5][RUNCHART_WHEN_BYTES];
    const char *cell[SHOWN * COLUMNS];
    struct table_column column[COLUMNS];
    int rows = 0;

    r->top = first;
    for (; rows < most && first + rows < r->list.count; rows++) {
        const struct runs_run *run = &r->list.run[first + rows];
        char(*t)[RUNCHART_WHEN_BYTES] = text[rows];
        const char *from[COLUMNS] = {t[0], t[1], t[2],
                                     t[3], t[4], run->command};

        snprintf(t[0], sizeof t[0], "%s%lld",
                 first + rows == r->marked ? "*" : "", (long long)run->number);
        runchart_when(run, t[1]);
        snprintf(t[2], sizeof t[2], "%lld%s", (long long)run->steps,
                 runs_early(run, clock_unix()) ? " early" : "");
        loss_text(run->loss, t[3]);
        loss_text(run->val_loss, t[4]);
        if (strncmp(from[5], "lathe ", 6) == 0)
            from[5] += 6;
        for (int c = 0; c < columns; c++)
            cell[rows * columns + c] = from[all ? c : narrow[c]];
    }
    for (int c = 0; c < columns; c++)
        column[c] = wide[all ? c : narrow[c]];
    table_draw(&(struct table){.column = column,
                               .columns = columns,
                               .cell = cell,
                               .rows = rows,
                               .cursor = true,
                               .at_row = r->at - first},
               cv, at);
}

static void draw_words(const struct chart *c, struct canvas *cv,
                       struct canvas_rect at)
{
    struct page *page = page_new();
    char text[WORDS_BYTES];

    if (!page)
        return; /* the next frame tries again */
    chart_words(c, WORDS_SHORT, text, sizeof text);
    page_paragraph(page);
    page_text(page, text, strlen(text), INK_TEXT);
    page_lay(page, &cv->look, at.cols);
    page_draw(page, cv, at, 0);
    page_free(page);
}

static void draw_curves(struct runs *r, struct canvas *cv,
                        struct canvas_rect at)
{
    const struct runs_run *run = &r->list.run[r->at];
    const bool two = r->marked >= 0 && r->marked != r->at;
    struct runchart c;
    struct canvas_rect line = {at.row, at.col, 1, at.cols};
    char text[256];

    snprintf(text, sizeof text, "run %lld%s%s seed %lld, mode %s, version %s",
             (long long)run->number,
             runs_early(run, clock_unix()) ? " ended early" : "",
             two ? " and the marked one:" : ":", (long long)run->seed,
             *run->mode ? run->mode : "unknown",
             *run->version ? run->version : "unknown");
    canvas_fit(cv, line, text, INK_TITLE | INK_BOLD);
    if (runchart_init(&c, run, &r->of, two ? &r->list.run[r->marked] : NULL,
                      two ? &r->beside : NULL)
            .code)
        return;
    c.chart.log_y = r->log;
    at.row++;
    at.rows--;
    if (r->words) {
        draw_words(&c.chart, cv, at);
    } else {
        chart_draw(&c.chart, cv, at);
    }
    runchart_release(&c);
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct runs *r = state;
    const int rows =
        cv->rows / 2 < r->list.count + 1 ? cv->rows / 2 : r->list.count + 1;
    struct canvas_rect line = {0, 0, 1, cv->cols};

    if (r->searching) {
        line.col = canvas_text(cv, 0, 0, "find: ", INK_KEY);
        line.cols -= line.col;
        s->cursor_row = 0;
        s->cursor_col = lineedit_draw(&r->word, cv, line, INK_TEXT);
    } else {
        canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "Runs  %d",
                      r->list.count);
    }
    if (r->list.count == 0) {
        line.row = 2;
        canvas_fit(cv, line,
                   "No run is recorded yet: a lab that trains, or lathe train, "
                   "records one.",
                   INK_DIM);
        return;
    }
    draw_table(r, cv, (struct canvas_rect){1, 0, rows, cv->cols});
    draw_curves(
        r, cv,
        (struct canvas_rect){rows + 1, 0, cv->rows - rows - 1, cv->cols});
}

static bool key(struct shell *s, void *state, int k)
{
    struct runs *r = state;

    if (!r->searching)
        return false;
    if (k == KEYS_ESC || k == KEYS_ENTER) {
        r->searching = false;
        if (k == KEYS_ENTER && r->word.bytes > 0)
            again(s, r, 1);
        return true;
    }
    return lineedit_key(&r->word, k);
}

static bool typing(const void *state)
{
    const struct runs *r = state;

    return r->searching;
}

/* A lab that was opened here may have been recorded meanwhile. */
static void resume(struct shell *s, void *state)
{
    struct runs *r = state;
    struct runs_list fresh;
    const int grown = -r->list.count;
    const struct status st = runs_read(&fresh, &s->progress.db, MOST_RUNS);

    if (st.code) {
        shell_fault(s, st);
        return;
    }
    runs_release(&r->list);
    r->list = fresh;
    if (r->marked >= 0)
        r->marked += grown + fresh.count;
    move_to(s, r, r->at + grown + fresh.count);
}

/* The table holds the rows in sight: its first one is the run at `top`. */
static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct runs *r = state;
    const int to = r->top + spot->row;
    const bool there = r->at == to;

    move_to(s, r, to);
    return there;
}

static void release(struct shell *s, void *state)
{
    struct runs *r = state;

    (void)s;
    runs_release(&r->list);
    runs_forget(&r->of);
    runs_forget(&r->beside);
    free(r);
}

static const struct shell_screen screen = {
    .name = "runs",
    .bindings = bindings,
    .draw = draw,
    .go = go,
    .key = key,
    .typing = typing,
    .resume = resume,
    .free = release,
};

void runlist_push(struct shell *s)
{
    struct runs *r = calloc(1, sizeof *r);
    const struct status st =
        r ? runs_read(&r->list, &s->progress.db, MOST_RUNS)
          : status_fail(STATUS_NO_MEMORY, "runs: out of memory");

    if (st.code) {
        shell_fault(s, st);
        free(r);
        return;
    }
    r->marked = -1;
    look(s, r);
    shell_push(s, &screen, r);
}
