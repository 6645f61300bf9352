#include "engine/model/adapter_config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/savefile.h"

#define FILE_BYTES ((size_t)4 << 20)
#define PATH_BYTES ((size_t)1 << 16)

/* In the order of enum adapter_kind. BIAS and BOTTLENECK are ours alone. */
static const char *const types[] = {"LORA", "BIAS", "BOTTLENECK",
                                    "PREFIX_TUNING", "PROMPT_TUNING"};

enum { TYPES = sizeof types / sizeof *types };

static struct status path_of(struct buf *path, const char *folder)
{
    buf_init(path, PATH_BYTES);
    buf_printf(path, "%s/" ADAPTER_CONFIG, folder);
    return buf_status(path);
}

bool adapter_is(const char *folder)
{
    struct filemap m;
    struct buf path;
    bool there = false;

    if (!path_of(&path, folder).code &&
        !filemap_open(&m, buf_string(&path), FILE_BYTES).code) {
        there = true;
        filemap_close(&m);
    }
    buf_release(&path);
    return there;
}

static struct status parse(struct adapter_config *c, const char *path)
{
    struct filemap m;
    json_error_t wrong;

    STATUS_TRY(filemap_open(&m, path, FILE_BYTES));
    c->root = json_loadb((const char *)m.data, m.bytes, JSON_REJECT_DUPLICATES,
                         &wrong);
    filemap_close(&m);
    if (c->root && json_is_object(c->root))
        return STATUS_OK;
    return c->root ? status_fail(STATUS_BAD_FILE, "no JSON object")
                   : status_fail(STATUS_BAD_FILE, "line %d: %s", wrong.line,
                                 wrong.text);
}

static struct status number(const json_t *root, const char *key, double low,
                            double high, double *out)
{
    const json_t *v = json_object_get(root, key);

    if (!v || json_is_null(v))
        return status_fail(STATUS_BAD_FILE, "\"%s\" is missing", key);
    if (!json_is_number(v) || !(json_number_value(v) >= low) ||
        !(json_number_value(v) <= high))
        return status_fail(STATUS_BAD_FILE, "\"%s\" is no number from %g to %g",
                           key, low, high);
    *out = json_number_value(v);
    return STATUS_OK;
}

static struct status whole(const json_t *root, const char *key, int64_t high,
                           int64_t *out)
{
    double value;

    if (json_object_get(root, key) &&
        !json_is_integer(json_object_get(root, key)))
        return status_fail(STATUS_BAD_FILE, "\"%s\" is no whole number", key);
    STATUS_TRY(number(root, key, 1, (double)high, &value));
    *out = (int64_t)value;
    return STATUS_OK;
}

/* Is that absent, null, false, or empty? */
static bool off(const json_t *v)
{
    return !v || json_is_null(v) || json_is_false(v) ||
           (json_is_array(v) && !json_array_size(v)) ||
           (json_is_object(v) && !json_object_size(v)) ||
           (json_is_string(v) && strcmp(json_string_value(v), "none") == 0);
}

/* What changes the result and is not done here. */
static struct status refuse(const json_t *root)
{
    static const char *const keys[] = {"use_dora",
                                       "bias",
                                       "modules_to_save",
                                       "lora_bias",
                                       "prefix_projection",
                                       "use_qalora",
                                       "trainable_token_indices",
                                       "layer_replication",
                                       "alora_invocation_tokens",
                                       "target_parameters",
                                       "use_bdlora",
                                       "kasa_config"};
    const json_t *init = json_object_get(root, "init_lora_weights");

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!off(json_object_get(root, keys[i])))
            return status_fail(STATUS_UNSUPPORTED,
                               "\"%s\" is set, which is not done here",
                               keys[i]);
    if (json_is_string(init) &&
        strcmp(json_string_value(init), "gaussian") != 0)
        return status_fail(STATUS_UNSUPPORTED,
                           "\"init_lora_weights\" is \"%.40s\", which changes "
                           "the model's own weights",
                           json_string_value(init));
    return STATUS_OK;
}

static struct status where(const json_t *root, enum adapter_where *out)
{
    const char *name = json_string_value(json_object_get(root, "where"));

    for (int i = 0; name && adapter_where_names[i]; i++) {
        if (strcmp(name, adapter_where_names[i]) == 0) {
            *out = (enum adapter_where)i;
            return STATUS_OK;
        }
    }
    return status_fail(STATUS_BAD_FILE,
                       "\"where\" is missing, or names no layers");
}

static struct status read_kind(struct adapter_config *c)
{
    const char *type = json_string_value(json_object_get(c->root, "peft_type"));
    struct adapter_settings *s = &c->settings;
    int kind = 0;

