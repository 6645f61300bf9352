/* c-struct.h: a window that slides over an array.
 * Shapes: x and out have n numbers, n >= 0. They do not overlap. */
#ifndef C_STRUCT_H
#define C_STRUCT_H

/* How far the window reaches: number i sees i - before .. i + after. */
struct window {
    int before, after; /* both >= 0 */
};

void window_mean(float *out, const float *x, int n, const struct window *w);

#endif
