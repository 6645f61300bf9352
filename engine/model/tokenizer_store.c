#include "engine/model/tokenizer_store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "engine/model/tokenizer_unicode.h"

#define BYTES        256
#define TEXT_BYTES   ((size_t)64 << 20) /* of all pieces */
#define FIRST_MERGES ((size_t)1024)
#define MOST_MERGES  ((size_t)1 << 22)

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the tokenizer");
}

void tokenizer_free(struct tokenizer *t)
{
    if (!t)
        return;
    buf_release(&t->text);
    free(t->start);
    free(t->length);
    free(t->flags);
    free(t->codes);
    free(t->vocab.slot);
    free(t->merges);
    free(t->from);
    tokenizer_pairs_release(&t->made);
    for (int i = 0; i < 2; i++)
        tokenizer_added_release(&t->added[i]);
    free(t);
}

static bool make_arrays(struct tokenizer *t)
{
    const size_t size = (size_t)t->size;

    t->start = calloc(size, sizeof *t->start);
    t->length = calloc(size, sizeof *t->length);
    t->flags = calloc(size, sizeof *t->flags);
    t->from = malloc(size * sizeof *t->from);
    if (!t->start || !t->length || !t->flags || !t->from)
        return false;
    for (size_t i = 0; i < size; i++)
        t->from[i] = -1;
    return true;
}

struct status tokenizer_store_start(struct tokenizer **out,
                                    enum tokenizer_kind kind, int64_t size)
{
    *out = NULL;
    if (size < 1 || size > TOKENIZER_MAX_SIZE) {
        return status_fail(STATUS_BAD_FILE,
                           "%lld tokens, the limits are 1 and %d",
                           (long long)size, TOKENIZER_MAX_SIZE);
    }
    struct tokenizer *t = calloc(1, sizeof *t);
    if (!t)
        return no_memory();
    t->kind = kind;
    t->size = (int)size;
    t->unknown = -1;
    buf_init(&t->text, TEXT_BYTES);
    buf_char(&t->text, ' '); /* an id without a piece still points to text */
    for (int i = 0; i < BYTES; i++)
        t->byte_id[i] = -1;
    if (!make_arrays(t)) {
        tokenizer_free(t);
        return no_memory();
    }
    *out = t;
    return STATUS_OK;
}

struct status tokenizer_store_piece(struct tokenizer *t, int64_t id,
                                    const char *text, size_t bytes,
                                    unsigned flags)
{
    if (id < 0 || id >= t->size) {
        return status_fail(STATUS_BAD_FILE, "id %lld is outside of 0 to %d",
                           (long long)id, t->size - 1);
    }
    if (t->flags[id] & TOKENIZER_STORE_SET)
        return status_fail(STATUS_BAD_FILE, "id %lld stands twice",
                           (long long)id);
    if (bytes > TOKENIZER_STORE_PIECE) {
        return status_fail(STATUS_BAD_FILE,
                           "id %lld: a piece of %zu bytes, the limit is %d",
                           (long long)id, bytes, TOKENIZER_STORE_PIECE);
    }
    t->start[id] = (uint32_t)t->text.bytes;
    t->length[id] = (uint16_t)bytes;
    t->flags[id] = (uint8_t)(flags | TOKENIZER_STORE_SET);
    buf_add(&t->text, text, bytes);
    STATUS_TRY(buf_status(&t->text));
    if (!(flags & (TOKENIZER_STORE_UNUSED | TOKENIZER_STORE_BYTE)) &&
        !tokenizer_vocab_add(t, (int32_t)id)) {
        return status_fail(STATUS_NO_MEMORY,
                           "no memory for the vocabulary, or too many of its "
                           "pieces collide, at id %lld",
                           (long long)id);
    }
    return STATUS_OK;
}

struct status tokenizer_store_pair(struct tokenizer *t, int32_t left,
                                   int32_t right, int32_t made, int32_t rank)
{
    if (tokenizer_pairs_get(&t->made, left, right) >= 0)
        return STATUS_OK;
    if (t->merge_count == MOST_MERGES) {
        return status_fail(STATUS_BAD_FILE, "more than %zu merges",
                           MOST_MERGES);
    }
    if (t->merge_count == t->merge_room) {
        const size_t room = t->merge_room ? t->merge_room * 2 : FIRST_MERGES;
        void *merges = realloc(t->merges, room * sizeof *t->merges);

        if (!merges)
            return no_memory();
        t->merges = merges;
        t->merge_room = room;
    }
    if (!tokenizer_pairs_add(&t->made, left, right, (int32_t)t->merge_count))
        return no_memory();
    if (t->from[made] < 0)
        t->from[made] = (int32_t)t->merge_count;
    t->merges[t->merge_count++] =
        (struct tokenizer_store_merge){left, right, made, rank};
    return STATUS_OK;
}

