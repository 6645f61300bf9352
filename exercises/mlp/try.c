/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "mlp.h"

int main(void)
{
    const float net[] = {1, 0, 0, 1, 0, 0, 1, 1, 0}, x[] = {1, -1};
    const int32_t label[] = {1};
    const int size[] = {1, 2};
    float hidden[2], score[1], grad[9];

    mlp_forward(hidden, score, net, x, 1, 2);
    mlp_gradient(grad, net, hidden, score, x, label, size);
    printf("hidden %.4f %.4f   score %.4f\n", (double)hidden[0],
           (double)hidden[1], (double)score[0]);
    for (int k = 0; k < 9; k++)
        printf("grad %d %8.4f\n", k, (double)grad[k]);
    return 0;
}
