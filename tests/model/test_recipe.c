#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/model/recipe.h"

/* A value for every key that no preset has, in the words that it is shown. */
static const char *const changes[] = {
    "tokenizer=byte", "tokens=300",
    "valid=0.25",     "valid_every=7",
    "save_every=9",   "steps=11",
    "batch=3",        "accumulate=5",
    "warmup=13",      "lr=0.0123",
    "lr_min=1e-05",   "clip=0.5",
    "optimizer=adam", "beta1=0.8",
    "beta2=0.95",     "adam_epsilon=1e-07",
    "decay=0.01",     "context=48",
    "layers=6",       "heads=16",
    "groups=16",      "width=192",
    "hidden=100",     "positions=none",
    "norm=layer",     "mlp=relu",
    "bias=on",        "tied=on",
    "causal=off",     "dropout=0.15",
    "epsilon=1e-06",  "rope_base=500000",
    "init=0.03",      "seed=18446744073709551615",
    "head_width=24",  "types=2",
    "mode=f16",       "recompute=on",
    "qkv_bias=on",    "head_norms=on",
    "post_norm=on",   "headless=on",
    "rope_pairs=on",  "rope_scaling=by-turns",
    "rope_factor=8",  "rope_low=1",
    "rope_high=4",    "rope_original=8192",
    "window=40",      "unscaled=on",
    "skipless=on",
};

enum { CHANGES = sizeof changes / sizeof *changes };

static struct recipe preset(const char *name)
{
    struct recipe r;
    const struct status st = recipe_preset(&r, name);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return r;
}

/* The value of `key` as recipe_describe() shows it. */
static const char *shown(const struct recipe *r, const char *key)
{
    static char value[32];
    const char *name;

    for (int i = 0; recipe_describe(r, i, &name, value); i++)
        if (strcmp(name, key) == 0)
            return value;
    cr_assert_fail("no key %s", key);
    return "";
}

static void text_of(const struct recipe *r, char text[2048])
{
    struct buf b;

    buf_init(&b, 2047);
    recipe_text(r, &b);
    cr_assert_eq(buf_status(&b).code, 0);
    snprintf(text, 2048, "%s", buf_string(&b));
    buf_release(&b);
}

/* `setting` must be refused with all of `words`, and change nothing. */
static void refuse(const char *setting, enum status_code code,
                   const char *const words[3])
{
    struct recipe r = preset("char-tiny");
    char before[2048], after[2048];

    text_of(&r, before);
    const struct status st = recipe_set(&r, setting);
    cr_assert_eq(st.code, code, "%s: %s", setting, st.text);
    for (int i = 0; i < 3 && words[i]; i++)
        cr_assert_not_null(strstr(st.text, words[i]), "%s: %s", setting,
                           st.text);
    text_of(&r, after);
    cr_assert_str_eq(before, after);
}

Test(recipe, every_key_is_set_from_text_and_shown_as_it_was_set)
{
    struct recipe r = preset("llama-tiny");
    const char *key;
    char value[32], name[64];
    int keys = 0;

    for (int i = 0; i < CHANGES; i++) {
        const char *equals = strchr(changes[i], '=');

        snprintf(name, sizeof name, "%.*s", (int)(equals - changes[i]),
                 changes[i]);
        cr_assert_str_neq(shown(&r, name), equals + 1, "%s", changes[i]);
        const struct status st = recipe_set(&r, changes[i]);
        cr_assert_eq(st.code, 0, "%s", st.text);
        cr_assert_str_eq(shown(&r, name), equals + 1);
    }
    while (recipe_describe(&r, keys, &key, value))
        keys++;
    cr_assert_eq(keys, CHANGES + 1, "all but vocab, which the data decides");
}

