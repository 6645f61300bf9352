#include "tui/screens/welcome.h"

#include <stdlib.h>
#include <string.h>

#include "tui/screens/coursemap.h"

enum { PATHS = COURSEMAP_PATHS, PATH_ROWS = 5, ROOMY_ROWS = 18 };

struct welcome {
    struct labpanel *panel; /* NULL: the lab could not be had */
    int knob;
    struct lineedit line;
    bool choosing;
    int at;
};

static void choose(struct shell *s, int path)
{
    shell_fault(s, coursemap_choose(s, (enum coursemap_path)path));
    shell_pop(s);
    coursemap_push(s);
}

static bool key_while_choosing(struct shell *s, struct welcome *w, int k)
{
    if (k >= '1' && k < '1' + PATHS) {
        choose(s, k - '1');
    } else if (k == KEYS_ENTER) {
        choose(s, w->at);
    } else if (k == KEYS_DOWN || k == 'j') {
        w->at = (w->at + 1) % PATHS;
    } else if (k == KEYS_UP || k == 'k') {
        w->at = (w->at + PATHS - 1) % PATHS;
    } else if (k == KEYS_TAB || k == KEYS_BACKTAB || k == KEYS_ESC) {
        w->choosing = false;
    } else {
        return false;
    }
    return true;
}

static bool key(struct shell *s, void *state, int k)
{
    struct welcome *w = state;

    if (w->choosing)
        return key_while_choosing(s, w, k);
    if (k == KEYS_ENTER || k == KEYS_TAB || k == KEYS_ESC || k == KEYS_DOWN) {
        w->choosing = true;
        return true;
    }
    if (!lineedit_key(&w->line, k))
        return false;
    if (w->panel && w->line.bytes > 0 &&
        strcmp(w->line.text, w->panel->plan.text[w->knob]) != 0)
        labpanel_turn(s, w->panel, w->knob, w->line.text);
    return true;
}

static bool typing(const void *state)
{
    const struct welcome *w = state;

    return !w->choosing;
}

static void news(struct shell *s, void *state)
{
    struct welcome *w = state;

    if (w->panel)
        labpanel_news(s, w->panel);
}

static void resume(struct shell *s, void *state)
{
    struct welcome *w = state;

    if (w->panel)
        labpanel_ensure(s, w->panel);
}

static void draw_bars(struct welcome *w, struct canvas *cv,
                      struct canvas_rect at)
{
    struct canvas part = canvas_sub(cv, at);

    if (!w->panel) {
        canvas_fit(cv, at, "The house model is not installed here.", INK_DIM);
    } else if (w->panel->info.state == WORKER_FAILED) {
        canvas_fit(cv, at, w->panel->info.why.text, INK_BAD);
    } else if (w->panel->shot) {
        w->panel->lab->draw(w->panel->shot->data, &w->panel->view, &part);
    } else {
        canvas_fit(cv, at, "The model is being read ...", INK_DIM);
    }
}

/* On small screens the choice takes the place of the bars, once it is due. */
static void draw_paths(const struct welcome *w, struct canvas *cv, int row)
{
    canvas_fit(cv, (struct canvas_rect){row, 0, 1, cv->cols},
               w->choosing ? "Where do you start?"
                           : "Enter: choose where you start",
               w->choosing ? INK_FOCUS | INK_BOLD : INK_DIM);
    for (int i = 0; i < PATHS && row + 1 + i < cv->rows; i++) {
        const enum coursemap_path path = (enum coursemap_path)i;
        const bool here = w->choosing && i == w->at;
        const unsigned ink = here ? INK_FOCUS | INK_BOLD : INK_TEXT;

        spots_one(cv, SPOTS_ROW,
                  (struct canvas_rect){row + 1 + i, 0, 1, cv->cols}, i);
        canvas_printf(cv, row + 1 + i, 0, INK_KEY | INK_BOLD, "%s%d",
                      here ? "> " : "  ", i + 1);
        canvas_text(cv, row + 1 + i, 4, coursemap_path_name(path), ink);
        if (cv->cols >= 70)
            canvas_text(cv, row + 1 + i, 20, coursemap_path_about(path),
                        INK_DIM);
    }
    if (w->choosing && cv->cols < 70)
        canvas_fit(cv, (struct canvas_rect){row + 2 + PATHS, 0, 2, cv->cols},
                   coursemap_path_about((enum coursemap_path)w->at), INK_DIM);
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct welcome *w = state;
    const bool roomy = cv->rows >= ROOMY_ROWS;
    const int paths = roomy ? PATH_ROWS : 2;
    struct canvas_rect line = {3, 2, 1, cv->cols - 2};

    canvas_text(cv, 0, 0, "Lathe", INK_TITLE | INK_BOLD);
    canvas_text(cv, 1, 0,
                cv->cols >= 64 ? "Type the start of a sentence. A model "
                                 "guesses what comes next."
                               : "Type the start of a sentence.",
                INK_TEXT);
    canvas_text(cv, 3, 0, ">", INK_FOCUS | INK_BOLD);
    s->cursor_col = lineedit_draw(&w->line, cv, line, INK_TEXT | INK_BOLD);
    s->cursor_row = w->choosing ? -1 : 3;
    if (roomy || !w->choosing)
        draw_bars(w, cv,
                  (struct canvas_rect){5, 0, cv->rows - 5 - paths, cv->cols});
    draw_paths(w, cv, roomy || !w->choosing ? cv->rows - paths + 1 : 5);
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct welcome *w = state;
    const bool there = w->choosing && w->at == spot->row;

    (void)s;
    w->choosing = true;
    w->at = spot->row;
    return there;
}

static void release(struct shell *s, void *state)
{
    struct welcome *w = state;

    labpanel_leave(s, w->panel);
    free(w);
}

/* For the help list: these keys belong to the choice, in key(). */
static void act_path(struct shell *s, int path)
{
    struct shell_level *top = shell_top(s);
    struct welcome *w = top->state;

    w->at = path;
    choose(s, path);
}

static void act_first(struct shell *s, void *state)
{
    (void)state;
    act_path(s, 0);
}

static void act_second(struct shell *s, void *state)
{
    (void)state;
    act_path(s, 1);
}

static void act_third(struct shell *s, void *state)
{
    (void)state;
    act_path(s, 2);
}

static const struct shell_binding bindings[] = {
    {'1', NULL, "from the start", act_first},
    {'2', NULL, "I know PyTorch", act_second},
    {'3', NULL, "I teach", act_third},
    {0, NULL, NULL, NULL},
};

static const struct shell_screen screen = {
    .name = "first start",
    .bindings = bindings,
    .draw = draw,
    .go = go,
    .key = key,
    .typing = typing,
    .news = news,
    .resume = resume,
    .free = release,
};

void welcome_push(struct shell *s)
{
    struct welcome *w = calloc(1, sizeof *w);
    struct status st;

    if (!w) {
        coursemap_push(s);
        return;
    }
    st = labpanel_use(s, "next-token", true, &w->panel);
    if (st.code) {
        shell_fault(s, st);
    } else {
        w->knob = lab_knob(w->panel->lab, "text");
        if (w->knob < 0) {
            labpanel_leave(s, w->panel);
            w->panel = NULL;
        } else {
            lineedit_set(&w->line, w->panel->plan.text[w->knob]);
        }
    }
    shell_push(s, &screen, w);
}

bool welcome_due(struct shell *s)
{
    struct progress_place place;
    char path[PROGRESS_ANSWER] = "";

    return !progress_place(&s->progress, &place).code && !place.lesson[0] &&
           !progress_get_note(&s->progress, "path", path).code && !path[0];
}
