#include "engine/model/published.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/buf.h"
#include "engine/model/tokenizer_open.h"

#define PATH_BYTES ((size_t)1 << 16)

static bool has(const char *folder, const char *name)
{
    struct stat info;
    struct buf path;

    buf_init(&path, PATH_BYTES);
    buf_printf(&path, "%s/%s", folder, name);
    const bool there =
        !buf_status(&path).code && stat(buf_string(&path), &info) == 0;
    buf_release(&path);
    return there;
}

static bool ends(const char *path, const char *end)
{
    const size_t n = strlen(path), m = strlen(end);

    return n >= m && strcmp(path + n - m, end) == 0;
}

/* The folder of a file, into `out`. */
static bool folder_of(const char *path, struct buf *out)
{
    const char *slash = strrchr(path, '/');

    buf_init(out, PATH_BYTES);
    if (!slash)
        buf_text(out, ".");
    else
        buf_add(out, path, slash == path ? 1 : (size_t)(slash - path));
    return !buf_status(out).code;
}

/* The weights of the folder around it, or one file of several, by its name?
 * Others there, such as adapters, are not what config.json tells about. */
static bool is_part(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    struct buf folder;
    struct stat info;

    if (strcmp(name, "model.safetensors") != 0 &&
        (strncmp(name, "model-0", 7) != 0 || !ends(name, ".safetensors")))
        return false;
    if (stat(path, &info) || S_ISDIR(info.st_mode))
        return false;
    const bool there =
        folder_of(path, &folder) && has(buf_string(&folder), "config.json");
    buf_release(&folder);
    return there;
}

bool published_is(const char *path)
{
    struct stat info;

    if (stat(path, &info))
        return false;
    if (!S_ISDIR(info.st_mode))
        return ends(path, ".gguf") || is_part(path);
    return has(path, "config.json") || has(path, "model.gguf");
}

static enum mlp_kind mlp_of(const struct arch *a)
{
    if (a->gated)
        return MLP_SWIGLU;
    return a->activation == ARCH_RELU   ? MLP_RELU
           : a->activation == ARCH_GELU ? MLP_GELU
                                        : MLP_GELU_TANH;
}

struct status published_config(struct decoder_config *c, const struct arch *a)
{
    *c = decoder_gpt2();
    if (a->gated != (a->activation == ARCH_SILU))
        return status_fail(STATUS_UNSUPPORTED,
                           "a gate and its bend that do not belong together");
    c->vocab = a->vocab;
    c->context = a->context;
    c->window = a->window < a->context ? a->window : 0;
    c->layers = a->layers;
    c->heads = a->heads;
    c->groups = a->groups;
    c->width = a->width;
    c->hidden = a->hidden;
    c->head_width = a->head_width;
    c->positions = a->learned ? DECODER_LEARNED : DECODER_ROPE;
    c->norm = a->rms ? NORMLAYER_RMS : NORMLAYER_LAYER;
    c->mlp = mlp_of(a);
    c->bias = a->bias;
    c->qkv_bias = a->qkv_bias;
    c->head_norms = a->head_norms;
    c->tied = a->tied;
    c->causal = a->causal;
    c->types = a->types;
    c->post_norm = c->headless = a->pooled;
    c->epsilon = a->epsilon;
    if (!a->learned)
        c->rope_base = a->rope_base;
    c->rope_scaling = (int)a->scaling; /* both count alike */
    c->rope_factor = a->factor;
    c->rope_low = a->low;
    c->rope_high = a->high;
    c->rope_original = a->original;
    return STATUS_OK;
}

/* What the model is made from. */
struct maker {
    const struct arch *arch;
    const struct weights *weights;
    bool pairs; /* rows of q and k stay as the file has them */
    bool whole; /* nothing stays in the file */
};

/* Where rows stand as our op wants to read them. */
static bool as_stored(const struct maker *k, const struct arch_part *p)
{
    return !p->transposed && (!p->paired || k->pairs);
}

static bool find(void *user, const char *name, int dims, const int64_t *shape,
                 unsigned char *quant, const void **data)
{
    const struct maker *k = user;
    struct arch_part p;
    enum quant_type type;

    (void)shape;
    if (k->whole || dims != 2 ||
        arch_part(k->arch, k->weights, name, &p).code || !as_stored(k, &p) ||
        !weights_type_quant(p.tensor->type, &type) ||
        p.cols % quant_block(type))
        return false;
    *quant = (unsigned char)type;
    *data = p.tensor->data +
            (size_t)(p.from * (p.cols / quant_block(type))) * quant_bytes(type);
    return true;
}

