/* layer_norms.c - how long the residual stream is, and what attention and
 * MLP add to it, by layer and position. Lengths do not add up: a
 * part may point along the stream, across it, or against it; the cosine says
 * which. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/streamnorms.h"
#include "viz/chart.h"
#include "viz/heatmap.h"
#include "viz/strip.h"

enum { MODEL, TEXT, SHOW, SCALE };

static const char *const parts[] = {"stream", "attention", "mlp", NULL};
static const char *const scales[] = {"log", "linear", NULL};

#define ARENA_BYTES ((size_t)32 << 20)

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box are wet",
              .live = true},
    [SHOW] = {.name = "show",
              .help = "the stream, or what a half of a block adds to it",
              .kind = LAB_CHOICE,
              .fallback = "stream",
              .choices = parts,
              .live = true},
    [SCALE] = {.name = "scale",
               .help = "of the colours; lengths differ by powers of ten",
               .kind = LAB_CHOICE,
               .fallback = "log",
               .choices = scales,
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a layer and a position"},
    {"w", "what is shown: the stream, attention, MLP"},
    {"t", "type another text"},
    {NULL, NULL},
};

struct norms {
    struct arena arena;
    struct streamnorms of;
    enum streamnorms_part show;
    bool log;
    const char **token;
    float *shown;     /* as the colours want it */
    const char **row; /* names of its rows */
};

static void forget(void *snapshot)
{
    struct norms *n = snapshot;

    if (n)
        arena_release(&n->arena);
    free(n);
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the lengths");
}

static int rows_of(const struct norms *n)
{
    return streamnorms_rows(&n->of, n->show);
}

static struct status name_rows(struct norms *n)
{
    const int first = n->show == STREAMNORMS_STREAM ? -1 : 0;
    char name[16];

    for (int r = 0; r < rows_of(n); r++) {
        snprintf(name, sizeof name, first + r < 0 ? "emb" : "%d", first + r);
        n->row[r] = arena_text(&n->arena, name);
        if (!n->row[r])
            return no_memory();
    }
    return STATUS_OK;
}

/* A length of exactly 0 has no logarithm. */
static void fill_shown(struct norms *n)
{
    const int64_t count = (int64_t)rows_of(n) * n->of.tokens;

    for (int64_t i = 0; i < count; i++) {
        const float x = n->of.length[n->show][i];

        n->shown[i] = n->log ? log10f(fmaxf(x, 1e-6f)) : x;
    }
}

static struct status find(struct norms *n, const struct lab_run *r)
{
    struct labmodel *m = r->state;

    n->show = (enum streamnorms_part)r->value[SHOW].number;
    n->log = r->value[SCALE].number < 0.5;
    n->token = labmodel_pieces(m, &n->arena);
    if (!n->token)
        return no_memory();
    STATUS_TRY(streamnorms_read(&n->of, m, &n->arena));
    n->shown = arena_add(&n->arena, (size_t)rows_of(n) * (size_t)n->of.tokens *
                                        sizeof *n->shown);
    n->row = arena_add(&n->arena, (size_t)rows_of(n) * sizeof *n->row);
    if (!n->shown || !n->row)
        return no_memory();
    fill_shown(n);
    return name_rows(n);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct norms *n = calloc(1, sizeof *n);

    *out = NULL;
    if (!n)
        return no_memory();
    arena_init(&n->arena, ARENA_BYTES);
    const struct status st = find(n, r);
    if (st.code)
        forget(n);
    else
        *out = n;
    return st;
}

static struct status open(struct lab_run *r)
{
    struct labmodel *m = calloc(1, sizeof *m);

    if (!m)
        return no_memory();
    r->state = m;
    const struct status st =
        labmodel_open(m, r->value[MODEL].text, r->value[TEXT].text, r->hook);
    if (st.code)
        labmodel_close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    return knob == TEXT ? labmodel_read(r->state, r->value[TEXT].text)
                        : STATUS_OK;
}

/* A cell of the shown part: the chosen one, or the last. */
static void cell_of(const struct norms *n, const struct lab_view *view,
                    int cell[2])
{
    const int rows = rows_of(n);
    const bool has = view && labcells_has(view, rows, n->of.tokens);

    cell[0] = has ? view->row : rows - 1;
    cell[1] = has ? view->col : n->of.tokens - 1;
}

