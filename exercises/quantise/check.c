/* check.c: the cases of quantise. */
#include "exercises/kit/check.h"

#include <math.h>

#include "quantise.h"

enum { ZEROS, HAND, SIDES, SIGNS, TWO, MANY, NONE };

static const struct check_case cases[] = {
    [ZEROS] = {"zeros", "a block of zeros", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [SIDES] = {"sides", "tiny and huge blocks side by side", false},
    [SIGNS] = {"signs", "the largest is negative", false},
    [TWO] = {"two", "two blocks", true},
    [MANY] = {"many", "twenty blocks", true},
    [NONE] = {"none", "no block: nothing is written", false},
    {0},
};

/* No number lies near the middle between two steps: the last bit of a division
 * must not decide. */
static void keep_off_middle(float *x, int n)
{
    for (int b = 0; b < n / QUANTISE_BLOCK; b++) {
        float *block = x + b * QUANTISE_BLOCK;
        float largest = 0.0f;

        for (int i = 0; i < QUANTISE_BLOCK; i++)
            largest = fmaxf(largest, fabsf(block[i]));
        const float step = largest / 127.0f;
        for (int i = 0; i < QUANTISE_BLOCK && step > 0.0f; i++) {
            const float at = fabsf(block[i]) / step;

            if (fabsf(at - floorf(at) - 0.5f) < 0.01f)
                block[i] *= 0.97f;
        }
    }
}

static void make(struct check *c, int number)
{
    static const int blocks[] = {1, 1, 4, 1, 2, 20, 0};
    const int n = check_add_whole(c, "n", QUANTISE_BLOCK * blocks[number]);
    float *x = check_add_floats(c, "x", blocks[number], QUANTISE_BLOCK);
    int32_t *q = check_add_ints(c, "given_q", blocks[number], QUANTISE_BLOCK);
    float *scale = check_add_floats(c, "given_scale", 1, blocks[number]);

    check_add_int_result(c, "q", blocks[number], QUANTISE_BLOCK);
    check_add_result(c, "scale", 1, blocks[number]);
    check_add_result(c, "restored", blocks[number], QUANTISE_BLOCK);
    check_normals(c, x, n, number == ZEROS ? 0.0f : 1.0f, 0.0f);
    for (int i = 0; i < n; i++)
        q[i] = check_below(c, 255) - 127;
    for (int b = 0; b < blocks[number]; b++)
        scale[b] = 0.01f + check_uniform(c);
    for (int i = 0; i < n && number == SIDES; i++)
        x[i] *= i / QUANTISE_BLOCK % 2 ? 1e6f : 1e-6f;
    if (number == SIGNS)
        x[7] = -9.0f;
    keep_off_middle(x, n);
    if (number == HAND) {
        for (int i = 0; i < n; i++)
            x[i] = roundf(10.0f * x[i]);
        x[0] = 127.0f;
        x[1] = 1.4f;
        x[2] = -63.5f;
    }
}

static void call(struct check *c)
{
    const int n = check_whole(c, "n");

    quantise_blocks(check_ints(c, "q"), check_floats(c, "scale"),
                    check_floats(c, "x"), n);
    /* Restoring is looked at on its own. */
    restore_blocks(check_floats(c, "restored"), check_ints(c, "given_q"),
                   check_floats(c, "given_scale"), n);
}

static void look(struct check *c, int number)
{
    const int q = check_ints(c, "q")[0];

    if (number == HAND && q != 127)
        check_say(c,
                  "127 is the largest of its block and becomes 127; yours "
                  "is %d. Start there",
                  q);
}

const struct check_exercise check_exercise = {
    .exports = "quantise_blocks restore_blocks",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 0,
    .relative = 1e-5,
};
