/* gru-step.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "gru-step.h"

#define BLANK 0

static float gate(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

/* One row of w times the state. */
static float product(const float *row, const float *before, int width)
{
    float sum = 0.0f;

    for (int j = 0; j < width; j++)
        sum += row[j] * before[j];
    return sum;
}

void gru_step(float *h, const float *sums, const float *before, const float *w,
              const float *inner, int width)
{
    const float *to_update = w + width * width;
    const float *to_candidate = w + 2 * width * width;

    for (int i = 0; i < width; i++) {
        const int at = i * width;
        const float reset = gate(sums[i] + product(w + at, before, width));
        const float update =
            gate(sums[width + i] + product(to_update + at, before, width));
        const float old = product(to_candidate + at, before, width) + inner[i];
        const float fresh = tanhf(sums[2 * width + i] + BLANK * old);

        h[i] = BLANK * fresh + update * before[i]; /* which share? */
        (void)reset;                               /* goes once you use it */
    }
}
