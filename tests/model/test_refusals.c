/*
 * Whatever a file does wrong, the refusal names the file, the field, and the
 * byte or line where bytes or lines are counted.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/model/checkpoint.h"
#include "engine/model/tokenizer_open.h"
#include "engine/model/vectors.h"
#include "engine/model/weights/arch.h"
#include "engine/train/resume.h"
#include "tests/model/ggufbytes.h"
#include "tests/model/ggufhostile.h"

static char folder[64];
static struct buf path;

static void enter(void)
{
    snprintf(folder, sizeof folder, "/tmp/lathe-refusals-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    buf_init(&path, 4096);
}

static void leave(void)
{
    char command[128];

    buf_release(&path);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(refusals, .init = enter, .fini = leave);

static const char *path_of(const char *name)
{
    buf_clear(&path);
    buf_printf(&path, "%s/%s", folder, name);
    return buf_string(&path);
}

static void put(const char *name, const void *data, size_t bytes)
{
    FILE *f = fopen(path_of(name), "wb");

    cr_assert_not_null(f, "%s", name);
    cr_assert_eq(fwrite(data, 1, bytes, f), bytes);
    cr_assert_eq(fclose(f), 0);
}

static void put_text(const char *name, const char *text)
{
    put(name, text, strlen(text));
}

/* `field` and, but for NULL, `place` must stand in what refuses `name`. */
static void named(struct status st, const char *name, const char *field,
                  const char *place)
{
    cr_assert_neq(st.code, STATUS_FINE, "%s: not refused for %s", name, field);
    cr_expect(strstr(st.text, name), "no file %s: %s", name, st.text);
    cr_expect(strstr(st.text, field), "no field %s: %s", field, st.text);
    cr_expect(!place || strstr(st.text, place), "no %s: %s", place, st.text);
}

static struct status open_weights(const char *name)
{
    struct weights *w;
    const struct status st = weights_open(&w, path_of(name));

    weights_free(w);
    return st;
}

static struct status open_model(const char *name)
{
    struct checkpoint c;
    const struct status st =
        checkpoint_load(&c, path_of(name), device_find("cpu"));

    if (!st.code)
        checkpoint_release(&c);
    return st;
}

Test(refusals, of_every_hostile_gguf_have_a_byte)
{
    for (const struct ggufhostile *h = ggufhostile; h->name; h++) {
        struct buf b;

        buf_init(&b, 1 << 20);
        h->make(&b);
        put("hostile.gguf", b.data ? b.data : "", b.bytes);
        named(open_weights("hostile.gguf"), "hostile.gguf", h->why, "byte");
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
    put("odd.gguf", b.data, b.bytes);
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
        named(open_model("odd.gguf"), "odd.gguf", changes[i].field, "at byte");
    }
    /* As it was: no head, and no table of tokens. */
    put_llama(&(struct change){"", 0, 0, ""});
    named(open_model("odd.gguf"), "odd.gguf",
          "tensor \"blk.0.attn_norm.weight\"", NULL);
}

/* Header and `data` bytes behind it. */
static void put_safetensors(const char *header, size_t data)
{
    struct buf b;

    buf_init(&b, 100000);
    ggufbytes_number(&b, strlen(header), 8);
    buf_text(&b, header);
    for (size_t i = 0; i < data; i++)
        buf_char(&b, 0);
    put("odd.safetensors", b.data, b.bytes);
    buf_release(&b);
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
        put_safetensors(cases[i].header, 6);
        named(open_weights("odd.safetensors"), "odd.safetensors",
              cases[i].field, cases[i].place);
    }
    put("odd.safetensors", "\377\0\0\0", 4);
    named(open_weights("odd.safetensors"), "odd.safetensors", "length",
          "byte 0");
    put("odd.safetensors", "\377\0\0\0\0\0\0\0{}", 10);
    named(open_weights("odd.safetensors"), "odd.safetensors", "length",
          "byte 0");
    put("odd.safetensors", "\377\377\377\377\0\0\0\0{}", 10);
    named(open_weights("odd.safetensors"), "odd.safetensors", "length",
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
        put("odd.npy", b.data, b.bytes);
        named(open_weights("odd.npy"), "odd.npy", cases[i].field, "byte");
        buf_release(&b);
    }
}

static struct status open_tokenizer(const char *name)
{
    struct tokenizer *t = NULL;
    const struct status st = tokenizer_open(&t, path_of(name));

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

