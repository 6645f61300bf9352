#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/model/weights/weights.h"
#include "tests/model/ggufbytes.h"

static char folder[] = "/tmp/lathe-weights-XXXXXX";

static const char *at(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void drop_folder(void)
{
    static const char *const names[] = {
        "config.json",       "generation_config.json",
        "model.safetensors", "model.safetensors.index.json",
        "a.safetensors",     "b.safetensors"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(at(names[i]));
    rmdir(folder);
}

TestSuite(weights, .init = make_folder, .fini = drop_folder);

static void put(const char *name, const char *text)
{
    cr_assert_eq(savefile_replace(at(name), text, strlen(text)).code, 0);
}

/* One tensor of one F32. */
static void put_safetensors(const char *name, const char *tensor, float value)
{
    struct buf b;
    char head[128];
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    snprintf(
        head, sizeof head,
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        tensor);
    buf_init(&b, 1000);
    ggufbytes_number(&b, strlen(head), 8);
    buf_text(&b, head);
    ggufbytes_number(&b, bits, 4);
    cr_assert_eq(savefile_replace(at(name), b.data, b.bytes).code, 0);
    buf_release(&b);
}

/* The sample on a heap block of its size, which the caller frees. */
static unsigned char *sample(size_t *bytes)
{
    struct buf b;

    buf_init(&b, 10000);
    ggufbytes_sample(&b);
    *bytes = b.bytes;
    unsigned char *copy = malloc(b.bytes);
    memcpy(copy, b.data, b.bytes);
    buf_release(&b);
    return copy;
}

Test(weights, a_gguf_made_by_hand_is_read)
{
    size_t bytes;
    unsigned char *data = sample(&bytes);
    struct weights *w;
    float out[32];

    const struct status st = weights_parse(&w, "x.gguf", data, bytes);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_str_eq(weights_format(w), "gguf");
    cr_assert_eq(weights_count(w), 2);
    const struct weights_tensor *t = weights_find(w, "w");
    cr_assert_eq(t, weights_at(w, 0));
    cr_assert_eq(t->type, WEIGHTS_F32);
    cr_assert_eq(t->dims, 2);
    cr_assert_eq(t->shape[0], 2, "outermost first");
    cr_assert_eq(t->shape[1], 3);
    cr_assert_eq(t->bytes, 24);
    cr_assert_eq(data + t->offset, t->data);
    cr_assert_eq(weights_floats(t, 2, 4, out).code, 0);
    cr_assert_eq(out[0], 2.0f);
    cr_assert_eq(out[3], 5.0f);
    t = weights_find(w, "q");
    cr_assert_eq(t->type, WEIGHTS_Q8_0);
    cr_assert_eq(weights_floats(t, 0, 32, out).code, 0);
    cr_assert_eq(out[0], -8.0f);
    cr_assert_eq(out[31], 7.5f);
    cr_assert_null(weights_find(w, "no"));
    weights_free(w);
    free(data);
}

Test(weights, any_range_of_numbers_can_be_asked_for)
{
    size_t bytes;
    unsigned char *data = sample(&bytes);
    struct weights *w;
    float out[33];

    cr_assert_eq(weights_parse(&w, "x", data, bytes).code, 0);
    const struct weights_tensor *t = weights_find(w, "q");
    for (int first = 0; first <= 32; first++) {
        for (int n = 0; first + n <= 32; n++) {
            out[n] = 99.0f;
            cr_assert_eq(weights_floats(t, first, n, out).code, 0);
            for (int i = 0; i < n; i++)
                cr_assert_eq(out[i], 0.5f * (float)(first + i - 16));
            cr_assert_eq(out[n], 99.0f, "one too many");
        }
    }
    cr_assert_eq(weights_floats(t, 1, 32, out).code, STATUS_BAD_USAGE);
    cr_assert_eq(weights_floats(t, -1, 1, out).code, STATUS_BAD_USAGE);
    cr_assert_eq(weights_floats(t, 33, 0, out).code, STATUS_BAD_USAGE);
    weights_free(w);
    free(data);
}

Test(weights, every_type_of_number_becomes_floats)
{
    static const unsigned char one[8] = {0, 0, 0, 0, 0, 0, 0xf0, 0x3f};

    for (int i = 0; i < WEIGHTS_TYPES; i++) {
        const enum weights_type type = (enum weights_type)i;
        unsigned char bytes[256] = {0};
        struct weights_tensor t = {.name = "x",
                                   .type = type,
                                   .count = weights_type_block(type),
                                   .bytes = weights_type_bytes(type),
                                   .data = bytes};
        float out[256];

        if (type == WEIGHTS_F64)
            memcpy(bytes, one, sizeof one);
        const struct status st = weights_floats(&t, 0, t.count, out);
        if (type == WEIGHTS_F8_E4M3 || type == WEIGHTS_F8_E5M2)
            cr_expect_eq(st.code, STATUS_UNSUPPORTED);
        else
            cr_expect_eq(st.code, 0, "%s", weights_type_name(type));
        if (type == WEIGHTS_F64)
            cr_expect_eq(out[0], 1.0f);
        else if (!st.code)
            cr_expect_eq(out[0], 0.0f, "%s", weights_type_name(type));
    }
}

Test(weights, values_have_their_kinds_and_ranges)
{
    size_t bytes;
    unsigned char *data = sample(&bytes);
    struct weights *w;
    const char *text;
    int64_t whole;
    double real;

    cr_assert_eq(weights_parse(&w, "x", data, bytes).code, 0);
    cr_assert_eq(weights_value_count(w), 7);
    cr_assert_eq(weights_text(w, "general.architecture", &text).code, 0);
    cr_assert_str_eq(text, "llama");
    cr_assert_eq(weights_whole(w, "llama.block_count", 1, 512, &whole).code, 0);
    cr_assert_eq(whole, 30);
    cr_assert_eq(weights_real(w, "rope.base", 1, 1e9, &real).code, 0);
    cr_assert_eq(real, 100000.0);
    cr_assert_eq(weights_real(w, "llama.block_count", 1, 99, &real).code, 0);
    cr_assert_eq(real, 30.0);
    cr_assert_eq(weights_value(w, "add")->kind, WEIGHTS_FLAG);
    cr_assert_eq(weights_value(w, "add")->whole, 1);
    cr_assert_eq(weights_value(w, "big")->kind, WEIGHTS_REAL);

    cr_assert_eq(weights_text(w, "nosuch", &text).code, STATUS_NOT_FOUND);
    cr_assert_eq(weights_text(w, "add", &text).code, STATUS_BAD_FILE);
    const struct status st =
        weights_whole(w, "llama.block_count", 1, 29, &whole);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert_str_eq(st.text,
                     "\"llama.block_count\" at byte 69 is 30, not 1 to 29");
    weights_free(w);
    free(data);
}

Test(weights, lists_are_walked_item_by_item)
{
    static const char *const want[] = {"a", "", "bcd"};
    size_t bytes;
    unsigned char *data = sample(&bytes);
    struct weights_value item;
    struct weights *w;
    int n = 0;

    cr_assert_eq(weights_parse(&w, "x", data, bytes).code, 0);
    struct weights_items it = weights_items(weights_value(w, "tokens"));
    for (; weights_next(&it, &item); n++) {
        cr_assert_eq(item.bytes, strlen(want[n]));
        cr_assert_eq(memcmp(item.text, want[n], item.bytes), 0);
    }
    cr_assert_eq(n, 3);
    it = weights_items(weights_value(w, "types"));
    cr_assert(weights_next(&it, &item));
    cr_assert_eq(item.whole, -7);
    cr_assert(weights_next(&it, &item));
    cr_assert_eq(item.whole, 9);
    cr_assert_not(weights_next(&it, &item));
    it = weights_items(weights_value(w, "add"));
    cr_assert_not(weights_next(&it, &item), "no list has no items");
    weights_free(w);
    free(data);
}

Test(weights, a_folder_is_its_settings_and_its_file)
{
    struct weights_value item;
    struct weights *w;
    int64_t whole;
    double real;

    put("config.json",
        "{\"model_type\":\"llama\",\"n\":null,\"hidden_size\":64,"
        "\"rms_norm_eps\":1e-05,\"tie\":true,"
        "\"rope_scaling\":{\"factor\":8,\"deep\":{\"x\":1.5}},"
        "\"eos_token_id\":[1,2],\"mixed\":[1,\"a\"]}");
    put("generation_config.json", "{\"temperature\":0.6}");
    put_safetensors("model.safetensors", "w", 2.5f);
    const struct status st = weights_open(&w, folder);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_str_eq(weights_format(w), "huggingface");
    cr_assert_eq(weights_whole(w, "config.hidden_size", 1, 99, &whole).code, 0);
    cr_assert_eq(whole, 64);
    cr_assert_eq(
        weights_whole(w, "config.rope_scaling.factor", 1, 9, &whole).code, 0);
    cr_assert_eq(
        weights_real(w, "config.rope_scaling.deep.x", 0, 9, &real).code, 0);
    cr_assert_eq(real, 1.5);
    cr_assert_eq(weights_real(w, "generation.temperature", 0, 2, &real).code,
                 0);
    cr_assert_null(weights_value(w, "config.n"));
    cr_assert_null(weights_value(w, "config.mixed"));
    struct weights_items it =
        weights_items(weights_value(w, "config.eos_token_id"));
    cr_assert(weights_next(&it, &item));
    cr_assert(weights_next(&it, &item));
    cr_assert_eq(item.whole, 2);
    cr_assert_not(weights_next(&it, &item));
    cr_assert_not_null(weights_find(w, "w"));
    weights_free(w);
}

#define INDEX(map) "{\"metadata\":{\"total_size\":8},\"weight_map\":{" map "}}"

Test(weights, shards_are_one)
{
    struct weights *w;
    float out;

    put("model.safetensors.index.json",
        INDEX("\"x\":\"b.safetensors\",\"y\":\"a.safetensors\""));
    put_safetensors("a.safetensors", "y", 1.0f);
    put_safetensors("b.safetensors", "x", 2.0f);
    const struct status st = weights_open(&w, folder);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_str_eq(weights_format(w), "safetensors");
    cr_assert_eq(weights_count(w), 2);
    cr_assert_eq(weights_floats(weights_find(w, "x"), 0, 1, &out).code, 0);
    cr_assert_eq(out, 2.0f);
    weights_free(w);
}

Test(weights, an_index_that_does_not_fit_its_files_is_refused)
{
    static const struct {
        const char *index, *why;
    } cases[] = {
        {INDEX("\"x\":\"../b.safetensors\""), "no .safetensors file"},
        {INDEX("\"x\":\"/etc/passwd\""), "no .safetensors file"},
        {INDEX("\"x\":\".safetensors\""), "no .safetensors file"},
        {INDEX("\"x\":7"), "no .safetensors file"},
        {INDEX("\"x\":\"c.safetensors\""), "cannot read"},
        {INDEX("\"z\":\"a.safetensors\""), "the index says otherwise"},
        {INDEX("\"y\":\"a.safetensors\",\"x\":\"a.safetensors\""),
         "lists 2 tensors, but the files have 1"},
        {INDEX("\"y\":\"a.safetensors\",\"x\":\"b.safetensors\",\"y\":\"a."
               "safetensors\""),
         "not JSON"},
        {"{\"weight_map\":[]}", "no object weight_map"},
        {"[]", "holds no object"},
        {"", "not JSON"},
    };

    put_safetensors("a.safetensors", "y", 1.0f);
    put_safetensors("b.safetensors", "x", 2.0f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct weights *w;

        put("model.safetensors.index.json", cases[i].index);
        const struct status st = weights_open(&w, folder);
        cr_assert_neq(st.code, 0, "%s", cases[i].index);
        cr_assert_null(w);
        cr_assert(strstr(st.text, cases[i].why), "%s", st.text);
    }
}

Test(weights, what_is_no_model_is_refused_with_its_name)
{
    struct weights *w;

    struct status st = weights_open(&w, at("nosuch"));
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert(strstr(st.text, "nosuch"), "%s", st.text);
    st = weights_open(&w, folder);
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    put("model.safetensors", "");
    st = weights_open(&w, folder);
    cr_assert_eq(st.code, STATUS_BAD_FILE, "%s", st.text);
    cr_assert(strstr(st.text, "model.safetensors"), "%s", st.text);
    put_safetensors("model.safetensors", "w", 1.0f);
    put("config.json", "{\"a\":");
    st = weights_open(&w, folder);
    cr_assert_eq(st.code, STATUS_BAD_FILE, "%s", st.text);
    cr_assert(strstr(st.text, "config.json is not JSON at byte"), "%s",
              st.text);
}

Test(weights, a_gigabyte_opens_in_fifty_milliseconds_and_little_memory)
{
    struct buf b;
    struct weights *w;
    struct timespec from, to;
    const uint64_t rows = 262144; /* of 1024 F32: 1 GiB, never written */
    FILE *f = fopen(at("model.safetensors"), "wb");

    buf_init(&b, 1000);
    ggufbytes_head(&b, 1, 0);
    ggufbytes_tensor(&b, "w", 1024, rows, 0, 0);
    ggufbytes_pad(&b, 32);
    cr_assert_eq(fwrite(b.data, 1, b.bytes, f), b.bytes);
    cr_assert_eq(fclose(f), 0);
    cr_assert_eq(
        truncate(at("model.safetensors"), (off_t)(b.bytes + rows * 4096)), 0);
    clock_gettime(CLOCK_MONOTONIC, &from);
    const struct status st = weights_open(&w, at("model.safetensors"));
    clock_gettime(CLOCK_MONOTONIC, &to);
    cr_assert_eq(st.code, 0, "%s", st.text);
    const double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
                      (double)(to.tv_nsec - from.tv_nsec) / 1e6;
    cr_expect_lt(ms, 50.0, "%g ms", ms);
    weights_free(w);
    buf_release(&b);
}
