#include "engine/app/serve_write.h"

#include <stdlib.h>
#include <string.h>

#include "engine/model/stops.h"

#define TEXT_BYTES  ((size_t)16 << 20)
#define REPLY_BYTES ((size_t)256 << 20)

struct writer {
    struct serve_work_model *model;
    struct serve_reply *reply;
    const struct serve_work_out *out;
    struct rng rng;
    struct tokenizer_stream stream;
    struct buf text;  /* what was written, up to a stop */
    size_t said;      /* bytes of it that no stop takes back */
    struct buf token; /* serve_reply_token: written, and not yet told */
    int64_t most;
};

static int tokens(const struct writer *w)
{
    return (int)(w->token.bytes / sizeof(struct serve_reply_token));
}

/* The likeliest tokens, best first; `norm` makes log-probabilities. */
static void rank(struct serve_reply_token *k, int most, const float *logits,
                 int64_t vocab, double norm)
{
    for (int64_t i = 0; i < vocab && most; i++) {
        const double p = (double)logits[i] - norm;
        int at = k->tops;

        if (k->tops == most && p <= k->top[most - 1].logprob)
            continue;
        if (k->tops < most)
            k->tops++;
        else
            at--;
        for (; at > 0 && k->top[at - 1].logprob < p; at--)
            k->top[at] = k->top[at - 1];
        k->top[at] = (struct serve_reply_top){(int32_t)i, p};
    }
}

static void note_token(struct writer *w, const struct sampler_draw *d,
                       const float *logits)
{
    struct serve_reply_token k = {
        .id = d->id, .logprob = d->logprob, .start = w->text.bytes};

    if (!w->reply->ask->logprobs)
        return;
    rank(&k, w->reply->ask->top, logits,
         decoder_config(w->model->checkpoint.model)->vocab,
         (double)logits[d->id] - d->logprob);
    buf_add(&w->token, &k, sizeof k);
}

/* Forgets the tokens of a text that a stop took back. */
static void drop_tokens(struct writer *w)
{
    const struct serve_reply_token *k = (const void *)w->token.data;
    int n = tokens(w);

    while (n > 0 && k[n - 1].start >= w->text.bytes)
        n--;
    buf_cut(&w->token, (size_t)n * sizeof *k);
}

/* Tokens whose text is sure by now. */
static int told_tokens(const struct writer *w, size_t end)
{
    const struct serve_reply_token *k = (const void *)w->token.data;
    int n = tokens(w);

    while (n > 0 && k[n - 1].start >= end)
        n--;
    return n;
}

static void put(struct writer *w, struct buf *body)
{
    if (!buf_status(body).code && body->bytes)
        w->out->put(w->out->user, 200, buf_string(body), body->bytes);
}

/* Tells what is sure; with a reason to finish, all. */
static struct status tell(struct writer *w, const char *finish)
{
    const struct serve_ask *a = w->reply->ask;
    const size_t end =
        finish ? w->text.bytes : stops_sure(a->stop, a->stops, &w->text);
    const size_t from = a->stream ? w->said : 0;
    const struct serve_reply_part part = {
        .text = buf_string(&w->text) + from,
        .bytes = end - from,
        .token = (const void *)w->token.data,
        .tokens = finish ? tokens(w) : told_tokens(w, end),
        .finish = finish};
    struct buf body;

    w->said = end;
    if (!finish && (!a->stream || !part.bytes))
        return STATUS_OK;
    buf_init(&body, REPLY_BYTES);
    if (!a->stream) {
        serve_reply_whole(&body, w->reply, &part);
    } else {
        serve_reply_part(&body, w->reply, &part);
        if (finish)
            serve_reply_end(&body, w->reply);
    }
    put(w, &body);
    const size_t gone = (size_t)part.tokens * sizeof *part.token;
    if (gone)
        memmove(w->token.data, w->token.data + gone, w->token.bytes - gone);
    buf_cut(&w->token, w->token.bytes - gone);
    const struct status st = buf_status(&body);
    buf_release(&body);
    return st;
}

/* *finish tells why it was the last one. */
static struct status write_token(struct writer *w, const char **finish)
{
    struct serve_work_model *m = w->model;
    const struct serve_ask *a = w->reply->ask;
    const float *logits;

    STATUS_TRY(session_logits(m->session, &logits));
    const struct sampler_draw d =
        sampler_draw(m->sampler, logits, &a->knobs, session_ids(m->session),
                     session_count(m->session), &w->rng);
    const bool over = a->kind == SERVE_ASK_CHAT
                          ? chat_ends(&m->checkpoint, d.id)
                          : checkpoint_ends(&m->checkpoint, d.id);
    if (over) {
        *finish = "stop";
        return STATUS_OK;
    }
    note_token(w, &d, logits);
    w->reply->written++;
    STATUS_TRY(tokenizer_stream_add(m->checkpoint.tokenizer, &w->stream, d.id,
                                    &w->text));
    if (stops_cut(a->stop, a->stops, &w->text, w->said)) {
        drop_tokens(w);
        *finish = "stop";
    } else if (w->reply->written == w->most) {
        *finish = "length";
    }
    STATUS_TRY(buf_status(&w->token));
    if (*finish)
        return session_note(m->session, d.id);
    STATUS_TRY(tell(w, NULL));
    return session_read(m->session, &d.id, 1);
}

/* What was read before stays where the prompt begins alike. */
static struct status read_prompt(struct writer *w, const int32_t *ids,
                                 int64_t n)
{
    struct session *s = w->model->session;
    const int64_t count = session_count(s);
    int64_t same = 0;

    while (!w->reply->ask->seeded && same < n && same < count &&
           session_ids(s)[same] == ids[same])
        same++;
    session_cut(s, same);
    return session_read(s, ids + same, n - same);
}

static struct status write_all(struct writer *w, const int32_t *ids, int64_t n)
{
    const char *finish = NULL;
    struct buf first;

    buf_init(&first, 1 << 16);
    if (w->reply->ask->stream)
        serve_reply_begin(&first, w->reply);
    put(w, &first);
    buf_release(&first);
    STATUS_TRY(read_prompt(w, ids, n));
    while (!finish) {
        if (w->out->gone(w->out->user))
            return status_fail(STATUS_CANCELLED, "the answer was broken off");
        STATUS_TRY(write_token(w, &finish));
    }
    tokenizer_stream_end(&w->stream, &w->text);
    return tell(w, finish);
}

struct status serve_write(struct serve_work_model *m, struct serve_reply *r,
                          const int32_t *ids, int64_t n,
                          const struct serve_work_out *out)
{
    const int64_t room = decoder_config(m->checkpoint.model)->context - n;
    struct writer w = {.model = m,
                       .reply = r,
                       .out = out,
                       .rng = rng_make((uint64_t)r->ask->seed, 0),
                       .most = r->ask->tokens && r->ask->tokens < room
                                   ? r->ask->tokens
                                   : room};

    /* A completion goes on with a text; an answer begins one. */
    w.stream.begun = r->ask->kind == SERVE_ASK_COMPLETION;
    buf_init(&w.text, TEXT_BYTES);
    buf_init(&w.token, REPLY_BYTES);
    session_set_hook(m->session, (struct hook){out->gone, out->user});
    const struct status st = write_all(&w, ids, n);
    session_set_hook(m->session, (struct hook){NULL, NULL});
    buf_release(&w.text);
    buf_release(&w.token);
    return st;
}
