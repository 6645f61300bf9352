/* The tokenizer of a GGUF file, from the arrays that the file holds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer_notes.h"
#include "engine/model/tokenizer_read.h"
#include "engine/model/tokenizer_stages.h"

#define BOS "tokenizer.ggml.bos_token_id"
#define EOS "tokenizer.ggml.eos_token_id"
#define CLS "tokenizer.ggml.cls_token_id"
#define SEP "tokenizer.ggml.seperator_token_id" /* as files spell it */

/* tokenizer.ggml.token_type */
enum { NORMAL = 1, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE };

static const struct pre {
    const char *name;
    enum tokenizer_split_step step;
    bool digits;      /* each digit alone before */
    bool compose;     /* NFC before */
    bool whole_first; /* a word that is a piece stays whole */
} pres[] = {
    {"default", TOKENIZER_SPLIT_GPT2, false, false, false},
    {"gpt-2", TOKENIZER_SPLIT_GPT2, false, false, false},
    {"smollm", TOKENIZER_SPLIT_GPT2, true, false, false},
    {"starcoder", TOKENIZER_SPLIT_GPT2, true, false, false},
    {"llama-bpe", TOKENIZER_SPLIT_CL100K, false, false, true},
    {"llama3", TOKENIZER_SPLIT_CL100K, false, false, true},
    {"qwen2", TOKENIZER_SPLIT_QWEN2, false, true, false},
    {"gpt-4o", TOKENIZER_SPLIT_O200K, false, false, true},
};

static const struct pre *find_pre(const char *name)
{
    for (size_t i = 0; i < sizeof pres / sizeof *pres; i++)
        if (!strcmp(name ? name : "gpt-2", pres[i].name))
            return &pres[i];
    return NULL;
}

const char *tokenizer_arrays_pre(const struct tokenizer *t)
{
    for (size_t i = 0; i < sizeof pres / sizeof *pres; i++) {
        const struct pre *p = &pres[i];
        const int steps = p->digits + 1;

        if (i > 0 && t->split.steps == steps && /* "default" says nothing */
            t->split.step[steps - 1] == p->step &&
            (!p->digits || t->split.step[0] == TOKENIZER_SPLIT_DIGITS) &&
            t->normal.steps == p->compose &&
            (!p->compose || t->normal.step[0].kind == TOKENIZER_NORMAL_NFC) &&
            t->whole_first == p->whole_first)
            return p->name;
    }
    return NULL;
}

static int type_of(const struct tokenizer_read_arrays *a, size_t id)
{
    return a->type ? a->type[id] : NORMAL;
}

/* A token that is found in the text: special ones as they are written, others
 * after spaces have become marks. */
static struct status add_whole(struct tokenizer *t,
                               const struct tokenizer_read_arrays *a,
                               enum tokenizer_spell how, size_t id)
{
    const bool special = type_of(a, id) != USER_DEFINED;
    const bool marks = !special && how == TOKENIZER_SPELL_MARKS;
    const struct tokenizer_read_string *p = &a->piece[id];
    char text[TOKENIZER_STORE_PIECE];
    size_t bytes;

    STATUS_TRY(tokenizer_store_piece(
        t, (int64_t)id, p->text, p->bytes,
        TOKENIZER_STORE_UNUSED | (special ? TOKENIZER_STORE_SPECIAL : 0u)));
    if (!p->bytes)
        return STATUS_OK;
    tokenizer_spell_read(marks ? how : TOKENIZER_SPELL_PLAIN, p->text, p->bytes,
                         text, &bytes);
    return tokenizer_added_add(&t->added[marks], text, bytes, (int32_t)id,
                               special ? TOKENIZER_ADDED_SPECIAL : 0u);
}

/* GGUF writes WordPiece the other way round: a mark where a word begins. */
static struct status add_word_piece(struct tokenizer *t,
                                    const struct tokenizer_read_arrays *a,
                                    size_t id)
{
    const size_t mark = strlen(TOKENIZER_SPELL_MARK);
    const char *text = a->piece[id].text;
    const size_t bytes = a->piece[id].bytes;

    if (bytes > mark && !memcmp(text, TOKENIZER_SPELL_MARK, mark)) {
        return tokenizer_store_piece(t, (int64_t)id, text + mark, bytes - mark,
                                     0);
    }
    if (!bytes || *text == '[') /* [unused1]: no text becomes it */
        return tokenizer_store_piece(t, (int64_t)id, text, bytes,
                                     TOKENIZER_STORE_UNUSED);
    return tokenizer_store_piece(t, (int64_t)id, text, bytes,
                                 TOKENIZER_STORE_INSIDE);
}

