/* weights_value.c - what a file says about itself, asked for by key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/weights/weights_parts.h"

static const char *const kind_name[] = {"text", "a whole number", "a number",
                                        "a yes or no", "a list"};

static int compare(const void *key, const void *at)
{
    const struct weights_value *const *v = at;

    return strcmp(key, (*v)->key);
}

const struct weights_value *weights_value(const struct weights *w,
                                          const char *key)
{
    const struct weights_value **found =
        w->value_count ? bsearch(key, w->by_key, (size_t)w->value_count,
                                 sizeof(void *), compare)
                       : NULL;

    return found ? *found : NULL;
}

const char *weights_where(const struct weights *w, const char *key,
                          char out[WEIGHTS_WHERE])
{
    const struct weights_value *v = weights_value(w, key);

    if (v && v->at)
        snprintf(out, WEIGHTS_WHERE, "\"%.100s\" at byte %zu", key, v->at);
    else
        snprintf(out, WEIGHTS_WHERE, "\"%.100s\"", key);
    return out;
}

static struct status get(const struct weights *w, const char *key,
                         enum weights_kind kind,
                         const struct weights_value **out)
{
    const struct weights_value *v = weights_value(w, key);

    if (!v)
        return status_fail(STATUS_NOT_FOUND, "it has no \"%s\"", key);
    /* A whole number is a number. */
    if (v->kind != kind && (kind != WEIGHTS_REAL || v->kind != WEIGHTS_WHOLE))
        return weights_bad_value(v, "is %s, not %s", kind_name[v->kind],
                                 kind_name[kind]);
    *out = v;
    return STATUS_OK;
}

struct status weights_text(const struct weights *w, const char *key,
                           const char **out)
{
    const struct weights_value *v = NULL;

    STATUS_TRY(get(w, key, WEIGHTS_TEXT, &v));
    *out = v->text;
    return STATUS_OK;
}

struct status weights_whole(const struct weights *w, const char *key,
                            int64_t low, int64_t high, int64_t *out)
{
    const struct weights_value *v = NULL;

    STATUS_TRY(get(w, key, WEIGHTS_WHOLE, &v));
    if (v->whole < low || v->whole > high) {
        return weights_bad_value(v, "is %lld, not %lld to %lld",
                                 (long long)v->whole, (long long)low,
                                 (long long)high);
    }
    *out = v->whole;
    return STATUS_OK;
}

struct status weights_real(const struct weights *w, const char *key, double low,
                           double high, double *out)
{
    const struct weights_value *v = NULL;

    STATUS_TRY(get(w, key, WEIGHTS_REAL, &v));
    if (!(v->real >= low && v->real <= high))
        return weights_bad_value(v, "is %g, not %g to %g", v->real, low, high);
    *out = v->real;
    return STATUS_OK;
}

struct weights_items weights_items(const struct weights_value *list)
{
    return (struct weights_items){.list = list};
}

bool weights_next(struct weights_items *it, struct weights_value *item)
{
    if (it->list->kind != WEIGHTS_LIST || it->index >= it->list->count)
        return false;
    *item = (struct weights_value){.key = "", .kind = it->list->of};
    const bool more = it->list->form == WEIGHTS_FORM_GGUF
                          ? weights_gguf_next(it, item)
                          : weights_json_next(it, item);
    it->index++;
    return more;
}
