#include "lessons/labs/taskexam.h"

#include <stdio.h>
#include <string.h>

#include "engine/model/chat.h"

enum { ANSWER_TOKENS = 32 };

#define IDS_BYTES ((size_t)1 << 16)

struct status taskexam_open(struct taskexam *e, struct checkpoint *c,
                            struct hook hook)
{
    *e = (struct taskexam){.town = town_init(1), .checkpoint = c};
    STATUS_TRY(session_new(&e->session, c->model, 0));
    session_set_hook(e->session, hook);
    return STATUS_OK;
}

void taskexam_release(struct taskexam *e)
{
    session_free(e->session);
    e->session = NULL;
}

static int32_t likeliest(const float *x, int64_t n)
{
    int32_t best = 0;

    for (int32_t i = 1; i < n; i++)
        best = x[i] > x[best] ? i : best;
    return best;
}

/* Reads on with its own likeliest tokens up to the end of its turn. */
static struct status write_answer(struct taskexam *e, struct buf *out)
{
    const int64_t vocab = decoder_config(e->checkpoint->model)->vocab;
    struct tokenizer_stream stream = {.begun = true};
    const float *x;

    for (int i = 0; i < ANSWER_TOKENS; i++) {
        STATUS_TRY(session_logits(e->session, &x));
        const int32_t id = likeliest(x, vocab);

        if (chat_ends(e->checkpoint, id))
            return STATUS_OK;
        tokenizer_stream_add(e->checkpoint->tokenizer, &stream, id, out);
        if (strchr(buf_string(out), '\n'))
            return STATUS_OK;
        STATUS_TRY(session_read(e->session, &id, 1));
    }
    return STATUS_OK;
}

struct status taskexam_answer(struct taskexam *e, const struct town_task *k,
                              char out[TOWN_TEXT_BYTES])
{
    struct chat_turn turn[TOWN_TASKS_TURNS];
    struct buf ids, text;

    for (int i = 0; i < k->turns; i++)
        turn[i] =
            (struct chat_turn){i % 2 ? CHAT_ASSISTANT : CHAT_USER, k->text[i]};
    buf_init(&ids, IDS_BYTES);
    buf_init(&text, IDS_BYTES);
    session_cut(e->session, 0);
    struct status st = chat_prompt(e->checkpoint, turn, k->turns - 1, &ids);
    if (!st.code)
        st = session_read(e->session, (const int32_t *)(const void *)ids.data,
                          (int64_t)(ids.bytes / sizeof(int32_t)));
    if (!st.code)
        st = write_answer(e, &text);
    const char *said = buf_string(&text);
    said += strspn(said, " ");
    snprintf(out, TOWN_TEXT_BYTES, "%.*s", (int)strcspn(said, "\n"), said);
    buf_release(&ids);
    buf_release(&text);
    return st;
}

bool taskexam_held(const struct town *t, int n, struct town_task *out)
{
    const int kind = n % TOWN_TASKS_KINDS;
    int left = n / TOWN_TASKS_KINDS;

    for (int i = 0; i < town_tasks_things(kind); i++)
        if (town_tasks_make(out, t, kind, i, town_tasks_held(kind)) &&
            left-- == 0)
            return true;
    return false;
}

bool taskexam_right(const struct town_task *k, const char *answer)
{
    return strcmp(k->text[k->turns - 1], answer) == 0;
}
