/*
 * The same of folders: published ones, checkpoints of ours with their cards,
 * and what a training goes on from.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "engine/model/tokenizer_open.h"
#include "engine/model/weights/arch.h"
#include "engine/train/resume.h"
#include "tests/model/refused.h"

TestSuite(refusals_folder, .init = refused_enter, .fini = refused_leave);

#define LLAMA                                                              \
    "{\"model_type\":\"llama\",\"max_position_embeddings\":8,"             \
    "\"num_hidden_layers\":1,\"num_attention_heads\":2,\"hidden_size\":4," \
    "\"intermediate_size\":2,\"rms_norm_eps\":1e-5"

/* config.json beside one tensor, or an index. */
Test(refusals_folder, of_a_folder_name_file_and_key)
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

    refused_put_safetensors("{\"model.embed_tokens.weight\":{\"dtype\":\"U8\","
                            "\"shape\":[1,4],\"data_offsets\":[0,4]}}",
                            4);
    char from[96], to[96];
    snprintf(from, sizeof from, "%s/odd.safetensors", refused_folder);
    snprintf(to, sizeof to, "%s/model.safetensors", refused_folder);
    cr_assert_eq(rename(from, to), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused_put_text("config.json", cases[i].config);
        refused_named(refused_model(""), refused_folder, cases[i].field,
                      cases[i].place);
    }
}

Test(refusals_folder, of_an_index_name_it_and_the_tensor)
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

    refused_put_safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],"
                            "\"data_offsets\":[0,4]}}",
                            4);
    refused_put_text("config.json", "{}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct weights *w;

        refused_put_text("model.safetensors.index.json", cases[i].index);
        refused_named(weights_open(&w, refused_folder),
                      "model.safetensors.index.json", cases[i].field,
                      cases[i].place);
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
        checkpoint_save(refused_folder, m, t, card, CHECKPOINT_F32);
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

/* Reads a file of the refused_folder; the caller frees it. */
static char *get(const char *name, size_t *bytes)
{
    FILE *f = fopen(refused_path(name), "rb");
    char *data = calloc(1, 100000);

    *bytes = fread(data, 1, 99999, f);
    fclose(f);
    return data;
}

Test(refusals_folder, of_a_checkpoint_name_file_and_key)
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
        refused_put("model.safetensors", hurt, bytes);
        refused_named(refused_model("model.safetensors"), "model.safetensors",
                      cases[i].field, NULL);
        free(hurt);
    }
    refused_named(refused_model(""), refused_folder, "model.safetensors",
                  "hash");
    unlink(refused_path("model.safetensors"));
    refused_named(refused_model(""), refused_folder, "model.safetensors",
                  "card");
    free(whole);
}

Test(refusals_folder, of_a_card_name_it_and_the_line)
{
    refused_put_text("card.json", "");
    refused_named(refused_model(""), refused_folder, "card.json", "byte 0");
    refused_put_text("card.json", "{\n]");
    refused_named(refused_model(""), refused_folder, "card.json",
                  "line 2 is not JSON at byte 3");
    refused_put_text("card.json", "{\"format\":\"odd\"}");
    refused_named(refused_model(""), refused_folder, "card.json: its format",
                  NULL);
    refused_put_text("card.json", "{\"format\":\"lathe-card\"}");
    refused_named(refused_model(""), refused_folder, "card.json: its content",
                  "card_sha256");
}

Test(refusals_folder, of_a_resume_file_name_section_and_byte)
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
        resume_save(refused_path("resume"), "about", &state, decoder_params(m))
            .code,
        0);
    char *whole = get("resume", &bytes);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        whole[cases[i].at] ^= 1;
        refused_put("resume", whole, bytes);
        whole[cases[i].at] ^= 1;
        refused_named(resume_load(refused_path("resume"), "about", &state,
                                  decoder_params(m)),
                      "resume", cases[i].section, cases[i].place);
    }
    refused_put("resume", whole, bytes - 1);
    refused_named(
        resume_load(refused_path("resume"), "about", &state, decoder_params(m)),
        "resume", "moment1", "byte");
    free(whole);
    decoder_free(m);
}
