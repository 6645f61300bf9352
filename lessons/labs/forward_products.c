/* forward_products.c - the matrix products of one pass through a model, each
 * with its shapes and with what it costs: by hand, and as the engine counts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/decoder.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "viz/table.h"

enum { MODEL, TEXT };
enum { MOST_PRODUCTS = 512, NAME_BYTES = 48, COLUMNS = 5, CELL_BYTES = 32 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box are"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"up, down", "choose a product"},
    {"t", "type another text"},
    {NULL, NULL},
};

/* [rows, inner] times [inner, cols]. */
struct product {
    char name[NAME_BYTES];
    double rows, inner, cols, engine, bytes;
};

struct found {
    struct product product[MOST_PRODUCTS];
    int products, ops, tokens;
    double by_hand, engine, all, weights;
};

static double by_hand(const struct product *p)
{
    return 2.0 * p->rows * p->inner * p->cols;
}

static struct status add(struct found *f, const struct op_record *r,
                         const struct op_cost *cost)
{
    const struct tensor *x = r->in[0], *w = r->in[1];
    struct product *p = &f->product[f->products];

    if (f->products == MOST_PRODUCTS)
        return status_fail(STATUS_TOO_BIG, "a pass of more than %d products",
                           MOST_PRODUCTS);
    snprintf(p->name, NAME_BYTES, "%s", w->name ? w->name : r->op->name);
    p->inner = (double)tensor_cols(x);
    p->rows = (double)tensor_rows(x);
    p->cols = (double)tensor_count(r->out) / p->rows;
    p->engine = cost->flops;
    p->bytes = cost->bytes;
    f->weights += p->inner * p->cols;
    f->by_hand += by_hand(p);
    f->engine += p->engine;
    f->products++;
    return STATUS_OK;
}

static struct status read_tape(struct found *f, const struct graph *g)
{
    f->ops = graph_records(g);
    for (int i = 0; i < f->ops; i++) {
        const struct op_record *r = graph_record(g, i);
        struct op_cost cost = {0.0, 0.0};

        if (r->op->forward_cost)
            cost = r->op->forward_cost(r);
        f->all += cost.flops;
        if (strncmp(r->op->name, "linear", 6) == 0)
            STATUS_TRY(add(f, r, &cost));
    }
    return STATUS_OK;
}

static struct status pass(struct found *f, struct labmodel *m)
{
    const int64_t shape[] = {1, (int64_t)m->count};
    const struct decoder_mode mode = {.last_only = false};

    graph_reset(m->graph);
    graph_set_gradients(m->graph, true); /* a tape is wanted */
    decoder_forward(m->checkpoint.model, m->graph,
                    graph_ints(m->graph, 2, shape, m->ids), &mode);
    STATUS_TRY(graph_status(m->graph));
    f->tokens = (int)m->count;
    return read_tape(f, m->graph);
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct labmodel m;

    (void)g; /* the model has its own */
    STATUS_TRY(
        labmodel_open(&m, r->value[MODEL].text, r->value[TEXT].text, r->hook));
    const struct status st = pass(found, &m);
    labmodel_release(&m);
    return st;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static const struct table_column columns[COLUMNS] = {
    {"matrix", TABLE_LEFT},   {"text", TABLE_RIGHT},
    {"weights", TABLE_RIGHT}, {"by hand", TABLE_RIGHT},
    {"counted", TABLE_RIGHT},
};

static void draw_table(const struct found *f, const struct lab_view *view,
                       struct canvas *cv)
{
    char(*cell)[CELL_BYTES] =
        calloc((size_t)f->products * COLUMNS, sizeof *cell);
    const char **at = calloc((size_t)f->products * COLUMNS, sizeof *at);
    const bool chosen = labcells_has(view, f->products, 1);

    for (int i = 0; cell && at && i < f->products; i++) {
        const struct product *p = &f->product[i];
        char(*c)[CELL_BYTES] = cell + (size_t)i * COLUMNS;

        snprintf(c[1], CELL_BYTES, "%.0f x %.0f", p->rows, p->inner);
        snprintf(c[2], CELL_BYTES, "%.0f x %.0f", p->inner, p->cols);
        snprintf(c[3], CELL_BYTES, "%.0f", by_hand(p));
        snprintf(c[4], CELL_BYTES, "%.0f", p->engine);
        at[i * COLUMNS] = p->name;
        for (int k = 1; k < COLUMNS; k++)
            at[i * COLUMNS + k] = c[k];
    }
    const struct table table = {.column = columns,
                                .columns = COLUMNS,
                                .cell = at,
                                .rows = cell && at ? f->products : 0,
                                .cursor = chosen,
                                .at_row = chosen ? view->row : 0};

    table_draw(&table, cv, (struct canvas_rect){2, 0, cv->rows - 2, cv->cols});
    free(cell);
    free(at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;

    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%d tokens, %d matrix products: %.1f million operations, "
                  "%.1f%% of all",
                  f->tokens, f->products, f->engine / 1e6,
                  100.0 * f->engine / f->all);
    canvas_printf(cv, 1, 0, INK_DIM,
                  "by hand 2 x rows x inner x columns: %.1f million",
                  f->by_hand / 1e6);
    draw_table(f, view, cv);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "%d tokens go through %d matrix products with %.0f weights: "
               "%.0f operations counted by the engine, %.0f by hand. That is "
               "%.1f%% of all operations of the pass.\n",
               f->tokens, f->products, f->weights, f->engine, f->by_hand,
               100.0 * f->engine / f->all);
    for (int i = 0; i < f->products && i < 8; i++) {
        const struct product *p = &f->product[i];

        buf_printf(out, "%s: %.0f x %.0f times %.0f x %.0f, %.0f operations.\n",
                   p->name, p->rows, p->inner, p->inner, p->cols, p->engine);
    }
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *list = json_array();

    (void)view;
    for (int i = 0; i < f->products; i++) {
        const struct product *p = &f->product[i];

        json_array_append_new(list, json_pack("{ss sf sf sf sf sf sf}", "name",
                                              p->name, "rows", p->rows, "inner",
                                              p->inner, "cols", p->cols,
                                              "by_hand", by_hand(p), "counted",
                                              p->engine, "bytes", p->bytes));
    }
    return json_pack("{si si si sf sf sf sf sf sf so}", "tokens", f->tokens,
                     "count", f->products, "ops", f->ops, "weights", f->weights,
                     "by_hand", f->by_hand, "counted", f->engine, "millions",
                     f->engine / 1e6, "all", f->all, "percent",
                     100.0 * f->engine / f->all, "products", list);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    return labcells_key(view, f->products, 1, (const int[]){0, 0}, code);
}

const struct lab forward_products_lab = {
    .name = "forward-products",
    .question = "What does a model compute, product by product?",
    .about = "One pass through a model, read from the engine's tape: every "
             "product with a matrix of weights, its shapes, and its "
             "operations by hand and as counted.",
    .sources = (const char *const[]){"engine/ops/linear.c:forward_cost",
                                     "engine/core/graph.c:graph_apply", NULL},
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
