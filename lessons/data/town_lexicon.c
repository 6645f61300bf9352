#include "lessons/data/town_lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/data/town_deeds.h"
#include "lessons/data/town_nouns.h"
#include "lessons/data/town_traits.h"

struct town_lexicon {
    struct town_lexicon_entry *entry; /* sorted by text */
    size_t count;
};

static const enum town_words_form NOUN[] = {TOWN_WORDS_BASE, TOWN_WORDS_PLURAL};
static const enum town_words_form VERB[] = {TOWN_WORDS_BASE, TOWN_WORDS_PAST,
                                            TOWN_WORDS_ING, TOWN_WORDS_THIRD};

static const struct {
    const struct town_words_class *classes;
    const enum town_words_form *form;
    int forms;
} KIND[] = {{town_nouns_classes, NOUN, 2},
            {town_deeds_classes, VERB, 4},
            {town_traits_classes, NOUN, 1}};

enum { KINDS = sizeof KIND / sizeof *KIND };

/* Counts the entries, and writes them where `out` is not NULL. */
static size_t list(struct town_lexicon_entry *out)
{
    size_t n = 0;

    for (int k = 0; k < KINDS; k++) {
        const struct town_words_class *c = KIND[k].classes;
        for (; c->name; c++) {
            const int words = town_words_count(c->words);
            for (int i = 0; i < words * KIND[k].forms; i++, n++) {
                if (!out)
                    continue;
                out[n].class = c;
                out[n].row = i / KIND[k].forms;
                out[n].form = KIND[k].form[i % KIND[k].forms];
                town_words_form(out[n].text, c->words, out[n].row, out[n].form);
            }
        }
    }
    return n;
}

static int by_text(const void *a, const void *b)
{
    const struct town_lexicon_entry *x = a, *y = b;
    const int order = strcmp(x->text, y->text);

    if (order)
        return order;
    if (x->class != y->class) /* the tables' order, the same on all machines */
        return strcmp(x->class->name, y->class->name);
    return x->row != y->row ? x->row - y->row : (int)x->form - (int)y->form;
}

struct town_lexicon *town_lexicon_new(void)
{
    struct town_lexicon *l = malloc(sizeof *l);

    if (!l)
        return NULL;
    l->count = list(NULL);
    l->entry = malloc(l->count * sizeof *l->entry);
    if (!l->entry) {
        free(l);
        return NULL;
    }
    list(l->entry);
    qsort(l->entry, l->count, sizeof *l->entry, by_text);
    return l;
}

void town_lexicon_free(struct town_lexicon *l)
{
    if (!l)
        return;
    free(l->entry);
    free(l);
}

static int compare(const struct town_lexicon_entry *e, const char *text,
                   size_t bytes)
{
    const int order = strncmp(e->text, text, bytes);

    return order ? order : e->text[bytes] != '\0';
}

size_t town_lexicon_find(const struct town_lexicon *l, const char *text,
                         size_t bytes, const struct town_lexicon_entry **first)
{
    size_t low = 0, high = l->count, n = 0;

    if (bytes >= TOWN_WORDS_BYTES)
        return 0;
    while (low < high) {
        const size_t mid = (low + high) / 2;
        if (compare(&l->entry[mid], text, bytes) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *first = &l->entry[low];
    while (low + n < l->count && !compare(&l->entry[low + n], text, bytes))
        n++;
    return n;
}

static int kind_of(const struct town_words_class *c)
{
    for (int k = 0; k < KINDS; k++) {
        const struct town_words_class *row = KIND[k].classes;
        for (; row->name; row++) {
            if (row == c)
                return k;
        }
    }
    return KINDS;
}

static bool ends(const char *name, const char *tail)
{
    const size_t n = strlen(name), k = strlen(tail);

    return n >= k && strcmp(name + n - k, tail) == 0;
}

/* 'a' adjectives, 'm' nouns without a plural, 'p' prepositions, or 0. */
static char sort_of(const char *name)
{
    static const char *const mass[] = {"stuff", "weave", "eat",
                                       "mood",  "worth", "metal"};

    if (ends(name, "_is") || ends(name, "_adj") || strcmp(name, "state") == 0 ||
        strcmp(name, "colour") == 0)
        return 'a';
    if (ends(name, "prep"))
        return 'p';
    for (size_t i = 0; i < sizeof mass / sizeof mass[0]; i++) {
        if (strcmp(name, mass[i]) == 0)
            return 'm';
    }
    return 0;
}

bool town_lexicon_alike(const struct town_words_class *a,
                        const struct town_words_class *b)
{
    const int kind = kind_of(a);

    if (a == b)
        return true;
    if (kind != kind_of(b))
        return false;
    if (KIND[kind].forms > 1)
        return true;
    return sort_of(a->name) && sort_of(a->name) == sort_of(b->name);
}
