#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/wordpairs.h"
#include "engine/model/wordvec.h"

enum { TOPIC = 5, TOPICS = 3, VOCAB = TOPIC * TOPICS, LENGTH = 6000 };

/* Runs of 20 words out of one topic: words of a topic keep company. */
static void fill(int32_t *ids)
{
    struct rng r = rng_make(3, 0);

    for (int i = 0; i < LENGTH; i++) {
        const int topic = i / 20 % TOPICS;

        ids[i] = topic * TOPIC + (int32_t)rng_below(&r, TOPIC);
    }
}

static struct wordvec *open_on_topics(enum wordvec_kind kind)
{
    struct wordvec_settings s = wordvec_defaults();
    int32_t ids[LENGTH];
    struct wordvec *w;

    s.kind = kind;
    s.width = 8;
    s.window = 3;
    s.batch = 256;
    s.rate = 2e-2;
    fill(ids);
    const struct status st = wordvec_new(&w, ids, LENGTH, VOCAB, &s);
    cr_assert(st.code == STATUS_FINE, "%s", st.text);
    return w;
}

static double steps(struct wordvec *w, int n)
{
    double loss = 0.0;

    for (int i = 0; i < n; i++)
        cr_assert(wordvec_step(w, &loss).code == STATUS_FINE);
    return loss;
}

/* Of all words, the share whose four nearest are those of its topic. */
static double company(const struct wordvec *w)
{
    struct vectors v;
    struct vectors_hit hit[TOPIC - 1];
    int right = 0;

    cr_assert(wordvec_vectors(w, &v).code == STATUS_FINE);
    for (int64_t i = 0; i < VOCAB; i++) {
        vectors_nearest(&v, v.row + i * v.width, &i, 1, hit, TOPIC - 1);
        for (int k = 0; k < TOPIC - 1; k++)
            right += hit[k].index / TOPIC == i / TOPIC;
    }
    vectors_free(&v);
    return (double)right / (VOCAB * (TOPIC - 1));
}

Test(wordvec, the_first_guess_of_skipgram_is_even)
{
    struct wordvec *w = open_on_topics(WORDVEC_SKIPGRAM);

    /* Six words, each a coin: its neighbour and five that were drawn. */
    cr_assert(fabs(steps(w, 1) - 6.0 * log(2.0)) < 1e-5);
    wordvec_free(w);
}

Test(wordvec, words_that_keep_company_become_neighbours)
{
    for (int kind = 0; kind < 2; kind++) {
        struct wordvec *w = open_on_topics((enum wordvec_kind)kind);
        const double first = company(w);

        steps(w, 300);
        const double after = company(w);
        cr_assert(first < 0.6 && after > 0.95, "kind %d: %g, then %g", kind,
                  first, after);
        cr_assert(wordvec_steps(w) == 300);
        wordvec_free(w);
    }
}

Test(wordvec, a_seed_gives_the_same_losses)
{
    struct wordvec *a = open_on_topics(WORDVEC_SKIPGRAM);
    struct wordvec *b = open_on_topics(WORDVEC_SKIPGRAM);

    for (int i = 0; i < 5; i++) {
        const double x = steps(a, 1), y = steps(b, 1);

        cr_assert(memcmp(&x, &y, sizeof x) == 0);
    }
    wordvec_free(a);
    wordvec_free(b);
}

/* By hand: a b a c in a window of 2; a neighbour two away counts one half. */
Test(wordvec, glove_counts_by_distance)
{
    const int32_t ids[] = {0, 1, 0, 2};
    struct wordvec_settings s = wordvec_defaults();
    struct wordpairs *p;
    int32_t word[64], other[64];
    float count[64], weight[64];
    int seen = 0;

    s.kind = WORDVEC_GLOVE;
    s.window = 2;
    s.batch = 64;
    s.most = 2.0;
    cr_assert(wordpairs_new(&p, ids, 4, 3, &s).code == STATUS_FINE);
    /* a-b 2, a-a 1/2 both ways, a-c 1, b-c 1/2, and turned. */
    cr_assert(wordpairs_count(p) == 7);
    wordpairs_counts(p, 0, word, other, (float *[]){count, weight});
    for (int i = 0; i < 64; i++) {
        const int a = word[i], b = other[i];
        const double want = a == b       ? 1.0
                            : a + b == 1 ? 2.0
                            : a + b == 2 ? 1.0
                                         : 0.5;

        cr_assert(fabs((double)count[i] - log(want)) < 1e-6, "%d %d", a, b);
        cr_assert(fabs((double)weight[i] - pow(want / 2.0, 0.75)) < 1e-6);
        seen |= 1 << (3 * a + b);
    }
    cr_assert(seen == 0xef, "%x", seen); /* all but b-b and c-c */
    wordpairs_free(p);
}

/* Neighbours lie within the window; words are drawn by count to the power. */
Test(wordvec, draws_neighbours_and_others)
{
    enum { WORDS = 1000, BATCH = 4000, EACH = 6 };
    static int32_t ids[WORDS], word[BATCH], other[BATCH * EACH];
    struct wordvec_settings s = wordvec_defaults();
    struct wordpairs *p;
    int near[5] = {0}, rare = 0;

    for (int i = 0; i < WORDS; i++)
        ids[i] = i < 800 ? i : 800 + i % 2;
    s.batch = BATCH;
    cr_assert(wordpairs_new(&p, ids, WORDS, 802, &s).code == STATUS_FINE);
    wordpairs_draw(p, 0, word, other);
    for (int b = 0; b < BATCH; b++) {
        if (word[b] >= 4 && word[b] < 790) {
            const int d = abs(other[b * EACH] - word[b]);

            cr_assert(d >= 1 && d <= 4, "%d", d);
            near[d]++;
        }
        for (int k = 1; k < EACH; k++)
            rare += other[b * EACH + k] < 800;
    }
    cr_assert(near[1] > near[2] && near[2] > near[3] && near[3] > near[4]);
    const double share = 800.0 / (800.0 + 2.0 * pow(100.0, 0.75));
    cr_assert(fabs((double)rare / (BATCH * 5) - share) < 0.01, "%d", rare);
    wordpairs_free(p);
}

static void refused(const int32_t *ids, int64_t n, int32_t vocab,
                    const struct wordvec_settings *s, const char *text)
{
    struct wordvec *w;
    const struct status st = wordvec_new(&w, ids, n, vocab, s);

    cr_assert(st.code == STATUS_BAD_USAGE && !w);
    cr_assert(strstr(st.text, text), "\"%s\" lacks \"%s\"", st.text, text);
}

Test(wordvec, refuses_what_makes_no_pair)
{
    const int32_t ids[] = {0, 1, 9};
    struct wordvec_settings s = wordvec_defaults();

    refused(ids, 0, 2, &s, "0 words out of 2 make no pair");
    refused(ids, 2, 1, &s, "out of 1 make no pair");
    refused(ids, 3, 2, &s, "word 2 is 9, the vocabulary has 2");
    s.window = 0;
    refused(ids, 2, 2, &s, "window of 0");
    s = wordvec_defaults();
    s.width = 0;
    refused(ids, 2, 2, &s, "width of 0");
    s = wordvec_defaults();
    s.rate = (double)NAN;
    refused(ids, 2, 2, &s, "above 0");
    s = wordvec_defaults();
    s.rate = (double)INFINITY;
    refused(ids, 2, 2, &s, "finite");
    s = wordvec_defaults();
    s.most = (double)INFINITY;
    refused(ids, 2, 2, &s, "finite");
}