struct status tokenizer_store_splits(struct tokenizer *t, int32_t id,
                                     int32_t rank)
{
    const char *text = tokenizer_store_text(t, id);
    const size_t bytes = t->length[id];

    for (size_t at = 1; at < bytes; at++) {
        const int32_t left = tokenizer_vocab_find(t, text, at, false);

        if (left < 0)
            continue;
        const int32_t right =
            tokenizer_vocab_find(t, text + at, bytes - at, false);
        if (right >= 0)
            STATUS_TRY(tokenizer_store_pair(t, left, right, id, rank));
    }
    return STATUS_OK;
}

static struct status add_bytes(struct tokenizer *t)
{
    for (int i = 0; i < BYTES; i++) {
        const char byte = (char)i;

        STATUS_TRY(tokenizer_store_piece(t, i, &byte, 1, 0));
        t->byte_id[i] = i;
    }
    return STATUS_OK;
}

/* Hands `t` over, or frees it where something failed. */
static struct status hand_over(struct tokenizer **out, struct tokenizer *t,
                               struct status st)
{
    t->own = true;
    *out = st.code ? NULL : t;
    if (st.code)
        tokenizer_free(t);
    return st;
}

struct status tokenizer_store_byte(struct tokenizer **out)
{
    struct tokenizer *t;

    STATUS_TRY(tokenizer_store_start(out, TOKENIZER_BYTE, BYTES));
    t = *out;
    return hand_over(out, t, add_bytes(t));
}

static struct status add_chars(struct tokenizer *t, const int32_t *codes)
{
    char text[4];

    t->codes = malloc((size_t)t->size * sizeof *t->codes);
    if (!t->codes)
        return no_memory();
    memcpy(t->codes, codes, (size_t)t->size * sizeof *t->codes);
    for (int i = 0; i < t->size; i++) {
        if (!utf8proc_codepoint_valid(codes[i])) {
            return status_fail(STATUS_BAD_FILE, "code %d is no character",
                               codes[i]);
        }
        if (i && codes[i] <= codes[i - 1]) {
            return status_fail(STATUS_BAD_FILE,
                               "code %d does not ascend after %d", codes[i],
                               codes[i - 1]);
        }
        STATUS_TRY(tokenizer_store_piece(
            t, i, text, tokenizer_unicode_write(codes[i], text), 0));
    }
    return STATUS_OK;
}

struct status tokenizer_store_char(struct tokenizer **out, const int32_t *codes,
                                   int count)
{
    struct tokenizer *t;

    *out = NULL;
    if (count < 1 || count > TOKENIZER_MAX_SIZE) {
        return status_fail(STATUS_BAD_FILE,
                           "%d characters, the limits are 1 and %d", count,
                           TOKENIZER_MAX_SIZE);
    }
    STATUS_TRY(tokenizer_store_start(out, TOKENIZER_CHAR, count));
    t = *out;
    return hand_over(out, t, add_chars(t, codes));
}

static struct status add_merge(struct tokenizer *t, int i, int32_t left,
                               int32_t right)
{
    const int32_t id = BYTES + i;
    char piece[2 * TOKENIZER_MAX_PIECE];

    if (left < 0 || left >= id || right < 0 || right >= id) {
        return status_fail(STATUS_BAD_FILE,
                           "merge %d joins %d and %d, but only ids below %d "
                           "stand before it",
                           i, left, right, id);
    }
    const size_t a = t->length[left], b = t->length[right];
    if (a + b > TOKENIZER_MAX_PIECE) {
        return status_fail(STATUS_BAD_FILE,
                           "merge %d makes a piece of %zu bytes, the limit is "
                           "%d",
                           i, a + b, TOKENIZER_MAX_PIECE);
    }
    if (tokenizer_pairs_get(&t->made, left, right) >= 0) {
        return status_fail(STATUS_BAD_FILE,
                           "merge %d joins %d and %d a second time", i, left,
                           right);
    }
    memcpy(piece, tokenizer_store_text(t, left), a);
    memcpy(piece + a, tokenizer_store_text(t, right), b);
    STATUS_TRY(tokenizer_store_piece(t, id, piece, a + b, 0));
    return tokenizer_store_pair(t, left, right, id, i);
}

struct status tokenizer_store_bpe(struct tokenizer **out,
                                  const struct tokenizer_store_merge *merges,
                                  int count)
{
    struct tokenizer *t;

    *out = NULL;
    if (count < 0 || count > TOKENIZER_MAX_MERGES) {
        return status_fail(STATUS_BAD_FILE, "%d merges, the limit is %d", count,
                           TOKENIZER_MAX_MERGES);
    }
    STATUS_TRY(tokenizer_store_start(out, TOKENIZER_BPE, BYTES + count));
    t = *out;
    assert(t);
    t->split =
        (struct tokenizer_split){.steps = 1, .step = {TOKENIZER_SPLIT_GPT2}};
    struct status st = add_bytes(t);
    for (int i = 0; i < count && !st.code; i++)
        st = add_merge(t, i, merges[i].left, merges[i].right);
    return hand_over(out, t, st);
}
