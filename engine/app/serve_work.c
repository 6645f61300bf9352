#include "engine/app/serve_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/serve_write.h"
#include "engine/base/paths.h"
#include "engine/model/adapter.h"
#include "engine/model/embed.h"

#define GRAPH_BYTES ((size_t)8 << 30)
#define REPLY_BYTES ((size_t)64 << 20)
#define IDS_BYTES   ((size_t)16 << 20)
#define PATH_BYTES  ((size_t)4096)

/* "models/smollm2.gguf" is called "smollm2": nobody learns where it lies. */
static void name_of(char out[SERVE_WORK_NAME], const char *word)
{
    static const char *const ends[] = {".gguf", ".safetensors"};
    size_t n = strlen(word);

    while (n > 1 && word[n - 1] == '/')
        n--;
    const char *from = word + n;
    while (from > word && from[-1] != '/')
        from--;
    n -= (size_t)(from - word);
    for (int i = 0; i < 2; i++) {
        const size_t m = strlen(ends[i]);

        if (n > m && memcmp(from + n - m, ends[i], m) == 0)
            n -= m;
    }
    snprintf(out, SERVE_WORK_NAME, "%.*s", (int)n, from);
}

/* The same weights with this one's adapter, or with none. */
static void put_on(const struct serve_work_model *m)
{
    if (m->checkpoint.adapter)
        adapter_use(m->checkpoint.adapter);
    else
        adapter_rest(m->checkpoint.model);
}

/* Where the model stands, and the folder of an adapter for it: empty for a
 * model by itself. */
static struct status find(struct serve_work_model *m, const char *word,
                          struct buf *folder)
{
    struct buf name;

    STATUS_TRY(paths_model(&m->path, word));
    if (!adapter_is(buf_string(&m->path)))
        return STATUS_OK;
    buf_text(folder, buf_string(&m->path));
    buf_clear(&m->path);
    buf_init(&name, PATH_BYTES);
    struct status st = adapter_base(buf_string(folder), &name);
    if (!st.code)
        st = paths_model(&m->path, buf_string(&name));
    buf_release(&name);
    return st;
}

static struct status load(struct serve_work_model *m, const char *word,
                          const struct device *d,
                          const struct serve_work_model *others, int n)
{
    struct buf folder;

    buf_init(&folder, PATH_BYTES);
    struct status st = find(m, word, &folder);
    const char *path = buf_string(&m->path);
    for (int i = 0; !st.code && !m->shares && i < n; i++) {
        if (strcmp(buf_string(&others[i].path), path) != 0)
            continue;
        m->shares = true;
        m->checkpoint = others[i].checkpoint;
        m->checkpoint.adapter = NULL;
    }
    if (!st.code && !m->shares)
        st = checkpoint_load(&m->checkpoint, word, d);
    else if (!st.code && folder.bytes)
        st = adapter_open(&m->checkpoint.adapter, m->checkpoint.model,
                          buf_string(&folder));
    buf_release(&folder);
    return st;
}

struct status serve_work_open(struct serve_work_model *m, const char *word,
                              const struct device *d,
                              const struct serve_work_model *others, int n)
{
    *m = (struct serve_work_model){.name = ""};
    buf_init(&m->path, PATH_BYTES);
    name_of(m->name, word);
    STATUS_TRY(load(m, word, d, others, n));
    put_on(m);
    const struct decoder_config *c = decoder_config(m->checkpoint.model);
    if (c->headless) {
        m->graph = graph_new(d, GRAPH_BYTES);
        return m->graph ? STATUS_OK
                        : status_fail(STATUS_NO_MEMORY, "no memory");
    }
    m->sampler = sampler_new((int)c->vocab);
    if (!m->sampler)
        return status_fail(STATUS_NO_MEMORY, "no memory");
    return session_new(&m->session, m->checkpoint.model, 0);
}

void serve_work_release(struct serve_work_model *m)
{
    session_free(m->session);
    sampler_free(m->sampler);
    graph_free(m->graph);
    if (m->shares)
        adapter_free(m->checkpoint.adapter);
    else
        checkpoint_release(&m->checkpoint);
    buf_release(&m->path);
    *m = (struct serve_work_model){.name = ""};
}

/* A failure as the answer. */
static void refuse(const struct serve_work_out *out, struct status st,
                   const char *param)
{
    const bool theirs = st.code == STATUS_BAD_USAGE ||
                        st.code == STATUS_TOO_BIG ||
                        st.code == STATUS_UNSUPPORTED;
    const int http = theirs ? 400 : st.code == STATUS_CANCELLED ? 503 : 500;
    struct buf body;

    buf_init(&body, 1 << 16);
    serve_reply_error(
        &body, http, param,
        st.code == STATUS_TOO_BIG ? "context_length_exceeded" : NULL, st.text);
    out->put(out->user, http, buf_string(&body), body.bytes);
    buf_release(&body);
}

/* Ids of a prompt that stands as it is; special tokens count as such. */
static struct status plain_prompt(const struct serve_work_model *m,
                                  const struct serve_ask_text *p,
                                  struct buf *ids)
{
    const struct tokenizer *t = m->checkpoint.tokenizer;
    const int64_t vocab = decoder_config(m->checkpoint.model)->vocab;
    const int32_t *before;
    size_t count = 0;