    put_text("merges.txt", "#version: 0.2\na c\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_text(cases[i].name, cases[i].text);
        named(open_tokenizer(cases[i].name), cases[i].name, cases[i].field,
              cases[i].place);
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
    put("tokens.gguf", b.data, b.bytes);
    buf_release(&b);
}

Test(refusals, of_a_gguf_tokenizer_name_key_and_byte)
{
    put_tokens("a", 1, 1);
    const struct status st = open_tokenizer("tokens.gguf");
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    put_tokens("a", 1, 2);
    named(open_tokenizer("tokens.gguf"), "tokens.gguf",
          "tokenizer.ggml.eos_token_id", "at byte");
    put_tokens("a", 300, 1);
    named(open_tokenizer("tokens.gguf"), "tokens.gguf",
          "tokenizer.ggml.token_type", "at byte");
    put_tokens("a", 6, 1);
    named(open_tokenizer("tokens.gguf"), "tokens.gguf",
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

        put_text("odd.txt", cases[i].text);
        named(vectors_read(&v, path_of("odd.txt")), "odd.txt", cases[i].field,
              cases[i].place);
    }
}

#define LLAMA                                                              \
    "{\"model_type\":\"llama\",\"max_position_embeddings\":8,"             \
    "\"num_hidden_layers\":1,\"num_attention_heads\":2,\"hidden_size\":4," \
    "\"intermediate_size\":2,\"rms_norm_eps\":1e-5"

/* config.json beside one tensor, or an index. */
Test(refusals, of_a_folder_name_file_and_key)
{
    static const struct {
        const char *config, *field, *place;
    } cases[] = {
        {"{", "config.json", "byte 1, line 1"},
        {"[]", "config.json", "byte 0"},
        {"{\"model_type\":7}", "config.model_type", NULL},
        {"{\"model_type\":\"odd\"}", "config.model_type", NULL},
        {"{\"model_type\":\"llama\"}", "config.max_position_embeddings", NULL},
        {LLAMA ",\"num_key_value_heads\":7}", "config.num_key_value_heads",
         NULL},
        {LLAMA ",\"head_dim\":3}", "config.head_dim", NULL},
        {LLAMA ",\"hidden_act\":\"odd\"}", "config.hidden_act", NULL},
        {LLAMA ",\"mlp_bias\":true}", "config.mlp_bias", NULL},
        {LLAMA ",\"vocab_size\":9}", "config.vocab_size", NULL},
        {LLAMA ",\"rope_scaling\":{\"rope_type\":\"odd\"}}",
         "config.rope_scaling.rope_type", NULL},
        {LLAMA "}", "model.layers.0.input_layernorm.weight", NULL},
        {"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"
         "{}}}}}}}}}}",
         "config.a.a.a.a.a.a.a.a", NULL},
    };

    put_safetensors("{\"model.embed_tokens.weight\":{\"dtype\":\"U8\","
                    "\"shape\":[1,4],\"data_offsets\":[0,4]}}",
                    4);
    char from[96], to[96];
    snprintf(from, sizeof from, "%s/odd.safetensors", folder);
    snprintf(to, sizeof to, "%s/model.safetensors", folder);
    cr_assert_eq(rename(from, to), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_text("config.json", cases[i].config);
        named(open_model(""), folder, cases[i].field, cases[i].place);
    }
}

Test(refusals, of_an_index_name_it_and_the_tensor)
{
    static const struct {
        const char *index, *field, *place;
    } cases[] = {
        {"{\"weight_map\":", "JSON", "byte 14, line 1"},
        {"{}", "weight_map", NULL},
        {"{\"weight_map\":{\"a\":\"../x.safetensors\"}}", "weight_map: \"a\"",
         NULL},
        {"{\"weight_map\":{\"b\":\"odd.safetensors\"}}",
         "tensor \"a\" at byte 62 stands in odd.safetensors", NULL},
        {"{\"weight_map\":{\"a\":\"odd.safetensors\",\"b\":"
         "\"odd.safetensors\"}}",
         "weight_map lists 2", NULL},
    };

    put_safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],"
                    "\"data_offsets\":[0,4]}}",
                    4);
    put_text("config.json", "{}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct weights *w;

        put_text("model.safetensors.index.json", cases[i].index);
        named(weights_open(&w, folder), "model.safetensors.index.json",
              cases[i].field, cases[i].place);
    }
}

/* A small model of ours, written to the folder. */
static struct decoder *save(void)
{
    struct decoder_config config = decoder_gpt2();
    struct tokenizer *t;
    struct decoder *m;
    struct card *card = card_new();

