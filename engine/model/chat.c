#include "engine/model/chat.h"

#include <stdlib.h>
#include <string.h>

enum { FRAME = 64, TURNS = 4096 };

/* What stands around a turn. Text between < and > that is a token of the model
 * is read as that token; `open` ends where the turn's text begins. */
struct frame {
    const char *name;
    const char *mark; /* a token that only such models have, or NULL */
    const char *hint; /* what their templates contain, or NULL */
    const char *system[2], *user[2], *assistant[2];
};

static const struct frame frames[] = {
    [CHAT_PLAIN] = {"plain", NULL, NULL, {"", "\n"}, {"", "\n"}, {"", "\n"}},
    [CHAT_ML] = {"chatml",
                 "<|im_start|>",
                 NULL,
                 {"<|im_start|>system\n", "<|im_end|>\n"},
                 {"<|im_start|>user\n", "<|im_end|>\n"},
                 {"<|im_start|>assistant\n", "<|im_end|>\n"}},
    [CHAT_LLAMA3] =
        {"llama3",
         "<|start_header_id|>",
         NULL,
         {"<|start_header_id|>system<|end_header_id|>\n\n", "<|eot_id|>"},
         {"<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"},
         {"<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"}},
    [CHAT_ZEPHYR] = {"zephyr",
                     NULL,
                     "<|assistant|>",
                     {"<|system|>\n", "</s>\n"},
                     {"<|user|>\n", "</s>\n"},
                     {"<|assistant|>\n", "</s>\n"}},
    [CHAT_INST] = {"inst",
                   NULL,
                   "[/INST]",
                   {"<<SYS>>\n", "\n<</SYS>>\n\n"},
                   {"[INST] ", " [/INST]"},
                   {" ", " </s>"}},
};

enum { FORMS = sizeof frames / sizeof *frames };

struct chat {
    struct checkpoint *c;
    const struct frame *frame;
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

enum chat_form chat_form(const struct checkpoint *c)
{
    const struct weights_value *v =
        c->weights ? weights_value(c->weights, "tokenizer.chat_template")
                   : NULL;
    const char *template = v && v->kind == WEIGHTS_TEXT ? v->text : "";