static struct status numbers(const struct maker *k, const struct arch_part *p,
                             float *out)
{
    if (as_stored(k, p) && p->tensor->dims > 1)
        return weights_floats(p->tensor, p->from * p->cols, p->rows * p->cols,
                              out);
    if (as_stored(k, p)) /* `from` counts numbers here */
        return weights_floats(p->tensor, p->from, p->cols, out);
    return arch_floats(p, 0, p->rows, out);
}

/* What the source did not take. */
static struct status fill(const struct maker *k, struct param *to)
{
    struct arch_part p;
    void *at = tensor_at(&to->value, 0);

    STATUS_TRY(arch_part(k->arch, k->weights, to->name, &p));
    if (to->value.type == TENSOR_F32)
        return numbers(k, &p, at);
    float *copy = malloc((size_t)to->count * sizeof *copy);
    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "no memory to read %s", to->name);
    const struct status st = numbers(k, &p, copy);
    for (int64_t i = 0; i < to->count; i++)
        ((double *)at)[i] = (double)copy[i];
    free(copy);
    return st;
}

static struct status build(struct checkpoint *c, const struct maker *k,
                           const struct device *d)
{
    const struct params_source source = {find, (void *)(uintptr_t)k};
    struct decoder_config config;

    STATUS_TRY(published_config(&config, k->arch));
    config.rope_pairs = k->pairs;
    STATUS_TRY(decoder_outside(&c->model, &config, d, &source));
    struct params *ps = decoder_params(c->model);
    for (int i = 0; i < params_count(ps); i++)
        if (params_at(ps, i)->start >= 0)
            STATUS_TRY(fill(k, params_at(ps, i)));
    if (!k->whole)
        params_freeze(ps, "*", true);
    params_touch(ps);
    return STATUS_OK;
}

static struct status load_model(struct checkpoint *c, const struct device *d,
                                bool whole)
{
    struct arch arch;
    struct arch_part q;

    STATUS_TRY(arch_read(&arch, c->weights));
    STATUS_TRY(arch_check(&arch, c->weights));
    STATUS_TRY(arch_part(&arch, c->weights, "blocks.0.attn.q.weight", &q));
    const struct maker k = {&arch, c->weights, q.paired != 0, whole};
    STATUS_TRY(build(c, &k, d));
    c->begin = (int32_t)arch.bos;
    for (int i = 0; i < arch.ends && i < CHECKPOINT_ENDS; i++)
        c->end[c->ends++] = (int32_t)arch.end[i];
    return STATUS_OK;
}

static struct status load(struct checkpoint *c, const char *path,
                          const struct device *d, bool whole)
{
    struct buf file;
    struct stat info;

    buf_init(&file, PATH_BYTES);
    buf_printf(&file, "%s", path);
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode) &&
        !has(path, "config.json"))
        buf_text(&file, "/model.gguf");
    struct status st = buf_status(&file);
    if (!st.code)
        st = weights_open(&c->weights, buf_string(&file));
    if (!st.code)
        st = load_model(c, d, whole);
    if (!st.code) {
        st = strcmp(weights_format(c->weights), "gguf") == 0
                 ? tokenizer_open_weights(&c->tokenizer, c->weights)
                 : tokenizer_open(&c->tokenizer, path);
    }
    if (!st.code &&
        tokenizer_size(c->tokenizer) > decoder_config(c->model)->vocab) {
        st = status_fail(STATUS_BAD_FILE,
                         "%s: the tokenizer knows %d tokens, the model %lld",
                         path, tokenizer_size(c->tokenizer),
                         (long long)decoder_config(c->model)->vocab);
    }
    if (st.code && !strstr(st.text, path))
        st = status_within(st, buf_string(&file));
    buf_release(&file);
    return st;
}

static struct status load_any(struct checkpoint *c, const char *path,
                              const struct device *d, bool whole)
{
    struct buf folder;

    if (!is_part(path))
        return load(c, path, d, whole);
    const struct status st = folder_of(path, &folder)
                                 ? load(c, buf_string(&folder), d, whole)
                                 : buf_status(&folder);
    buf_release(&folder);
    return st;
}

struct status published_load(struct checkpoint *c, const char *path,
                             const struct device *d)
{
    return load_any(c, path, d, false);
}

struct status published_load_whole(struct checkpoint *c, const char *path,
                                   const struct device *d)
{
    return load_any(c, path, d, true);
}