Test(recipe, the_text_of_a_recipe_makes_the_same_recipe)
{
    for (int i = 0; recipe_preset_name(i); i++) {
        const struct recipe from = preset(recipe_preset_name(i));
        struct recipe to = preset(i ? "char-tiny" : "llama-tiny");
        char want[2048], got[2048], line[96];
        const char *key;
        char value[32];

        for (int k = 0; recipe_describe(&from, k, &key, value); k++) {
            if (strcmp(key, "vocab") == 0)
                continue;
            snprintf(line, sizeof line, "%s=%s", key, value);
            cr_assert_eq(recipe_set(&to, line).code, 0, "%s", line);
        }
        text_of(&from, want);
        text_of(&to, got);
        cr_assert_str_eq(want, got);
    }
}

Test(recipe, a_value_out_of_range_is_refused_with_key_and_range)
{
    refuse("lr=101", STATUS_BAD_USAGE, (const char *[3]){"lr", "0", "100"});
    refuse("lr=-1", STATUS_BAD_USAGE, (const char *[3]){"lr", "-1", "0"});
    refuse("lr=nan", STATUS_BAD_USAGE, (const char *[3]){"lr", "nan"});
    refuse("lr=inf", STATUS_BAD_USAGE, (const char *[3]){"lr", "inf"});
    refuse("batch=0", STATUS_BAD_USAGE,
           (const char *[3]){"batch", "from 1", "65536"});
    refuse("batch=1.5", STATUS_BAD_USAGE,
           (const char *[3]){"batch", "1.5", "whole number"});
    refuse("steps=1e10", STATUS_BAD_USAGE,
           (const char *[3]){"steps", "1000000000"});
    refuse("valid=0.95", STATUS_BAD_USAGE,
           (const char *[3]){"valid", "0.95", "0.9"});
    refuse("dropout=1", STATUS_BAD_USAGE, (const char *[3]){"dropout", "0.95"});
    refuse("layers=99999999999999999999", STATUS_BAD_USAGE,
           (const char *[3]){"layers", "from 1 to 1024"});
    refuse("beta1=1", STATUS_BAD_USAGE, (const char *[3]){"beta1", "0.99999"});
    refuse("tokens=255", STATUS_BAD_USAGE, (const char *[3]){"tokens", "256"});
}

Test(recipe, a_word_that_is_no_choice_is_refused_with_the_choices)
{
    refuse("optimizer=sdg", STATUS_BAD_USAGE,
           (const char *[3]){"optimizer", "sdg", "sgd, momentum, adam, adamw"});
    refuse("tokenizer=", STATUS_BAD_USAGE,
           (const char *[3]){"tokenizer", "char, byte, bpe"});
    refuse("bias=yes", STATUS_BAD_USAGE,
           (const char *[3]){"bias", "yes", "on or off"});
    refuse("positions=ROPE", STATUS_BAD_USAGE,
           (const char *[3]){"positions", "learned, rope, none"});
}

Test(recipe, a_seed_is_a_whole_number_without_sign)
{
    refuse("seed=-1", STATUS_BAD_USAGE, (const char *[3]){"seed", "-1"});
    refuse("seed= -1", STATUS_BAD_USAGE, (const char *[3]){"seed"});
    refuse("seed=1x", STATUS_BAD_USAGE, (const char *[3]){"seed", "1x"});
    refuse("seed=18446744073709551616", STATUS_BAD_USAGE,
           (const char *[3]){"seed"});
}

Test(recipe, what_is_no_setting_is_refused_by_name)
{
    char longer[200] = "";

    memset(longer, 'k', 150);
    memcpy(longer + 150, "=1", 3);
    refuse("learning_rate=1", STATUS_NOT_FOUND,
           (const char *[3]){"learning_rate"});
    refuse("vocab=65", STATUS_BAD_USAGE,
           (const char *[3]){"from the data", "tokens"});
    refuse("lr", STATUS_BAD_USAGE, (const char *[3]){"lr", "key=value"});
    refuse("=1", STATUS_BAD_USAGE, (const char *[3]){"key=value"});
    refuse("", STATUS_BAD_USAGE, (const char *[3]){"key=value"});
    refuse("lr=", STATUS_BAD_USAGE, (const char *[3]){"lr"});
    refuse(longer, STATUS_NOT_FOUND, (const char *[3]){"kkkk"});
}

