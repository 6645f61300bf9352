/* Jumps to where nobody waits. */
#include <setjmp.h>

#include "twice.h"

static void *where[64];

void twice(float *out, const float *x, int n)
{
    (void)out, (void)x, (void)n;
    longjmp((struct __jmp_buf_tag *)(void *)where, 1);
}
