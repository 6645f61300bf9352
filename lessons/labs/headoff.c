#include "lessons/labs/headoff.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/town.h"
#include "lessons/labs/labwrite.h"

/* Characters of a text; fewer where a model cannot read so many. */
enum { TEXT_CHARS = 480, LEAST_CHARS = 16 };

#define ALL_BYTES ((size_t)1 << 20)

/* --- sets of heads ----------------------------------------------------------
 */

bool headoff_has(const struct headoff_set *s, int layer, int head)
{
    return s->off[layer] >> head & 1;
}

void headoff_turn(struct headoff_set *s, int layer, int head)
{
    s->count += headoff_has(s, layer, head) ? -1 : 1;
    s->off[layer] ^= (uint64_t)1 << head;
}

struct status headoff_read(struct headoff_set *s, const struct headoff *h,
                           const char *text)
{
    *s = (struct headoff_set){0};
    while (*text) {
        int layer, head, n = 0;

        if (isspace((unsigned char)*text)) {
            text++;
            continue;
        }
        if (sscanf(text, "%3d.%3d%n", &layer, &head, &n) != 2 ||
            (text[n] && !isspace((unsigned char)text[n]))) {
            return status_fail(STATUS_BAD_USAGE,
                               "off is like 2.5 0.1: head 5 of layer 2 and "
                               "head 1 of layer 0, not \"%.40s\"",
                               text);
        }
        if (layer < 0 || layer >= h->layers || head < 0 || head >= h->heads) {
            return status_fail(STATUS_BAD_USAGE,
                               "this model has layers 0 to %d and heads 0 to "
                               "%d",
                               h->layers - 1, h->heads - 1);
        }
        if (!headoff_has(s, layer, head))
            headoff_turn(s, layer, head);
        text += n;
    }
    return STATUS_OK;
}

void headoff_spell(const struct headoff_set *s, const struct headoff *h,
                   char *out, size_t bytes)
{
    size_t at = 0;

    out[0] = '\0';
    for (int l = 0; l < h->layers; l++) {
        for (int i = 0; i < h->heads && at < bytes; i++)
            if (headoff_has(s, l, i))
                at += (size_t)snprintf(out + at, bytes - at, "%s%d.%d",
                                       at ? " " : "", l, i);
    }
}

/* --- texts ------------------------------------------------------------------
 */

/* `count` parts, each from the beginning of a line to the end of a word. */
static void cut(struct headoff_texts *t, int count)
{
    char *at = t->all.data;

    while (t->count < count && strlen(at) > TEXT_CHARS) {
        char *next = strchr(at + TEXT_CHARS, '\n');

        at[TEXT_CHARS] = '\0';
        char *blank = strrchr(at, ' ');
        if (blank)
            *blank = '\0';
        t->part[t->count++] = at;
        if (!next)
            return;
        at = next + 1;
    }
}

struct status headoff_texts_make(struct headoff_texts *t, const char *held,
                                 int count)
{
    const struct town_options later = {.seed = 1,
                                       .skip_days = TOWN_CUTOFF,
                                       .bytes = (size_t)count *
                                                (TEXT_CHARS + TOWN_LINE_BYTES)};

    *t = (struct headoff_texts){0};
    buf_init(&t->all, ALL_BYTES);
    if (strcmp(held, "town") != 0) {
        t->own = true;
        buf_text(&t->all, held);
        t->part[t->count++] = t->all.data;
        return buf_status(&t->all);
    }
    STATUS_TRY(town_write(&t->all, &later));
    cut(t, count);
    return STATUS_OK;
}

void headoff_texts_release(struct headoff_texts *t)
{
    buf_release(&t->all);
    *t = (struct headoff_texts){0};
}

/* Reads text `i`: of a model that cannot read so much at once, its beginning.
 */
static struct status read_text(struct labmodel *m,
                               const struct headoff_texts *t, int i)
{
    char part[TEXT_CHARS + 1];
    struct status st = labmodel_read(m, t->part[i]);

    for (int n = TEXT_CHARS / 2;
         st.code == STATUS_BAD_USAGE && !t->own && n >= LEAST_CHARS; n /= 2) {
        snprintf(part, sizeof part, "%.*s", n, t->part[i]);
        st = labmodel_read(m, part);
    }
    return st;
}

/* --- off --------------------------------------------------------------------
 */

