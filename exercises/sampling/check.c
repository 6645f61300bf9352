/* check.c: the cases of sampling. */
#include "exercises/kit/check.h"

#include <math.h>

#include "sampling.h"

enum { ONE, HAND, REACHED, GREEDY, ALL, TIES, ZEROS, ODD, WIDE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one token", false},
    [HAND] = {"hand", "the case of the prompt, p = 0.6", false},
    [REACHED] = {"reached", "the case of the prompt, p = 0.5", false},
    [GREEDY] = {"greedy", "k = 1", false},
    [ALL] = {"all", "k larger than n, p = 1", false},
    [TIES] = {"ties", "equally likely tokens", false},
    [ZEROS] = {"zeros", "tokens with probability 0", false},
    [ODD] = {"odd", "eleven tokens", true},
    [WIDE] = {"wide", "200 tokens", true},
    {0},
};

static const struct size {
    int n, k;
    float p;
} sizes[] = {
    [ONE] = {1, 1, 0.9f},    [HAND] = {3, 2, 0.6f}, [REACHED] = {3, 2, 0.5f},
    [GREEDY] = {5, 1, 0.1f}, [ALL] = {4, 9, 1.0f},  [TIES] = {4, 2, 0.5f},
    [ZEROS] = {6, 3, 0.75f}, [ODD] = {11, 4, 0.7f}, [WIDE] = {200, 20, 0.9f},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {0.5f, 0.2f, 0.3f};
    const int n = check_add_whole(c, "n", sizes[number].n);

    check_add_whole(c, "k", sizes[number].k);
    check_add_real(c, "p", sizes[number].p);
    float *probs = check_add_floats(c, "probs", 1, n);
    check_add_result(c, "top_k", 1, n);
    check_add_result(c, "top_p", 1, n);
    float sum = 0.0f;
    for (int i = 0; i < n; i++) {
        probs[i] = expf(1.5f * check_normal(c));
        if (number == TIES || (number == ZEROS && i % 2))
            probs[i] = number == TIES;
        sum += probs[i];
    }
    for (int i = 0; i < n; i++)
        probs[i] =
            number == HAND || number == REACHED ? by_hand[i] : probs[i] / sum;
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n");

    top_k(check_floats(c, "top_k"), check_floats(c, "probs"), n,
          check_whole(c, "k"));
    top_p(check_floats(c, "top_p"), check_floats(c, "probs"), n,
          check_real(c, "p"));
}

static void look(struct check *c, int number)
{
    const float *out = check_floats(c, "top_k");
    int kept = 0;

    for (int i = 0; i < check_whole(c, "n"); i++)
        kept += out[i] > 0.0f;
    if (number == ONE && kept != 1)
        check_say(c,
                  "with one token top-k keeps it, with probability 1; yours "
                  "is %g. Start there",
                  (double)out[0]);
    if (number == GREEDY && kept != 1)
        check_say(c, "k = 1 keeps one token, yours keeps %d", kept);
}

const struct check_exercise check_exercise = {
    .exports = "top_k top_p",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
