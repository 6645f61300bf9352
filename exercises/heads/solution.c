/* heads.c: numbers of one head side by side, and back. */
#include "heads.h"

void heads_split(float *out, const float *x, int T, int heads, int size)
{
    for (int h = 0; h < heads; h++)
        for (int t = 0; t < T; t++)
            for (int i = 0; i < size; i++)
                out[(h * T + t) * size + i] = x[(t * heads + h) * size + i];
}

void heads_merge(float *out, const float *x, int T, int heads, int size)
{
    for (int t = 0; t < T; t++)
        for (int h = 0; h < heads; h++)
            for (int i = 0; i < size; i++)
                out[(t * heads + h) * size + i] = x[(h * T + t) * size + i];
}
