/* adamw.h: one step of AdamW.
 * Shapes: p, g, m and v have n numbers, n >= 0; p, m and v are changed. They do
 *     not overlap. step >= 1.
 * Source: Loshchilov and Hutter 2019, algorithm 2. */
#ifndef ADAMW_H
#define ADAMW_H

struct adamw {
    double rate, beta1, beta2, epsilon, decay;
    int step;
};

void optim_adamw(float *p, const float *g, float *m, float *v,
                 const struct adamw *s, int n);

#endif
