/* matmul.c: the product of two matrices. */
#include "matmul.h"

void matmul_forward(float *out, const float *a, const float *b, int m, int k,
                    int n)
{
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            float sum = 0.0f;

            /* Row i of a times column j of b: k products. */

            out[i * n + j] = sum;
        }
    }
    (void)a, (void)b, (void)k; /* goes once you use them */
}
