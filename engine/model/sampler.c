#include "engine/model/sampler.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kernels/kernels.h"

struct candidate {
    float share; /* of the likeliest's */
    int32_t id;
};

struct sampler {
    int vocab;
    float *logit, *share;
    float *cut; /* [2, vocab]: for functions of others */
    struct candidate *candidate;
};

struct sampler_settings sampler_plain(void)
{
    return (struct sampler_settings){
        .temperature = 1.0, .top_p = 1.0, .repeat = 1.0, .repeat_last = 64};
}

struct status sampler_check(const struct sampler_settings *s)
{
    if (!(s->temperature >= 0.0 && s->temperature <= 100.0))
        return status_fail(STATUS_BAD_USAGE, "temperature: 0 to 100");
    if (s->top_k < 0)
        return status_fail(STATUS_BAD_USAGE, "top-k: 0 or more");
    if (!(s->top_p >= 0.0 && s->top_p <= 1.0))
        return status_fail(STATUS_BAD_USAGE, "top-p: 0 to 1");
    if (!(s->min_p >= 0.0 && s->min_p <= 1.0))
        return status_fail(STATUS_BAD_USAGE, "min-p: 0 to 1");
    if (!(s->repeat >= 0.01 && s->repeat <= 100.0))
        return status_fail(STATUS_BAD_USAGE, "repeat: 0.01 to 100");
    if (s->repeat_last < 0)
        return status_fail(STATUS_BAD_USAGE, "repeat-last: 0 or more");
    return STATUS_OK;
}

struct sampler *sampler_new(int vocab)
{
    struct sampler *s = calloc(1, sizeof *s);

    assert(vocab >= 1);
    if (!s)
        return NULL;
    s->vocab = vocab;
    s->logit = malloc((size_t)vocab * sizeof *s->logit);
    s->share = malloc((size_t)vocab * sizeof *s->share);
    s->candidate = malloc((size_t)vocab * sizeof *s->candidate);
    s->cut = malloc(2 * (size_t)vocab * sizeof *s->cut);
    if (!s->cut || !s->logit || !s->share || !s->candidate) {
        sampler_free(s);
        return NULL;
    }
    return s;
}

void sampler_free(struct sampler *s)
{
    if (!s)
        return;
    free(s->logit);
    free(s->cut);
    free(s->share);
    free(s->candidate);
    free(s);
}

/* Each token that stands among the last ones is dampened once. */
static void dampen(struct sampler *s, const float *logits,
                   const struct sampler_settings *k, const int32_t *ids,
                   int64_t n)
{
    const int64_t from = n > k->repeat_last ? n - k->repeat_last : 0;

    memcpy(s->logit, logits, (size_t)s->vocab * sizeof *logits);
    for (int64_t i = from; i < n; i++) {
        const int32_t id = ids[i];

        if (id < 0 || id >= s->vocab)
            continue;
        const float x = logits[id]; /* once, however often it was said */
        s->logit[id] = x > 0.0f ? x / (float)k->repeat : x * (float)k->repeat;
    }
}

static int32_t likeliest(const float *x, int n)
{
    int best = 0;

    for (int i = 1; i < n; i++)
        if (x[i] > x[best])
            best = i;
    return best;
}

