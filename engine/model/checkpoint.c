#include "engine/model/checkpoint.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "engine/model/adapter.h"
#include "engine/model/published.h"
#include "engine/model/safetensors.h"

#define WEIGHTS   "model.safetensors"
#define TOKENIZER "tokenizer.json"
#define KEY       "lathe." /* before every configuration key of the metadata */

enum { NOTES = 32, PATH_BYTES = 4096 };

static struct status join(char out[PATH_BYTES], const char *folder,
                          const char *name)
{
    const int n = snprintf(out, PATH_BYTES, "%s/%s", folder, name);

    if (n < 0 || n >= PATH_BYTES)
        return status_fail(STATUS_TOO_BIG, "path too long: %s", folder);
    return STATUS_OK;
}

struct notes {
    struct safetensors_note note[NOTES];
    char key[NOTES][40], value[NOTES][32];
    int count;
};

static void notes_of(struct notes *n, const struct decoder_config *c)
{
    const char *key;

    n->count = 0;
    while (n->count < NOTES &&
           decoder_describe(c, n->count, &key, n->value[n->count])) {
        snprintf(n->key[n->count], sizeof n->key[0], KEY "%s", key);
        n->note[n->count] =
            (struct safetensors_note){n->key[n->count], n->value[n->count]};
        n->count++;
    }
}

static struct status save_weights(const char *path, struct decoder *m,
                                  enum checkpoint_precision precision)
{
    struct params *ps = decoder_params(m);
    const int count = params_count(ps);
    struct safetensors_source *source = calloc((size_t)count, sizeof *source);
    struct notes *notes = calloc(1, sizeof *notes);
    struct status st = STATUS_OK;
    char hash[HASH_TEXT];

    if (!source || !notes)
        st = status_fail(STATUS_NO_MEMORY, "no memory to write %s", path);
    for (int i = 0; i < count && !st.code; i++) {
        const struct param *p = params_at(ps, i);

        source[i] = (struct safetensors_source){
            .name = p->name,
            .from =
                p->value.type == TENSOR_F64 ? SAFETENSORS_F64 : SAFETENSORS_F32,
            .type = precision == CHECKPOINT_BF16 ? SAFETENSORS_BF16
                                                 : SAFETENSORS_F32,
            .dims = p->dims,
            .data = tensor_at(&p->value, 0)};
        memcpy(source[i].shape, p->shape, (size_t)p->dims * sizeof(int64_t));
    }
    if (!st.code) {
        notes_of(notes, decoder_config(m));
        st = safetensors_save(path, source, count, notes->note, notes->count,
                              hash);
    }
    free(source);
    free(notes);
    return st;
}

static void describe(struct card *card, struct decoder *m)
{
    const char *key;
    char value[32];

    for (int i = 0; decoder_describe(decoder_config(m), i, &key, value); i++)
        card_set_text(card, CARD_MODEL, key, value);
    card_set_int(card, CARD_MODEL, "parameters", decoder_size(m));
}

struct status checkpoint_save(const char *folder, struct decoder *m,
                              const struct tokenizer *t, struct card *card,
                              enum checkpoint_precision precision)
{
    char path[PATH_BYTES];

    STATUS_TRY(savefile_folder(folder));
    STATUS_TRY(join(path, folder, WEIGHTS));
    STATUS_TRY(save_weights(path, m, precision));
    STATUS_TRY(join(path, folder, TOKENIZER));
    STATUS_TRY(tokenizer_file_save(t, path));
    describe(card, m);
    STATUS_TRY(card_add_file(card, folder, WEIGHTS));
    STATUS_TRY(card_add_file(card, folder, TOKENIZER));
    return card_write(card, folder);
}

