/* attention_paper.c - the formula of attention, with the tensor behind each of
 * its eight symbols. */
#include <math.h>
#include <stdlib.h>

#include "engine/ops/arith.h"
#include "engine/ops/matmul.h"
#include "engine/ops/reduce.h"
#include "engine/ops/softmax.h"
#include "lessons/labs/labhead.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/heatmap.h"

enum { MODEL, TEXT, T, LAYER, HEAD };
enum { SOFTMAX, Q, K, TURNED, OVER, ROOT, WIDTH, V, SYMBOLS };

#define GRAPH_BYTES ((size_t)1 << 28)

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box are"},
    [T] = {.name = "T",
           .help = "how many tokens of the text, from the first",
           .kind = LAB_WHOLE,
           .fallback = "6",
           .low = 1,
           .high = LABHEAD_TOKENS},
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
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"left, right", "choose a symbol"},
    {"Enter", "open the tensor behind it"},
    {"t", "type another text"},
    {NULL, NULL},
};

/* Where each symbol stands in the line of the formula, and what it is. */
static const struct {
    int col;
    const char *text, *about;
} symbols[SYMBOLS] = {
    [SOFTMAX] = {0, "softmax", "the weights: positive, each row sums to 1"},
    [Q] = {9, "Q", "queries, a row a position"},
    [K] = {11, "K", "keys, a row a position"},
    [TURNED] = {12, "^T", "K turned, so that Q K^T has all T x T scores"},
    [OVER] = {15, "/", "all scores, divided by the root"},
    [ROOT] = {17, "sqrt", "the root of d"},
    [WIDTH] = {22, "d", "numbers in a query and in a key"},
    [V] = {27, "V", "values, a row a position"},
};

static const char formula[] = "softmax( Q K^T / sqrt(d) ) V";

struct found {
    struct labhead head;
    struct labhead_pass pass;
    float turned[LABHEAD_WIDTH * LABHEAD_TOKENS];
    double loop_difference, model_difference;
};

/* Row i the slow way: a dot product for each earlier position, on its own. */
static struct tensor *loop_row(struct graph *g, const struct labhead *h, int i)
{
    const int64_t width = h->width, seen[] = {1, i + 1},
                  rows[] = {i + 1, h->width};
    float score[LABHEAD_TOKENS];
    struct tensor *q = graph_floats(g, 1, &width, h->q + i * h->width);

    for (int j = 0; j <= i; j++) {
        struct tensor *k = graph_floats(g, 1, &width, h->k + j * h->width);
        struct tensor *dot = reduce_sum(g, arith_mul(g, q, k), REDUCE_ALL);

        if (!dot)
            return NULL;
        score[j] = (float)tensor_get(dot, 0);
    }
    struct tensor *scores = graph_floats(g, 2, seen, score);
    scores = arith_scale(g, scores, 1.0 / sqrt((double)h->width));
    return matmul_op(g, softmax_op(g, scores), graph_floats(g, 2, rows, h->v));
}

static struct status compare(struct found *f, struct graph *g)
{
    const struct labhead *h = &f->head;

    graph_reset(g);
    for (int i = 0; i < h->tokens; i++) {
        const struct tensor *row = loop_row(g, h, i);

        STATUS_TRY(graph_status(g));
        for (int j = 0; j < h->width; j++) {
            const double other = (double)f->pass.output[i * h->width + j];

            f->loop_difference =
                fmax(f->loop_difference, fabs(tensor_get(row, j) - other));
        }
    }
    for (int i = 0; i < h->tokens * h->tokens; i++) {
        f->model_difference =
            fmax(f->model_difference,
                 fabs((double)h->weight[i] - (double)f->pass.weight[i]));
    }
    return STATUS_OK;
}

static struct status find(struct found *f, const struct lab_run *r)
{
    const struct labhead_wanted wanted = {.model = r->value[MODEL].text,
                                          .text = r->value[TEXT].text,
                                          .layer = (int)r->value[LAYER].number,
                                          .head = (int)r->value[HEAD].number,
                                          .most = (int)r->value[T].number,
                                          .hook = r->hook};
    struct labhead *h = &f->head;

    STATUS_TRY(labhead_read(h, &wanted));
    for (int i = 0; i < h->tokens; i++)
        for (int j = 0; j < h->width; j++)
            f->turned[j * h->tokens + i] = h->k[i * h->width + j];
    struct graph *g = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!g)
        return status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    graph_set_hook(g, r->hook);
    struct status st = labhead_attend(&f->pass, g, h, h->k);
    if (!st.code)
        st = compare(f, g);
    graph_free(g);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct found *f = calloc(1, sizeof *f);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for the formula");
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

