/* weights_json.c - config.json and the like, flattened to keys and values. */
#include <stdio.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/model/weights/weights_parts.h"

#define KEY_BYTES 512
#define DEPTH     8

static bool scalar(const json_t *from, struct weights_value *v)
{
    switch (json_typeof(from)) {
    case JSON_STRING:
        v->kind = WEIGHTS_TEXT;
        v->text = json_string_value(from);
        v->bytes = json_string_length(from);
        return true;
    case JSON_INTEGER:
        v->kind = WEIGHTS_WHOLE;
        v->whole = json_integer_value(from);
        v->real = (double)v->whole;
        return true;
    case JSON_REAL:
        v->kind = WEIGHTS_REAL;
        v->real = json_real_value(from);
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        v->kind = WEIGHTS_FLAG;
        v->whole = json_is_true(from);
        v->real = (double)v->whole;
        return true;
    default:
        return false;
    }
}

/* A list whose items are all of one kind. */
static bool list(const json_t *from, struct weights_value *v)
{
    struct weights_value item = {0};

    v->kind = WEIGHTS_LIST;
    v->count = json_array_size(from);
    v->form = WEIGHTS_FORM_JSON;
    v->source = from;
    for (size_t i = 0; i < v->count; i++) {
        if (!scalar(json_array_get(from, i), &item) ||
            (i && item.kind != v->of))
            return false;
        v->of = item.kind;
    }
    return true;
}

bool weights_json_next(struct weights_items *it, struct weights_value *item)
{
    return scalar(json_array_get(it->list->source, it->index), item);
}

static struct status add(struct weights *w, const char *key, const json_t *from)
{
    struct weights_value found = {0}, *v;

    if (!(json_is_array(from) ? list(from, &found) : scalar(from, &found)))
        return STATUS_OK; /* null, or a list of lists: nobody asks for it */
    STATUS_TRY(weights_add_value(w, 0, key, strlen(key), &v));
    found.key = v->key;
    *v = found;
    return STATUS_OK;
}

static struct status add_all(struct weights *w, const char *prefix,
                             json_t *from, int depth)
{
    char name[KEY_BYTES], shown[WEIGHTS_SHOWN];
    const char *key;
    json_t *value;

    if (depth > DEPTH) {
        return status_fail(STATUS_BAD_FILE,
                           "\"%.64s\" stands %d objects deep, the limit is "
                           "%d",
                           prefix, depth, DEPTH);
    }
    json_object_foreach(from, key, value)
    {
        const int n = snprintf(name, sizeof name, "%s.%s", prefix, key);

        if (n < 0 || n >= KEY_BYTES) {
            cursor_show(shown, sizeof shown, key, strlen(key));
            return status_fail(STATUS_BAD_FILE, "the key \"%s...\" is too long",
                               shown);
        }
        STATUS_TRY(json_is_object(value) ? add_all(w, name, value, depth + 1)
                                         : add(w, name, value));
    }
    return STATUS_OK;
}

struct status weights_json(struct weights *w, const char *prefix, json_t *root)
{
    return add_all(w, prefix, root, 1);
}
