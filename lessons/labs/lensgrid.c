#include "lessons/labs/lensgrid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viz/spots.h"
#include "viz/strip.h"

enum { NAME_COLS = 4, LEAST_COLS = 11, MOST_COLS = 15, ODDS_COLS = 4 };
#define ARENA_BYTES ((size_t)64 << 20)

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the layers' words");
}

void lensgrid_free(struct lensgrid *g)
{
    if (g)
        arena_release(&g->arena);
    free(g);
}

const char *lensgrid_stage(int stage, char room[LENSGRID_NAME])
{
    if (stage == 0)
        return "embedding";
    snprintf(room, LENSGRID_NAME, "block %d", stage - 1);
    return room;
}

static bool take_room(struct lensgrid *g)
{
    const size_t n = (size_t)g->tokens;

    g->token = arena_add(&g->arena, n * sizeof *g->token);
    g->answer = arena_add(&g->arena, n * sizeof *g->answer);
    g->first = arena_add(&g->arena, n * sizeof *g->first);
    g->settled = arena_add(&g->arena, n * sizeof *g->settled);
    g->cell = arena_add(&g->arena, n * (size_t)g->stages * sizeof *g->cell);
    return g->token && g->answer && g->first && g->settled && g->cell;
}

/* One cell; guesses were asked about the answer. */
static struct status keep(struct lensgrid *g, const struct labmodel *m,
                          struct lensgrid_cell *c,
                          const struct lablens_guess *guess)
{
    c->agrees = guess->best[0].id == guess->id;
    c->probability = (float)guess->probability;
    c->place = guess->place;
    c->entropy_bits = (float)guess->entropy_bits;
    for (int k = 0; k < g->best; k++) {
        c->best[k].label = labmodel_piece(m, guess->best[k].id, &g->arena);
        c->best[k].value = (float)guess->best[k].probability;
        if (!c->best[k].label)
            return no_memory();
    }
    return STATUS_OK;
}

/* Walks up from the last stage while all agree. */
static void date(struct lensgrid *g, int token)
{
    int s = g->stages - 1;

    while (s > 0 && lensgrid_at(g, s - 1, token)->agrees)
        s--;
    g->settled[token] = s;
    for (s = 0; !lensgrid_at(g, s, token)->agrees && s < g->settled[token];)
        s++;
    g->first[token] = s;
}

static struct status fill(struct lensgrid *g, struct lablens *l, int32_t *ask,
                          struct lablens_guess *guess)
{
    const struct labmodel *m = l->model;
    struct status st = lablens_say(l, g->stages - 1, NULL, guess);

    for (int i = 0; i < g->tokens; i++) {
        ask[i] = guess[i].best[0].id;
        g->token[i] = labmodel_piece(m, m->ids[l->first + i], &g->arena);
        g->answer[i] = labmodel_piece(m, ask[i], &g->arena);
        if (!g->token[i] || !g->answer[i])
            return st.code ? st : no_memory();
    }
    for (int s = 0; s < g->stages && !st.code; s++) {
        st = lablens_say(l, s, ask, guess);
        for (int i = 0; i < g->tokens && !st.code; i++)
            st = keep(g, m, &g->cell[(long)s * g->tokens + i], &guess[i]);
    }
    for (int i = 0; i < g->tokens && !st.code; i++)
        date(g, i);
    return st;
}

static struct status read_all(struct lensgrid *g, struct lablens *l)
{
    g->stages = l->stages;
    g->tokens = l->tokens;
    g->best = l->best;
    if (!take_room(g))
        return no_memory();
    struct lablens_guess *guess = calloc((size_t)g->tokens, sizeof *guess);
    int32_t *ask = calloc((size_t)g->tokens, sizeof *ask);
    const struct status st =
        guess && ask ? fill(g, l, ask, guess) : no_memory();
    free(guess);
    free(ask);
    return st;
}

struct status lensgrid_new(struct lensgrid **out, struct labmodel *m, int last)
{
    struct lensgrid *g = calloc(1, sizeof *g);
    struct lablens l;

