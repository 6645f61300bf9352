#include "engine/base/rng.h"

#include <assert.h>
#include <math.h>

/* Multipliers and key increments of Philox4x32 (Salmon et al. 2011). */
#define MUL_A 0xD2511F53u
#define MUL_B 0xCD9E8D57u
#define KEY_A 0x9E3779B9u
#define KEY_B 0xBB67AE85u

void rng_block(uint32_t out[4], uint64_t seed, uint64_t stream, uint64_t index)
{
    uint32_t a = (uint32_t)index, b = (uint32_t)(index >> 32);
    uint32_t c = (uint32_t)stream, d = (uint32_t)(stream >> 32);
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);

    for (int round = 0; round < 10; round++) {
        const uint64_t x = (uint64_t)MUL_A * a, y = (uint64_t)MUL_B * c;

        a = (uint32_t)(y >> 32) ^ b ^ key0;
        b = (uint32_t)y;
        c = (uint32_t)(x >> 32) ^ d ^ key1;
        d = (uint32_t)x;
        key0 += KEY_A;
        key1 += KEY_B;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

uint32_t rng_at(uint64_t seed, uint64_t stream, uint64_t index)
{
    uint32_t block[4];

    rng_block(block, seed, stream, index / 4);
    return block[index % 4];
}

uint32_t rng_next(struct rng *r)
{
    return rng_at(r->seed, r->stream, r->next++);
}

float rng_uniform(struct rng *r)
{
    return (float)(rng_next(r) >> 8) * 0x1p-24f;
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
    assert(n >= 1);
    /* Numbers below 2^32 mod n would make some answers likelier: skip. */
    const uint32_t skip = -n % n;

    for (;;) {
        const uint64_t wide = (uint64_t)rng_next(r) * n;
        if ((uint32_t)wide >= skip)
            return (uint32_t)(wide >> 32);
    }
}

float rng_normal(struct rng *r)
{
    const double pi = 3.14159265358979323846;
    const double u = ((double)rng_next(r) + 1.0) * 0x1p-32; /* never 0 */
    const double v = (double)rng_next(r) * 0x1p-32;

    return (float)(sqrt(-2.0 * log(u)) * cos(2.0 * pi * v));
}
