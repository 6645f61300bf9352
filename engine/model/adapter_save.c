/* adapter_save.c - an adapter as PEFT keeps it.
 *
 * Three layers of ours that are one module there (queries, keys and values of
 * GPT-2) become one pair of three times the rank: the three A below each other,
 * the three B along the diagonal, which is the same product. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "engine/model/adapter_config.h"
#include "engine/model/adapter_names.h"
#include "engine/model/safetensors.h"

#define PEFT "base_model.model."

enum { NAME = 256, MOST = 8192 };

/* Tensors on their way out. */
struct out {
    struct adapter *a;
    struct safetensors_source *source;
    char (*name)[NAME];
    int count;
    json_t *root, *targets, *ranks, *alphas;
    struct status status;
};

static float *add(struct out *o, const char *name, int dims,
                  const int64_t *shape)
{
    int64_t count = 1;

    for (int i = 0; i < dims; i++)
        count *= shape[i];
    float *data = calloc((size_t)count, sizeof *data);
    if (!data || o->count == MOST) {
        free(data);
        o->status =
            status_fail(STATUS_NO_MEMORY, "no memory to write an adapter");
        return NULL;
    }
    struct safetensors_source *s = &o->source[o->count];
    snprintf(o->name[o->count], NAME, "%s", name);
    *s = (struct safetensors_source){.name = o->name[o->count],
                                     .from = SAFETENSORS_F32,
                                     .type = SAFETENSORS_F32,
                                     .dims = dims,
                                     .data = data};
    memcpy(s->shape, shape, (size_t)dims * sizeof *shape);
    o->count++;
    return data;
}

static const struct tensor *value(const struct adapter *a, int index)
{
    return params_tensor(params_at(a->params, index));
}

/* The sites of one module: one, or up to three. */
struct module {
    struct adapter_place place[3];
    const struct lora *lora[3];
    int sites;
    int64_t rank, in;
};

static void put_a(const struct adapter *a, const struct module *m, float *to)
{
    for (int k = 0; k < m->sites; k++) {
        const struct tensor *from = value(a, m->lora[k]->a);

        tensor_copy_floats(to, from);
        to += tensor_count(from);
    }
}

/* The scale of a site goes into its B where the module has several, so that
 * one scale, 1, serves them all. */
static void put_b(const struct adapter *a, const struct module *m, float *to)
{
    int64_t first = 0;

    for (int k = 0; k < m->sites; k++) {
        const struct tensor *from = value(a, m->lora[k]->b);
        const int64_t rank = from->shape[1];
        const double scale = m->sites > 1 ? m->lora[k]->scale : 1.0;

        for (int64_t row = 0; row < from->shape[0]; row++)
            for (int64_t r = 0; r < rank; r++)
                to[(m->place[k].from + row) * m->rank + first + r] =
                    (float)(scale *
                            tensor_get(from,
                                       adapter_row(&m->place[k], row) * rank +
                                           r));
        first += rank;
    }
}

static void put_module(struct out *o, const struct module *m)
{
    const struct adapter_settings *s = &o->a->settings;
    const char *module = m->place[0].module, *last = strrchr(module, '.');
    const double alpha =
        m->sites > 1 ? (double)m->rank : m->lora[0]->scale * (double)m->rank;
    char name[NAME];

    snprintf(name, sizeof name, PEFT "%s.lora_A.weight", module);
    float *a = add(o, name, 2, (const int64_t[]){m->rank, m->in});
    snprintf(name, sizeof name, PEFT "%s.lora_B.weight", module);
    float *b = add(o, name, 2, (const int64_t[]){m->place[0].all, m->rank});
    if (!a || !b)
        return;
    put_a(o->a, m, a);
    put_b(o->a, m, b);
    last = last ? last + 1 : module;
    json_object_set_new(o->targets, last, json_true());
    if (m->rank != s->rank)
        json_object_set_new(o->ranks, module, json_integer(m->rank));
    if (alpha > s->alpha || alpha < s->alpha)
        json_object_set_new(o->alphas, module, json_real(alpha));
}

/* All sites whose module is that of weight `first`; nothing where one before
 * it was of the same. */
static struct status gather(const struct adapter *a, int first,
                            struct module *m)
{
    const struct params *base = decoder_params(a->model);
    struct adapter_place p;
    char layer[ADAPTER_NAME];

    *m = (struct module){.in = params_at(base, first)->shape[1]};
    for (int i = 0; i < params_count(base) && m->sites < 3; i++) {
        if (!a->site[i].there || !adapter_layer(params_at(base, i), layer))
            continue;
        STATUS_TRY(adapter_place_of(&p, decoder_config(a->model), layer));
        if (i == first ||
            (m->sites && strcmp(p.module, m->place[0].module) == 0)) {
            m->place[m->sites] = p;
            m->lora[m->sites++] = &a->site[i].lora;
            m->rank += value(a, a->site[i].lora.a)->shape[0];
        }
    }
    return STATUS_OK;
}

static bool has(const struct out *o, const char *module)
{
    char name[NAME];

    snprintf(name, sizeof name, PEFT "%s.lora_A.weight", module);
    for (int i = 0; i < o->count; i++)
        if (strcmp(o->name[i], name) == 0)
            return true;
    return false;
}

static void put_lora(struct out *o)
{
    const struct params *base = decoder_params(o->a->model);
    struct module m;

    for (int i = 0; i < params_count(base) && !o->status.code; i++) {
        if (!o->a->site[i].there)
            continue;
        o->status = gather(o->a, i, &m);
        if (!o->status.code && !has(o, m.place[0].module))
            put_module(o, &m);
    }
}

