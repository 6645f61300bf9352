/* adamw.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "adamw.h"

#define BLANK 1

void optim_adamw(float *p, const float *g, float *m, float *v,
                 const struct adamw *s, int n)
{
    const double grown1 = 1.0 - pow(s->beta1, BLANK); /* to which power? */
    const double grown2 = 1.0 - pow(s->beta2, BLANK);

    for (int i = 0; i < n; i++) {
        const double b1 = s->beta1, b2 = s->beta2;

        m[i] = (float)(b1 * m[i] + (1.0 - b1) * g[i]);
        v[i] = (float)(b2 * v[i] + (1.0 - b2) * BLANK); /* the mean of what? */
        const double mean = m[i] / grown1, square = v[i] / grown2;

        p[i] = (float)(p[i] - s->rate * (mean / (sqrt(square) + s->epsilon) +
                                         s->decay * BLANK));
    }
}
