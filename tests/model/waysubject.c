#include "tests/model/waysubject.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

const int32_t waysubject_prompt[PROMPT] = {1, 2, 0, 1};
const int32_t waysubject_source[SOURCE] = {-1, 2, 0, 1};

/* --- n-grams ---------------------------------------------------------------
 */
static const struct ngram_way counting[] = {
    {.kind = NGRAM_ADD, .order = 2, .by = 0.1},
    {.kind = NGRAM_INTERPOLATED, .order = 3, .by = 0.8},
    {.kind = NGRAM_KNESER_NEY, .order = 5}};

static struct status ngram_open(struct waysubject *s, const struct device *d,
                                uint64_t seed)
{
    struct rng r = rng_make(seed, 1);
    int32_t text[60];

    (void)d;
    for (int i = 0; i < 60; i++)
        text[i] = i && rng_below(&r, 3) ? (3 * text[i - 1] + 1) % VOCAB
                                        : (int32_t)rng_below(&r, VOCAB);
    return ngram_new(&s->ngram, text, 60, VOCAB, NGRAM_ORDER);
}

static struct status ngram_of(struct waysubject *s, struct ways *out, int most)
{
    return ngram_ways(out, s->ngram, &counting[s->kind->which],
                      waysubject_prompt, PROMPT, most);
}

static double ngram_surprise(struct waysubject *s, const int32_t *ids, int n)
{
    int32_t all[PROMPT + LONGEST];
    double sum = 0.0;

    memcpy(all, waysubject_prompt, sizeof waysubject_prompt);
    for (int i = 0; i < n; i++) {
        sum -= log(ngram_probability(s->ngram, &counting[s->kind->which], all,
                                     PROMPT + i, ids[i]));
        all[PROMPT + i] = ids[i];
    }
    return sum;
}

/* --- a recurrent language model --------------------------------------------
 */
static struct status rnnlm_open(struct waysubject *s, const struct device *d,
                                uint64_t seed)
{
    const struct rnnlm_config c = {VOCAB, 7, (enum reclayer_kind)s->kind->which,
                                   2};

    return rnnlm_new(&s->rnnlm, &c, d, seed);
}

static struct status rnnlm_of(struct waysubject *s, struct ways *out, int most)
{
    return rnnlm_ways(out, s->rnnlm, s->graph, waysubject_prompt, PROMPT, most);
}

static double rnnlm_surprise(struct waysubject *s, const int32_t *ids, int n)
{
    int32_t all[PROMPT + LONGEST], next[PROMPT + LONGEST];

    memcpy(all, waysubject_prompt, sizeof waysubject_prompt);
    memcpy(all + PROMPT, ids, (size_t)n * sizeof *ids);
    for (int i = 0; i < PROMPT + n - 1; i++)
        next[i] = i < PROMPT - 1 ? -1 : all[i + 1];
    const struct rnnlm_batch b = {1, PROMPT + n - 1, all, next, NULL};
    graph_reset(s->graph);
    struct tensor *loss = rnnlm_loss(s->rnnlm, s->graph, &b, NULL);
    cr_assert(loss, "%s", graph_status(s->graph).text);
    return n * tensor_get(loss, 0);
}

/* --- models that read one sequence and write another -----------------------
 */
enum { PLAIN, ATTENDS, BOTH_WAYS };

static struct status seq2seq_open(struct waysubject *s, const struct device *d,
                                  uint64_t seed)
{
    const struct seq2seq_config c = {
        .source_vocab = VOCAB,
        .target_vocab = VOCAB,
        .begin = BEGIN,
        .end = END,
        .width = 6,
        .kind = s->kind->which == BOTH_WAYS ? RECLAYER_LSTM : RECLAYER_GRU,
        .both_ways = s->kind->which == BOTH_WAYS,
        .attends = s->kind->which != PLAIN};

    return seq2seq_new(&s->seq2seq, &c, d, seed);
}

static struct status seq2seq_of(struct waysubject *s, struct ways *out,
                                int most)
{
    return seq2seq_ways(out, s->seq2seq, s->graph, waysubject_source, SOURCE,
                        most);
}