/* The block that a row of the shown part belongs to; -1: the embedding. */
static int block_of(const struct norms *n, int row)
{
    return row - (n->show == STREAMNORMS_STREAM);
}

static float at(const struct norms *n, enum streamnorms_part part, int row,
                int token)
{
    return streamnorms_length(&n->of, part, row, token);
}

static struct heatmap map_of(const struct norms *n, const int cell[2])
{
    return (struct heatmap){.value = n->shown,
                            .rows = rows_of(n),
                            .cols = n->of.tokens,
                            .row_label = n->row,
                            .col_label = n->token,
                            .title = n->log ? "log10 of the length, by block"
                                            : "length, by block",
                            .picks = true,
                            .cursor = true,
                            .at_row = cell[0],
                            .at_col = cell[1]};
}

/* The three lengths over the blocks at one position. */
static void draw_lines(const struct norms *n, struct canvas *cv,
                       struct canvas_rect place, int token)
{
    float *y =
        calloc((size_t)(n->of.layers + 1) * STREAMNORMS_PARTS, sizeof *y);
    struct chart_series series[STREAMNORMS_PARTS];
    char title[320], shown[256];

    if (!y)
        return; /* the next frame tries again */
    strip_show(&cv->look, n->token[token], shown, sizeof shown);
    snprintf(title, sizeof title, "lengths at %s", shown);
    for (int p = 0; p < STREAMNORMS_PARTS; p++) {
        float *line = y + (size_t)p * (size_t)(n->of.layers + 1);

        for (int r = 0; r < n->of.layers; r++)
            line[r] = at(n, p, r + (p == STREAMNORMS_STREAM), token);
        series[p] = (struct chart_series){parts[p], NULL, line, n->of.layers};
    }
    const struct chart c = {.series = series,
                            .count = STREAMNORMS_PARTS,
                            .title = title,
                            .x_name = "block",
                            .log_y = n->log};
    chart_draw(&c, cv, place);
    free(y);
}

/* What block `b` does at one position, on two lines. */
static void tell_block(const struct norms *n, int b, int token,
                       char line[2][96])
{
    if (b < 0) {
        snprintf(line[0], 96, "embedding: length %.3g",
                 (double)at(n, STREAMNORMS_STREAM, 0, token));
        line[1][0] = '\0';
        return;
    }
    snprintf(line[0], 96, "block %d: the stream %.3g becomes %.3g", b,
             (double)at(n, STREAMNORMS_STREAM, b, token),
             (double)at(n, STREAMNORMS_STREAM, b + 1, token));
    snprintf(
        line[1], 96, "attention adds %.3g (cos %+.2f), MLP %.3g (cos %+.2f)",
        (double)at(n, STREAMNORMS_ATTENTION, b, token),
        (double)streamnorms_cosine(&n->of, STREAMNORMS_ATTENTION, b, token),
        (double)at(n, STREAMNORMS_MLP, b, token),
        (double)streamnorms_cosine(&n->of, STREAMNORMS_MLP, b, token));
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct norms *n = snapshot_;
    int cell[2];
    char line[2][96];

    cell_of(n, view, cell);
    const struct heatmap map = map_of(n, cell);
    struct canvas_rect place = canvas_whole(cv), beside = place;
    const int told = cv->rows >= 10 ? 2 : 1;
    place.rows -= told + 1;
    place.row = 1;
    beside = place;
    if (cv->cols >= 90) {
        place = heatmap_size(
            &map, cv, (struct canvas_rect){1, 0, place.rows, cv->cols - 46});
        beside.col = place.cols + 2;
        beside.cols = cv->cols - beside.col;
    } else if (cv->rows >= 20) {
        place.rows = cv->rows / 2 - 1;
        beside.row = place.row + place.rows;
        beside.rows = cv->rows - told - beside.row;
    }
    canvas_printf(cv, 0, 0, INK_TITLE, "how long is %s?",
                  n->show == STREAMNORMS_STREAM      ? "the residual stream"
                  : n->show == STREAMNORMS_ATTENTION ? "what attention adds"
                                                     : "what the MLP adds");
    heatmap_draw(&map, cv, place);
    if (beside.col > 0 || beside.row > 1)
        draw_lines(n, cv, beside, cell[1]);
    tell_block(n, block_of(n, cell[0]), cell[1], line);
    for (int i = 0; i < told; i++)
        canvas_text(cv, cv->rows - told + i, 0, line[i], INK_TEXT);
}

