#include "lessons/labs/streamnorms.h"

#include <math.h>
#include <stdio.h>

static double dot(const float *a, const float *b, int64_t n)
{
    double sum = 0.0;

    for (int64_t i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

int streamnorms_rows(const struct streamnorms *n, enum streamnorms_part part)
{
    return n->layers + (part == STREAMNORMS_STREAM);
}

static bool take_room(struct streamnorms *n, struct arena *a)
{
    for (int p = 0; p < STREAMNORMS_PARTS; p++) {
        const size_t bytes =
            (size_t)streamnorms_rows(n, p) * (size_t)n->tokens * sizeof(float);

        n->length[p] = arena_add(a, bytes);
        n->cosine[p] = arena_add(a, bytes);
        if (!n->length[p] || !n->cosine[p])
            return false;
    }
    return true;
}

static struct status found(const struct probe *p, const char *name,
                           const struct probe_value **out)
{
    *out = probe_find(p, name, PROBE_FORWARD);
    return *out
               ? STATUS_OK
               : status_fail(STATUS_UNSUPPORTED, "the model shows no %s", name);
}

/* One captured [1, tokens, width], measured; its cosine with `stream`, which
 * may be NULL. */
static void measure(struct streamnorms *n, enum streamnorms_part part, int row,
                    const struct probe_value *v,
                    const struct probe_value *stream)
{
    const int64_t width = v->shape[v->dims - 1];

    for (int i = 0; i < n->tokens; i++) {
        const float *x = v->data + i * width;
        const double length = sqrt(dot(x, x, width));
        const int64_t at = (int64_t)row * n->tokens + i;

        n->length[part][at] = (float)length;
        if (stream) {
            const float *s = stream->data + i * width;
            const double both = length * sqrt(dot(s, s, width));

            n->cosine[part][at] =
                (float)(both > 0.0 ? dot(x, s, width) / both : 0.0);
        }
    }
}

static struct status measure_block(struct streamnorms *n, const struct probe *p,
                                   int block)
{
    const struct probe_value *before, *attn, *middle, *mlp, *after;
    char name[64] = "embedding";

    if (block > 0)
        snprintf(name, sizeof name, "blocks.%d.out", block - 1);
    STATUS_TRY(found(p, name, &before));
    snprintf(name, sizeof name, "blocks.%d.attn.out", block);
    STATUS_TRY(found(p, name, &attn));
    snprintf(name, sizeof name, "blocks.%d.middle", block);
    STATUS_TRY(found(p, name, &middle));
    snprintf(name, sizeof name, "blocks.%d.mlp.out", block);
    STATUS_TRY(found(p, name, &mlp));
    snprintf(name, sizeof name, "blocks.%d.out", block);
    STATUS_TRY(found(p, name, &after));
    if (block == 0)
        measure(n, STREAMNORMS_STREAM, 0, before, NULL);
    measure(n, STREAMNORMS_ATTENTION, block, attn, before);
    measure(n, STREAMNORMS_MLP, block, mlp, middle);
    measure(n, STREAMNORMS_STREAM, block + 1, after, before);
    return STATUS_OK;
}

static struct status watch(struct streamnorms *n, struct labmodel *m,
                           struct probe *p)
{
    static const char *const globs[] = {"embedding", "blocks.*.attn.out",
                                        "blocks.*.middle", "blocks.*.mlp.out",
                                        "blocks.*.out"};

    for (size_t i = 0; i < sizeof globs / sizeof *globs; i++)
        STATUS_TRY(probe_watch(p, globs[i], PROBE_FORWARD));
    STATUS_TRY(labmodel_pass(m, p, NULL));
    for (int b = 0; b < n->layers; b++)
        STATUS_TRY(measure_block(n, p, b));
    return STATUS_OK;
}

struct status streamnorms_read(struct streamnorms *n, struct labmodel *m,
                               struct arena *a)
{
    struct probe *p = probe_new();

    n->layers = (int)decoder_config(m->checkpoint.model)->layers;
    n->tokens = (int)m->count;
    struct status st =
        p && take_room(n, a)
            ? watch(n, m, p)
            : status_fail(STATUS_NO_MEMORY, "no memory for the lengths");
    probe_free(p);
    return st;
}
