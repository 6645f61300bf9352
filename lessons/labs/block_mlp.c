/* block_mlp.c - the two layers and the bend inside a block of a language
 * model, taken out and run alone on what that block had read. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/nn/mlp.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/bars.h"

enum { MODEL, TEXT, LAYER };
enum { MOST_TOKENS = 48, LABEL = 24 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model reads, 48 tokens at most",
              .kind = LAB_TEXT,
              .fallback = "the boxes on the ship"},
    [LAYER] = {.name = "layer",
               .help = "whose network is taken out, from 0",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 1023},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"l", "the next layer"}, {"t", "another text"}, {NULL, NULL}};

struct found {
    int layer, layers, tokens;
    int64_t width, hidden;
    double share;    /* of the model's numbers that such networks hold */
    double apart;    /* largest difference alone and in place */
    double reversed; /* the same with the tokens given in reverse order */
    char label[MOST_TOKENS][LABEL];
    float open[MOST_TOKENS];   /* share of hidden units above 0 */
    float length[MOST_TOKENS]; /* of what it adds */
};

struct state {
    struct labmodel model;
    struct found found;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s)
        labmodel_release(&s->model);
    free(s);
    r->state = NULL;
}

static int index_of(const struct params *ps, int layer, const char *part)
{
    char name[64];

    snprintf(name, sizeof name, "blocks.%d.mlp.%s", layer, part);
    for (int i = 0; i < params_count(ps); i++) {
        if (strcmp(params_at(ps, i)->name, name) == 0)
            return i;
    }
    return -1;
}

static struct mlp take_out(const struct params *ps, enum mlp_kind kind,
                           int layer)
{
    return (struct mlp){
        .kind = kind,
        .up = {index_of(ps, layer, "up.weight"),
               index_of(ps, layer, "up.bias")},
        .gate = {index_of(ps, layer, "gate.weight"),
                 index_of(ps, layer, "gate.bias")},
        .down = {index_of(ps, layer, "down.weight"),
                 index_of(ps, layer, "down.bias")},
    };
}

static double share_of(const struct params *ps)
{
    double all = 0.0, ours = 0.0;

    for (int i = 0; i < params_count(ps); i++) {
        const struct param *p = params_at(ps, i);

        all += (double)p->count;
        ours += strstr(p->name, ".mlp.") ? (double)p->count : 0.0;
    }
    return ours / all;
}

/* Row i of `rows` becomes row count - 1 - i. */
static void reverse(float *to, const float *rows, int count, int64_t width)
{
    for (int i = 0; i < count; i++)
        memcpy(to + (size_t)(count - 1 - i) * (size_t)width,
               rows + (size_t)i * (size_t)width, (size_t)width * sizeof *rows);
}

static double apart(const float *a, const float *b, int64_t count)
{
    double most = 0.0;

    for (int64_t i = 0; i < count; i++)
        most = fmax(most, fabs((double)a[i] - (double)b[i]));
    return most;
}

/* x [tokens, width] through the network alone, in `order`. */
static struct status run_alone(struct state *s, const struct mlp *m,
                               const float *x, float *y)
{
    struct params *ps = decoder_params(s->model.checkpoint.model);
    const int64_t shape[] = {s->found.tokens, s->found.width};

    graph_reset(s->model.graph);
    graph_set_probe(s->model.graph, NULL);
    graph_set_gradients(s->model.graph, false);
    const struct tensor *out =
        mlp_forward(s->model.graph, ps, m,
                    graph_floats(s->model.graph, 2, shape, x), "alone");
    STATUS_TRY(graph_status(s->model.graph));
    tensor_copy_floats(y, out);
    return STATUS_OK;
}

static struct status compare(struct state *s, const struct probe_value *in,
                             const struct probe_value *out)
{
    struct found *f = &s->found;
    struct decoder *model = s->model.checkpoint.model;
    const struct mlp m =
        take_out(decoder_params(model), decoder_config(model)->mlp, f->layer);
    const int64_t n = f->tokens * f->width;
    float *x = malloc(3 * (size_t)n * sizeof *x);

    if (m.up.weight < 0 || m.down.weight < 0) {
        free(x);
        return status_fail(STATUS_UNSUPPORTED, "the model shows no network in "
                                               "its blocks");
    }
    if (!x)
        return status_fail(STATUS_NO_MEMORY, "no memory for a block");
    float *y = x + n, *back = y + n;
    struct status st = run_alone(s, &m, in->data, y);
    f->apart = apart(y, out->data, n);
    reverse(x, in->data, f->tokens, f->width);
    if (!st.code)
        st = run_alone(s, &m, x, y);
    reverse(back, y, f->tokens, f->width);
    f->reversed = apart(back, out->data, n);
    free(x);
    return st;
}

static void measure_tokens(struct found *f, const struct probe_value *hidden,
                           const struct probe_value *out)
{
    for (int t = 0; t < f->tokens; t++) {
        const float *h = hidden->data + t * f->hidden;
        const float *y = out->data + t * f->width;
        double squares = 0.0;
        int open = 0;

        for (int64_t i = 0; i < f->hidden; i++)
            open += h[i] > 0.0f;
        for (int64_t i = 0; i < f->width; i++)
            squares += (double)y[i] * (double)y[i];
        f->open[t] = (float)open / (float)f->hidden;
        f->length[t] = (float)sqrt(squares);
    }
}

