#include "engine/model/tokenizer_notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer_stages.h"
#include "engine/model/tokenizer_store.h"

#define KEY(name) "tokenizer.ggml." name

/* tokenizer.ggml.token_type */
enum { NORMAL = 1, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE };

/* Of pieces that nothing is merged to: after all that are. */
#define NO_MERGE (-1e6f)

struct writer {
    const struct tokenizer *t;
    enum tokenizer_spell how; /* ours are not spelled at all */
    struct weights_notes *n;
    int64_t size;
    const struct tokenizer_added_token **added; /* of each id, or NULL */
    struct buf text;
};

static int type_of(const struct writer *w, int64_t id)
{
    const unsigned flags = id < w->t->size ? w->t->flags[id] : 0;

    if (!(flags & TOKENIZER_STORE_SET))
        return UNUSED;
    if (w->t->kind == TOKENIZER_BPE && id == w->t->unknown)
        return UNKNOWN;
    if (w->added[id])
        return w->added[id]->flags & TOKENIZER_ADDED_SPECIAL ? CONTROL
                                                             : USER_DEFINED;
    if (flags & TOKENIZER_STORE_SPECIAL)
        return CONTROL;
    if (flags & TOKENIZER_STORE_BYTE)
        return BYTE;
    return flags & TOKENIZER_STORE_UNUSED ? UNUSED : NORMAL;
}

/* Piece `id` as the file spells it, in w->text. */
static void spell(struct writer *w, int64_t id)
{
    const struct tokenizer *t = w->t;
    const int type = type_of(w, id);

    buf_clear(&w->text);
    if (id >= t->size || !(t->flags[id] & TOKENIZER_STORE_SET)) {
        buf_printf(&w->text, "[PAD%lld]", (long long)id);
        return;
    }
    const char *text = tokenizer_store_text(t, (int32_t)id);
    const size_t bytes = t->length[id];
    if (w->added[id]) {
        tokenizer_spell_write(
            type == USER_DEFINED && t->spell == TOKENIZER_SPELL_MARKS
                ? TOKENIZER_SPELL_MARKS
                : TOKENIZER_SPELL_PLAIN,
            w->added[id]->text, w->added[id]->bytes, &w->text);
    } else if (type == BYTE) {
        buf_printf(&w->text, "<0x%02X>", (unsigned char)*text);
    } else if (t->kind == TOKENIZER_WORDPIECE) {
        const bool begins =
            type == NORMAL && !(t->flags[id] & TOKENIZER_STORE_INSIDE);

        buf_text(&w->text, begins ? TOKENIZER_SPELL_MARK : "");
        buf_add(&w->text, text, bytes);
    } else {
        tokenizer_spell_write(t->flags[id] & TOKENIZER_STORE_UNUSED
                                  ? TOKENIZER_SPELL_PLAIN
                                  : w->how,
                              text, bytes, &w->text);
    }
}

static void put_pieces(struct writer *w)
{
    weights_notes_list(w->n, KEY("tokens"), WEIGHTS_TEXT, (size_t)w->size);
    for (int64_t id = 0; id < w->size; id++) {
        spell(w, id);
        weights_notes_item_text(w->n, buf_string(&w->text), w->text.bytes);
    }
    weights_notes_list(w->n, KEY("token_type"), WEIGHTS_WHOLE, (size_t)w->size);
    for (int64_t id = 0; id < w->size; id++)
        weights_notes_item_whole(w->n, type_of(w, id));
}

static int by_rank(const void *a, const void *b)
{
    const struct tokenizer_store_merge *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->left > y->left) - (x->left < y->left);
}

/* "left right", the first merge first. */
static struct status put_merges(struct writer *w)
{
    const size_t n = w->t->merge_count;
    struct tokenizer_store_merge *order = malloc((n + 1) * sizeof *order);
    struct buf line;

    if (!order)
        return status_fail(STATUS_NO_MEMORY, "no memory for the merges");
    buf_init(&line, 1 << 16);
    memcpy(order, w->t->merges, n * sizeof *order);
    qsort(order, n, sizeof *order, by_rank);
    weights_notes_list(w->n, KEY("merges"), WEIGHTS_TEXT, n);
    for (size_t i = 0; i < n; i++) {
        spell(w, order[i].left);
        buf_clear(&line);
        buf_add(&line, w->text.data, w->text.bytes);
        buf_char(&line, ' ');
        spell(w, order[i].right);
        buf_add(&line, w->text.data, w->text.bytes);
        weights_notes_item_text(w->n, buf_string(&line), line.bytes);
    }
    free(order);
    const struct status st = buf_status(&line);
    buf_release(&line);
    return st;
}

/* A file of this kind ranks pieces: by the first merge that makes each. */
static struct status put_scores(struct writer *w)
{
    const struct tokenizer *t = w->t;
    float *score = malloc((size_t)w->size * sizeof *score);

