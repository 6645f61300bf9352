#include "engine/model/chat_frame.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/chat_given.h"

#define IDS_BYTES  ((size_t)64 << 20)
#define TEXT_BYTES ((size_t)16 << 20)

static const struct chat_frame frames[] = {
    [CHAT_PLAIN] = {.name = "plain",
                    .system = {"", "\n"},
                    .user = {"", "\n"},
                    .assistant = {"", "\n"}},
    [CHAT_ML] = {.name = "chatml",
                 .mark = "<|im_start|>",
                 .system = {"<|im_start|>system\n", "<|im_end|>\n"},
                 .user = {"<|im_start|>user\n", "<|im_end|>\n"},
                 .assistant = {"<|im_start|>assistant\n", "<|im_end|>\n"}},
    [CHAT_LLAMA3] =
        {.name = "llama3",
         .mark = "<|start_header_id|>",
         .begin = "<|begin_of_text|>",
         .system = {"<|start_header_id|>system<|end_header_id|>\n\n",
                    "<|eot_id|>"},
         .user = {"<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"},
         .assistant = {"<|start_header_id|>assistant<|end_header_id|>\n\n",
                       "<|eot_id|>"},
         .trims = true},
    [CHAT_ZEPHYR] = {.name = "zephyr",
                     .hint = "<|assistant|>",
                     .system = {"<|system|>\n", "</s>\n"},
                     .user = {"<|user|>\n", "</s>\n"},
                     .assistant = {"<|assistant|>\n", "</s>\n"}},
    [CHAT_INST] = {.name = "inst",
                   .hint = "[/INST]",
                   .system = {"<<SYS>>\n", "\n<</SYS>>\n\n"},
                   .user = {"[INST] ", " [/INST]"},
                   .assistant = {" ", " </s>"},
                   .inside = true},
};

enum { FORMS = sizeof frames / sizeof *frames };

static const char *template_of(const struct checkpoint *c)
{
    const struct weights_value *v =
        c->weights ? weights_value(c->weights, "tokenizer.chat_template")
                   : NULL;

    return v && v->kind == WEIGHTS_TEXT ? v->text : "";
}

enum chat_form chat_form(const struct checkpoint *c)
{
    const char *template = template_of(c);

