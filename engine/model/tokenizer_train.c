#include <stdlib.h>
#include <utf8proc.h>

#include "engine/model/tokenizer.h"
#include "engine/model/tokenizer_corpus.h"
#include "engine/model/tokenizer_learn.h"
#include "engine/model/tokenizer_store.h"

#define CODES 0x110000 /* Unicode ends below */

struct status tokenizer_train_byte(struct tokenizer **out)
{
    return tokenizer_store_byte(out);
}

static struct status mark_chars(bool *seen, const char *data, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        utf8proc_int32_t code;
        const size_t left = bytes - at < 4 ? bytes - at : 4;
        const utf8proc_ssize_t done = utf8proc_iterate(
            (const utf8proc_uint8_t *)data + at, (utf8proc_ssize_t)left, &code);

        if (done <= 0) {
            return status_fail(STATUS_BAD_FILE,
                               "the data is not UTF-8 at byte %zu; a byte or "
                               "bpe tokenizer takes any data",
                               at);
        }
        seen[code] = true;
        at += (size_t)done;
    }
    return STATUS_OK;
}

struct status tokenizer_train_char(struct tokenizer **out, const char *data,
                                   size_t bytes)
{
    int count = 0;

    *out = NULL;
    if (!bytes)
        return status_fail(STATUS_BAD_FILE, "the data is empty");

    bool *seen = calloc(CODES, sizeof *seen);
    int32_t *codes = malloc(CODES * sizeof *codes);
    if (!seen || !codes) {
        free(seen);
        free(codes);
        return status_fail(STATUS_NO_MEMORY, "no memory for the tokenizer");
    }
    struct status st = mark_chars(seen, data, bytes);
    for (int32_t code = 0; code < CODES; code++) {
        if (seen[code])
            codes[count++] = code;
    }
    if (!st.code)
        st = tokenizer_store_char(out, codes, count);
    free(seen);
    free(codes);
    return st;
}

static struct status learn(struct tokenizer **out, const char *data,
                           size_t bytes, int room, const struct stead *stead)
{
    struct tokenizer_corpus corpus = {0};
    struct tokenizer_store_merge *merges =
        malloc(((size_t)room + 1) * sizeof *merges);
    struct status st = STATUS_OK;
    int count;

    if (!merges || !tokenizer_corpus_read(&corpus, data, bytes)) {
        st = status_fail(STATUS_NO_MEMORY, "no memory for %zu bytes of text",
                         bytes);
    }
    if (!st.code)
        st = stead && stead->bpe_best
                 ? tokenizer_learn_asked(&corpus, stead, merges, room, &count)
                 : tokenizer_learn_merges(&corpus, merges, room, &count);
    if (!st.code)
        st = tokenizer_store_bpe(out, merges, count);
    tokenizer_corpus_release(&corpus);
    free(merges);
    return st;
}

struct status tokenizer_train_bpe(struct tokenizer **out, const char *data,
                                  size_t bytes, int vocab)
{
    return tokenizer_train_bpe_by(out, data, bytes, vocab, NULL);
}

struct status tokenizer_train_bpe_by(struct tokenizer **out, const char *data,
                                     size_t bytes, int vocab,
                                     const struct stead *stead)
{
    *out = NULL;
    if (vocab < 256 || vocab > TOKENIZER_MAX_SIZE) {
        return status_fail(STATUS_BAD_USAGE,
                           "a bpe vocabulary of %d: the limits are 256 and %d",
                           vocab, TOKENIZER_MAX_SIZE);
    }
    if (bytes > INT32_MAX) {
        return status_fail(STATUS_TOO_BIG,
                           "the data has %zu bytes, the limit is %d", bytes,
                           INT32_MAX);
    }
    return learn(out, data, bytes, vocab - 256, stead);
}