/* The block whose part is longest at `token`. */
static int longest(const struct norms *n, enum streamnorms_part part, int token)
{
    int best = 0;

    for (int b = 1; b < n->of.layers; b++)
        if (at(n, part, b, token) > at(n, part, best, token))
            best = b;
    return best;
}

/* The position whose stream is longest behind the last block. */
static int longest_token(const struct norms *n)
{
    int best = 0;

    for (int i = 1; i < n->of.tokens; i++)
        if (at(n, STREAMNORMS_STREAM, n->of.layers / 2, i) >
            at(n, STREAMNORMS_STREAM, n->of.layers / 2, best))
            best = i;
    return best;
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct norms *n = snapshot_;
    int cell[2];
    char line[2][96];

    cell_of(n, view, cell);
    const int i = cell[1], a = longest(n, STREAMNORMS_ATTENTION, i),
              m = longest(n, STREAMNORMS_MLP, i), t = longest_token(n);
    buf_printf(out,
               "At \"%s\" the stream has length %.3g as embedding and %.3g "
               "behind block %d. Attention adds most in block %d (%.3g), the "
               "MLP in block %d (%.3g). Half way up, the longest "
               "stream of all "
               "is that of \"%s\", position %d (%.3g).\n",
               n->token[i], (double)at(n, STREAMNORMS_STREAM, 0, i),
               (double)at(n, STREAMNORMS_STREAM, n->of.layers, i),
               n->of.layers - 1, a, (double)at(n, STREAMNORMS_ATTENTION, a, i),
               m, (double)at(n, STREAMNORMS_MLP, m, i), n->token[t], t,
               (double)at(n, STREAMNORMS_STREAM, n->of.layers / 2, t));
    for (int b = 0; b < n->of.layers; b++) {
        tell_block(n, b, i, line);
        buf_printf(out, "%s; %s.\n", line[0], line[1]);
    }
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct norms *n = snapshot_;
    json_t *tokens = json_array();
    int cell[2];

    cell_of(n, view, cell);
    for (int i = 0; i < n->of.tokens; i++)
        json_array_append_new(tokens, json_string(n->token[i]));
    return json_pack("{so si so so so so so s{si si}}", "tokens", tokens,
                     "layers", n->of.layers, "stream",
                     labnumbers_table(n->of.length[STREAMNORMS_STREAM],
                                      n->of.layers + 1, n->of.tokens),
                     "attention",
                     labnumbers_table(n->of.length[STREAMNORMS_ATTENTION],
                                      n->of.layers, n->of.tokens),
                     "mlp",
                     labnumbers_table(n->of.length[STREAMNORMS_MLP],
                                      n->of.layers, n->of.tokens),
                     "attention_cosine",
                     labnumbers_table(n->of.cosine[STREAMNORMS_ATTENTION],
                                      n->of.layers, n->of.tokens),
                     "mlp_cosine",
                     labnumbers_table(n->of.cosine[STREAMNORMS_MLP],
                                      n->of.layers, n->of.tokens),
                     "chosen", "row", cell[0], "column", cell[1]);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct norms *n = snapshot_;
    struct lab_answer next = {.wish = LAB_TURN, .knob = SHOW};
    int cell[2];

    cell_of(n, view, cell);
    switch (code) {
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    case 'w':
        snprintf(next.text, sizeof next.text, "%s",
                 parts[(n->show + 1) % STREAMNORMS_PARTS]);
        return next;
    default:
        return labcells_key(view, rows_of(n), n->of.tokens, cell, code);
    }
}

const struct lab layer_norms_lab = {
    .name = "layer-norms",
    .question = "How much does each layer add to the stream?",
    .about = "A trained model reads your text once. Measured at every "
             "position: the length of the residual stream, and of what "
             "attention and MLP of every block add to it.",
    .sources =
        (const char *const[]){"engine/model/decoder.c:run_block",
                              "lessons/labs/streamnorms.c:measure", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = labmodel_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
