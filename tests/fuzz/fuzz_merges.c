#include "engine/model/tokenizer_read.h"
#include "tests/fuzz/fuzz.h"
#include "tests/model/tokenizerfiles.h"

/* vocab.json, a zero byte, merges.txt. */
static void sample(int i, struct buf *out)
{
    (void)i;
    buf_add(out, tokenizerfiles_vocab, sizeof tokenizerfiles_vocab);
    buf_text(out, tokenizerfiles_merges);
}

static void eat(const char *data, size_t bytes)
{
    const char *end = memchr(data, 0, bytes);
    const size_t vocab = end ? (size_t)(end - data) : bytes;
    const size_t rest = end ? bytes - vocab - 1 : 0;
    struct tokenizer *t;

    if (!tokenizer_read_gpt2(&t, data, vocab, data + bytes - rest, rest).code)
        tokenizerfiles_use(t);
}

const struct fuzz_target fuzz_target = {"merges", 1, sample, eat};
