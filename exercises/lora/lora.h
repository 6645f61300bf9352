/* lora.h: a frozen layer with a low-rank detour.
 * Shapes: x is [rows, in], w [in, cols], a [in, rank], b [rank, cols], out
 *     [rows, cols], row after row; low has rank numbers. rows >= 0, in >= 1,
 *     cols >= 1, rank >= 0. The arrays do not overlap.
 * Source: Hu et al. 2021, section 4.1. */
#ifndef LORA_H
#define LORA_H

struct lora {
    int rows, in, cols, rank;
    float scale;
};

void lora_forward(float *out, float *low, const float *x, const float *w,
                  const float *a, const float *b, const struct lora *s);

#endif
