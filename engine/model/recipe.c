#include "engine/model/recipe.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/setting.h"

static const char *const tokenizers[] = {"char", "byte", "bpe", NULL};
static const char *const optimizers[] = {"sgd", "momentum", "adam", "adamw",
                                         NULL};

/* In the order of enum graph_mode. */
static const char *const modes[] = {"strict", "bf16", "f16", NULL};

const char *recipe_mode_name(const struct recipe *r)
{
    return modes[r->train.mode];
}

#define AT(field) offsetof(struct recipe, field)

static const struct setting keys[] = {
    {"tokenizer", SETTING_CHOICE, AT(tokenizer), 0, 0, tokenizers},
    {"tokens", SETTING_WHOLE, AT(vocab), 256, TOKENIZER_MAX_SIZE, NULL},
    {"valid", SETTING_REAL, AT(valid), 0.0, 0.9, NULL},
    {"valid_every", SETTING_WHOLE, AT(valid_every), 0, 1e9, NULL},
    {"save_every", SETTING_WHOLE, AT(save_every), 0, 1e9, NULL},
    {"steps", SETTING_WHOLE, AT(train.steps), 0, 1e9, NULL},
    {"batch", SETTING_WHOLE, AT(train.batch), 1, 1 << 16, NULL},
    {"accumulate", SETTING_WHOLE, AT(train.accumulate), 1, 1 << 16, NULL},
    {"warmup", SETTING_WHOLE, AT(train.warmup), 0, 1e9, NULL},
    {"lr", SETTING_REAL, AT(train.rate), 0, 100, NULL},
    {"lr_min", SETTING_REAL, AT(train.rate_low), 0, 100, NULL},
    {"clip", SETTING_REAL, AT(train.clip), 0, 1e9, NULL},
    {"optimizer", SETTING_CHOICE, AT(train.optimizer.kind), 0, 0, optimizers},
    {"beta1", SETTING_REAL, AT(train.optimizer.beta1), 0, 0.99999, NULL},
    {"beta2", SETTING_REAL, AT(train.optimizer.beta2), 0, 0.99999, NULL},
    {"adam_epsilon", SETTING_REAL, AT(train.optimizer.epsilon), 1e-16, 1, NULL},
    {"decay", SETTING_REAL, AT(train.optimizer.decay), 0, 100, NULL},
    {"mode", SETTING_CHOICE, AT(train.mode), 0, 0, modes},
    {"recompute", SETTING_SWITCH, AT(recompute), 0, 0, NULL},
    {"seed", SETTING_SEED, AT(train.seed), 0, 0, NULL},
};

enum { KEYS = sizeof keys / sizeof *keys };

/* What all presets share; a preset changes some of it. */
static struct recipe common(void)
{
    struct recipe r = {.model = decoder_gpt2(),
                       .tokenizer = TOKENIZER_CHAR,
                       .vocab = 1024,
                       .valid = 0.1,
                       .valid_every = 250,
                       .save_every = 250};

    r.model.bias = false;
    r.train = (struct trainer_settings){.steps = 2000,
                                        .batch = 12,
                                        .accumulate = 1,
                                        .warmup = 100,
                                        .rate = 1e-3,
                                        .rate_low = 1e-4,
                                        .clip = 1.0,
                                        .seed = 1};
    r.train.optimizer = (struct optimizer_settings){.kind = OPTIMIZER_ADAMW,
                                                    .beta1 = 0.9,
                                                    .beta2 = 0.99,
                                                    .epsilon = 1e-8,
                                                    .decay = 0.1};
    return r;
}

static void size(struct recipe *r, int64_t layers, int64_t heads, int64_t width,
                 int64_t context)
{
    r->model.layers = layers;
    r->model.heads = r->model.groups = heads;
    r->model.width = width;
    r->model.hidden = 4 * width;
    r->model.context = context;
}

static void shakespeare_char_cpu(struct recipe *r)
{
    size(r, 4, 4, 128, 64);
}

static void shakespeare_char(struct recipe *r)
{
    size(r, 6, 6, 384, 256);
    r->model.dropout = 0.2;
    r->train.batch = 64;
    r->save_every = 50; /* a step takes seconds */
}

static void char_tiny(struct recipe *r)
{
    size(r, 2, 2, 64, 64);
    r->train.steps = 600;
    r->train.warmup = 40;
    r->train.rate = 3e-3;
    r->train.rate_low = 3e-4;
    r->valid_every = 100;
}

