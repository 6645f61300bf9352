#include "tui/commands/askreader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/endpoint.h"
#include "engine/core/device.h"
#include "engine/model/chat.h"

enum { PASSAGE_BYTES = 6000, LEAST_BYTES = 200 };

static void say(const struct askreader *a, const char *text, size_t bytes)
{
    if (a->prints) {
        fwrite(text, 1, bytes, stdout);
        fflush(stdout);
    }
}

static void print_piece(void *user, const char *text, size_t bytes)
{
    say(user, text, bytes);
}

/* A prompt that leaves the model room for its answer: with less and less of the
 * passages until it fits. */
static struct status fit_prompt(const struct askreader *a,
                                const struct checkpoint *c,
                                const char *question,
                                const struct docstore_passage *p, int n,
                                struct buf *out, int *used)
{
    const int64_t context = decoder_config(c->model)->context;

    for (size_t most = PASSAGE_BYTES; most >= LEAST_BYTES;
         most = most * 3 / 4) {
        struct buf ids;
        struct status st;

        buf_clear(out);
        STATUS_TRY(reading_prompt(question, p, n, most, out, used));
        const struct chat_turn turn = {CHAT_USER, buf_string(out)};
        buf_init(&ids, (size_t)64 << 20);
        st = chat_prompt(c, &turn, 1, &ids);
        const int64_t count = (int64_t)(ids.bytes / sizeof(int32_t));
        buf_release(&ids);
        STATUS_TRY(st);
        if (count + a->tokens <= context)
            return STATUS_OK;
    }
    return status_fail(STATUS_TOO_BIG,
                       "question and passages do not fit %lld tokens beside an "
                       "answer of %d",
                       (long long)context, a->tokens);
}

static struct status write_answer(const struct askreader *a, struct chat *k,
                                  struct buf *out)
{
    struct sampler_settings s = sampler_plain();
    bool more = true;
    size_t said = out->bytes;

    s.temperature = 0.0;
    for (int i = 0; i < a->tokens && more; i++) {
        STATUS_TRY(chat_answer(k, &s, out, &more));
        if (out->bytes > said)
            say(a, out->data + said, out->bytes - said);
        said = out->bytes;
    }
    return buf_status(out);
}

static struct status by_model(const struct askreader *a, const char *question,
                              const struct docstore_passage *p, int n,
                              struct buf *out, int *used)
{
    struct checkpoint c = {0};
    struct chat *k = NULL;
    struct buf prompt;
    struct status st = checkpoint_load(&c, a->model, device_find("auto"));

    buf_init(&prompt, 1 << 20);
    if (!st.code)
        st = fit_prompt(a, &c, question, p, n, &prompt, used);
    if (!st.code)
        st = chat_new(&k, &c, NULL, 1);
    if (!st.code && a->hook)
        session_set_hook(chat_session(k), *a->hook);
    if (!st.code)
        st = chat_ask(k, prompt.data);
    if (!st.code)
        st = write_answer(a, k, out);
    chat_free(k);
    checkpoint_release(&c);
    buf_release(&prompt);
    return st;
}

static struct status by_endpoint(const struct askreader *a,
                                 const char *question,
                                 const struct docstore_passage *p, int n,
                                 struct buf *out, int *used)
{
    struct askreader own = *a;
    const struct endpoint e = {
        .url = a->url,
        .model = a->name,
        .tokens = a->tokens,
        .patience_s = a->patience_s,
        .hook = a->hook,
        .piece = print_piece,
        .user = &own,
    };
    struct buf prompt;
    struct status st;

    buf_init(&prompt, 1 << 20);
    st = reading_prompt(question, p, n, PASSAGE_BYTES, &prompt, used);
    if (!st.code)
        st = endpoint_ask(&e, prompt.data, out);
    buf_release(&prompt);
    return st;
}

struct status askreader_run(const struct askreader *a, const char *question,
                            const struct docstore_passage *p, int n,
                            struct buf *out, int *used)
{
    return a->url ? by_endpoint(a, question, p, n, out, used)
                  : by_model(a, question, p, n, out, used);
}

/* Line ends within a sentence are blanks. */
void askreader_quote(const struct reading *r, const struct docstore_passage *p,
                     struct buf *out)
{
    for (int i = 0; i < r->parts; i++) {
        const struct reading_part *part = &r->part[i];
        const char *text = p[part->passage].text;

        if (i)
            buf_char(out, '\n');
        for (size_t at = part->from; at < part->to; at++) {
            const unsigned char c = (unsigned char)text[at];

            if (c > ' ' && c != 0x7F)
                buf_char(out, (char)c);
            else if (at && (unsigned char)text[at - 1] > ' ')
                buf_char(out, ' ');
        }
        buf_printf(out, " [%d]", part->passage + 1);
    }
}
