#include "lessons/labs/blockfound.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)64 << 20)
enum { SAMPLES = 16, MOST_CHECKED = 1024, MOST_NAMED = 64 };

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the picture");
}

void blockfound_free(void *snapshot)
{
    struct blockfound *f = snapshot;

    if (f)
        arena_release(&f->arena);
    free(f);
}

static int within(int x, int n)
{
    return x < 0 ? 0 : x < n ? x : n - 1;
}

static float *copy(struct blockfound *f, const float *from, size_t n)
{
    float *to = arena_add(&f->arena, n * sizeof *to);

    if (to)
        memcpy(to, from, n * sizeof *to);
    return to;
}

/* A few numbers of the chosen row at stop `i`, for the stack. */
static const float *sample(struct blockfound *f, const struct blockpass *b,
                           float *const *of, int i, int *n)
{
    const enum blockstops_kind kind = blockstops_at(b->layers, i).kind;
    const int cols = blockpass_cols(b, kind);
    const int head = kind == BLOCKSTOPS_WEIGHTS ? f->at.head : 0;

    *n = cols < SAMPLES ? cols : SAMPLES;
    if (!of[i])
        return NULL;
    return copy(f, of[i] + ((size_t)head * b->tokens + f->at.row) * cols,
                (size_t)*n);
}

/* Going back, what lies behind the stop was there first. */
static bool reached(const struct blockfound *f, int i)
{
    return f->gradient ? i >= f->at.stop : i <= f->at.stop;
}

static struct status fill_block(struct blockfound *f, const struct blockpass *b,
                                float *const *of, int i)
{
    const struct blockstops stop = blockstops_at(b->layers, i);
    struct blockstack_block *k = &f->block[i];
    const bool inner = stop.kind < BLOCKSTOPS_MIDDLE;
    char text[48];

    k->name = blockstops_name(stop.kind);
    if (stop.kind == BLOCKSTOPS_WEIGHTS)
        snprintf(text, sizeof text, "%d x %d x %d", b->heads, b->tokens,
                 b->tokens);
    else
        snprintf(text, sizeof text, "%d x %d", b->tokens,
                 blockpass_cols(b, stop.kind));
    k->shape = arena_text(&f->arena, text);
    if (stop.block >= 0)
        snprintf(text, sizeof text, "block %d", stop.block);
    else
        snprintf(text, sizeof text, "%s",
                 stop.kind < BLOCKSTOPS_NORM1 ? "input" : "head");
    k->group = arena_text(&f->arena, text);
    if (stop.block >= 0 && stop.kind != BLOCKSTOPS_MIDDLE &&
        stop.kind != BLOCKSTOPS_OUT)
        k->branch = 2 * stop.block + (inner ? 1 : 2);
    if (reached(f, i))
        k->sample = sample(f, b, of, i, &k->samples);
    return k->shape && k->group ? STATUS_OK : no_memory();
}

static struct status name_tokens(struct blockfound *f,
                                 const struct blockpass *b,
                                 const struct labmodel *m)
{
    for (int t = 0; t < b->tokens; t++) {
        f->piece[t] = labmodel_piece(m, b->ids[t], &f->arena);
        f->says[t] = labmodel_piece(m, b->says[t], &f->arena);
        if (!f->piece[t] || !f->says[t])
            return no_memory();
    }
    f->toward = labmodel_piece(m, b->toward, &f->arena);
    if (!f->toward)
        return no_memory();
    if (f->stop.kind < BLOCKSTOPS_LOGITS || f->cols > MOST_NAMED)
        return STATUS_OK;
    f->name = arena_add(&f->arena, (size_t)f->cols * sizeof *f->name);
    for (int i = 0; i < f->cols; i++)
        if (!f->name || !(f->name[i] = labmodel_piece(m, i, &f->arena)))
            return no_memory();
    return STATUS_OK;
}

