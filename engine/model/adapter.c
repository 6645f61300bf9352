/* adapter.c - makes adapters, and puts them beside a model.
 *
 * A model's layers ask `struct params_side` of its store whether anything
 * stands beside them; an adapter answers there, so that neither decoder.c nor
 * a reader of files knows which kinds there are. */
#include "engine/model/adapter.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/adapter_parts.h"
#include "engine/ops/activation.h"
#include "engine/ops/arith.h"

enum { MOST_RANK = 4096, MOST_SIZE = 4096 };

const char *const adapter_kind_names[] = {"lora",   "bias",        "bottleneck",
                                          "prefix", "soft-prompt", NULL};
const char *const adapter_where_names[] = {"qv", "attention", "mlp", "all",
                                           NULL};

bool adapter_layer(const struct param *p, char name[ADAPTER_NAME])
{
    const char *end = strstr(p->name, ".weight");

    if (strncmp(p->name, "blocks.", 7) != 0 || !end || p->dims != 2)
        return false;
    snprintf(name, ADAPTER_NAME, "%.*s", (int)(end - p->name), p->name);
    return true;
}

/* Is that layer, the last part of its name, one of those? */
static bool wanted(const char *layer, const struct adapter_settings *s)
{
    const bool mlp = strstr(layer, ".mlp.") != NULL;
    const char *last = strrchr(layer, '.') + 1;

    switch (s->kind) {
    case ADAPTER_BOTTLENECK:
        return strcmp(last, "out") == 0 || strcmp(last, "down") == 0;
    case ADAPTER_PREFIX:
        return strcmp(last, "k") == 0 || strcmp(last, "v") == 0;
    case ADAPTER_SOFT:
        return false;
    case ADAPTER_LORA:
    case ADAPTER_BIAS:
        break;
    }
    switch (s->where) {
    case ADAPTER_QV:
        return strcmp(last, "q") == 0 || strcmp(last, "v") == 0;
    case ADAPTER_ATTENTION:
        return !mlp;
    case ADAPTER_MLP:
        return mlp;
    case ADAPTER_ALL:
        break;
    }
    return true;
}

static struct status check(const struct decoder *m,
                           const struct adapter_settings *s)
{
    const struct decoder_config *c = decoder_config(m);
    const bool leads = s->kind == ADAPTER_PREFIX || s->kind == ADAPTER_SOFT;

    if (s->kind == ADAPTER_LORA && (s->rank < 1 || s->rank > MOST_RANK))
        return status_fail(STATUS_BAD_USAGE,
                           "rank is %lld, but must be 1 .. %d: a change of "
                           "rank 0 is none",
                           (long long)s->rank, MOST_RANK);
    if ((leads || s->kind == ADAPTER_BOTTLENECK) &&
        (s->size < 1 || s->size > MOST_SIZE))
        return status_fail(STATUS_BAD_USAGE,
                           "size is %lld, but must be 1 .. %d",
                           (long long)s->size, MOST_SIZE);
    if (leads && s->size >= c->context)
        return status_fail(STATUS_BAD_USAGE,
                           "%lld positions before a text leave it no room: the "
                           "model has %lld",
                           (long long)s->size, (long long)c->context);
    if (leads && !c->causal)
        return status_fail(STATUS_UNSUPPORTED,
                           "a %s is for models that see no later token",
                           adapter_kind_names[s->kind]);
    if (s->dropout < 0.0 || s->dropout >= 1.0)
        return status_fail(STATUS_BAD_USAGE,
                           "dropout is %g, but must be 0 .. 1", s->dropout);
    return STATUS_OK;
}

struct status adapter_begin(struct adapter **out, struct decoder *m,
                            const struct adapter_settings *s)
{
    struct params *base = decoder_params(m);

    *out = NULL;
    STATUS_TRY(check(m, s));
    struct adapter *a = calloc(1, sizeof *a);
    if (a) {
        *a = (struct adapter){.settings = *s, .model = m, .soft = -1};
        a->params = params_new(params_device(base));
        a->site = calloc((size_t)params_count(base) + 1, sizeof *a->site);
    }
    if (!a || !a->params || !a->site) {
        adapter_free(a);
        return status_fail(STATUS_NO_MEMORY, "no memory for an adapter");
    }
    *out = a;
    return STATUS_OK;
}

void adapter_put_lora(struct adapter *a, int weight, int64_t rank, double alpha)
{
    const struct param *p = params_at(decoder_params(a->model), weight);
    struct adapter_site *s = &a->site[weight];
    char name[ADAPTER_NAME];

    if (!adapter_layer(p, name))
        snprintf(name, sizeof name, "%.90s", p->name);
    s->lora =
        lora_declare(a->params, name,
                     (const int64_t[]){p->shape[1], p->shape[0]}, rank, alpha);
    s->there = true;
}

/* A prefix is about as large as keys and values are; a soft prompt as the
 * embeddings are. */
static int put_rows(struct adapter *a, const char *name, int64_t cols)
{
    const double scale =
        a->settings.kind == ADAPTER_SOFT ? decoder_config(a->model)->init : 0.1;

    return params_add(a->params, name, 2,
                      (const int64_t[]){a->settings.size, cols}, PARAMS_NORMAL,
                      scale);
}

static void put_bottleneck(struct adapter *a, struct adapter_site *s,
                           const char *layer, int64_t width)
{
    char name[ADAPTER_NAME + 16];

    snprintf(name, sizeof name, "%s.narrow", layer);
    s->down = dense_declare(a->params, name, width, a->settings.size, true,
                            decoder_config(a->model)->init);
    snprintf(name, sizeof name, "%s.wide", layer);
    s->up = dense_declare(a->params, name, a->settings.size, width, true, 0.0);
}

