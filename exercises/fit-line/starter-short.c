/* fit-line.c, the ten-minute version: put code in place of every BLANK. */
#include "fit-line.h"

#define BLANK 0

void fit_line(float *line, float *losses, const float *x, const float *y, int n,
              float rate, int steps)
{
    float a = 0.0f, b = 0.0f;

    for (int step = 0; step < steps; step++) {
        float loss = 0.0f, by_a = 0.0f, by_b = 0.0f;

        for (int i = 0; i < n; i++) {
            const float miss = a + b * x[i] - y[i];

            loss += miss * miss;
            by_a += 2.0f * miss;
            by_b += BLANK;
        }
        losses[step] = loss / (float)n;
        a -= rate * by_a / (float)n;
        b -= BLANK;
    }
    line[0] = a;
    line[1] = b;
}
