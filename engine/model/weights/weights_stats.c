#include "engine/model/weights/weights_stats.h"

#include <assert.h>
#include <math.h>

#define PIECE 4096

/* The first pass: range, mean and deviation. */
static void look(struct weights_stats *s, const float *x, int64_t n,
                 double *square)
{
    for (int64_t i = 0; i < n; i++) {
        const double v = (double)x[i];

        if (!isfinite(v))
            continue;
        s->low = s->finite ? fmin(s->low, v) : v;
        s->high = s->finite ? fmax(s->high, v) : v;
        s->zeros += !(v < 0) && !(v > 0);
        s->finite++;
        /* Welford: no difference of two large sums. */
        const double off = v - s->mean;
        s->mean += off / (double)s->finite;
        *square += off * (v - s->mean);
    }
}

static void sort_in(struct weights_stats *s, const float *x, int64_t n)
{
    const double span = s->high - s->low;

    for (int64_t i = 0; i < n; i++) {
        const double v = (double)x[i];

        if (!isfinite(v))
            continue;
        const int at = span > 0 ? (int)((v - s->low) / span * s->bins) : 0;
        s->bin[at < s->bins ? at : s->bins - 1]++;
    }
}

struct status weights_stats(const struct weights_tensor *t, int bins,
                            struct weights_stats *out)
{
    float piece[PIECE];
    double square = 0;

    assert(bins >= 1 && bins <= WEIGHTS_STATS_BINS);
    *out = (struct weights_stats){.count = t->count, .bins = bins};
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t at = 0; at < t->count; at += PIECE) {
            const int64_t left = t->count - at;
            const int64_t n = left < PIECE ? left : PIECE;

            STATUS_TRY(weights_floats(t, at, n, piece));
            if (pass == 0)
                look(out, piece, n, &square);
            else
                sort_in(out, piece, n);
        }
    }
    if (out->finite)
        out->deviation = sqrt(square / (double)out->finite);
    return STATUS_OK;
}
