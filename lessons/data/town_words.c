#include "lessons/data/town_words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/town_deeds.h"
#include "lessons/data/town_nouns.h"
#include "lessons/data/town_traits.h"

static const struct town_words_class *
find_in(const struct town_words_class *table, const char *name, size_t bytes)
{
    for (; table->name; table++) {
        if (strlen(table->name) == bytes &&
            memcmp(table->name, name, bytes) == 0)
            return table;
    }
    return NULL;
}

const struct town_words_class *town_words_class_of(const char *name,
                                                   size_t bytes)
{
    const struct town_words_class *c = find_in(town_nouns_classes, name, bytes);

    if (!c)
        c = find_in(town_deeds_classes, name, bytes);
    return c ? c : find_in(town_traits_classes, name, bytes);
}

const char *town_words_find(const char *name, size_t bytes)
{
    const struct town_words_class *c = town_words_class_of(name, bytes);

    return c ? c->words : NULL;
}

int town_words_count(const char *words)
{
    int count = 1;

    for (; *words; words++)
        count += *words == ' ';
    return count;
}

static bool vowel(char c)
{
    return c && strchr("aeiou", c);
}

static bool ends(const char *word, const char *tail)
{
    const size_t n = strlen(word), k = strlen(tail);

    return n >= k && strcmp(word + n - k, tail) == 0;
}

/* Puts `tail` after the word, in place of its last `drop` letters. */
static void put_tail(char out[TOWN_WORDS_BYTES], size_t drop, const char *tail)
{
    const size_t n = strlen(out) - drop;

    assert(n + strlen(tail) < TOWN_WORDS_BYTES);
    memcpy(out + n, tail, strlen(tail) + 1);
}

static bool consonant_y(const char *word)
{
    const size_t n = strlen(word);

    return n >= 2 && word[n - 1] == 'y' && !vowel(word[n - 2]);
}

/* Both the plural of a noun and the third person of a verb. */
static void add_s(char out[TOWN_WORDS_BYTES])
{
    if (consonant_y(out)) {
        put_tail(out, 1, "ies");
    } else if (ends(out, "s") || ends(out, "x") || ends(out, "ch") ||
               ends(out, "sh") || strcmp(out, "go") == 0) {
        put_tail(out, 0, "es");
    } else {
        put_tail(out, 0, "s");
    }
}

static void add_past(char out[TOWN_WORDS_BYTES])
{
    if (consonant_y(out)) {
        put_tail(out, 1, "ied");
    } else {
        put_tail(out, 0, ends(out, "e") ? "d" : "ed");
    }
}

static void add_ing(char out[TOWN_WORDS_BYTES])
{
    const bool drop = ends(out, "e") && !ends(out, "ee") && !ends(out, "ye");

    put_tail(out, drop ? 1 : 0, "ing");
}

/* Copies field `field` of the entry at `word`; false where it has none. */
static bool field_of(char out[TOWN_WORDS_BYTES], const char *word, int field)
{
    for (; field > 0; field--) {
        word += strcspn(word, "/ ");
        if (*word != '/')
            return false;
        word++;
    }
    const size_t n = strcspn(word, "/ ");
    assert(n > 0 && n < TOWN_WORDS_BYTES);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(word[i] == '_' ? ' ' : word[i]);
    out[n] = '\0';
    return true;
}

static void form_at(char out[TOWN_WORDS_BYTES], const char *word,
                    enum town_words_form form)
{
    const bool second = form == TOWN_WORDS_PLURAL || form == TOWN_WORDS_PAST;

    if (second && field_of(out, word, 1))
        return;
    if (form == TOWN_WORDS_ING && field_of(out, word, 2))
        return;
    field_of(out, word, 0);
    if (form == TOWN_WORDS_PLURAL || form == TOWN_WORDS_THIRD) {
        add_s(out);
    } else if (form == TOWN_WORDS_PAST) {
        add_past(out);
    } else if (form == TOWN_WORDS_ING) {
        add_ing(out);
    }
}

static const char *entry(const char *words, int i)
{
    for (; i > 0; i--) {
        words = strchr(words, ' ');
        assert(words && "no such word");
        words++;
    }
    return words;
}

void town_words_form(char out[TOWN_WORDS_BYTES], const char *words, int i,
                     enum town_words_form form)
{
    form_at(out, entry(words, i), form);
}

int town_words_number(const char *word, size_t bytes)
{
    char one[TOWN_WORDS_BYTES], many[TOWN_WORDS_BYTES];
    int number = 0;

    for (const struct town_words_class *c = town_nouns_classes; c->name; c++) {
        for (const char *w = c->words; w; w = strchr(w, ' ')) {
            w += *w == ' ';
            form_at(one, w, TOWN_WORDS_BASE);
            form_at(many, w, TOWN_WORDS_PLURAL);
            if (strlen(one) == bytes && memcmp(one, word, bytes) == 0)
                number |= 1;
            if (strlen(many) == bytes && memcmp(many, word, bytes) == 0)
                number |= 2;
        }
    }
    return number;
}
