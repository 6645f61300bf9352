#include <string.h>

#include "engine/model/tokenizer_stages.h"

static struct status add(struct tokenizer *t, bool behind, json_int_t id)
{
    int *count = behind ? &t->afters : &t->befores;
    int32_t *ids = behind ? t->after : t->before;

    if (id < 0 || id >= t->size) {
        return status_fail(STATUS_BAD_FILE, "id %lld is not in the vocabulary",
                           (long long)id);
    }
    if (*count == TOKENIZER_STORE_FRAME) {
        return status_fail(STATUS_UNSUPPORTED,
                           "more than %d tokens around a text",
                           TOKENIZER_STORE_FRAME);
    }
    ids[(*count)++] = (int32_t)id;
    return STATUS_OK;
}

/* The ids of one special token of a template. */
static struct status add_named(struct tokenizer *t, const json_t *o,
                               const char *name, bool behind)
{
    const json_t *all = json_object_get(o, "special_tokens");
    const json_t *ids = json_object_get(json_object_get(all, name), "ids");

    if (!json_array_size(ids)) {
        return status_fail(STATUS_BAD_FILE, "\"%.64s\" has no ids", name);
    }
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const json_t *id = json_array_get(ids, i);

        STATUS_TRY(
            add(t, behind, json_is_integer(id) ? json_integer_value(id) : -1));
    }
    return STATUS_OK;
}

static struct status read_template(struct tokenizer *t, const json_t *o)
{
    const json_t *single = json_object_get(o, "single");
    bool behind = false;

    for (size_t i = 0; i < json_array_size(single); i++) {
        const json_t *part = json_array_get(single, i);
        const char *name = json_string_value(
            json_object_get(json_object_get(part, "SpecialToken"), "id"));

        if (name)
            STATUS_TRY(add_named(t, o, name, behind));
        else if (json_object_get(part, "Sequence"))
            behind = true;
        else
            return status_fail(STATUS_BAD_FILE, "part %zu has no name", i);
    }
    return STATUS_OK;
}

/* ["[CLS]", 101] */
static struct status read_pair(struct tokenizer *t, const json_t *o,
                               const char *key, bool behind)
{
    const json_t *id = json_array_get(json_object_get(o, key), 1);

    return add(t, behind, json_is_integer(id) ? json_integer_value(id) : -1);
}

static struct status read_frame(struct tokenizer *t, const json_t *o,
                                bool inside)
{
    const char *type = json_string_value(json_object_get(o, "type"));
    const json_t *list = json_object_get(o, "processors"), *member;
    size_t i;

    if (!o || json_is_null(o) || (type && !strcmp(type, "ByteLevel")))
        return STATUS_OK;
    if (type && !inside && !strcmp(type, "Sequence")) {
        json_array_foreach(list, i, member)
            STATUS_TRY(read_frame(t, member, true));
        return STATUS_OK;
    }
    if (type && !strcmp(type, "TemplateProcessing"))
        return read_template(t, o);
    if (type && (!strcmp(type, "BertProcessing") ||
                 !strcmp(type, "RobertaProcessing"))) {
        STATUS_TRY(read_pair(t, o, "cls", false));
        return read_pair(t, o, "sep", true);
    }
    return status_fail(STATUS_UNSUPPORTED,
                       "the type \"%.64s\" is not known here",
                       type ? type : "");
}

struct status tokenizer_stages_frame(struct tokenizer *t, const json_t *root)
{
    return status_within(
        read_frame(t, json_object_get(root, "post_processor"), false),
        "post_processor");
}
