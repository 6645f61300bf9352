#include "lessons/labs/stackfound.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/tokenrows.h"

enum { WRITES = 64 };

/* One token after the other, always the likeliest; `logits` has room. */
static struct status write_on(struct stackfound *f, struct labmodel *m,
                              int writes, float *logits)
{
    const struct tokenizer *t = m->checkpoint.tokenizer;
    int32_t ids[LABHEAD_TOKENS + WRITES];
    struct generate_candidate best;
    size_t n = m->count;
    struct buf text;

    memcpy(ids, m->ids, n * sizeof *ids);
    for (int i = 0; i < writes; i++) {
        STATUS_TRY(generate_logits(m->checkpoint.model, m->graph, ids,
                                   (int64_t)n, logits));
        generate_best(logits, f->vocab, 1, &best);
        if (checkpoint_ends(&m->checkpoint, best.id))
            break;
        ids[n++] = best.id;
    }
    buf_init(&text, 65536);
    const struct status st =
        tokenizer_decode(t, ids + m->count, n - m->count, &text);
    if (!st.code)
        snprintf(f->written, sizeof f->written, "%s", buf_string(&text));
    f->written[strcspn(f->written, "\n")] = '\0';
    buf_release(&text);
    return st;
}

static struct status rank(struct stackfound *f, const struct labmodel *m,
                          const float *logits)
{
    struct generate_candidate best[STACKFOUND_BEST];
    const int n = f->vocab < STACKFOUND_BEST ? f->vocab : STACKFOUND_BEST;

    generate_best(logits, f->vocab, n, best);
    for (int i = 0; i < n; i++) {
        struct stackfound_next *b = &f->best[i];

        b->id = best[i].id;
        b->score = (double)logits[b->id];
        b->probability = best[i].probability;
        STATUS_TRY(labmodel_label(m, b->id, b->token, sizeof b->token));
    }
    return STATUS_OK;
}

/* The row of the likeliest token, and what its product with the vector is. */
static struct status multiply(struct stackfound *f, const struct labmodel *m)
{
    const bool tied = decoder_config(m->checkpoint.model)->tied;
    struct tokenrows rows;

    STATUS_TRY(tokenrows_open(&rows, m, !tied, false));
    tokenrows_get(&rows, f->best[0].id, f->row);
    tokenrows_release(&rows);
    for (int i = 0; i < f->width; i++)
        f->score_by_hand += (double)f->vector[i] * (double)f->row[i];
    return STATUS_OK;
}

static struct status take_vector(struct stackfound *f, const struct probe *p)
{
    const struct probe_value *v = probe_find(p, "norm", PROBE_FORWARD);

    if (!v)
        return status_fail(STATUS_UNSUPPORTED,
                           "this model has no norm behind its blocks");
    f->width = (int)v->shape[v->dims - 1];
    if (f->width > STACKFOUND_WIDTH)
        return status_fail(STATUS_TOO_BIG,
                           "its vectors have %d numbers; at most %d can be "
                           "shown",
                           f->width, STACKFOUND_WIDTH);
    memcpy(f->vector, v->data + v->count - f->width,
           (size_t)f->width * sizeof *f->vector);
    return STATUS_OK;
}

/* Multiply-adds of the matrix products of one pass, off its tape. */
static double count_products(const struct graph *g)
{
    double flops = 0.0;

    for (int i = 0; i < graph_records(g); i++) {
        const struct op_record *r = graph_record(g, i);

        if (strncmp(r->op->name, "linear", 6) == 0 && r->op->forward_cost)
            flops += r->op->forward_cost(r).flops;
    }
    return flops / 2.0;
}

static struct status pass(struct stackfound *f, struct labmodel *m,
                          struct probe *p, float *logits)
{
    const int64_t shape[] = {1, (int64_t)m->count};

