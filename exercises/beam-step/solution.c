/* beam-step.c: of all ways to go on, the likeliest few. */
#include "beam-step.h"

void beam_step(int *parent, int *token, float *total, const float *before,
               const float *logprobs, int beams, int vocab, int width)
{
    int kept = 0;

    for (int b = 0; b < beams; b++) {
        for (int v = 0; v < vocab; v++) {
            const float sum = before[b] + logprobs[b * vocab + v];
            int at = kept;

            while (at > 0 && sum > total[at - 1])
                at--;
            if (at == width)
                continue;
            if (kept < width)
                kept++;
            for (int i = kept - 1; i > at; i--) {
                parent[i] = parent[i - 1];
                token[i] = token[i - 1];
                total[i] = total[i - 1];
            }
            parent[at] = b;
            token[at] = v;
            total[at] = sum;
        }
    }
}