/* Likelier first; of two alike the smaller id. */
static int order(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    if (x->share > y->share)
        return -1;
    if (x->share < y->share)
        return 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The candidates whose share is at least `least`. */
static int gather(struct sampler *s, float least)
{
    int n = 0;

    for (int i = 0; i < s->vocab; i++)
        if (s->share[i] >= least)
            s->candidate[n++] = (struct candidate){s->share[i], i};
    return n;
}

/* A share that at least `k` tokens reach and few more do, by halving. */
static float reached_by(const struct sampler *s, int64_t k)
{
    float low = 0.0f, high = 1.0f;

    for (int i = 0; i < 24; i++) {
        const float middle = 0.5f * (low + high);
        int64_t n = 0;

        for (int j = 0; j < s->vocab; j++)
            n += s->share[j] >= middle;
        if (n >= k)
            low = middle;
        else
            high = middle;
        if (n == k)
            break;
    }
    return low;
}

/* Sorted candidates that top-k and top-p leave. What is below (1 - p) / vocab
 * cannot be among those that sum to p, so most need no sorting. */
static int sorted(struct sampler *s, const struct sampler_settings *k,
                  double total)
{
    float least = 0.0f;

    if (k->top_k > 0 && k->top_k < s->vocab)
        least = reached_by(s, k->top_k);
    if (k->top_p < 1.0)
        least = fmaxf(least, (float)((1.0 - k->top_p) * total / s->vocab));
    int n = gather(s, least);
    qsort(s->candidate, (size_t)n, sizeof *s->candidate, order);
    if (k->top_k > 0 && k->top_k < n)
        n = (int)k->top_k;
    if (k->top_p >= 1.0)
        return n;
    double sum = 0.0, all = 0.0;
    int kept = 0;
    for (int i = 0; i < n; i++)
        all += (double)s->candidate[i].share;
    if (!k->top_k)
        all = total;
    while (kept < n && (kept == 0 || sum < k->top_p * all))
        sum += (double)s->candidate[kept++].share;
    return kept;
}

static int32_t draw(const struct candidate *c, int n, struct rng *rng)
{
    double total = 0.0;

    for (int i = 0; i < n; i++)
        total += (double)c[i].share;
    double left = (double)rng_uniform(rng) * total;
    for (int i = 0; i < n - 1; i++) {
        left -= (double)c[i].share;
        if (left < 0.0)
            return c[i].id;
    }
    return c[n - 1].id;
}

/* share = softmax of the logits over the temperature, as parts of the
 * likeliest, `top`; answers their sum. */
static double spread(struct sampler *s, const float *logits, float top,
                     double temperature)
{
    double total = 0.0;

    for (int i = 0; i < s->vocab; i++)
        s->share[i] = (logits[i] - top) / (float)temperature;
    kernels_fast(NULL)->unary_exp_forward(s->share, s->share, s->vocab);
    for (int i = 0; i < s->vocab; i++)
        total += (double)s->share[i];
    return total;
}

/* The same by the learner's cuts, one behind the other: what they leave are the
 * candidates, with their shares of the likeliest's. -1: theirs failed. */
static int cut_by(struct sampler *s, const struct sampler_settings *k,
                  double total)
{
    const struct stead *t = k->stead;
    float most = 0.0f;
    int n = 0;

    for (int i = 0; i < s->vocab; i++)
        s->cut[i] = (float)((double)s->share[i] / total);
    if (k->top_k > 0 &&
        !t->top_k(s->cut + s->vocab, s->cut, s->vocab,
                  k->top_k < s->vocab ? (int)k->top_k : s->vocab))
        return -1;
    if (k->top_k > 0)
        memcpy(s->cut, s->cut + s->vocab, (size_t)s->vocab * sizeof *s->cut);
    if (k->top_p < 1.0 &&
        !t->top_p(s->cut + s->vocab, s->cut, s->vocab, (float)k->top_p))
        return -1;
    if (k->top_p < 1.0)
        memcpy(s->cut, s->cut + s->vocab, (size_t)s->vocab * sizeof *s->cut);
    for (int i = 0; i < s->vocab; i++)
        most = fmaxf(most, s->cut[i]);
    for (int i = 0; i < s->vocab; i++)
        if (s->cut[i] > 0.0f)
            s->candidate[n++] = (struct candidate){s->cut[i] / most, i};
    qsort(s->candidate, (size_t)n, sizeof *s->candidate, order);
    return n ? n : -1;
}

/* The candidates that the knobs leave stand first then; shares are spread,
 * `total` is their sum. Answers how many. */
static int leave(struct sampler *s, const struct sampler_settings *k,
                 double total)
{
    const bool cut = k->top_k > 0 || k->top_p < 1.0;
    const bool theirs = cut && k->stead && k->stead->top_k && k->stead->top_p;
    int count = theirs ? cut_by(s, k, total) : -1, kept = 0;

    if (count < 0)
        count = cut ? sorted(s, k, total) : gather(s, 0.0f);

    for (int i = 0; i < count; i++)
        if ((double)s->candidate[i].share >= k->min_p)
            s->candidate[kept++] = s->candidate[i];
    return kept;
}

/* The logits after the repetition knob. */
static const float *dampened(struct sampler *s, const float *logits,
                             const struct sampler_settings *k,
                             const int32_t *ids, int64_t n)
{
    if (fabs(k->repeat - 1.0) <= 1e-9 || n <= 0)
        return logits;
    dampen(s, logits, k, ids, n);
    return s->logit;
}

struct sampler_draw sampler_draw(struct sampler *s, const float *logits,
                                 const struct sampler_settings *k,
                                 const int32_t *ids, int64_t n, struct rng *rng)
{
    const int32_t best = likeliest(logits, s->vocab);
    const double plain = spread(s, logits, logits[best], 1.0);
    const float *x = dampened(s, logits, k, ids, n);
    const int32_t first = x == logits ? best : likeliest(x, s->vocab);
    struct sampler_draw out = {.id = first};
    double total = plain; /* spread already */

    if (k->temperature > 0.0) {
        if (x != logits || fabs(k->temperature - 1.0) >= 1e-9)
            total = spread(s, x, x[first], k->temperature);
        out.id = draw(s->candidate, leave(s, k, total), rng);
    }
    out.logprob = (double)(logits[out.id] - logits[best]) - log(plain);
    return out;
}

int sampler_odds(struct sampler *s, const float *logits,
                 const struct sampler_settings *k, const int32_t *ids,
                 int64_t n, struct sampler_odds *out, int most)
{
    const float *x = dampened(s, logits, k, ids, n);
    const int32_t first = likeliest(x, s->vocab);
    double total = 0.0;
    int kept;

    if (k->temperature <= 0.0) {
        if (most > 0)
            out[0] = (struct sampler_odds){first, 1.0};
        return 1;
    }
    kept = leave(s, k, spread(s, x, x[first], k->temperature));
    qsort(s->candidate, (size_t)kept, sizeof *s->candidate, order);
    for (int i = 0; i < kept; i++)
        total += (double)s->candidate[i].share;
    for (int i = 0; i < kept && i < most; i++)
        out[i] = (struct sampler_odds){s->candidate[i].id,
                                       (double)s->candidate[i].share / total};
    return kept;
}
