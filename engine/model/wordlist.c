#include "engine/model/wordlist.h"

#include <stdlib.h>
#include <string.h>

/* A word is numbered when it is first met; `place` finds it by its letters
 * (open addressing), and the list is put in order at the end. */
struct entry {
    char *text;
    int64_t count;
    uint64_t hash;
};

struct wordlist {
    struct wordlist_rule rule;
    struct entry *entry; /* [room]; 0 is the unknown */
    int32_t n, room;
    int32_t *place; /* [places]: an index, 0 where free */
    size_t places;  /* a power of two */
};

static bool in_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '\'' || c > 127;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool wordlist_next(const struct wordlist_rule *rule, const char *text,
                   size_t bytes, size_t *at, char word[WORDLIST_WORD_BYTES],
                   size_t *length)
{
    while (*at < bytes) {
        const unsigned char c = (unsigned char)text[*at];

        if (in_word(c)) {
            size_t n = 0;

            for (; *at < bytes && in_word((unsigned char)text[*at]); ++*at)
                if (n < WORDLIST_WORD_BYTES - 1)
                    word[n++] = lower(text[*at]);
            word[n] = '\0';
            *length = n;
            return true;
        }
        ++*at;
        if (rule->marks && (c == '\n' || c > ' ')) {
            word[0] = (char)c;
            word[1] = '\0';
            *length = 1;
            return true;
        }
    }
    return false;
}

static uint64_t hash_of(const char *word, size_t bytes)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

    for (size_t i = 0; i < bytes; i++)
        h = (h ^ (unsigned char)word[i]) * 0x100000001b3u;
    return h;
}

/* Where the word is, or the free place where it would be. */
static size_t seek(const struct wordlist *l, const char *word, size_t bytes,
                   uint64_t hash)
{
    size_t i = (size_t)hash & (l->places - 1);

    for (;; i = (i + 1) & (l->places - 1)) {
        const struct entry *e = &l->entry[l->place[i]];

        if (!l->place[i] || (e->hash == hash && strlen(e->text) == bytes &&
                             memcmp(e->text, word, bytes) == 0))
            return i;
    }
}

static bool index_all(struct wordlist *l, size_t places)
{
    int32_t *place = calloc(places, sizeof *place);

    if (!place)
        return false;
    free(l->place);
    l->place = place;
    l->places = places;
    for (int32_t i = 1; i < l->n; i++) {
        const struct entry *e = &l->entry[i];

        place[seek(l, e->text, strlen(e->text), e->hash)] = i;
    }
    return true;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for a list of words");
}

static struct status add(struct wordlist *l, const char *word, size_t bytes)
{
    const uint64_t hash = hash_of(word, bytes);
    size_t at = seek(l, word, bytes, hash);

    if (l->place[at]) {
        l->entry[l->place[at]].count++;
        return STATUS_OK;
    }
    if (l->n == INT32_MAX / 4)
        return status_fail(STATUS_TOO_BIG, "a text of %d different words",
                           (int)l->n);
    if (l->n == l->room) {
        struct entry *more =
            realloc(l->entry, (size_t)l->room * 2 * sizeof *more);

        if (!more)
            return no_memory();
        l->entry = more;
        l->room *= 2;
    }
    struct entry e = {malloc(bytes + 1), 1, hash};
    if (!e.text)
        return no_memory();
    memcpy(e.text, word, bytes + 1);
    l->entry[l->n] = e;
    l->place[at] = l->n++;
    if ((size_t)l->n * 2 > l->places && !index_all(l, l->places * 2))
        return no_memory();
    return STATUS_OK;
}

static int by_count(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->text, y->text);
}

/* The most frequent first; what is too rare becomes unknown. */
static struct status put_in_order(struct wordlist *l)
{
    qsort(l->entry + 1, (size_t)l->n - 1, sizeof *l->entry, by_count);
    while (l->n > 1 && l->entry[l->n - 1].count < l->rule.least) {
        l->entry[0].count += l->entry[--l->n].count;
        free(l->entry[l->n].text);
    }
    return index_all(l, l->places) ? STATUS_OK : no_memory();
}

static struct status fill(struct wordlist *l, const char *text, size_t bytes)
{
    char word[WORDLIST_WORD_BYTES];
    size_t at = 0, length;

    l->room = 256;
    l->entry = calloc((size_t)l->room, sizeof *l->entry);
    if (!l->entry)
        return no_memory();
    l->n = 1;
    if (!index_all(l, 512))
        return no_memory();
    while (wordlist_next(&l->rule, text, bytes, &at, word, &length))
        STATUS_TRY(add(l, word, length));
    return put_in_order(l);
}

struct status wordlist_new(struct wordlist **out, const char *text,
                           size_t bytes, const struct wordlist_rule *rule)
{
    struct wordlist *l = calloc(1, sizeof *l);

    *out = NULL;
    if (!l)
        return no_memory();
    l->rule = *rule;
    const struct status st = fill(l, text, bytes);
    if (st.code)
        wordlist_free(l);
    else
        *out = l;
    return st;
}

void wordlist_free(struct wordlist *l)
{
    if (!l)
        return;
    for (int32_t i = 1; i < l->n; i++)
        free(l->entry[i].text);
    free(l->entry);
    free(l->place);
    free(l);
}

int32_t wordlist_size(const struct wordlist *l)
{
    return l->n;
}

const char *wordlist_word(const struct wordlist *l, int32_t id)
{
    return id == WORDLIST_UNKNOWN ? "<unknown>" : l->entry[id].text;
}

int64_t wordlist_count(const struct wordlist *l, int32_t id)
{
    return l->entry[id].count;
}

int32_t wordlist_find(const struct wordlist *l, const char *word, size_t bytes)
{
    return l->place[seek(l, word, bytes, hash_of(word, bytes))];
}

struct status wordlist_encode(const struct wordlist *l, const char *text,
                              size_t bytes, int32_t **ids, int64_t *n)
{
    char word[WORDLIST_WORD_BYTES];
    size_t at = 0, length;

    *n = 0;
    while (wordlist_next(&l->rule, text, bytes, &at, word, &length))
        ++*n;
    *ids = malloc(((size_t)*n + 1) * sizeof **ids);
    if (!*ids)
        return no_memory();
    at = 0;
    for (int64_t i = 0; i < *n; i++) {
        wordlist_next(&l->rule, text, bytes, &at, word, &length);
        (*ids)[i] = wordlist_find(l, word, length);
    }
    return STATUS_OK;
}
