/* adamw.c: a step that measures itself by the past. */
#include <math.h>

#include "adamw.h"

void optim_adamw(float *p, const float *g, float *m, float *v,
                 const struct adamw *s, int n)
{
    const float b1 = (float)s->beta1, b2 = (float)s->beta2;
    /* Averages that began at 0 have grown to this part of their size. */
    const float grown1 = (float)(1.0 - pow(s->beta1, s->step));
    const float grown2 = (float)(1.0 - pow(s->beta2, s->step));

    for (int i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1.0f - b1) * g[i];
        v[i] = b2 * v[i] + (1.0f - b2) * g[i] * g[i];
        const float mean = m[i] / grown1;
        const float spread = sqrtf(v[i] / grown2) + (float)s->epsilon;
        const float shrink = (float)s->decay * p[i];

        p[i] -= (float)s->rate * (mean / spread + shrink);
    }
}
