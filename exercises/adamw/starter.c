/* adamw.c: a step that measures itself by the past. */
#include <math.h>

#include "adamw.h"

void optim_adamw(float *p, const float *g, float *m, float *v,
                 const struct adamw *s, int n)
{
    for (int i = 0; i < n; i++) {
        /* The two averages. */

        /* Made larger for the first steps. */

        /* The step. */
        p[i] = 0.0f;
    }
    (void)g, (void)m, (void)v, (void)s; /* goes once you use them */
}
