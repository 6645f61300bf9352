/* decoder_keys.c - the configuration as text, and what it may be. */
#include <stddef.h>

#include "engine/base/setting.h"
#include "engine/model/decoder.h"

static const char *const positions[] = {"learned", "rope", "none", "sinusoid",
                                        NULL};
static const char *const norms[] = {"layer", "rms", NULL};
static const char *const mlps[] = {"relu", "gelu", "gelu-tanh", "swiglu", NULL};

static const char *const scalings[] = {"none", "linear", "by-turns", NULL};

#define AT(field) offsetof(struct decoder_config, field)

static const struct setting keys[] = {
    {"vocab", SETTING_WHOLE, AT(vocab), 1, 1 << 20, NULL},
    {"context", SETTING_WHOLE, AT(context), 1, 1 << 20, NULL},
    {"layers", SETTING_WHOLE, AT(layers), 1, 1024, NULL},
    {"heads", SETTING_WHOLE, AT(heads), 1, 1024, NULL},
    {"groups", SETTING_WHOLE, AT(groups), 1, 1024, NULL},
    {"width", SETTING_WHOLE, AT(width), 1, 1 << 16, NULL},
    {"hidden", SETTING_WHOLE, AT(hidden), 1, 1 << 18, NULL},
    {"positions", SETTING_CHOICE, AT(positions), 0, 0, positions},
    {"norm", SETTING_CHOICE, AT(norm), 0, 0, norms},
    {"mlp", SETTING_CHOICE, AT(mlp), 0, 0, mlps},
    {"bias", SETTING_SWITCH, AT(bias), 0, 1, NULL},
    {"tied", SETTING_SWITCH, AT(tied), 0, 1, NULL},
    {"causal", SETTING_SWITCH, AT(causal), 0, 1, NULL},
    {"dropout", SETTING_REAL, AT(dropout), 0, 0.95, NULL},
    {"epsilon", SETTING_REAL, AT(epsilon), 1e-15, 0.1, NULL},
    {"rope_base", SETTING_REAL, AT(rope_base), 1, 1e9, NULL},
    {"init", SETTING_REAL, AT(init), 0, 10, NULL},
    {"head_width", SETTING_WHOLE, AT(head_width), 0, KERNELS_HEAD_WIDTH, NULL},
    {"types", SETTING_WHOLE, AT(types), 0, 1 << 10, NULL},
    {"qkv_bias", SETTING_SWITCH, AT(qkv_bias), 0, 1, NULL},
    {"head_norms", SETTING_SWITCH, AT(head_norms), 0, 1, NULL},
    {"post_norm", SETTING_SWITCH, AT(post_norm), 0, 1, NULL},
    {"headless", SETTING_SWITCH, AT(headless), 0, 1, NULL},
    {"rope_pairs", SETTING_SWITCH, AT(rope_pairs), 0, 1, NULL},
    {"rope_scaling", SETTING_CHOICE, AT(rope_scaling), 0, 0, scalings},
    {"rope_factor", SETTING_REAL, AT(rope_factor), 0, 1e6, NULL},
    {"rope_low", SETTING_REAL, AT(rope_low), 0, 1e6, NULL},
    {"rope_high", SETTING_REAL, AT(rope_high), 0, 1e6, NULL},
    {"rope_original", SETTING_WHOLE, AT(rope_original), 0, 1 << 30, NULL},
    {"window", SETTING_WHOLE, AT(window), 0, 1 << 30, NULL},
    {"unscaled", SETTING_SWITCH, AT(unscaled), 0, 1, NULL},
    {"skipless", SETTING_SWITCH, AT(skipless), 0, 1, NULL},
};

enum { KEYS = sizeof keys / sizeof *keys };

bool decoder_describe(const struct decoder_config *c, int i, const char **key,
                      char value[32])
{
    if (i < 0 || i >= KEYS)
        return false;
    *key = keys[i].name;
    setting_show(&keys[i], c, value);
    return true;
}

struct status decoder_set(struct decoder_config *c, const char *key,
                          const char *value)
{
    const struct setting *s = setting_find(keys, KEYS, key);

    if (!s)
        return status_fail(STATUS_NOT_FOUND, "a model has no setting \"%s\"",
                           key);
    return setting_put(s, c, value);
}

struct status decoder_check(const struct decoder_config *c)
{
    const char *key;
    char value[32];

    for (int i = 0; decoder_describe(c, i, &key, value); i++) {
        struct decoder_config copy = *c;

        STATUS_TRY(decoder_set(&copy, key, value));
    }
    if (!c->head_width && c->width % c->heads) {
        return status_fail(STATUS_BAD_USAGE,
                           "width %lld does not split into %lld heads",
                           (long long)c->width, (long long)c->heads);
    }
    if (c->heads % c->groups) {
        return status_fail(STATUS_BAD_USAGE,
                           "%lld heads do not share %lld groups of keys",
                           (long long)c->heads, (long long)c->groups);
    }
    if (c->positions == DECODER_ROPE && decoder_head_width(c) % 2) {
        return status_fail(STATUS_BAD_USAGE,
                           "rotary positions turn pairs: a head of width %lld "
                           "is odd",
                           (long long)decoder_head_width(c));
    }
    if (c->rope_scaling && c->rope_factor < 1e-3)
        return status_fail(STATUS_BAD_USAGE, "rope_scaling needs rope_factor");
    if (c->rope_scaling == ROPE_BY_TURNS && c->rope_high <= c->rope_low)
        return status_fail(STATUS_BAD_USAGE,
                           "rope_high must be above rope_low");
    if (c->window && !c->causal)
        return status_fail(STATUS_BAD_USAGE,
                           "a window is for models that see no later token");
    return STATUS_OK;
}
