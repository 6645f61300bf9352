#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/model/tokenizer.h"

static struct tokenizer *learned(const char *data, size_t bytes, int vocab)
{
    struct tokenizer *t;
    const struct status st = tokenizer_train_bpe(&t, data, bytes, vocab);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return t;
}

static struct tokenizer *with_merges(const char *merges)
{
    char json[512];
    struct tokenizer *t;

    snprintf(json, sizeof json,
             "{\"format\":\"lathe-tokenizer\",\"version\":1,\"kind\":\"bpe\","
             "\"merges\":[%s]}",
             merges);
    const struct status st = tokenizer_file_parse(&t, json, strlen(json));
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return t;
}

static void assert_merge(const struct tokenizer *t, int32_t id, int32_t left,
                         int32_t right)
{
    int32_t parts[2];

    cr_assert(tokenizer_parts(t, id, parts));
    cr_assert_eq(parts[0], left, "id %d is %d and %d", id, parts[0], parts[1]);
    cr_assert_eq(parts[1], right, "id %d is %d and %d", id, parts[0], parts[1]);
}

static void assert_ids(const struct tokenizer *t, const char *text,
                       const int32_t *want, size_t n)
{
    int32_t ids[64];
    size_t count;

    cr_assert_eq(tokenizer_encode(t, text, strlen(text), ids, 64, &count).code,
                 0);
    cr_assert_eq(count, n, "\"%s\" has %zu tokens", text, count);
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(ids[i], want[i], "\"%s\": token %zu is %d", text, i,
                     ids[i]);
}

static void assert_round_trip(const struct tokenizer *t, const char *text,
                              size_t bytes)
{
    int32_t *ids = malloc((bytes + 1) * sizeof *ids);
    struct tokenizer_span *span = malloc((bytes + 1) * sizeof *span);
    struct tokenizer_sink sink = {.id = ids, .span = span, .room = bytes};
    struct buf back;

    cr_assert_eq(tokenizer_encode_into(t, text, bytes, &sink).code, 0);
    buf_init(&back, bytes);
    cr_assert_eq(tokenizer_decode(t, ids, sink.count, &back).code, 0);
    cr_assert_eq(back.bytes, bytes);
    if (bytes)
        cr_assert_arr_eq(back.data, text, bytes);
    for (size_t i = 0; i < sink.count; i++)
        cr_assert_eq(span[i].start, i ? span[i - 1].end : 0);
    cr_assert(!bytes || span[sink.count - 1].end == bytes);
    buf_release(&back);
    free(ids);
    free(span);
}

/* aa stands four times, then ab and (aa)a twice each: ab has the smaller left
 * id; then (aa)(ab) stands twice, and nothing after that. */
Test(tokenizer_bpe, merges_of_a_small_text_are_those_found_by_hand)
{
    static const char text[] = "aaabdaaabac";
    static const int32_t want[] = {258, 'd', 258, 'a', 'c'};
    struct tokenizer *t = learned(text, strlen(text), 1024);

    cr_assert_eq(tokenizer_size(t), 259);
    assert_merge(t, 256, 'a', 'a');
    assert_merge(t, 257, 'a', 'b');
    assert_merge(t, 258, 256, 257);
    assert_ids(t, text, want, 5);
    tokenizer_free(t);
}

/* " low" x3, " lower" x2, "new" once: the space belongs to the word. */
Test(tokenizer_bpe, pairs_are_counted_over_all_words)
{
    static const char text[] = "new low low low lower lower";
    static const int32_t want[] = {258, 'e', 'r'};
    struct tokenizer *t = learned(text, strlen(text), 259);

    assert_merge(t, 256, ' ', 'l'); /* 5, as "lo" and "ow": smallest left */
    assert_merge(t, 257, 'o', 'w');
    assert_merge(t, 258, 256, 257);
    assert_ids(t, " lower", want, 3);
    tokenizer_free(t);
}

Test(tokenizer_bpe, ties_go_to_the_smaller_ids)
{
    static const char text[] = "zy!zy!ba.ba.bc,bc";
    struct tokenizer *t = learned(text, strlen(text), 259);

    assert_merge(t, 256, 'b', 'a');
    assert_merge(t, 257, 'b', 'c');
    assert_merge(t, 258, 'z', 'y');
    tokenizer_free(t);
}

Test(tokenizer_bpe, the_earlier_merge_wins_then_the_leftmost)
{
    static const int32_t late[] = {'a', 256};
    static const int32_t early[] = {256, 'c'};
    static const int32_t odd[] = {256, 'a'};
    struct tokenizer *t = with_merges("[98,99],[97,98]");

    assert_ids(t, "abc", late, 2);
    tokenizer_free(t);
    t = with_merges("[97,98],[98,99]");
    assert_ids(t, "abc", early, 2);
    tokenizer_free(t);
    t = with_merges("[97,97]");
    assert_ids(t, "aaa", odd, 2);
    tokenizer_free(t);
}

