#include "lessons/labs/labvocab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A word inside a text. */
struct span {
    const char *at;
    size_t bytes;
};

struct labvocab {
    char *text;
    struct span *word; /* in order */
    size_t words;
};

/* Independent of the locale, unlike isalpha(). */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int small(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int order(const void *a_, const void *b_)
{
    const struct span *a = a_, *b = b_;

    for (size_t i = 0; i < a->bytes && i < b->bytes; i++)
        if (small(a->at[i]) != small(b->at[i]))
            return small(a->at[i]) - small(b->at[i]);
    return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

/* The next word at or after `*text`, which moves behind it. */
static bool next_word(const char **text, struct span *word)
{
    const char *at = *text;

    while (*at && !is_letter(*at))
        at++;
    word->at = at;
    while (is_letter(*at))
        at++;
    word->bytes = (size_t)(at - word->at);
    *text = at;
    return word->bytes > 0;
}

struct status labvocab_new(struct labvocab **out, const char *text)
{
    struct labvocab *v = calloc(1, sizeof *v);
    struct span word;

    *out = v;
    if (v)
        v->text = strdup(text);
    if (v && v->text)
        v->word = malloc((strlen(text) / 2 + 1) * sizeof *v->word);
    if (!v || !v->text || !v->word) {
        labvocab_free(v);
        *out = NULL;
        return status_fail(STATUS_NO_MEMORY, "no memory for the words");
    }
    for (const char *at = v->text; next_word(&at, &word);)
        v->word[v->words++] = word;
    qsort(v->word, v->words, sizeof *v->word, order);
    return STATUS_OK;
}

void labvocab_free(struct labvocab *v)
{
    if (!v)
        return;
    free(v->text);
    free(v->word);
    free(v);
}

struct labvocab_share labvocab_count(const struct labvocab *v,
                                     const char *sample)
{
    struct labvocab_share share = {0, 0};
    struct span word;

    for (const char *at = sample; next_word(&at, &word) && *at;) {
        share.words++;
        share.known +=
            bsearch(&word, v->word, v->words, sizeof *v->word, order) != NULL;
    }
    return share;
}
