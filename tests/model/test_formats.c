/* Memory ends at every point in turn: each flow must end with a reason and give
 * everything back. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/card.h"
#include "engine/model/safetensors.h"
#include "engine/model/tokenizer.h"
#include "tests/support/starve.h"

static char folder[] = "/tmp/lathe-formats-XXXXXX";
static char path[64];

static void make_folder(void)
{
    starve_json();
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/card.json", folder);
}

static void drop_folder(void)
{
    unlink(path);
    rmdir(folder);
}

TestSuite(formats, .init = make_folder, .fini = drop_folder);

static struct status learn_and_encode(void)
{
    static const char text[] = "low low low lower lower newest newest widest";
    struct tokenizer *t;
    int32_t ids[64];
    size_t count;

    struct status st = tokenizer_train_bpe(&t, text, strlen(text), 300);
    if (st.code)
        return st;
    st = tokenizer_encode(t, text, strlen(text), ids, 64, &count);
    tokenizer_free(t);
    if (st.code)
        return st;
    st = tokenizer_train_char(&t, text, strlen(text));
    tokenizer_free(t);
    return st;
}

static struct status save_and_load(void)
{
    static const char *const kinds[] = {"\"char\",\"codes\":[97,98]",
                                        "\"bpe\",\"merges\":[[97,98],[256,97]]",
                                        "\"byte\""};
    struct status st = STATUS_OK;

    for (int i = 0; i < 3 && !st.code; i++) {
        char json[200];
        struct tokenizer *t;

        snprintf(json, sizeof json,
                 "{\"format\":\"lathe-tokenizer\",\"version\":1,\"kind\":%s}",
                 kinds[i]);
        st = tokenizer_file_parse(&t, json, strlen(json));
        if (!st.code)
            st = tokenizer_file_save(t, path);
        tokenizer_free(t);
    }
    return st;
}

static struct status weights(void)
{
    static const float one[] = {1, 2};
    static const struct safetensors_source source[] = {
        {"a", SAFETENSORS_F32, SAFETENSORS_BF16, 1, {2}, one, NULL, NULL},
        {"b", SAFETENSORS_F32, SAFETENSORS_F32, 1, {2}, one, NULL, NULL}};
    static const struct safetensors_note note = {"key", "value"};
    char hash[HASH_TEXT];
    struct safetensors s;

    struct status st = safetensors_save(path, source, 2, &note, 1, hash);
    if (!st.code)
        st = safetensors_open(&s, path);
    if (!st.code)
        safetensors_close(&s);
    return st;
}

static struct status describe(void)
{
    struct card *c = card_new();

    if (!c)
        return status_fail(STATUS_NO_MEMORY, "no card");
    card_set_int(c, CARD_MODEL, "layers", 4);
    card_set_text(c, CARD_MODEL, "architecture", "gpt");
    card_set_real(c, CARD_SCORES, "loss", 1.5);
    struct status st = card_write(c, folder);
    card_free(c);
    if (st.code)
        return st;
    st = card_read(&c, folder);
    if (!st.code)
        st = card_verify(c, folder);
    card_free(c);
    return st;
}

Test(formats, a_tokenizer_is_learned_or_the_reason_is_told)
{
    starve(learn_and_encode, 20);
}

Test(formats, a_tokenizer_is_loaded_or_the_reason_is_told)
{
    starve(save_and_load, 20);
}

/* Every kind of stage: rewriting, cutting, added tokens, both models. */
static struct status read_and_use(const char *json, const char *text)
{
    struct tokenizer *t;
    int32_t ids[256];
    struct tokenizer_span span[256];
    struct tokenizer_sink sink = {.id = ids, .span = span, .room = 256};

    struct status st = tokenizer_file_parse(&t, json, strlen(json));
    if (!st.code)
        st = tokenizer_encode_into(t, text, strlen(text), &sink);
    tokenizer_free(t);
    return st;
}

static struct status published(void)
{
    const struct status st = read_and_use(
        "{\"added_tokens\":[{\"id\":4,\"content\":\"<e>\"},{\"id\":5,"
        "\"content\":\"Q\",\"normalized\":true}],\"normalizer\":{\"type\":"
        "\"Sequence\",\"normalizers\":[{\"type\":\"NFKC\"},{\"type\":"
        "\"Lowercase\"}]},\"pre_tokenizer\":{\"type\":\"ByteLevel\","
        "\"add_prefix_space\":true},\"decoder\":{\"type\":\"ByteLevel\"},"
        "\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,"
        "\"ab\":2,\"abab\":3},\"merges\":[\"a b\",\"ab ab\"]}}",
        "Abab\xC3\xA9\xCC\xA3 ab<e>aQb");

    return st.code
               ? st
               : read_and_use(
                     "{\"normalizer\":{\"type\":\"BertNormalizer\"},"
                     "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},"
                     "\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\"},"
                     "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"u\","
                     "\"vocab\":{\"u\":0,\"a\":1,\"##b\":2}}}",
                     "ab \xC3\x84 b");
}

Test(formats, a_published_tokenizer_is_used_or_the_reason_is_told)
{
    starve(published, 60);
}

Test(formats, weights_are_saved_and_read_or_the_reason_is_told)
{
    starve(weights, 20);
}

Test(formats, a_card_is_written_and_read_or_the_reason_is_told)
{
    starve(describe, 20);
}
