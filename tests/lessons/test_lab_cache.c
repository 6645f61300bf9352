/* kv-cache: what is kept, and the work that it saves. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/tokenizer_notes.h"
#include "engine/model/weights/convert.h"
#include "lessons/condition.h"
#include "lessons/labs/cachework.h"
#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"

#define FIXTURES TEST_ROOT "/tests/model/fixtures/published/"
#define TEXT     "the keys in the box are"

#define SIX      "the the the the the the "
#define DOZEN    SIX SIX SIX SIX SIX SIX SIX SIX SIX SIX SIX SIX
#define LONG     DOZEN DOZEN

/* Half a step of a number of 11 bits, and a little for the sums before. */
#define F16_WITHIN 6e-4f

static const json_t *data(const json_t *json, const char *key)
{
    return json_object_get(json_object_get(json, "data"), key);
}

static long long whole(const json_t *json, const char *key)
{
    return json_integer_value(data(json, key));
}

Test(lab_cache, bytes_are_two_of_every_number_that_is_kept)
{
    json_t *json = labcheck_run("kv-cache model=house write=3");

    /* a key and a value of 2 bytes a number; the last token written was not
     * read yet */
    const long long in_layer = 4 * whole(json, "groups") * whole(json, "width");
    const long long kept = whole(json, "read") + 2;

    cr_assert_eq(whole(json, "bytes_of_token_in_layer"), in_layer);
    cr_assert_eq(whole(json, "bytes_of_token"),
                 in_layer * whole(json, "layers"));
    cr_assert_eq(whole(json, "written"), 3);
    cr_assert_eq((long long)json_array_size(data(json, "tokens")), kept);
    cr_assert_eq(whole(json, "bytes"), kept * whole(json, "bytes_of_token"));
    json_decref(json);
}

Test(lab_cache, a_token_costs_the_same_where_it_is_kept_and_more_where_not)
{
    json_t *json = labcheck_run("kv-cache model=house write=5");

    labcheck_holds(json, "data.flops_kept[0] = data.flops_read_again[0]");
    labcheck_holds(json, "data.flops_read_again[4] > data.flops_read_again[1]");
    labcheck_holds(json, "data.flops_kept[4] < data.flops_read_again[4]");
    /* only the products with the keys grow */
    labcheck_holds(json, "data.flops_kept[4] - data.flops_kept[1] < "
                         "data.flops_read_again[2] - "
                         "data.flops_read_again[1]");
    labcheck_holds(json, "data.same = 1 and data.difference < 0.05");
    json_decref(json);
}

Test(lab_cache, it_writes_what_the_model_finds_likeliest)
{
    json_t *json = labcheck_run("kv-cache model=house write=1");
    json_t *next = labcheck_run("next-token model=house text=\"" TEXT "\"");
    const json_t *best = json_array_get(data(next, "candidates"), 0);

    cr_assert_str_eq(json_string_value(data(json, "text")),
                     json_string_value(json_object_get(best, "token")));
    json_decref(json);
    json_decref(next);
}

static void check_keys(const char *model, int layer, int group)
{
    const struct cachework_wanted wanted = {
        .model = model, .text = "the cat", .writes = 1};
    struct cachework w;
    struct probe *p = probe_new();
    char name[64];

    const struct status st = cachework_open(&w, &wanted);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(cachework_step(&w).code, 0);
    snprintf(name, sizeof name, "blocks.%d.attn.k", layer);
    cr_assert_eq(probe_watch(p, name, PROBE_FORWARD).code, 0);
    cr_assert_eq(labmodel_pass(&w.model, p, NULL).code, 0);
    const struct probe_value *v = probe_find(p, name, PROBE_FORWARD);
    const int64_t groups = v->shape[2], width = v->shape[3];
    float *kept = calloc((size_t)(w.read * width), sizeof *kept);
    cachework_copy(&w, false, layer, group, kept);
    for (int i = 0; i < w.read; i++) {
        for (int64_t k = 0; k < width; k++) {
            const float want = v->data[(i * groups + group) * width + k];

            cr_assert_lt(fabsf(kept[i * width + k] - want),
                         F16_WITHIN * (1.0f + fabsf(want)));
        }
    }
    free(kept);
    probe_free(p);
    cachework_release(&w);
}

Test(lab_cache, what_is_kept_are_the_keys_of_the_pass)
{
    check_keys("house", 3, 1);
    check_keys(FIXTURES "llama", 1, 1);
}

Test(lab_cache, what_was_measured_is_told_only_where_it_is_asked_for)
{
    const struct canvas_look look = {.glyphs = CANVAS_GLYPHS_ASCII};
    struct lab_view view = labrun_view(&look);
    struct labplan plan;
    struct labrun r;
    void *snapshot;

    cr_assert_eq(labplan_parse(&plan, "kv-cache model=house write=2").code, 0);
    cr_assert_eq(labrun_open(&r, &plan, (struct hook){0}).code, 0);
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0, "before a step");
    json_t *json = labrun_json(&r.plan, snapshot, &view);
    labcheck_holds(json, "data.written = 0 and data.bytes = 0");
    json_decref(json);
    labrun_forget(&r, snapshot);
    cr_assert_eq(labrun_finish(&r, -1).code, 0);
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0);
    json = labrun_json(&r.plan, snapshot, &view);
    cr_assert_null(data(json, "measured"));
    json_decref(json);
    view.timing = true;
    json = labrun_json(&r.plan, snapshot, &view);
    labcheck_holds(json, "data.measured.ms_kept[1] > 0");
    json_decref(json);
    labrun_forget(&r, snapshot);
    labrun_close(&r);
}

#define HOUSE  TEST_ROOT "/lessons/models/house"
#define BLOCKS "/tmp/lathe-test-lab-cache.gguf"

/* The house model in blocks of 8 bits. */
static void make_blocks(void)
{
    struct weights_notes words;
    struct tokenizer *t;
    struct weights *w;

    cr_assert_eq(weights_open(&w, HOUSE).code, 0);
    cr_assert_eq(tokenizer_file_load(&t, HOUSE "/tokenizer.json").code, 0);
    weights_notes_init(&words);
    cr_assert_eq(tokenizer_notes(&words, t, tokenizer_size(t)).code, 0);
    const struct convert_options o = {
        .type = WEIGHTS_Q8_0, .changes = true, .words = &words};
    const struct status st = convert_file(w, BLOCKS, &o);
    cr_assert_eq(st.code, 0, "%s", st.text);
    weights_notes_release(&words);
    tokenizer_free(t);
    weights_free(w);
}

/* Only blocks round the one row of a new token. */
Test(lab_cache, why_the_two_ways_differ_is_told_by_how_the_file_stores)
{
    json_t *json = labcheck_run("kv-cache model=house write=2");
    const char *words = json_string_value(json_object_get(json, "words"));

    cr_assert(strstr(words, "has 16 bits: logits"), "%s", words);
    json_decref(json);
    make_blocks();
    json = labcheck_run("kv-cache write=2 model=" BLOCKS);
    unlink(BLOCKS);
    words = json_string_value(json_object_get(json, "words"));
    cr_assert(strstr(words, "rounded to 8 bits"), "%s", words);
    json_decref(json);
}

Test(lab_cache, what_cannot_be_kept_is_refused)
{
    labcheck_refused("kv-cache model=" FIXTURES "bert text=\"the old\"",
                     "encoder");
    labcheck_refused("kv-cache layer=40", "layers 0 to ");
    labcheck_refused("kv-cache group=40", "groups 0 to ");
    labcheck_refused("kv-cache write=64 text=\"" LONG "\"", "this model reads");
}
