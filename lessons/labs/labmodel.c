#include "lessons/labs/labmodel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/model/generate.h"

#define GRAPH_BYTES ((size_t)8 << 30)

enum { WORD_BYTES = 64 }; /* of a word that may follow */

/* In running text a word stands behind a space, and a tokenizer of word pieces
 * knows it so. The first word of a text gets one too, to be the same word. */
static char *as_running_text(const struct tokenizer *t, const char *text)
{
    const size_t room = strlen(text) + 2;
    const bool spaced = tokenizer_kind(t) == TOKENIZER_BPE && *text &&
                        *text != ' ' && *text != '\n';
    char *out = malloc(room);

    if (out)
        snprintf(out, room, "%s%s", spaced ? " " : "", text);
    return out;
}

/* Ids of `text`, with room for a word behind them. Owner: the caller. */
static struct status ids_of(const struct labmodel *m, const char *text,
                            int32_t **ids, size_t *count)
{
    const size_t bytes = strlen(text);
    const long long most = decoder_config(m->checkpoint.model)->context;

    *ids = malloc((bytes + WORD_BYTES + 2) * sizeof **ids);
    if (!*ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for the text");
    STATUS_TRY(tokenizer_encode(m->checkpoint.tokenizer, text, bytes, *ids,
                                bytes + 1, count));
    if (*count < 1)
        return status_fail(STATUS_BAD_USAGE, "the text is empty");
    if ((long long)*count > most) {
        return status_fail(STATUS_BAD_USAGE,
                           "the text has %zu tokens; this model reads %lld",
                           *count, most);
    }
    return STATUS_OK;
}

struct status labmodel_read(struct labmodel *m, const char *text)
{
    char *running = as_running_text(m->checkpoint.tokenizer, text);
    int32_t *ids = NULL;
    size_t count;

    if (!running)
        return status_fail(STATUS_NO_MEMORY, "no memory for the text");
    const struct status st = ids_of(m, running, &ids, &count);
    free(running);
    if (st.code) {
        free(ids);
        return st;
    }
    free(m->ids);
    m->ids = ids;
    m->count = count;
    return st;
}

struct status labmodel_load(struct labmodel *m, const char *model,
                            struct hook hook)
{
    *m = (struct labmodel){0};
    struct status st =
        checkpoint_load(&m->checkpoint, model, device_find("auto"));
    if (!st.code && !(m->graph = graph_new(device_find("auto"), GRAPH_BYTES)))
        st = status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    if (st.code)
        labmodel_release(m);
    else
        graph_set_hook(m->graph, hook);
    return st;
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

void labmodel_release(struct labmodel *m)
{
    checkpoint_release(&m->checkpoint);
    graph_free(m->graph);
    free(m->ids);
    *m = (struct labmodel){0};
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

struct status labmodel_logprob(struct labmodel *m, const char *word,
                               double *logprob)
{
    const int vocab = tokenizer_size(m->checkpoint.tokenizer);
    char spaced[WORD_BYTES];
    size_t more;

    /* To a tokenizer of word pieces a word stands behind a space, which belongs
     * to its first token; to any other it goes on where the text ends. */
    const bool space = tokenizer_kind(m->checkpoint.tokenizer) == TOKENIZER_BPE;
    const int n =
        snprintf(spaced, sizeof spaced, "%s%s", space ? " " : "", word);
    if (n < 1 + space || n >= WORD_BYTES)
        return status_fail(STATUS_BAD_USAGE, "\"%s\" is no word", word);
    STATUS_TRY(tokenizer_encode(m->checkpoint.tokenizer, spaced, (size_t)n,
                                m->ids + m->count, WORD_BYTES, &more));
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
