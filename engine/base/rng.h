#ifndef ENGINE_BASE_RNG_H
#define ENGINE_BASE_RNG_H

#include <stdint.h>

/*
 * rng.h - random numbers by counting: number i of stream s of a seed is a
 * pure function of (seed, s, i). Nothing depends on who asked before, so
 * threads, resumed runs and replays all see the same numbers.
 *
 * Source: Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3",
 * section 3.3 (Philox4x32, 10 rounds).
 */
struct rng {
    uint64_t seed, stream;
    uint64_t next; /* index of the next number */
};

static inline struct rng rng_make(uint64_t seed, uint64_t stream)
{
    return (struct rng){.seed = seed, .stream = stream};
}

/* Four 32-bit numbers: block `index` of (seed, stream). */
void rng_block(uint32_t out[4], uint64_t seed, uint64_t stream, uint64_t index);

/* The number at `index`, without state. */
uint32_t rng_at(uint64_t seed, uint64_t stream, uint64_t index);

/* The next number of `r`. */
uint32_t rng_next(struct rng *r);

/* Uniform in [0, 1), 24 bits. */
float rng_uniform(struct rng *r);

/* Uniform in 0..n-1 without bias, n >= 1. */
uint32_t rng_below(struct rng *r, uint32_t n);

/* Normal with mean 0 and variance 1 (Box and Muller). */
float rng_normal(struct rng *r);

#endif
