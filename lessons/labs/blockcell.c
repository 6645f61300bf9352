/* blockcell.c - a model of GPT-2's shape with a pencil, one number at a time.
 * That what comes out agrees with the engine is a test and is said in the
 * picture. */
#include "lessons/labs/blockcell.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* A cell that is being made. */
struct work {
    struct blockcell *cell;
    const struct blockpass *pass;
    const struct labmodel *model;
    struct blockcell_place at;
    struct blockstops stop;
};

double blockcell_value(const struct blockpass *b, float *const *of,
                       struct blockcell_place at)
{
    const enum blockstops_kind kind = blockstops_at(b->layers, at.stop).kind;
    const int64_t cols = blockpass_cols(b, kind);
    const int64_t head = kind == BLOCKSTOPS_WEIGHTS ? at.head : 0;

    if (!of[at.stop])
        return NAN;
    return (double)of[at.stop][(head * b->tokens + at.row) * cols + at.col];
}

static double value_at(const struct work *w, enum blockstops_kind kind, int row,
                       int col)
{
    return blockcell_value(
        w->pass, w->pass->value,
        (struct blockcell_place){
            blockstops_find(w->pass->layers, kind, w->stop.block), w->at.head,
            row, col});
}

/* Number `i` of a parameter of this block, or of the model; `none` where there
 * is no such parameter. */
static double weight(const struct work *w, const char *name, int64_t i,
                     double none)
{
    char whole[96];

    if (w->stop.block < 0)
        snprintf(whole, sizeof whole, "%s", name);
    else
        snprintf(whole, sizeof whole, "blocks.%d.%s", w->stop.block, name);
    struct param *p =
        params_find(decoder_params(w->model->checkpoint.model), whole);
    return p ? tensor_get(params_tensor(p), i) : none;
}

/* Keeps it among those that gave most, largest first. */
static void add(struct work *w, enum blockstops_kind kind, int row, int col,
                double factor)
{
    const struct blockcell_place from = {
        blockstops_find(w->pass->layers, kind, w->stop.block), w->at.head, row,
        col};
    const struct blockcell_input in = {from, value_at(w, kind, row, col),
                                       factor};
    struct blockcell *c = w->cell;
    int i = c->shown < BLOCKCELL_INPUTS ? c->shown++ : BLOCKCELL_INPUTS;

    c->inputs++;
    for (; i > 0 && fabs(c->input[i - 1].value * c->input[i - 1].factor) <
                        fabs(in.value * factor);
         i--)
        if (i < BLOCKCELL_INPUTS)
            c->input[i] = c->input[i - 1];
    if (i < BLOCKCELL_INPUTS)
        c->input[i] = in;
}