    for (int64_t i = 0; i < p->ids; i++)
        if (p->id[i] >= vocab)
            return status_fail(STATUS_BAD_USAGE,
                               "token %d is not among the model's %lld",
                               (int)p->id[i], (long long)vocab);
    buf_add(ids, p->id, (size_t)p->ids * sizeof *p->id);
    if (!p->text)
        return buf_status(ids);
    const int first = tokenizer_before(t, &before);
    const size_t bytes = strlen(p->text), room = tokenizer_room(t, bytes);
    int32_t *id = malloc((room + 1) * sizeof *id);
    if (!id)
        return status_fail(STATUS_NO_MEMORY, "no memory for the prompt");
    const struct status st =
        tokenizer_encode(t, p->text, bytes, id, room, &count);
    buf_add(ids, before, (size_t)first * sizeof *before);
    buf_add(ids, id, count * sizeof *id);
    free(id);
    return st.code ? st : buf_status(ids);
}

static struct status prompt(const struct serve_work_model *m,
                            const struct serve_ask *a, struct buf *ids)
{
    const struct checkpoint *c = &m->checkpoint;
    const int64_t context = decoder_config(c->model)->context;

    if (!m->session)
        return status_fail(STATUS_BAD_USAGE,
                           "this model is an encoder and writes no text");
    STATUS_TRY(a->kind == SERVE_ASK_CHAT
                   ? chat_prompt(c, a->turn, a->turns, ids)
                   : plain_prompt(m, &a->text[0], ids));
    const int64_t n = (int64_t)(ids->bytes / sizeof(int32_t));
    if (!n)
        return status_fail(STATUS_BAD_USAGE, "the prompt has no token");
    return n < context
               ? STATUS_OK
               : status_fail(STATUS_TOO_BIG,
                             "the prompt has %lld tokens, and the model reads "
                             "%lld with its answer",
                             (long long)n, (long long)context);
}

static void write_text(struct serve_work_model *m, struct serve_reply *r,
                       const struct serve_work_out *out)
{
    struct buf ids;

    buf_init(&ids, IDS_BYTES);
    const struct status st = prompt(m, r->ask, &ids);
    r->prompt = (int64_t)(ids.bytes / sizeof(int32_t));
    if (st.code)
        refuse(out, st, r->ask->kind == SERVE_ASK_CHAT ? "messages" : "prompt");
    else {
        const struct status ended =
            serve_write(m, r, (const void *)ids.data, r->prompt, out);

        if (ended.code)
            refuse(out, ended, NULL);
    }
    buf_release(&ids);
}

static struct status vector(struct serve_work_model *m, struct serve_reply *r,
                            int at, float *to)
{
    const struct serve_ask_text *t = &r->ask->text[at];
    struct embed_note note = {0};

    if (!t->text)
        return status_fail(STATUS_BAD_USAGE,
                           "input: texts only, this server reads no tokens");
    STATUS_TRY(embed_text(to, &m->checkpoint, m->graph, t->text,
                          strlen(t->text), &note));
    r->prompt += note.tokens;
    return note.cut ? status_fail(STATUS_TOO_BIG,
                                  "input %d is longer than the %lld tokens "
                                  "that the model reads",
                                  at, (long long)note.tokens)
                    : STATUS_OK;
}

static struct status vectors(struct serve_work_model *m, struct serve_reply *r,
                             const struct serve_work_out *out, float *v)
{
    const int64_t width = embed_width(&m->checkpoint);
    struct buf body;

    for (int i = 0; i < r->ask->texts; i++)
        STATUS_TRY(vector(m, r, i, v + i * width));
    buf_init(&body, REPLY_BYTES);
    serve_reply_vectors(&body, r, v, r->ask->texts, width);
    const struct status st = buf_status(&body);
    if (!st.code)
        out->put(out->user, 200, buf_string(&body), body.bytes);
    buf_release(&body);
    return st;
}

static void embed(struct serve_work_model *m, struct serve_reply *r,
                  const struct serve_work_out *out)
{
    const int64_t width = embed_width(&m->checkpoint);
    const size_t count = (size_t)r->ask->texts * (size_t)width;
    struct status st = embed_check(&m->checkpoint);
    float *v = NULL;

    if (!st.code && r->ask->width && r->ask->width != width)
        st = status_fail(STATUS_BAD_USAGE,
                         "dimensions: this model's vectors have %lld numbers",
                         (long long)width);
    if (!st.code && !(v = malloc(count * sizeof *v)))
        st = status_fail(STATUS_NO_MEMORY, "no memory for the vectors");
    if (!st.code) {
        graph_set_hook(m->graph, (struct hook){out->gone, out->user});
        st = vectors(m, r, out, v);
        graph_set_hook(m->graph, (struct hook){NULL, NULL});
    }
    if (st.code)
        refuse(out, st, "input");
    free(v);
}

void serve_work_run(struct serve_work_model *m, struct serve_reply *r,
                    const struct serve_work_out *out)
{
    r->tokenizer = m->checkpoint.tokenizer;
    put_on(m);
    if (r->ask->kind == SERVE_ASK_EMBED)
        embed(m, r, out);
    else
        write_text(m, r, out);
}
