/* projection.c: the part along a vector, and the rest. */
#include "projection.h"

void projection_forward(float *amount, float *along, float *rest,
                        const float *x, const float *v, int rows, int n)
{
    for (int r = 0; r < rows; r++) {
        /* How much of v is in row r? */
        amount[r] = 0.0f;

        for (int i = 0; i < n; i++) {
            along[r * n + i] = 0.0f;
            rest[r * n + i] = 0.0f;
        }
    }
    (void)x, (void)v; /* goes once you use them */
}
