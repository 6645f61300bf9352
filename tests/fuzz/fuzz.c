#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"

#define MOST_BYTES       ((size_t)1 << 20)
#define ROUNDS_PER_CHILD 2000
#define SECONDS_PER_BITE 20 /* a reader that takes longer hangs */

static size_t place(struct rng *r, size_t bytes)
{
    return rng_below(r, (uint32_t)bytes + 1);
}

/* Replaces `gone` bytes at `at` by `text`. */
static void splice(struct buf *b, size_t at, size_t gone, const char *text,
                   size_t bytes)
{
    struct buf out;

    buf_init(&out, MOST_BYTES);
    buf_add(&out, buf_string(b), at);
    buf_add(&out, text, bytes);
    buf_add(&out, buf_string(b) + at + gone, b->bytes - at - gone);
    if (buf_status(&out).code) { /* grown too far: keep the last one */
        buf_release(&out);
        return;
    }
    buf_release(b);
    *b = out;
}

/* Numbers and marks on which readers have tripped before. */
static void insert_token(struct buf *b, struct rng *r)
{
    static const char *const token[] = {
        "-1",        "0",    "4294967296", "18446744073709551615",
        "1e999",     "null", "\"\"",       "\\u0000",
        "\xff\xfe",  "[[[[", "{\"a\":",    "9223372036854775807",
        "\xf4\x90",  "%n%s", "\n---\n",    "```lab\n",
        "../../etc", "NaN",  "true",       "\r\n",
    };
    const char *t = token[rng_below(r, sizeof token / sizeof token[0])];
    const size_t at = place(r, b->bytes);
    size_t gone = rng_below(r, 2) ? strlen(t) : 0;

    if (gone > b->bytes - at)
        gone = b->bytes - at;
    splice(b, at, gone, t, strlen(t));
}

static void damage(struct buf *b, struct rng *r)
{
    const size_t at = place(r, b->bytes);
    size_t span = place(r, b->bytes - at);

    if (rng_below(r, 2) && span > 16)
        span = 16;
    switch (rng_below(r, 6)) {
    case 0: /* cut off */
        splice(b, at, b->bytes - at, "", 0);
        break;
    case 1:
        splice(b, at, span, "", 0);
        break;
    case 2: { /* twice */
        char *copy = malloc(span + 1);

        if (!copy)
            abort();
        memcpy(copy, buf_string(b) + at, span);
        splice(b, at, 0, copy, span);
        free(copy);
        break;
    }
    case 3:
        insert_token(b, r);
        break;
    default:
        if (at < b->bytes)
            b->data[at] = rng_below(r, 2)
                              ? (char)(b->data[at] ^ (1 << rng_below(r, 8)))
                              : (char)rng_next(r);
        break;
    }
}

/* Making a sample may be slow, so each is made once. */
static void make_samples(struct buf *sample)
{
    if (fuzz_target.samples > FUZZ_SAMPLES)
        abort();
    for (int i = 0; i < fuzz_target.samples; i++) {
        buf_init(&sample[i], MOST_BYTES);
        fuzz_target.sample(i, &sample[i]);
        if (buf_status(&sample[i]).code)
            abort(); /* a sample has to fit */
    }
}

static void make_input(struct buf *b, const struct buf *sample, uint64_t round)
{
    struct rng r = rng_make(1, round);
    const struct buf *from = &sample[round % (uint64_t)fuzz_target.samples];

    buf_clear(b);
    buf_add(b, buf_string(from), from->bytes);
    /* Every sample is eaten whole once. */
    if (round < (uint64_t)fuzz_target.samples)
        return;
    for (uint32_t n = 1 + rng_below(&r, 4); n > 0; n--)
        damage(b, &r);
}

static void run_child(const struct buf *sample, double until,
                      volatile uint64_t *at)
{
    const uint64_t from = *at;
    struct buf b;

    buf_init(&b, MOST_BYTES);
    for (uint64_t i = from; i < from + ROUNDS_PER_CHILD; i++) {
        *at = i;
        alarm(SECONDS_PER_BITE);
        make_input(&b, sample, i);
        fuzz_target.eat(buf_string(&b), b.bytes);
        if (clock_seconds() >= until && i >= (uint64_t)fuzz_target.samples)
            break;
    }
    *at += 1;
    buf_release(&b);
    exit(0); /* the leak check runs */
}

static int keep_input(const struct buf *sample, uint64_t round)
{
    char path[64];
    struct buf b;

    buf_init(&b, MOST_BYTES);
    make_input(&b, sample, round);
    snprintf(path, sizeof path, "fuzz-%s-%llu.bin", fuzz_target.name,
             (unsigned long long)round);
    FILE *f = fopen(path, "wb");
    if (f) {
        fwrite(buf_string(&b), 1, b.bytes, f);
        fclose(f);
    }
    fprintf(stderr, "fuzz %s: input %llu broke it, kept as %s\n",
            fuzz_target.name, (unsigned long long)round, path);
    buf_release(&b);
    return 1;
}

int main(int argc, char **argv)
{
    const double seconds = argc > 1 ? strtod(argv[1], NULL) : 10.0;
    const double until = clock_seconds() + seconds;
    volatile uint64_t *at = mmap(NULL, sizeof *at, PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    struct buf sample[FUZZ_SAMPLES];

    if (at == MAP_FAILED)
        return 3;
    make_samples(sample);
    do {
        int how = 0;
        const pid_t child = fork();

        if (child < 0)
            return 3;
        if (child == 0)
            run_child(sample, until, at);
        waitpid(child, &how, 0);
        if (how)
            return keep_input(sample, *at);
    } while (clock_seconds() < until);
    printf("fuzz %s: %llu inputs\n", fuzz_target.name, (unsigned long long)*at);
    for (int i = 0; i < fuzz_target.samples; i++)
        buf_release(&sample[i]);
    return 0;
}
