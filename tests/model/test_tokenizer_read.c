#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/model/tokenizer_open.h"
#include "engine/model/tokenizer_read.h"

#define FOLDER TEST_ROOT "/tests/model/fixtures/tokenizers/"
#define MARK   "\xE2\x96\x81"

static struct tokenizer_read_string text_of(const char *text)
{
    return (struct tokenizer_read_string){text, strlen(text)};
}

static void assert_ids(const struct tokenizer *t, const char *text,
                       const int32_t *want, size_t n)
{
    int32_t ids[64];
    size_t count;
    const struct status st =
        tokenizer_encode(t, text, strlen(text), ids, 64, &count);

    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(count, n, "\"%s\" has %zu tokens", text, count);
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(ids[i], want[i], "\"%s\": token %zu is %d", text, i,
                     ids[i]);
}

Test(tokenizer_read, vocab_and_merges_of_gpt2)
{
    static const char vocab[] =
        "{\"a\":0,\"b\":1,\"\\u0120\":2,\"ab\":3,\"\\u0120ab\":4,"
        "\"<|endoftext|>\":5}";
    static const char merges[] = "#version: 0.2\na b\n\xC4\xA0 ab\n";
    struct tokenizer *t;
    struct buf out;
    int32_t parts[2];

    struct status st =
        tokenizer_read_gpt2(&t, vocab, strlen(vocab), merges, strlen(merges));
    cr_assert_eq(st.code, 0, "%s", st.text);
    assert_ids(t, "ab ab<|endoftext|>a", (int32_t[]){3, 4, 5, 0}, 4);
    cr_assert(tokenizer_parts(t, 4, parts));
    cr_assert_eq(parts[0], 2);
    cr_assert_eq(parts[1], 3);
    cr_assert_not(tokenizer_parts(t, 0, parts));
    buf_init(&out, 100);
    tokenizer_show(t, 4, &out);
    cr_assert_str_eq(buf_string(&out), " ab");
    buf_release(&out);
    tokenizer_free(t);
    st = tokenizer_read_gpt2(&t, vocab, strlen(vocab), "a c\n", 4);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_str_eq(st.text,
                     "merges.txt: byte 0: merge 0: \"c\" is not in the "
                     "vocabulary");
}

/* Scores instead of merges: the best score first, the leftmost among equals.
 * "aab": a+a scores less than a+b, so it is a, ab. */
Test(tokenizer_read, pieces_with_scores_join_by_their_score)
{
    const struct tokenizer_read_string piece[] = {
        text_of("<unk>"), text_of("<s>"),     text_of("<0x63>"), text_of(MARK),
        text_of("a"),     text_of("b"),       text_of("ab"),     text_of("aa"),
        text_of("aab"),   text_of(MARK "ab"), text_of("aaa"),
    };
    const float score[] = {0, 0, 0, -9, -9, -9, -1, -2, -3, -4, -5};
    const int32_t type[] = {2, 3, 6, 1, 1, 1, 1, 1, 1, 1, 1};
    struct tokenizer_read_arrays a = {.model = "llama",
                                      .count = 11,
                                      .piece = piece,
                                      .score = score,
                                      .type = type,
                                      .begin = 1,
                                      .end = -1,
                                      .unknown = 0,
                                      .cls = -1,
                                      .sep = -1,
                                      .add_begin = true};
    struct tokenizer *t;
    const int32_t *before;

    cr_assert_eq(tokenizer_read_arrays(&t, &a).code, 0);
    assert_ids(t, "aab", (int32_t[]){8}, 1);
    assert_ids(t, "aaab", (int32_t[]){7, 6}, 2);
    assert_ids(t, "aaaa", (int32_t[]){7, 7}, 2);
    assert_ids(t,
               "c"
               "\xC3\xA9"
               "b",
               (int32_t[]){2, 0, 5}, 3);
    assert_ids(t, "<s>a", (int32_t[]){1, 4}, 2);
    cr_assert_eq(tokenizer_before(t, &before), 1);
    cr_assert_eq(before[0], 1);
    tokenizer_free(t);
    a.add_space = true;
    cr_assert_eq(tokenizer_read_arrays(&t, &a).code, 0);
    assert_ids(t, "ab", (int32_t[]){9}, 1);
    tokenizer_free(t);
}

