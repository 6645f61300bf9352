/*
 * arch_read.c - the settings of a model, from what its file says.
 *
 * Each format has its own key for the same number, so the keys stand in one
 * table. Values that a format leaves out are those its own programs take.
 */
#include "engine/model/weights/arch_read.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/cursor.h"

#define AT(field) offsetof(struct arch, field)

/* Key in a GGUF after the architecture's name and a dot, in config.json of
 * the llama kind, of gpt2 and of bert, and in a house file. */
static const struct whole {
    size_t at;
    int64_t low, high, otherwise; /* otherwise < 0: must be there */
    const char *key[5];
} wholes[] = {
    {AT(context),
     1,
     1 << 24,
     -1,
     {"context_length", "max_position_embeddings", "n_positions",
      "max_position_embeddings", "context"}},
    {AT(layers),
     1,
     512,
     -1,
     {"block_count", "num_hidden_layers", "n_layer", "num_hidden_layers",
      "layers"}},
    {AT(heads),
     1,
     1024,
     -1,
     {"attention.head_count", "num_attention_heads", "n_head",
      "num_attention_heads", "heads"}},
    {AT(groups),
     1,
     1024,
     0,
     {"attention.head_count_kv", "num_key_value_heads", NULL, NULL, "groups"}},
    {AT(width),
     1,
     1 << 16,
     -1,
     {"embedding_length", "hidden_size", "n_embd", "hidden_size", "width"}},
    {AT(hidden),
     1,
     1 << 18,
     0,
     {"feed_forward_length", "intermediate_size", "n_inner",
      "intermediate_size", "hidden"}},
    {AT(head_width),
     2,
     1 << 12,
     0,
     {"attention.key_length", "head_dim", NULL, NULL, NULL}},
    {AT(window),
     0,
     1 << 24,
     0,
     {"attention.sliding_window", "sliding_window", NULL, NULL, NULL}},
};

static const struct real {
    size_t at;
    double low, high, otherwise;
    const char *key[5];
} reals[] = {
    {AT(rope_base),
     1,
     1e12,
     10000,
     {"rope.freq_base", "rope_theta", NULL, NULL, "rope_base"}},
};

const char *arch_read_key(struct arch_reading *r, const char *key)
{
    static const char *const before[] = {NULL, "config.", "config.", "config.",
                                         "lathe."};

    if (r->column == ARCH_READ_GGUF)
        snprintf(r->key, sizeof r->key, "%s.%s", arch_name(r->a->family), key);
    else
        snprintf(r->key, sizeof r->key, "%s%s", before[r->column], key);
    return r->key;
}

/* A house file's values are texts. */
struct status arch_read_number(struct arch_reading *r, const char *key,
                               double low, double high, double *out)
{
    const char *text;
    char *end;

    if (r->column != ARCH_READ_HOUSE)
        return weights_real(r->w, key, low, high, out);
    STATUS_TRY(weights_text(r->w, key, &text));
    *out = strtod(text, &end);
    if (*text && !*end && *out >= low && *out <= high)
        return STATUS_OK;
    return status_fail(STATUS_BAD_FILE,
                       "\"%s\" is \"%.40s\", no number from %g to %g", key,
                       text, low, high);
}

static struct status read_whole(struct arch_reading *r, const struct whole *s)
{
    int64_t *to = (int64_t *)(void *)((char *)r->a + s->at);
    double value = 0;

    *to = s->otherwise < 0 ? 0 : s->otherwise;
    if (!s->key[r->column])
        return STATUS_OK;
    const char *key = arch_read_key(r, s->key[r->column]);
    if (s->otherwise >= 0 && !weights_value(r->w, key))
        return STATUS_OK;
    STATUS_TRY(
        arch_read_number(r, key, (double)s->low, (double)s->high, &value));
    *to = (int64_t)value;
    if ((double)*to < value) {
        char where[WEIGHTS_WHERE];

        return status_fail(STATUS_BAD_FILE, "%s is %g, no whole number",
                           weights_where(r->w, key, where), value);
    }
    return STATUS_OK;
}

static struct status read_real(struct arch_reading *r, const struct real *s)
{
    double *to = (double *)(void *)((char *)r->a + s->at);