static double seq2seq_surprise(struct waysubject *s, const int32_t *ids, int n)
{
    const struct seq2seq_batch b = {1, SOURCE, n, waysubject_source, ids};

    graph_reset(s->graph);
    struct tensor *loss = seq2seq_loss(s->seq2seq, s->graph, &b, NULL);
    cr_assert(loss, "%s", graph_status(s->graph).text);
    return n * tensor_get(loss, 0);
}

static struct status encdec_open(struct waysubject *s, const struct device *d,
                                 uint64_t seed)
{
    const struct encdec_config c = {.source_vocab = VOCAB,
                                    .target_vocab = VOCAB,
                                    .begin = BEGIN,
                                    .end = END,
                                    .width = 8,
                                    .heads = 2,
                                    .hidden = 12,
                                    .layers = 2,
                                    .most = LONGEST};

    return encdec_new(&s->encdec, &c, d, seed);
}

static struct status encdec_of(struct waysubject *s, struct ways *out, int most)
{
    return encdec_ways(out, s->encdec, s->graph, waysubject_source, SOURCE,
                       most);
}

static double encdec_surprise(struct waysubject *s, const int32_t *ids, int n)
{
    const struct seq2seq_batch b = {1, SOURCE, n, waysubject_source, ids};

    graph_reset(s->graph);
    struct tensor *loss = encdec_loss(s->encdec, s->graph, &b);
    cr_assert(loss, "%s", graph_status(s->graph).text);
    return n * tensor_get(loss, 0);
}

const struct waysubject_kind waysubject_kinds[WAYSUBJECT_KINDS] = {
    {"n-gram, add", ngram_open, ngram_of, ngram_surprise, 0},
    {"n-gram, interpolated", ngram_open, ngram_of, ngram_surprise, 1},
    {"n-gram, Kneser-Ney", ngram_open, ngram_of, ngram_surprise, 2},
    {"rnn", rnnlm_open, rnnlm_of, rnnlm_surprise, RECLAYER_RNN},
    {"gru", rnnlm_open, rnnlm_of, rnnlm_surprise, RECLAYER_GRU},
    {"lstm", rnnlm_open, rnnlm_of, rnnlm_surprise, RECLAYER_LSTM},
    {"seq2seq", seq2seq_open, seq2seq_of, seq2seq_surprise, PLAIN},
    {"seq2seq, attends", seq2seq_open, seq2seq_of, seq2seq_surprise, ATTENDS},
    {"seq2seq, both ways", seq2seq_open, seq2seq_of, seq2seq_surprise,
     BOTH_WAYS},
    {"encdec", encdec_open, encdec_of, encdec_surprise, 0}};

/* Odds far from even: as drawn, a small net hardly prefers one token. */
static void sharpen(struct params *ps, const struct device *d)
{
    for (int i = 0; i < params_count(ps); i++) {
        struct param *p = params_at(ps, i);

        for (int64_t j = 0; j < p->count; j++) {
            if (d->real == TENSOR_F64)
                *(double *)tensor_at(&p->value, j) *= 2.5;
            else
                *(float *)tensor_at(&p->value, j) *= 2.5f;
        }
    }
    params_touch(ps);
}

struct waysubject waysubject_open(const struct waysubject_kind *kind,
                                  const struct device *d, uint64_t seed)
{
    struct waysubject s = {.kind = kind,
                           .graph = graph_new(d, (size_t)64 << 20)};
    const struct status st = kind->open(&s, d, seed);

    cr_assert(s.graph && st.code == STATUS_FINE, "%s", st.text);
    struct params *ps = s.rnnlm     ? rnnlm_params(s.rnnlm)
                        : s.seq2seq ? seq2seq_params(s.seq2seq)
                        : s.encdec  ? encdec_params(s.encdec)
                                    : NULL;
    if (ps)
        sharpen(ps, d);
    return s;
}

void waysubject_close(struct waysubject *s)
{
    graph_free(s->graph);
    ngram_free(s->ngram);
    rnnlm_free(s->rnnlm);
    seq2seq_free(s->seq2seq);
    encdec_free(s->encdec);
}
