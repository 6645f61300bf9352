/* try.c: yours to change, never graded. Prints the first positions. */
#include <stdio.h>

#include "sinusoid.h"

int main(void)
{
    float table[16];

    sinusoid_fill(table, 4, 4);
    for (int t = 0; t < 4; t++) {
        printf("position %d:", t);
        for (int i = 0; i < 4; i++)
            printf(" %7.4f", (double)table[t * 4 + i]);
        printf("\n");
    }
    return 0;
}