/* The fixture's vocabulary with its ids as scores, against its merges. */
Test(tokenizer_read, scores_and_merges_of_one_vocabulary_agree)
{
    json_error_t error;
    json_t *root = json_load_file(FOLDER "llama2.json", 0, &error);
    json_t *cases = json_load_file(FOLDER "cases.json", JSON_ALLOW_NUL, &error);
    json_t *vocab = json_object_get(json_object_get(root, "model"), "vocab");
    const size_t n = json_object_size(vocab);
    struct tokenizer_read_string *piece = calloc(n, sizeof *piece);
    float *score = calloc(n, sizeof *score);
    int32_t *type = calloc(n, sizeof *type);
    struct tokenizer *t;
    json_t *value;
    const char *key;
    size_t i;

    json_object_foreach(vocab, key, value)
    {
        const json_int_t id = json_integer_value(value);

        piece[id] = text_of(key);
        score[id] = (float)-id;
        type[id] = id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1;
    }
    const struct tokenizer_read_arrays a = {.model = "llama",
                                            .count = n,
                                            .piece = piece,
                                            .score = score,
                                            .type = type,
                                            .begin = 1,
                                            .end = 2,
                                            .cls = -1,
                                            .sep = -1,
                                            .add_space = true};
    const struct status st = tokenizer_read_arrays(&t, &a);
    cr_assert_eq(st.code, 0, "%s", st.text);
    json_array_foreach(cases, i, value)
    {
        const json_t *text = json_object_get(value, "text");
        const json_t *want = json_object_get(value, "llama2");
        const size_t bytes = json_string_length(text);
        const size_t room = tokenizer_room(t, bytes);
        int32_t *ids = calloc(room, sizeof *ids);
        size_t count;

        cr_assert_eq(tokenizer_encode(t, json_string_value(text), bytes, ids,
                                      room, &count)
                         .code,
                     0);
        cr_assert_eq(count, json_array_size(want), "\"%s\"",
                     json_string_value(text));
        for (size_t k = 0; k < count; k++)
            cr_assert_eq(ids[k], json_integer_value(json_array_get(want, k)));
        free(ids);
    }
    tokenizer_free(t);
    free(piece);
    free(score);
    free(type);
    json_decref(root);
    json_decref(cases);
}

Test(tokenizer_read, word_pieces_of_a_gguf_file)
{
    const struct tokenizer_read_string piece[] = {
        text_of("[UNK]"),     text_of("[CLS]"), text_of("[SEP]"),
        text_of(MARK "play"), text_of("ing"),   text_of(MARK ".")};
    const int32_t type[] = {3, 3, 3, 1, 1, 1};
    const struct tokenizer_read_arrays a = {.model = "bert",
                                            .count = 6,
                                            .piece = piece,
                                            .type = type,
                                            .begin = -1,
                                            .end = -1,
                                            .unknown = 0,
                                            .cls = 1,
                                            .sep = 2};
    struct tokenizer *t;
    struct buf out;

    cr_assert_eq(tokenizer_read_arrays(&t, &a).code, 0);
    cr_assert_eq(tokenizer_kind(t), TOKENIZER_WORDPIECE);
    assert_ids(t, "Playing. ing", (int32_t[]){3, 4, 5, 0}, 4);
    buf_init(&out, 100);
    tokenizer_show(t, 4, &out);
    cr_assert_str_eq(buf_string(&out), "##ing");
    buf_clear(&out);
    cr_assert_eq(tokenizer_decode(t, (int32_t[]){3, 4, 5}, 3, &out).code, 0);
    cr_assert_str_eq(buf_string(&out), "playing.");
    buf_release(&out);
    tokenizer_free(t);
}

struct bad {
    const char *json, *says;
};

#define MODEL "\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}"

