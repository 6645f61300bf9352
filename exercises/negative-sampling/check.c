/* check.c: the cases of negative-sampling. */
#include "exercises/kit/check.h"

#include <math.h>

#include "negative-sampling.h"

enum { LONE, HAND, NEAR, CLOSE_STRANGER, EXTREME, TWO, ODD, WIDE };

static const struct check_case cases[] = {
    [LONE] = {"lone", "a neighbour and no stranger", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [NEAR] = {"near", "a neighbour that fits, strangers that do not", false},
    [CLOSE_STRANGER] = {"close-stranger", "a stranger that fits", false},
    [EXTREME] = {"extreme", "products of +-200", false},
    [TWO] = {"two", "three numbers, two strangers", false},
    [ODD] = {"odd", "seven numbers, five strangers", true},
    [WIDE] = {"wide", "50 numbers, 15 strangers", true},
    {0},
};

static void fill(struct check *c, int number, float *word, float *others, int d,
                 int k)
{
    check_normals(c, word, d, 0.7f, 0.0f);
    check_normals(c, others, (k + 1) * d, 0.7f, 0.0f);
    if (number >= TWO)
        return;
    for (int i = 0; i < (k + 1) * d; i++)
        others[i] = 0.0f;
    word[0] = 1.0f;
    word[1] = number == LONE || number == HAND ? 0.0f : 0.5f;
    if (number == LONE || number == HAND)
        others[1] = 1.0f;
    if (number == NEAR || number == CLOSE_STRANGER) {
        others[0] = number == NEAR ? 3.0f : -1.0f;
        others[2] = number == NEAR ? -3.0f : 2.0f;
    }
    if (number == EXTREME) {
        others[0] = -200.0f;
        others[2] = 200.0f;
        others[4] = -200.0f;
    }
}

static void make(struct check *c, int number)
{
    static const int ds[] = {2, 2, 2, 2, 2, 3, 7, 50};
    static const int ks[] = {0, 1, 1, 1, 2, 2, 5, 15};
    const int d = check_add_whole(c, "d", ds[number]);
    const int k = check_add_whole(c, "k", ks[number]);
    float *word = check_add_floats(c, "word", 1, d);
    float *others = check_add_floats(c, "others", k + 1, d);

    check_add_result(c, "loss", 1, 1);
    check_add_result(c, "dword", 1, d);
    check_add_result(c, "dothers", k + 1, d);
    fill(c, number, word, others, d, k);
}

static void call(struct check *c)
{
    check_floats(c, "loss")[0] =
        negative_step(check_floats(c, "dword"), check_floats(c, "dothers"),
                      check_floats(c, "word"), check_floats(c, "others"),
                      check_whole(c, "d"), check_whole(c, "k"));
}

static void look(struct check *c, int number)
{
    const float loss = check_floats(c, "loss")[0];

    if (number == LONE && !(fabsf(loss - 0.693147f) < 1e-3f))
        check_say(c,
                  "one neighbour whose product is 0 costs -log 0.5 = 0.6931, "
                  "yours %g: start there",
                  (double)loss);
    if (number == EXTREME && !isfinite(loss))
        check_say(c,
                  "with a product of -200 your loss is %g: exp(200) runs over. "
                  "Take exp() of -|x| only",
                  (double)loss);
}

const struct check_exercise check_exercise = {
    .exports = "negative_step",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
