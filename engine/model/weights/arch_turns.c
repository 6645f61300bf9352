#include "engine/model/weights/arch_turns.h"

#include <math.h>
#include <stdlib.h>

#include "engine/kernels/kernels.h"

#define TURN 6.283185307179586

/* What all published models of this rule have; files do not say it. */
#define LOW  1.0
#define HIGH 4.0

/* Numbers of a file are floats; those of another rule are further off. */
#define WITHIN 1e-3

static int64_t width_of(const struct arch *a)
{
    return a->head_width ? a->head_width : a->width / a->heads;
}

/* Radians from one position to the next, unstretched. */
static double plain(const struct arch *a, int64_t pair)
{
    return pow(a->rope_base, -2.0 * (double)pair / (double)width_of(a));
}

static double divisor(const struct arch *a, int64_t pair)
{
    const double turns = (double)a->original * plain(a, pair) / TURN;

    if (turns > a->high)
        return 1.0;
    if (turns < a->low)
        return a->factor;
    const double share = (turns - a->low) / (a->high - a->low);
    return 1.0 / (share + (1.0 - share) / a->factor);
}

void arch_turns_divisors(const struct arch *a, float *out)
{
    for (int64_t i = 0; i < width_of(a) / 2; i++)
        out[i] = (float)divisor(a, i);
}

/* The context of the first training: from a pair in between, whose divisor
 * tells it, else from the last pair that is kept and the first that is not. */
static double original_of(const struct arch *a, const float *x, int64_t pairs)
{
    double most = 1e30, least = 1.0;

    for (int64_t i = 0; i < pairs; i++) {
        const double d = (double)x[i], one = TURN / plain(a, i);

        if (fabs(d - 1.0) < WITHIN) {
            least = fmax(least, HIGH * one);
        } else if (fabs(d / a->factor - 1.0) < WITHIN) {
            most = fmin(most, LOW * one);
        } else {
            const double share =
                (1.0 / d - 1.0 / a->factor) / (1.0 - 1.0 / a->factor);

            return (LOW + share * (HIGH - LOW)) * one;
        }
    }
    return most < 1e30 ? sqrt(least * most) : least;
}

static struct status fit(struct arch *a, const float *x, int64_t pairs)
{
    a->factor = 1.0;
    for (int64_t i = 0; i < pairs; i++)
        if (isfinite(x[i]) && (double)x[i] > a->factor)
            a->factor = (double)x[i];
    if (a->factor < 1.0 + WITHIN) /* no pair is stretched */
        a->factor = 1.0;
    const double original = original_of(a, x, pairs);
    if (!(original >= 1.0 && original <= 1 << 24) || a->factor > 1e6)
        return status_fail(STATUS_UNSUPPORTED,
                           "\"" ARCH_TURNS "\" stretches angles in a way that "
                           "is not known here");
    a->scaling = ARCH_LLAMA3;
    a->low = LOW;
    a->high = HIGH;
    a->original = (int64_t)(original + 0.5);
    for (int64_t i = 0; i < pairs; i++)
        if (!(fabs((double)x[i] / divisor(a, i) - 1.0) < WITHIN))
            return status_fail(STATUS_UNSUPPORTED,
                               "\"" ARCH_TURNS "\": number %lld is %g, and by "
                               "the rule of Llama 3 would be %g",
                               (long long)i, (double)x[i], divisor(a, i));
    return STATUS_OK;
}

struct status arch_turns_read(struct arch *a, const struct weights_tensor *t)
{
    const int64_t pairs = width_of(a) / 2;
    float x[KERNELS_HEAD_WIDTH / 2];

    if (t->count != pairs || pairs > KERNELS_HEAD_WIDTH / 2) {
        return status_fail(STATUS_BAD_FILE,
                           "\"" ARCH_TURNS "\" at byte %zu has %lld numbers, "
                           "a head has %lld pairs",
                           t->offset, (long long)t->count, (long long)pairs);
    }
    STATUS_TRY(weights_floats(t, 0, pairs, x));
    return fit(a, x, pairs);
}