static struct status read_config(struct decoder_config *c,
                                 const struct safetensors *s)
{
    const char *key;
    char value[32], name[48];

    *c = decoder_gpt2();
    for (int i = 0; decoder_describe(c, i, &key, value); i++) {
        snprintf(name, sizeof name, KEY "%s", key);
        const char *text = safetensors_note(s, name);

        if (!text && i >= DECODER_FIRST_KEYS)
            continue;
        if (!text) {
            return status_fail(STATUS_BAD_FILE,
                               "its metadata has no \"%s\": not a model "
                               "trained here; one of others is read from the "
                               "folder that holds its config.json, too",
                               name);
        }
        const struct status st = decoder_set(c, key, text);
        if (st.code)
            return status_fail(STATUS_BAD_FILE, "metadata: %s", st.text);
    }
    const struct status st = decoder_check(c);
    return st.code ? status_fail(STATUS_BAD_FILE, "metadata: %s", st.text)
                   : STATUS_OK;
}

static struct status fill(struct param *p, const struct safetensors *s)
{
    const struct safetensors_tensor *t = safetensors_find(s, p->name);
    bool same = t && t->dims == p->dims;

    if (!t)
        return status_fail(STATUS_BAD_FILE, "tensor \"%s\" is missing",
                           p->name);
    for (int i = 0; same && i < p->dims; i++)
        same = t->shape[i] == p->shape[i];
    if (!same) {
        return status_fail(STATUS_BAD_FILE,
                           "tensor \"%s\" at byte %zu has another shape than "
                           "the configuration says",
                           p->name, t->offset);
    }
    if (p->value.type == TENSOR_F64)
        return safetensors_doubles(t, tensor_at(&p->value, 0));
    return safetensors_floats(t, tensor_at(&p->value, 0));
}

/* Numbers in the configuration are only believed as far as the file holds
 * them: a huge one must not ask for huge memory first. */
static struct status plausible(const struct decoder_config *c,
                               const struct safetensors *s)
{
    const struct safetensors_tensor *t = safetensors_find(s, "tokens.weight");

    if (!t || t->dims != 2 || t->shape[0] != c->vocab ||
        t->shape[1] != c->width) {
        return status_fail(STATUS_BAD_FILE,
                           "tensor \"tokens.weight\" does not fit \"" KEY
                           "vocab\" of %lld and \"" KEY "width\" of %lld",
                           (long long)c->vocab, (long long)c->width);
    }
    if (c->layers > s->count)
        return status_fail(STATUS_BAD_FILE,
                           "\"" KEY "layers\" is %lld, but there are %d "
                           "tensors",
                           (long long)c->layers, s->count);
    for (int64_t i = 0; i < c->layers; i++) {
        char name[64];

        snprintf(name, sizeof name, "blocks.%lld.mlp.up.weight", (long long)i);
        t = safetensors_find(s, name);
        if (!t || t->dims != 2 || t->shape[0] != c->hidden) {
            return status_fail(STATUS_BAD_FILE,
                               "tensor \"%s\" does not fit \"" KEY
                               "hidden\" of %lld",
                               name, (long long)c->hidden);
        }
    }
    if (c->positions == DECODER_LEARNED) {
        t = safetensors_find(s, "positions.weight");
        if (!t || t->dims != 2 || t->shape[0] != c->context) {
            return status_fail(STATUS_BAD_FILE,
                               "tensor \"positions.weight\" does not fit \"" KEY
                               "context\" of %lld",
                               (long long)c->context);
        }
    }
    return STATUS_OK;
}

static struct status load_weights(struct checkpoint *c, const char *path,
                                  const struct device *d)
{
    struct decoder_config config;
    struct safetensors s;

    STATUS_TRY(safetensors_open(&s, path));
    struct status st = read_config(&config, &s);
    if (!st.code)
        st = plausible(&config, &s);
    if (!st.code)
        st = decoder_blank(&c->model, &config, d);
    for (int i = 0; !st.code && i < params_count(decoder_params(c->model)); i++)
        st = fill(params_at(decoder_params(c->model), i), &s);
    safetensors_close(&s);
    if (!st.code)
        params_touch(decoder_params(c->model));
    return st.code ? status_within(st, path) : st;
}

