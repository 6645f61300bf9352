/* check.c: the cases of attention. */
#include "exercises/kit/check.h"

#include <math.h>

#include "attention.h"

enum { ONE, HAND, ROWS, FUTURE, EXTREME, LOW, SMALL, ODD, WIDE, LONG, EMPTY };

static const struct check_case cases[] = {
    [ONE] = {"one", "one position", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [ROWS] = {"rows", "every row of weights", false},
    [FUTURE] = {"future", "a loud future changes nothing before it", false},
    [EXTREME] = {"high", "scores near +1800", false},
    [LOW] = {"low", "scores near -1800", false},
    [SMALL] = {"small", "two positions, one number each", true},
    [ODD] = {"odd", "seven positions", true},
    [WIDE] = {"wide", "many numbers a position", true},
    [LONG] = {"long", "many positions", true},
    [EMPTY] = {"empty", "no position: nothing is written", false},
    {0},
};

static const struct size {
    int T, d;
} sizes[] = {
    [ONE] = {1, 4},     [HAND] = {2, 1},  [ROWS] = {4, 3},  [FUTURE] = {8, 4},
    [EXTREME] = {6, 4}, [LOW] = {6, 4},   [SMALL] = {2, 1}, [ODD] = {7, 16},
    [WIDE] = {33, 32},  [LONG] = {64, 8}, [EMPTY] = {0, 3},
};

static void by_hand(float *q, float *k, float *v)
{
    q[0] = 1.0f;
    q[1] = 2.0f;
    k[0] = 0.0f;
    k[1] = 1.0f;
    v[0] = 10.0f;
    v[1] = 20.0f;
}

static void make(struct check *c, int number)
{
    const int T = check_add_whole(c, "T", sizes[number].T);
    const int d = check_add_whole(c, "d", sizes[number].d);
    float *q = check_add_floats(c, "q", T, d);
    float *k = check_add_floats(c, "k", T, d);
    float *v = check_add_floats(c, "v", T, d);
    const float shift = number == EXTREME ? 30.0f : number == LOW ? -30.0f : 0;

    check_add_result(c, "weights", T, T);
    check_add_result(c, "out", T, d);
    check_normals(c, q, T * d, 1.0f, fabsf(shift));
    check_normals(c, k, T * d, 1.0f, shift);
    check_normals(c, v, T * d, 1.0f, 0.0f);
    if (number == HAND)
        by_hand(q, k, v);
    /* Whoever lets positions 5 to 7 in cannot miss them. */
    for (int i = 5 * d; number == FUTURE && i < T * d; i++) {
        k[i] *= 1000.0f;
        v[i] *= 1000.0f;
    }
}

static void call(struct check *c)
{
    attention_forward(check_floats(c, "out"), check_floats(c, "weights"),
                      check_floats(c, "q"), check_floats(c, "k"),
                      check_floats(c, "v"), check_whole(c, "T"),
                      check_whole(c, "d"));
}

static void look_at_row(struct check *c, const float *row, int t, int T)
{
    float sum = 0.0f;

    for (int j = 0; j < T; j++) {
        sum += row[j];
        if (j > t && !(row[j] <= 0.0f && row[j] >= 0.0f))
            check_say(c,
                      "row %d of the weights gives %g to position %d, which "
                      "is its future: that weight is exactly 0",
                      t, (double)row[j], j);
    }
    if (t == 0 && T == 1 && !(fabsf(sum - 1.0f) < 1e-4f))
        check_say(c,
                  "row 0 of the weights sums to %g, not to 1. Position 0 sees "
                  "only itself, so its weight is 1. Start there",
                  (double)sum);
    if (!(fabsf(sum - 1.0f) < 1e-4f))
        check_say(c, "row %d of the weights sums to %g, not to 1", t,
                  (double)sum);
}

static void look(struct check *c, int number)
{
    const int T = check_whole(c, "T");

    if (number == HAND || number == FUTURE)
        return; /* the numbers themselves say more */
    for (int t = 0; t < T; t++)
        look_at_row(c, check_floats(c, "weights") + t * T, t, T);
}

const struct check_exercise check_exercise = {
    .exports = "attention_forward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    /* f32 sums of up to 64 terms reach 4e-7, the mildest mistake 0.01. */
    .absolute = 1e-5,
    .relative = 1e-4,
};