    for (int i = 1; i < FORMS; i++) {
        const struct chat_frame *f = &frames[i];

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

void chat_given(const struct checkpoint *c, struct buf *out)
{
    const struct chat_frame *f = chat_frame_of(c);

    if (!f->inside)
        (void)chat_given_read(template_of(c), f->system, out);
}

const struct chat_frame *chat_frame_of(const struct checkpoint *c)
{
    return &frames[chat_form(c)];
}

void chat_frame_init(struct chat_frame_ids *t, const struct checkpoint *c)
{
    *t = (struct chat_frame_ids){.frame = chat_frame_of(c),
                                 .tokenizer = c->tokenizer};
    buf_init(&t->ids, IDS_BYTES);
    buf_init(&t->counts, IDS_BYTES);
    buf_init(&t->text, TEXT_BYTES);
}

void chat_frame_release(struct chat_frame_ids *t)
{
    buf_release(&t->ids);
    buf_release(&t->counts);
    buf_release(&t->text);
}

static void put(struct chat_frame_ids *t, const int32_t *id, size_t n)
{
    buf_add(&t->ids, id, n * sizeof *id);
    for (size_t i = 0; i < n; i++)
        buf_char(&t->counts, (char)t->learned);
}

/* Encodes what was gathered. Special tokens in it are only text. */
static void flush(struct chat_frame_ids *t)
{
    const char *text = buf_string(&t->text);
    const size_t room = tokenizer_room(t->tokenizer, t->text.bytes);
    struct tokenizer_sink sink = {.room = room, .plain = true};

    if (!t->status.code)
        t->status = buf_status(&t->text);
    if (t->status.code || !t->text.bytes)
        return;
    sink.id = malloc((room + 1) * sizeof *sink.id);
    t->status =
        sink.id
            ? tokenizer_encode_into(t->tokenizer, text, t->text.bytes, &sink)
            : status_fail(STATUS_NO_MEMORY, "no memory for a conversation");
    if (!t->status.code)
        put(t, sink.id, sink.count);
    free(sink.id);
    buf_clear(&t->text);
}

/* A piece of a frame: tokens between < and >, and text. */
static void add_frame(struct chat_frame_ids *t, const char *piece)
{
    while (*piece) {
        const char *end = *piece == '<' ? strchr(piece, '>') : NULL;
        const size_t n = end ? (size_t)(end - piece) + 1 : 1;
        const int32_t id = end ? tokenizer_find(t->tokenizer, piece, n) : -1;

        if (id >= 0) {
            flush(t);
            put(t, &id, 1);
            t->learned = false; /* an answer ends with its frame's token */
        } else {
            buf_add(&t->text, piece, n);
        }
        piece += n;
    }
}

static void add_said(struct chat_frame_ids *t, const char *text)
{
    size_t bytes = strlen(text);

    if (t->frame->trims) {
        while (isspace((unsigned char)*text))
            text++, bytes--;
        while (bytes && isspace((unsigned char)text[bytes - 1]))
            bytes--;
    }
    buf_add(&t->text, text, bytes);
}

static void add_begin(struct chat_frame_ids *t)
{
    const char *begin = t->frame->begin;
    const int32_t *before;
    const int n = tokenizer_before(t->tokenizer, &before);
    const int32_t id =
        !n && begin ? tokenizer_find(t->tokenizer, begin, strlen(begin)) : -1;

    flush(t);
    put(t, before, (size_t)n);
    if (id >= 0)
        put(t, &id, 1);
}

void chat_frame_ask(struct chat_frame_ids *t, bool first, const char *system,
                    const char *text)
{
    const struct chat_frame *f = t->frame;

    if (first || f->inside)
        add_begin(t);
    if (f->inside)
        add_frame(t, f->user[0]);
    if (system) {
        add_frame(t, f->system[0]);
        add_said(t, system);
        add_frame(t, f->system[1]);
    }
    if (!f->inside)
        add_frame(t, f->user[0]);
    add_said(t, text);
    add_frame(t, f->user[1]);
    add_frame(t, f->assistant[0]);
}

void chat_frame_close(struct chat_frame_ids *t)
{
    add_frame(t, t->frame->assistant[1]);
}

struct status chat_frame_end(struct chat_frame_ids *t)
{
    flush(t);
    if (!t->status.code)
        t->status = buf_status(&t->counts);
    return t->status.code ? t->status : buf_status(&t->ids);
}

/* Frames that hold a question and its answer together know no other order;
 * the others frame whatever comes. Either way a model answers somebody. */
static struct status check_order(const struct chat_turn *turn, int n,
                                 bool strict, enum chat_role last)
{
    const int from = n > 0 && turn[0].role == CHAT_SYSTEM;

    for (int i = from; i < n && strict; i++) {
        const bool asks = (i - from) % 2 == 0;

        if (turn[i].role != (asks ? CHAT_USER : CHAT_ASSISTANT)) {
            return status_fail(STATUS_BAD_USAGE,
                               "turn %d: this model expects %s here", i,
                               asks ? "a question" : "an answer");
        }
    }
    if (n > 0 && turn[n - 1].role == last)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE, "the last turn must be %s",
                       last == CHAT_USER ? "a question" : "an answer");
}

/* An answer that counts begins where the model would begin it: a word of the
 * frame does not go on into it. */
static void add_learned(struct chat_frame_ids *t, const char *text)
{
    flush(t);
    t->learned = true;
    add_said(t, text);
    chat_frame_close(t);
    if (t->learned)
        flush(t); /* a frame of text alone: its end is learned with it */
    t->learned = false;
}

static void add_answer(struct chat_frame_ids *t, const char *text)
{
    if (t->learns) {
        add_learned(t, text);
    } else {
        add_said(t, text);
        chat_frame_close(t);
    }
}

static void add_turn(struct chat_frame_ids *t, const struct chat_turn *turn)
{
    const struct chat_frame *f = t->frame;
    const char *const *around = turn->role == CHAT_SYSTEM ? f->system
                                : turn->role == CHAT_USER ? f->user
                                                          : f->assistant;

    add_frame(t, around[0]);
    if (turn->role == CHAT_ASSISTANT) {
        add_answer(t, turn->text);
        return;
    }
    add_said(t, turn->text);
    add_frame(t, around[1]);
}

static void add_given(struct chat_frame_ids *t, const struct checkpoint *c)
{
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    chat_given(c, &text);
    const struct chat_turn turn = {CHAT_SYSTEM, buf_string(&text)};
    if (text.bytes)
        add_turn(t, &turn);
    buf_release(&text);
}

/* Question by question, the system's words inside the first. */
static void add_pairs(struct chat_frame_ids *t, const struct chat_turn *turn,
                      int n)
{
    const int from = turn[0].role == CHAT_SYSTEM;

    for (int i = from; i < n; i += 2) {
        chat_frame_ask(t, i == from, i == from && from ? turn[0].text : NULL,
                       turn[i].text);
        if (i + 1 < n)
            add_answer(t, turn[i + 1].text);
    }
}

static void add_turns(struct chat_frame_ids *t, const struct checkpoint *c,
                      const struct chat_turn *turn, int n)
{
    if (t->frame->inside) {
        add_pairs(t, turn, n);
        return;
    }
    add_begin(t);
    if (turn[0].role != CHAT_SYSTEM)
        add_given(t, c);
    for (int i = 0; i < n; i++)
        add_turn(t, &turn[i]);
}

struct status chat_prompt(const struct checkpoint *c,
                          const struct chat_turn *turn, int n, struct buf *ids)
{
    struct chat_frame_ids t;

    STATUS_TRY(check_order(turn, n, chat_frame_of(c)->inside, CHAT_USER));
    chat_frame_init(&t, c);
    add_turns(&t, c, turn, n);
    if (!t.frame->inside)
        add_frame(&t, t.frame->assistant[0]);
    const struct status st = chat_frame_end(&t);
    if (!st.code)
        buf_add(ids, t.ids.data, t.ids.bytes);
    chat_frame_release(&t);
    return st.code ? st : buf_status(ids);
}

struct status chat_learned(const struct checkpoint *c,
                           const struct chat_turn *turn, int n, struct buf *ids,
                           struct buf *counts)
{
    struct chat_frame_ids t;

    STATUS_TRY(check_order(turn, n, chat_frame_of(c)->inside, CHAT_ASSISTANT));
    chat_frame_init(&t, c);
    t.learns = true;
    add_turns(&t, c, turn, n);
    const struct status st = chat_frame_end(&t);
    if (!st.code) {
        buf_add(ids, t.ids.data, t.ids.bytes);
        buf_add(counts, t.counts.data, t.counts.bytes);
    }
    chat_frame_release(&t);
    STATUS_TRY(st);
    STATUS_TRY(buf_status(ids));
    return buf_status(counts);
}

bool chat_ends(const struct checkpoint *c, int32_t id)
{
    const struct chat_frame *f = chat_frame_of(c);
    size_t bytes;
    const char *piece = tokenizer_piece(c->tokenizer, id, &bytes);

    if (checkpoint_ends(c, id))
        return true;
    if (f == &frames[CHAT_PLAIN])
        return piece && memchr(piece, '\n', bytes);
    return tokenizer_special(c->tokenizer, id) && piece && bytes &&
           strncmp(f->assistant[1], piece, bytes) == 0;
}