static struct status add_piece(struct tokenizer *t,
                               const struct tokenizer_read_arrays *a,
                               enum tokenizer_spell how, size_t id)
{
    const struct tokenizer_read_string *p = &a->piece[id];
    const int type = type_of(a, id);

    if (type == CONTROL || type == USER_DEFINED || type == UNKNOWN)
        return add_whole(t, a, how, id);
    if (type == UNUSED)
        return tokenizer_store_piece(t, (int64_t)id, p->text, p->bytes,
                                     TOKENIZER_STORE_UNUSED);
    if (t->kind == TOKENIZER_WORDPIECE)
        return add_word_piece(t, a, id);
    if (type == BYTE && tokenizer_spell_byte(p->text, p->bytes) < 0) {
        return status_fail(STATUS_BAD_FILE, "id %zu: \"%.*s\" is no byte", id,
                           p->bytes < 32 ? (int)p->bytes : 32, p->text);
    }
    return tokenizer_spell_piece(t, how, type == BYTE, (int64_t)id, p->text,
                                 p->bytes);
}

static struct status add_pieces(struct tokenizer *t,
                                const struct tokenizer_read_arrays *a,
                                enum tokenizer_spell how)
{
    for (size_t id = 0; id < a->count; id++)
        STATUS_TRY(
            status_within(add_piece(t, a, how, id), "tokenizer.ggml.tokens"));
    for (int set = 0; set < 2; set++)
        STATUS_TRY(status_within(tokenizer_added_sort(&t->added[set]),
                                 "tokenizer.ggml.tokens"));
    return STATUS_OK;
}

static struct status add_frame(struct tokenizer *t, const char *key,
                               bool wanted, int64_t id, bool behind)
{
    if (!wanted || id < 0)
        return STATUS_OK;
    if (id >= t->size) {
        return status_fail(STATUS_BAD_FILE,
                           "%s: id %lld is not in the vocabulary of %d", key,
                           (long long)id, t->size);
    }
    if (behind)
        t->after[t->afters++] = (int32_t)id;
    else
        t->before[t->befores++] = (int32_t)id;
    return STATUS_OK;
}

static struct status use_unknown(struct tokenizer *t,
                                 const struct tokenizer_read_arrays *a)
{
    if (a->unknown >= t->size) {
        return status_fail(STATUS_BAD_FILE,
                           "tokenizer.ggml.unknown_token_id is %lld, the "
                           "vocabulary has %d",
                           (long long)a->unknown, t->size);
    }
    t->unknown = a->unknown < 0 ? -1 : (int32_t)a->unknown;
    return STATUS_OK;
}

static struct status read_gpt2(struct tokenizer *t,
                               const struct tokenizer_read_arrays *a)
{
    const struct pre *pre = find_pre(a->pre);
    struct tokenizer_stages s = {.spell = TOKENIZER_SPELL_BYTES};

    if (!pre) {
        return status_fail(STATUS_UNSUPPORTED,
                           "tokenizer.ggml.pre \"%.64s\" is not known here",
                           a->pre);
    }
    if (pre->compose)
        STATUS_TRY(
            tokenizer_stages_normal(&s, TOKENIZER_NORMAL_NFC, NULL, NULL));
    if (pre->digits)
        STATUS_TRY(tokenizer_stages_split(&s, TOKENIZER_SPLIT_DIGITS));
    STATUS_TRY(tokenizer_stages_split(&s, pre->step));
    if (a->add_space)
        s.lead = TOKENIZER_STORE_LEAD_ALL;
    tokenizer_stages_use(t, &s);
    t->whole_first = pre->whole_first;
    t->unknown = -1; /* bytes that are not there are left out */
    STATUS_TRY(add_pieces(t, a, s.spell));
    for (size_t i = 0; i < a->merges; i++) {
        STATUS_TRY(status_within(tokenizer_spell_line(t, s.spell, (int32_t)i,
                                                      a->merge[i].text,
                                                      a->merge[i].bytes),
                                 "tokenizer.ggml.merges"));
    }
    tokenizer_spell_finish(t, s.spell);
    return STATUS_OK;
}

struct scored {
    float score;
    int32_t id;
};

/* The best score first. NaN was refused before. */
static int by_score(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;

    return (x->score < y->score) - (x->score > y->score);
}

