/* qkv_walk.c - one token's question, key and value in a trained head, and
 * what happens when question and key are the same row. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/ops/arith.h"
#include "engine/ops/reduce.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labhead.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/heatmap.h"

enum { MODEL, TEXT, LAYER, HEAD, TIE };
enum { FREE, TIED, KINDS };

#define GRAPH_BYTES ((size_t)1 << 28)

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box are wet"},
    [LAYER] = {.name = "layer",
               .help = "which block, from 0",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1023},
    [HEAD] = {.name = "head",
              .help = "which head of it, from 0",
              .kind = LAB_WHOLE,
              .fallback = "0",
              .low = 0,
              .high = 1023},
    [TIE] = {.name = "tie",
             .help = "Wq makes the keys too, so that q = k",
             .kind = LAB_SWITCH,
             .fallback = "off"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"l", "next layer"},          {"h", "next head"},
    {"t", "type another text"},   {"=", "tie or untie q and k"},
    {"up, down", "walk a token"}, {NULL, NULL},
};

/* `pass` of the model's keys, and of its queries in their place. */
struct found {
    struct labhead head;
    bool tie;
    struct labhead_pass pass[KINDS];
    int self_rows[KINDS];
    double asymmetry[KINDS];
    float q_length[LABHEAD_TOKENS], k_length[LABHEAD_TOKENS],
        v_length[LABHEAD_TOKENS];
};

static int largest(const float *row, int n)
{
    int best = 0;

    for (int i = 1; i < n; i++)
        if (row[i] > row[best])
            best = i;
    return best;
}

static int count_self(const struct labhead *h, const float *weight)
{
    int n = 0;

    for (int i = 0; i < h->tokens; i++)
        n += largest(weight + i * h->tokens, i + 1) == i;
    return n;
}

/* The greatest difference between a's score for b and b's for a. */
static struct status asymmetry(struct graph *g, int n, const float *scaled,
                               double *out)
{
    const int64_t shape[] = {n, n};

    graph_reset(g);
    struct tensor *s = graph_floats(g, 2, shape, scaled);
    struct tensor *back = shape_contiguous(g, shape_transpose(g, s, 0, 1));
    struct tensor *most = reduce_max(g, arith_sub(g, s, back), REDUCE_ALL);

    STATUS_TRY(graph_status(g));
    *out = tensor_get(most, 0);
    return STATUS_OK;
}

static struct status lengths(struct graph *g, const struct labhead *h,
                             const float *rows, float *out)
{
    const int64_t shape[] = {h->tokens, h->width};

    graph_reset(g);
    struct tensor *x = unary_square(g, graph_floats(g, 2, shape, rows));
    struct tensor *length = unary_sqrt(g, reduce_sum(g, x, -1));

    STATUS_TRY(graph_status(g));
    tensor_copy_floats(out, length);
    return STATUS_OK;
}

static struct status measure(struct found *f, struct graph *g)
{
    const struct labhead *h = &f->head;

    graph_set_gradients(g, false);
    for (int i = 0; i < KINDS; i++) {
        /* A token's query and key turn by the same position, so k = q is
         * what Wq in the place of Wk gives. */
        const float *k = i == TIED ? h->q : h->k;

        STATUS_TRY(labhead_attend(&f->pass[i], g, h, k));
        STATUS_TRY(
            asymmetry(g, h->tokens, f->pass[i].scaled, &f->asymmetry[i]));
        f->self_rows[i] = count_self(h, f->pass[i].weight);
    }
    STATUS_TRY(lengths(g, h, h->q, f->q_length));
    STATUS_TRY(lengths(g, h, h->k, f->k_length));
    return lengths(g, h, h->v, f->v_length);
}

static struct status find(struct found *f, const struct lab_run *r)
{
    const struct labhead_wanted wanted = {.model = r->value[MODEL].text,
                                          .text = r->value[TEXT].text,
                                          .layer = (int)r->value[LAYER].number,
                                          .head = (int)r->value[HEAD].number,
                                          .most = LABHEAD_TOKENS + 1,
                                          .hook = r->hook};

    f->tie = r->value[TIE].number > 0.5;
    STATUS_TRY(labhead_read(&f->head, &wanted));
    struct graph *g = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!g)
        return status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    graph_set_hook(g, r->hook);
    const struct status st = measure(f, g);
    graph_free(g);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct found *f = calloc(1, sizeof *f);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for three views");
    const struct status st = find(f, r);
    if (st.code)
        free(f);
    else
        r->state = f;
    return st;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static void close(struct lab_run *r)
{
    free(r->state);
}

static bool has_row(const struct found *f, const struct lab_view *view)
{
    return view->row >= 0 && view->row < f->head.tokens;
}

static void draw_lengths(const struct found *f, const struct lab_view *view,
                         struct canvas *cv, struct canvas_rect at)
{
    const struct labhead *h = &f->head;
    const float *weight = f->pass[f->tie ? TIED : FREE].weight;
    const int from = view->row >= at.rows - 1 ? view->row - at.rows + 2 : 0;
    struct canvas part = canvas_sub(cv, at);

    canvas_text(&part, 0, 0, "token      |q|   |k|   |v|  looks at", INK_DIM);
    for (int i = from; i < h->tokens; i++) {
        const int best = largest(weight + i * h->tokens, i + 1);
        const unsigned ink = best == i ? INK_ACCENT : INK_TEXT;

        canvas_fit(&part, (struct canvas_rect){i - from + 1, 0, 1, 8},
                   h->token[i], i == view->row ? ink | INK_REVERSE : ink);
        canvas_printf(&part, i - from + 1, 8, ink, "%6.2f%6.2f%6.2f  %s",
                      (double)f->q_length[i],
                      (double)(f->tie ? f->q_length : f->k_length)[i],
                      (double)f->v_length[i],
                      best == i ? "itself" : h->token[best]);
    }
}

