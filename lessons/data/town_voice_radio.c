#include "lessons/data/town_lines.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_voices.h"

/*
 * Radio calls: names are said three times, lists are read back. The lists
 * have no fixed length, so a copy cannot be found by counting places.
 */
static void call(const struct town *t, struct town_phrase *p,
                 const struct town_event *e)
{
    town_lines_event(p, t, e);
    town_phrase_begin(p);
    switch (e->kind) {
    case TOWN_ARRIVAL:
        town_phrase_say(p, "radio: harbour, harbour, this is [S], [S], [S]. i "
                           "come from [L] with [N] [M] of [G]. which berth, "
                           "please? over.");
        town_phrase_say(p, "[S], this is harbour. take the [Q]. i say again, "
                           "the [Q]. over.");
        town_phrase_say(p, "the [Q], thank you. [S] out.");
        break;
    case TOWN_LEAVING:
        town_phrase_say(p, "radio: harbour, this is [S]. we (are leaving|cast "
                           "off) for [L]. (what is the wind|how is the bar)? "
                           "over.");
        town_phrase_say(p, "[S], wind [V], force [F]. (a good voyage|mind the "
                           "rocks|come back soon), [A]. harbour out.");
        break;
    case TOWN_STORM:
        town_phrase_say(p,
                        "radio: all ships, all ships, all ships. this is "
                        "harbour. storm from the [V], force [N]. the bar is "
                        "closed. stay where you are. i say again, the bar is "
                        "closed. harbour out.");
        break;
    case TOWN_DAMAGE:
        town_phrase_say(p, "radio: harbour, this is [S]. our [L] is broken. we "
                           "need help (at once|before dark|when the wind "
                           "drops). over.");
        town_phrase_say(p, "[S], this is harbour. help is coming. "
                           "(keep your lights burning|is anyone hurt?) over.");
        break;
    default:
        break;
    }
    town_phrase_end(p);
}

static void roll_call(const struct town *t, struct town_phrase *p)
{
    const int n = 2 + (int)rng_below(&p->rng, 6);
    int row[8];

    for (int i = 0; i < n; i++)
        row[i] = (int)rng_below(&p->rng, TOWN_SHIPS);
    town_phrase_begin(p);
    town_phrase_say(p, "radio: (harbour calling|lighthouse calling|roll call "
                       "of the evening|ships heard tonight):");
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < n; i++) {
            town_phrase_set(p, 'S', t->ship[row[i]].name);
            town_phrase_say(p, i + 1 < n ? "[S]," : "[S].");
        }
        if (!again)
            town_phrase_say(p, "i say again:");
    }
    town_phrase_say(p, "harbour out.");
    town_phrase_end(p);
}

static void list_call(struct town_phrase *p)
{
    const int n = 2 + (int)rng_below(&p->rng, 4);

    town_phrase_begin(p);
    town_phrase_say(p, "radio: please bring");
    for (int i = 0; i < n; i++)
        town_phrase_say(p, i + 1 < n ? "[number] [small+]," : "a [tool].");
    town_phrase_say(p, "(the [1?small] in the [2!box] [is 1] no use to us|the "
                       "[1?tool] by the [2!box] [is 1] broken). over.");
    town_phrase_end(p);
}

void town_voice_radio_write(const struct town *t, struct town_phrase *p)
{
    town_lines_day(p, t);
    for (int i = 0; i < t->events; i++) {
        if (t->event[i].kind == TOWN_STORM ||
            t->event[i].kind == TOWN_ARRIVAL ||
            t->event[i].kind == TOWN_LEAVING || t->event[i].kind == TOWN_DAMAGE)
            call(t, p, &t->event[i]);
    }
    roll_call(t, p);
    if (town_phrase_chance(p, 2))
        list_call(p);
}
