/* GPT-2's own two files: vocab.json {"piece": id} and merges.txt. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "engine/model/tokenizer_read.h"
#include "engine/model/tokenizer_stages.h"

#define END_OF_TEXT "<|endoftext|>"

static struct status count_ids(json_t *vocab, int64_t *size)
{
    json_t *value;
    const char *key;

    *size = 0;
    if (!json_is_object(vocab))
        return status_fail(STATUS_BAD_FILE, "byte 0 begins no object");
    json_object_foreach(vocab, key, value)
    {
        const json_int_t id = json_integer_value(value);

        if (!json_is_integer(value) || id < 0 || id >= TOKENIZER_MAX_SIZE) {
            return status_fail(STATUS_BAD_FILE,
                               "\"%.64s\" has no id from 0 to %d", key,
                               TOKENIZER_MAX_SIZE - 1);
        }
        if (id >= *size)
            *size = id + 1;
    }
    return STATUS_OK;
}

static struct status read_pieces(struct tokenizer *t, json_t *vocab)
{
    json_t *value;
    const char *key;

    json_object_foreach(vocab, key, value)
    {
        const int32_t id = (int32_t)json_integer_value(value);
        const bool special = !strcmp(key, END_OF_TEXT);

        STATUS_TRY(tokenizer_spell_piece(t, TOKENIZER_SPELL_BYTES, false, id,
                                         key, strlen(key)));
        if (!special)
            continue;
        t->flags[id] |= TOKENIZER_STORE_SPECIAL;
        STATUS_TRY(tokenizer_added_add(&t->added[0], key, strlen(key), id,
                                       TOKENIZER_ADDED_SPECIAL));
    }
    return tokenizer_added_sort(&t->added[0]);
}

/* A line each, the earliest first; the first line may be "#version". */
static struct status read_merges(struct tokenizer *t, const char *text,
                                 size_t bytes)
{
    int32_t rank = 0;

    for (size_t at = 0; at < bytes;) {
        const char *end = memchr(text + at, '\n', bytes - at);
        size_t length = end ? (size_t)(end - text) - at : bytes - at;
        const char *line = text + at;

        at += length + (end != NULL);
        if (length && line[length - 1] == '\r')
            length--;
        if (!length ||
            (line == text && length > 8 && !memcmp(line, "#version", 8)))
            continue;
        char where[32];

        snprintf(where, sizeof where, "byte %zu", (size_t)(line - text));
        STATUS_TRY(status_within(
            tokenizer_spell_line(t, TOKENIZER_SPELL_BYTES, rank, line, length),
            where));
        rank++;
    }
    return STATUS_OK;
}

static struct status fill(struct tokenizer *t, json_t *vocab,
                          const char *merges, size_t bytes)
{
    STATUS_TRY(status_within(read_pieces(t, vocab), "vocab.json"));
    STATUS_TRY(status_within(read_merges(t, merges, bytes), "merges.txt"));
    t->split =
        (struct tokenizer_split){.steps = 1, .step = {TOKENIZER_SPLIT_GPT2}};
    t->spell = TOKENIZER_SPELL_BYTES;
    tokenizer_spell_finish(t, TOKENIZER_SPELL_BYTES);
    return STATUS_OK;
}

struct status tokenizer_read_gpt2(struct tokenizer **out, const char *vocab,
                                  size_t vocab_bytes, const char *merges,
                                  size_t merges_bytes)
{
    json_error_t error;
    struct tokenizer *t = NULL;
    int64_t size;

    *out = NULL;
    json_t *root = json_loadb(vocab, vocab_bytes, 0, &error);
    if (!root) {
        return status_fail(STATUS_BAD_FILE,
                           "vocab.json: byte %d, line %d, is not JSON: %s",
                           error.position, error.line, error.text);
    }
    struct status st = status_within(count_ids(root, &size), "vocab.json");
    if (!st.code)
        st = status_within(tokenizer_store_start(&t, TOKENIZER_BPE, size),
                           "vocab.json");
    if (!st.code)
        st = fill(t, root, merges, merges_bytes);
    json_decref(root);
    if (st.code)
        tokenizer_free(t);
    else
        *out = t;
    return st;
}
