/* adapter_merge.c - a change that becomes part of the weights, and is taken
 * off again. */
#include <stdio.h>
#include <string.h>

#include "engine/model/adapter_parts.h"

const struct lora *adapter_pair(const struct adapter *a, const char *name)
{
    const struct params *base = decoder_params(a->model);

    for (int i = 0; i < params_count(base); i++)
        if (a->settings.kind == ADAPTER_LORA && a->site[i].there &&
            strcmp(params_at(base, i)->name, name) == 0)
            return &a->site[i].lora;
    return NULL;
}

/* The bias of the layer with that weight, or NULL. */
static struct param *bias_of(struct params *base, const struct param *weight)
{
    char name[ADAPTER_NAME], text[ADAPTER_NAME + 8];

    if (!adapter_layer(weight, name))
        return NULL;
    snprintf(text, sizeof text, "%s.bias", name);
    return params_find(base, text);
}

static struct status check(const struct adapter *a)
{
    struct params *base = decoder_params(a->model);

    if (a->settings.kind != ADAPTER_LORA && a->settings.kind != ADAPTER_BIAS)
        return status_fail(STATUS_UNSUPPORTED,
                           "a %s is no change of weights: it cannot be merged",
                           adapter_kind_names[a->settings.kind]);
    for (int i = 0; i < params_count(base); i++) {
        const struct param *p = params_at(base, i);

        if (!a->site[i].there)
            continue;
        if (a->settings.kind == ADAPTER_BIAS && !bias_of(base, p))
            return status_fail(STATUS_UNSUPPORTED,
                               "%s has no bias to merge into", p->name);
        if (a->settings.kind == ADAPTER_LORA && p->start < 0)
            return status_fail(STATUS_UNSUPPORTED,
                               "%s stands in a file, in blocks: merging needs "
                               "a model that was read whole",
                               p->name);
    }
    return STATUS_OK;
}

static void add_vector(struct tensor *to, const struct tensor *from,
                       double sign)
{
    for (int64_t i = 0; i < tensor_count(to); i++) {
        if (to->type == TENSOR_F64)
            ((double *)tensor_at(to, 0))[i] += sign * tensor_get(from, i);
        else
            ((float *)tensor_at(to, 0))[i] +=
                (float)(sign * tensor_get(from, i));
    }
}

static struct status merge(struct adapter *a, double sign)
{
    struct params *base = decoder_params(a->model);

    STATUS_TRY(check(a));
    if (adapter_used(a))
        adapter_rest(a->model);
    for (int i = 0; i < params_count(base); i++) {
        struct param *p = params_at(base, i);

        if (!a->site[i].there)
            continue;
        if (a->settings.kind == ADAPTER_LORA)
            lora_merge(a->params, &a->site[i].lora, &p->value, sign);
        else
            add_vector(params_tensor(bias_of(base, p)),
                       params_tensor(params_at(a->params, a->site[i].vector)),
                       sign);
    }
    params_touch(base);
    a->merged = sign > 0.0;
    return STATUS_OK;
}

struct status adapter_merge(struct adapter *a)
{
    return a->merged ? status_fail(STATUS_BAD_USAGE, "merged already")
                     : merge(a, 1.0);
}

struct status adapter_unmerge(struct adapter *a)
{
    return a->merged ? merge(a, -1.0)
                     : status_fail(STATUS_BAD_USAGE, "not merged");
}
