/* try.c: yours to change, never graded. Prints a few losses. */
#include <stdio.h>

#include "fit-line.h"

int main(void)
{
    const float x[] = {-1, 0, 1, 2}, y[] = {-1, 1, 3, 5};
    float line[2], losses[50];

    fit_line(line, losses, x, y, 4, 0.1f, 50);
    for (int i = 0; i < 50; i += 10)
        printf("step %d: loss %g\n", i, (double)losses[i]);
    printf("y = %g + %g x\n", (double)line[0], (double)line[1]);
    return 0;
}
