#include "engine/model/tokenizer_open.h"
#include "tests/fuzz/fuzz.h"
#include "tests/model/ggufbytes.h"
#include "tests/model/tokenizerfiles.h"

/* A vocabulary as a GGUF file holds it, of each kind that there is. */
static const char *const model[] = {"gpt2", "llama", "bert"};
static const char *const piece[][6] = {{"<s>", "a", "b", "\xC4\xA0", "ab", "c"},
                                       {"<unk>", "<0x61>", "b", "\xE2\x96\x81",
                                        "\xE2\x96\x81"
                                        "b",
                                        "</s>"},
                                       {"[UNK]", "[CLS]", "[SEP]",
                                        "\xE2\x96\x81"
                                        "a",
                                        "b", "ab"}};

static void text_list(struct buf *out, const char *key, const char *const *text,
                      int n)
{
    ggufbytes_key(out, key, 9);
    ggufbytes_number(out, 8, 4);
    ggufbytes_number(out, (uint64_t)n, 8);
    for (int i = 0; i < n; i++)
        ggufbytes_text(out, text[i]);
}

/* Kind 5: whole numbers; 6: floats. */
static void number_list(struct buf *out, const char *key, uint64_t kind,
                        const uint32_t value[6])
{
    ggufbytes_key(out, key, 9);
    ggufbytes_number(out, kind, 4);
    ggufbytes_number(out, 6, 8);
    for (int i = 0; i < 6; i++)
        ggufbytes_number(out, value[i], 4);
}

static void sample(int i, struct buf *out)
{
    static const char *const merge[] = {"a b"};

    ggufbytes_head(out, 0, 8);
    ggufbytes_key(out, "tokenizer.ggml.model", 8);
    ggufbytes_text(out, model[i]);
    ggufbytes_key(out, "tokenizer.ggml.pre", 8);
    ggufbytes_text(out, "gpt-2");
    text_list(out, "tokenizer.ggml.tokens", piece[i], 6);
    number_list(out, "tokenizer.ggml.token_type", 5,
                (const uint32_t[]){3, i == 1 ? 6 : 1, 1, 1, 1, 1});
    number_list(out, "tokenizer.ggml.scores", 6,
                (const uint32_t[]){0, 0, 0xBF800000, 0xC0000000, 0, 0});
    text_list(out, "tokenizer.ggml.merges", merge, 1);
    ggufbytes_key(out, "tokenizer.ggml.bos_token_id", 4);
    ggufbytes_number(out, 1, 4);
    ggufbytes_key(out, "tokenizer.ggml.add_bos_token", 7);
    ggufbytes_number(out, 1, 1);
    ggufbytes_pad(out, 32);
}

static void eat(const char *data, size_t bytes)
{
    struct tokenizer *t;
    struct weights *w;

    if (weights_parse(&w, "x", data, bytes).code)
        return;
    if (!tokenizer_open_weights(&t, w).code)
        tokenizerfiles_use(t);
    weights_free(w);
}

const struct fuzz_target fuzz_target = {"vocab", 3, sample, eat};
