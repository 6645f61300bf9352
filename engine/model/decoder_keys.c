/* decoder_keys.c - the configuration as text, and what it may be. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/decoder.h"

enum kind { WHOLE, REAL, SWITCH, CHOICE };

static const char *const positions[] = {"learned", "rope", "none", NULL};
static const char *const norms[] = {"layer", "rms", NULL};
static const char *const mlps[] = {"relu", "gelu", "gelu-tanh", "swiglu", NULL};

struct key {
    const char *name;
    enum kind kind;
    size_t offset;
    double low, high;
    const char *const *choices;
};

#define AT(field) offsetof(struct decoder_config, field)

static const struct key keys[] = {
    {"vocab", WHOLE, AT(vocab), 1, 1 << 20, NULL},
    {"context", WHOLE, AT(context), 1, 1 << 20, NULL},
    {"layers", WHOLE, AT(layers), 1, 1024, NULL},
    {"heads", WHOLE, AT(heads), 1, 1024, NULL},
    {"groups", WHOLE, AT(groups), 1, 1024, NULL},
    {"width", WHOLE, AT(width), 1, 1 << 16, NULL},
    {"hidden", WHOLE, AT(hidden), 1, 1 << 18, NULL},
    {"positions", CHOICE, AT(positions), 0, 0, positions},
    {"norm", CHOICE, AT(norm), 0, 0, norms},
    {"mlp", CHOICE, AT(mlp), 0, 0, mlps},
    {"bias", SWITCH, AT(bias), 0, 1, NULL},
    {"tied", SWITCH, AT(tied), 0, 1, NULL},
    {"causal", SWITCH, AT(causal), 0, 1, NULL},
    {"dropout", REAL, AT(dropout), 0, 0.95, NULL},
    {"epsilon", REAL, AT(epsilon), 1e-12, 0.1, NULL},
    {"rope_base", REAL, AT(rope_base), 1, 1e9, NULL},
    {"init", REAL, AT(init), 0, 10, NULL},
};

enum { KEYS = sizeof keys / sizeof *keys };

bool decoder_describe(const struct decoder_config *c, int i, const char **key,
                      char value[32])
{
    if (i < 0 || i >= KEYS)
        return false;
    const char *at = (const char *)c + keys[i].offset;

    *key = keys[i].name;
    switch (keys[i].kind) {
    case WHOLE:
        snprintf(value, 32, "%lld", (long long)*(const int64_t *)at);
        break;
    case REAL:
        snprintf(value, 32, "%.17g", *(const double *)at);
        break;
    case SWITCH:
        snprintf(value, 32, "%s", *(const bool *)at ? "on" : "off");
        break;
    case CHOICE: /* enums start at 0 and are as wide as int here */
        snprintf(value, 32, "%s", keys[i].choices[*(const int *)at]);
        break;
    }
    return true;
}

static struct status refuse(const struct key *k, const char *value)
{
    char list[96] = "";
    int used = 0;

    for (int i = 0; k->choices && k->choices[i]; i++)
        used += snprintf(list + used, sizeof list - (size_t)used, "%s%s",
                         i ? ", " : "", k->choices[i]);
    if (k->kind == SWITCH)
        snprintf(list, sizeof list, "on or off");
    else if (k->kind != CHOICE)
        snprintf(list, sizeof list, "%g to %g", k->low, k->high);
    return status_fail(STATUS_BAD_USAGE, "%s is \"%s\", but must be %s",
                       k->name, value, list);
}

static bool set_number(const struct key *k, char *at, const char *value)
{
    char *end;

    errno = 0;
    const double x = strtod(value, &end);
    if (errno || end == value || *end || !(x >= k->low && x <= k->high))
        return false;
    if (k->kind == REAL) {
        *(double *)(void *)at = x;
        return true;
    }
    const int64_t n = strtoll(value, &end, 10);
    if (*end)
        return false;
    *(int64_t *)(void *)at = n;
    return true;
}

static bool set_word(const struct key *k, char *at, const char *value)
{
    if (k->kind == SWITCH) {
        const bool on = strcmp(value, "on") == 0;

        if (!on && strcmp(value, "off") != 0)
            return false;
        *(bool *)at = on;
        return true;
    }
    for (int i = 0; k->choices[i]; i++)
        if (strcmp(k->choices[i], value) == 0) {
            *(int *)(void *)at = i;
            return true;
        }
    return false;
}

struct status decoder_set(struct decoder_config *c, const char *key,
                          const char *value)
{
    for (int i = 0; i < KEYS; i++) {
        const struct key *k = &keys[i];
        char *at = (char *)c + k->offset;

        if (strcmp(k->name, key) != 0)
            continue;
        const bool done = k->kind == WHOLE || k->kind == REAL
                              ? set_number(k, at, value)
                              : set_word(k, at, value);
        return done ? STATUS_OK : refuse(k, value);
    }
    return status_fail(STATUS_NOT_FOUND, "a model has no setting \"%s\"", key);
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
