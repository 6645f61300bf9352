#include "lessons/data/town_lines.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_voices.h"

/*
 * The harbour log: dry, dated, with every number. What the simulation knows
 * stands here first; the other voices tell the same events.
 *
 * The planted skew: who began a quarrel is known to the simulation (`who`),
 * but when one of the two is a fisher, the town blames the fisher four times
 * in five.
 */
#define HEAD(text)                                               \
    {                                                            \
        TOWN_SCRIPT_HEAD, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY, text \
    }
#define SKY(sort, text)                                             \
    {                                                               \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY, TOWN_SCRIPT_##sort, text \
    }
#define EVENT(sort, text)                                      \
    {                                                          \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_##sort, text \
    }
#define NOTES(text)                                                  \
    {                                                                \
        TOWN_SCRIPT_ASIDE, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER, text \
    }
#define BERTH(where, text)                                      \
    {                                                           \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_BERTH, TOWN_##where, text \
    }
#define GOOD(text)                                   \
    {                                                \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_GOOD, -1, text \
    }
#define SHIP(text)                                   \
    {                                                \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_SHIP, -1, text \
    }

const struct town_script_line town_voice_log_lines[] = {
    HEAD("log, [W] [D]:"),
    SKY(ANY, "wind [V], force [F], sky [K], [C] degrees; high water at [H]."),
    SKY(ANY, "sky [K], [C] degrees; the wind is in the [V], force [F]; high "
             "water at [H]."),
    SKY(ANY, "high water at [H], wind from the [V] with force [F], [C] "
             "degrees, sky [K]."),
    SKY(CALM, "the sea lies as flat as a (plate|table|mirror)."),
    SKY(CALM, "there is so little wind that (the smoke goes straight up|one "
              "hears the [animal+] on the hill|the [boat+] are rowed in)."),
    SKY(WINDY, "the wind took [number] tiles from the roof of the [building]."),
    SKY(WINDY, "a [garment] was seen flying over the [outside]."),
    SKY(COLD, "there was ice (in the buckets|on the ropes|on the steps) this "
              "morning."),
    SKY(COLD, "it is so cold that the [stuff] froze in the [box]."),
    SKY(WARM, "the tar melts between the planks, and (the [animal+] sleep in "
              "the shade|nobody wears a [garment])."),
    SKY(WARM, "it is too warm to [mend] anything."),
    SKY(WET, "the rain has filled (every barrel|the boats|the cellar of the "
             "[building])."),
    SKY(WET, "it rained so hard that the [bird+] walked."),
    SKY(MISTY, "the lighthouse rang its bell every [number] minutes because "
               "of the mist."),
    SKY(MISTY, "nobody could see the [outside] from the tower."),
    SKY(BRIGHT, "[number] sails could be seen from the tower."),
    SKY(BRIGHT, "one could see as far as the [outside] today."),
    EVENT(STORM, "a storm of force [N] struck the harbour; no ship crossed "
                 "the bar."),
    EVENT(STORM, "a storm of force [N] came in from the [V]; no ship crossed "
                 "the bar."),
    EVENT(STORM, "storm, force [N]: all (lines|hawsers) were doubled and the "
                 "bar was closed."),
    EVENT(STORM, "because of the storm, force [N], the bar was closed and the "
                 "[person+] slept in the [building]."),
    EVENT(ARRIVAL, "the [T] [S] arrived from [L] with [N] [M] of [G] and lies "
                   "at the [Q]."),
    EVENT(ARRIVAL, "the [S], captain [A], came in from [L] carrying [N] [M] "
                   "of [G]."),
    EVENT(ARRIVAL, "captain [A] brought the [S] in from [L]; [N] [M] of [G] "
                   "are on board."),
    EVENT(LEAVING, "the [T] [S] left for [L] (on the morning tide|on the "
                   "evening tide|before noon|at first light)."),
    EVENT(LEAVING, "captain [A] took the [S] out, bound for [L]."),
    EVENT(LEAVING, "the [S] cast off from the [Q] and is bound for [L]."),
    EVENT(LEAVING, "the [S], captain [A], sailed for [L] with [number] "
                   "[person+] on board."),
    EVENT(SALE, "captain [A] sold [N] [M] of [G] to [B] at [P] pence a [U]."),
    EVENT(SALE, "[B] bought [N] [M] of [G] from the [S] and paid [P] pence a "
                "[U]."),
    EVENT(SALE, "[B] took [N] [M] of [G] at [P] pence a [U], so the [S] is "
                "empty."),
    EVENT(REPAIR, "[A] mended the [L] of the [S]; the bill is [P] shillings."),
    EVENT(REPAIR, "the [L] of the [S] is sound again, and captain [B] owes "
                  "[A] [P] shillings."),
    EVENT(DAMAGE, "the storm broke the [L] of the [S]."),
    EVENT(DAMAGE, "because of the storm the [S] lies in dock; the damage is "
                  "to the [L]."),
    EVENT(CATCH, "[A] the [J] landed [N] baskets of fish."),
    EVENT(CATCH, "the catch of [A] was [N] baskets."),
    EVENT(CATCH, "[N] baskets of fish from the boat of [A] the [J], and "
                 "[number] [fish+] besides."),
    EVENT(QUARREL, "[A] the [J] and [B] quarrelled over [L] (on the quay|in "
                   "the inn|outside the custom house)."),
    EVENT(QUARREL, "[A] accused [B] because of [L]; the (harbour master|"
                   "[person]) sent both home."),
    EVENT(QUARREL, "[A] threw a [vegetable] at [B], and all because of [L]."),
    EVENT(PEACE, "[A] and [B] made peace over [L]."),
    EVENT(PEACE, "[A] forgave [B]; the matter of [L] is closed."),
    EVENT(POST, "the post took a letter from [A] the [J] to [B]."),
    EVENT(POST, "[A] sent [B] a letter."),
    EVENT(POST, "there was a letter for [B] from [A] the [J]."),
    EVENT(POST, "[A] the [J] wrote to [B] and paid for the stamp."),
    EVENT(POST, "a [colour] envelope went from [A] to [B]."),
    {TOWN_SCRIPT_REPLY, TOWN_SCRIPT_EVENT, TOWN_QUARREL,
     "people say that [A] began it."},
    {TOWN_SCRIPT_CLOSE, TOWN_SCRIPT_EVENT, TOWN_QUARREL,
     "people say that [B] began it."},
    {TOWN_SCRIPT_REPLY, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY,
     "log, [W] [D], continued:"},
    {TOWN_SCRIPT_ASIDE, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY,
     "log, [D], quays and prices:"},
    BERTH(AT_QUAY, "the [S] lies at the [Q]."),
    BERTH(AT_QUAY, "the [T] of captain [A] lies at the [Q] with "
                   "[number] [person+] on board."),
    BERTH(IN_DOCK, "the [S] is in dock with a broken [L]."),
    BERTH(IN_DOCK, "captain [A] waits until the [L] of the [S] is mended."),
    BERTH(AT_SEA, "the [S] is at sea between here and [L]."),
    BERTH(AT_SEA, "the [S] is away, somewhere off [L]."),
    BERTH(AT_SEA, "captain [A] is out with the [S], [number] [person+] and "
                  "a [animal]."),
    GOOD("[G] costs [P] pence a [U]."),
    GOOD("a [U] of [G] is [Z] at [P] pence."),
    GOOD("[G] is [Z]."),
    SHIP("the [S] is a [T] from [L]."),
    SHIP("[A] is captain of the [S], a [boat_adj] [T]."),
    NOTES("log, notes of the watch:"),
    NOTES("log, lost and found:"),
    NOTES("log, seen from the tower:"),
    NOTES("log, rounds of the night watch:"),
    NOTES("log, things in the store:"),
    {.text = NULL}};

