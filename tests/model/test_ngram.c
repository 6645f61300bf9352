#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/ngram.h"
#include "tests/support/starve.h"

enum { VOCAB = 6, LENGTH = 400 };

static const struct ngram_way ways[] = {
    {NGRAM_ADD, 3, 0.5, NULL},          {NGRAM_ADD, 1, 1.0, NULL},
    {NGRAM_INTERPOLATED, 5, 0.7, NULL}, {NGRAM_INTERPOLATED, 2, 0.4, NULL},
    {NGRAM_KNESER_NEY, 1, 0.0, NULL},   {NGRAM_KNESER_NEY, 3, 0.0, NULL},
    {NGRAM_KNESER_NEY, 5, 0.0, NULL},
};

/* Tokens that prefer to go up by one; VOCAB - 1 never occurs. */
static void fill(int32_t *ids)
{
    struct rng r = rng_make(5, 0);
    int32_t last = 0;

    for (int i = 0; i < LENGTH; i++) {
        last = rng_below(&r, 3) ? (last + 1) % (VOCAB - 1)
                                : (int32_t)rng_below(&r, VOCAB - 1);
        ids[i] = last;
    }
}

static struct ngram *counted(const int32_t *ids, int64_t n, int32_t vocab)
{
    struct ngram *m;
    const struct status st = ngram_new(&m, ids, n, vocab, NGRAM_ORDER);

    cr_assert(st.code == STATUS_FINE, "%s", st.text);
    return m;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-12;
}

Test(ngram, counts_as_one_does_by_hand)
{
    const int32_t ids[] = {1, 2, 1, 3, 1, 2};
    struct ngram *m = counted(ids, 6, 4);

    cr_assert(ngram_count(m, NULL, 0) == 6);
    cr_assert(ngram_count(m, (int32_t[]){1}, 1) == 3);
    cr_assert(ngram_count(m, (int32_t[]){1, 2}, 2) == 2);
    cr_assert(ngram_count(m, (int32_t[]){2, 1, 3}, 3) == 1);
    cr_assert(ngram_count(m, (int32_t[]){3, 2}, 2) == 0);
    cr_assert(ngram_kinds(m, 1) == 3 && ngram_kinds(m, 2) == 4);
    const struct ngram_way add = {NGRAM_ADD, 2, 1.0, NULL};
    cr_assert(near(ngram_probability(m, &add, ids, 1, 2), 3.0 / 7.0));
    const struct ngram_way mixed = {NGRAM_INTERPOLATED, 2, 0.5, NULL};
    /* 1/2 of 2/3, and 1/2 of (1/2 of 2/6 and 1/2 of 1/4). */
    cr_assert(near(ngram_probability(m, &mixed, ids, 1, 2),
                   1.0 / 3.0 + 0.25 / 3.0 + 0.0625));
    ngram_free(m);
}

/* Standard example: a word that follows one other alone is no likely guess
 * after an unknown word, however often it stands. */
Test(ngram, kneser_ney_counts_what_stands_before)
{
    /* 0 1 ("san francisco") often; 4 after 2 and after 3, less often. */
    const int32_t ids[] = {0, 1, 0, 1, 0, 1, 0, 1, 2, 4, 3, 4};
    struct ngram *m = counted(ids, 12, 6);
    const struct ngram_way way = {NGRAM_KNESER_NEY, 2, 0.0, NULL};
    const int32_t unknown = 5;

    cr_assert(ngram_count(m, (int32_t[]){1}, 1) >
              ngram_count(m, (int32_t[]){4}, 1));
    cr_assert(ngram_probability(m, &way, &unknown, 1, 4) >
              1.2 * ngram_probability(m, &way, &unknown, 1, 1));
    ngram_free(m);
}

Test(ngram, probabilities_sum_to_one_after_every_context)
{
    int32_t ids[LENGTH];
    double row[VOCAB];

    fill(ids);
    struct ngram *m = counted(ids, LENGTH, VOCAB);
    for (int w = 0; w < 7; w++) {
        cr_assert(ngram_check(m, &ways[w]).code == STATUS_FINE);
        for (int n = 0; n < VOCAB * VOCAB * VOCAB * VOCAB; n++) {
            const int32_t context[] = {n % VOCAB, n / 6 % VOCAB, n / 36 % VOCAB,
                                       n / 216};
            double sum = 0.0;

            ngram_row(m, &ways[w], context, n % 5, row);
            for (int i = 0; i < VOCAB; i++) {
                cr_assert(row[i] > 0.0);
                cr_assert(near(
                    row[i], ngram_probability(m, &ways[w], context, n % 5, i)));
                sum += row[i];
            }
            cr_assert(near(sum, 1.0), "way %d, context %d: sum %.15g", w, n,
                      sum);
        }
    }
    ngram_free(m);
}

/* The formulas once more, counting the text anew for every question. */
struct plain {
    int32_t ids[LENGTH];
};

static bool stands(const struct plain *p, int at, const int32_t *gram, int n)
{
    return at >= 0 && at + n <= LENGTH &&
           memcmp(p->ids + at, gram, (size_t)n * sizeof *gram) == 0;
}

static int times(const struct plain *p, const int32_t *gram, int n)
{
    int count = 0;

    for (int at = 0; at < LENGTH; at++)
        count += stands(p, at, gram, n);
    return count;
}