    if (!score)
        return status_fail(STATUS_NO_MEMORY, "no memory for the scores");
    for (int64_t id = 0; id < w->size; id++)
        score[id] = NO_MERGE;
    for (size_t i = 0; i < t->merge_count; i++) {
        const struct tokenizer_store_merge *m = &t->merges[i];

        if (-(float)m->rank - 1.0f > score[m->made])
            score[m->made] = -(float)m->rank - 1.0f;
    }
    weights_notes_list(w->n, KEY("scores"), WEIGHTS_REAL, (size_t)w->size);
    for (int64_t id = 0; id < w->size; id++)
        weights_notes_item_real(w->n, score[id]);
    free(score);
    return STATUS_OK;
}

static bool prepends(const struct tokenizer *t)
{
    for (int i = 0; i < t->normal.steps; i++)
        if (t->normal.step[i].kind == TOKENIZER_NORMAL_PREPEND)
            return true;
    return t->lead != TOKENIZER_STORE_LEAD_NONE;
}

static struct status put_bytes(struct writer *w)
{
    const char *pre = tokenizer_arrays_pre(w->t);

    if (!pre) {
        return status_fail(STATUS_UNSUPPORTED,
                           "a GGUF has no name for the way that its tokenizer "
                           "cuts text");
    }
    weights_notes_text(w->n, KEY("model"), "gpt2");
    weights_notes_text(w->n, KEY("pre"), pre);
    if (w->t->lead != TOKENIZER_STORE_LEAD_NONE)
        weights_notes_flag(w->n, KEY("add_space_prefix"), true);
    put_pieces(w);
    return put_merges(w);
}

static struct status put_marks(struct writer *w)
{
    weights_notes_text(w->n, KEY("model"), "llama");
    weights_notes_text(w->n, KEY("pre"), "default");
    weights_notes_flag(w->n, KEY("add_space_prefix"), prepends(w->t));
    put_pieces(w);
    return put_scores(w);
}

/* Programs that read such a file always clean, lower and strip. */
static struct status put_words(struct writer *w)
{
    struct tokenizer_stages as = {0};

    STATUS_TRY(tokenizer_stages_bert(&as, true, true, true, true));
    bool same = as.normal.steps == w->t->normal.steps;
    for (int i = 0; same && i < as.normal.steps; i++)
        same = as.normal.step[i].kind == w->t->normal.step[i].kind;
    if (!same) {
        return status_fail(STATUS_UNSUPPORTED,
                           "a GGUF knows word pieces of lower case without "
                           "accents alone");
    }
    weights_notes_text(w->n, KEY("model"), "bert");
    if (w->t->befores) { /* programs differ in which they look for */
        const uint32_t id = (uint32_t)w->t->before[0];

        weights_notes_whole(w->n, KEY("cls_token_id"), id);
        weights_notes_whole(w->n, KEY("bos_token_id"), id);
    }
    if (w->t->afters)
        weights_notes_whole(w->n, KEY("seperator_token_id"),
                            (uint32_t)w->t->after[0]);
    put_pieces(w);
    return STATUS_OK;
}

static struct status put_all(struct writer *w)
{
    const struct tokenizer *t = w->t;

    if (t->kind == TOKENIZER_WORDPIECE) {
        STATUS_TRY(put_words(w));
    } else if (t->kind != TOKENIZER_BPE) {
        return status_fail(STATUS_UNSUPPORTED,
                           "a GGUF has no tokenizer of the kind \"%s\"",
                           tokenizer_kind_name(t->kind));
    } else {
        STATUS_TRY(w->how == TOKENIZER_SPELL_MARKS ? put_marks(w)
                                                   : put_bytes(w));
        weights_notes_flag(w->n, KEY("add_bos_token"), t->befores > 0);
        weights_notes_flag(w->n, KEY("add_eos_token"), t->afters > 0);
    }
    if (t->unknown >= 0)
        weights_notes_whole(w->n, KEY("unknown_token_id"),
                            (uint32_t)t->unknown);
    return buf_status(&w->text);
}

struct status tokenizer_notes(struct weights_notes *n,
                              const struct tokenizer *t, int64_t size)
{
    struct writer w = {.t = t,
                       .how = t->spell == TOKENIZER_SPELL_MARKS
                                  ? TOKENIZER_SPELL_MARKS
                                  : TOKENIZER_SPELL_BYTES,
                       .n = n,
                       .size = size > t->size ? size : t->size};

    w.added = calloc((size_t)w.size, sizeof *w.added);
    if (!w.added)
        return status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
    for (int set = 0; set < 2; set++)
        for (size_t i = 0; i < t->added[set].count; i++)
            w.added[t->added[set].token[i].id] = &t->added[set].token[i];
    buf_init(&w.text, 1 << 16);
    const struct status st = put_all(&w);
    buf_release(&w.text);
    free(w.added);
    return st;
}
