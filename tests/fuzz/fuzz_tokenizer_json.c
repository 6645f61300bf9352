#include "tests/fuzz/fuzz.h"
#include "tests/model/tokenizerfiles.h"

static void sample(int i, struct buf *out)
{
    buf_text(out, tokenizerfiles_json[i]);
}

static void eat(const char *data, size_t bytes)
{
    struct tokenizer *t;

    if (!tokenizer_file_parse(&t, data, bytes).code)
        tokenizerfiles_use(t);
}

const struct fuzz_target fuzz_target = {"tokenizer_json", TOKENIZERFILES_JSON,
                                        sample, eat};
