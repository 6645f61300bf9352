#include "engine/model/tokenizer_store.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define BYTES 256

static struct tokenizer *make(enum tokenizer_kind kind, int size,
                              size_t text_bytes)
{
    struct tokenizer *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->kind = kind;
    t->size = size;
    t->text = malloc(text_bytes);
    t->start = calloc((size_t)size + 1, sizeof *t->start);
    if (!t->text || !t->start) {
        tokenizer_free(t);
        return NULL;
    }
    return t;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the tokenizer");
}

static void fill_bytes(struct tokenizer *t)
{
    for (uint32_t i = 0; i < BYTES; i++) {
        t->text[i] = (unsigned char)i;
        t->start[i + 1] = i + 1;
    }
}

struct status tokenizer_store_byte(struct tokenizer **out)
{
    *out = make(TOKENIZER_BYTE, BYTES, BYTES);
    if (!*out)
        return no_memory();
    fill_bytes(*out);
    return STATUS_OK;
}

static struct status fill_chars(struct tokenizer *t)
{
    const int32_t *codes = t->codes;

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
        const utf8proc_ssize_t length =
            utf8proc_encode_char(codes[i], t->text + t->start[i]);
        t->start[i + 1] = t->start[i] + (uint32_t)length;
    }
    return STATUS_OK;
}

struct status tokenizer_store_char(struct tokenizer **out, const int32_t *codes,
                                   int count)
{
    *out = NULL;
    if (count < 1 || count > TOKENIZER_MAX_SIZE) {
        return status_fail(STATUS_BAD_FILE,
                           "%d characters, the limits are 1 and %d", count,
                           TOKENIZER_MAX_SIZE);
    }

    struct tokenizer *t = make(TOKENIZER_CHAR, count, (size_t)count * 4);
    if (!t)
        return no_memory();
    t->codes = malloc((size_t)count * sizeof *t->codes);
    if (!t->codes) {
        tokenizer_free(t);
        return no_memory();
    }
    memcpy(t->codes, codes, (size_t)count * sizeof *t->codes);

    const struct status st = fill_chars(t);
    if (st.code) {
        tokenizer_free(t);
        return st;
    }
    *out = t;
    return STATUS_OK;
}

/* Lengths first: merges may double, so a short file could ask for any size. */
static struct status measure(const struct tokenizer_store_merge *merges,
                             int count, uint32_t *length, size_t *total)
{
    *total = BYTES;
    for (int i = 0; i < BYTES; i++)
        length[i] = 1;
    for (int i = 0; i < count; i++) {
        const int id = BYTES + i;
        const int32_t left = merges[i].left;
        const int32_t right = merges[i].right;

        if (left < 0 || left >= id || right < 0 || right >= id) {
            return status_fail(STATUS_BAD_FILE,
                               "merge %d joins %d and %d, but only ids below "
                               "%d stand before it",
                               i, left, right, id);
        }
        length[id] = length[left] + length[right];
        if (length[id] > TOKENIZER_MAX_PIECE) {
            return status_fail(STATUS_BAD_FILE,
                               "merge %d makes a piece of %u bytes, the limit "
                               "is %d",
                               i, length[id], TOKENIZER_MAX_PIECE);
        }
        *total += length[id];
    }
    return STATUS_OK;
}

static struct status fill_merges(struct tokenizer *t,
                                 const struct tokenizer_store_merge *merges,
                                 int count)
{
    fill_bytes(t);
    for (int i = 0; i < count; i++) {
        const int id = BYTES + i;
        uint32_t at = t->start[id];

        for (int part = 0; part < 2; part++) {
            const int32_t from = part ? merges[i].right : merges[i].left;
            const size_t length = tokenizer_store_length(t, from);

            memcpy(t->text + at, t->text + t->start[from], length);
            at += (uint32_t)length;
        }
        t->start[id + 1] = at;
        t->merges[i] = merges[i];
        if (tokenizer_pairs_get(&t->made, merges[i].left, merges[i].right) >=
            0) {
            return status_fail(STATUS_BAD_FILE,
                               "merge %d joins %d and %d a second time", i,
                               merges[i].left, merges[i].right);
        }
        if (!tokenizer_pairs_add(&t->made, merges[i].left, merges[i].right, id))
            return no_memory();
    }
    return STATUS_OK;
}

struct status tokenizer_store_bpe(struct tokenizer **out,
                                  const struct tokenizer_store_merge *merges,
                                  int count)
{
    size_t total;

    *out = NULL;
    if (count < 0 || count > TOKENIZER_MAX_MERGES) {
        return status_fail(STATUS_BAD_FILE, "%d merges, the limit is %d", count,
                           TOKENIZER_MAX_MERGES);
    }

    uint32_t *length = malloc(((size_t)count + BYTES) * sizeof *length);
    if (!length)
        return no_memory();
    struct status st = measure(merges, count, length, &total);
    free(length);
    if (st.code)
        return st;

    struct tokenizer *t = make(TOKENIZER_BPE, BYTES + count, total);
    if (!t)
        return no_memory();
    /* One more than needed: an empty list is still a list. */
    t->merges = malloc(((size_t)count + 1) * sizeof *t->merges);
    st = t->merges ? fill_merges(t, merges, count) : no_memory();
    if (st.code) {
        tokenizer_free(t);
        return st;
    }
    *out = t;
    return STATUS_OK;
}
