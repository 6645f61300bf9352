#include "lessons/labs/walklines.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* Behind the last stage asked for nothing is added. */
struct writer {
    struct walklines *l;
    const struct walknet *n;
    const struct walknet_pass *p;
    const struct walklines_wish *wish;
    enum walklines_stage stage;
};

static void add(const struct writer *w, double value, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void add(const struct writer *w, double value, const char *fmt, ...)
{
    va_list args;

    if (w->stage > w->wish->last || w->l->count == WALKLINES_MOST)
        return;
    struct walklines_line *line = &w->l->line[w->l->count++];
    line->stage = w->stage;
    line->value = value;
    va_start(args, fmt);
    vsnprintf(line->text, sizeof line->text, fmt, args);
    va_end(args);
}

/* The sum and what the bend makes of it, of unit `i` of a layer. */
static void add_unit(const struct writer *w, bool last, int i)
{
    const struct walknet_pass *p = w->p;
    const double *weight = p->weight + (last ? 4 : 0) + 2 * i;
    const double *in = last ? p->hidden : w->n->x;
    const double sum = last ? p->out_sum[i] : p->hidden_sum[i];
    const double out = last ? p->out[i] : p->hidden[i];
    const char c = last ? 'o' : 'h';
    const char *bend = w->n->kind == WALKNET_EXAMPLE ? "sigmoid" : "relu";

    add(w, sum, "sum %c%d = %.4g x %.4g + %.4g x %.4g + %.4g = %.6f", c, i + 1,
        weight[0], in[0], weight[1], in[1], p->bias[(last ? 2 : 0) + i], sum);
    if (last && w->n->kind == WALKNET_XOR)
        add(w, out, "%c%d = sum %c%d = %.6f", c, i + 1, c, i + 1, out);
    else
        add(w, out, "%c%d = %s(%.6f) = %.6f", c, i + 1, bend, sum, out);
}

static void write_forward(struct writer *w)
{
    const struct walknet_pass *p = w->p;

    w->stage = WALKLINES_FORWARD;
    for (int i = 0; i < 2; i++)
        add_unit(w, false, i);
    for (int i = 0; i < w->n->outputs; i++)
        add_unit(w, true, i);
    if (w->n->outputs == 2)
        add(w, p->error, "E = (%.6f - %g)^2/2 + (%.6f - %g)^2/2 = %.9f",
            p->out[0], w->n->target[0], p->out[1], w->n->target[1], p->error);
    else
        add(w, p->error, "E = (%.6f - %g)^2/2 = %.9f", p->out[0],
            w->n->target[0], p->error);
}

/* The slope of the bend, from the two gradients beside it; 0 where no gradient
 * came to it. */
static double slope_of(double behind, double before)
{
    return fabs(behind) > 0.0 ? before / behind : 0.0;
}

static void write_back(struct writer *w)
{
    const struct walknet_pass *p = w->p;
    const int outputs = w->n->outputs;

    w->stage = WALKLINES_BACK;
    for (int i = 0; i < outputs; i++) {
        add(w, p->d_out[i], "dE/do%d = o%d - target = %.6f", i + 1, i + 1,
            p->d_out[i]);
        add(w, p->d_out_sum[i], "dE/dsum o%d = %.6f x slope %.6f = %.6f", i + 1,
            p->d_out[i], slope_of(p->d_out[i], p->d_out_sum[i]),
            p->d_out_sum[i]);
    }
    for (int i = 0; i < 2 * outputs; i++)
        add(w, p->d_weight[4 + i], "dE/dw%d = %.6f x h%d %.6f = %.6f", i + 5,
            p->d_out_sum[i / 2], i % 2 + 1, p->hidden[i % 2],
            p->d_weight[4 + i]);
    for (int i = 0; i < 2; i++) {
        if (outputs == 2)
            add(w, p->d_hidden[i], "dE/dh%d = %.6f x w%d + %.6f x w%d = %.6f",
                i + 1, p->d_out_sum[0], i + 5, p->d_out_sum[1], i + 7,
                p->d_hidden[i]);
        else
            add(w, p->d_hidden[i], "dE/dh%d = %.6f x w%d = %.6f", i + 1,
                p->d_out_sum[0], i + 5, p->d_hidden[i]);
        add(w, p->d_hidden_sum[i], "dE/dsum h%d = %.6f x slope %.6f = %.6f",
            i + 1, p->d_hidden[i], slope_of(p->d_hidden[i], p->d_hidden_sum[i]),
            p->d_hidden_sum[i]);
    }
    for (int i = 0; i < 4; i++)
        add(w, p->d_weight[i], "dE/dw%d = %.6f x input %.4g = %.6f", i + 1,
            p->d_hidden_sum[i / 2], w->n->x[i % 2], p->d_weight[i]);
}

static void write_step(struct writer *w)
{
    const struct walknet_pass *p = w->p;
    const double rate = w->wish->rate;

    w->stage = WALKLINES_STEP;
    for (int i = 0; i < 4 + 2 * w->n->outputs; i++)
        add(w, p->weight[i] - rate * p->d_weight[i],
            "w%d = %.6f - %g x %.6f = %.9f", i + 1, p->weight[i], rate,
            p->d_weight[i], p->weight[i] - rate * p->d_weight[i]);
    for (int i = 0; i < 2 + w->n->outputs && w->wish->biases; i++)
        add(w, p->bias[i] - rate * p->d_bias[i],
            "b%d = %.6f - %g x %.6f = %.9f", i + 1, p->bias[i], rate,
            p->d_bias[i], p->bias[i] - rate * p->d_bias[i]);
    add(w, w->wish->new_error, "forward once more: E = %.9f, it was %.9f",
        w->wish->new_error, p->error);
}

void walklines_write(struct walklines *l, const struct walknet *n,
                     const struct walknet_pass *p,
                     const struct walklines_wish *wish)
{
    struct writer w = {.l = l, .n = n, .p = p, .wish = wish};

    l->count = 0;
    write_forward(&w);
    write_back(&w);
    write_step(&w);
}
