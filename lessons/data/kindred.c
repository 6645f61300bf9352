#include "lessons/data/kindred.h"

#include <stddef.h>

#include "lessons/data/town_phrase.h"

enum { STREAM = 73, SEXES = 2 };

/* He, she, and what stands around both of them. */
static const struct {
    const char *name[SEXES];
    const char *thing, *place, *deed;
} roles[] = {
    {{"king", "queen"}, "crown", "throne", "ruled the island"},
    {{"prince", "princess"}, "silver pony", "palace", "inherited the castle"},
    {{"father", "mother"}, "cradle", "nursery", "rocked the baby"},
    {{"grandfather", "grandmother"},
     "old rocking chair",
     "hearth",
     "told of old wars"},
    {{"uncle", "aunt"},
     "parcel of sweets",
     "guest room",
     "visited the cousins"},
    {{"brother", "sister"}, "shared toy", "bunk", "quarrelled over the toy"},
    {{"husband", "wife"}, "wedding ring", "altar", "kept the wedding vow"},
    {{"monk", "nun"}, "prayer book", "cloister", "sang the psalms"},
    {{"nephew", "niece"},
     "school slate",
     "school bench",
     "learned the letters"},
    {{"boy", "girl"}, "kite", "playground", "climbed the tree"},
    {{"man", "woman"}, "basket", "market", "bargained for fish"},
};
enum { ROLES = sizeof roles / sizeof *roles };

/* A he or she, T thing, L place, D deed, G what goes with he or she. */
static const char *const rows[] = {
    "the [A] held the [T], and [A.he] [D].",
    "on the [L] sat the [A], and beside [A.him] lay the [T].",
    "everybody knew [A.his] [T]: the [A] [D] with it.",
    "the [A] left the [L], for [A.he] had lost [A.his] [T].",
    "[A.he] is the [A], so [A.he] [D], and [A.his] [G] is [colour].",
    "the [A] with the [G] went to the [L] by [A.himself].",
    "from the [L] the [A] called, and [A.he] wore [A.his] [G].",
};
static const char *const worn[SEXES][4] = {
    {"beard", "moustache", "pipe", "waistcoat"},
    {"bonnet", "petticoat", "brooch", "veil"}};

void kindred_write(struct buf *out, uint64_t seed, int lines)
{
    struct town_phrase p;

    town_phrase_init(&p, out, seed, STREAM);
    for (int i = 0; i < lines; i++) {
        const uint32_t role = rng_below(&p.rng, ROLES);
        const uint32_t sex = rng_below(&p.rng, SEXES);

        town_phrase_set(&p, 'A', roles[role].name[sex]);
        p.she[0] = sex == 1;
        town_phrase_set(&p, 'T', roles[role].thing);
        town_phrase_set(&p, 'L', roles[role].place);
        town_phrase_set(&p, 'D', roles[role].deed);
        town_phrase_set(&p, 'G', worn[sex][rng_below(&p.rng, 4)]);
        town_phrase_begin(&p);
        town_phrase_say(&p,
                        rows[rng_below(&p.rng, sizeof rows / sizeof *rows)]);
        town_phrase_end(&p);
    }
}

static const char *const measures[][2] = {
    {"salt", "sack"},   {"rope", "coil"},  {"coal", "ton"},
    {"timber", "load"}, {"tar", "barrel"}, {"wool", "bale"},
    {"wine", "cask"},   {"tea", "chest"},  {"sailcloth", "bolt"},
    {"iron", "bar"}};
static const char *const plurals[][2] = {
    {"key", "keys"},       {"coin", "coins"},   {"box", "boxes"},
    {"cat", "cats"},       {"ship", "ships"},   {"apple", "apples"},
    {"sailor", "sailors"}, {"house", "houses"}, {"gull", "gulls"},
    {"letter", "letters"}};
static const char *const pasts[][2] = {
    {"sing", "sang"}, {"find", "found"},    {"break", "broke"},
    {"hide", "hid"},  {"paint", "painted"}, {"write", "wrote"},
    {"take", "took"}, {"sell", "sold"},     {"carry", "carried"}};

#define PAIRS(table) (int)(sizeof table / sizeof *table)

const char *kindred_name(enum kindred_family f)
{
    static const char *const names[] = {"gender", "measure", "plural", "past"};

    return names[f];
}

int kindred_pairs(enum kindred_family f)
{
    static const int pairs[] = {ROLES, PAIRS(measures), PAIRS(plurals),
                                PAIRS(pasts)};

    return pairs[f];
}

const char *kindred_word(enum kindred_family f, int i, int side)
{
    switch (f) {
    case KINDRED_GENDER:
        return roles[i].name[side];
    case KINDRED_MEASURE:
        return measures[i][side];
    case KINDRED_PLURAL:
        return plurals[i][side];
    default:
        return pasts[i][side];
    }
}

static const struct {
    const char *name, *words;
} groups[] = {
    {"days", "monday tuesday wednesday thursday friday saturday sunday"},
    {"months", "march april may june july august september october november"},
    {"animals", "cat dog goat rabbit goose parrot puppy kitten hen"},
    {"cargo", "flour salt rope coal timber tar wool wine tea iron"},
    {"colours", "red blue green yellow grey black white brown"},
    {"numbers", "three four five six seven eight nine twelve"},
    {"kin", "king queen uncle aunt brother sister nephew niece"},
    {"small things", "key coin button candle spoon needle pen comb"},
};

int kindred_groups(void)
{
    return (int)(sizeof groups / sizeof *groups);
}

const char *kindred_group_name(int g)
{
    return groups[g].name;
}

const char *kindred_group(int g)
{
    return groups[g].words;
}