static struct status look(struct state *s, struct probe *p)
{
    struct found *f = &s->found;
    const struct probe_value *v[3];
    static const char *const part[] = {"norm2", "mlp.hidden", "mlp.out"};
    char name[64];

    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "blocks.%d.%s", f->layer, part[i]);
        STATUS_TRY(probe_watch(p, name, PROBE_FORWARD));
    }
    STATUS_TRY(labmodel_pass(&s->model, p, NULL));
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "blocks.%d.%s", f->layer, part[i]);
        v[i] = probe_find(p, name, PROBE_FORWARD);
        if (!v[i])
            return status_fail(STATUS_UNSUPPORTED, "the model shows no %s",
                               name);
    }
    f->hidden = v[1]->count / f->tokens;
    measure_tokens(f, v[1], v[2]);
    return compare(s, v[0], v[2]);
}

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;

    STATUS_TRY(labmodel_open(&s->model, r->value[MODEL].text,
                             r->value[TEXT].text, r->hook));
    const struct decoder_config *c = decoder_config(s->model.checkpoint.model);
    f->layer = (int)r->value[LAYER].number;
    f->layers = (int)c->layers;
    f->width = c->width;
    f->tokens = (int)s->model.count;
    f->share = share_of(decoder_params(s->model.checkpoint.model));
    if (f->layer >= f->layers)
        return status_fail(STATUS_BAD_USAGE,
                           "layer %d: this model has layers 0 to %d", f->layer,
                           f->layers - 1);
    if (f->tokens > MOST_TOKENS)
        return status_fail(STATUS_BAD_USAGE,
                           "%d tokens are too many here; %d are not", f->tokens,
                           MOST_TOKENS);
    for (int t = 0; t < f->tokens; t++)
        STATUS_TRY(
            labmodel_label(&s->model, s->model.ids[t], f->label[t], LABEL));
    struct probe *p = probe_new();
    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    const struct status st = look(s, p);
    graph_set_probe(s->model.graph, NULL);
    probe_free(p);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a block");
    const struct status st = open_parts(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static double mean_open(const struct found *f)
{
    double sum = 0.0;

    for (int t = 0; t < f->tokens; t++)
        sum += (double)f->open[t];
    return sum / f->tokens;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct bars_row row[MOST_TOKENS];
    const struct bars bars = {.row = row,
                              .count = f->tokens,
                              .full = 1.0f,
                              .decimals = 3,
                              .tokens = true};

    (void)view;
    for (int t = 0; t < f->tokens; t++)
        row[t] = (struct bars_row){f->label[t], f->open[t]};
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "block %d of 0..%d: %lld -> %lld -> %lld numbers", f->layer,
                  f->layers - 1, (long long)f->width, (long long)f->hidden,
                  (long long)f->width);
    canvas_printf(cv, 1, 0, INK_TEXT, "alone against in place: off by %.2g",
                  f->apart);
    canvas_printf(cv, 2, 0, INK_TEXT, "words in reverse order: off by %.2g",
                  f->reversed);
    canvas_printf(cv, 3, 0, INK_TITLE | INK_BOLD,
                  "hidden units above 0, mean %.3f", mean_open(f));
    bars_draw(&bars, cv, (struct canvas_rect){4, 0, cv->rows - 4, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "Run alone on what block %d had read, its network gives what it "
               "gave in place, to %.2g; with the tokens in reverse order the "
               "same rows come out, to %.2g.\n",
               f->layer, f->apart, f->reversed);
    buf_printf(out,
               "It goes from %lld numbers to %lld and back. Such networks hold "
               "%.0f %% of this model's numbers. Of the hidden units %.0f %% "
               "are above 0.\n",
               (long long)f->width, (long long)f->hidden, 100.0 * f->share,
               100.0 * mean_open(f));
    for (int t = 0; t < f->tokens; t++)
        buf_printf(out, "\"%s\": %.3f above 0, adds a length of %.3f.\n",
                   f->label[t], (double)f->open[t], (double)f->length[t]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *tokens = json_array();

    (void)view;
    for (int t = 0; t < f->tokens; t++)
        json_array_append_new(tokens, json_string(f->label[t]));
    return json_pack("{si sI sI sf sf sf sf so so so}", "layer", f->layer,
                     "width", (json_int_t)f->width, "hidden",
                     (json_int_t)f->hidden, "share", f->share, "apart",
                     f->apart, "reversed", f->reversed, "mean_open",
                     mean_open(f), "tokens", tokens, "open",
                     labnumbers_row(f->open, f->tokens), "length",
                     labnumbers_row(f->length, f->tokens));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 'l')
        return labcells_number(LAYER, f->layer, f->layers);
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab block_mlp_lab = {
    .name = "block-mlp",
    .question = "Where in a language model is the network of this lesson?",
    .about = "The two linear layers and the bend of one block are run alone on "
             "what that block had read, and compared with what it did in "
             "place.",
    .sources = (const char *const[]){"engine/nn/mlp.c:mlp_forward", NULL},
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
