/* check.c: the cases of ngram. */
#include "exercises/kit/check.h"

#include <math.h>

#include "ngram.h"

enum { EMPTY, HAND, ZERO, END, OVERLAP, NEVER, TINY, PAIRS, TRIPLES };

static const struct check_case cases[] = {
    [EMPTY] = {"empty", "an empty text", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ZERO] = {"zero", "order 0", false},
    [END] = {"end", "a context at the very end", false},
    [OVERLAP] = {"overlap", "places that overlap", false},
    [NEVER] = {"never", "a context that never occurs", false},
    [TINY] = {"tiny", "a text shorter than the context", false},
    [PAIRS] = {"pairs", "order 2 in 300 tokens", true},
    [TRIPLES] = {"triples", "order 3 in 900 tokens", true},
    {0},
};

static void make(struct check *c, int number)
{
    static const int given[][6] = {
        [EMPTY] = {0},
        [HAND] = {1, 2, 1, 3, 1, 2},
        [ZERO] = {1, 2, 1, 3, 1, 2},
        [END] = {3, 2, 0, 2},
        [OVERLAP] = {1, 1, 1, 1, 1},
        [NEVER] = {0, 1, 0, 1},
        [TINY] = {2},
    };
    static const int sizes[] = {0, 6, 6, 4, 5, 4, 1, 300, 900};
    static const int orders[] = {1, 1, 0, 1, 2, 1, 2, 2, 3};
    const int n = check_add_whole(c, "n", sizes[number]);
    const int order = check_add_whole(c, "order", orders[number]);
    int32_t *ids = check_add_ints(c, "ids", 1, n);
    int32_t *context = check_add_ints(c, "context", 1, order);

    check_add_real(c, "alpha", number == HAND ? 1.0f : 0.25f);
    check_add_whole(c, "vocab", 4);
    check_add_result(c, "out", 1, 4);
    for (int i = 0; i < n; i++)
        ids[i] = number < PAIRS ? given[number][i] : check_below(c, 4);
    for (int i = 0; i < order; i++)
        context[i] = number >= PAIRS   ? ids[i + 5]
                     : number == END   ? 2
                     : number == NEVER ? 3
                                       : 1;
}

static void call(struct check *c)
{
    const struct ngram g = {.ids = check_ints(c, "ids"),
                            .n = check_whole(c, "n"),
                            .order = check_whole(c, "order"),
                            .vocab = check_whole(c, "vocab"),
                            .alpha = check_real(c, "alpha")};

    for (int next = 0; next < g.vocab; next++)
        check_floats(c, "out")[next] =
            ngram_probability(&g, check_ints(c, "context"), next);
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "out");
    float sum = 0.0f;

    for (int i = 0; i < 4; i++)
        sum += out[i];
    if (number == EMPTY && !(fabsf(out[0] - 0.25f) < 1e-4f))
        check_say(c,
                  "in an empty text every one of 4 tokens has 1/4, yours "
                  "%g: start there",
                  (double)out[0]);
    if (number != HAND && !(fabsf(sum - 1.0f) < 1e-4f))
        check_say(c, "the probabilities of all 4 tokens sum to %g, not to 1",
                  (double)sum);
}

const struct check_exercise check_exercise = {
    .exports = "ngram_probability",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-6,
    .relative = 1e-5,
};
