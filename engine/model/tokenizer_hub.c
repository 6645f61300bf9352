#include "engine/model/tokenizer_hub.h"

#include <string.h>

#include "engine/model/tokenizer_read.h"
#include "engine/model/tokenizer_stages.h"

#define MOST_WORD 1000 /* characters; published models have 100 */

struct hub {
    const json_t *root, *model;
    const char *type;
    struct tokenizer_stages stages;
    bool fallback; /* byte_fallback */
    struct tokenizer *t;
};

static const char *model_type(const json_t *model)
{
    const char *type = json_string_value(json_object_get(model, "type"));

    if (type) /* early files do not say */
        return type;
    if (json_object_get(model, "max_input_chars_per_word"))
        return "WordPiece";
    return json_object_get(model, "merges") ? "BPE" : "";
}

/* One more than the largest id of vocabulary and added tokens. */
static struct status count_ids(const struct hub *h, int64_t *size)
{
    json_t *vocab = json_object_get(h->model, "vocab"), *value;
    const json_t *added = json_object_get(h->root, "added_tokens");
    const char *key;
    size_t i;

    if (!json_is_object(vocab))
        return status_fail(STATUS_BAD_FILE, "model.vocab is no object");
    if (added && !json_is_array(added))
        return status_fail(STATUS_BAD_FILE, "added_tokens is no list");
    *size = 0;
    json_object_foreach(vocab, key, value)
    {
        const json_int_t id = json_integer_value(value);

        if (!json_is_integer(value) || id < 0 || id >= TOKENIZER_MAX_SIZE) {
            return status_fail(STATUS_BAD_FILE,
                               "model.vocab: \"%.64s\" has no id from 0 to %d",
                               key, TOKENIZER_MAX_SIZE - 1);
        }
        if (id >= *size)
            *size = id + 1;
    }
    json_array_foreach(added, i, value)
    {
        const json_t *id = json_object_get(value, "id");

        if (!json_is_integer(id) || json_integer_value(id) < 0 ||
            json_integer_value(id) >= TOKENIZER_MAX_SIZE) {
            return status_fail(STATUS_BAD_FILE,
                               "added_tokens[%zu].id is not from 0 to %d", i,
                               TOKENIZER_MAX_SIZE - 1);
        }
        if (json_integer_value(id) >= *size)
            *size = json_integer_value(id) + 1;
    }
    return STATUS_OK;
}

static struct status read_pieces(const struct hub *h)
{
    json_t *vocab = json_object_get(h->model, "vocab"), *value;
    const bool words = h->t->kind == TOKENIZER_WORDPIECE;
    const char *key;

    json_object_foreach(vocab, key, value)
    {
        const int64_t id = json_integer_value(value);
        const size_t bytes = strlen(key);

        if (words && bytes > 2 && !memcmp(key, "##", 2)) {
            STATUS_TRY(tokenizer_store_piece(h->t, id, key + 2, bytes - 2,
                                             TOKENIZER_STORE_INSIDE));
        } else {
            STATUS_TRY(tokenizer_spell_piece(h->t, h->stages.spell, h->fallback,
                                             id, key, bytes));
        }
    }
    return STATUS_OK;
}

static struct status read_merge(const struct hub *h, const json_t *merge,
                                int32_t rank)
{
    const json_t *left = json_array_get(merge, 0);
    const json_t *right = json_array_get(merge, 1);

    if (json_is_string(merge)) {
        return tokenizer_spell_line(h->t, h->stages.spell, rank,
                                    json_string_value(merge),
                                    json_string_length(merge));
    }
    if (json_array_size(merge) != 2 || !json_is_string(left) ||
        !json_is_string(right)) {
        return status_fail(STATUS_BAD_FILE, "merge %d is not two pieces", rank);
    }
    return tokenizer_spell_merge(
        h->t, h->stages.spell, rank, json_string_value(left),
        json_string_length(left), json_string_value(right),
        json_string_length(right));
}

static struct status read_merges(const struct hub *h)
{
    const json_t *merges = json_object_get(h->model, "merges"), *merge;
    size_t i;

    if (!json_is_array(merges) || json_array_size(merges) > INT32_MAX)
        return status_fail(STATUS_BAD_FILE, "model.merges is no list");
    json_array_foreach(merges, i, merge) STATUS_TRY(
        status_within(read_merge(h, merge, (int32_t)i), "model.merges"));
    return STATUS_OK;
}

static bool is_true(const json_t *o, const char *key)
{
    return json_is_true(json_object_get(o, key));
}

/* Flags of an added token, and where it is sought. */
static unsigned added_flags(const json_t *o)
{
    return (is_true(o, "lstrip") ? TOKENIZER_ADDED_LEFT : 0u) |
           (is_true(o, "rstrip") ? TOKENIZER_ADDED_RIGHT : 0u) |
           (is_true(o, "single_word") ? TOKENIZER_ADDED_WORD : 0u) |
           (is_true(o, "special") ? TOKENIZER_ADDED_SPECIAL : 0u);
}

/* One that is sought in rewritten text is rewritten itself. */
static struct status add_token(const struct hub *h, const json_t *o, int32_t id,
                               const char *text, size_t bytes)
{
    struct tokenizer_normal_view view = {text, bytes, NULL, NULL};
    struct tokenizer_normal_work work = {0};
    struct status st;

    if (!is_true(o, "normalized")) {
        return tokenizer_added_add(&h->t->added[0], text, bytes, id,
                                   added_flags(o));
    }
    if (tokenizer_normal_run(&h->stages.normal, &work, &view)) {
        st = tokenizer_added_add(&h->t->added[1], view.text, view.bytes, id,
                                 added_flags(o));
    } else {
        st = status_fail(STATUS_NO_MEMORY, "no memory for added tokens");
    }
    tokenizer_normal_release(&work);
    return st;
}

