/* skeleton.c: what it is for, in a few words. */
#include "skeleton.h"

#error write your solution

void skeleton_forward(float *out, const float *x, int rows, int cols)
{
    for (int i = 0; i < rows * cols; i++)
        out[i] = x[i];
}
