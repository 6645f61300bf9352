/* Sends half of the answer and waits to be finished. */
#include <unistd.h>

#include "twice.h"

struct head {
    unsigned magic, kind, number, bytes;
    unsigned char nonce[16];
};

void twice(float *out, const float *x, int n)
{
    (void)!write(3, out, (unsigned long)n * 2);
    (void)x;
    _exit(0);
}