/* The table behind a symbol; false for the two plain numbers. */
static bool table_of(const struct found *f, int symbol, struct heatmap *m)
{
    const struct labhead *h = &f->head;
    const float *const value[SYMBOLS] = {[SOFTMAX] = f->pass.weight,
                                         [Q] = h->q,
                                         [K] = h->k,
                                         [TURNED] = f->turned,
                                         [OVER] = f->pass.scaled,
                                         [V] = h->v};
    const bool square = symbol == SOFTMAX || symbol == OVER;

    *m = (struct heatmap){.value = value[symbol],
                          .rows = symbol == TURNED ? h->width : h->tokens,
                          .cols =
                              square || symbol == TURNED ? h->tokens : h->width,
                          .is_signed = symbol != SOFTMAX,
                          .causal = symbol == SOFTMAX,
                          .title = symbols[symbol].about};
    return value[symbol] != NULL;
}

static int opened(const struct lab_view *view)
{
    int n = 0;

    for (int i = 0; i < SYMBOLS; i++)
        n += view->page >> i & 1;
    return n;
}

static bool is_open(const struct lab_view *view)
{
    return view->col >= 0 && view->col < SYMBOLS &&
           (view->page >> view->col & 1);
}

static void draw_symbol(const struct found *f, int symbol, struct canvas *cv)
{
    const struct canvas_rect at = {4, 0, cv->rows - 6, cv->cols};
    struct heatmap map;

    if (table_of(f, symbol, &map)) {
        canvas_printf(cv, 3, 0, INK_TITLE, "%s  [%d, %d]", symbols[symbol].text,
                      map.rows, map.cols);
        heatmap_draw(&map, cv, at);
    } else {
        const double d = f->head.width;

        canvas_printf(cv, 3, 0, INK_TITLE, "%s = %g: %s", symbols[symbol].text,
                      symbol == ROOT ? sqrt(d) : d, symbols[symbol].about);
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;

    canvas_text(cv, 0, 0, formula, INK_TITLE | INK_BOLD);
    for (int i = 0; i < SYMBOLS; i++) {
        const unsigned seen = view->page >> i & 1 ? INK_GOOD : INK_TITLE;

        canvas_text(cv, 0, symbols[i].col, symbols[i].text,
                    i == view->col ? seen | INK_REVERSE : seen);
    }
    canvas_printf(cv, 1, 0, INK_DIM, "%d of %d symbols opened", opened(view),
                  SYMBOLS);
    if (is_open(view))
        draw_symbol(f, view->col, cv);
    else
        canvas_text(cv, 3, 0, "Choose a symbol, Enter opens it.", INK_TEXT);
    canvas_printf(cv, cv->rows - 1, 0, INK_DIM, "loop and product: %.1e apart",
                  f->loop_difference);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int t = f->head.tokens, d = f->head.width;

    buf_printf(out,
               "A loop over %d positions and two matrix products differ by "
               "%.1e at most; the model's own weights by %.1e.\n",
               t, f->loop_difference, f->model_difference);
    buf_printf(out,
               "Q, K and V are %d x %d, K^T is %d x %d, the scores and their "
               "softmax %d x %d; d is %d and its root %.3f.\n",
               t, d, d, t, t, t, d, sqrt((double)d));
    if (is_open(view)) {
        struct heatmap map;
        char text[4096];

        buf_printf(out, "%s: %s.\n", symbols[view->col].text,
                   symbols[view->col].about);
        if (table_of(f, view->col, &map)) {
            heatmap_words(&map, WORDS_SHORT, text, sizeof text);
            buf_text(out, text);
        }
    }
    buf_printf(out, "%d of %d symbols opened.\n", opened(view), SYMBOLS);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct labhead *h = &f->head;
    const int t = h->tokens, d = h->width;

    return json_pack(
        "{si si sf so so so so so so s{sf} sf si}", "T", t, "d", d, "root",
        sqrt((double)d), "q", labnumbers_table(h->q, t, d), "k",
        labnumbers_table(h->k, t, d), "v", labnumbers_table(h->v, t, d),
        "scores", labnumbers_table(f->pass.scaled, t, t), "weights",
        labnumbers_table(f->pass.weight, t, t), "output",
        labnumbers_table(f->pass.output, t, d), "loop_against_product",
        "max_difference", f->loop_difference, "model_difference",
        f->model_difference, "symbols_opened", opened(view));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct lab_answer redraw = {.wish = LAB_REDRAW};

    (void)snapshot_;
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    if (code == LAB_KEY_LEFT)
        view->col = view->col > 0 ? view->col - 1 : 0;
    else if (code == LAB_KEY_RIGHT)
        view->col = view->col < SYMBOLS - 1 ? view->col + 1 : SYMBOLS - 1;
    else if (code == LAB_KEY_ENTER && view->col >= 0 && view->col < SYMBOLS)
        view->page |= 1 << view->col;
    else
        return (struct lab_answer){.wish = LAB_IGNORED};
    return redraw;
}

const struct lab attention_paper_lab = {
    .name = "attention-paper",
    .question = "What stands behind each symbol of the formula?",
    .about = "A trained model reads your text. The formula is computed from "
             "its queries, keys and values, once as two products and once as "
             "a loop over positions.",
    .sources =
        (const char *const[]){"engine/ops/attention_twin.c:attention_twin",
                              "engine/kernels/k_softmax.c:softmax_forward",
                              NULL},
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
