#include "lessons/labs/townwriter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/sampler.h"
#include "engine/model/session.h"
#include "lessons/data/source.h"
#include "lessons/data/town.h"

/* The town that the house models have read of, and a year more. */
enum { SEED = 1, DAYS = TOWN_CUTOFF + 365 };

enum { BEGIN_BYTES = 256 };

#define TEXT_BYTES ((size_t)64 << 20)

struct townwriter {
    struct labmodel model;
    struct session *session;
    struct sampler *sampler;
    struct town_judge *judge;
    struct town_grams *grams; /* or NULL */
};

void townwriter_close(struct townwriter *w)
{
    if (!w)
        return;
    town_grams_free(w->grams);
    town_judge_free(w->judge);
    sampler_free(w->sampler);
    session_free(w->session);
    labmodel_release(&w->model);
    free(w);
}

static struct status read_past(struct townwriter *w)
{
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, "town:past");
    if (!st.code) {
        w->grams = town_grams_new(text.data, text.bytes);
        if (!w->grams)
            st = status_fail(STATUS_NO_MEMORY, "no memory for the town's text");
    }
    buf_release(&text);
    return st;
}

static struct status prepare(struct townwriter *w, const char *model, bool read,
                             struct hook hook)
{
    STATUS_TRY(labmodel_load(&w->model, model, hook));
    STATUS_TRY(labmodel_foretells(&w->model));
    STATUS_TRY(session_new(&w->session, w->model.checkpoint.model, 0));
    session_set_hook(w->session, hook);
    w->sampler = sampler_new(tokenizer_size(w->model.checkpoint.tokenizer));
    if (!w->sampler)
        return status_fail(STATUS_NO_MEMORY, "no memory for a sampler");
    STATUS_TRY(town_judge_new(&w->judge, SEED, DAYS));
    return read ? read_past(w) : STATUS_OK;
}

struct status townwriter_open(struct townwriter **out, const char *model,
                              bool read, struct hook hook)
{
    struct townwriter *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w)
        return status_fail(STATUS_NO_MEMORY, "no memory for a writer");
    const struct status st = prepare(w, model, read, hook);
    if (st.code)
        townwriter_close(w);
    else
        *out = w;
    return st;
}

struct status townwriter_check(const char *begin)
{
    if (strchr(begin, '\n'))
        return status_fail(STATUS_BAD_USAGE, "an entry is one line");
    if (strlen(begin) < BEGIN_BYTES)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "an entry begins with %zu bytes, the limit is %d",
                       strlen(begin), BEGIN_BYTES - 1);
}

/* An entry stands behind the end of the one before it. */
static struct status read_begin(struct townwriter *w, const char *begin)
{
    const struct tokenizer *t = w->model.checkpoint.tokenizer;
    char text[BEGIN_BYTES + 1];
    int32_t ids[BEGIN_BYTES + 2];
    size_t n;

    STATUS_TRY(townwriter_check(begin));
    snprintf(text, sizeof text, "\n%s", begin);
    struct status st =
        tokenizer_encode(t, text, strlen(text), ids, BEGIN_BYTES + 2, &n);
    if (st.code && *begin) /* a vocabulary that knows no line's end */
        st =
            tokenizer_encode(t, begin, strlen(begin), ids, BEGIN_BYTES + 2, &n);
    STATUS_TRY(st);
    session_cut(w->session, 0);
    return session_read(w->session, ids, (int64_t)n);
}

static struct status go_on(struct townwriter *w,
                           const struct townwriter_wish *wish, struct rng *rng,
                           struct buf *out)
{
    struct sampler_settings k = sampler_plain();
    struct tokenizer_stream stream = {.begun = true};
    const float *logits;

    k.temperature = wish->temperature;
    for (int i = 0; i < wish->tokens && out->bytes < TOWNWRITER_BYTES; i++) {
        STATUS_TRY(session_logits(w->session, &logits));
        const struct sampler_draw d =
            sampler_draw(w->sampler, logits, &k, session_ids(w->session),
                         session_count(w->session), rng);
        STATUS_TRY(tokenizer_stream_add(w->model.checkpoint.tokenizer, &stream,
                                        d.id, out));
        if (memchr(out->data, '\n', out->bytes))
            break;
        STATUS_TRY(session_read(w->session, &d.id, 1));
    }
    tokenizer_stream_end(&stream, out);
    return buf_status(out);
}

struct status townwriter_write(struct townwriter *w,
                               const struct townwriter_wish *wish, uint64_t i,
                               struct townwriter_entry *out)
{
    struct rng rng = rng_make(wish->seed, i);
    struct buf text;

    STATUS_TRY(read_begin(w, wish->begin));
    buf_init(&text, 4 * TOWNWRITER_BYTES);
    buf_text(&text, wish->begin);
    const struct status st = go_on(w, wish, &rng, &text);
    size_t n = strcspn(buf_string(&text), "\n");
    if (n >= TOWNWRITER_BYTES)
        n = TOWNWRITER_BYTES - 1;
    *out = (struct townwriter_entry){.marks = 0};
    memcpy(out->text, buf_string(&text), n);
    buf_release(&text);
    out->marks =
        town_judge_line(w->judge, out->text, n, out->mark, TOWNWRITER_MARKS);
    return st;
}

void townwriter_add(const struct townwriter *w, struct townwriter_tally *t,
                    const struct townwriter_entry *e)
{
    bool sound = true;

    for (int i = 0; i < e->marks; i++) {
        t->marks[e->mark[i].verdict]++;
        if (e->mark[i].verdict == TOWN_JUDGE_NONE)
            sound = false;
        else
            t->said[e->mark[i].topic]++;
        t->right[e->mark[i].topic] += e->mark[i].verdict == TOWN_JUDGE_TRUE;
    }
    t->entries++;
    t->sound += sound;
    if (w->grams)
        town_grams_count(w->grams, e->text, strlen(e->text), &t->runs,
                         &t->seen);
}