Test(tokenizer_read, what_is_not_known_is_refused_by_its_name)
{
    static const struct bad bad[] = {
        {"{\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":"
         "\"(a+)+$\"},\"behavior\":\"Isolated\"}," MODEL "}",
         "pre_tokenizer: the expression \"(a+)+$\" is not one of those known "
         "here; a file's own is never run"},
        {"{\"pre_tokenizer\":{\"type\":\"CharDelimiterSplit\"}," MODEL "}",
         "pre_tokenizer: the type \"CharDelimiterSplit\" is not known here"},
        {"{\"normalizer\":{\"type\":\"Precompiled\"}," MODEL "}",
         "normalizer: the type \"Precompiled\" is not known here"},
        {"{\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"x+\"}"
         ",\"content\":\"\"}," MODEL "}",
         "normalizer: the expression \"x+\" is not known here"},
        {"{\"decoder\":{\"type\":\"CTC\"}," MODEL "}",
         "decoder: the type \"CTC\" is not known here"},
        {"{\"post_processor\":{\"type\":\"Odd\"}," MODEL "}",
         "post_processor: the type \"Odd\" is not known here"},
        {"{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0},"
         "\"unk_token\":\"a\",\"max_input_chars_per_word\":99999}}",
         "model.max_input_chars_per_word is not from 1 to 1000"},
        {"{\"model\":{\"type\":\"Unigram\",\"vocab\":[]}}",
         "model.type \"Unigram\" is not known here"},
        {"{\"model\":{\"type\":\"BPE\",\"dropout\":0.1,\"vocab\":{\"a\":0},"
         "\"merges\":[]}}",
         "model.dropout is not known here"},
        {"{\"model\":{\"type\":\"BPE\",\"end_of_word_suffix\":\"</w>\","
         "\"vocab\":{\"a\":0},\"merges\":[]}}",
         "model.end_of_word_suffix is not known here"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tokenizer *t;
        const struct status st =
            tokenizer_file_parse(&t, bad[i].json, strlen(bad[i].json));

        cr_assert_eq(st.code, STATUS_UNSUPPORTED, "%s", st.text);
        cr_assert_str_eq(st.text, bad[i].says);
        cr_assert_null(t);
    }
}

Test(tokenizer_read, what_is_wrong_is_told_with_its_place)
{
    static const struct bad bad[] = {
        {"{\"model\":7}", "model is no object"},
        {"{\"model\":{\"type\":\"BPE\",\"merges\":[]}}",
         "model.vocab is no object"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}}",
         "model.vocab: 0 tokens, the limits are 1 and 262144"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}",
         "model.vocab: \"a\" has no id from 0 to 262143"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":99999999999},"
         "\"merges\":[]}}",
         "model.vocab: \"a\" has no id from 0 to 262143"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":0},"
         "\"merges\":[]}}",
         "model.vocab: id 0 stands twice"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":7}}",
         "model.merges is no list"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a "
         "a\"]}}",
         "model.merges: merge 0: what it makes is not in the vocabulary"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a\"]"
         "}}",
         "model.merges: merge 0 is not two pieces with a space between"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[1]]}}",
         "model.merges: merge 0 is not two pieces"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[],"
         "\"unk_token\":\"u\"}}",
         "model.unk_token: \"u\" is not in the vocabulary"},
        {"{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0}}}",
         "model.unk_token is missing"},
        {"{\"added_tokens\":[{\"content\":\"x\"}]," MODEL "}",
         "added_tokens[0].id is not from 0 to 262143"},
        {"{\"added_tokens\":[{\"id\":1}]," MODEL "}",
         "added_tokens: token 1 has no content"},
        {"{\"added_tokens\":[{\"id\":1,\"content\":\"x\"},{\"id\":2,"
         "\"content\":\"x\"}]," MODEL "}",
         "added_tokens: added tokens 1 and 2 have the same text"},
        {"{\"post_processor\":{\"type\":\"BertProcessing\",\"cls\":[\"a\",7],"
         "\"sep\":[\"a\",0]}," MODEL "}",
         "post_processor: id 7 is not in the vocabulary"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tokenizer *t;
        const struct status st =
            tokenizer_file_parse(&t, bad[i].json, strlen(bad[i].json));

        cr_assert_eq(st.code, STATUS_BAD_FILE, "%s: %s", bad[i].json, st.text);
        cr_assert_str_eq(st.text, bad[i].says);
        cr_assert_null(t);
    }
}

