/*
 * tiktoken's rank files: a line for each piece, "base64 rank"; the rank is
 * the id. What is missing there (the cut, special tokens) stands here.
 * Source: tiktoken's openai_public.py; the model cards of Llama 3 and Qwen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer_read.h"
#include "engine/model/tokenizer_store.h"

#define SPECIALS    6
#define MOST_DIGITS ((size_t)TOKENIZER_STORE_PIECE / 3 * 4)

static const struct known {
    const char *name;
    enum tokenizer_split_step step;
    struct {
        const char *text;
        int32_t id;
    } special[SPECIALS];
} known[] = {
    {"gpt2", TOKENIZER_SPLIT_GPT2, {{"<|endoftext|>", 50256}}},
    {"r50k_base", TOKENIZER_SPLIT_GPT2, {{"<|endoftext|>", 50256}}},
    {"p50k_base", TOKENIZER_SPLIT_GPT2, {{"<|endoftext|>", 50256}}},
    {"cl100k_base",
     TOKENIZER_SPLIT_TIKTOKEN,
     {{"<|endoftext|>", 100257},
      {"<|fim_prefix|>", 100258},
      {"<|fim_middle|>", 100259},
      {"<|fim_suffix|>", 100260},
      {"<|endofprompt|>", 100276}}},
    {"o200k_base",
     TOKENIZER_SPLIT_O200K,
     {{"<|endoftext|>", 199999}, {"<|endofprompt|>", 200018}}},
    {"llama3",
     TOKENIZER_SPLIT_CL100K,
     {{"<|begin_of_text|>", 128000},
      {"<|end_of_text|>", 128001},
      {"<|start_header_id|>", 128006},
      {"<|end_header_id|>", 128007},
      {"<|eot_id|>", 128009}}},
    {"qwen",
     TOKENIZER_SPLIT_QWEN2,
     {{"<|endoftext|>", 151643},
      {"<|im_start|>", 151644},
      {"<|im_end|>", 151645}}},
};

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Writes the bytes of base64 `text`, at most 3 for 4. false: it is none. */
static bool from_base64(const char *text, size_t bytes, char *out,
                        size_t *count)
{
    size_t digits = bytes;
    uint32_t bits = 0;
    int held = 0;

    *count = 0;
    while (digits && bytes - digits < 2 && text[digits - 1] == '=')
        digits--;
    if (bytes % 4 || digits % 4 == 1)
        return false;
    for (size_t i = 0; i < digits; i++) {
        const int value = value_of(text[i]);

        if (value < 0)
            return false;
        bits = (bits << 6 | (uint32_t)value) & 0xFFFFFF;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[(*count)++] = (char)(bits >> held & 0xFF);
        }
    }
    return *count > 0;
}

struct line {
    char piece[TOKENIZER_STORE_PIECE];
    size_t bytes;
    int64_t rank;
};

static bool read_rank(const char *text, size_t bytes, int64_t *rank)
{
    *rank = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9' || *rank > TOKENIZER_MAX_SIZE)
            return false;
        *rank = *rank * 10 + (text[i] - '0');
    }
    return bytes && *rank < TOKENIZER_MAX_SIZE;
}

/* Reads the line at `at`; `*next` is where the next one begins. */
static struct status read_line(struct line *l, const char *text, size_t bytes,
                               size_t at, size_t *next)
{
    const char *end = memchr(text + at, '\n', bytes - at);
    size_t length = end ? (size_t)(end - text) - at : bytes - at;

    *next = at + length + (end != NULL);
    l->bytes = 0;
    l->rank = -1;
    if (length && text[at + length - 1] == '\r')
        length--;
    const char *space = memchr(text + at, ' ', length);
    const size_t left = space ? (size_t)(space - text) - at : 0;
    if (!space || left > MOST_DIGITS ||
        !from_base64(text + at, left, l->piece, &l->bytes) ||
        !read_rank(space + 1, length - left - 1, &l->rank)) {
        return status_fail(STATUS_BAD_FILE,
                           "byte %zu: not a line \"base64 rank\" with a piece "
                           "of at most %d bytes and a rank below %d",
                           at, TOKENIZER_STORE_PIECE, TOKENIZER_MAX_SIZE);
    }
    return STATUS_OK;
}

static struct status count_ids(const struct known *k, const char *text,
                               size_t bytes, int64_t *size)
{
    struct line l;

    *size = 0;
    for (size_t at = 0; at < bytes;) {
        STATUS_TRY(read_line(&l, text, bytes, at, &at));
        if (l.rank >= *size)
            *size = l.rank + 1;
    }
    for (int i = 0; i < SPECIALS && k->special[i].text; i++)
        if (k->special[i].id >= *size)
            *size = k->special[i].id + 1;
    return STATUS_OK;
}

static struct status add_special(struct tokenizer *t, const char *text,
                                 int32_t id)
{
    const size_t bytes = strlen(text);

    STATUS_TRY(tokenizer_store_piece(
        t, id, text, bytes, TOKENIZER_STORE_UNUSED | TOKENIZER_STORE_SPECIAL));
    return tokenizer_added_add(&t->added[0], text, bytes, id,
                               TOKENIZER_ADDED_SPECIAL);
}

static struct status within_byte(struct status st, size_t at)
{
    char text[32];

    snprintf(text, sizeof text, "byte %zu", at);
    return status_within(st, text);
}

static struct status fill(struct tokenizer *t, const struct known *k,
                          const char *text, size_t bytes)
{
    struct line l;

    for (size_t at = 0; at < bytes;) {
        const size_t start = at;

        STATUS_TRY(read_line(&l, text, bytes, at, &at));
        STATUS_TRY(within_byte(
            tokenizer_store_piece(t, l.rank, l.piece, l.bytes, 0), start));
    }
    for (int i = 0; i < 256; i++) {
        const char byte = (char)i;

        t->byte_id[i] = tokenizer_vocab_find(t, &byte, 1, false);
        if (t->byte_id[i] < 0)
            return status_fail(STATUS_BAD_FILE,
                               "no line to byte %zu has a rank for the byte "
                               "0x%02X",
                               bytes, i);
    }
    for (int32_t id = 0; id < t->size; id++)
        STATUS_TRY(tokenizer_store_splits(t, id, id));
    for (int i = 0; i < SPECIALS && k->special[i].text; i++)
        STATUS_TRY(add_special(t, k->special[i].text, k->special[i].id));
    t->whole_first = true;
    t->spell = TOKENIZER_SPELL_BYTES;
    t->split = (struct tokenizer_split){.steps = 1, .step = {k->step}};
    return tokenizer_added_sort(&t->added[0]);
}

static const struct known *find(const char *name)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strncmp(name, known[i].name, strlen(known[i].name)))
            return &known[i];
    return NULL;
}

struct status tokenizer_read_ranks(struct tokenizer **out, const char *name,
                                   const char *text, size_t bytes)
{
    const struct known *k = find(name);
    struct tokenizer *t;
    int64_t size;

    *out = NULL;
    if (!k) {
        return status_fail(
            STATUS_UNSUPPORTED,
            "a rank file does not say how text is cut, and its name \"%.64s\" "
            "begins with none that is known here (gpt2, r50k_base, p50k_base, "
            "cl100k_base, o200k_base, llama3, qwen); rename it",
            name);
    }
    STATUS_TRY(count_ids(k, text, bytes, &size));
    STATUS_TRY(status_within(tokenizer_store_start(&t, TOKENIZER_BPE, size),
                             "the lines from byte 0 on"));
    const struct status st = fill(t, k, text, bytes);
    if (st.code)
        tokenizer_free(t);
    else
        *out = t;
    return st;
}