    *to = s->otherwise;
    if (!s->key[r->column])
        return STATUS_OK;
    const char *key = arch_read_key(r, s->key[r->column]);
    if (!weights_value(r->w, key))
        return STATUS_OK;
    return arch_read_number(r, key, s->low, s->high, to);
}

struct status arch_read_table(struct arch_reading *r)
{
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++)
        STATUS_TRY(read_whole(r, &wholes[i]));
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        STATUS_TRY(read_real(r, &reals[i]));
    return STATUS_OK;
}

struct status arch_read_unsupported(struct arch_reading *r, const char *key,
                                    const char *value)
{
    char shown[64], where[WEIGHTS_WHERE];

    cursor_show(shown, sizeof shown, value, strlen(value));
    return status_fail(STATUS_UNSUPPORTED,
                       "%s is \"%s\", which is not known here",
                       weights_where(r->w, key, where), shown);
}

struct status arch_read_family(struct arch_reading *r, const char *key,
                               const char *name)
{
    struct arch *a = r->a;

    if (strcmp(name, "mistral") == 0)
        name = "llama"; /* with a window */
    for (int f = ARCH_GPT2; f <= ARCH_BERT; f++) {
        if (strcmp(arch_name((enum arch_family)f), name) == 0) {
            a->family = (enum arch_family)f;
            return STATUS_OK;
        }
    }
    return arch_read_unsupported(r, key, name);
}

/* What follows from the family alone. */
void arch_read_family_settings(struct arch *a)
{
    const bool old = a->family == ARCH_GPT2 || a->family == ARCH_BERT;

    a->causal = a->family != ARCH_BERT;
    a->pooled = a->family == ARCH_BERT;
    a->learned = a->bias = old;
    a->rms = a->gated = !old;
    a->qkv_bias = a->family == ARCH_QWEN2;
    a->head_norms = a->family == ARCH_QWEN3;
    a->activation = a->family == ARCH_GPT2   ? ARCH_GELU_TANH
                    : a->family == ARCH_BERT ? ARCH_GELU
                                             : ARCH_SILU;
    a->bos = a->unk = a->pad = -1;
}

static void token(const struct arch_reading *r, const char *key, int64_t *out)
{
    if (weights_whole(r->w, key, 0, r->a->vocab - 1, out).code)
        *out = -1;
}

static void add_end(struct arch *a, const struct weights_value *v)
{
    if (v->kind == WEIGHTS_WHOLE && v->whole >= 0 && v->whole < a->vocab &&
        a->ends < ARCH_ENDS)
        a->end[a->ends++] = v->whole;
}

/* One token, or a list of them. */
static void add_ends(struct arch_reading *r, const char *key)
{
    const struct weights_value *v = weights_value(r->w, key);
    struct weights_value item;

    if (!v)
        return;
    add_end(r->a, v);
    for (struct weights_items it = weights_items(v); weights_next(&it, &item);)
        add_end(r->a, &item);
}

/* Two settings that clash, by the keys that this file has for them. */
static struct status clash(struct arch_reading *r, size_t at, const char *why)
{
    char where[WEIGHTS_WHERE];
    size_t i = 0;

    while (wholes[i].at != at)
        i++;
    if (!wholes[i].key[r->column])
        return status_fail(STATUS_BAD_FILE, "%s", why);
    const char *key = arch_read_key(r, wholes[i].key[r->column]);
    return status_fail(STATUS_BAD_FILE, "%s: %s",
                       weights_where(r->w, key, where), why);
}

/* What the rest of the settings follows from, and how they must fit. */
static struct status settle(struct arch_reading *r)
{
    struct arch *a = r->a;
    char why[128];

    if (!a->groups)
        a->groups = a->heads;
    if (!a->hidden)
        a->hidden = 4 * a->width; /* gpt2 may leave it out */
    if (!a->head_width) {
        if (a->width % a->heads) {
            snprintf(why, sizeof why,
                     "width %lld does not split into %lld heads",
                     (long long)a->width, (long long)a->heads);
            return clash(r, AT(heads), why);
        }
        a->head_width = a->width / a->heads;
    }
    if (a->heads % a->groups) {
        snprintf(why, sizeof why, "%lld heads do not share %lld groups of keys",
                 (long long)a->heads, (long long)a->groups);
        return clash(r, AT(groups), why);
    }
    if (!a->learned && a->head_width % 2) {
        snprintf(why, sizeof why,
                 "rotary positions turn pairs: a head of width %lld is odd",
                 (long long)a->head_width);
        return clash(r, AT(head_width), why);
    }
    if (a->family == ARCH_GPT2 && a->heads * a->head_width != a->width)
        return clash(r, AT(heads), "the heads do not fill the width");
    return STATUS_OK;
}

