/* beam-step.c: of all ways to go on, the likeliest few. */
#include "beam-step.h"

void beam_step(int *parent, int *token, float *total, const float *before,
               const float *logprobs, int beams, int vocab, int width)
{
    for (int i = 0; i < width; i++) {
        parent[i] = 0;
        token[i] = 0;
        total[i] = 0.0f;
    }
    /* Every text b with every token v: what is the total of this way? */

    /* Is it among the `width` best so far? Where does it stand there? */
    (void)before, (void)logprobs; /* goes once you use them */
    (void)beams, (void)vocab;
}
