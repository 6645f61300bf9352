/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "relu.h"

int main(void)
{
    const float x[] = {-2, 0, 3}, dout[] = {1, 1, 1};
    float out[3], dx[] = {5, 5, 5};

    activation_relu_forward(out, x, 3);
    activation_relu_backward(dx, dout, x, 3);
    for (int i = 0; i < 3; i++)
        printf("x %4g   out %4g   dx %4g\n", (double)x[i], (double)out[i],
               (double)dx[i]);
    return 0;
}