static struct status load_parts(struct checkpoint *c, const char *folder,
                                const char *weights, const struct device *d)
{
    char path[PATH_BYTES];

    STATUS_TRY(load_weights(c, weights, d));
    STATUS_TRY(join(path, folder, TOKENIZER));
    STATUS_TRY(tokenizer_file_load(&c->tokenizer, path));
    const int64_t vocab = decoder_config(c->model)->vocab;
    if (tokenizer_size(c->tokenizer) != vocab) {
        return status_fail(STATUS_BAD_FILE,
                           "%s knows %d tokens, but the model %lld", path,
                           tokenizer_size(c->tokenizer), (long long)vocab);
    }
    return STATUS_OK;
}

static struct status load_folder(struct checkpoint *c, const char *folder,
                                 const struct device *d)
{
    char path[PATH_BYTES];

    STATUS_TRY(card_read(&c->card, folder));
    STATUS_TRY(card_verify(c->card, folder));
    STATUS_TRY(join(path, folder, WEIGHTS));
    return load_parts(c, folder, path, d);
}

static struct status load_file(struct checkpoint *c, const char *path,
                               const struct device *d)
{
    char *copy = strdup(path);

    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "no memory to open %s", path);
    const struct status st = load_parts(c, dirname(copy), path, d);
    free(copy);
    return st;
}

static struct status load_path(struct checkpoint *c, const char *path,
                               const struct device *d, bool whole)
{
    struct stat info;

    if (stat(path, &info))
        return status_fail(STATUS_NOT_FOUND, "cannot read %s", path);
    if (published_is(path))
        return whole ? published_load_whole(c, path, d)
                     : published_load(c, path, d);
    return S_ISDIR(info.st_mode) ? load_folder(c, path, d)
                                 : load_file(c, path, d);
}

/* The model that it names, and then the adapter beside it. */
static struct status load_adapter(struct checkpoint *c, const char *folder,
                                  const struct device *d)
{
    struct buf name, path;

    buf_init(&name, PATH_BYTES);
    buf_init(&path, PATH_BYTES);
    struct status st = adapter_base(folder, &name);
    if (!st.code)
        st = paths_model(&path, buf_string(&name));
    if (!st.code)
        st = load_path(c, buf_string(&path), d, false);
    if (!st.code)
        st = adapter_open(&c->adapter, c->model, folder);
    if (!st.code)
        adapter_use(c->adapter);
    buf_release(&name);
    buf_release(&path);
    return st;
}

static struct status load_named(struct checkpoint *c, const char *path,
                                const struct device *d, bool whole)
{
    if (!adapter_is(path))
        return load_path(c, path, d, whole);
    if (!whole)
        return load_adapter(c, path, d);
    return status_fail(STATUS_BAD_USAGE,
                       "%s is an adapter, not a model whose weights can move",
                       path);
}

static struct status load_any(struct checkpoint *c, const char *name,
                              const struct device *d, bool whole)
{
    struct buf path;

    *c = (struct checkpoint){.begin = -1};
    buf_init(&path, PATH_BYTES);
    struct status st = paths_model(&path, name);
    if (!st.code)
        st = load_named(c, buf_string(&path), d, whole);
    buf_release(&path);
    if (st.code)
        checkpoint_release(c);
    return st;
}

struct status checkpoint_load(struct checkpoint *c, const char *name,
                              const struct device *d)
{
    return load_any(c, name, d, false);
}

struct status checkpoint_load_whole(struct checkpoint *c, const char *name,
                                    const struct device *d)
{
    return load_any(c, name, d, true);
}

bool checkpoint_ends(const struct checkpoint *c, int32_t id)
{
    for (int i = 0; i < c->ends; i++)
        if (c->end[i] == id)
            return true;
    return false;
}

void checkpoint_release(struct checkpoint *c)
{
    adapter_free(c->adapter);
    decoder_free(c->model);
    tokenizer_free(c->tokenizer);
    card_free(c->card);
    weights_free(c->weights);
    *c = (struct checkpoint){0};
}