static struct status read_added(const struct hub *h, const json_t *o)
{
    const json_t *content = json_object_get(o, "content");
    const int32_t id = (int32_t)json_integer_value(json_object_get(o, "id"));
    const char *text = json_string_value(content);
    const size_t bytes = json_string_length(content);

    if (!bytes)
        return status_fail(STATUS_BAD_FILE, "token %d has no content", id);
    if (!(h->t->flags[id] & TOKENIZER_STORE_SET)) {
        STATUS_TRY(tokenizer_store_piece(h->t, id, text, bytes,
                                         TOKENIZER_STORE_UNUSED));
    }
    if (is_true(o, "special"))
        h->t->flags[id] |= TOKENIZER_STORE_SPECIAL;
    return add_token(h, o, id, text, bytes);
}

static struct status read_all_added(const struct hub *h)
{
    const json_t *added = json_object_get(h->root, "added_tokens"), *o;
    size_t i;

    json_array_foreach(added, i, o)
        STATUS_TRY(status_within(read_added(h, o), "added_tokens"));
    for (int set = 0; set < 2; set++)
        STATUS_TRY(status_within(tokenizer_added_sort(&h->t->added[set]),
                                 "added_tokens"));
    return STATUS_OK;
}

static struct status read_unknown(const struct hub *h)
{
    const char *name =
        json_string_value(json_object_get(h->model, "unk_token"));

    if (!name)
        return STATUS_OK;
    const json_t *id =
        json_object_get(json_object_get(h->model, "vocab"), name);
    if (!json_is_integer(id)) {
        return status_fail(
            STATUS_BAD_FILE,
            "model.unk_token: \"%.64s\" is not in the vocabulary", name);
    }
    h->t->unknown = (int32_t)json_integer_value(id);
    return STATUS_OK;
}

/* Parts of a BPE model that we do not have, as published ones do not. */
static struct status check_bpe(const json_t *model)
{
    static const char *const keys[] = {"dropout", "continuing_subword_prefix",
                                       "end_of_word_suffix"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(model, keys[i]);

        if (json_is_null(value) || !value ||
            (json_is_string(value) && !json_string_length(value)) ||
            (json_is_number(value) && !(json_number_value(value) > 0)))
            continue;
        return status_fail(STATUS_UNSUPPORTED, "model.%s is not known here",
                           keys[i]);
    }
    return STATUS_OK;
}

static struct status read_wordpiece(const struct hub *h)
{
    const json_t *longest =
        json_object_get(h->model, "max_input_chars_per_word");
    const char *prefix = json_string_value(
        json_object_get(h->model, "continuing_subword_prefix"));

    if (prefix && strcmp(prefix, "##") != 0) {
        return status_fail(STATUS_UNSUPPORTED,
                           "model.continuing_subword_prefix is not \"##\"");
    }
    if (h->t->unknown < 0)
        return status_fail(STATUS_BAD_FILE, "model.unk_token is missing");
    const json_int_t most = longest ? json_integer_value(longest) : 100;
    if ((longest && !json_is_integer(longest)) || most < 1 ||
        most > MOST_WORD) {
        return status_fail(STATUS_UNSUPPORTED,
                           "model.max_input_chars_per_word is not from 1 to %d",
                           MOST_WORD);
    }
    h->t->longest_word = (int)most;
    return STATUS_OK;
}

static struct status read_bpe(const struct hub *h)
{
    STATUS_TRY(check_bpe(h->model));
    h->t->fuse_unknown = is_true(h->model, "fuse_unk");
    h->t->whole_first = is_true(h->model, "ignore_merges");
    STATUS_TRY(read_merges(h));
    tokenizer_spell_finish(h->t, h->stages.spell);
    return STATUS_OK;
}

static struct status read_model(const struct hub *h)
{
    tokenizer_stages_use(h->t, &h->stages);
    STATUS_TRY(status_within(read_pieces(h), "model.vocab"));
    STATUS_TRY(read_unknown(h));
    STATUS_TRY(h->t->kind == TOKENIZER_WORDPIECE ? read_wordpiece(h)
                                                 : read_bpe(h));
    STATUS_TRY(read_all_added(h));
    return tokenizer_stages_frame(h->t, h->root);
}

struct status tokenizer_hub_read(struct tokenizer **out, const json_t *root)
{
    struct hub h = {.root = root, .model = json_object_get(root, "model")};
    int64_t size = 0;

    *out = NULL;
    if (!json_is_object(h.model))
        return status_fail(STATUS_BAD_FILE, "model is no object");
    h.type = model_type(h.model);
    const bool words = !strcmp(h.type, "WordPiece");
    if (!words && strcmp(h.type, "BPE") != 0) {
        return status_fail(STATUS_UNSUPPORTED,
                           "model.type \"%.32s\" is not known here", h.type);
    }
    STATUS_TRY(tokenizer_stages_read(&h.stages, root));
    STATUS_TRY(count_ids(&h, &size));
    h.fallback = is_true(h.model, "byte_fallback");
    STATUS_TRY(status_within(
        tokenizer_store_start(&h.t, words ? TOKENIZER_WORDPIECE : TOKENIZER_BPE,
                              size),
        "model.vocab"));
    const struct status st = read_model(&h);
    if (st.code)
        tokenizer_free(h.t);
    else
        *out = h.t;
    return st;
}
