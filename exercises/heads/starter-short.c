/* heads.c, the ten-minute version: put code in place of every BLANK. */
#include "heads.h"

#define BLANK 0

void heads_split(float *out, const float *x, int T, int heads, int size)
{
    for (int h = 0; h < heads; h++)
        for (int t = 0; t < T; t++)
            for (int i = 0; i < size; i++)
                out[(h * T + BLANK) * size + i] =
                    x[(t * heads + BLANK) * size + i];
}

void heads_merge(float *out, const float *x, int T, int heads, int size)
{
    for (int h = 0; h < heads; h++)
        for (int t = 0; t < T; t++)
            for (int i = 0; i < size; i++)
                out[(t * heads + BLANK) * size + i] =
                    x[(h * T + BLANK) * size + i];
}