Test(recipe, every_preset_is_a_model_that_can_be_built)
{
    int i = 0;

    for (; recipe_preset_name(i); i++) {
        struct recipe r = preset(recipe_preset_name(i));

        r.model.vocab = 65;
        const struct status st = decoder_check(&r.model);
        cr_assert_eq(st.code, 0, "%s: %s", recipe_preset_name(i), st.text);
        cr_assert_gt(strlen(recipe_preset_about(i)), 0);
        cr_assert_eq(r.train.context, r.model.context);
        cr_assert_leq(r.train.warmup, r.train.steps);
        for (int k = 0; k < i; k++)
            cr_assert_str_neq(recipe_preset_name(i), recipe_preset_name(k));
    }
    cr_assert_gt(i, 0);
    cr_assert_null(recipe_preset_name(i));
    cr_assert_null(recipe_preset_about(i));
    cr_assert_null(recipe_preset_name(-1));
}

Test(recipe, an_unknown_preset_is_answered_with_all_names)
{
    struct recipe r;
    const struct status st = recipe_preset(&r, "gpt-5");

    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(st.text, "gpt-5"));
    for (int i = 0; recipe_preset_name(i); i++)
        cr_assert_not_null(strstr(st.text, recipe_preset_name(i)));
}

/* Every "key=value" of `want` must be in the recipe. */
static void has(const struct recipe *r, const char *const *want, int n)
{
    char text[2048], line[96];

    text_of(r, text);
    for (int i = 0; i < n; i++) {
        snprintf(line, sizeof line, "%s\n", want[i]);
        cr_assert_not_null(strstr(text, line), "%s in\n%s", want[i], text);
    }
}

#define HAS(r, want) has(r, want, (int)(sizeof(want) / sizeof *(want)))

/* What both published settings share. */
static const char *const published[] = {
    "steps=2000",
    "valid=0.1",
    "lr=0.001",
    "warmup=100",
    "lr_min=0.0001",
    "beta1=0.9",
    "clip=1",
    "beta2=0.99",
    "decay=0.1",
    "bias=off",
    "tied=on",
    "init=0.02",
    "norm=layer",
    "mlp=gelu",
    "optimizer=adamw",
    "tokenizer=char",
    "accumulate=1",
    "causal=on",
    "positions=learned",
    "seed=1",
};

Test(recipe, the_small_published_setting_is_the_published_one)
{
    static const char *const want[] = {
        "layers=4",   "heads=4",    "groups=4", "width=128",
        "hidden=512", "context=64", "batch=12", "dropout=0",
    };
    const struct recipe r = preset("shakespeare-char-cpu");

    HAS(&r, want);
    HAS(&r, published);
}

Test(recipe, the_large_published_setting_is_the_published_one)
{
    static const char *const want[] = {
        "layers=6",  "heads=6",     "groups=6",
        "width=384", "hidden=1536", "context=256",
        "batch=64",  "dropout=0.2", "save_every=50",
    };
    const struct recipe r = preset("shakespeare-char");

    HAS(&r, want);
    HAS(&r, published);
}

Test(recipe, windows_follow_the_context_of_the_model)
{
    struct recipe r = preset("char-tiny");

    cr_assert_eq(recipe_set(&r, "context=24").code, 0);
    cr_assert_eq(r.train.context, 24);
}

Test(recipe, the_house_base_is_llamas_shape_and_fits_into_six_megabytes)
{
    struct recipe r = preset("house-base");
    struct decoder *m;

    r.model.vocab = r.vocab;
    cr_assert_eq(r.tokenizer, TOKENIZER_BPE);
    cr_assert_eq(r.model.positions, DECODER_ROPE);
    cr_assert_eq(r.model.norm, NORMLAYER_RMS);
    cr_assert_eq(r.model.mlp, MLP_SWIGLU);
    cr_assert_lt(r.model.groups, r.model.heads);
    cr_assert_eq(decoder_new(&m, &r.model, device_find("cpu"), 1).code, 0);
    cr_assert_leq(2 * decoder_size(m), 5900000, "bf16; the rest is words");
    decoder_free(m);
    cr_assert_leq(r.train.steps * r.train.batch * r.model.context, 100000000);
}
