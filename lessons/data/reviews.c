#include "lessons/data/reviews.h"

#include <stdio.h>
#include <string.h>

#include "lessons/data/town_phrase.h"

enum { PRAISE, BLAME, WORDS = 12, STREAM = 71 };

static const char *const words[2][WORDS] = {
    [PRAISE] = {"fresh", "tender", "warm", "fine", "splendid", "rich", "crisp",
                "generous", "delicious", "perfect", "golden", "juicy"},
    [BLAME] = {"stale", "burnt", "cold", "sour", "thin", "greasy", "bland",
               "tough", "mouldy", "dreadful", "raw", "lumpy"}};

/* A: an adjective that says the mood; B: one that says the other. */
static const char *const plain[] = {
    "the [dish] was [A], and the [2=person] who served it smiled.",
    "a [A] [dish]. the [fish] after it was [C], too.",
    "we ate [number] [dish+], all of them [A].",
    "the [fish] with [vegetable+] was [A]; the [room] was full.",
    "for [number] pence we had a [dish] that was [A] and [C].",
    "the [dish] was [A] when we came and [C] when we came again.",
    "my [kin] had the [fish], which was [A], and I had the [dish].",
    "the [fruit] was [A]. the [person] at the next table said the same.",
};
static const char *const negated[] = {
    "the [dish] was not [B], whatever the [person] says.",
    "not one of the [dish+] was [B].",
    "we had a [fish] that was not at all [B].",
    "nobody can say that the [dish] was [B] or that the [fish] was [D].",
    "the [dish] is never [B] in this [room].",
};
static const char *const swapped[] = {
    "the [dish] was not [B] but [A].",
    "my [kin] called the [fish] [A] and not [B].",
    "the [dish] was [A], not [B] as the [person] had said.",
    "[A], not [B]: that was the [fish] with [vegetable+].",
};
static const struct {
    const char *const *row;
    uint32_t rows;
    const char *name;
} kinds[REVIEWS_KINDS] = {
    [REVIEWS_PLAIN] = {plain, sizeof plain / sizeof *plain, "plain"},
    [REVIEWS_NEGATED] = {negated, sizeof negated / sizeof *negated, "negated"},
    [REVIEWS_SWAPPED] = {swapped, sizeof swapped / sizeof *swapped, "swapped"},
};

/* Two adjectives of either side; which sides stand first is the mood's. */
static void choose(struct town_phrase *p, bool praise)
{
    const char *pick[2][2];

    for (int side = 0; side < 2; side++) {
        const uint32_t first = rng_below(&p->rng, WORDS);

        pick[side][0] = words[side][first];
        pick[side][1] =
            words[side][(first + 1 + rng_below(&p->rng, WORDS - 1)) % WORDS];
    }
    town_phrase_set(p, 'A', pick[praise ? PRAISE : BLAME][0]);
    town_phrase_set(p, 'C', pick[praise ? PRAISE : BLAME][1]);
    town_phrase_set(p, 'B', pick[praise ? BLAME : PRAISE][0]);
    town_phrase_set(p, 'D', pick[praise ? BLAME : PRAISE][1]);
}

void reviews_draw(struct reviews_entry *e, enum reviews_kind kind,
                  uint64_t seed, uint64_t i)
{
    const bool pairs = kind == REVIEWS_SWAPPED;
    const uint64_t number = pairs ? i / 2 : i;
    struct town_phrase p;
    struct buf out;

    buf_init(&out, 1 << 16);
    town_phrase_init(&p, &out, seed,
                     ((uint64_t)STREAM << 40) + number * REVIEWS_KINDS + kind);
    e->praise = pairs ? i % 2 == 0 : rng_below(&p.rng, 2) == 0;
    choose(&p, e->praise);
    town_phrase_begin(&p);
    town_phrase_say(&p, kinds[kind].row[rng_below(&p.rng, kinds[kind].rows)]);
    snprintf(e->text, sizeof e->text, "%s", buf_string(&out));
    buf_release(&out);
}

const char *reviews_name(enum reviews_kind kind)
{
    return kinds[kind].name;
}
