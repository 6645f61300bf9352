/*
 * Every truncation and every single flipped bit of small files of each format:
 * refused with a reason, or wholly in bounds.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/model/weights/npy.h"
#include "engine/model/weights/weights_save.h"
#include "tests/model/ggufbytes.h"
#include "tests/model/touch.h"

static void gguf(struct buf *b)
{
    ggufbytes_sample(b);
}

/* The settings and tables of a llama: the keys of an architecture. */
static void gguf_llama(struct buf *b)
{
    static const char *const keys[] = {
        "llama.context_length", "llama.embedding_length", "llama.block_count",
        "llama.attention.head_count", "llama.feed_forward_length"};
    static const uint32_t values[] = {8, 2, 1, 1, 2};

    ggufbytes_head(b, 2, 7);
    ggufbytes_key(b, "general.architecture", 8);
    ggufbytes_text(b, "llama");
    for (int i = 0; i < 5; i++) {
        ggufbytes_key(b, keys[i], 4);
        ggufbytes_number(b, values[i], 4);
    }
    ggufbytes_key(b, "llama.attention.layer_norm_rms_epsilon", 6);
    ggufbytes_number(b, 0x3727C5AC, 4); /* 1e-5 */
    ggufbytes_tensor(b, "token_embd.weight", 2, 3, 0, 0);
    ggufbytes_tensor(b, "blk.0.attn_q.weight", 2, 2, 0, 32);
    ggufbytes_pad(b, 32);
    for (int i = 0; i < 64; i++)
        buf_char(b, (char)i);
}

static void safetensors(struct buf *b)
{
    static const char head[] =
        "{\"__metadata__\":{\"format\":\"pt\",\"lathe.layers\":\"1\"},"
        "\"tokens.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],"
        "\"data_offsets\":[0,24]},\"b\":{\"dtype\":\"BF16\",\"shape\":[4],"
        "\"data_offsets\":[24,32]}}";

    ggufbytes_number(b, sizeof head - 1, 8);
    buf_text(b, head);
    for (int i = 0; i < 32; i++)
        buf_char(b, (char)i);
}

static void npy(struct buf *b)
{
    npy_head(b, WEIGHTS_F32, 2, (const int64_t[]){2, 3});
    for (int i = 0; i < 24; i++)
        buf_char(b, (char)i);
}

static void npz(struct buf *b)
{
    static const float x[6] = {1, 2, 3, 4, 5, 6};
    const struct weights_source s[2] = {
        {.name = "a", .type = WEIGHTS_F32, .dims = 1, .shape = {6}, .data = x},
        {.name = "b", .type = WEIGHTS_I32, .dims = 0, .data = x}};
    char path[] = "/tmp/lathe-hostile-XXXXXX";
    struct filemap map;
    const int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    close(fd);
    const struct status st = weights_save_npz(path, s, 2);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(filemap_open(&map, path, 100000).code, 0);
    buf_add(b, map.data, map.bytes);
    filemap_close(&map);
    unlink(path);
}

static const struct {
    const char *name;
    void (*make)(struct buf *);
    size_t spare; /* bytes of padding at the end that nobody misses */
} samples[] = {{"gguf", gguf, 30},
               {"llama", gguf_llama, 16},
               {"safetensors", safetensors, 0},
               {"npy", npy, 0},
               {"npz", npz, 0}};

enum { SAMPLES = sizeof samples / sizeof *samples };

/* Feeds `bytes` of `from` on a heap block of their size. */
static bool accepts(const char *name, const char *from, size_t bytes)
{
    unsigned char *data = malloc(bytes ? bytes : 1);
    struct weights *w;

    memcpy(data, from, bytes);
    const struct status st = weights_parse(&w, name, data, bytes);
    if (!st.code)
        (void)touch_all(w);
    else
        cr_expect(strstr(st.text, name), "%s", st.text);
    weights_free(w);
    free(data);
    return !st.code;
}

Test(hostile, a_file_that_ends_anywhere_too_early_is_refused)
{
    for (int s = 0; s < SAMPLES; s++) {
        struct buf b;

        buf_init(&b, 100000);
        samples[s].make(&b);
        cr_assert(accepts(samples[s].name, b.data, b.bytes), "%s as it is",
                  samples[s].name);
        for (size_t n = 0; n < b.bytes - samples[s].spare; n++)
            cr_expect_not(accepts(samples[s].name, b.data, n),
                          "%s of %zu bytes", samples[s].name, n);
        buf_release(&b);
    }
}

Test(hostile, a_flipped_bit_is_refused_or_harmless)
{
    for (int s = 0; s < SAMPLES; s++) {
        size_t refused = 0;
        struct buf b;

        buf_init(&b, 100000);
        samples[s].make(&b);
        for (size_t bit = 0; bit < 8 * b.bytes; bit++) {
            b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
            refused += !accepts(samples[s].name, b.data, b.bytes);
            b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
        }
        cr_expect_gt(refused, b.bytes, "%s: %zu of %zu", samples[s].name,
                     refused, 8 * b.bytes);
        buf_release(&b);
    }
}

Test(hostile, a_byte_too_many_is_refused)
{
    for (int s = 0; s < SAMPLES - 1; s++) { /* an archive may have a comment */
        struct buf b;

        buf_init(&b, 100000);
        samples[s].make(&b);
        buf_char(&b, 0);
        cr_expect_not(accepts(samples[s].name, b.data, b.bytes), "%s",
                      samples[s].name);
        buf_release(&b);
    }
}