/* How many different tokens stand before it. */
static int before(const struct plain *p, const int32_t *gram, int n)
{
    bool seen[VOCAB] = {false};
    int count = 0;

    for (int at = 1; at + n <= LENGTH; at++)
        if (stands(p, at, gram, n))
            seen[p->ids[at - 1]] = true;
    for (int i = 0; i < VOCAB; i++)
        count += seen[i];
    return count;
}

static double plain_discount(const struct plain *p, int n, bool top)
{
    int32_t gram[3];
    double with[3] = {0};
    int all = 1;

    for (int i = 0; i < n; i++)
        all *= VOCAB;
    for (int g = 0; g < all; g++) {
        for (int i = 0, rest = g; i < n; i++, rest /= VOCAB)
            gram[i] = rest % VOCAB;
        const int c = top ? times(p, gram, n) : before(p, gram, n);
        if (c == 1 || c == 2)
            with[c]++;
    }
    return with[1] > 0 && with[2] > 0 ? with[1] / (with[1] + 2 * with[2]) : 0.5;
}

static double plain_kneser_ney(const struct plain *p, const int32_t *gram,
                               int n, bool top)
{
    int32_t other[3];
    double total = 0.0, kinds = 0.0;

    if (n == 0)
        return 1.0 / VOCAB;
    const double lower = plain_kneser_ney(p, gram + 1, n - 1, false);
    memcpy(other, gram, (size_t)n * sizeof *gram);
    for (int i = 0; i < VOCAB; i++) {
        other[n - 1] = i;
        const int c = top ? times(p, other, n) : before(p, other, n);
        total += c;
        kinds += c > 0;
    }
    const double d = plain_discount(p, n, top);
    const double c = top ? times(p, gram, n) : before(p, gram, n);
    return total > 0.0 ? (fmax(c - d, 0.0) + d * kinds * lower) / total : lower;
}

Test(ngram, kneser_ney_is_its_formula)
{
    struct plain p;
    const struct ngram_way way = {NGRAM_KNESER_NEY, 3, 0.0, NULL};

    fill(p.ids);
    struct ngram *m = counted(p.ids, LENGTH, VOCAB);
    for (int32_t g = 0; g < VOCAB * VOCAB * VOCAB; g += 7) {
        const int32_t gram[] = {g % VOCAB, g / VOCAB % VOCAB,
                                g / (VOCAB * VOCAB)};
        const double want = plain_kneser_ney(&p, gram, 3, true);
        const double got = ngram_probability(m, &way, gram, 2, gram[2]);

        cr_assert(near(got, want), "%d: %.12g, not %.12g", g, got, want);
    }
    ngram_free(m);
}

Test(ngram, loss_is_the_mean_over_the_asked_tokens)
{
    const int32_t ids[] = {1, 2, 1, 3, 1, 2};
    struct ngram *m = counted(ids, 6, 4);
    const struct ngram_way way = {NGRAM_ADD, 2, 1.0, NULL};
    double sum = 0.0;

    for (int i = 2; i < 6; i++)
        sum -= log(ngram_probability(m, &way, ids, i, ids[i]));
    cr_assert(near(ngram_loss(m, &way, ids, 2, 6), sum / 4));
    cr_assert(near(ngram_loss(m, &way, ids, 6, 6), 0.0));
    ngram_free(m);
}

Test(ngram, texts_of_nothing_and_of_one_word)
{
    const int32_t same[] = {0, 0, 0, 0};
    struct ngram *empty = counted(NULL, 0, 3);
    struct ngram *one = counted(same, 4, 1);

    for (int w = 0; w < 7; w++) {
        cr_assert(
            near(ngram_probability(empty, &ways[w], same, 4, 2), 1.0 / 3.0));
        cr_assert(near(ngram_probability(one, &ways[w], same, 4, 0), 1.0));
    }
    ngram_free(empty);
    ngram_free(one);
}

static void refused(const int32_t *ids, int64_t n, int32_t vocab, int order,
                    const char *text)
{
    struct ngram *m;
    const struct status st = ngram_new(&m, ids, n, vocab, order);

    cr_assert(st.code && !m);
    cr_assert(strstr(st.text, text), "\"%s\" lacks \"%s\"", st.text, text);
}

Test(ngram, refuses_what_makes_no_sense)
{
    const int32_t ids[] = {0, 1, 7};
    struct ngram *m = counted(ids, 2, 2);

    refused(ids, 3, 2, 2, "token 2 is 7, the vocabulary has 2");
    refused(ids, 2, 2, 6, "order 1 to 5");
    refused(ids, 2, 0, 1, "vocabulary is empty");
    refused(ids, (int64_t)1 << 40, 2, 1, "too many");
    cr_assert(ngram_check(m, &(struct ngram_way){NGRAM_ADD, 6, 1, NULL}).code);
    cr_assert(ngram_check(m, &(struct ngram_way){NGRAM_ADD, 2, 0, NULL}).code);
    cr_assert(
        ngram_check(m, &(struct ngram_way){NGRAM_INTERPOLATED, 2, 1, NULL})
            .code);
    cr_assert(
        ngram_check(m, &(struct ngram_way){NGRAM_ADD, 2, (double)NAN, NULL})
            .code);
    ngram_free(m);
}

static struct status starved(void)
{
    int32_t ids[LENGTH];
    struct ngram *m;

    fill(ids);
    const struct status st = ngram_new(&m, ids, LENGTH, VOCAB, NGRAM_ORDER);
    ngram_free(m);
    return st;
}

Test(ngram, survives_every_end_of_memory)
{
    starve(starved, 5);
}
