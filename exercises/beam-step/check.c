/* check.c: the cases of beam-step. */
#include "exercises/kit/check.h"

#include <math.h>

#include "beam-step.h"

enum { ONE, HAND, GREEDY, FIRST, TIES, NEVER, ALL, ODD, WIDE };

static const struct check_case cases[] = {
    [ONE] = {"one", "one text, one token", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [GREEDY] = {"greedy", "width 1", false},
    [FIRST] = {"first", "the first step: one text", false},
    [TIES] = {"ties", "equal totals", false},
    [NEVER] = {"never", "tokens of probability 0", false},
    [ALL] = {"all", "every way is kept", false},
    [ODD] = {"odd", "three texts, seven tokens", true},
    [WIDE] = {"wide", "eight texts, 150 tokens", true},
    {0},
};

static const struct size {
    int beams, vocab, width;
} sizes[] = {
    [ONE] = {1, 1, 1},   [HAND] = {2, 3, 2}, [GREEDY] = {2, 5, 1},
    [FIRST] = {1, 6, 3}, [TIES] = {3, 2, 4}, [NEVER] = {2, 4, 4},
    [ALL] = {2, 2, 4},   [ODD] = {3, 7, 5},  [WIDE] = {8, 150, 8},
};

static void make(struct check *c, int number)
{
    static const float by_hand[] = {-0.5f, -1.5f, -3.0f, -0.2f, -2.0f, -2.5f};
    const int beams = check_add_whole(c, "beams", sizes[number].beams);
    const int vocab = check_add_whole(c, "vocab", sizes[number].vocab);

    check_add_whole(c, "width", sizes[number].width);
    float *before = check_add_floats(c, "before", 1, beams);
    float *logprobs = check_add_floats(c, "logprobs", beams, vocab);
    check_add_int_result(c, "parent", 1, sizes[number].width);
    check_add_int_result(c, "token", 1, sizes[number].width);
    check_add_result(c, "total", 1, sizes[number].width);
    for (int b = 0; b < beams; b++) {
        before[b] = number == FIRST ? 0.0f : -1.0f - 3.0f * check_uniform(c);
        if (number == TIES || number == HAND)
            before[b] = number == HAND ? -1.0f - (float)b : -1.0f;
        for (int v = 0; v < vocab; v++) {
            float *p = &logprobs[b * vocab + v];

            *p = -0.1f - 4.0f * check_uniform(c);
            if (number == TIES)
                *p = -0.5f;
            if (number == HAND)
                *p = by_hand[b * vocab + v];
            if (number == NEVER && v % 2)
                *p = -INFINITY;
        }
    }
}

static void call(struct check *c)
{
    beam_step(check_ints(c, "parent"), check_ints(c, "token"),
              check_floats(c, "total"), check_floats(c, "before"),
              check_floats(c, "logprobs"), check_whole(c, "beams"),
              check_whole(c, "vocab"), check_whole(c, "width"));
}

static void look(struct check *c, int number)
{
    const float *total = check_floats(c, "total");
    const float sum = check_floats(c, "before")[0] +
                      check_floats(c, "logprobs")[0];

    if (number == ONE && !(fabsf(total[0] - sum) < 1e-4f))
        check_say(c,
                  "with one text and one token the total is before[0] + "
                  "logprobs[0], %g; yours is %g. Start there",
                  (double)sum, (double)total[0]);
}

const struct check_exercise check_exercise = {
    .exports = "beam_step",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-5,
};
