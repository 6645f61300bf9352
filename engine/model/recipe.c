#include "engine/model/recipe.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { WHOLE, REAL, SEED, CHOICE };

static const char *const tokenizers[] = {"char", "byte", "bpe", NULL};
static const char *const optimizers[] = {"sgd", "momentum", "adam", "adamw",
                                         NULL};

struct key {
    const char *name;
    enum kind kind;
    size_t offset;
    double low, high;
    const char *const *choices;
};

#define AT(field) offsetof(struct recipe, field)

static const struct key keys[] = {
    {"tokenizer", CHOICE, AT(tokenizer), 0, 0, tokenizers},
    {"tokens", WHOLE, AT(vocab), 256, TOKENIZER_MAX_SIZE, NULL},
    {"valid", REAL, AT(valid), 0.0, 0.9, NULL},
    {"valid_every", WHOLE, AT(valid_every), 0, 1e9, NULL},
    {"save_every", WHOLE, AT(save_every), 0, 1e9, NULL},
    {"steps", WHOLE, AT(train.steps), 0, 1e9, NULL},
    {"batch", WHOLE, AT(train.batch), 1, 1 << 16, NULL},
    {"accumulate", WHOLE, AT(train.accumulate), 1, 1 << 16, NULL},
    {"warmup", WHOLE, AT(train.warmup), 0, 1e9, NULL},
    {"lr", REAL, AT(train.rate), 0, 100, NULL},
    {"lr_min", REAL, AT(train.rate_low), 0, 100, NULL},
    {"clip", REAL, AT(train.clip), 0, 1e9, NULL},
    {"optimizer", CHOICE, AT(train.optimizer.kind), 0, 0, optimizers},
    {"beta1", REAL, AT(train.optimizer.beta1), 0, 0.99999, NULL},
    {"beta2", REAL, AT(train.optimizer.beta2), 0, 0.99999, NULL},
    {"adam_epsilon", REAL, AT(train.optimizer.epsilon), 1e-16, 1, NULL},
    {"decay", REAL, AT(train.optimizer.decay), 0, 100, NULL},
    {"seed", SEED, AT(train.seed), 0, 0, NULL},
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

static void char_tiny(struct recipe *r)
{
    size(r, 2, 2, 64, 64);
    r->train.steps = 600;
    r->train.warmup = 20;
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

static void house_words(struct recipe *r)
{
    size(r, 4, 4, 128, 96);
    r->model.positions = DECODER_ROPE;
    r->model.norm = NORMLAYER_RMS;
    r->tokenizer = TOKENIZER_BPE;
    r->vocab = 1024;
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

static const struct {
    const char *name, *about;
    void (*change)(struct recipe *r);
} presets[] = {
    {"shakespeare-char-cpu",
     "the published small character model: 4 layers, width 128, 2000 steps",
     shakespeare_char_cpu},
    {"char-tiny", "2 layers, width 64, 600 steps: a minute at most", char_tiny},
    {"llama-tiny", "rotary positions, RMS norm, SwiGLU, grouped keys",
     llama_tiny},
    {"house-char", "the house's character model", house_char},
    {"house-words", "the house's model of word pieces", house_words},
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
    char list[256] = "";
    int used = 0;

    for (int i = 0; i < PRESETS; i++) {
        if (strcmp(presets[i].name, name) == 0) {
            *r = common();
            presets[i].change(r);
            r->train.context = r->model.context;
            return STATUS_OK;
        }
        used += snprintf(list + used, sizeof list - (size_t)used, "%s%s",
                         i ? ", " : "", presets[i].name);
    }
    return status_fail(STATUS_NOT_FOUND,
                       "there is no preset \"%s\"; there are: %s", name, list);
}

static struct status refuse(const struct key *k, const char *value)
{
    char list[96] = "a whole number";
    int used = 0;

    for (int i = 0; k->choices && k->choices[i]; i++)
        used += snprintf(list + used, sizeof list - (size_t)used, "%s%s",
                         i ? ", " : "", k->choices[i]);
    if (k->kind == WHOLE || k->kind == REAL)
        snprintf(list, sizeof list, "%g to %g", k->low, k->high);
    return status_fail(STATUS_BAD_USAGE, "%s is \"%s\", but must be %s",
                       k->name, value, list);
}

static bool set_number(const struct key *k, char *at, const char *value)
{
    char *end;

    errno = 0;
    if (k->kind == SEED) {
        const uint64_t seed = strtoull(value, &end, 10);

        if (errno || end == value || *end || *value == '-')
            return false;
        *(uint64_t *)(void *)at = seed;
        return true;
    }
    const double x = strtod(value, &end);
    if (errno || end == value || *end || !(x >= k->low && x <= k->high))
        return false;
    if (k->kind == REAL) {
        *(double *)(void *)at = x;
        return true;
    }
    const int64_t whole = (int64_t)x;
    if ((double)whole < x || (double)whole > x)
        return false;
    *(int64_t *)(void *)at = whole;
    return true;
}

static bool set_choice(const struct key *k, char *at, const char *value)
{
    for (int i = 0; k->choices[i]; i++)
        if (strcmp(k->choices[i], value) == 0) {
            *(int *)(void *)at = i;
            return true;
        }
    return false;
}

static struct status set_key(struct recipe *r, const char *name,
                             const char *value)
{
    for (int i = 0; i < KEYS; i++) {
        const struct key *k = &keys[i];
        char *at = (char *)r + k->offset;

        if (strcmp(k->name, name) != 0)
            continue;
        const bool done = k->kind == CHOICE ? set_choice(k, at, value)
                                            : set_number(k, at, value);
        return done ? STATUS_OK : refuse(k, value);
    }
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

    if (!equals || equals == setting ||
        (size_t)(equals - setting) >= sizeof name)
        return status_fail(STATUS_BAD_USAGE, "\"%s\" is not key=value",
                           setting);
    memcpy(name, setting, (size_t)(equals - setting));
    name[equals - setting] = '\0';
    STATUS_TRY(set_key(r, name, equals + 1));
    r->train.context = r->model.context;
    return STATUS_OK;
}

bool recipe_describe(const struct recipe *r, int i, const char **key,
                     char value[32])
{
    if (i < 0 || i >= KEYS)
        return i >= KEYS && decoder_describe(&r->model, i - KEYS, key, value);
    const char *at = (const char *)r + keys[i].offset;

    *key = keys[i].name;
    switch (keys[i].kind) {
    case WHOLE:
        snprintf(value, 32, "%lld",
                 (long long)*(const int64_t *)(const void *)at);
        break;
    case SEED:
        snprintf(value, 32, "%llu",
                 (unsigned long long)*(const uint64_t *)(const void *)at);
        break;
    case REAL:
        snprintf(value, 32, "%.17g", *(const double *)(const void *)at);
        break;
    case CHOICE:
        snprintf(value, 32, "%s",
                 keys[i].choices[*(const int *)(const void *)at]);
        break;
    }
    return true;
}

void recipe_text(const struct recipe *r, struct buf *out)
{
    const char *key;
    char value[32];

    for (int i = 0; recipe_describe(r, i, &key, value); i++)
        buf_printf(out, "%s=%s\n", key, value);
}