    *out = NULL;
    if (!g)
        return no_memory();
    arena_init(&g->arena, ARENA_BYTES);
    struct status st = lablens_open(&l, m, last);
    if (!st.code)
        st = read_all(g, &l);
    lablens_release(&l);
    if (st.code)
        lensgrid_free(g);
    else
        *out = g;
    return st;
}

/* Which part of the grid is in sight. */
struct window {
    int wide; /* columns of a cell */
    int stage, stages, token, tokens;
};

/* The first of `count` such that `at` is among the `room` that are seen; the
 * last ones where all is as well. */
static int first_seen(int count, int room, int at)
{
    const int last = count > room ? count - room : 0;

    return at < last ? at : last;
}

static struct window window_of(const struct lensgrid *g,
                               const struct lensgrid_look *look,
                               const struct canvas_rect *at)
{
    const int cols = at->cols - NAME_COLS;
    struct window w = {.stages = at->rows - 1, .wide = cols / g->tokens};

    if (w.wide < LEAST_COLS)
        w.wide = LEAST_COLS;
    if (w.wide > MOST_COLS)
        w.wide = MOST_COLS;
    w.tokens = cols / w.wide > 0 ? cols / w.wide : 1;
    w.stage = first_seen(g->stages, w.stages, look->stage);
    w.token = first_seen(g->tokens, w.tokens, look->token);
    return w;
}

/* Two digits of a probability: ".61", "1.0". */
static void odds(char out[8], float p)
{
    char text[8];

    snprintf(text, sizeof text, "%.2f", (double)p);
    snprintf(out, 8, "%s", *text == '0' ? text + 1 : "1.0");
}

static void draw_cell(const struct lensgrid *g,
                      const struct lensgrid_look *look, struct canvas *cv,
                      struct canvas_rect at, const int cell[2])
{
    const struct lensgrid_cell *c = lensgrid_at(g, cell[0], cell[1]);
    const float p = look->answer ? c->probability : c->best[0].value;
    const bool here = look->stage == cell[0] && look->token == cell[1];
    const unsigned style =
        here ? ink_on(INK_TEXT, INK_FOCUS) | INK_BOLD
             : ink_on(INK_TEXT, ink_ramp(p)) | (c->agrees ? INK_BOLD : 0);
    char word[256], number[8];
    struct canvas_rect left = at;

    canvas_fill(cv, at, ' ', style);
    spots_note(
        cv, (struct spots_spot){SPOTS_CELL, at, cell[0], cell[1], at.cols, 1});
    if (look->answer)
        snprintf(word, sizeof word, "%d.", c->place + 1);
    else
        strip_show(&cv->look, c->best[0].label, word, sizeof word);
    odds(number, p);
    canvas_text(cv, at.row, at.col + at.cols - (int)strlen(number), number,
                style);
    left.cols = at.cols - ODDS_COLS;
    canvas_fit(cv, left, word, style);
    if (c->agrees) /* stands in for the bold of a terminal */
        canvas_put(cv, at.row, at.col + at.cols - ODDS_COLS, '*', style);
}

void lensgrid_draw(const struct lensgrid *g, const struct lensgrid_look *look,
                   struct canvas *cv, struct canvas_rect at)
{
    const struct window w = window_of(g, look, &at);

    for (int r = 0; r <= w.stages && w.stage + r <= g->stages; r++) {
        const int stage = w.stage + r - 1;
        const int row = at.row + r;

        if (r == 1 && stage == 0)
            canvas_text(cv, row, at.col, "emb", INK_DIM);
        else if (r > 0)
            canvas_printf(cv, row, at.col, INK_DIM, "%3d", stage - 1);
        for (int i = 0; i < w.tokens && w.token + i < g->tokens; i++) {
            const int token = w.token + i;
            const struct canvas_rect to = {row, at.col + NAME_COLS + i * w.wide,
                                           1, w.wide - 1};
            char word[256];

            if (r == 0) {
                strip_show(&cv->look, g->token[token], word, sizeof word);
                canvas_fit(cv, to, word, INK_TITLE);
            } else {
                draw_cell(g, look, cv, to, (const int[]){stage, token});
            }
        }
    }
}
