/*
 * Every truncation and every single flipped bit of small tokenizer files:
 * refused with a reason, or used wholly in bounds.
 */
#include <criterion/criterion.h>

#include "engine/model/tokenizer_read.h"
#include "tests/model/tokenizerfiles.h"

enum kind { JSON, RANKS, VOCAB, MERGES };

static struct status parse(struct tokenizer **t, enum kind kind,
                           const char *data, size_t bytes)
{
    static const char *const vocab = tokenizerfiles_vocab;
    static const char *const merges = tokenizerfiles_merges;

    switch (kind) {
    case JSON:
        return tokenizer_file_parse(t, data, bytes);
    case RANKS:
        return tokenizer_read_ranks(t, "cl100k_base", data, bytes);
    case VOCAB:
        return tokenizer_read_gpt2(t, data, bytes, merges, strlen(merges));
    default:
        return tokenizer_read_gpt2(t, vocab, strlen(vocab), data, bytes);
    }
}

/* Feeds `bytes` of `from` on a heap block of their size. */
static bool accepts(enum kind kind, const char *from, size_t bytes)
{
    char *data = malloc(bytes ? bytes : 1);
    struct tokenizer *t = NULL;

    memcpy(data, from, bytes);
    const struct status st = parse(&t, kind, data, bytes);
    if (!st.code)
        tokenizerfiles_use(t);
    else
        cr_expect(st.text[0], "a reason");
    free(data);
    return !st.code;
}

/* Of all beginnings, `whole` may be accepted: those that end with a line. */
static void damage(enum kind kind, const char *text, size_t bytes, size_t whole)
{
    char *copy = malloc(bytes);
    size_t taken = 0, refused = 0;

    cr_assert(accepts(kind, text, bytes), "%s", text);
    for (size_t n = 0; n < bytes; n++)
        taken += accepts(kind, text, n);
    cr_expect_leq(taken, whole, "%zu beginnings of %s", taken, text);
    memcpy(copy, text, bytes);
    for (size_t bit = 0; bit < 8 * bytes; bit++) {
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        refused += !accepts(kind, copy, bytes);
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
    }
    cr_expect_gt(refused, bytes, "%zu of %zu bits of %s", refused, 8 * bytes,
                 text);
    free(copy);
}

Test(tokenizer_hostile, every_part_of_a_tokenizer_json)
{
    for (int i = 0; i < TOKENIZERFILES_JSON; i++)
        damage(JSON, tokenizerfiles_json[i], strlen(tokenizerfiles_json[i]), 0);
}

Test(tokenizer_hostile, vocabulary_and_merges_of_gpt2)
{
    damage(VOCAB, tokenizerfiles_vocab, strlen(tokenizerfiles_vocab), 0);
    /* No merges at all are legal, and a last line without its end. */
    damage(MERGES, tokenizerfiles_merges, strlen(tokenizerfiles_merges), 20);
}

/* All 256 bytes must be there; of the file, the first lines and the last. */
Test(tokenizer_hostile, ranks_of_tiktoken)
{
    enum { ENDS = 120, LINES = 40 };
    struct buf b;
    size_t taken = 0, refused = 0;

    buf_init(&b, 1 << 16);
    tokenizerfiles_ranks(&b);
    cr_assert(accepts(RANKS, b.data, b.bytes));
    for (size_t n = 0; n < b.bytes; n += n == ENDS ? b.bytes - 2 * ENDS : 1)
        taken += accepts(RANKS, b.data, n) && n < b.bytes - LINES;
    cr_expect_eq(taken, 0);
    for (size_t bit = 0; bit < 8 * b.bytes; bit++) {
        if (bit == (size_t)8 * ENDS)
            bit = 8 * (b.bytes - ENDS);
        b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
        refused += !accepts(RANKS, b.data, b.bytes);
        b.data[bit / 8] = (char)(b.data[bit / 8] ^ (1 << bit % 8));
    }
    cr_expect_gt(refused, 2 * ENDS, "%zu bits", refused);
    buf_release(&b);
}
