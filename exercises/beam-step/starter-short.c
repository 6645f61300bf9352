/* beam-step.c, the ten-minute version: put code in place of every BLANK. */
#include "beam-step.h"

#define BLANK 0

void beam_step(int *parent, int *token, float *total, const float *before,
               const float *logprobs, int beams, int vocab, int width)
{
    int kept = 0; /* ways in the list, the best first */

    for (int b = 0; b < beams; b++) {
        for (int v = 0; v < vocab; v++) {
            const float sum = BLANK + logprobs[b * vocab + BLANK];
            int at = kept;

            /* Its place: in front of all that are less likely. */
            while (at > 0 && sum > total[at - 1])
                at--;
            if (at == width)
                continue;
            if (kept < width)
                kept++;
            /* Those behind it move one place on. */
            for (int i = kept - 1; i > at; i--) {
                parent[i] = parent[i - 1];
                token[i] = token[i - 1];
                total[i] = total[i - 1];
            }
            parent[at] = BLANK;
            token[at] = v;
            total[at] = sum;
        }
    }
    (void)before;
}