static void clear_head(float *x, const struct tensor *t, int head, int heads)
{
    const int64_t cols = tensor_cols(t), width = cols / heads;

    for (int64_t i = 0; i < t->shape[1]; i++)
        memset(x + i * cols + head * width, 0, (size_t)width * sizeof *x);
}

/* Copy h of the batch lacks head h. */
static void clear_each(void *user, const char *name, struct tensor *t)
{
    const struct headoff *h = user;
    const int64_t each = t->shape[1] * tensor_cols(t);

    (void)name;
    for (int i = 0; i < h->heads; i++)
        clear_head((float *)tensor_at(t, 0) + i * each, t, i, h->heads);
}

struct headoff_named {
    const struct headoff_set *set;
    int heads;
};

static void clear_set(void *user, const char *name, struct tensor *t)
{
    const struct headoff_named *n = user;
    int layer;

    if (sscanf(name, "blocks.%3d.", &layer) != 1)
        return;
    for (int i = 0; i < n->heads; i++)
        if (headoff_has(n->set, layer, i))
            clear_head(tensor_at(t, 0), t, i, n->heads);
}

struct status headoff_start(struct headoff *h, const struct labmodel *m,
                            const struct headoff_texts *t)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);

    STATUS_TRY(labmodel_foretells(m));
    *h = (struct headoff){
        .layers = (int)c->layers, .heads = (int)c->heads, .texts = t->count};
    if (c->layers > HEADOFF_LAYERS || c->heads > HEADOFF_HEADS) {
        return status_fail(STATUS_TOO_BIG,
                           "a model of more than %d layers or %d heads",
                           HEADOFF_LAYERS, HEADOFF_HEADS);
    }
    return STATUS_OK;
}

/* The whole model's loss on the text just read joins the mean. */
static struct status add_text(struct headoff *h, struct labmodel *m,
                              double *loss)
{
    const int n = (int)m->count - 1;
    struct tensor *logits;

    STATUS_TRY(labmodel_pass(m, NULL, &logits));
    STATUS_TRY(labwrite_loss(m, logits, 0, loss));
    h->loss = (h->loss * h->tokens + *loss * n) / (h->tokens + n);
    h->tokens += n;
    return STATUS_OK;
}

struct status headoff_step(struct headoff *h, struct labmodel *m,
                           struct labtrace *trace,
                           const struct headoff_texts *t)
{
    const int text = h->done / h->layers, layer = h->done % h->layers;
    struct tensor *logits;
    char glob[32];

    STATUS_TRY(read_text(m, t, text)); /* it may have read another since */
    if (layer == 0) {
        labtrace_release(trace);
        STATUS_TRY(labtrace_read(trace, m));
        STATUS_TRY(add_text(h, m, &h->now));
    }
    snprintf(glob, sizeof glob, "blocks.%d.attn.mix", layer);
    const struct labtrace_change change = {glob, clear_each, h};
    STATUS_TRY(
        labtrace_again(trace, m, layer, h->heads, true, &change, &logits));
    const double share = ((double)m->count - 1) / h->tokens;
    for (int i = 0; i < h->heads; i++) {
        float *damage = &h->damage[layer * h->heads + i];
        double loss;

        STATUS_TRY(labwrite_loss(m, logits, i, &loss));
        *damage += (float)(share * (loss - h->now - (double)*damage));
    }
    h->done++;
    return STATUS_OK;
}

struct status headoff_loss(struct labmodel *m, const struct headoff_texts *t,
                           const struct headoff_set *s, double *loss)
{
    struct headoff_named named = {
        s, (int)decoder_config(m->checkpoint.model)->heads};
    struct probe *p = probe_new();
    double sum = 0.0, tokens = 0.0;

    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    struct status st =
        probe_edit(p, "blocks.*.attn.mix", PROBE_FORWARD, clear_set, &named);
    for (int i = 0; !st.code && i < t->count; i++) {
        struct tensor *logits;
        double each = 0.0;

        st = read_text(m, t, i);
        if (!st.code)
            st = labmodel_pass(m, p, &logits);
        if (!st.code)
            st = labwrite_loss(m, logits, 0, &each);
        sum += each * (double)(m->count - 1);
        tokens += (double)(m->count - 1);
    }
    probe_free(p);
    *loss = tokens > 0.0 ? sum / tokens : 0.0;
    return st;
}