static void draw_map(const struct found *f, const struct lab_view *view,
                     struct canvas *cv, struct canvas_rect at)
{
    const struct labhead *h = &f->head;
    const char *label[LABHEAD_TOKENS];
    const struct heatmap map = {.value = f->pass[f->tie ? TIED : FREE].weight,
                                .rows = h->tokens,
                                .cols = h->tokens,
                                .causal = true,
                                .row_label = label,
                                .col_label = label,
                                .scale = HEATMAP_FIXED,
                                .high = 1.0f,
                                .picks = true,
                                .cursor = has_row(f, view),
                                .at_row = has_row(f, view) ? view->row : 0,
                                .at_col = has_row(f, view) ? view->row : 0};

    for (int i = 0; i < h->tokens; i++)
        label[i] = h->token[i];
    heatmap_draw(&map, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const bool wide = cv->cols >= 76;
    const int rows = cv->rows - 2;

    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "layer %d head %d, %s",
                  f->head.layer, f->head.head,
                  f->tie ? "q = k" : "q and k apart");
    canvas_printf(cv, 1, 0, INK_TEXT,
                  "largest on itself: %d of %d rows; with q = k %d",
                  f->self_rows[FREE], f->head.tokens, f->self_rows[TIED]);
    if (wide)
        draw_map(f, view, cv, (struct canvas_rect){2, 42, rows, cv->cols - 42});
    draw_lengths(f, view, cv,
                 (struct canvas_rect){2, 0, rows, wide ? 41 : cv->cols});
}

static void words_token(const struct found *f, int i, struct buf *out)
{
    const struct labhead *h = &f->head;
    const float *row =
        f->pass[f->tie ? TIED : FREE].weight + (size_t)i * h->tokens;
    const int best = largest(row, i + 1);

    buf_printf(out,
               "%d \"%s\": lengths q %.2f, k %.2f, v %.2f; most to %d \"%s\", "
               "%.4f.\n",
               i, h->token[i], (double)f->q_length[i], (double)f->k_length[i],
               (double)f->v_length[i], best, h->token[best], (double)row[best]);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    buf_printf(out,
               "In %d of %d rows the largest weight is the token's own; with "
               "q = k it is in %d.\n",
               f->self_rows[FREE], f->head.tokens, f->self_rows[TIED]);
    buf_printf(out,
               "The score of a for b and that of b for a differ by up to %.4f; "
               "with q = k by %.1e.\n",
               f->asymmetry[FREE], f->asymmetry[TIED]);
    for (int i = 0; i < f->head.tokens; i++)
        if (!has_row(f, view) || i == view->row)
            words_token(f, i, out);
}

static json_t *kind_json(const struct found *f, int kind)
{
    const int t = f->head.tokens;

    return json_pack("{si sf so so}", "self_rows", f->self_rows[kind],
                     "asymmetry", f->asymmetry[kind], "scores",
                     labnumbers_table(f->pass[kind].scaled, t, t), "weights",
                     labnumbers_table(f->pass[kind].weight, t, t));
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct labhead *h = &f->head;
    const int t = h->tokens, d = h->width;
    json_t *text = json_array();

    (void)view;
    for (int i = 0; i < t; i++)
        json_array_append_new(text, json_string(h->token[i]));
    return json_pack(
        "{so si si so so so s{so so so} so so}", "tokens", text, "layer",
        h->layer, "head", h->head, "q", labnumbers_table(h->q, t, d), "k",
        labnumbers_table(h->k, t, d), "v", labnumbers_table(h->v, t, d),
        "lengths", "q", labnumbers_row(f->q_length, t), "k",
        labnumbers_row(f->k_length, t), "v", labnumbers_row(f->v_length, t),
        "free", kind_json(f, FREE), "tied", kind_json(f, TIED));
}

static struct lab_answer set_knob(int knob, int value)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = knob};

    snprintf(a.text, sizeof a.text, "%d", value);
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    const struct labhead *h = &f->head;

    switch (code) {
    case 'l':
        return set_knob(LAYER, (h->layer + 1) % h->layers);
    case 'h':
        return set_knob(HEAD, (h->head + 1) % h->heads);
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    case '=':
        return (struct lab_answer){
            .wish = LAB_TURN,
            .knob = TIE,
            .text = {'o', f->tie ? 'f' : 'n', f->tie ? 'f' : '\0', '\0'}};
    case LAB_KEY_UP:
        view->row = view->row > 0 ? view->row - 1 : 0;
        return (struct lab_answer){.wish = LAB_REDRAW};
    case LAB_KEY_DOWN:
        view->row += view->row < h->tokens - 1;
        return (struct lab_answer){.wish = LAB_REDRAW};
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

const struct lab qkv_walk_lab = {
    .name = "qkv-walk",
    .question = "Why are query and key two different rows?",
    .about = "A trained model reads your text. One head's queries, keys and "
             "values are shown, and its weights once as they are and once "
             "with the queries in the place of the keys.",
    .sources = (const char *const[]){"engine/nn/selfattn.c:selfattn_forward",
                                     "engine/ops/rope.c:rope_turn", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
