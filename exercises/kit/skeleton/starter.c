/* skeleton.c: what it is for, in a few words. */
#include "skeleton.h"

void skeleton_forward(float *out, const float *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        /* What is to be done for row r. */
        for (int c = 0; c < cols; c++)
            out[r * cols + c] = 0.0f;
    }
    (void)x; /* goes once you use it */
}
