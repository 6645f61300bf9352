/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "wordpiece.h"

int main(void)
{
    static const char *const vocab[] = {"un", "able", "##able", "##break",
                                        "##bre"};
    int out[16];
    const int n = wordpiece_encode(out, "unbreakable", vocab, 5, 99);

    for (int i = 0; i < n; i++)
        printf("%d ", out[i]);
    printf("\n");
    return 0;
}
