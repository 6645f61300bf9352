/* matmul.c: the product of two matrices. */
#include "matmul.h"

void matmul_forward(float *out, const float *a, const float *b, int m, int k,
                    int n)
{
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            float sum = 0.0f;

            for (int l = 0; l < k; l++)
                sum += a[i * k + l] * b[l * n + j];
            out[i * n + j] = sum;
        }
    }
}
