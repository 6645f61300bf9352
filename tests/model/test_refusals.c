/*
 * Whatever a file does wrong, the refusal names the file, the field, and the
 * byte or line where bytes or lines are counted.
 */
#include "engine/model/tokenizer_open.h"
#include "engine/model/vectors.h"
#include "engine/model/weights/arch.h"
#include "tests/model/ggufbytes.h"
#include "tests/model/ggufhostile.h"
#include "tests/model/refused.h"

TestSuite(refusals, .init = refused_enter, .fini = refused_leave);

static struct status open_weights(const char *name)
{
    struct weights *w;
    const struct status st = weights_open(&w, refused_path(name));

    weights_free(w);
    return st;
}

Test(refusals, of_every_hostile_gguf_have_a_byte)
{
    for (const struct ggufhostile *h = ggufhostile; h->name; h++) {
        struct buf b;

        buf_init(&b, 1 << 20);
        h->make(&b);
        refused_put("hostile.gguf", b.data ? b.data : "", b.bytes);
        refused_named(open_weights("hostile.gguf"), "hostile.gguf", h->why,
                      "byte");
        buf_release(&b);
    }
}

/* A llama's keys, of which one is changed: "KEY" then has that value. */
struct change {
    const char *key;
    uint32_t kind, value; /* kind 8: the text "odd" */
    const char *field;
};

static void put_llama(const struct change *c)
{
    static const char *const keys[] = {"llama.context_length",
                                       "llama.embedding_length",
                                       "llama.block_count",
                                       "llama.attention.head_count",
                                       "llama.attention.head_count_kv",
                                       "llama.feed_forward_length",
                                       "llama.rope.dimension_count",
                                       "tokenizer.ggml.bos_token_id"};
    static const uint32_t values[] = {8, 4, 1, 2, 1, 2, 2, 1};
    struct buf b;

    buf_init(&b, 100000);
    ggufbytes_head(&b, 1, 12);
    ggufbytes_key(&b, "general.architecture", 8);
    ggufbytes_text(&b,
                   strcmp(c->key, "general.architecture") ? "llama" : "odd");
    ggufbytes_key(&b, "llama.rope.scaling.type", 8);
    ggufbytes_text(&b,
                   strcmp(c->key, "llama.rope.scaling.type") ? "none" : "odd");
    for (int i = 0; i < 8; i++) {
        const bool changed = !strcmp(c->key, keys[i]);

        ggufbytes_key(&b, keys[i], changed ? c->kind : 4);
        if (changed && c->kind == 8)
            ggufbytes_text(&b, "odd");
        else
            ggufbytes_number(&b, changed ? c->value : values[i], 4);
    }
    ggufbytes_key(&b, "llama.attention.layer_norm_rms_epsilon", 6);
    ggufbytes_number(&b, 0x3727C5AC, 4); /* 1e-5 */
    ggufbytes_key(&b, "tokenizer.ggml.model", 8);
    ggufbytes_text(&b, "gpt2");
    ggufbytes_tensor(&b, "token_embd.weight", 4, 3, 0, 0);
    ggufbytes_pad(&b, 32);
    for (int i = 0; i < 64; i++)
        buf_char(&b, 0);
    refused_put("odd.gguf", b.data, b.bytes);
    buf_release(&b);
}

Test(refusals, of_a_setting_in_a_gguf_name_its_key_and_byte)
{
    static const struct change changes[] = {
        {"general.architecture", 8, 0, "\"general.architecture\" at byte 24"},
        {"llama.rope.scaling.type", 8, 0, "\"llama.rope.scaling.type\""},
        {"llama.context_length", 8, 0, "\"llama.context_length\""},
        {"llama.context_length", 4, 0, "\"llama.context_length\""},
        {"llama.block_count", 6, 0x3FC00000, "\"llama.block_count\""}, /* 1.5 */
        {"llama.embedding_length", 4, 5, "\"llama.attention.head_count\""},
        {"llama.attention.head_count_kv", 4, 7,
         "\"llama.attention.head_count_kv\""},
        {"llama.rope.dimension_count", 4, 1, "\"llama.rope.dimension_count\""},
    };

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        put_llama(&changes[i]);
        refused_named(refused_model("odd.gguf"), "odd.gguf", changes[i].field,
                      "at byte");
    }
    /* As it was: no head, and no table of tokens. */
    put_llama(&(struct change){"", 0, 0, ""});
    refused_named(refused_model("odd.gguf"), "odd.gguf",
                  "tensor \"blk.0.attn_norm.weight\"", NULL);
}

#define ONE "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"

