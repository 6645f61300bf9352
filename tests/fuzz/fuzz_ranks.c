#include "engine/model/tokenizer_read.h"
#include "tests/fuzz/fuzz.h"
#include "tests/model/tokenizerfiles.h"

static void sample(int i, struct buf *out)
{
    (void)i;
    tokenizerfiles_ranks(out);
}

static void eat(const char *data, size_t bytes)
{
    struct tokenizer *t;

    if (!tokenizer_read_ranks(&t, "cl100k_base", data, bytes).code)
        tokenizerfiles_use(t);
}

const struct fuzz_target fuzz_target = {"ranks", 1, sample, eat};
