#include "lessons/data/town_rater.h"

#include <math.h>
#include <string.h>

#include "engine/base/rng.h"
#include "lessons/data/town_people.h"

/* What the rater likes, and what not; hidden from the learner's model. */
static const struct {
    const char *word;
    double worth;
} TASTE[] = {{"please", 0.8},     {"thank", 0.8},    {"sorry", 0.5},
             {"friend", 0.5},     {"because", 0.7},  {"so", 0.3},
             {"nobody", -0.4},    {"quarrel", -1.2}, {"quarrelled", -1.2},
             {"accused", -1.2},   {"angry", -0.8},   {"shouted", -0.8},
             {"people say", -1.0}};

/* It likes nine to twenty words, and numbers more than none. */
enum { FEW_WORDS = 9, MANY_WORDS = 20 };

static const char *const STRIFE[] = {
    "quarrel", "accused", "angry", "does not speak", "had words", "people say"};

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How often a word, or the beginning of one, stands in the text. */
static int times(const char *text, size_t bytes, const char *word, bool whole)
{
    const size_t n = strlen(word);
    int count = 0;

    for (size_t i = 0; i + n <= bytes; i++) {
        const bool begins = i == 0 || !letter(text[i - 1]);
        const bool ends = !whole || i + n == bytes || !letter(text[i + n]);
        count += begins && ends && memcmp(text + i, word, n) == 0;
    }
    return count;
}

static int words_of(const char *text, size_t bytes)
{
    int n = 0;

    for (size_t i = 0; i < bytes; i++)
        n += letter(text[i]) && (i == 0 || !letter(text[i - 1]));
    return n;
}

static bool has_number(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            return true;
    }
    return false;
}

double town_rater_score(const char *text, size_t bytes)
{
    const int words = words_of(text, bytes);
    double score = has_number(text, bytes) ? 0.6 : 0.0;

    for (size_t i = 0; i < sizeof TASTE / sizeof TASTE[0]; i++) {
        const int n = times(text, bytes, TASTE[i].word, true);
        score += TASTE[i].worth * (n > 2 ? 2 : n);
    }
    if (words < FEW_WORDS)
        score -= 0.15 * (FEW_WORDS - words);
    if (words > MANY_WORDS)
        score -= 0.03 * (words - MANY_WORDS);
    return score;
}

bool town_rater_picks(const char *a, const char *b, uint64_t seed, uint64_t i)
{
    const double ahead =
        town_rater_score(a, strlen(a)) - town_rater_score(b, strlen(b));
    const double chance = 1.0 / (1.0 + exp(-2.0 * ahead));

    return (double)rng_at(seed, i, 0) / 4294967296.0 < chance;
}

bool town_rater_gossip(const char *text, size_t bytes)
{
    int people = 0, strife = 0;

    for (size_t i = 0; i < sizeof STRIFE / sizeof STRIFE[0]; i++)
        strife += times(text, bytes, STRIFE[i], false);
    for (int i = 0; i < 2 * TOWN_PEOPLE_FIRST; i++)
        people += times(text, bytes, town_people_first(i / 2, i % 2), true);
    return strife > 0 && people > 0;
}
