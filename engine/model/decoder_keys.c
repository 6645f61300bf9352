/* decoder_keys.c - the configuration as text, and what it may be. */
#include <stddef.h>

#include "engine/base/setting.h"
#include "engine/model/decoder.h"

static const char *const positions[] = {"learned", "rope", "none", NULL};
static const char *const norms[] = {"layer", "rms", NULL};
static const char *const mlps[] = {"relu", "gelu", "gelu-tanh", "swiglu", NULL};

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
    {"epsilon", SETTING_REAL, AT(epsilon), 1e-12, 0.1, NULL},
    {"rope_base", SETTING_REAL, AT(rope_base), 1, 1e9, NULL},
    {"init", SETTING_REAL, AT(init), 0, 10, NULL},
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
    if (c->width % c->heads)
        return status_fail(STATUS_BAD_USAGE,
                           "width %lld does not split into %lld heads",
                           (long long)c->width, (long long)c->heads);
    if (c->heads % c->groups)
        return status_fail(STATUS_BAD_USAGE,
                           "%lld heads do not share %lld groups of keys",
                           (long long)c->heads, (long long)c->groups);
    if (c->positions == DECODER_ROPE && c->width / c->heads % 2)
        return status_fail(STATUS_BAD_USAGE,
                           "rotary positions turn pairs: a head of width %lld "
                           "is odd",
                           (long long)(c->width / c->heads));
    return STATUS_OK;
}