    for (int i = 1; i < FORMS; i++) {
        const struct frame *f = &frames[i];

        if (f->mark &&
            tokenizer_find(c->tokenizer, f->mark, strlen(f->mark)) >= 0)
            return (enum chat_form)i;
        if (f->hint && strstr(template, f->hint))
            return (enum chat_form)i;
    }
    return CHAT_PLAIN;
}

const char *chat_form_name(enum chat_form form)
{
    return frames[form].name;
}

struct status chat_new(struct chat **out, struct checkpoint *c,
                       const char *system, uint64_t seed)
{
    struct chat *k = calloc(1, sizeof *k);

    *out = NULL;
    if (!k)
        return no_memory();
    k->c = c;
    k->frame = &frames[chat_form(c)];
    k->rng = rng_make(seed, 0);
    k->sampler = sampler_new((int)decoder_config(c->model)->vocab);
    k->system = system ? strdup(system) : NULL;
    struct status st = !k->sampler || (system && !k->system)
                           ? no_memory()
                           : session_new(&k->session, c->model, 0);
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

/* Ids of a turn that is being put together. */
struct turn {
    const struct tokenizer *tokenizer;
    struct buf ids;
    struct buf text; /* not yet encoded: a word may go on across a seam */
    struct status status;
};

/* Encodes what was gathered. Special tokens in it are only text. */
static void flush(struct turn *t)
{
    const char *text = buf_string(&t->text);
    const size_t room = tokenizer_room(t->tokenizer, t->text.bytes);
    struct tokenizer_sink sink = {.id = malloc((room + 1) * sizeof *sink.id),
                                  .room = room,
                                  .plain = true};

    if (!sink.id)
        t->status = no_memory();
    if (!t->status.code && t->text.bytes)
        t->status =
            tokenizer_encode_into(t->tokenizer, text, t->text.bytes, &sink);
    if (!t->status.code)
        buf_add(&t->ids, sink.id, sink.count * sizeof *sink.id);
    free(sink.id);
    buf_clear(&t->text);
}

/* A piece of a frame: tokens between < and >, and text. */
static void add_frame(struct turn *t, const char *piece)
{
    while (*piece) {
        const char *end = *piece == '<' ? strchr(piece, '>') : NULL;
        const size_t n = end ? (size_t)(end - piece) + 1 : 1;
        const int32_t id = end ? tokenizer_find(t->tokenizer, piece, n) : -1;

        if (id >= 0) {
            flush(t);
            buf_add(&t->ids, &id, sizeof id);
        } else {
            buf_add(&t->text, piece, n);
        }
        piece += n;
    }
}

static void add_turn(struct turn *t, const char *const around[2],
                     const char *text)
{
    add_frame(t, around[0]);
    buf_text(&t->text, text);
    add_frame(t, around[1]);
}

/* The first question comes behind what texts begin with and the system's. */
static void add_question(const struct chat *k, struct turn *t, const char *text)
{
    const struct frame *f = k->frame;
    const bool inside = f == &frames[CHAT_INST];
    const bool first = session_count(k->session) == 0;
    const char *system = first ? k->system : NULL;
    const int32_t *before;

    if (first || inside) {
        const int n = tokenizer_before(t->tokenizer, &before);

        buf_add(&t->ids, before, (size_t)n * sizeof *before);
    }
    if (inside)
        add_frame(t, f->user[0]);
    if (system)
        add_turn(t, f->system, system);
    if (!inside)
        add_frame(t, f->user[0]);
    buf_text(&t->text, text);
    add_frame(t, f->user[1]);
    add_frame(t, f->assistant[0]);
    flush(t);
}

struct status chat_ask(struct chat *k, const char *text)
{
    struct turn t = {.tokenizer = k->c->tokenizer};

    if (k->answering)
        STATUS_TRY(chat_stop(k));
    if (k->turns == TURNS)
        return status_fail(STATUS_TOO_BIG, "%d questions are enough", TURNS);
    buf_init(&t.ids, (size_t)64 << 20);
    buf_init(&t.text, (size_t)16 << 20);
    add_question(k, &t, text);
    if (!t.status.code)
        t.status = buf_status(&t.text);
    if (!t.status.code)
        t.status = buf_status(&t.ids);
    const int64_t began = session_count(k->session);
    if (!t.status.code)
        t.status = session_read(k->session, (const void *)t.ids.data,
                                (int64_t)(t.ids.bytes / sizeof(int32_t)));
    if (!t.status.code) {
        k->turn[k->turns++] = began;
        k->stream = (struct tokenizer_stream){0};
        k->answering = true;
    }
    buf_release(&t.ids);
    buf_release(&t.text);
    return t.status;
}

static bool is_end(const struct checkpoint *c, int32_t id)
{
    for (int i = 0; i < c->ends; i++)
        if (c->end[i] == id)
            return true;
    return false;
}

/* Does `id` end the answer, by the model's word or by its frame? */
static bool ends(const struct chat *k, int32_t id)
{
    const char *close = k->frame->assistant[1];
    size_t bytes;
    const char *piece = tokenizer_piece(k->c->tokenizer, id, &bytes);

    if (is_end(k->c, id))
        return true;
    if (k->frame == &frames[CHAT_PLAIN])
        return piece && memchr(piece, '\n', bytes);
    return tokenizer_special(k->c->tokenizer, id) && piece && bytes &&
           strncmp(close, piece, bytes) == 0;
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
    if (ends(k, d.id)) {
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
    struct turn t = {.tokenizer = k->c->tokenizer};

    if (!k->answering)
        return STATUS_OK;
    k->answering = false;
    buf_init(&t.ids, 1 << 16);
    buf_init(&t.text, 1 << 16);
    add_frame(&t, k->frame->assistant[1]);
    flush(&t);
    const int32_t *id = (const void *)t.ids.data;
    for (size_t i = 0; i < t.ids.bytes / sizeof *id && !t.status.code; i++)
        t.status = session_note(k->session, id[i]);
    buf_release(&t.ids);
    buf_release(&t.text);
    return t.status;
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