Test(refusals, of_a_safetensors_file_name_tensor_key_and_byte)
{
    static const struct {
        const char *header, *field, *place;
    } cases[] = {
        {"[]", "the header", "byte 8"},
        {"{\"a\":", "JSON", "at byte 13"},
        {ONE "\"b\":{}}", "\"b\" has no dtype", "at byte 62"},
        {ONE "\"b\":7}", "\"b\" is no object", "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"X\"}}", "unknown dtype", "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\"}}", "\"b\" has no shape", "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[1,-1]}}", "shape[1]",
         "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[0,0,0,0,0,0,0,0,0]}}", "shape",
         "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[1]}}", "data_offsets",
         "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[5,4]}}",
         "data_offsets [5, 4]", "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[4,13]}}",
         "data_offsets [4, 13]", "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,5]}}",
         "shape", "at byte 62"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4]}}",
         "\"b\" overlaps", "from byte 117"},
        {ONE "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[5,6]}}",
         "\"b\" has a hole", "from byte 118"},
        {ONE "\"__metadata__\":{\"dtype\":[1]}}", "\"dtype\" is no text",
         "at byte 62"},
        {ONE "\"__metadata__\":[]}", "__metadata__", "at byte 62"},
        /* The word stands in another key's place before. */
        {"{\"__metadata__\":{\"shape\":\"x\"},\"shape\":{\"dtype\":1}}",
         "\"shape\" has no dtype", "at byte 38"},
        {"{\"__metadata__\":{\"x\":\"\\\"b\\\":{\"},\"b\":{}}",
         "\"b\" has no dtype", "at byte 40"},
        {"{}", "behind the last tensor", "from byte 10"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused_put_safetensors(cases[i].header, 6);
        refused_named(open_weights("odd.safetensors"), "odd.safetensors",
                      cases[i].field, cases[i].place);
    }
    refused_put("odd.safetensors", "\377\0\0\0", 4);
    refused_named(open_weights("odd.safetensors"), "odd.safetensors", "length",
                  "byte 0");
    refused_put("odd.safetensors", "\377\0\0\0\0\0\0\0{}", 10);
    refused_named(open_weights("odd.safetensors"), "odd.safetensors", "length",
                  "byte 0");
    refused_put("odd.safetensors", "\377\377\377\377\0\0\0\0{}", 10);
    refused_named(open_weights("odd.safetensors"), "odd.safetensors", "length",
                  "byte 0");
}

