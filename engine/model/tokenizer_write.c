#include "engine/model/tokenizer_write.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "engine/model/tokenizer_store.h"
#include "engine/model/tokenizer_write_stages.h"

/* `text` as the file spells it, a new JSON string. */
static json_t *spelt(enum tokenizer_spell how, const char *text, size_t bytes)
{
    struct buf out;

    buf_init(&out, (size_t)1 << 20);
    tokenizer_spell_write(how, text, bytes, &out);
    json_t *string = buf_status(&out).code
                         ? NULL
                         : json_stringn(buf_string(&out), out.bytes);
    buf_release(&out);
    return string;
}

/* Piece `id`, a new JSON string; NULL where memory ends or it is no text. */
static json_t *piece(const struct tokenizer *t, int32_t id)
{
    const unsigned flags = t->flags[id];
    const char *text = tokenizer_store_text(t, id);

    if (flags & TOKENIZER_STORE_BYTE)
        return json_sprintf("<0x%02X>", (unsigned char)*text);
    if (flags & TOKENIZER_STORE_INSIDE)
        return json_sprintf("##%.*s", (int)t->length[id], text);
    return spelt(flags & TOKENIZER_STORE_UNUSED ? TOKENIZER_SPELL_PLAIN
                                                : t->spell,
                 text, t->length[id]);
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory to write the tokenizer");
}

static struct status add_vocab(const struct tokenizer *t, json_t *vocab)
{
    for (int32_t id = 0; id < t->size; id++) {
        if (!(t->flags[id] & TOKENIZER_STORE_SET))
            continue;
        json_t *key = piece(t, id);
        const bool clash =
            key && json_object_get(vocab, json_string_value(key));
        const int bad =
            !key || json_object_set_new(vocab, json_string_value(key),
                                        json_integer(id));
        json_decref(key);
        if (clash) {
            return status_fail(STATUS_UNSUPPORTED,
                               "token %d is spelt like another one", id);
        }
        if (bad)
            return no_memory();
    }
    return STATUS_OK;
}

static int by_rank(const void *a, const void *b)
{
    const struct tokenizer_store_merge *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->left > y->left) - (x->left < y->left);
}

static struct status add_merges(const struct tokenizer *t, json_t *merges)
{
    const size_t n = t->merge_count;
    struct tokenizer_store_merge *order = malloc((n + 1) * sizeof *order);
    bool good = order != NULL;

    for (size_t i = 0; good && i < n; i++)
        order[i] = t->merges[i];
    if (good)
        qsort(order, n, sizeof *order, by_rank);
    for (size_t i = 0; good && i < n; i++) {
        json_t *pair = json_array();

        good = pair && !json_array_append_new(pair, piece(t, order[i].left)) &&
               !json_array_append_new(pair, piece(t, order[i].right)) &&
               !json_array_append(merges, pair);
        json_decref(pair);
    }
    free(order);
    return good ? STATUS_OK : no_memory();
}

static json_t *added_token(const struct tokenizer *t,
                           const struct tokenizer_added_token *a, bool after)
{
    const unsigned flags = a->flags;
    json_t *content =
        spelt(after ? t->spell == TOKENIZER_SPELL_MARKS ? TOKENIZER_SPELL_MARKS
                                                        : TOKENIZER_SPELL_PLAIN
                    : TOKENIZER_SPELL_PLAIN,
              a->text, a->bytes);

    return json_pack("{si so sb sb sb sb sb}", "id", a->id, "content", content,
                     "single_word", (flags & TOKENIZER_ADDED_WORD) != 0,
                     "lstrip", (flags & TOKENIZER_ADDED_LEFT) != 0, "rstrip",
                     (flags & TOKENIZER_ADDED_RIGHT) != 0, "normalized",
                     (int)after, "special",
                     (flags & TOKENIZER_ADDED_SPECIAL) != 0);
}

static struct status add_added(const struct tokenizer *t, json_t *list)
{
    for (int set = 0; set < 2; set++) {
        for (size_t i = 0; i < t->added[set].count; i++) {
            if (json_array_append_new(
                    list, added_token(t, &t->added[set].token[i], set)))
                return no_memory();
        }
    }
    return STATUS_OK;
}

/* The model without its vocabulary and merges. */
static json_t *model(const struct tokenizer *t)
{
    json_t *unknown = t->unknown < 0 ? json_null() : piece(t, t->unknown);
    bool bytes = false;

    for (int32_t id = 0; id < t->size; id++)
        bytes = bytes || t->flags[id] & TOKENIZER_STORE_BYTE;
    if (t->kind == TOKENIZER_WORDPIECE) {
        return json_pack("{ss so ss si s{}}", "type", "WordPiece", "unk_token",
                         unknown, "continuing_subword_prefix", "##",
                         "max_input_chars_per_word", t->longest_word, "vocab");
    }
    return json_pack(
        "{ss sn so sn sn sb sb sb s{} s[]}", "type", "BPE", "dropout",
        "unk_token", unknown, "continuing_subword_prefix", "end_of_word_suffix",
        "fuse_unk", (int)t->fuse_unknown, "byte_fallback", (int)bytes,
        "ignore_merges", (int)t->whole_first, "vocab", "merges");
}

static struct status fill(const struct tokenizer *t, json_t *root)
{
    json_t *m = model(t), *added = json_array();

    /* Each takes over what it is given, also where it fails. */
    int bad = json_object_set_new(root, "version", json_string("1.0"));
    bad |= json_object_set_new(root, "added_tokens", added);
    bad |= json_object_set_new(root, "model", m);
    if (bad)
        return no_memory();
    STATUS_TRY(add_added(t, added));
    STATUS_TRY(tokenizer_write_stages(t, root));
    STATUS_TRY(add_vocab(t, json_object_get(m, "vocab")));
    if (t->kind == TOKENIZER_WORDPIECE)
        return STATUS_OK;
    return add_merges(t, json_object_get(m, "merges"));
}

struct status tokenizer_write(const struct tokenizer *t, const char *path)
{
    struct tokenizer as = *t;

    if (t->own && t->kind == TOKENIZER_CHAR) {
        return status_fail(STATUS_UNSUPPORTED,
                           "the form of Hugging Face has no tokenizer of the "
                           "kind \"%s\"",
                           tokenizer_kind_name(t->kind));
    }
    if (t->own) /* the file has no other way to spell any byte */
        as.spell = TOKENIZER_SPELL_BYTES;
    json_t *root = json_object();
    struct status st = root ? fill(&as, root) : no_memory();
    char *text = st.code ? NULL : json_dumps(root, JSON_COMPACT);

    if (text)
        st = savefile_replace(path, text, strlen(text));
    else if (!st.code)
        st = no_memory();
    free(text);
    json_decref(root);
    return st;
}