Test(tokenizer_read, rank_files_that_are_none)
{
    static const struct bad bad[] = {
        {"YQ==\n", "byte 0: not a line"},
        {"YQ== x\n", "byte 0: not a line"},
        {"Y 1\n", "byte 0: not a line"},
        {"YQ== 1\n!!!! 2\n", "byte 7: not a line"},
        {"YQ== 99999999999999999999\n", "byte 0: not a line"},
        {"YQ== 1\nYg== 1\n", "id 1 stands twice"},
        {"YQ== 1\n", "no line to byte 7 has a rank for the byte 0x00"},
    };
    struct tokenizer *t;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct status st = tokenizer_read_ranks(
            &t, "cl100k_base", bad[i].json, strlen(bad[i].json));

        cr_assert_eq(st.code, STATUS_BAD_FILE);
        cr_assert_not_null(strstr(st.text, bad[i].says), "%s", st.text);
        cr_assert_null(t);
    }
    const struct status st = tokenizer_read_ranks(&t, "mine", "YQ== 1\n", 7);
    cr_assert_eq(st.code, STATUS_UNSUPPORTED);
    cr_assert_not_null(strstr(st.text, "does not say how text is cut"));
}

Test(tokenizer_read, arrays_that_do_not_fit)
{
    const struct tokenizer_read_string piece[] = {text_of("a"), text_of("b")};
    const float nan[] = {0, (float)strtod("nan", NULL)}, good[] = {0, 0};
    const int32_t byte[] = {1, 6};
    const struct tokenizer_read_arrays base = {.model = "llama",
                                               .count = 2,
                                               .piece = piece,
                                               .score = good,
                                               .begin = -1,
                                               .end = -1,
                                               .unknown = -1,
                                               .cls = -1,
                                               .sep = -1};
    struct tokenizer_read_arrays a[6];
    static const char *const says[6] = {
        "tokenizer.ggml.model \"t5\" is not known here",
        "tokenizer.ggml.scores is missing",
        "tokenizer.ggml.scores[1] is no number",
        "tokenizer.ggml.tokens: id 1: \"b\" is no byte",
        "tokenizer.ggml.unknown_token_id is 2, the vocabulary has 2",
        "tokenizer.ggml.pre \"odd\" is not known here"};
    struct tokenizer *t;

    for (int i = 0; i < 6; i++)
        a[i] = base;
    a[0].model = "t5";
    a[1].score = NULL;
    a[2].score = nan;
    a[3].type = byte;
    a[4].unknown = 2;
    a[5].model = "gpt2";
    a[5].pre = "odd";
    for (int i = 0; i < 6; i++) {
        const struct status st = tokenizer_read_arrays(&t, &a[i]);

        cr_assert_neq(st.code, 0);
        cr_assert_str_eq(st.text, says[i]);
        cr_assert_null(t);
    }
}

Test(tokenizer_read, a_file_cut_short_is_refused_wherever_it_is_cut)
{
    static const char *const names[] = {"bert.json", "llama2.json"};
    char path[512];
    struct tokenizer *t;
    struct filemap m;

    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, FOLDER "%s", names[i]);
        cr_assert_eq(filemap_open(&m, path, 1 << 20).code, 0);
        for (size_t n = 0; n < m.bytes; n += n < 2000 ? 1 : 97) {
            const struct status st =
                tokenizer_file_parse(&t, (const char *)m.data, n);

            cr_assert_eq(st.code, STATUS_BAD_FILE, "cut at %zu", n);
            cr_assert_null(t);
        }
        filemap_close(&m);
    }
}

Test(tokenizer_read, a_folder_without_a_tokenizer_says_so)
{
    struct tokenizer *t;
    const struct status st = tokenizer_open(&t, TEST_ROOT "/tests/model");

    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_not_null(
        strstr(st.text, "neither tokenizer.json nor vocab.json"));
}