    STATUS_TRY(probe_watch(p, "norm", PROBE_FORWARD));
    graph_reset(m->graph);
    graph_set_gradients(m->graph, true); /* a tape is wanted */
    graph_set_probe(m->graph, p);
    const struct tensor *y =
        decoder_forward(m->checkpoint.model, m->graph,
                        graph_ints(m->graph, 2, shape, m->ids), NULL);
    graph_set_probe(m->graph, NULL);
    STATUS_TRY(graph_status(m->graph));
    STATUS_TRY(probe_status(p));
    for (int i = 0; i < f->vocab; i++)
        logits[i] = (float)tensor_get(y, tensor_count(y) - f->vocab + i);
    f->multiply_adds = count_products(m->graph);
    STATUS_TRY(take_vector(f, p));
    STATUS_TRY(rank(f, m, logits));
    STATUS_TRY(multiply(f, m));
    graph_set_gradients(m->graph, false);
    return STATUS_OK;
}

static struct status look(struct stackfound *f, struct labmodel *m,
                          const struct stackfound_wanted *w)
{
    struct probe *p;
    float *logits;

    STATUS_TRY(labmodel_foretells(m));
    if (m->count > LABHEAD_TOKENS)
        return status_fail(STATUS_BAD_USAGE,
                           "the text has %zu tokens; this lab shows %d",
                           m->count, LABHEAD_TOKENS);
    f->tokens = (int)m->count;
    f->vocab = tokenizer_size(m->checkpoint.tokenizer);
    memcpy(f->id, m->ids, m->count * sizeof *f->id);
    p = probe_new();
    logits = malloc((size_t)f->vocab * sizeof *logits);
    struct status st =
        p && logits ? pass(f, m, p, logits)
                    : status_fail(STATUS_NO_MEMORY, "no memory for a pass");
    if (!st.code)
        st = write_on(f, m, w->writes, logits);
    probe_free(p);
    free(logits);
    return st;
}

/* Where the last position looks most, and the score behind it. */
static void ask(struct stackfound *f)
{
    const struct labhead *h = &f->head;
    const int last = h->tokens - 1;
    const float *w = h->weight + last * h->tokens;

    for (int i = 1; i < h->tokens; i++)
        if (w[i] > w[f->asked])
            f->asked = i;
    for (int i = 0; i < h->width; i++) {
        f->product[i] =
            h->q[last * h->width + i] * h->k[f->asked * h->width + i];
        f->dot += (double)f->product[i];
    }
    f->scaled = f->dot / sqrt((double)h->width);
    f->weight = (double)w[f->asked];
}

struct status stackfound_read(struct stackfound *f,
                              const struct stackfound_wanted *w)
{
    const struct labhead_wanted head = {w->model, w->text,        w->layer,
                                        w->head,  LABHEAD_TOKENS, w->hook};
    const size_t bytes = strlen(w->text);
    struct labmodel m;

    *f = (struct stackfound){.tokens = 0};
    snprintf(f->text, sizeof f->text, "%s",
             w->text +
                 (bytes < sizeof f->text ? 0 : bytes - sizeof f->text + 1));
    STATUS_TRY(labmodel_open(&m, w->model, w->text, w->hook));
    const struct status st = look(f, &m, w);
    labmodel_release(&m);
    STATUS_TRY(st);
    STATUS_TRY(labhead_read(&f->head, &head));
    ask(f);
    return STATUS_OK;
}

int stackfound_lanes(const struct stackfound *f, int lanes, float *sum)
{
    const struct labhead *h = &f->head;
    const float *q = h->q + (h->tokens - 1) * h->width,
                *k = h->k + f->asked * h->width;
    const int rows = (h->width + lanes - 1) / lanes;

    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < lanes; j++) {
            const int at = i * lanes + j;
            const float before = i ? sum[(i - 1) * lanes + j] : 0.0f;

            sum[at] = at < h->width ? fmaf(q[at], k[at], before) : before;
        }
    }
    return rows;
}
