#include "engine/model/tuning_recipe.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/setting.h"

const char *const tuning_recipe_methods[] = {
    "full", "lora", "qlora", "bias", "bottleneck", "prefix", "prompt", NULL};

/* In the order of enum graph_mode and of enum optimizer_kind. */
static const char *const modes[] = {"strict", "bf16", "f16", NULL};
static const char *const optimizers[] = {"sgd", "momentum", "adam", "adamw",
                                         NULL};
static const char *const wheres[] = {"qv", "attention", "mlp", "all", NULL};

#define AT(field) offsetof(struct tuning_recipe, field)

static const struct setting keys[] = {
    {"method", SETTING_CHOICE, AT(method), 0, 0, tuning_recipe_methods},
    {"where", SETTING_CHOICE, AT(adapter.where), 0, 0, wheres},
    {"rank", SETTING_WHOLE, AT(adapter.rank), 1, 4096, NULL},
    {"alpha", SETTING_REAL, AT(adapter.alpha), 0, 1e6, NULL},
    {"dropout", SETTING_REAL, AT(adapter.dropout), 0, 0.99, NULL},
    {"size", SETTING_WHOLE, AT(adapter.size), 1, 65536, NULL},
    {"pack", SETTING_SWITCH, AT(pack), 0, 0, NULL},
    {"valid", SETTING_REAL, AT(valid), 0.0, 0.9, NULL},
    {"valid_every", SETTING_WHOLE, AT(valid_every), 0, 1e9, NULL},
    {"save_every", SETTING_WHOLE, AT(save_every), 0, 1e9, NULL},
    {"patience", SETTING_WHOLE, AT(patience), 0, 1e6, NULL},
    {"steps", SETTING_WHOLE, AT(train.steps), 0, 1e9, NULL},
    {"batch", SETTING_WHOLE, AT(train.batch), 1, 1 << 16, NULL},
    {"context", SETTING_WHOLE, AT(train.context), 2, 1 << 20, NULL},
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
    {"seed", SETTING_SEED, AT(train.seed), 0, 0, NULL},
};

enum { KEYS = sizeof keys / sizeof *keys };

/* In the order of enum tuning_method. Few numbers take large steps. */
static const struct {
    enum adapter_kind kind;
    double rate;
    int64_t size;
} rows[] = {{ADAPTER_LORA, 1e-4, 1},        {ADAPTER_LORA, 1e-3, 1},
            {ADAPTER_LORA, 1e-3, 1},        {ADAPTER_BIAS, 3e-3, 1},
            {ADAPTER_BOTTLENECK, 1e-3, 16}, {ADAPTER_PREFIX, 1e-2, 8},
            {ADAPTER_SOFT, 3e-2, 8}};

static void fill(struct tuning_recipe *r, int method)
{
    *r = (struct tuning_recipe){.method = (enum tuning_method)method,
                                .valid = 0.1,
                                .valid_every = 20,
                                .save_every = 20};
    r->adapter = (struct adapter_settings){.kind = rows[method].kind,
                                           .where = ADAPTER_ALL,
                                           .rank = 8,
                                           .alpha = 16.0,
                                           .size = rows[method].size};
    r->train = (struct trainer_settings){.steps = 200,
                                         .batch = 4,
                                         .context = 128,
                                         .accumulate = 1,
                                         .warmup = 10,
                                         .rate = rows[method].rate,
                                         .rate_low = rows[method].rate / 10.0,
                                         .clip = 1.0,
                                         .seed = 1};
    r->train.optimizer = (struct optimizer_settings){
        .kind = OPTIMIZER_ADAMW, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
}

struct status tuning_recipe_default(struct tuning_recipe *r, const char *method)
{
    for (int i = 0; tuning_recipe_methods[i]; i++) {
        if (strcmp(tuning_recipe_methods[i], method) == 0) {
            fill(r, i);
            return STATUS_OK;
        }
    }
    return status_fail(STATUS_NOT_FOUND,
                       "there is no method \"%.60s\"; there are: full, lora, "
                       "qlora, bias, bottleneck, prefix, prompt",
                       method);
}

struct status tuning_recipe_set(struct tuning_recipe *r, const char *setting)
{
    const char *equals = strchr(setting, '=');
    char name[64];

    if (!equals || equals == setting)
        return status_fail(STATUS_BAD_USAGE, "\"%.100s\" is not key=value",
                           setting);
    snprintf(name, sizeof name, "%.*s", (int)(equals - setting), setting);
    const struct setting *s = setting_find(keys, KEYS, name);
    if (!s || s->offset == AT(method))
        return status_fail(STATUS_NOT_FOUND,
                           "a fine-tuning has no setting \"%s\"", name);
    return setting_put(s, r, equals + 1);
}

bool tuning_recipe_describe(const struct tuning_recipe *r, int i,
                            const char **key, char value[32])
{
    if (i < 0 || i >= KEYS)
        return false;
    *key = keys[i].name;
    setting_show(&keys[i], r, value);
    return true;
}

void tuning_recipe_text(const struct tuning_recipe *r, struct buf *out)
{
    const char *key;
    char value[32];

    for (int i = 0; tuning_recipe_describe(r, i, &key, value); i++)
        buf_printf(out, "%s=%s\n", key, value);
}
