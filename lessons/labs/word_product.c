/* word_product.c - the rows of two tokens in a model's embedding, number by
 * number, and what their products add up to. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/ops/arith.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/tokenrows.h"
#include "viz/chart.h"
#include "viz/heatmap.h"

enum { MODEL, A, B };
enum { MOST_WIDTH = 8192, NAME_BYTES = 48, LINES = 3, STRIP = 6 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [A] = {.name = "a",
           .help = "the first word",
           .kind = LAB_TEXT,
           .fallback = "box"},
    [B] = {.name = "b",
           .help = "the word to compare it with",
           .kind = LAB_TEXT,
           .fallback = "jar"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"left, right", "walk along the numbers"},
    {"a, b", "type a word"},
    {NULL, NULL},
};

/* Each word as one vector of length 1, so that the products add up to the
 * cosine. */
struct found {
    char name[2][NAME_BYTES];
    int width;
    float row[LINES * MOST_WIDTH]; /* [LINES, width]: a, b, products */
    float running[MOST_WIDTH];     /* sum of the products so far */
    double dot, length[2], cosine, plus, minus;
    int same_sign;
};

static struct status read_word(struct found *f, const struct labmodel *m,
                               const struct tokenrows *rows, const char *word,
                               int which)
{
    int32_t *ids;
    size_t n;

    STATUS_TRY(labmodel_spell(m, word, &ids, &n));
    const struct status st =
        tokenrows_word(rows, ids, n, f->row + which * f->width);
    free(ids);
    snprintf(f->name[which], NAME_BYTES, "%s", word);
    return st;
}

static struct status read_words(struct found *f, const struct lab_run *r)
{
    struct labmodel m;
    struct tokenrows rows = {.mean = NULL};
    struct status st;

    STATUS_TRY(labmodel_load(&m, r->value[MODEL].text, r->hook));
    st = tokenrows_open(&rows, &m, false, false);
    if (!st.code && rows.width > MOST_WIDTH)
        st = status_fail(STATUS_TOO_BIG,
                         "its rows have %lld numbers; at most "
                         "%d can be shown",
                         (long long)rows.width, MOST_WIDTH);
    f->width = st.code ? 0 : (int)rows.width;
    for (int i = 0; i < 2 && !st.code; i++)
        st = read_word(f, &m, &rows, r->value[i ? B : A].text, i);
    tokenrows_release(&rows);
    labmodel_release(&m);
    return st;
}

static void add_up(struct found *f, const struct tensor *product)
{
    double sum = 0.0;

    for (int i = 0; i < f->width; i++) {
        const double p = tensor_get(product, i);

        f->row[2 * f->width + i] = (float)p;
        f->plus += fmax(p, 0.0);
        f->minus += fmin(p, 0.0);
        f->same_sign += p > 0.0;
        sum += p;
        f->running[i] = (float)sum;
    }
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;

    STATUS_TRY(read_words(f, r));
    struct tensor *a = labonce_row(g, f->row, f->width);
    struct tensor *b = labonce_row(g, f->row + f->width, f->width);
    struct tensor *la = unary_sqrt(g, labonce_dot(g, a, a));
    struct tensor *lb = unary_sqrt(g, labonce_dot(g, b, b));
    struct tensor *product = arith_mul(g, a, b), *dot = labonce_dot(g, a, b);
    struct tensor *cosine = arith_div(g, dot, arith_mul(g, la, lb));

    STATUS_TRY(graph_status(g));
    f->dot = labonce_at(dot, 0);
    f->length[0] = labonce_at(la, 0);
    f->length[1] = labonce_at(lb, 0);
    f->cosine = labonce_at(cosine, 0);
    add_up(f, product);
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static int place_of(const struct found *f, const struct lab_view *view)
{
    return view && labcells_has(view, 1, f->width) ? view->col : -1;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const char *const label[LINES] = {f->name[0], f->name[1], "product"};
    const int at = place_of(f, view);
    const struct heatmap map = {.value = f->row,
                                .rows = LINES,
                                .cols = f->width,
                                .row_label = label,
                                .is_signed = true,
                                .scale = HEATMAP_PER_ROW,
                                .glyphs = HEATMAP_FULL,
                                .cursor = at >= 0,
                                .at_row = 2,
                                .at_col = at};
    const struct chart_series line = {
        .name = "sum so far", .y = f->running, .count = f->width};
    const struct chart chart = {
        .series = &line, .count = 1, .x_name = "products added"};

    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%d products: %+.3f and %+.3f, together %.3f", f->width,
                  f->plus, f->minus, f->cosine);
    heatmap_draw(&map, cv, (struct canvas_rect){1, 0, STRIP, cv->cols});
    if (at >= 0)
        canvas_printf(cv, STRIP + 1, 0, INK_TEXT,
                      "number %d: %.4f x %.4f = %.5f; sum so far %.4f", at,
                      (double)f->row[at], (double)f->row[f->width + at],
                      (double)f->row[2 * f->width + at],
                      (double)f->running[at]);
    if (cv->rows >= STRIP + 8)
        chart_draw(
            &chart, cv,
            (struct canvas_rect){STRIP + 2, 0, cv->rows - STRIP - 2, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int at = place_of(f, view);

    buf_printf(out,
               "\"%s\" and \"%s\" are %d numbers each, of length %.3f and "
               "%.3f. Their products add up to %.3f, the cosine.\n",
               f->name[0], f->name[1], f->width, f->length[0], f->length[1],
               f->cosine);
    buf_printf(out,
               "At %d places both have the same sign. Products above 0 give "
               "%.3f, those below give %.3f.\n",
               f->same_sign, f->plus, f->minus);
    if (at >= 0)
        buf_printf(out, "Number %d: %.4f times %.4f is %.5f; so far %.4f.\n",
                   at, (double)f->row[at], (double)f->row[f->width + at],
                   (double)f->row[2 * f->width + at], (double)f->running[at]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{ss ss si sf sf s[ff] sf sf si so so so}", "a",
                     f->name[0], "b", f->name[1], "width", f->width, "dot",
                     f->dot, "cosine", f->cosine, "lengths", f->length[0],
                     f->length[1], "above", f->plus, "below", f->minus,
                     "same_sign", f->same_sign, "row_a",
                     labnumbers_row(f->row, f->width), "row_b",
                     labnumbers_row(f->row + f->width, f->width), "products",
                     labnumbers_row(f->row + 2 * f->width, f->width));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    if (code == 'a' || code == 'b')
        return (struct lab_answer){.wish = LAB_EDIT,
                                   .knob = code == 'a' ? A : B};
    return labcells_key(view, 1, f->width, (const int[]){0, 0}, code);
}

const struct lab word_product_lab = {
    .name = "word-product",
    .question = "What makes two words alike, number by number?",
    .about = "The rows of two words in a model's embedding, each scaled to "
             "length 1. Their products at every place add up to the cosine.",
    .sources =
        (const char *const[]){"engine/kernels/k_reduce.c:reduce_sum_forward",
                              "lessons/labs/tokenrows.c:tokenrows_word", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
