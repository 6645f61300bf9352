#include "lessons/labs/labmodel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/model/generate.h"

#define GRAPH_BYTES ((size_t)8 << 30)

enum { WORD_BYTES = 64 }; /* of a word that may follow */

/* What stands around a text: [CLS] and [SEP] of an encoder, and what a model
 * that goes on with it expects first. */
struct frame {
    const int32_t *before, *after;
    size_t first, last;
};

static struct frame frame_of(const struct checkpoint *c)
{
    struct frame f;

    f.first = (size_t)tokenizer_before(c->tokenizer, &f.before);
    f.last = (size_t)tokenizer_after(c->tokenizer, &f.after);
    if (!decoder_config(c->model)->headless)
        f.last = 0; /* the text goes on */
    return f;
}

/* In running text a word stands behind a space, and a tokenizer of word pieces
 * knows it so. The first word of a text gets one too, to be the same word,
 * unless its tokenizer gave it one (the first id is `first`). */
static bool lacks_space(const struct tokenizer *t, const char *text,
                        int32_t first)
{
    size_t bytes;
    const char *piece = tokenizer_piece(t, first, &bytes);

    return tokenizer_kind(t) == TOKENIZER_BPE && *text != ' ' &&
           *text != '\n' && !tokenizer_special(t, first) && piece && bytes &&
           *piece != ' ';
}

static struct status encode(const struct tokenizer *t, const char *text,
                            bool exactly, int32_t *ids, size_t *count)
{
    const size_t bytes = strlen(text);
    const size_t room = tokenizer_room(t, bytes + 1);

    STATUS_TRY(tokenizer_encode(t, text, bytes, ids, room, count));
    if (exactly || *count < 1 || !lacks_space(t, text, ids[0]))
        return STATUS_OK;
    char *spaced = malloc(bytes + 2);
    if (!spaced)
        return status_fail(STATUS_NO_MEMORY, "no memory for the text");
    snprintf(spaced, bytes + 2, " %s", text);
    const struct status st =
        tokenizer_encode(t, spaced, bytes + 1, ids, room, count);
    free(spaced);
    return st;
}

/* Ids of `text` and what is around it, with room for a word behind them.
 * Owner: the caller. */
