#include "lessons/data/town_lines.h"
#include "lessons/data/town_voices.h"

/*
 * Letters: people tell their day to each other. First the news, which is
 * true in the simulation, then what they saw and thought.
 */
#define EVENT(sort, text)                                      \
    {                                                          \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_##sort, text \
    }
#define SKY(sort, text)                                             \
    {                                                               \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY, TOWN_SCRIPT_##sort, text \
    }
#define FACT(kind, text)                               \
    {                                                  \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_FACT, kind, text \
    }
#define LAST(text)                                                   \
    {                                                                \
        TOWN_SCRIPT_CLOSE, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER, text \
    }

const struct town_script_line town_voice_letter_lines[] = {
    {TOWN_SCRIPT_HEAD, TOWN_SCRIPT_EVENT, TOWN_POST, "letter, [D]: dear [Y],"},
    SKY(ANY, "it is [W], it is [C] degrees, and the sky is [K]."),
    SKY(ANY, "the wind is in the [V] today."),
    SKY(CALM, "the sea is so quiet today that one can hear (the "
              "[insect+]|one's own thoughts|the neighbours chew)."),
    SKY(WINDY, "the wind has stolen my [garment], and now a [person] in the "
               "next town wears it."),
    SKY(COLD, "it is so cold that the [pet] sleeps in my [garment]."),
    SKY(WARM, "it is so warm that the [eat] runs from the [seat]."),
    SKY(WET, "it has rained all day, and the [room] is full of [garment+]."),
    SKY(MISTY, "the mist is so thick that i said good morning to a [animal]."),
    SKY(BRIGHT, "the sun came into the [room] and showed me the dust on the "
                "[seat]."),
    EVENT(STORM, "the storm was so loud that (nobody slept|the [animal+] hid "
                 "under the [seat]|we [rest:d] in the [room] all night)."),
    EVENT(STORM, "in the storm the [building] lost its chimney, and the "
                 "[person] lost [worth]."),
    EVENT(ARRIVAL, "the [S] is back from [L] and has brought [N] [M] of [G]."),
    EVENT(ARRIVAL,
          "[A] came home from [L] on the [S], [person_is] as ever, with "
          "[N] [M] of [G]."),
    EVENT(ARRIVAL, "when the [S] came in from [L], [O] ran to the [Q] to see "
                   "[A]."),
    EVENT(LEAVING, "[A] has sailed for [L] on the [S], and [A.his] [E] [O] "
                   "(waved a [garment]|cried a little|is glad of the "
                   "silence)."),
    EVENT(LEAVING, "the [S] is gone again, to [L] this time, and [O] is "
                   "[person_is]."),
    EVENT(SALE, "[B] paid [P] pence for a [U] of [G]; [B.he] [say:d] that it "
                "was (too much|a bargain|fair)."),
    EVENT(SALE,
          "[A] sold [B] [N] [M] of [G], and the [person] wonders what [B.he] "
          "will do with them."),
    EVENT(REPAIR, "[A], our [J], mended the [S], and [A.he] is proud of "
                  "[A.himself]."),
    EVENT(REPAIR, "the [S] has a new [L], and [B] has a bill of [P] "
                  "shillings."),
    EVENT(DAMAGE, "the [S] lost her [L] in the storm, so [A] stays at home "
                  "and [rest:s] all day."),
    EVENT(DAMAGE, "the storm broke the [L] of the [S], and [A] swore so that "
                  "the [bird+] flew up."),
    EVENT(CATCH, "[A] the [J] caught [N] baskets of fish, and now the whole "
                 "street smells of [A.him]."),
    EVENT(CATCH, "we eat fish, because [A] came back with [N] baskets."),
    EVENT(QUARREL, "[A], who is [I], does not speak to [B] any more because "
                   "of [L]; [A.he] (slammed the door|called [B.him] a "
                   "[person]|threw a [vegetable] at [B.him])."),
    EVENT(QUARREL, "[A] and [B] had words over [L], and the [person] heard "
                   "all of them."),
    EVENT(PEACE, "[A] and [B] are friends again; [A.he] brought [B.him] a "
                 "[dish]."),
    EVENT(PEACE, "nobody speaks of [L] any more, for [A] and [B] shook "
                 "hands."),
    EVENT(POST, "there was a queue at the post office, and [A] was in it."),
    EVENT(POST, "[A] has written to [B], but i do not know what."),
    EVENT(POST, "today [A] the [J] posted a letter and a [small]."),
    EVENT(POST, "[B] has had a letter and reads it to [B.his] [animal]."),
    EVENT(POST, "i met [A] with a letter in one hand and a [small] in the "
                "other."),
    FACT(0, "did you know that [X] was born in [Z]?"),
    FACT(0, "[X] comes from [Z], and one hears it."),
    FACT(1, "i made [Z] for [X], who likes nothing better."),
    FACT(1, "[X] came for supper, and there had to be [Z]."),
    FACT(2, "[Z], the pet of [X], (slept on my feet|ate my [dish]|bit the "
            "[person])."),
    FACT(2, "[X] has lost [Z] again; who calls a pet [Z]?"),
    FACT(3, "[X] was born in [Z] and does not hide it."),
    FACT(4, "[X] spends every free day [Z], and [A.his] [E] [O] wonders why."),
    FACT(4, "on sundays you find [X] [Z]."),
    LAST("write soon."),
    LAST("come and see us when the [tree+] are green."),
    LAST("send [worth], or at least a [dish]."),
    LAST("the [pet] misses you, and so do i."),
    LAST("do not forget your [garment] when you come."),
    LAST("burn this letter, or hide it in the [box]."),
    LAST("i must stop, the [dish] is burning."),
    LAST("keep warm and stay away from the [outside]."),
    {TOWN_SCRIPT_CLOSE, TOWN_SCRIPT_EVENT, TOWN_POST, "your [Z], [X]."},
    {.text = NULL}};

