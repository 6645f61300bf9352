#include "lessons/labs/switchmap.h"

#include <stdio.h>
#include <string.h>

#include "lessons/labs/labwrite.h"

enum { FIRST_HEAD = 3 }; /* column */

/* Names that end so are all that is changed: attn.mix, attn.out, mlp.out. */
#define GLOB "blocks.%d.*[xt]"

static bool is(const char *name, const char *end)
{
    const size_t n = strlen(name), m = strlen(end);

    return n >= m && strcmp(name + n - m, end) == 0;
}

/* Head `head` of rows [tokens, heads * width]. */
static void clear_head(float *x, int64_t tokens, int64_t cols, int head,
                       int heads)
{
    const int64_t width = cols / heads;

    for (int64_t i = 0; i < tokens; i++)
        memset(x + i * cols + head * width, 0, (size_t)width * sizeof *x);
}

/* What `part` adds, of one copy of tensor `name`. */
static void clear_part(float *x, const char *name, int64_t tokens, int64_t cols,
                       enum switchmap_part part)
{
    const bool attention = is(name, "attn.out"), mlp = is(name, "mlp.out");

    if ((attention && part != SWITCHMAP_MLP) ||
        (mlp && part != SWITCHMAP_ATTENTION))
        memset(x, 0, (size_t)(tokens * cols) * sizeof *x);
}

/* Copy i of the batch lacks column i. */
static void switch_off_each(void *user, const char *name, struct tensor *t)
{
    const struct switchmap *s = user;
    const int64_t tokens = t->shape[1], cols = tensor_cols(t);
    float *x = tensor_at(t, 0);

    for (int i = 0; i < s->cols; i++, x += tokens * cols) {
        if (i < FIRST_HEAD)
            clear_part(x, name, tokens, cols, (enum switchmap_part)i);
        else if (is(name, "attn.mix"))
            clear_head(x, tokens, cols, i - FIRST_HEAD, s->heads);
    }
}

static void switch_off(void *user, const char *name, struct tensor *t)
{
    const struct switchmap_where *w = user;
    const int64_t tokens = t->shape[1], cols = tensor_cols(t);

    if (w->part != SWITCHMAP_HEAD)
        clear_part(tensor_at(t, 0), name, tokens, cols, w->part);
    else if (is(name, "attn.mix"))
        clear_head(tensor_at(t, 0), tokens, cols, w->head, w->heads);
}

struct labtrace_change switchmap_change(struct switchmap_where *w,
                                        char glob[64])
{
    snprintf(glob, 64, GLOB, w->layer);
    return (struct labtrace_change){glob, switch_off, w};
}

int switchmap_col(const struct switchmap *s, enum switchmap_part part, int head)
{
    const int col = part == SWITCHMAP_HEAD ? FIRST_HEAD + head : (int)part;

    return col < s->cols ? col : -1;
}

void switchmap_name(int col, char out[24])
{
    static const char *const part[] = {"attention", "mlp", "block"};

    if (col < FIRST_HEAD)
        snprintf(out, 24, "%s", part[col]);
    else
        snprintf(out, 24, "head %d", col - FIRST_HEAD);
}

struct status switchmap_start(struct switchmap *s, struct labmodel *m,
                              const struct labtrace *t, bool heads)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);
    struct tensor *logits;

    *s = (struct switchmap){
        .layers = t->layers, .heads = (int)c->heads, .tokens = t->tokens};
    s->cols = FIRST_HEAD + (heads ? s->heads : 0);
    if (s->layers > SWITCHMAP_LAYERS || s->cols > SWITCHMAP_COLS) {
        return status_fail(STATUS_TOO_BIG,
                           "a model of more than %d blocks or %d heads",
                           SWITCHMAP_LAYERS, SWITCHMAP_HEADS);
    }
    STATUS_TRY(labmodel_pass(m, NULL, &logits));
    return labwrite_loss(m, logits, 0, &s->loss);
}

struct status switchmap_layer(struct switchmap *s, struct labmodel *m,
                              const struct labtrace *t)
{
    struct tensor *logits;
    char name[64];

    snprintf(name, sizeof name, GLOB, s->done);
    const struct labtrace_change change = {name, switch_off_each, s};
    STATUS_TRY(labtrace_again(t, m, s->done, s->cols, true, &change, &logits));
    for (int i = 0; i < s->cols; i++) {
        double loss;

        STATUS_TRY(labwrite_loss(m, logits, i, &loss));
        s->damage[s->done * s->cols + i] = (float)(loss - s->loss);
    }
    s->done++;
    return STATUS_OK;
}