Test(refusals, of_an_array_name_its_key_and_byte)
{
    static const struct {
        const char *head, *field;
    } cases[] = {
        {"[", "opening bracket"},
        {"{'descr': '<f3', ", "type"},
        {"{'descr' '<f4'", "colon"},
        {"{'descr': '<f4', 'fortran_order': Maybe", "True or False"},
        {"{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }",
         "fortran_order"},
        {"{'descr': '<f4', 'shape': (x)", "whole number"},
        {"{'descr': '<f4', 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1)", "extents"},
        {"{'descr': '<f4', 'odd'", "key"},
        {"{'descr': '<f4', }", "fortran_order"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }", "shape"},
        {"{'descr': '<f8', 'fortran_order': False, "
         "'shape': (4611686018427387904, 4), }",
         "shape"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b;

        buf_init(&b, 1000);
        buf_add(&b, "\x93NUMPY\1\0", 8);
        ggufbytes_number(&b, strlen(cases[i].head), 2);
        buf_text(&b, cases[i].head);
        buf_add(&b, "\0\0\0\0", 4);
        refused_put("odd.npy", b.data, b.bytes);
        refused_named(open_weights("odd.npy"), "odd.npy", cases[i].field,
                      "byte");
        buf_release(&b);
    }
}

static struct status open_tokenizer(const char *name)
{
    struct tokenizer *t = NULL;
    const struct status st = tokenizer_open(&t, refused_path(name));

    tokenizer_free(t);
    return st;
}

#define OWN   "{\"format\":\"lathe-tokenizer\",\"version\":1,"
#define MODEL "\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]"

Test(refusals, of_a_tokenizer_name_its_key)
{
    static const struct {
        const char *name, *text, *field, *place;
    } cases[] = {
        {"tokenizer.json", "", "empty", "byte 0"},
        {"tokenizer.json", "{\"a\":\n]", "JSON", "byte 7, line 2"},
        {"tokenizer.json", "{}", "format", NULL},
        {"tokenizer.json", OWN "\"kind\":\"x\",\"y\":1}", "kind", NULL},
        {"tokenizer.json", OWN "\"kind\":\"char\",\"codes\":[9,8]}", "codes",
         NULL},
        {"tokenizer.json", OWN "\"kind\":\"char\",\"codes\":[]}", "codes",
         NULL},
        {"tokenizer.json", OWN "\"kind\":\"char\",\"x\":[]}", "codes", NULL},
        {"tokenizer.json", OWN "\"kind\":\"byte\",\"x\":[]}", "keys", NULL},
        {"tokenizer.json", OWN "\"kind\":\"bpe\",\"merges\":[[1,2],[9,300]]}",
         "merges: merge 1", NULL},
        {"tokenizer.json", "{" MODEL "},\"added_tokens\":[{\"id\":-1}]}",
         "added_tokens[0].id", NULL},
        {"tokenizer.json", "{" MODEL "},\"added_tokens\":[{\"id\":1}]}",
         "added_tokens: token 1 has no content", NULL},
        {"tokenizer.json", "{\"model\":{\"merges\":[],\"vocab\":{}}}",
         "model.vocab", NULL},
        {"tokenizer.json",
         "{\"model\":{\"merges\":[\"a b\"],\"vocab\":{\"a\":0}}}",
         "model.merges: merge 0", NULL},
        {"tokenizer.json", "{" MODEL "},\"normalizer\":{\"type\":\"X\"}}",
         "normalizer", NULL},
        {"tokenizer.json", "{" MODEL "},\"pre_tokenizer\":{\"type\":\"X\"}}",
         "pre_tokenizer", NULL},
        {"tokenizer.json", "{" MODEL "},\"decoder\":{\"type\":\"X\"}}",
         "decoder", NULL},
        {"tokenizer.json", "{" MODEL "},\"post_processor\":{\"type\":\"X\"}}",
         "post_processor", NULL},
        {"vocab.json", "{\"a\":", "JSON", "byte 5, line 1"},
        {"vocab.json", "[]", "vocab.json", "byte 0"},
        {"vocab.json", "{\"a\":-1}", "\"a\"", NULL},
        {"vocab.json", "{}", "vocab.json: 0 tokens", NULL},
        {"vocab.json", "{\"a\":0,\"b\":0}", "id 0", NULL},
        {"vocab.json", "{\"a\":0,\"b\":1}", "merges.txt", "byte 14: merge 0"},
        {"gpt2.tiktoken", "YQ== 0\nYQ==\n", "rank", "byte 7"},
        {"gpt2.tiktoken", "YQ== 0\nYg== 0\n", "id 0", "byte 7"},
        {"gpt2.tiktoken", "YQ== 0\n", "0x00", "byte 7"},
    };

    refused_put_text("merges.txt", "#version: 0.2\na c\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused_put_text(cases[i].name, cases[i].text);
        refused_named(open_tokenizer(cases[i].name), cases[i].name,
                      cases[i].field, cases[i].place);
    }
}

/* The lists of a GGUF's tokenizer. */
static void put_tokens(const char *first, uint32_t type, uint32_t eos)
{
    struct buf b;

    buf_init(&b, 100000);
    ggufbytes_head(&b, 0, 5);
    ggufbytes_key(&b, "tokenizer.ggml.model", 8);
    ggufbytes_text(&b, "gpt2");
    ggufbytes_key(&b, "tokenizer.ggml.tokens", 9);
    ggufbytes_number(&b, 8, 4);
    ggufbytes_number(&b, 2, 8);
    ggufbytes_text(&b, first);
    ggufbytes_text(&b, "b");
    ggufbytes_key(&b, "tokenizer.ggml.token_type", 9);
    ggufbytes_number(&b, 5, 4);
    ggufbytes_number(&b, 2, 8);
    ggufbytes_number(&b, type, 4);
    ggufbytes_number(&b, 1, 4);
    ggufbytes_key(&b, "tokenizer.ggml.eos_token_id", 4);
    ggufbytes_number(&b, eos, 4);
    ggufbytes_key(&b, "tokenizer.ggml.add_eos_token", 7);
    ggufbytes_number(&b, 1, 1);
    refused_put("tokens.gguf", b.data, b.bytes);
    buf_release(&b);
}

Test(refusals, of_a_gguf_tokenizer_name_key_and_byte)
{
    put_tokens("a", 1, 1);
    const struct status st = open_tokenizer("tokens.gguf");
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    put_tokens("a", 1, 2);
    refused_named(open_tokenizer("tokens.gguf"), "tokens.gguf",
                  "tokenizer.ggml.eos_token_id", "at byte");
    put_tokens("a", 300, 1);
    refused_named(open_tokenizer("tokens.gguf"), "tokens.gguf",
                  "tokenizer.ggml.token_type", "at byte");
    put_tokens("a", 6, 1);
    refused_named(open_tokenizer("tokens.gguf"), "tokens.gguf",
                  "tokenizer.ggml.tokens: id 0", "at byte 68");
}

Test(refusals, of_word_vectors_name_the_line)
{
    static const struct {
        const char *text, *field, *place;
    } cases[] = {{"a 1 2\nb 1\n", "1 numbers", "line 2"},
                 {"a 1 2\nb 1 x\n", "\"x\"", "line 2"},
                 {"3 2\na 1 2\n", "3 words", "line 1"},
                 {"\na\n", "0 numbers", "line 2"},
                 {"", "no vectors", "0 bytes"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vectors v;

        refused_put_text("odd.txt", cases[i].text);
        refused_named(vectors_read(&v, refused_path("odd.txt")), "odd.txt",
                      cases[i].field, cases[i].place);
    }
}
