#include "lessons/labs/labwrite.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/session.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/shape.h"
#include "viz/page.h"

static int32_t likeliest(const float *logits, int64_t vocab)
{
    int32_t best = 0;

    for (int32_t i = 1; i < vocab; i++)
        if (logits[i] > logits[best])
            best = i;
    return best;
}

static struct status go_on(struct labwrite *w, struct labmodel *m,
                           struct session *s, int tokens)
{
    const int64_t vocab = decoder_config(m->checkpoint.model)->vocab;
    const float *logits;

    STATUS_TRY(session_read(s, m->ids, (int64_t)m->count));
    while (w->count < tokens) {
        STATUS_TRY(session_logits(s, &logits));
        const int32_t id = likeliest(logits, vocab);

        if (checkpoint_ends(&m->checkpoint, id))
            break;
        w->id[w->count++] = id;
        if (w->count < tokens)
            STATUS_TRY(session_read(s, &id, 1));
    }
    return STATUS_OK;
}

struct status labwrite_spell(const struct labmodel *m, const int32_t *ids,
                             int n, char *out, size_t bytes)
{
    struct tokenizer_stream stream = {.begun = true};
    struct buf text;
    struct status st = STATUS_OK;

    buf_init(&text, (size_t)1 << 20);
    for (int i = 0; i < n && !st.code; i++)
        st = tokenizer_stream_add(m->checkpoint.tokenizer, &stream, ids[i],
                                  &text);
    tokenizer_stream_end(&stream, &text);
    size_t kept = text.bytes < bytes ? text.bytes : bytes - 1;
    while (kept > 0 && kept < text.bytes &&
           ((unsigned char)buf_string(&text)[kept] & 0xC0) == 0x80)
        kept--;
    memcpy(out, buf_string(&text), kept);
    out[kept] = '\0';
    buf_release(&text);
    return st;
}

static struct status write_changed(struct labwrite *w, struct labmodel *m,
                                   struct session *s, int tokens,
                                   const struct labtrace_change *change)
{
    struct probe *p = probe_new();

    if (!p)
        return status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    struct status st =
        probe_edit(p, change->glob, PROBE_FORWARD, change->edit, change->user);
    graph_set_probe(session_graph(s), p);
    if (!st.code)
        st = go_on(w, m, s, tokens);
    graph_set_probe(session_graph(s), NULL);
    probe_free(p);
    return st;
}

struct status labwrite_text(struct labwrite *w, struct labmodel *m, int tokens,
                            const struct labtrace_change *change)
{
    const int64_t context = decoder_config(m->checkpoint.model)->context;
    struct session *s;

    assert(tokens <= LABWRITE_TOKENS);
    *w = (struct labwrite){0};
    if (tokens > context - (int64_t)m->count)
        tokens = (int)(context - (int64_t)m->count);
    STATUS_TRY(
        session_new(&s, m->checkpoint.model, (int64_t)m->count + tokens + 1));
    session_set_hook(s, *graph_hook(m->graph));
    struct status st = change ? write_changed(w, m, s, tokens, change)
                              : go_on(w, m, s, tokens);
    if (!st.code)
        st = labwrite_spell(m, w->id, w->count, w->text, LABWRITE_BYTES);
    session_free(s);
    return st;
}

/* The loss of logits [1, n, vocab] on targets [1, n]. */
static struct status loss_of(struct graph *g, struct tensor *logits,
                             const int32_t *targets, int64_t n, double *loss)
{
    const int64_t shape[] = {1, n};
    const struct tensor *out =
        cross_entropy_op(g, logits, graph_ints(g, 2, shape, targets), -1);

    STATUS_TRY(graph_status(g));
    *loss = tensor_get(out, 0);
    return STATUS_OK;
}

struct status labwrite_loss(struct labmodel *m, struct tensor *logits, int copy,
                            double *loss)
{
    const int64_t n = (int64_t)m->count;

    if (n < 2)
        return status_fail(STATUS_BAD_USAGE,
                           "a text of one token has no loss: there is nothing "
                           "to foretell");
    struct tensor *rows = shape_slice(m->graph, logits, 0, copy, copy + 1);
    rows = shape_contiguous(m->graph, shape_slice(m->graph, rows, 1, 0, n - 1));
    return loss_of(m->graph, rows, m->ids + 1, n - 1, loss);
}

struct status labwrite_surprise(struct labwrite *w, struct labmodel *m)
{
    const int64_t before = (int64_t)m->count, n = w->count;
    int32_t *ids = malloc((size_t)(before + n) * sizeof *ids);
    struct graph *g = m->graph;

    if (!ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for a text");
    memcpy(ids, m->ids, (size_t)before * sizeof *ids);
    memcpy(ids + before, w->id, (size_t)n * sizeof *ids);
    graph_reset(g);
    graph_set_gradients(g, false);
    const int64_t shape[] = {1, before + n};
    struct tensor *all = decoder_forward(m->checkpoint.model, g,
                                         graph_ints(g, 2, shape, ids), NULL);
    all = all ? shape_contiguous(
                    g, shape_slice(g, all, 1, before - 1, before + n - 1))
              : NULL;
    struct status st = STATUS_OK;
    w->surprise = 0.0;
    if (n > 0)
        st = loss_of(g, all, ids + before, n, &w->surprise);
    free(ids);
    return st;
}

int labwrite_common(const struct labwrite *a, const struct labwrite *b)
{
    int n = 0;

    while (n < a->count && n < b->count && a->id[n] == b->id[n])
        n++;
    return n;
}

void labwrite_line(const char *text, struct buf *out)
{
    while (*text) {
        const size_t n = strcspn(text, "\n"), lines = strspn(text + n, "\n");

        buf_add(out, text, n);
        if (lines)
            buf_text(out, "\\n");
        text += n + lines;
    }
}

void labwrite_fold(const char *text, char *out, size_t bytes)
{
    struct buf line;

    buf_init(&line, LABWRITE_BYTES * 2);
    labwrite_line(text, &line);
    size_t n = line.bytes < bytes ? line.bytes : bytes - 1;
    while (n > 0 && n < line.bytes &&
           ((unsigned char)buf_string(&line)[n] & 0xC0) == 0x80)
        n--;
    memcpy(out, buf_string(&line), n);
    out[n] = '\0';
    buf_release(&line);
}

void labwrite_draw(const struct labwrite *w, const char *title,
                   struct canvas *cv, struct canvas_rect at)
{
    struct page *page = page_new();
    struct buf line;

    canvas_text(cv, at.row, at.col, title, INK_TITLE);
    at.row++;
    at.rows--;
    if (!page || at.rows < 1) {
        page_free(page);
        return; /* the next frame tries again */
    }
    page_paragraph(page);
    buf_init(&line, LABWRITE_BYTES * 2);
    labwrite_line(w->text, &line);
    page_text(page, buf_string(&line), line.bytes, INK_TEXT);
    buf_release(&line);
    page_lay(page, &cv->look, at.cols);
    page_draw(page, cv, at, 0);
    page_free(page);
}
