#include "lessons/labs/commonwords.h"

#include <stdlib.h>
#include <string.h>

struct counted {
    const char *word;
    int times;
};

static int by_word(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_times(const void *a_, const void *b_)
{
    const struct counted *a = a_, *b = b_;

    return a->times != b->times ? b->times - a->times
                                : strcmp(a->word, b->word);
}

/* Cuts the copy in place; how many words there are. */
static int cut(char *text, const char **word)
{
    int n = 0;

    for (char *at = text;;) {
        at += strspn(at, " \n");
        if (!*at)
            return n;
        word[n++] = at;
        at += strcspn(at, " \n");
        if (*at)
            *at++ = '\0';
    }
}

struct status commonwords_learn(struct commonwords *l, const char *text,
                                int most)
{
    const size_t bytes = strlen(text);
    struct counted *counted = malloc((bytes / 2 + 1) * sizeof *counted);
    int different = 0;

    *l = (struct commonwords){0};
    l->text = malloc(bytes + 1);
    l->word = malloc((bytes / 2 + 1) * sizeof *l->word);
    if (!counted || !l->text || !l->word) {
        free(counted);
        return status_fail(STATUS_NO_MEMORY, "no memory for the words");
    }
    memcpy(l->text, text, bytes + 1);
    const int n = cut(l->text, l->word);
    qsort(l->word, (size_t)n, sizeof *l->word, by_word);
    for (int i = 0; i < n; i++) {
        if (!i || strcmp(l->word[i], l->word[i - 1]) != 0)
            counted[different++] = (struct counted){l->word[i], 0};
        counted[different - 1].times++;
    }
    qsort(counted, (size_t)different, sizeof *counted, by_times);
    l->count = different < most ? different : most;
    for (int i = 0; i < l->count; i++)
        l->word[i] = counted[i].word;
    qsort(l->word, (size_t)l->count, sizeof *l->word, by_word);
    free(counted);
    return STATUS_OK;
}

void commonwords_release(struct commonwords *l)
{
    free(l->text);
    free(l->word);
    *l = (struct commonwords){0};
}

bool commonwords_has(const struct commonwords *l, const char *word,
                     size_t bytes)
{
    int low = 0, high = l->count;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        const char *at = l->word[middle];
        const int way = strncmp(at, word, bytes);

        if (!way && !at[bytes])
            return true;
        if (way < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