/* Vocabulary and token types are the rows that there are. */
static struct status count_rows(const struct weights *w,
                                const char *const names[4], int64_t most,
                                int64_t *out)
{
    const struct weights_tensor *t = NULL;

    for (int i = 0; i < 4 && !t && names[i]; i++)
        t = weights_find(w, names[i]);
    if (!t)
        return status_fail(STATUS_BAD_FILE, "there is no tensor \"%s\"",
                           names[0]);
    if (t->dims != 2 || t->shape[0] < 1 || t->shape[0] > most) {
        return status_fail(STATUS_BAD_FILE,
                           "tensor \"%s\" at byte %zu is no table of 1 to "
                           "%lld rows",
                           t->name, t->at ? t->at : t->offset, (long long)most);
    }
    *out = t->shape[0];
    return STATUS_OK;
}

static struct status read_tables(struct arch_reading *r, enum arch_form form)
{
    static const char *const tokens[3][4] = {
        {"tokens.weight"},
        {"token_embd.weight"},
        {"model.embed_tokens.weight", "wte.weight", "transformer.wte.weight",
         "embeddings.word_embeddings.weight"}};
    static const char *const prefixed[4] = {
        "bert.embeddings.word_embeddings.weight", "embed_tokens.weight"};
    static const char *const types[4] = {
        "token_types.weight", "embeddings.token_type_embeddings.weight",
        "bert.embeddings.token_type_embeddings.weight"};
    struct arch *a = r->a;

    struct status st = count_rows(r->w, tokens[form], 1 << 21, &a->vocab);
    if (st.code && form == ARCH_FORM_HUGGINGFACE)
        st = count_rows(r->w, prefixed, 1 << 21, &a->vocab);
    if (!st.code && a->family == ARCH_BERT)
        st = count_rows(r->w, types, 64, &a->types);
    STATUS_TRY(st);
    const struct weights_value *said = weights_value(r->w, "config.vocab_size");
    if (said && (said->kind != WEIGHTS_WHOLE || said->whole != a->vocab)) {
        return status_fail(STATUS_BAD_FILE,
                           "\"config.vocab_size\" is %lld, but there are %lld "
                           "rows of token embeddings",
                           (long long)said->whole, (long long)a->vocab);
    }
    return STATUS_OK;
}

static void read_tokens(struct arch_reading *r, enum arch_form form)
{
    if (form == ARCH_FORM_GGUF) {
        token(r, "tokenizer.ggml.bos_token_id", &r->a->bos);
        token(r, "tokenizer.ggml.unknown_token_id", &r->a->unk);
        token(r, "tokenizer.ggml.padding_token_id", &r->a->pad);
        add_ends(r, "tokenizer.ggml.eos_token_id");
        add_ends(r, "tokenizer.ggml.eot_token_id");
    } else {
        token(r, "config.bos_token_id", &r->a->bos);
        token(r, "config.pad_token_id", &r->a->pad);
        add_ends(r, weights_value(r->w, "generation.eos_token_id")
                        ? "generation.eos_token_id"
                        : "config.eos_token_id");
    }
}

struct status arch_read(struct arch *a, const struct weights *w)
{
    const enum arch_form form = arch_form(w);
    struct arch_reading r = {.a = a, .w = w, .column = ARCH_READ_GGUF};

    *a = (struct arch){0};
    if (form == ARCH_FORM_GGUF) {
        STATUS_TRY(arch_read_gguf(&r));
    } else if (form == ARCH_FORM_HOUSE) {
        r.column = ARCH_READ_HOUSE;
        STATUS_TRY(arch_read_house(&r));
    } else {
        r.column = ARCH_READ_LLAMA;
        STATUS_TRY(arch_read_huggingface(&r));
    }
    STATUS_TRY(settle(&r));
    STATUS_TRY(read_tables(&r, form));
    read_tokens(&r, form);
    return STATUS_OK;
}
