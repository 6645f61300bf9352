#include "engine/app/rankeval.h"

#include <math.h>
#include <stddef.h>

#include "engine/base/rng.h"

double rankeval_recall(const int *grade, int n, int k, int wanted)
{
    int found = 0;

    for (int i = 0; i < n && i < k; i++)
        found += grade[i] > 0;
    return wanted ? (double)found / wanted : 0.0;
}

double rankeval_reciprocal(const int *grade, int n)
{
    for (int i = 0; i < n; i++)
        if (grade[i] > 0)
            return 1.0 / (i + 1);
    return 0.0;
}

static double gain(const int *grade, int n, int k)
{
    double sum = 0.0;

    for (int i = 0; i < n && i < k; i++)
        sum += (exp2(grade[i]) - 1.0) / log2(i + 2.0);
    return sum;
}

double rankeval_ndcg(const int *grade, int n, int k, const int *ideal,
                     int ideals)
{
    const double best = gain(ideal, ideals, k);

    return best > 0.0 ? gain(grade, n, k) / best : 0.0;
}

/* Means are counted in bins instead of being sorted: 1/4000 of their range is
 * finer than an interval of so few questions is sure. */
enum { BINS = 4000 };

struct rankeval_interval rankeval_bootstrap(const double *a, const double *b,
                                            int n, int samples, uint64_t seed)
{
    int count[BINS + 1] = {0};
    struct rng rng = rng_make(seed, 0x626f6f74);
    double low = 0.0, high = 0.0, sum = 0.0;
    struct rankeval_interval out = {0.0, 0.0, 0.0};

    for (int i = 0; i < n; i++) {
        const double x = a[i] - (b ? b[i] : 0.0);

        sum += x;
        low = i == 0 || x < low ? x : low;
        high = i == 0 || x > high ? x : high;
    }
    out.mean = out.low = out.high = sum / n;
    if (!(high > low))
        return out;
    for (int s = 0; s < samples; s++) {
        double mean = 0.0;

        for (int i = 0; i < n; i++) {
            const uint32_t q = rng_below(&rng, (uint32_t)n);

            mean += a[q] - (b ? b[q] : 0.0);
        }
        mean /= n;
        count[(int)((mean - low) / (high - low) * BINS)]++;
    }
    const double step = (high - low) / BINS;
    int below = 0;
    for (int i = 0; i <= BINS; i++) {
        if (below * 40.0 <= samples)
            out.low = low + i * step;
        if (below * 40.0 < samples * 39.0)
            out.high = low + (i + 1) * step;
        below += count[i];
    }
    return out;
}
