#include "lessons/data/homonyms.h"

#include <stdio.h>
#include <string.h>

#include "lessons/data/town_phrase.h"

enum { STREAM = 79, ROWS = 4, CLUES = 2 };

static const struct {
    const char *word;
    const char *meaning[HOMONYMS_SENSES];
    const char *row[CLUES][HOMONYMS_SENSES][ROWS];
} words[] = {
    {"bank",
     {"money", "river"},
     {{{"the [person] took the money to the bank",
        "the clerk counted [number] coins in the bank",
        "the [person] borrowed [worth] from the bank",
        "for a loan of [number] pounds the [person] asked the bank"},
       {"the [animal] slept in the long grass on the bank",
        "the [bird+] nest among the reeds on the bank",
        "the river ran high and the [animal] sat on the bank",
        "we pulled the [boat] out of the water onto the bank"}},
      {{"the bank lent the [person] some money",
        "the bank was closed, so the [person] could not borrow a penny",
        "the bank keeps the [worth] of the [person]",
        "the bank has a clerk who counts coins"},
       {"the bank was muddy where the river turned",
        "the bank is full of reeds, and the [bird] nests there",
        "the bank was wet, and the [animal] slept in the grass",
        "the bank fell into the stream after the flood"}}}},
    {"light",
     {"lamp", "not heavy"},
     {{{"the lamp in the [room] gave little light",
        "the [person] lit the lantern, and there was light",
        "the candle was out and the [room] had no light",
        "the sun came through the window with its light"},
       {"the [person] lifted the [box] with one hand, for it was light",
        "the [box] was empty and very light",
        "a feather weighs nothing: it is light",
        "the [person] carried the sack home, since it was light"}},
      {{"the light of the lamp fell on the [small]",
        "the light in the window went out when the candle fell",
        "the light from the tower showed the [boat] the way",
        "the light was so dim that the [person] could not read"},
       {"the light [box] was lifted with one hand",
        "the light [boat] rode high, for it was empty",
        "the light basket weighed less than a [small]",
        "the light load was carried up by a child"}}}},
    {"bow",
     {"ship", "ribbon"},
     {{{"the waves broke over the [boat] and its bow",
        "the [person] stood at the front of the [boat], on the bow",
        "the anchor of the [boat] hangs at the bow",
        "the captain painted the [boat] from stern to bow"},
       {"the [person] tied the ribbon in a bow",
        "the [small] was wrapped in paper with a ribbon and a bow",
        "the [woman] had in her hair a ribbon with a bow",
        "the gift had a red string tied in a bow"}},
      {{"the bow of the [boat] was hit by a wave",
        "the bow struck the rock, and the [boat] sank",
        "the bow dipped into the sea as the [boat] turned",
        "the bow was tarred by the [person] before the voyage"},
       {"the bow of red ribbon was tied around the [small]",
        "the bow came loose, and the ribbon fell",
        "the bow in her hair was made of silk",
        "the bow on the parcel was tied by the [kin]"}}}},
};

int homonyms_words(void)
{
    return (int)(sizeof words / sizeof *words);
}

const char *homonyms_word(int w)
{
    return words[w].word;
}

const char *homonyms_meaning(int w, int sense)
{
    return words[w].meaning[sense];
}

/* Where the whole word stands in the text. */
static size_t place_of(const char *text, const char *word)
{
    const size_t n = strlen(word);

    for (const char *at = text; (at = strstr(at, word)); at++) {
        const char after = at[n];

        if ((at == text || at[-1] == ' ') && (after < 'a' || after > 'z'))
            return (size_t)(at - text);
    }
    return 0;
}

void homonyms_draw(struct homonyms_sentence *s, int w, enum homonyms_clue clue,
                   uint64_t seed, uint64_t i)
{
    struct town_phrase p;
    struct buf out;

    s->sense = (int)(i % HOMONYMS_SENSES);
    buf_init(&out, 1 << 16);
    town_phrase_init(&p, &out, seed,
                     ((uint64_t)STREAM << 40) + ((uint64_t)w << 32) +
                         i * CLUES + clue);
    town_phrase_begin(&p);
    town_phrase_say(&p, words[w].row[clue][s->sense][rng_below(&p.rng, ROWS)]);
    snprintf(s->text, sizeof s->text, "%s", buf_string(&out));
    buf_release(&out);
    s->start = place_of(s->text, words[w].word);
}