    if (!type)
        return status_fail(STATUS_BAD_FILE, "\"peft_type\" is missing");
    while (kind < TYPES && strcmp(type, types[kind]) != 0)
        kind++;
    if (kind == TYPES)
        return status_fail(STATUS_UNSUPPORTED,
                           "\"peft_type\" is \"%.40s\"; read are LORA, "
                           "PREFIX_TUNING and PROMPT_TUNING",
                           type);
    s->kind = (enum adapter_kind)kind;
    s->where = ADAPTER_ALL;
    switch (s->kind) {
    case ADAPTER_LORA:
        c->root_scale = json_is_true(json_object_get(c->root, "use_rslora"));
        STATUS_TRY(number(c->root, "lora_alpha", 0, 1e9, &s->alpha));
        return whole(c->root, "r", 4096, &s->rank);
    case ADAPTER_PREFIX:
    case ADAPTER_SOFT:
        return whole(c->root, "num_virtual_tokens", 4096, &s->size);
    case ADAPTER_BOTTLENECK:
        return whole(c->root, "size", 4096, &s->size);
    case ADAPTER_BIAS:
        return where(c->root, &s->where);
    }
    return STATUS_OK;
}

struct status adapter_config_read(struct adapter_config *c, const char *folder)
{
    struct buf path;

    *c = (struct adapter_config){.root = NULL};
    struct status st = path_of(&path, folder);
    if (!st.code)
        st = parse(c, buf_string(&path));
    if (!st.code)
        st = refuse(c->root);
    if (!st.code)
        st = read_kind(c);
    if (st.code && !strstr(st.text, buf_string(&path)))
        st = status_within(st, buf_string(&path));
    if (st.code)
        adapter_config_release(c);
    buf_release(&path);
    return st;
}

void adapter_config_release(struct adapter_config *c)
{
    json_decref(c->root);
    c->root = NULL;
}

struct status adapter_base(const char *folder, struct buf *out)
{
    struct adapter_config c;

    STATUS_TRY(adapter_config_read(&c, folder));
    const char *base =
        json_string_value(json_object_get(c.root, "base_model_name_or_path"));
    struct status st = STATUS_OK;
    if (base && *base)
        buf_text(out, base);
    else
        st = status_fail(STATUS_BAD_FILE,
                         "%s/" ADAPTER_CONFIG ": \"base_model_name_or_path\" "
                         "is missing",
                         folder);
    adapter_config_release(&c);
    return st.code ? st : buf_status(out);
}

/* Keys of a pattern are regular expressions over there; the plain ones are the
 * end of a module's name. */
static bool meant(const char *key, const char *module)
{
    const size_t n = strlen(key), m = strlen(module);

    return n <= m && strcmp(module + m - n, key) == 0 &&
           (n == m || module[m - n - 1] == '.');
}

struct status adapter_config_alpha(const struct adapter_config *c,
                                   const char *module, double *alpha)
{
    json_t *patterns = json_object_get(c->root, "alpha_pattern");
    const char *key;
    json_t *value;

    *alpha = c->settings.alpha;
    json_object_foreach(patterns, key, value)
    {
        if (strpbrk(key, "*+?[](){}|\\^$"))
            return status_fail(STATUS_UNSUPPORTED,
                               "\"alpha_pattern\" has the expression \"%.60s\"",
                               key);
        if (!json_is_number(value))
            return status_fail(STATUS_BAD_FILE,
                               "\"alpha_pattern.%.60s\" is no number", key);
        if (meant(key, module))
            *alpha = json_number_value(value);
    }
    return STATUS_OK;
}

json_t *adapter_config_new(const struct adapter *a, const char *base)
{
    const struct adapter_settings *s = adapter_settings(a);
    json_t *root = json_pack(
        "{ss ss ss sb}", "peft_type", types[s->kind], "task_type", "CAUSAL_LM",
        "base_model_name_or_path", base, "inference_mode", 1);

    if (s->kind == ADAPTER_LORA) {
        json_object_update_new(
            root, json_pack("{sI sf sf ss sb sb}", "r", (json_int_t)s->rank,
                            "lora_alpha", s->alpha, "lora_dropout", s->dropout,
                            "bias", "none", "use_rslora", 0, "use_dora", 0));
    } else if (s->kind == ADAPTER_PREFIX || s->kind == ADAPTER_SOFT) {
        json_object_set_new(root, "num_virtual_tokens", json_integer(s->size));
    } else if (s->kind == ADAPTER_BIAS) {
        json_object_set_new(root, "where",
                            json_string(adapter_where_names[s->where]));
    } else if (s->kind == ADAPTER_BOTTLENECK) {
        json_object_set_new(root, "size", json_integer(s->size));
    }
    return root;
}

struct status adapter_config_write(json_t *root, const char *folder)
{
    char *text =
        root ? json_dumps(root, JSON_INDENT(2) | JSON_SORT_KEYS) : NULL;
    struct buf path;

    if (!text)
        return status_fail(STATUS_NO_MEMORY, "no memory for " ADAPTER_CONFIG);
    struct status st = path_of(&path, folder);
    if (!st.code)
        st = savefile_replace(buf_string(&path), text, strlen(text));
    buf_release(&path);
    free(text);
    return st;
}