Test(tokenizer_bpe, no_token_crosses_a_word)
{
    static const char text[] = "the cat, the 12 cats; the 12 mats";
    struct tokenizer *t = learned(text, strlen(text), 1024);

    cr_assert_gt(tokenizer_size(t), 256);
    for (int32_t id = 256; id < tokenizer_size(t); id++) {
        size_t bytes;
        const char *piece = tokenizer_piece(t, id, &bytes);

        for (size_t i = 1; i < bytes; i++)
            cr_assert_neq(piece[i], ' ');
        cr_assert_null(memchr(piece, ',', bytes));
    }
    tokenizer_free(t);
}

Test(tokenizer_bpe, nothing_is_merged_that_stands_only_once)
{
    struct tokenizer *t = learned("abcdefg", 7, 1024);

    cr_assert_eq(tokenizer_size(t), 256);
    tokenizer_free(t);
}

Test(tokenizer_bpe, the_vocabulary_has_the_size_that_was_asked_for)
{
    static const char text[] = "to be or not to be that is the question to be";

    for (int vocab = 256; vocab < 262; vocab++) {
        struct tokenizer *t = learned(text, strlen(text), vocab);

        cr_assert_eq(tokenizer_size(t), vocab);
        tokenizer_free(t);
    }
}

Test(tokenizer_bpe, a_vocabulary_outside_the_limits_is_refused)
{
    static const int wrong[] = {-1, 0, 255, TOKENIZER_MAX_SIZE + 1};

    for (int i = 0; i < 4; i++) {
        struct tokenizer *t;

        cr_assert_eq(tokenizer_train_bpe(&t, "aa", 2, wrong[i]).code,
                     STATUS_BAD_USAGE);
        cr_assert_null(t);
    }
}

Test(tokenizer_bpe, any_bytes_come_back_the_same)
{
    struct rng r = rng_make(7, 0);
    char text[3000];

    for (int round = 0; round < 40; round++) {
        const size_t bytes = rng_below(&r, sizeof text);
        const uint32_t kinds = 2 + rng_below(&r, 255);

        for (size_t i = 0; i < bytes; i++)
            text[i] = (char)(rng_below(&r, kinds) + (kinds < 100 ? ' ' : 0));
        struct tokenizer *t = learned(text, bytes / 2, 300);
        assert_round_trip(t, text, bytes);
        tokenizer_free(t);
    }
}

/* What encoding gives must be what learning ended with: merging one after the
 * other over the whole text, the slow way. */
Test(tokenizer_bpe, encoding_equals_applying_the_merges_in_order)
{
    struct rng r = rng_make(11, 0);
    char text[600];
    int32_t slow[600], fast[600];

    for (int round = 0; round < 30; round++) {
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)('a' + rng_below(&r, 3)); /* one long word */
        struct tokenizer *t = learned(text, sizeof text, 320);
        size_t n = sizeof text, count;

        for (size_t i = 0; i < n; i++)
            slow[i] = text[i];
        for (int32_t id = 256; id < tokenizer_size(t); id++) {
            int32_t parts[2];
            size_t kept = 0;

            tokenizer_parts(t, id, parts);
            for (size_t i = 0; i < n; i++) {
                const bool here =
                    i + 1 < n && slow[i] == parts[0] && slow[i + 1] == parts[1];

                slow[kept++] = here ? id : slow[i];
                i += here;
            }
            n = kept;
        }
        cr_assert_eq(
            tokenizer_encode(t, text, sizeof text, fast, 600, &count).code, 0);
        cr_assert_eq(count, n);
        cr_assert_arr_eq(fast, slow, n * sizeof *slow);
        tokenizer_free(t);
    }
}

/* A quadratic encoder would need 10^11 steps and run into the time limit. */
Test(tokenizer_bpe, one_very_long_word_is_no_trap)
{
    const size_t bytes = 400000;
    char *text = malloc(bytes);

    memset(text, 'a', bytes);
    struct tokenizer *t = learned(text, bytes, 1024);
    for (int32_t id = 0; id < tokenizer_size(t); id++) {
        size_t length;

        tokenizer_piece(t, id, &length);
        cr_assert_leq(length, TOKENIZER_MAX_PIECE);
    }
    assert_round_trip(t, text, bytes);
    tokenizer_free(t);
    free(text);
}