static struct status ids_of(const struct labmodel *m, const char *text,
                            bool exactly, int32_t **ids, size_t *count)
{
    const struct tokenizer *t = m->checkpoint.tokenizer;
    const struct frame f = frame_of(&m->checkpoint);
    const size_t room = tokenizer_room(t, strlen(text) + 1);
    const long long most = decoder_config(m->checkpoint.model)->context;

    if (room < SIZE_MAX / sizeof **ids - f.first - f.last - WORD_BYTES - 1)
        *ids =
            malloc((room + f.first + f.last + WORD_BYTES + 1) * sizeof **ids);
    if (!*ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for the text");
    STATUS_TRY(encode(t, text, exactly, *ids + f.first, count));
    if (*count < 1)
        return status_fail(STATUS_BAD_USAGE, "the text is empty");
    memcpy(*ids, f.before, f.first * sizeof **ids);
    memcpy(*ids + f.first + *count, f.after, f.last * sizeof **ids);
    *count += f.first + f.last;
    if ((long long)*count > most) {
        return status_fail(STATUS_BAD_USAGE,
                           "the text has %zu tokens; this model reads %lld",
                           *count, most);
    }
    return STATUS_OK;
}

static struct status read_text(struct labmodel *m, const char *text,
                               bool exactly)
{
    int32_t *ids = NULL;
    size_t count;
    const struct status st = ids_of(m, text, exactly, &ids, &count);

    if (st.code) {
        free(ids);
        return st;
    }
    free(m->ids);
    m->ids = ids;
    m->count = count;
    return st;
}

struct status labmodel_read(struct labmodel *m, const char *text)
{
    return read_text(m, text, false);
}

struct status labmodel_read_exactly(struct labmodel *m, const char *text)
{
    return read_text(m, text, true);
}

struct status labmodel_load_on(struct labmodel *m, const char *model,
                               const struct device *d, struct hook hook)
{
    *m = (struct labmodel){0};
    d = d ? d : device_find("auto");
    struct status st = checkpoint_load(&m->checkpoint, model, d);
    if (!st.code && !(m->graph = graph_new(d, GRAPH_BYTES)))
        st = status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    if (st.code)
        labmodel_release(m);
    else
        graph_set_hook(m->graph, hook);
    return st;
}

struct status labmodel_load(struct labmodel *m, const char *model,
                            struct hook hook)
{
    return labmodel_load_on(m, model, NULL, hook);
}

struct status labmodel_open(struct labmodel *m, const char *model,
                            const char *text, struct hook hook)
{
    STATUS_TRY(labmodel_load(m, model, hook));
    const struct status st = labmodel_read(m, text);

    if (st.code)
        labmodel_release(m);
    return st;
}

struct status labmodel_spell(const struct labmodel *m, const char *word,
                             int32_t **ids, size_t *count)
{
    const struct tokenizer *t = m->checkpoint.tokenizer;
    const size_t room = tokenizer_room(t, strlen(word) + 1);

    *ids = room < SIZE_MAX / sizeof **ids ? malloc(room * sizeof **ids) : NULL;
    if (!*ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for a word");
    struct status st = encode(t, word, false, *ids, count);
    if (!st.code && *count < 1)
        st = status_fail(STATUS_BAD_USAGE, "\"%s\" is no word", word);
    if (st.code) {
        free(*ids);
        *ids = NULL;
    }
    return st;
}

struct status labmodel_foretells(const struct labmodel *m)
{
    const struct decoder_config *c = decoder_config(m->checkpoint.model);

    if (!c->headless && c->causal)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "this model is an encoder and foretells no token; "
                       "house and smollm2-135m do");
}

struct status labmodel_pass(struct labmodel *m, struct probe *p,
                            struct tensor **out)
{
    const int64_t shape[] = {1, (int64_t)m->count};
    const struct decoder_mode mode = {.last_only = out == NULL};

    graph_reset(m->graph);
    graph_set_gradients(m->graph, false);
    graph_set_probe(m->graph, p);
    struct tensor *y =
        decoder_forward(m->checkpoint.model, m->graph,
                        graph_ints(m->graph, 2, shape, m->ids), &mode);
    graph_set_probe(m->graph, NULL);
    if (out)
        *out = y;
    STATUS_TRY(graph_status(m->graph));
    return p ? probe_status(p) : STATUS_OK;
}

void labmodel_release(struct labmodel *m)
{
    checkpoint_release(&m->checkpoint);
    graph_free(m->graph);
    free(m->ids);
    *m = (struct labmodel){0};
}

void labmodel_close(struct lab_run *r)
{
    labmodel_release(r->state);
    free(r->state);
    r->state = NULL;
}

char *labmodel_piece(const struct labmodel *m, int32_t id, struct arena *a)
{
    struct buf text;

    buf_init(&text, 4096);
    tokenizer_show(m->checkpoint.tokenizer, id, &text);
    char *copy =
        buf_status(&text).code ? NULL : arena_text(a, buf_string(&text));
    buf_release(&text);
    return copy;
}

const char **labmodel_pieces(const struct labmodel *m, struct arena *a)
{
    const char **piece = arena_add(a, m->count * sizeof *piece);

    for (size_t i = 0; piece && i < m->count; i++)
        if (!(piece[i] = labmodel_piece(m, m->ids[i], a)))
            return NULL;
    return piece;
}

struct status labmodel_label(const struct labmodel *m, int32_t id, char *out,
                             size_t bytes)
{
    struct buf text;

    buf_init(&text, 4096);
    tokenizer_show(m->checkpoint.tokenizer, id, &text);
    size_t n = text.bytes < bytes ? text.bytes : bytes - 1;
    while (n > 0 && n < text.bytes &&
           ((unsigned char)buf_string(&text)[n] & 0xC0) == 0x80)
        n--;
    memcpy(out, buf_string(&text), n);
    out[n] = '\0';
    const struct status st = buf_status(&text);
    buf_release(&text);
    return st;
}

/* Ids of a word that may follow, in `ids`, with room for WORD_BYTES. */
static struct status word_ids(const struct labmodel *m, const char *word,
                              int32_t *ids, size_t *count)
{
    char spaced[WORD_BYTES];

    /* To a tokenizer of word pieces a word stands behind a space, which belongs
     * to its first token; to any other it goes on where the text ends. */
    const bool space = tokenizer_kind(m->checkpoint.tokenizer) == TOKENIZER_BPE;
    const int n =
        snprintf(spaced, sizeof spaced, "%s%s", space ? " " : "", word);
    if (n < 1 + space || n >= WORD_BYTES)
        return status_fail(STATUS_BAD_USAGE, "\"%s\" is no word", word);
    STATUS_TRY(tokenizer_encode(m->checkpoint.tokenizer, spaced, (size_t)n, ids,
                                WORD_BYTES, count));
    if (*count < 1)
        return status_fail(STATUS_BAD_USAGE, "\"%s\" has no token", word);
    return STATUS_OK;
}

struct status labmodel_word(const struct labmodel *m, const char *word,
                            int32_t *id)
{
    int32_t ids[WORD_BYTES];
    size_t count;

    STATUS_TRY(word_ids(m, word, ids, &count));
    *id = ids[0];
    return STATUS_OK;
}

struct status labmodel_logprob(struct labmodel *m, const char *word,
                               double *logprob)
{
    const int vocab = tokenizer_size(m->checkpoint.tokenizer);
    size_t more;

    STATUS_TRY(word_ids(m, word, m->ids + m->count, &more));
    float *logits = malloc((size_t)vocab * sizeof *logits);
    if (!logits)
        return status_fail(STATUS_NO_MEMORY, "no memory for the logits");
    struct status st = STATUS_OK;
    *logprob = 0.0;
    for (size_t i = 0; i < more && !st.code; i++) {
        st = generate_logits(m->checkpoint.model, m->graph, m->ids,
                             (int64_t)(m->count + i), logits);
        if (!st.code)
            *logprob += generate_logprob(logits, vocab, m->ids[m->count + i]);
    }
    free(logits);
    return st;
}