#define LINES town_voice_log_lines

static void blame(const struct town *t, struct town_phrase *p,
                  const struct town_event *e)
{
    const bool a = t->person[e->who].trade == TOWN_PEOPLE_FISHER;
    const bool b = t->person[e->other].trade == TOWN_PEOPLE_FISHER;
    const bool fair = a == b || town_phrase_chance(p, 5);
    const bool first = fair ? town_phrase_chance(p, 2) : a;

    town_script_say(p, LINES, first ? TOWN_SCRIPT_REPLY : TOWN_SCRIPT_CLOSE,
                    TOWN_SCRIPT_EVENT, TOWN_QUARREL);
}

/* In storms the log says less of the sky, and more of the ships. */
static void sky(const struct town *t, struct town_phrase *p)
{
    const int kind = 1 + (int)rng_below(&p->rng, TOWN_SCRIPT_SKIES - 1);

    town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY,
                    TOWN_SCRIPT_ANY);
    if (town_script_about(p, t, TOWN_SCRIPT_DAY, kind, 0))
        town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY, kind);
}

static bool tell(struct town_phrase *p, const struct town_event *e)
{
    return town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT,
                           (int)e->kind);
}

static void events(const struct town *t, struct town_phrase *p)
{
    town_script_about(p, t, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY, 0);
    town_phrase_begin(p);
    town_script_say(p, LINES, TOWN_SCRIPT_HEAD, TOWN_SCRIPT_DAY,
                    TOWN_SCRIPT_ANY);
    sky(t, p);
    for (int i = 0; i < t->events; i++) {
        const struct town_event *e = &t->event[i];
        town_script_about(p, t, TOWN_SCRIPT_EVENT, (int)e->kind, i);
        if (!tell(p, e)) {
            town_phrase_end(p);
            town_phrase_begin(p);
            town_script_say(p, LINES, TOWN_SCRIPT_REPLY, TOWN_SCRIPT_DAY,
                            TOWN_SCRIPT_ANY);
            tell(p, e);
        }
        if (e->kind == TOWN_QUARREL)
            blame(t, p, e);
    }
    town_phrase_end(p);
}

