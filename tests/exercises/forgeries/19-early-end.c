/* Takes leave before it was asked to. */
#include <unistd.h>

#include "twice.h"

struct head {
    unsigned magic, kind, number, bytes;
    unsigned char nonce[16];
};

void twice(float *out, const float *x, int n)
{
    const struct head h = {0x4c544a31, 5, 0, 0, {0}};

    (void)out, (void)x, (void)n;
    (void)!write(3, &h, sizeof h);
    _exit(0);
}
