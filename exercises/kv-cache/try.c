/* try.c: yours to change, never graded. Five tokens into a room of three. */
#include <stdio.h>

#include "kv-cache.h"

int main(void)
{
    float keys[3] = {0}, values[3] = {0};
    struct kv_cache cache = {keys, values, 3, 1, 0};

    for (int t = 1; t <= 5; t++) {
        const float k = (float)t, v = (float)-t;
        const int length = kv_append(&cache, &k, &v, 1);

        printf("token %d: length %d, keys %g %g %g\n", t, length,
               (double)keys[0], (double)keys[1], (double)keys[2]);
    }
    return 0;
}
