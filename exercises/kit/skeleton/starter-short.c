/* skeleton.c, the ten-minute version: put code in place of every BLANK. */
#include "skeleton.h"

#define BLANK 0

void skeleton_forward(float *out, const float *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++)
            out[r * cols + c] = x[r * cols + c] * BLANK;
    }
}