/* Keys and values of all layers, side by side in each position. */
static void put_prefix(struct out *o)
{
    const struct decoder_config *c = decoder_config(o->a->model);
    const struct params *base = decoder_params(o->a->model);
    const int64_t size = o->a->settings.size;
    const int64_t shape[] = {size, adapter_prefix_at(c, c->layers, 0)};
    float *to = add(o, "prompt_embeddings", 2, shape);
    char layer[ADAPTER_NAME];

    for (int i = 0; to && i < params_count(base) && !o->status.code; i++) {
        struct adapter_place p;

        if (!o->a->site[i].there || !adapter_layer(params_at(base, i), layer))
            continue;
        const struct tensor *from = value(o->a, o->a->site[i].vector);
        const int64_t at = adapter_prefix_at(c, strtol(layer + 7, NULL, 10),
                                             layer[strlen(layer) - 1] == 'v');

        o->status = adapter_place_of(&p, c, layer);
        for (int64_t t = 0; t < size && !o->status.code; t++)
            for (int64_t k = 0; k < p.rows; k++)
                to[t * shape[1] + at + k] =
                    (float)tensor_get(from, t * p.rows + adapter_row(&p, k));
    }
}

/* Kinds that PEFT lacks, under our own names. */
static void put_ours(struct out *o)
{
    struct params *ps = o->a->params;

    for (int i = 0; i < params_count(ps) && !o->status.code; i++) {
        const struct param *p = params_at(ps, i);
        float *to = add(
            o,
            o->a->settings.kind == ADAPTER_SOFT ? "prompt_embeddings" : p->name,
            p->dims, p->shape);

        if (to)
            tensor_copy_floats(to, &p->value);
    }
}

static void put_all(struct out *o)
{
    switch (o->a->settings.kind) {
    case ADAPTER_LORA:
        put_lora(o);
        break;
    case ADAPTER_PREFIX:
        put_prefix(o);
        break;
    case ADAPTER_SOFT:
    case ADAPTER_BIAS:
    case ADAPTER_BOTTLENECK:
        put_ours(o);
        break;
    }
}

/* What only LORA says, and what PEFT needs to know of a model's shape. */
static void say(struct out *o)
{
    const struct decoder_config *c = decoder_config(o->a->model);
    json_t *targets = json_array();
    const char *key;
    json_t *v;

    json_object_foreach(o->targets, key, v)
        json_array_append_new(targets, json_string(key));
    if (o->a->settings.kind == ADAPTER_LORA) {
        json_object_set(o->root, "target_modules", targets);
        json_object_set(o->root, "rank_pattern", o->ranks);
        json_object_set(o->root, "alpha_pattern", o->alphas);
        json_object_set_new(
            o->root, "fan_in_fan_out",
            json_boolean(c->positions == DECODER_LEARNED && !c->post_norm));
    } else if (o->a->settings.kind == ADAPTER_PREFIX ||
               o->a->settings.kind == ADAPTER_SOFT) {
        const int64_t heads =
            o->a->settings.kind == ADAPTER_PREFIX ? c->groups : c->heads;
        const int64_t width = o->a->settings.kind == ADAPTER_PREFIX
                                  ? heads * decoder_head_width(c)
                                  : c->width;

        json_object_set_new(o->root, "num_layers", json_integer(c->layers));
        json_object_set_new(o->root, "num_attention_heads",
                            json_integer(heads));
        json_object_set_new(o->root, "token_dim", json_integer(width));
        json_object_set_new(o->root, "num_transformer_submodules",
                            json_integer(1));
        if (o->a->settings.kind == ADAPTER_PREFIX)
            json_object_set_new(o->root, "encoder_hidden_size",
                                json_integer(width));
    }
    json_decref(targets);
}

static struct status write(struct out *o, const char *folder)
{
    const struct safetensors_note note = {"format", "pt"};
    char path[4096], hash[HASH_TEXT];

    if (snprintf(path, sizeof path, "%s/" ADAPTER_WEIGHTS, folder) >=
        (int)sizeof path)
        return status_fail(STATUS_TOO_BIG, "path too long: %s", folder);
    STATUS_TRY(savefile_folder(folder));
    STATUS_TRY(safetensors_save(path, o->source, o->count, &note, 1, hash));
    return adapter_config_write(o->root, folder);
}

struct status adapter_save(struct adapter *a, const char *folder,
                           const char *base)
{
    struct out o = {.a = a,
                    .source = calloc(MOST, sizeof *o.source),
                    .name = calloc(MOST, sizeof *o.name),
                    .root = adapter_config_new(a, base),
                    .targets = json_object(),
                    .ranks = json_object(),
                    .alphas = json_object()};

    if (!o.source || !o.name || !o.root || !o.targets || !o.ranks || !o.alphas)
        o.status =
            status_fail(STATUS_NO_MEMORY, "no memory to write an adapter");
    else
        put_all(&o);
    if (!o.status.code) {
        say(&o);
        o.status = write(&o, folder);
    }
    for (int i = 0; i < o.count; i++)
        free((void *)(uintptr_t)o.source[i].data);
    free(o.source);
    free(o.name);
    json_decref(o.root);
    json_decref(o.targets);
    json_decref(o.ranks);
    json_decref(o.alphas);
    return o.status;
}