/* Pieces of the same score have the same rank. */
static struct status add_scores(struct tokenizer *t,
                                const struct tokenizer_read_arrays *a)
{
    struct scored *order = malloc((a->count + 1) * sizeof *order);
    struct status st = STATUS_OK;
    int32_t rank = 0;

    if (!order)
        return status_fail(STATUS_NO_MEMORY, "no memory for the scores");
    for (size_t i = 0; i < a->count; i++)
        order[i] = (struct scored){a->score[i], (int32_t)i};
    qsort(order, a->count, sizeof *order, by_score);
    for (size_t i = 0; i < a->count && !st.code; i++) {
        const int32_t id = order[i].id;

        if (i && order[i].score < order[i - 1].score)
            rank++;
        if (!(t->flags[id] & (TOKENIZER_STORE_UNUSED | TOKENIZER_STORE_BYTE)))
            st = tokenizer_store_splits(t, id, rank);
    }
    free(order);
    return st;
}

static struct status read_llama(struct tokenizer *t,
                                const struct tokenizer_read_arrays *a)
{
    struct tokenizer_stages s = {.spell = TOKENIZER_SPELL_MARKS};

    if (!a->score) {
        return status_fail(STATUS_BAD_FILE, "tokenizer.ggml.scores is missing");
    }
    for (size_t i = 0; i < a->count; i++) {
        if (isnan(a->score[i])) /* has no place in an order */
            return status_fail(STATUS_BAD_FILE,
                               "tokenizer.ggml.scores[%zu] is no number", i);
    }
    if (a->add_space) {
        s.join = TOKENIZER_STORE_JOIN_LEAD;
        STATUS_TRY(
            tokenizer_stages_normal(&s, TOKENIZER_NORMAL_PREPEND, NULL, " "));
    }
    STATUS_TRY(tokenizer_stages_marks(&s));
    tokenizer_stages_use(t, &s);
    t->fuse_unknown = true;
    STATUS_TRY(add_pieces(t, a, s.spell));
    STATUS_TRY(add_scores(t, a));
    tokenizer_spell_finish(t, s.spell);
    return STATUS_OK;
}

static struct status read_bert(struct tokenizer *t,
                               const struct tokenizer_read_arrays *a)
{
    struct tokenizer_stages s = {.join = TOKENIZER_STORE_JOIN_WORDS,
                                 .tidy = true};

    if (t->unknown < 0) {
        return status_fail(STATUS_BAD_FILE,
                           "tokenizer.ggml.unknown_token_id is missing");
    }
    STATUS_TRY(tokenizer_stages_bert(&s, true, true, true, true));
    STATUS_TRY(tokenizer_stages_split(&s, TOKENIZER_SPLIT_BERT));
    tokenizer_stages_use(t, &s);
    t->longest_word = 100;
    return add_pieces(t, a, s.spell);
}

static struct status read_model(struct tokenizer *t,
                                const struct tokenizer_read_arrays *a)
{
    STATUS_TRY(use_unknown(t, a));
    if (t->kind == TOKENIZER_WORDPIECE) {
        STATUS_TRY(read_bert(t, a));
        STATUS_TRY(a->cls >= 0 ? add_frame(t, CLS, true, a->cls, false)
                               : add_frame(t, BOS, true, a->begin, false));
        return add_frame(t, SEP, true, a->sep, true);
    }
    STATUS_TRY(!strcmp(a->model, "gpt2") ? read_gpt2(t, a) : read_llama(t, a));
    STATUS_TRY(add_frame(t, BOS, a->add_begin, a->begin, false));
    return add_frame(t, EOS, a->add_end, a->end, true);
}

struct status tokenizer_read_arrays(struct tokenizer **out,
                                    const struct tokenizer_read_arrays *a)
{
    const bool words = !strcmp(a->model, "bert");
    struct tokenizer *t;

    *out = NULL;
    if (!words && strcmp(a->model, "gpt2") != 0 &&
        strcmp(a->model, "llama") != 0) {
        return status_fail(STATUS_UNSUPPORTED,
                           "tokenizer.ggml.model \"%.64s\" is not known here",
                           a->model);
    }
    if (a->count > TOKENIZER_MAX_SIZE || a->merges > INT32_MAX) {
        return status_fail(STATUS_BAD_FILE,
                           "tokenizer.ggml.tokens: %zu tokens, the limit is %d",
                           a->count, TOKENIZER_MAX_SIZE);
    }
    STATUS_TRY(status_within(
        tokenizer_store_start(&t, words ? TOKENIZER_WORDPIECE : TOKENIZER_BPE,
                              (int64_t)a->count),
        "tokenizer.ggml.tokens"));
    const struct status st = read_model(t, a);
    if (st.code)
        tokenizer_free(t);
    else
        *out = t;
    return st;
}