static void house_char(struct recipe *r)
{
    size(r, 4, 4, 128, 128);
    r->train.batch = 24;
    r->train.steps = 3000;
    r->train.rate = 2e-3;
    r->train.rate_low = 1e-4;
    r->valid = 0.05;
    r->valid_every = 500;
}

static void llama_tiny(struct recipe *r)
{
    r->model = decoder_llama();
    size(r, 4, 4, 128, 64);
    r->model.groups = 2;
    r->model.hidden = 352; /* about 8/3 of the width: SwiGLU has 3 matrices */
    r->model.tied = false;
}

/* Llama's shape, 2.8 million numbers: as bf16 below 6 MB. */
static void house_base(struct recipe *r)
{
    r->model = decoder_llama();
    size(r, 6, 6, 192, 192);
    r->model.groups = 2;
    r->model.hidden = 512;
    r->model.tied = true;
    r->tokenizer = TOKENIZER_BPE;
    r->vocab = 2048;
    r->train.batch = 16;
    r->train.steps = 5000;
    r->train.rate = 3e-3;
    r->train.rate_low = 1e-4;
    r->train.mode = GRAPH_BF16;
    r->valid = 0.005; /* of 15 MB of text: enough */
    r->valid_every = 500;
    r->save_every = 100;
}

static const struct {
    const char *name, *about;
    void (*change)(struct recipe *r);
} presets[] = {
    {"shakespeare-char-cpu",
     "the published small character model: 4 layers, width 128, 2000 steps",
     shakespeare_char_cpu},
    {"shakespeare-char",
     "the published one: 6 layers, width 384, 2000 steps: an hour or two",
     shakespeare_char},
    {"char-tiny", "2 layers, width 64, 600 steps: a minute at most", char_tiny},
    {"llama-tiny", "rotary positions, RMS norm, SwiGLU, grouped keys",
     llama_tiny},
    {"house-char", "the house's character model", house_char},
    {"house-base", "the house's base model: Llama's shape, word pieces",
     house_base},
};

enum { PRESETS = sizeof presets / sizeof *presets };

const char *recipe_preset_name(int i)
{
    return i >= 0 && i < PRESETS ? presets[i].name : NULL;
}

const char *recipe_preset_about(int i)
{
    return i >= 0 && i < PRESETS ? presets[i].about : NULL;
}

struct status recipe_preset(struct recipe *r, const char *name)
{
    struct buf list;

    for (int i = 0; i < PRESETS; i++) {
        if (strcmp(presets[i].name, name) == 0) {
            *r = common();
            presets[i].change(r);
            r->train.context = r->model.context;
            return STATUS_OK;
        }
    }
    buf_init(&list, 1024);
    for (int i = 0; i < PRESETS; i++)
        buf_printf(&list, "%s%s", i ? ", " : "", presets[i].name);
    const struct status st = status_fail(
        STATUS_NOT_FOUND, "there is no preset \"%.100s\"; there are: %s", name,
        buf_string(&list));
    buf_release(&list);
    return st;
}

static struct status set_key(struct recipe *r, const char *name,
                             const char *value)
{
    const struct setting *s = setting_find(keys, KEYS, name);

    if (s)
        return setting_put(s, r, value);
    if (strcmp(name, "vocab") == 0)
        return status_fail(STATUS_BAD_USAGE,
                           "the vocabulary comes from the data; set tokens");
    const struct status st = decoder_set(&r->model, name, value);
    if (st.code == STATUS_NOT_FOUND)
        return status_fail(STATUS_NOT_FOUND, "a run has no setting \"%s\"",
                           name);
    return st;
}

struct status recipe_set(struct recipe *r, const char *setting)
{
    const char *equals = strchr(setting, '=');
    char name[64];

    if (!equals || equals == setting)
        return status_fail(STATUS_BAD_USAGE, "\"%.100s\" is not key=value",
                           setting);
    snprintf(name, sizeof name, "%.*s", (int)(equals - setting), setting);
    STATUS_TRY(set_key(r, name, equals + 1));
    r->train.context = r->model.context;
    return STATUS_OK;
}

bool recipe_describe(const struct recipe *r, int i, const char **key,
                     char value[32])
{
    if (i < 0 || i >= KEYS)
        return i >= KEYS && decoder_describe(&r->model, i - KEYS, key, value);
    *key = keys[i].name;
    setting_show(&keys[i], r, value);
    return true;
}

void recipe_text(const struct recipe *r, struct buf *out)
{
    const char *key;
    char value[32];

    for (int i = 0; recipe_describe(r, i, &key, value); i++)
        buf_printf(out, "%s=%s\n", key, value);
}