static void put(struct adapter *a, int weight, const char *layer)
{
    const struct param *p = params_at(decoder_params(a->model), weight);
    struct adapter_site *s = &a->site[weight];
    char name[ADAPTER_NAME + 16];

    s->there = true;
    switch (a->settings.kind) {
    case ADAPTER_LORA:
        adapter_put_lora(a, weight, a->settings.rank, a->settings.alpha);
        break;
    case ADAPTER_BIAS:
        snprintf(name, sizeof name, "%s.more", layer);
        s->vector =
            params_add(a->params, name, 1, &p->shape[0], PARAMS_ZERO, 0.0);
        break;
    case ADAPTER_BOTTLENECK:
        put_bottleneck(a, s, layer, p->shape[0]);
        break;
    case ADAPTER_PREFIX:
        snprintf(name, sizeof name, "%s.prefix", layer);
        s->vector = put_rows(a, name, p->shape[0]);
        break;
    case ADAPTER_SOFT:
        break;
    }
}

void adapter_put_all(struct adapter *a)
{
    const struct params *base = decoder_params(a->model);
    char layer[ADAPTER_NAME];

    if (a->settings.kind == ADAPTER_SOFT)
        a->soft = put_rows(a, "soft", decoder_config(a->model)->width);
    for (int i = 0; i < params_count(base); i++)
        if (adapter_layer(params_at(base, i), layer) &&
            wanted(layer, &a->settings))
            put(a, i, layer);
}

struct status adapter_new(struct adapter **out, struct decoder *m,
                          const struct adapter_settings *s, uint64_t seed)
{
    STATUS_TRY(adapter_begin(out, m, s));
    adapter_put_all(*out);
    const struct status st = params_build((*out)->params, seed);
    if (st.code) {
        adapter_free(*out);
        *out = NULL;
    }
    return st;
}

void adapter_free(struct adapter *a)
{
    if (!a)
        return;
    if (adapter_used(a))
        adapter_rest(a->model);
    params_free(a->params);
    free(a->site);
    free(a);
}

static struct tensor *of(const struct adapter *a, int index)
{
    return params_tensor(params_at(a->params, index));
}

static struct tensor *narrow(struct adapter *a, struct graph *g,
                             const struct adapter_site *s, struct tensor *y)
{
    struct tensor *low =
        activation_gelu(g, dense_forward(g, a->params, &s->down, y));

    return arith_add(g, y, dense_forward(g, a->params, &s->up, low));
}

static const struct tensor *weight_of(const struct adapter *a, int weight)
{
    return params_tensor(params_at(decoder_params(a->model), weight));
}

/* The bias beside a weight, or NULL. */
static const struct tensor *bias_of(const struct adapter *a, int weight)
{
    struct params *ps = decoder_params(a->model);
    char layer[ADAPTER_NAME], name[ADAPTER_NAME + 8];

    if (!adapter_layer(params_at(ps, weight), layer))
        return NULL;
    snprintf(name, sizeof name, "%s.bias", layer);
    struct param *p = params_find(ps, name);
    return p ? params_tensor(p) : NULL;
}

static struct tensor *add(void *user, struct graph *g, int weight,
                          struct tensor *x, struct tensor *y)
{
    struct adapter *a = user;
    const struct adapter_site *s = &a->site[weight];

    if (!s->there)
        return y;
    const struct lora_drop drop = {
        .probability = a->training ? a->settings.dropout : 0.0,
        .seed = a->seed,
        .stream = (a->step << 16) + (uint64_t)weight};
    const struct lora_layer layer = {.weight = weight_of(a, weight),
                                     .bias = bias_of(a, weight),
                                     .x = x,
                                     .y = y};
    switch (a->settings.kind) {
    case ADAPTER_LORA:
        return lora_add(g, a->params, &s->lora, &drop, &layer);
    case ADAPTER_BIAS:
        return arith_add(g, y, of(a, s->vector));
    case ADAPTER_BOTTLENECK:
        return narrow(a, g, s, y);
    case ADAPTER_PREFIX:
    case ADAPTER_SOFT:
        break;
    }
    return y;
}

static struct tensor *before(void *user, int weight)
{
    struct adapter *a = user;

    return a->site[weight].there ? of(a, a->site[weight].vector) : NULL;
}

void adapter_use(struct adapter *a)
{
    struct params_side side = {.user = a};

    assert(!a->merged);
    if (a->settings.kind == ADAPTER_PREFIX || a->settings.kind == ADAPTER_SOFT)
        side.lead = a->settings.size;
    if (a->settings.kind == ADAPTER_PREFIX)
        side.before = before;
    else if (a->settings.kind == ADAPTER_SOFT)
        side.soft = of(a, a->soft);
    else
        side.add = add;
    params_set_side(decoder_params(a->model), &side);
}

void adapter_rest(struct decoder *m)
{
    params_set_side(decoder_params(m), NULL);
}

bool adapter_used(const struct adapter *a)
{
    return a->model && params_side(decoder_params(a->model))->user == a;
}

void adapter_train(struct adapter *a, uint64_t seed, uint64_t step)
{
    a->training = true;
    a->seed = seed;
    a->step = step;
}

void adapter_settle(struct adapter *a)
{
    a->training = false;
}

const struct adapter_settings *adapter_settings(const struct adapter *a)
{
    return &a->settings;
}

struct decoder *adapter_model(const struct adapter *a)
{
    return a->model;
}

struct params *adapter_params(struct adapter *a)
{
    return a->params;
}

int64_t adapter_size(const struct adapter *a)
{
    int64_t n = 0;

    for (int i = 0; i < params_count(a->params); i++)
        n += params_at(a->params, i)->count;
    return n;
}
