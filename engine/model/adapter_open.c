/* adapter_open.c - reads what PEFT, or adapter_save.c, has written.
 *
 * Nothing is taken on trust: every tensor must belong to a layer of the model
 * and have its extents, and every tensor of the file must be used. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/adapter_config.h"
#include "engine/model/adapter_names.h"
#include "engine/model/safetensors.h"

#define PEFT "base_model.model."

enum { NAME = 256 };

struct in {
    struct adapter_config config;
    struct safetensors file;
    struct adapter *a;
};

static struct status other(const struct safetensors_tensor *t, int64_t rows,
                           int64_t cols)
{
    return status_fail(
        STATUS_BAD_FILE,
        "tensor \"%.120s\" is [%lld, %lld], but this model needs "
        "[%lld, %lld]: an adapter of another model",
        t->name, (long long)t->shape[0],
        (long long)(t->dims > 1 ? t->shape[1] : 1), (long long)rows,
        (long long)cols);
}

/* The two of one module; both NULL where the file has none. */
struct pair {
    const struct safetensors_tensor *a, *b;
    int64_t rank;
};

static struct status find_pair(const struct in *in,
                               const struct adapter_place *p, int64_t cols,
                               struct pair *out)
{
    char name[NAME];

    snprintf(name, sizeof name, PEFT "%s.lora_A.weight", p->module);
    out->a = safetensors_find(&in->file, name);
    snprintf(name, sizeof name, PEFT "%s.lora_B.weight", p->module);
    out->b = safetensors_find(&in->file, name);
    if (!out->a && !out->b)
        return STATUS_OK;
    if (!out->a || !out->b)
        return status_fail(STATUS_BAD_FILE,
                           "module \"%.120s\" has only one half of its pair",
                           p->module);
    out->rank = out->a->shape[0];
    if (out->a->dims != 2 || out->a->shape[1] != cols)
        return other(out->a, out->rank, cols);
    if (out->rank < 1 || out->rank > 4096)
        return status_fail(STATUS_BAD_FILE, "tensor \"%.120s\" has rank %lld",
                           out->a->name, (long long)out->rank);
    if (out->b->dims != 2 || out->b->shape[0] != p->all ||
        out->b->shape[1] != out->rank)
        return other(out->b, p->all, out->rank);
    return STATUS_OK;
}

/* Does something for the layer of weight `i`, named `layer`. */
typedef struct status per_layer(struct in *in, int i, const char *layer);

static struct status each_layer(struct in *in, per_layer *what)
{
    const struct params *base = decoder_params(in->a->model);
    char layer[ADAPTER_NAME];

    for (int i = 0; i < params_count(base); i++)
        if (adapter_layer(params_at(base, i), layer))
            STATUS_TRY(what(in, i, layer));
    return STATUS_OK;
}

static struct status declare_pair(struct in *in, int i, const char *layer)
{
    const struct param *p = params_at(decoder_params(in->a->model), i);
    struct adapter_place place;
    struct pair pair;
    double alpha;

    STATUS_TRY(adapter_place_of(&place, decoder_config(in->a->model), layer));
    STATUS_TRY(find_pair(in, &place, p->shape[1], &pair));
    if (!pair.a)
        return STATUS_OK;
    STATUS_TRY(adapter_config_alpha(&in->config, place.module, &alpha));
    if (in->config.root_scale)
        alpha *= sqrt((double)pair.rank);
    adapter_put_lora(in->a, i, pair.rank, alpha);
    return STATUS_OK;
}

static void put(struct tensor *to, int64_t at, float x)
{
    if (to->type == TENSOR_F64)
        ((double *)tensor_at(to, 0))[at] = (double)x;
    else
        ((float *)tensor_at(to, 0))[at] = x;
}

/* All numbers of a tensor of the file; NULL with *st set. */
static float *floats(const struct safetensors_tensor *t, struct status *st)
{
    float *x = malloc((size_t)(t->count ? t->count : 1) * sizeof *x);

    *st = x ? safetensors_floats(t, x)
            : status_fail(STATUS_NO_MEMORY, "no memory to read an adapter");
    if (!st->code)
        return x;
    free(x);
    return NULL;
}

static struct tensor *value(const struct in *in, int index)
{
    return params_tensor(params_at(in->a->params, index));
}

static struct status fill_pair(struct in *in, int i, const char *layer)
{
    const struct adapter_site *s = &in->a->site[i];
    const struct param *p = params_at(decoder_params(in->a->model), i);
    struct adapter_place place;
    struct pair pair;
    struct status st;

    if (!s->there)
        return STATUS_OK;
    STATUS_TRY(adapter_place_of(&place, decoder_config(in->a->model), layer));
    STATUS_TRY(find_pair(in, &place, p->shape[1], &pair));
    float *x = floats(pair.a, &st);
    for (int64_t k = 0; x && k < pair.a->count; k++)
        put(value(in, s->lora.a), k, x[k]);
    free(x);
    x = st.code ? NULL : floats(pair.b, &st);
    for (int64_t row = 0; x && row < place.rows; row++)
        for (int64_t r = 0; r < pair.rank; r++)
            put(value(in, s->lora.b), adapter_row(&place, row) * pair.rank + r,
                x[(place.from + row) * pair.rank + r]);
    free(x);
    return st;
}

