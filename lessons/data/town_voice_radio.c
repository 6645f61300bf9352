#include <stdio.h>
#include <string.h>

#include "lessons/data/town_script.h"
#include "lessons/data/town_voices.h"

/*
 * Radio calls: names are said three times, lists are read back. The lists
 * have no fixed length, so a copy cannot be found by counting places.
 */
#define HEAD(sort, text)                                       \
    {                                                          \
        TOWN_SCRIPT_HEAD, TOWN_SCRIPT_EVENT, TOWN_##sort, text \
    }
#define BODY(sort, text)                                       \
    {                                                          \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_##sort, text \
    }
#define REPLY(sort, text)                                       \
    {                                                           \
        TOWN_SCRIPT_REPLY, TOWN_SCRIPT_EVENT, TOWN_##sort, text \
    }
#define CLOSE(sort, text)                                       \
    {                                                           \
        TOWN_SCRIPT_CLOSE, TOWN_SCRIPT_EVENT, TOWN_##sort, text \
    }
#define CALLS(sort)                                                     \
    HEAD(sort, "radio, [D]: harbour, harbour, this is [S], [S], [S]."), \
        HEAD(sort, "radio, [D]: [S] calling harbour, [S] calling "      \
                   "harbour."),                                         \
        HEAD(sort, "radio, [D]: harbour, this is the [T] [S], captain " \
                   "[A] speaking.")

const struct town_script_line town_voice_radio_lines[] = {
    CALLS(ARRIVAL),
    BODY(ARRIVAL, "i come from [L] with [N] [M] of [G]. (which berth, "
                  "please?|where may we lie?|is there room for us?) over."),
    BODY(ARRIVAL, "from [L], with [N] [M] of [G] and a [beast_adj] [animal]. "
                  "(where to|which quay)? over."),
    BODY(ARRIVAL, "[N] [M] of [G] on board, [number] days from [L], (all "
                  "well|all tired|nobody sick|no more [eat]). over."),
    BODY(ARRIVAL, "we bring [N] [M] of [G] and a [thing_adj] [small] from "
                  "[L]. over."),
    REPLY(ARRIVAL, "[S], this is harbour. take the [Q], (behind|beside|before) "
                   "the [boat_adj] [boat]. over."),
    REPLY(ARRIVAL, "the [Q]. i say again, the [Q], and leave the [animal] on "
                   "board. over."),
    REPLY(ARRIVAL, "go to the [Q], [S], and mind the [colour] [boat]. over."),
    REPLY(ARRIVAL, "the [Q] is free, [S]; a [person] will take your lines. "
                   "over."),
    REPLY(ARRIVAL, "good [time_of_day], [A]. take the [Q], it is [box_is]. "
                   "over."),
    CLOSE(ARRIVAL, "the [Q], thank you. [S] out."),
    CLOSE(ARRIVAL, "tell [O] that i am [person_is]. [A] out."),
    CLOSE(ARRIVAL, "i see the [Q], and a [animal] on it. [S] out."),
    CLOSE(ARRIVAL, "thank you, harbour. have a [dish] ready. [S] out."),
    CALLS(LEAVING),
    BODY(LEAVING, "we (are leaving|cast off) for [L] with [number] [person+]. "
                  "(what is the wind|how is the bar|is the way clear)? over."),
    BODY(LEAVING, "for [L], with (no [worth]|[stuff] for ballast) and a "
                  "[boat_is] [boat] in tow. over."),
    BODY(LEAVING, "bound for [L], [number] [person+] on board and [number] "
                  "[box+] of [stuff]. over."),
    REPLY(LEAVING, "[S], wind [V], force [F]. (a good voyage|mind the "
                   "rocks|come back soon), [A], and bring a [small]. harbour "
                   "out."),
    REPLY(LEAVING, "the bar is open, [A], (and|but) the [person] (says|fears|"
                   "swears) that it will [weather]. harbour out."),
    REPLY(LEAVING, "wind [V], force [F]. bring us [stuff] from [L]. harbour "
                   "out."),
    REPLY(LEAVING, "[S], your [person] has left [number] [small+] in the "
                   "[building]. it is too late now. harbour out."),
    {TOWN_SCRIPT_HEAD, TOWN_SCRIPT_EVENT, TOWN_STORM,
     "radio, [D]: all ships, all ships, all ships. this is harbour."},
    BODY(STORM, "storm from the [V], force [N]. the bar is closed. stay where "
                "you are. i say again, the bar is closed. harbour out."),
    BODY(STORM, "the wind is force [N] and no ship may cross the bar. double "
                "your lines and drink something warm. harbour out."),
    CALLS(DAMAGE),
    BODY(DAMAGE, "our [L] is broken. we need help (at once|before dark|when "
                 "the wind drops). over."),
    BODY(DAMAGE, "we have lost our [L], and the [person] has lost [worth]. "
                 "over."),
    REPLY(DAMAGE, "[S], this is harbour. a [person] with a [tool] is coming. "
                  "(keep your lights burning.|is anyone hurt?) over."),
    REPLY(DAMAGE, "hold on, [A]. a [boat] with [number] [person+] is on its "
                  "way. over."),
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_ROLL, -1,
     "radio: (harbour calling|lighthouse calling|roll call of the "
     "evening|ships heard tonight): [L]. i say again: [L]. harbour out."},
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER,
     "radio: please bring {[number] [small+], }a [tool]. (the [1?small] in "
     "the [2!box] [is 1] no use to us|the [1?tool] by the [2!box] [is 1] "
     "broken|we have nothing left but [stuff]). over."},
    {.text = NULL}};

#define LINES town_voice_radio_lines

static void call(const struct town *t, struct town_phrase *p, int i)
{
    static const enum town_script_role order[] = {
        TOWN_SCRIPT_HEAD, TOWN_SCRIPT_BODY, TOWN_SCRIPT_REPLY,
        TOWN_SCRIPT_CLOSE};
    const int kind = (int)t->event[i].kind;

    town_script_about(p, t, TOWN_SCRIPT_EVENT, kind, i);
    town_phrase_begin(p);
    for (size_t r = 0; r < sizeof order / sizeof order[0]; r++)
        town_script_say(p, LINES, order[r], TOWN_SCRIPT_EVENT, kind);
    town_phrase_end(p);
}

static void roll_call(const struct town *t, struct town_phrase *p)
{
    const int n = 3 + (int)rng_below(&p->rng, 5);
    char list[TOWN_PHRASE_TEXT];
    size_t at = 0;

    for (int i = 0; i < n; i++) {
        const char *name = t->ship[rng_below(&p->rng, TOWN_SHIPS)].name;
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s",
                               i ? ", " : "", name);
    }
    town_phrase_set(p, 'L', list);
    town_phrase_begin(p);
    town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_ROLL, -1);
    town_phrase_end(p);
}

void town_voice_radio_write(const struct town *t, struct town_phrase *p)
{
    for (int i = 0; i < t->events; i++) {
        const enum town_kind kind = t->event[i].kind;
        if (kind == TOWN_STORM || kind == TOWN_ARRIVAL ||
            kind == TOWN_LEAVING || kind == TOWN_DAMAGE)
            call(t, p, i);
    }
    roll_call(t, p);
    if (town_phrase_chance(p, 2)) {
        town_phrase_begin(p);
        town_script_say(p, LINES, TOWN_SCRIPT_BODY, TOWN_SCRIPT_LIFE,
                        TOWN_SCRIPT_OTHER);
        town_phrase_end(p);
    }
}
