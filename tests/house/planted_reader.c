/* A reader that breaks on damaged input; the fuzzer must find and keep it. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static void sample(int i, struct buf *out)
{
    (void)i;
    buf_text(out, "a whole and valid input");
}

static void eat(const char *data, size_t bytes)
{
    if (bytes != 23 || memcmp(data, "a whole", 7) != 0)
        abort();
}

const struct fuzz_target fuzz_target = {"planted", 1, sample, eat};
