#include "engine/model/bagbayes.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/size.h"

struct bagbayes {
    int classes;
    int32_t vocab;
    double by;
    int64_t *count; /* [classes, vocab] */
    int64_t words[BAGBAYES_CLASSES], texts[BAGBAYES_CLASSES], all;
};

struct status bagbayes_new(struct bagbayes **out, int classes, int32_t vocab,
                           double by)
{
    size_t bytes;

    *out = NULL;
    if (classes < 1 || classes > BAGBAYES_CLASSES || vocab < 1 || !(by > 0.0))
        return status_fail(STATUS_BAD_USAGE,
                           "%d classes, %d words and %g added: classes are 1 "
                           "to %d, the others above 0",
                           classes, (int)vocab, by, BAGBAYES_CLASSES);
    if (!size_of_shape(&bytes, (int64_t[]){classes, vocab}, 2, sizeof(int64_t)))
        return status_fail(STATUS_TOO_BIG, "a vocabulary of %d", (int)vocab);
    struct bagbayes *b = calloc(1, sizeof *b);
    if (b)
        *b = (struct bagbayes){.classes = classes,
                               .vocab = vocab,
                               .by = by,
                               .count = calloc(1, bytes)};
    if (!b || !b->count) {
        bagbayes_free(b);
        return status_fail(STATUS_NO_MEMORY, "no memory for counts of words");
    }
    *out = b;
    return STATUS_OK;
}

void bagbayes_free(struct bagbayes *b)
{
    if (b)
        free(b->count);
    free(b);
}

struct status bagbayes_learn(struct bagbayes *b, int class, const int32_t *ids,
                             int64_t n)
{
    if (class < 0 || class >= b->classes)
        return status_fail(STATUS_BAD_USAGE, "class %d of %d", class,
                           b->classes);
    for (int64_t i = 0; i < n; i++) {
        if (ids[i] < 0 || ids[i] >= b->vocab)
            return status_fail(STATUS_BAD_USAGE,
                               "word %lld is %d, the vocabulary has %d",
                               (long long)i, (int)ids[i], (int)b->vocab);
    }
    for (int64_t i = 0; i < n; i++)
        b->count[(int64_t) class * b->vocab + ids[i]]++;
    b->words[class] += n;
    b->texts[class]++;
    b->all++;
    return STATUS_OK;
}

double bagbayes_word(const struct bagbayes *b, int class, int32_t word)
{
    const double count = (double)b->count[(int64_t) class * b->vocab + word];

    return log((count + b->by) / ((double)b->words[class] + b->by * b->vocab));
}

double bagbayes_class(const struct bagbayes *b, int class)
{
    return log(((double)b->texts[class] + b->by) /
               ((double)b->all + b->by * b->classes));
}

int bagbayes_guess(const struct bagbayes *b, const int32_t *ids, int64_t n,
                   double *odds)
{
    double sum[BAGBAYES_CLASSES], total = 0.0;
    int best = 0;

    for (int c = 0; c < b->classes; c++) {
        sum[c] = bagbayes_class(b, c);
        for (int64_t i = 0; i < n; i++)
            sum[c] += bagbayes_word(b, c, ids[i]);
        if (sum[c] > sum[best])
            best = c;
    }
    for (int c = 0; c < b->classes; c++)
        total += exp(sum[c] - sum[best]);
    for (int c = 0; odds && c < b->classes; c++)
        odds[c] = exp(sum[c] - sum[best]) / total;
    return best;
}