static void say(char out[BLOCKCELL_TEXT], const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void say(char out[BLOCKCELL_TEXT], const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(out, BLOCKCELL_TEXT, fmt, args);
    va_end(args);
}

/* The products that gave most, in a line that begins with `lead`. */
static void say_products(struct work *w, const char *lead, double bias)
{
    struct blockcell *c = w->cell;
    size_t n = (size_t)snprintf(c->numbers, BLOCKCELL_TEXT, "%s", lead);

    for (int i = 0; i < c->shown && n < BLOCKCELL_TEXT; i++)
        n += (size_t)snprintf(c->numbers + n, BLOCKCELL_TEXT - n,
                              "%s%.3g x %.3g", i ? " + " : "",
                              c->input[i].value, c->input[i].factor);
    if (c->inputs > c->shown && n < BLOCKCELL_TEXT)
        n += (size_t)snprintf(c->numbers + n, BLOCKCELL_TEXT - n, " + %d more",
                              c->inputs - c->shown);
    if (!isnan(bias) && n < BLOCKCELL_TEXT)
        n += (size_t)snprintf(c->numbers + n, BLOCKCELL_TEXT - n, " %c %.3g",
                              bias < 0 ? '-' : '+', fabs(bias));
}

/* Row `row` of stop `from` times row `out` of a matrix, and its bias. */
static double linear(struct work *w, enum blockstops_kind from,
                     const char *layer, int out)
{
    const int n = blockpass_cols(w->pass, from);
    char name[64];
    double sum = 0.0;

    snprintf(name, sizeof name, "%s.weight", layer);
    for (int i = 0; i < n; i++) {
        const double factor = weight(w, name, (int64_t)out * n + i, 0.0);

        sum += value_at(w, from, w->at.row, i) * factor;
        add(w, from, w->at.row, i, factor);
    }
    snprintf(name, sizeof name, "%s.bias", layer);
    const double bias = weight(w, name, out, NAN);
    say_products(w, "", bias);
    say(w->cell->rule, "%d numbers of this row, each times its weight%s", n,
        isnan(bias) ? "" : ", and a bias");
    return isnan(bias) ? sum : sum + bias;
}

static double sum_of(struct work *w, enum blockstops_kind a,
                     enum blockstops_kind b)
{
    const double x = value_at(w, a, w->at.row, w->at.col),
                 y = value_at(w, b, w->at.row, w->at.col);

    add(w, a, w->at.row, w->at.col, 1.0);
    add(w, b, w->at.row, w->at.col, 1.0);
    say(w->cell->rule, "the stream and what is added to it");
    say(w->cell->numbers, "%.4g %c %.4g", x, y < 0 ? '-' : '+', fabs(y));
    return x + y;
}

/* What the first norm of a block reads: the stream of the block before. */
static double stream_before(const struct work *w, int col)
{
    struct work before = *w;

    if (w->stop.block == 0)
        return value_at(w, BLOCKSTOPS_SUM, w->at.row, col);
    before.stop.block = w->stop.kind == BLOCKSTOPS_NORM ? w->pass->layers - 1
                                                        : w->stop.block - 1;
    return value_at(&before, BLOCKSTOPS_OUT, w->at.row, col);
}

static double normed_from(const struct work *w, int col)
{
    return w->stop.kind == BLOCKSTOPS_NORM2
               ? value_at(w, BLOCKSTOPS_MIDDLE, w->at.row, col)
               : stream_before(w, col);
}

static double normed(struct work *w, const char *layer)
{
    const double epsilon = decoder_config(w->model->checkpoint.model)->epsilon;
    const int n = w->pass->width;
    double mean = 0.0, square = 0.0;
    char name[64];

    for (int i = 0; i < n; i++)
        mean += normed_from(w, i) / n;
    for (int i = 0; i < n; i++)
        square += pow(normed_from(w, i) - mean, 2.0) / n;
    const double spread = sqrt(square + epsilon);
    const double x = normed_from(w, w->at.col);
    snprintf(name, sizeof name, "%s.weight", layer);
    const double gain = weight(w, name, w->at.col, 1.0);
    snprintf(name, sizeof name, "%s.bias", layer);
    const double bias = weight(w, name, w->at.col, 0.0);
    w->cell->inputs = n;
    say(w->cell->rule, "minus the row's mean, by its spread, x gain + bias");
    say(w->cell->numbers, "(%.3g - %.3g) / %.3g x %.3g + %.3g", x, mean, spread,
        gain, bias);
    return (x - mean) / spread * gain + bias;
}

static int head_width(const struct work *w)
{
    return w->pass->width / w->pass->heads;
}

static double score(const struct work *w, int key)
{
    const int d = head_width(w), first = w->at.head * d;
    double sum = 0.0;

    for (int i = first; i < first + d; i++)
        sum += value_at(w, BLOCKSTOPS_QUERY, w->at.row, i) *
               value_at(w, BLOCKSTOPS_KEY, key, i);
    return sum / sqrt((double)d);
}

static double weighed(struct work *w)
{
    double most = -INFINITY, total = 0.0;

    w->cell->inputs = w->at.row + 1;
    if (w->at.col > w->at.row) {
        say(w->cell->rule, "the mask: it stands behind the one that asks");
        return 0.0;
    }
    for (int i = 0; i <= w->at.row; i++)
        most = fmax(most, score(w, i));
    for (int i = 0; i <= w->at.row; i++)
        total += exp(score(w, i) - most);
    const double mine = score(w, w->at.col);
    say(w->cell->rule, "query . key / root of %d, softmax over the row",
        head_width(w));
    say(w->cell->numbers, "score %.3g, highest %.3g: e^%.3g / %.3g", mine, most,
        mine - most, total);
    return exp(mine - most) / total;
}

static double mixed(struct work *w)
{
    double sum = 0.0;

    w->at.head = w->at.col / head_width(w);
    for (int i = 0; i <= w->at.row; i++) {
        const double factor = value_at(w, BLOCKSTOPS_WEIGHTS, w->at.row, i);

        sum += value_at(w, BLOCKSTOPS_VALUE, i, w->at.col) * factor;
        add(w, BLOCKSTOPS_VALUE, i, w->at.col, factor);
    }
    say_products(w, "", NAN);
    say(w->cell->rule,
        "the values of %d positions, each times head %d's weight",
        w->at.row + 1, w->at.head);
    return sum;
}

static double hidden(struct work *w)
{
    const enum mlp_kind kind = decoder_config(w->model->checkpoint.model)->mlp;
    const double x = linear(w, BLOCKSTOPS_NORM2, "mlp.up", w->at.col);

    say(w->cell->rule, "%d numbers of the row, weighed, then bent: %s(%.4g)",
        w->pass->width, kind == MLP_RELU ? "relu" : "gelu", x);
    if (kind == MLP_RELU)
        return fmax(x, 0.0);
    if (kind == MLP_GELU)
        return 0.5 * x * (1.0 + erf(x / sqrt(2.0)));
    return 0.5 * x *
           (1.0 + tanh(sqrt(2.0 / acos(-1.0)) * (x + 0.044715 * x * x * x)));
}

static double scored(struct work *w)
{
    const bool tied = decoder_config(w->model->checkpoint.model)->tied;
    const double sum =
        linear(w, BLOCKSTOPS_NORM, tied ? "tokens" : "head", w->at.col);

    say(w->cell->rule, "this row . the %s of token %d",
        tied ? "table's row" : "head's row", w->at.col);
    return sum;
}

static double chance(struct work *w)
{
    double most = -INFINITY, total = 0.0;

    w->cell->inputs = w->pass->vocab;
    for (int i = 0; i < w->pass->vocab; i++)
        most = fmax(most, value_at(w, BLOCKSTOPS_LOGITS, w->at.row, i));
    for (int i = 0; i < w->pass->vocab; i++)
        total += exp(value_at(w, BLOCKSTOPS_LOGITS, w->at.row, i) - most);
    const double x = value_at(w, BLOCKSTOPS_LOGITS, w->at.row, w->at.col);
    say(w->cell->rule, "softmax over the row of scores");
    say(w->cell->numbers, "score %.3g, highest %.3g: e^%.3g / %.3g", x, most,
        x - most, total);
    return exp(x - most) / total;
}

static double looked_up(struct work *w)
{
    const bool token = w->stop.kind == BLOCKSTOPS_TOKEN;
    const int row = token ? w->pass->ids[w->at.row] : w->at.row;

    say(w->cell->rule, "number %d of row %d of the %s table", w->at.col, row,
        token ? "token" : "position");
    return weight(w, token ? "tokens.weight" : "positions.weight",
                  (int64_t)row * w->pass->width + w->at.col, NAN);
}

static double make(struct work *w)
{
    const int col = w->at.col;

    switch (w->stop.kind) {
    case BLOCKSTOPS_TOKEN:
    case BLOCKSTOPS_PLACE:
        return looked_up(w);
    case BLOCKSTOPS_SUM:
        return sum_of(w, BLOCKSTOPS_TOKEN, BLOCKSTOPS_PLACE);
    case BLOCKSTOPS_NORM1:
        return normed(w, "norm1");
    case BLOCKSTOPS_QUERY:
        return linear(w, BLOCKSTOPS_NORM1, "attn.q", col);
    case BLOCKSTOPS_KEY:
        return linear(w, BLOCKSTOPS_NORM1, "attn.k", col);
    case BLOCKSTOPS_VALUE:
        return linear(w, BLOCKSTOPS_NORM1, "attn.v", col);
    case BLOCKSTOPS_WEIGHTS:
        return weighed(w);
    case BLOCKSTOPS_MIX:
        return mixed(w);
    case BLOCKSTOPS_ATTENTION:
        return linear(w, BLOCKSTOPS_MIX, "attn.out", col);
    case BLOCKSTOPS_NORM2:
        return normed(w, "norm2");
    case BLOCKSTOPS_HIDDEN:
        return hidden(w);
    case BLOCKSTOPS_MLP:
        return linear(w, BLOCKSTOPS_HIDDEN, "mlp.down", col);
    case BLOCKSTOPS_OUT:
        return sum_of(w, BLOCKSTOPS_MIDDLE, BLOCKSTOPS_MLP);
    case BLOCKSTOPS_NORM:
        return normed(w, "norm");
    case BLOCKSTOPS_LOGITS:
        return scored(w);
    case BLOCKSTOPS_PROBABILITIES:
        return chance(w);
    default: { /* the middle: a block's own stream is that of the one before */
        const double x = stream_before(w, col),
                     y = value_at(w, BLOCKSTOPS_ATTENTION, w->at.row, col);

        add(w, BLOCKSTOPS_ATTENTION, w->at.row, col, 1.0);
        say(w->cell->rule, "the stream and what attention gave");
        say(w->cell->numbers, "%.4g %c %.4g", x, y < 0 ? '-' : '+', fabs(y));
        return x + y;
    }
    }
}

void blockcell_make(struct blockcell *c, const struct blockpass *b,
                    const struct labmodel *m, struct blockcell_place at)
{
    struct work w = {c, b, m, at, blockstops_at(b->layers, at.stop)};

    *c = (struct blockcell){.value = blockcell_value(b, b->value, at)};
    c->made = make(&w);
}
