/* libfuzzer.c - a target of fuzz.h, driven by LLVM's libFuzzer; the target's
 * own samples are written into its corpus by `FUZZER --samples FOLDER`. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void write_samples(const char *folder)
{
    for (int i = 0; i < fuzz_target.samples; i++) {
        char path[512];
        struct buf b;

        buf_init(&b, (size_t)1 << 20);
        fuzz_target.sample(i, &b);
        snprintf(path, sizeof path, "%s/sample-%d", folder, i);
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(buf_string(&b), 1, b.bytes, f) != b.bytes || fclose(f))
            abort();
        buf_release(&b);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    if (*argc == 3 && strcmp((*argv)[1], "--samples") == 0) {
        write_samples((*argv)[2]);
        exit(0);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_target.eat((const char *)data, bytes);
    return 0;
}