static int by_size(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

/* What it says from the end of the text on, and whether that is the text in
 * order: what a model that sorts is for. */
static struct status tell_written(struct blockfound *f,
                                  const struct blockpass *b)
{
    int32_t sorted[BLOCKPASS_TOKENS];
    char text[4 * BLOCKPASS_TOKENS + 1] = "";
    size_t n = 0;

    memcpy(sorted, b->ids, (size_t)b->given * sizeof *sorted);
    qsort(sorted, (size_t)b->given, sizeof *sorted, by_size);
    f->ordered = b->tokens == 2 * b->given - 1;
    for (int t = b->given - 1; t < b->tokens; t++) {
        const int i = t - (b->given - 1);

        n += (size_t)snprintf(text + n, sizeof text - n, "%s", f->says[t]);
        if (n >= sizeof text)
            n = sizeof text - 1;
        f->ordered = f->ordered && b->says[t] == sorted[i];
    }
    f->wrote = arena_text(&f->arena, text);
    return f->wrote ? STATUS_OK : no_memory();
}

static struct status measure_pull(struct blockfound *f,
                                  const struct blockpass *b)
{
    const float *grad = b->grad[BLOCKSTOPS_SUM];
    float *pull = arena_add(&f->arena, (size_t)b->tokens * sizeof *pull);

    if (!pull)
        return no_memory();
    for (int t = 0; grad && t < b->tokens; t++) {
        double sum = 0.0;

        for (int i = 0; i < b->width; i++) {
            const double x = (double)grad[t * b->width + i];

            sum += x * x;
        }
        pull[t] = (float)sqrt(sum);
    }
    f->pull = pull;
    return STATUS_OK;
}

static void check_row(struct blockfound *f, const struct blockpass *b,
                      const struct labmodel *m)
{
    struct blockcell_place at = f->at;
    struct blockcell c;

    for (at.col = 0; at.col < f->cols && at.col < MOST_CHECKED; at.col++) {
        blockcell_make(&c, b, m, at);
        f->difference = fmax(f->difference, fabs(c.made - c.value));
    }
}

static struct status fill(struct blockfound *f, const struct blockpass *b,
                          const struct labmodel *m)
{
    float *const *of = f->gradient ? b->grad : b->value;
    const int last = blockstops_count(b->layers) - 1;
    const size_t n = (size_t)b->tokens * (size_t)f->cols;

    f->block = arena_add(&f->arena, (size_t)f->stops * sizeof *f->block);
    f->piece = arena_add(&f->arena, (size_t)b->tokens * sizeof *f->piece);
    f->says = arena_add(&f->arena, (size_t)b->tokens * sizeof *f->says);
    if (!f->block || !f->piece || !f->says)
        return no_memory();
    for (int i = 0; i < f->stops; i++)
        STATUS_TRY(fill_block(f, b, of, i));
    if (of[f->at.stop])
        f->shown = copy(f,
                        of[f->at.stop] + (f->stop.kind == BLOCKSTOPS_WEIGHTS
                                              ? (size_t)f->at.head * n
                                              : 0),
                        n);
    f->chance = copy(f, b->value[last] + (size_t)f->at.row * b->vocab,
                     (size_t)b->vocab);
    if (!f->chance || (of[f->at.stop] && !f->shown))
        return no_memory();
    STATUS_TRY(name_tokens(f, b, m));
    STATUS_TRY(tell_written(f, b));
    STATUS_TRY(measure_pull(f, b));
    blockcell_make(&f->cell, b, m, f->at);
    check_row(f, b, m);
    return STATUS_OK;
}

struct status blockfound_new(struct blockfound **out, const struct blockpass *b,
                             const struct labmodel *m,
                             struct blockcell_place at, bool gradient)
{
    struct blockfound *f = calloc(1, sizeof *f);

    *out = NULL;
    if (!f)
        return no_memory();
    arena_init(&f->arena, ARENA_BYTES);
    f->layers = b->layers;
    f->heads = b->heads;
    f->tokens = b->tokens;
    f->given = b->given;
    f->vocab = b->vocab;
    f->asked = b->asked;
    f->stops = blockstops_count(b->layers);
    f->gradient = gradient;
    at.stop = within(at.stop, f->stops);
    f->stop = blockstops_at(b->layers, at.stop);
    f->cols = blockpass_cols(b, f->stop.kind);
    f->at = (struct blockcell_place){at.stop, within(at.head, b->heads),
                                     within(at.row, b->tokens),
                                     within(at.col, f->cols)};
    const struct status st = fill(f, b, m);
    if (st.code)
        blockfound_free(f);
    else
        *out = f;
    return st;
}