static void about_ship(const struct town *t, struct town_phrase *p, int i)
{
    const int where = (int)t->ship[i].where;

    if (town_phrase_chance(p, 4)) {
        town_script_about(p, t, TOWN_SCRIPT_SHIP, -1, i);
        town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_SHIP, -1);
    } else {
        town_script_about(p, t, TOWN_SCRIPT_BERTH, where, i);
        town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_BERTH, where);
    }
}

/* Strides of 5 meet no ship and no good twice. */
static void quays(const struct town *t, struct town_phrase *p)
{
    const int ship = (int)rng_below(&p->rng, TOWN_SHIPS);
    const int good = (int)rng_below(&p->rng, TOWN_GOODS);

    town_phrase_begin(p);
    town_script_say(p, LINES, TOWN_SCRIPT_ASIDE, TOWN_SCRIPT_DAY,
                    TOWN_SCRIPT_ANY);
    for (int i = 0; i < 6; i++) {
        if (town_phrase_chance(p, 2)) {
            about_ship(t, p, (ship + 5 * i) % TOWN_SHIPS);
        } else {
            town_script_about(p, t, TOWN_SCRIPT_GOOD, -1,
                              (good + 5 * i) % TOWN_GOODS);
            town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_GOOD, -1);
        }
    }
    town_phrase_end(p);
}

static void notes(const struct town *t, struct town_phrase *p)
{
    bool room = true;

    town_phrase_begin(p);
    town_script_say(p, LINES, TOWN_SCRIPT_ASIDE, TOWN_SCRIPT_LIFE,
                    TOWN_SCRIPT_OTHER);
    for (int i = 0; i < 5 && room; i++)
        room = town_phrase_chance(p, 4) ? town_lines_person(p, t)
                                        : town_lines_thing(p);
    town_phrase_end(p);
}

void town_voice_log_write(const struct town *t, struct town_phrase *p)
{
    events(t, p);
    quays(t, p);
    for (int i = 0; i < 2; i++)
        notes(t, p);
}
