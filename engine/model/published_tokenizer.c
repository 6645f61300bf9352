/* published_tokenizer.c - the tokenizer that came with a model: the arrays of
 * a GGUF file, or the files of a folder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/model/published.h"
#include "engine/model/tokenizer_read.h"

#define PATH_BYTES ((size_t)1 << 16)

static const char prefix[] = "tokenizer.ggml.";

static const struct weights_value *value(const struct weights *w,
                                         const char *key)
{
    char name[96];

    snprintf(name, sizeof name, "%s%s", prefix, key);
    return weights_value(w, name);
}

static const char *text_of(const struct weights *w, const char *key)
{
    const struct weights_value *v = value(w, key);

    return v && v->kind == WEIGHTS_TEXT ? v->text : NULL;
}

static int64_t whole_of(const struct weights *w, const char *key)
{
    const struct weights_value *v = value(w, key);

    return v && v->kind == WEIGHTS_WHOLE ? v->whole : -1;
}

static bool flag_of(const struct weights *w, const char *key, bool otherwise)
{
    const struct weights_value *v = value(w, key);

    return v && v->kind == WEIGHTS_FLAG ? v->whole != 0 : otherwise;
}

/* A list of the wanted kind with room for its items; NULL in *room where the
 * file has none. */
static struct status list_of(const struct weights *w, const char *key,
                             enum weights_kind kind, size_t each,
                             const struct weights_value **list, void **room)
{
    *room = NULL;
    *list = value(w, key);
    if (!*list)
        return STATUS_OK;
    if ((*list)->kind != WEIGHTS_LIST || (*list)->of != kind)
        return status_fail(STATUS_BAD_FILE, "%s%s is of another kind", prefix,
                           key);
    *room = calloc((*list)->count + 1, each);
    return *room ? STATUS_OK
                 : status_fail(STATUS_NO_MEMORY, "no memory for %s%s", prefix,
                               key);
}

/* Everything that is read, to be given back together. */
struct arrays {
    struct tokenizer_read_string *piece, *merge;
    float *score;
    int32_t *type;
};

static struct status strings_of(const struct weights *w, const char *key,
                                struct tokenizer_read_string **out,
                                size_t *count)
{
    const struct weights_value *list;
    struct weights_value item;
    void *room;
    size_t n = 0;

    STATUS_TRY(list_of(w, key, WEIGHTS_TEXT, sizeof **out, &list, &room));
    *out = room;
    *count = 0;
    if (!list)
        return STATUS_OK;
    for (struct weights_items it = weights_items(list);
         weights_next(&it, &item);)
        (*out)[n++] = (struct tokenizer_read_string){item.text, item.bytes};
    *count = n;
    return STATUS_OK;
}

/* Scores and types, one for each piece. */
static struct status numbers_of(const struct weights *w, struct arrays *a,
                                size_t count)
{
    const struct weights_value *list;
    struct weights_value item;
    void *room;
    size_t n = 0;

    STATUS_TRY(
        list_of(w, "scores", WEIGHTS_REAL, sizeof *a->score, &list, &room));
    a->score = room;
    if (list && list->count != count)
        return status_fail(STATUS_BAD_FILE, "%sscores has %zu items, not %zu",
                           prefix, list->count, count);
    if (list)
        for (struct weights_items it = weights_items(list);
             weights_next(&it, &item);)
            a->score[n++] = (float)item.real;
    n = 0;
    STATUS_TRY(
        list_of(w, "token_type", WEIGHTS_WHOLE, sizeof *a->type, &list, &room));
    a->type = room;
    if (list && list->count != count)
        return status_fail(STATUS_BAD_FILE,
                           "%stoken_type has %zu items, not %zu", prefix,
                           list->count, count);
    if (list)
        for (struct weights_items it = weights_items(list);
             weights_next(&it, &item);)
            a->type[n++] = (int32_t)item.whole;
    return STATUS_OK;
}

static struct status read_arrays(struct tokenizer **out,
                                 const struct weights *w, struct arrays *a)
{
    struct tokenizer_read_arrays r = {.model = text_of(w, "model"),
                                      .pre = text_of(w, "pre")};

    if (!r.model)
        return status_fail(STATUS_UNSUPPORTED, "the file has no tokenizer");
    STATUS_TRY(strings_of(w, "tokens", &a->piece, &r.count));
    STATUS_TRY(strings_of(w, "merges", &a->merge, &r.merges));
    STATUS_TRY(numbers_of(w, a, r.count));
    r.piece = a->piece;
    r.merge = a->merge;
    r.score = a->score;
    r.type = a->type;
    r.begin = whole_of(w, "bos_token_id");
    r.end = whole_of(w, "eos_token_id");
    r.unknown = whole_of(w, "unknown_token_id");
    r.cls = whole_of(w, "cls_token_id");
    r.sep = whole_of(w, "seperator_token_id"); /* spelled so in files */
    r.add_begin = flag_of(w, "add_bos_token", strcmp(r.model, "llama") == 0);
    r.add_end = flag_of(w, "add_eos_token", false);
    r.add_space = flag_of(w, "add_space_prefix", strcmp(r.model, "llama") == 0);
    return tokenizer_read_arrays(out, &r);
}

struct status published_tokenizer(struct tokenizer **out,
                                  const struct weights *w, const char *path)
{
    if (strcmp(weights_format(w), "gguf") == 0) {
        struct arrays a = {0};
        const struct status st = read_arrays(out, w, &a);

        free(a.piece);
        free(a.merge);
        free(a.score);
        free(a.type);
        return st.code ? status_within(st, path) : st;
    }
    struct buf file;

    buf_init(&file, PATH_BYTES);
    buf_printf(&file, "%s/tokenizer.json", path);
    struct status st = buf_status(&file);
    if (!st.code)
        st = tokenizer_file_load(out, buf_string(&file));
    if (st.code == STATUS_NOT_FOUND) {
        buf_clear(&file);
        buf_printf(&file, "%s/vocab.json", path);
        st = tokenizer_file_load(out, buf_string(&file));
    }
    buf_release(&file);
    return st;
}