    tokenizer_train_char(&t, "a small sea", 11);
    config.vocab = tokenizer_size(t);
    config.context = config.width = config.hidden = 4;
    config.layers = 1;
    config.heads = config.groups = 2;
    cr_assert_eq(decoder_new(&m, &config, device_find("cpu"), 1).code, 0);
    const struct status st =
        checkpoint_save(folder, m, t, card, CHECKPOINT_F32);
    cr_assert_eq(st.code, 0, "%s", st.text);
    card_free(card);
    tokenizer_free(t);
    return m;
}

/* Where `text` stands in `bytes` of data. */
static char *find(char *data, size_t bytes, const char *text)
{
    const size_t n = strlen(text);

    for (size_t i = 0; i + n <= bytes; i++)
        if (memcmp(data + i, text, n) == 0)
            return data + i;
    return NULL;
}

/* Reads a file of the folder; the caller frees it. */
static char *get(const char *name, size_t *bytes)
{
    FILE *f = fopen(path_of(name), "rb");
    char *data = calloc(1, 100000);

    *bytes = fread(data, 1, 99999, f);
    fclose(f);
    return data;
}

Test(refusals, of_a_checkpoint_name_file_and_key)
{
    static const struct {
        const char *from, *to, *field;
    } cases[] = {
        {"\"lathe.width\":\"4\"", "\"lathe.width\":\"8\"", "lathe.width"},
        {"\"lathe.layers\":\"1\"", "\"lathe.layers\":\"9\"",
         "blocks.1.mlp.up.weight"},
        {"\"lathe.hidden\":\"4\"", "\"lathe.hidden\":\"5\"",
         "\"lathe.hidden\""},
        {"\"lathe.context\":\"4\"", "\"lathe.context\":\"5\"",
         "\"lathe.context\""},
        {"\"lathe.heads\":\"2\"", "\"lathe.heads\":\"3\"", "heads"},
        {"\"lathe.norm\":", "\"lathe.nerm\":", "\"lathe.norm\""},
        {"\"norm.weight\"", "\"nerm.weight\"", "\"norm.weight\""},
    };
    size_t bytes;

    decoder_free(save());
    char *whole = get("model.safetensors", &bytes);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *hurt = malloc(bytes);
        char *at = find(whole, bytes, cases[i].from);

        cr_assert_not_null(at, "%s", cases[i].from);
        memcpy(hurt, whole, bytes);
        memcpy(hurt + (at - whole), cases[i].to, strlen(cases[i].to));
        put("model.safetensors", hurt, bytes);
        named(open_model("model.safetensors"), "model.safetensors",
              cases[i].field, NULL);
        free(hurt);
    }
    named(open_model(""), folder, "model.safetensors", "hash");
    unlink(path_of("model.safetensors"));
    named(open_model(""), folder, "model.safetensors", "card");
    free(whole);
}

Test(refusals, of_a_card_name_it_and_the_line)
{
    put_text("card.json", "");
    named(open_model(""), folder, "card.json", "byte 0");
    put_text("card.json", "{\n]");
    named(open_model(""), folder, "card.json", "line 2 is not JSON at byte 3");
    put_text("card.json", "{\"format\":\"odd\"}");
    named(open_model(""), folder, "card.json: its format", NULL);
    put_text("card.json", "{\"format\":\"lathe-card\"}");
    named(open_model(""), folder, "card.json: its content", "card_sha256");
}

Test(refusals, of_a_resume_file_name_section_and_byte)
{
    static const struct {
        size_t at;
        const char *section, *place;
    } cases[] = {{3, "the first line", "byte 0"},
                 {16, "about", "byte 15"},
                 {105, "about", "byte 15"},
                 {115, "state", "byte 108"},
                 {230, "values", "byte 228"}};
    struct resume_state state = {.step = 1, .scaler = {.scale = 1.0}};
    struct decoder *m = save();
    size_t bytes;

    cr_assert_eq(
        resume_save(path_of("resume"), "about", &state, decoder_params(m)).code,
        0);
    char *whole = get("resume", &bytes);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        whole[cases[i].at] ^= 1;
        put("resume", whole, bytes);
        whole[cases[i].at] ^= 1;
        named(
            resume_load(path_of("resume"), "about", &state, decoder_params(m)),
            "resume", cases[i].section, cases[i].place);
    }
    put("resume", whole, bytes - 1);
    named(resume_load(path_of("resume"), "about", &state, decoder_params(m)),
          "resume", "moment1", "byte");
    free(whole);
    decoder_free(m);
}
