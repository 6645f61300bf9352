#include "engine/model/weights/weights.h"
#include "tests/fuzz/fuzz.h"
#include "tests/model/ggufbytes.h"
#include "tests/model/touch.h"

static void settings(struct buf *out)
{
    static const char *const keys[] = {
        "llama.context_length", "llama.embedding_length", "llama.block_count",
        "llama.attention.head_count", "llama.feed_forward_length"};
    static const uint32_t values[] = {8, 2, 1, 1, 2};

    ggufbytes_head(out, 3, 7);
    ggufbytes_key(out, "general.architecture", 8);
    ggufbytes_text(out, "llama");
    for (int i = 0; i < 5; i++) {
        ggufbytes_key(out, keys[i], 4);
        ggufbytes_number(out, values[i], 4);
    }
    ggufbytes_key(out, "llama.attention.layer_norm_rms_epsilon", 6);
    ggufbytes_number(out, 0x3727C5AC, 4); /* 1e-5 */
    ggufbytes_tensor(out, "token_embd.weight", 2, 3, 0, 0);
    ggufbytes_tensor(out, "blk.0.attn_q.weight", 2, 2, 1, 32);
    ggufbytes_tensor(out, "blk.0.attn_k.weight", 256, 1, 14, 64);
    ggufbytes_pad(out, 32);
    for (int i = 0; i < 288; i++)
        buf_char(out, (char)i);
}

static void sample(int i, struct buf *out)
{
    if (i == 0)
        ggufbytes_sample(out);
    else
        settings(out);
}

static void eat(const char *data, size_t bytes)
{
    struct weights *w;

    if (weights_parse(&w, "x", data, bytes).code)
        return;
    volatile double sum = touch_all(w);
    (void)sum;
    weights_free(w);
}

const struct fuzz_target fuzz_target = {"gguf", 2, sample, eat};
