/* check.c: the cases of additive attention. */
#include "exercises/kit/check.h"

#include <math.h>
#include <string.h>

#include "additive-attention.h"

enum { ONE, HAND, EVEN, HIGH, LOW, FOUR, ODD, WIDE, NONE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one state", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [EVEN] = {"even", "equal keys: equal weights", false},
    [HIGH] = {"high", "scores near 900", false},
    [LOW] = {"low", "scores near -900", false},
    [FOUR] = {"four", "four states", false},
    [ODD] = {"odd", "seven states", true},
    [WIDE] = {"wide", "33 states", true},
    [NONE] = {"none", "no state: out is 0", false},
    {0},
};

/* n, width, d */
static const int sizes[][3] = {
    [ONE] = {1, 1, 1},  [HAND] = {3, 2, 2},    [EVEN] = {4, 3, 2},
    [HIGH] = {3, 2, 2}, [LOW] = {3, 2, 2},     [FOUR] = {4, 3, 5},
    [ODD] = {7, 5, 3},  [WIDE] = {33, 16, 24}, [NONE] = {0, 2, 3},
};

static void make(struct check *c, int number)
{
    static const float hand_k[] = {0, 0, 5, 5, -5, -5};
    static const float hand_states[] = {10, 0, 0, 10, 5, 5};
    const int n = check_add_whole(c, "n", sizes[number][0]);
    const int width = check_add_whole(c, "width", sizes[number][1]);
    const int d = check_add_whole(c, "d", sizes[number][2]);
    float *q = check_add_floats(c, "q", 1, width);
    float *k = check_add_floats(c, "k", n, width);
    float *v = check_add_floats(c, "v", 1, width);
    float *states = check_add_floats(c, "states", n, d);

    check_add_result(c, "weights", 1, n);
    check_add_result(c, "out", 1, d);
    check_normals(c, q, width, 1.0f, 0.2f);
    check_normals(c, k, n * width, 1.0f, 0.0f);
    check_normals(c, v, width, 1.5f, 0.5f);
    check_normals(c, states, n * d, 1.0f, 0.5f);
    for (int i = 0; number == EVEN && i < n * width; i++)
        k[i] = k[i % width];
    for (int i = 0; (number == HIGH || number == LOW) && i < width; i++) {
        v[i] = number == HIGH ? 450.0f : -450.0f;
        q[i] = 6.0f;
    }
    if (number == HAND) {
        q[0] = 0.0f;
        q[1] = 1.0f;
        v[0] = v[1] = 2.0f;
        memcpy(k, hand_k, sizeof hand_k);
        memcpy(states, hand_states, sizeof hand_states);
    }
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n");

    additive_weights(check_floats(c, "weights"), check_floats(c, "q"),
                     check_floats(c, "k"), check_floats(c, "v"), n,
                     check_whole(c, "width"));
    additive_mix(check_floats(c, "out"), check_floats(c, "weights"),
                 check_floats(c, "states"), n, check_whole(c, "d"));
}

static void look(struct check *c, int number)
{
    const float *weights = check_floats(c, "weights");
    float sum = 0.0f;

    if (number == ONE && !(fabsf(weights[0] - 1.0f) < 1e-4f))
        check_say(c,
                  "the weight is %g. One state alone takes all: its weight is "
                  "1, whatever its score. Start there",
                  (double)weights[0]);
    for (int j = 0; number == FOUR && j < check_whole(c, "n"); j++)
        sum += weights[j];
    if (number == FOUR && !(fabsf(sum - 1.0f) < 1e-3f))
        check_say(c, "the weights sum to %g, not to 1", (double)sum);
}

const struct check_exercise check_exercise = {
    .exports = "additive_weights additive_mix",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    /* Scores of 900 in f32 are known to 6e-5: so are their weights. */
    .absolute = 2e-4,
    .relative = 2e-4,
};
