/*
 * bench_open [ROUNDS] - how long a weight file of 1 GiB takes to open: its
 * header alone is read. The file has holes for numbers, so it costs no disk.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/model/weights/weights.h"
#include "tests/model/ggufbytes.h"

enum { TENSORS = 256, COLS = 1024, ROWS = 1024, MOST_ROUNDS = 1000 };
#define EACH    ((size_t)COLS * ROWS * 4)
#define PROMISE 50.0 /* ms */

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench_open: %s\n", what);
    exit(1);
}

static void make(const char *path)
{
    struct buf b;
    char name[32];

    buf_init(&b, (size_t)1 << 20);
    ggufbytes_head(&b, TENSORS, 0);
    for (int i = 0; i < TENSORS; i++) {
        snprintf(name, sizeof name, "blk.%d.weight", i);
        ggufbytes_tensor(&b, name, COLS, ROWS, 0, (uint64_t)i * EACH);
    }
    ggufbytes_pad(&b, 32);
    FILE *f = fopen(path, "wb");
    must(f && fwrite(b.data, 1, b.bytes, f) == b.bytes && !fclose(f),
         "cannot write");
    must(!truncate(path, (off_t)(b.bytes + TENSORS * EACH)), "cannot grow");
    buf_release(&b);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static double ms[MOST_ROUNDS];
    char path[] = "/tmp/lathe-open-XXXXXX";
    int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 20;
    const int fd = mkstemp(path);

    rounds = rounds < 1 ? 1 : rounds > MOST_ROUNDS ? MOST_ROUNDS : rounds;
    must(fd >= 0, "no temporary file");
    close(fd);
    make(path);
    for (int i = 0; i < rounds; i++) {
        struct weights *w;
        const double start = clock_seconds();
        const struct status st = weights_open(&w, path);

        ms[i] = (clock_seconds() - start) * 1e3;
        must(!st.code && weights_count(w) == TENSORS, "it does not open");
        weights_free(w);
    }
    unlink(path);
    qsort(ms, (size_t)rounds, sizeof *ms, by_size);
    printf("a GGUF of 1 GiB, %d tensors, opens in %.2f ms (best %.2f, worst "
           "%.2f of %d; promised: %.0f)\n",
           TENSORS, ms[rounds / 2], ms[0], ms[rounds - 1], rounds, PROMISE);
    return 0;
}