#define LINES town_voice_letter_lines

/* Nobody writes of himself, or tells a friend what the friend did. */
static bool is_news(const struct town_event *e, const struct town_event *post)
{
    return e->who < 0 || (e->who != post->who && e->who != post->other &&
                          e->other != post->who && e->other != post->other);
}

static void news(const struct town *t, struct town_phrase *p,
                 const struct town_event *post)
{
    const uint32_t from = rng_below(&p->rng, (uint32_t)t->events);
    int left = 1 + (int)rng_below(&p->rng, 2);

    for (int i = 0; i < t->events && left > 0; i++) {
        const int row = (int)((from + (uint32_t)i) % (uint32_t)t->events);
        const struct town_event *e = &t->event[row];
        if (!is_news(e, post))
            continue;
        town_script_about(p, t, TOWN_SCRIPT_EVENT, (int)e->kind, row);
        town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT,
                        (int)e->kind);
        left -= e->kind == TOWN_POST ? 2 : 1;
    }
}

static void weather(const struct town *t, struct town_phrase *p)
{
    const int kind = (int)rng_below(&p->rng, TOWN_SCRIPT_SKIES);

    if (town_script_about(p, t, TOWN_SCRIPT_DAY, kind, 0))
        town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY, kind);
}

static void fact(const struct town *t, struct town_phrase *p)
{
    const int who = (int)rng_below(&p->rng, TOWN_PEOPLE);
    const int kind = (int)rng_below(&p->rng, TOWN_FACTS);

    if (t->person[who].held[kind])
        return;
    town_script_about(p, t, TOWN_SCRIPT_FACT, kind, who);
    town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_FACT, kind);
}

static void life(const struct town *t, struct town_phrase *p)
{
    static const enum town_script_life sorts[] = {
        TOWN_SCRIPT_CAUSE, TOWN_SCRIPT_HOMONYM, TOWN_SCRIPT_PRONOUN,
        TOWN_SCRIPT_SCENE, TOWN_SCRIPT_SCENE};
    const uint32_t i = rng_below(&p->rng, 8);

    if (i < 5) {
        town_lines_life(p, sorts[i]);
    } else if (i < 7) {
        town_lines_person(p, t);
    } else {
        town_lines_thing(p);
    }
}

static void letter(const struct town *t, struct town_phrase *p, int post)
{
    const size_t line = p->out->bytes;

    town_phrase_begin(p);
    town_script_about(p, t, TOWN_SCRIPT_EVENT, TOWN_POST, post);
    town_script_say(p, LINES, TOWN_SCRIPT_HEAD, TOWN_SCRIPT_EVENT, TOWN_POST);
    p->spare = 40; /* for the name below */
    if (town_phrase_chance(p, 2))
        weather(t, p);
    news(t, p, &t->event[post]);
    if (town_phrase_chance(p, 4))
        fact(t, p);
    while (p->out->bytes - line < 250 && !p->out->failed)
        life(t, p);
    if (town_phrase_chance(p, 3)) {
        town_script_say(p, LINES, TOWN_SCRIPT_CLOSE, TOWN_SCRIPT_LIFE,
                        TOWN_SCRIPT_OTHER);
    }
    p->spare = 0;
    town_script_about(p, t, TOWN_SCRIPT_EVENT, TOWN_POST, post);
    town_script_say(p, LINES, TOWN_SCRIPT_CLOSE, TOWN_SCRIPT_EVENT, TOWN_POST);
    town_phrase_end(p);
}

void town_voice_letter_write(const struct town *t, struct town_phrase *p)
{
    for (int i = 0; i < t->events; i++) {
        if (t->event[i].kind == TOWN_POST)
            letter(t, p, i);
    }
}
