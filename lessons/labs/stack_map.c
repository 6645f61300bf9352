/* stack_map.c - from the text on the screen down to the instruction that
 * multiplies: one prediction, a floor at a time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labmodel.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/stackfound.h"
#include "viz/bars.h"
#include "viz/heatmap.h"
#include "viz/strip.h"

enum { MODEL, TEXT, LAYER, HEAD, LANES, FLOOR };
enum { WRITES = 8, LABEL = 64, TOP = 3 };

enum floor {
    F_TEXT,
    F_TOKENS,
    F_SCORES,
    F_VECTOR,
    F_ATTENTION,
    F_PRODUCT,
    F_INSTRUCTION,
    FLOORS
};

static const char *const floors[FLOORS + 1] = {
    "text",      "tokens",  "scores",      "vector",
    "attention", "product", "instruction", NULL};

static const char *const lanes[] = {"1", "4", "8", "16", NULL};
static const int lane_counts[] = {1, 4, 8, 16};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads, 32 tokens at most",
              .kind = LAB_TEXT,
              .fallback = " the boxes on the ship",
              .live = true},
    [LAYER] = {.name = "layer",
               .help = "block whose attention is on the way, from 0",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1023,
               .live = true},
    [HEAD] = {.name = "head",
              .help = "which head of it, from 0",
              .kind = LAB_WHOLE,
              .fallback = "0",
              .low = 0,
              .high = 1023,
              .live = true},
    [LANES] = {.name = "lanes",
               .help = "numbers that one instruction multiplies: 1 plain, 4 "
                       "SSE, 8 AVX2, 16 AVX-512",
               .kind = LAB_CHOICE,
               .fallback = "8",
               .choices = lanes,
               .live = true},
    [FLOOR] = {.name = "floor",
               .help = "where the walk begins",
               .kind = LAB_CHOICE,
               .fallback = "text",
               .choices = floors,
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"down, up", "a floor down, a floor up"},
    {"t", "type another text"},
    {NULL, NULL},
};

struct found {
    struct stackfound of;
    int lanes, floor;
};

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;
    const struct stackfound_wanted wanted = {.model = r->value[MODEL].text,
                                             .text = r->value[TEXT].text,
                                             .layer =
                                                 (int)r->value[LAYER].number,
                                             .head = (int)r->value[HEAD].number,
                                             .writes = WRITES,
                                             .hook = r->hook};

    (void)g; /* the model has its own */
    f->lanes = lane_counts[(int)r->value[LANES].number];
    f->floor = (int)r->value[FLOOR].number;
    return stackfound_read(&f->of, &wanted);
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return open(r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

/* The floor in sight; view->col is one that the learner went to. */
static int floor_of(const struct found *f, const struct lab_view *view)
{
    return view && view->col >= 0 && view->col < FLOORS ? view->col : f->floor;
}

/* Floors that were in sight, view->page has a bit for each. */
static int seen(const struct found *f, const struct lab_view *view)
{
    const int page = (view ? view->page : 0) | 1 << floor_of(f, view);
    int n = 0;

    for (int i = 0; i < FLOORS; i++)
        n += page >> i & 1;
    return n;
}

static const char *last_token(const struct found *f)
{
    return f->of.head.token[f->of.tokens - 1];
}

/* What the floor shows, and where its numbers come from. */
static void sentence(const struct found *f, int floor, char *out, size_t bytes)
{
    const struct stackfound *s = &f->of;
    const struct labhead *h = &s->head;

    switch (floor) {
    case F_TEXT:
        snprintf(out, bytes, "A text goes in, a text comes out.");
        break;
    case F_TOKENS:
        snprintf(out, bytes, "The model reads %d numbers, one a token of %d.",
                 s->tokens, s->vocab);
        break;
    case F_SCORES:
        snprintf(out, bytes,
                 "Each of %d tokens gets a score, the softmax makes shares of "
                 "them.",
                 s->vocab);
        break;
    case F_VECTOR:
        snprintf(out, bytes,
                 "The score %.3f of \"%s\" is a dot product of %d numbers with "
                 "its row.",
                 s->best[0].score, s->best[0].token, s->width);
        break;
    case F_ATTENTION:
        snprintf(out, bytes,
                 "Block %d, head %d: what \"%s\" takes of each position.",
                 h->layer, h->head, last_token(f));
        break;
    case F_PRODUCT:
        snprintf(out, bytes,
                 "The weight of \"%s\" began as %d products: query times key.",
                 h->token[s->asked], h->width);
        break;
    default:
        snprintf(out, bytes, "%d products in %d instructions of %d lanes each.",
                 h->width, (h->width + f->lanes - 1) / f->lanes, f->lanes);
    }
}

static void draw_text(const struct found *f, struct canvas *cv)
{
    canvas_text(cv, TOP, 0, "read", INK_DIM);
    canvas_fit(cv, (struct canvas_rect){TOP, 7, 1, cv->cols - 7}, f->of.text,
               INK_TEXT);
    canvas_text(cv, TOP + 1, 0, "wrote", INK_DIM);
    canvas_fit(cv, (struct canvas_rect){TOP + 1, 7, 1, cv->cols - 7},
               f->of.written, INK_ACCENT);
}

static void draw_tokens(const struct found *f, struct canvas *cv,
                        struct canvas_rect at)
{
    const char *token[LABHEAD_TOKENS];
    int id[LABHEAD_TOKENS];
    const struct strip strip = {.text = token, .id = id, .count = f->of.tokens};

    for (int i = 0; i < f->of.tokens; i++) {
        token[i] = f->of.head.token[i];
        id[i] = (int)f->of.id[i];
    }
    strip_draw(&strip, cv, at);
}

static void draw_scores(const struct found *f, struct canvas *cv,
                        struct canvas_rect at)
{
    struct bars_row row[STACKFOUND_BEST];
    char label[STACKFOUND_BEST][LABEL];
    struct bars bars = {.row = row, .total = 1.0f};

    for (int i = 0; i < STACKFOUND_BEST && f->of.best[i].probability > 0.0;
         i++) {
        const struct stackfound_next *b = &f->of.best[i];

        snprintf(label[i], LABEL, "%6.2f \"%s\"", b->score, b->token);
        row[i] = (struct bars_row){label[i], (float)b->probability};
        bars.count = i + 1;
    }
    bars_draw(&bars, cv, at);
}

static void draw_vector(const struct found *f, struct canvas *cv,
                        struct canvas_rect at)
{
    static const char *const label[] = {"vector", "its row"};
    const struct stackfound *s = &f->of;
    float value[2 * STACKFOUND_WIDTH];
    const struct heatmap map = {.value = value,
                                .rows = 2,
                                .cols = s->width,
                                .row_label = label,
                                .is_signed = true,
                                .scale = HEATMAP_PER_ROW,
                                .glyphs = HEATMAP_FULL};

    memcpy(value, s->vector, (size_t)s->width * sizeof *value);
    memcpy(value + s->width, s->row, (size_t)s->width * sizeof *value);
    at.rows -= 1;
    heatmap_draw(&map, cv, at);
    canvas_printf(cv, at.row + at.rows, 0, INK_TEXT,
                  "%.3f x %.3f + %.3f x %.3f + .. = %.3f", (double)s->vector[0],
                  (double)s->row[0], (double)s->vector[1], (double)s->row[1],
                  s->score_by_hand);
}

static void draw_attention(const struct found *f, struct canvas *cv,
                           struct canvas_rect at)
{
    const struct labhead *h = &f->of.head;
    struct bars_row row[LABHEAD_TOKENS];
    const struct bars bars = {.row = row,
                              .count = h->tokens,
                              .full = 1.0f,
                              .tokens = true,
                              .cursor = true,
                              .at_row = f->of.asked};

    for (int i = 0; i < h->tokens; i++)
        row[i] = (struct bars_row){h->token[i],
                                   h->weight[(h->tokens - 1) * h->tokens + i]};
    bars_draw(&bars, cv, at);
}

static void draw_product(const struct found *f, struct canvas *cv,
                         struct canvas_rect at)
{
    static const char *const label[] = {"query", "key", "product"};
    const struct stackfound *s = &f->of;
    const struct labhead *h = &s->head;
    float value[3 * LABHEAD_WIDTH];
    const size_t bytes = (size_t)h->width * sizeof *value;
    const struct heatmap map = {.value = value,
                                .rows = 3,
                                .cols = h->width,
                                .row_label = label,
                                .is_signed = true,
                                .scale = HEATMAP_PER_ROW,
                                .glyphs = HEATMAP_FULL};

    memcpy(value, h->q + (h->tokens - 1) * h->width, bytes);
    memcpy(value + h->width, h->k + s->asked * h->width, bytes);
    memcpy(value + 2 * h->width, s->product, bytes);
    at.rows -= 1;
    heatmap_draw(&map, cv, at);
    canvas_printf(cv, at.row + at.rows, 0, INK_TEXT,
                  "sum %.3f, / sqrt(%d) = %.3f, softmax %.3f", s->dot, h->width,
                  s->scaled, s->weight);
}

/* Each line a register behind one multiply-add; the last is its lanes' sum. */
static void draw_lanes(const struct found *f, struct canvas *cv,
                       struct canvas_rect at)
{
    float sum[LABHEAD_WIDTH + STACKFOUND_LANES];
    const int n = stackfound_lanes(&f->of, f->lanes, sum);
    const int room = at.rows - 1, from = n > room ? n - room : 0;
    const int cell = f->lanes > 8 ? 5 : 8;

    for (int i = from; i < n; i++) {
        canvas_printf(cv, at.row + i - from, 0, INK_DIM, "%3d", i + 1);
        for (int j = 0; j < f->lanes; j++)
            canvas_printf(cv, at.row + i - from, 4 + j * cell, INK_TEXT,
                          "%*.*f", cell, cell > 5 ? 3 : 1,
                          (double)sum[i * f->lanes + j]);
    }
    canvas_printf(cv, at.row + n - from, 0, INK_TITLE,
                  "all lanes added: %.3f; one pass takes %.0f multiply-adds",
                  f->of.dot, f->of.multiply_adds);
}

static void draw_way(struct canvas *cv, int floor, int page)
{
    int col = 0;

    for (int i = 0; i < FLOORS; i++) {
        const unsigned ink = i == floor      ? INK_TITLE | INK_REVERSE
                             : page >> i & 1 ? INK_GOOD
                                             : INK_DIM;

        if (i)
            col += canvas_text(cv, 0, col, " > ", INK_DIM);
        col += canvas_text(cv, 0, col, floors[i], ink);
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int floor = floor_of(f, view);
    const struct canvas_rect at = {TOP, 0, cv->rows - TOP, cv->cols};
    char text[256];

    draw_way(cv, floor, view->page);
    sentence(f, floor, text, sizeof text);
    canvas_fit(cv, (struct canvas_rect){1, 0, 1, cv->cols}, text, INK_TEXT);
    if (floor == F_TEXT)
        draw_text(f, cv);
    else if (floor == F_TOKENS)
        draw_tokens(f, cv, at);
    else if (floor == F_SCORES)
        draw_scores(f, cv, at);
    else if (floor == F_VECTOR)
        draw_vector(f, cv, at);
    else if (floor == F_ATTENTION)
        draw_attention(f, cv, at);
    else if (floor == F_PRODUCT)
        draw_product(f, cv, at);
    else
        draw_lanes(f, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct stackfound *s = &f->of;
    char text[256];

    buf_printf(out, "It read \"%s\" and wrote \"%s\".\n", s->text, s->written);
    for (int i = F_TOKENS; i < FLOORS; i++) {
        sentence(f, i, text, sizeof text);
        buf_printf(out, "%s: %s", floors[i], text);
        if (i == F_SCORES)
            buf_printf(out, " \"%s\" has %.2f, that is %.4f.", s->best[0].token,
                       s->best[0].score, s->best[0].probability);
        if (i == F_VECTOR)
            buf_printf(out, " By hand it is %.3f.", s->score_by_hand);
        if (i == F_ATTENTION)
            buf_printf(out, " Most of \"%s\": %.3f.", s->head.token[s->asked],
                       s->weight);
        if (i == F_PRODUCT)
            buf_printf(out, " Their sum is %.3f, over the root %.3f.", s->dot,
                       s->scaled);
        buf_text(out, "\n");
    }
    buf_printf(out, "The whole pass takes %.0f multiply-adds. ",
               s->multiply_adds);
    buf_printf(out, "%d of %d floors seen.\n", seen(f, view), FLOORS);
}

static json_t *best_json(const struct stackfound *s)
{
    json_t *out = json_array();

    for (int i = 0; i < STACKFOUND_BEST && s->best[i].probability > 0.0; i++) {
        const struct stackfound_next *b = &s->best[i];

        json_array_append_new(
            out, json_pack("{ss si sf sf}", "token", b->token, "id", (int)b->id,
                           "score", b->score, "probability", b->probability));
    }
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct stackfound *s = &f->of;
    const struct labhead *h = &s->head;
    float sum[LABHEAD_WIDTH + STACKFOUND_LANES];
    const int n = stackfound_lanes(s, f->lanes, sum);
    double lanes_sum = 0.0;
    json_t *ids = json_array();

    for (int j = 0; j < f->lanes; j++)
        lanes_sum += (double)sum[(n - 1) * f->lanes + j];
    for (int i = 0; i < s->tokens; i++)
        json_array_append_new(ids, json_integer(s->id[i]));
    json_t *out = json_pack(
        "{ss ss so si si so sf sf so so}", "text", s->text, "written",
        s->written, "ids", ids, "tokens", s->tokens, "vocab", s->vocab, "best",
        best_json(s), "score", s->best[0].score, "score_by_hand",
        s->score_by_hand, "vector", labnumbers_row(s->vector, s->width), "row",
        labnumbers_row(s->row, s->width));
    json_t *below = json_pack(
        "{so si so sf sf sf so si si sf sf si ss}", "weights",
        labnumbers_row(h->weight + (h->tokens - 1) * h->tokens, h->tokens),
        "asked", s->asked, "products", labnumbers_row(s->product, h->width),
        "dot", s->dot, "scaled", s->scaled, "weight", s->weight, "registers",
        labnumbers_table(sum, n, f->lanes), "lanes", f->lanes, "instructions",
        n, "lanes_sum", lanes_sum, "multiply_adds", s->multiply_adds,
        "floors_seen", seen(f, view), "floor", floors[floor_of(f, view)]);

    if (out && below)
        json_object_update(out, below);
    json_decref(below);
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    const int now = floor_of(f, view);

    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code != LAB_KEY_DOWN && code != LAB_KEY_UP)
        return (struct lab_answer){.wish = LAB_IGNORED};
    view->page |= 1 << now;
    view->col = now + (code == LAB_KEY_DOWN ? now < FLOORS - 1 : -(now > 0));
    view->page |= 1 << view->col;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab stack_map_lab = {
    .name = "stack-map",
    .question = "What is under the text on the screen?",
    .about = "A trained model reads your text. Each floor down shows where the "
             "numbers of the floor above come from, to the instruction that "
             "multiplies.",
    .sources =
        (const char *const[]){"engine/model/decoder.c:decoder_forward",
                              "engine/kernels/k_attention.c:attention_rows",
                              "engine/kernels/k_gemm.c", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