/* Every tensor of the file is one of a pair that was taken. */
static struct status all_used(struct in *in)
{
    const struct params *base = decoder_params(in->a->model);
    char layer[ADAPTER_NAME];
    struct adapter_place place;

    for (int k = 0; k < in->file.count; k++) {
        const char *name = in->file.tensors[k].name;
        bool used = false;

        for (int i = 0; i < params_count(base) && !used; i++) {
            const size_t skip = sizeof PEFT - 1;
            size_t n;

            if (!in->a->site[i].there ||
                !adapter_layer(params_at(base, i), layer))
                continue;
            STATUS_TRY(
                adapter_place_of(&place, decoder_config(in->a->model), layer));
            n = strlen(place.module);
            used = strncmp(name, PEFT, skip) == 0 &&
                   strncmp(name + skip, place.module, n) == 0 &&
                   name[skip + n] == '.';
        }
        if (!used)
            return status_fail(
                STATUS_BAD_FILE,
                "tensor \"%.120s\" is of no layer of this model: "
                "an adapter of another model",
                name);
    }
    return STATUS_OK;
}

static struct status need(const struct in *in, const char *name, int64_t rows,
                          int64_t cols, const struct safetensors_tensor **out)
{
    *out = safetensors_find(&in->file, name);
    if (!*out)
        return status_fail(STATUS_BAD_FILE, "tensor \"%s\" is missing", name);
    if ((*out)->count != rows * cols || (*out)->shape[0] != rows)
        return other(*out, rows, cols);
    return STATUS_OK;
}

static struct status fill_prefix(struct in *in, int i, const char *layer)
{
    const struct decoder_config *c = decoder_config(in->a->model);
    const struct adapter_site *s = &in->a->site[i];
    const int64_t all = adapter_prefix_at(c, c->layers, 0);
    const struct safetensors_tensor *t;
    struct adapter_place p;
    struct status st;

    if (!s->there)
        return STATUS_OK;
    STATUS_TRY(need(in, "prompt_embeddings", in->a->settings.size, all, &t));
    STATUS_TRY(adapter_place_of(&p, c, layer));
    float *x = floats(t, &st);
    const int64_t at = adapter_prefix_at(c, strtol(layer + 7, NULL, 10),
                                         layer[strlen(layer) - 1] == 'v');
    for (int64_t k = 0; x && k < t->shape[0]; k++)
        for (int64_t n = 0; n < p.rows; n++)
            put(value(in, s->vector), k * p.rows + adapter_row(&p, n),
                x[k * all + at + n]);
    free(x);
    return st;
}

static struct status fill_ours(struct in *in)
{
    for (int i = 0; i < params_count(in->a->params); i++) {
        struct param *p = params_at(in->a->params, i);
        const struct safetensors_tensor *t;
        struct status st;

        STATUS_TRY(need(in,
                        in->a->settings.kind == ADAPTER_SOFT
                            ? "prompt_embeddings"
                            : p->name,
                        p->shape[0], p->count / p->shape[0], &t));
        float *x = floats(t, &st);
        for (int64_t k = 0; x && k < t->count; k++)
            put(&p->value, k, x[k]);
        free(x);
        STATUS_TRY(st);
    }
    return in->file.count == params_count(in->a->params)
               ? STATUS_OK
               : status_fail(STATUS_BAD_FILE,
                             "it has %d tensors, but this model needs %d",
                             in->file.count, params_count(in->a->params));
}

static struct status fill(struct in *in)
{
    const enum adapter_kind kind = in->config.settings.kind;

    if (kind == ADAPTER_LORA)
        STATUS_TRY(each_layer(in, declare_pair));
    else
        adapter_put_all(in->a);
    STATUS_TRY(params_build_blank(in->a->params));
    if (kind == ADAPTER_PREFIX)
        return each_layer(in, fill_prefix);
    if (kind != ADAPTER_LORA)
        return fill_ours(in);
    STATUS_TRY(all_used(in));
    if (!in->file.count)
        return status_fail(STATUS_BAD_FILE, "it has no tensors");
    return each_layer(in, fill_pair);
}

static struct status read(struct in *in, struct decoder *m, const char *path)
{
    STATUS_TRY(safetensors_open(&in->file, path));
    struct status st = adapter_begin(&in->a, m, &in->config.settings);

    if (!st.code)
        st = fill(in);
    safetensors_close(&in->file);
    if (!st.code)
        params_touch(in->a->params);
    return strstr(st.text, path) ? st : status_within(st, path);
}

struct status adapter_open(struct adapter **out, struct decoder *m,
                           const char *folder)
{
    struct in in = {.a = NULL};
    char path[4096];

    *out = NULL;
    if (snprintf(path, sizeof path, "%s/" ADAPTER_WEIGHTS, folder) >=
        (int)sizeof path)
        return status_fail(STATUS_TOO_BIG, "path too long: %s", folder);
    STATUS_TRY(adapter_config_read(&in.config, folder));
    const struct status st = read(&in, m, path);
    adapter_config_release(&in.config);
    if (st.code)
        adapter_free(in.a);
    else
        *out = in.a;
    return st;
}
