#include "engine/model/chat.h"

#include <stdlib.h>
#include <string.h>

#include "engine/model/chat_frame.h"

enum { TURNS = 4096 };

struct chat {
    struct checkpoint *c;
    struct session *session;
    struct sampler *sampler;
    struct rng rng;
    struct tokenizer_stream stream;
    char *system;        /* until it was said */
    int64_t turn[TURNS]; /* where each question began */
    int turns;
    bool answering;
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for a conversation");
}

/* What was given, else what the template gives; nothing is no turn. */
static struct status take_system(struct chat *k, const char *system)
{
    struct buf text;

    buf_init(&text, (size_t)1 << 20);
    if (system)
        buf_text(&text, system);
    else
        chat_given(k->c, &text);
    const struct status st = buf_status(&text);
    if (!st.code && text.bytes)
        k->system = strdup(buf_string(&text));
    const bool lost = !st.code && text.bytes && !k->system;
    buf_release(&text);
    return lost ? no_memory() : st;
}

struct status chat_new(struct chat **out, struct checkpoint *c,
                       const char *system, uint64_t seed)
{
    struct chat *k = calloc(1, sizeof *k);

    *out = NULL;
    if (!k)
        return no_memory();
    k->c = c;
    k->rng = rng_make(seed, 0);
    k->sampler = sampler_new((int)decoder_config(c->model)->vocab);
    struct status st = take_system(k, system);
    if (!st.code)
        st = k->sampler ? session_new(&k->session, c->model, 0) : no_memory();
    if (st.code)
        chat_free(k);
    else
        *out = k;
    return st;
}

void chat_free(struct chat *k)
{
    if (!k)
        return;
    session_free(k->session);
    sampler_free(k->sampler);
    free(k->system);
    free(k);
}

struct session *chat_session(struct chat *k)
{
    return k->session;
}

struct status chat_ask(struct chat *k, const char *text)
{
    struct chat_frame_ids t;

    if (k->answering)
        STATUS_TRY(chat_stop(k));
    if (k->turns == TURNS)
        return status_fail(STATUS_TOO_BIG, "%d questions are enough", TURNS);
    const int64_t began = session_count(k->session);
    chat_frame_init(&t, k->c);
    chat_frame_ask(&t, began == 0, began == 0 ? k->system : NULL, text);
    struct status st = chat_frame_end(&t);
    if (!st.code)
        st = session_read(k->session, (const void *)t.ids.data,
                          (int64_t)(t.ids.bytes / sizeof(int32_t)));
    if (!st.code) {
        k->turn[k->turns++] = began;
        k->stream = (struct tokenizer_stream){0};
        k->answering = true;
    }
    chat_frame_release(&t);
    return st;
}

struct status chat_answer(struct chat *k, const struct sampler_settings *s,
                          struct buf *out, bool *more)
{
    const float *logits;

    *more = false;
    if (!k->answering)
        return STATUS_OK;
    STATUS_TRY(session_logits(k->session, &logits));
    const struct sampler_draw d =
        sampler_draw(k->sampler, logits, s, session_ids(k->session),
                     session_count(k->session), &k->rng);
    if (chat_ends(k->c, d.id)) {
        tokenizer_stream_end(&k->stream, out);
        return chat_stop(k);
    }
    STATUS_TRY(tokenizer_stream_add(k->c->tokenizer, &k->stream, d.id, out));
    STATUS_TRY(session_read(k->session, &d.id, 1));
    *more = true;
    return STATUS_OK;
}

struct status chat_stop(struct chat *k)
{
    struct chat_frame_ids t;

    if (!k->answering)
        return STATUS_OK;
    k->answering = false;
    chat_frame_init(&t, k->c);
    chat_frame_close(&t);
    struct status st = chat_frame_end(&t);
    const int32_t *id = (const void *)t.ids.data;
    for (size_t i = 0; i < t.ids.bytes / sizeof *id && !st.code; i++)
        st = session_note(k->session, id[i]);
    chat_frame_release(&t);
    return st;
}

bool chat_undo(struct chat *k)
{
    if (!k->turns)
        return false;
    session_cut(k->session, k->turn[--k->turns]);
    k->answering = false;
    return true;
}

int chat_turns(const struct chat *k)
{
    return k->turns;
}
