#include "lessons/data/town_lines.h"

#include <stdio.h>

#include "lessons/data/town_people.h"

#define SAY_ONE(p, table) \
    town_phrase_any(p, table, sizeof(table) / sizeof((table)[0]))

void town_lines_person(struct town_phrase *p, char letter, const struct town *t,
                       int who)
{
    town_phrase_set(p, letter, t->person[who].first);
    p->she[letter - 'A'] = t->person[who].she;
}

void town_lines_whole(struct town_phrase *p, char letter, const struct town *t,
                      int who)
{
    char name[64];

    snprintf(name, sizeof name, "%s %s", t->person[who].first,
             t->person[who].last);
    town_phrase_set(p, letter, name);
    p->she[letter - 'A'] = t->person[who].she;
}

static void set_place(struct town_phrase *p, const struct town_event *e)
{
    switch (e->kind) {
    case TOWN_ARRIVAL:
    case TOWN_LEAVING:
        town_phrase_set(p, 'L', town_people_port(e->place));
        break;
    case TOWN_DAMAGE:
    case TOWN_REPAIR:
        town_phrase_set(p, 'L', town_people_part(e->place));
        break;
    case TOWN_QUARREL:
    case TOWN_PEACE:
        town_phrase_set(p, 'L', town_people_quarrel(e->place));
        break;
    default:
        town_phrase_set(p, 'L', "the harbour");
    }
}

static void set_life(struct town_phrase *p, const struct town *t, int who)
{
    const struct town_person *a = &t->person[who], *kin = &t->person[a->kin];

    town_phrase_set(p, 'J', town_people_trade(a->trade));
    town_phrase_set(p, 'I', town_people_temper(a->temper));
    town_phrase_set(p, 'E', town_people_kin(a->kin_kind, kin->she));
    town_phrase_set(p, 'O', kin->first);
}

void town_lines_event(struct town_phrase *p, const struct town *t,
                      const struct town_event *e)
{
    const struct town_people_good *g = town_people_good(e->good);
    char measure[32];

    if (e->who >= 0) {
        town_lines_person(p, 'A', t, e->who);
        set_life(p, t, e->who);
    }
    if (e->other >= 0)
        town_lines_person(p, 'B', t, e->other);
    if (e->ship >= 0) {
        town_phrase_set(p, 'S', t->ship[e->ship].name);
        town_phrase_set(p, 'T', town_people_build(t->ship[e->ship].build));
        town_phrase_set(p, 'Q', town_people_quay(t->ship[e->ship].quay));
    }
    snprintf(measure, sizeof measure, "%ss", g->measure);
    town_phrase_set(p, 'G', g->name);
    town_phrase_set(p, 'U', g->measure);
    town_phrase_set(p, 'M', measure);
    town_phrase_number(p, 'N', e->amount);
    town_phrase_number(p, 'P', e->price);
    town_phrase_number(p, 'R', e->amount * e->price);
    set_place(p, e);
}

void town_lines_day(struct town_phrase *p, const struct town *t)
{
    char date[32];

    town_people_date(date, sizeof date, t->day);
    town_phrase_set(p, 'D', date);
    town_phrase_set(p, 'W', town_people_weekday(t->day));
    town_phrase_set(p, 'V', town_people_wind(t->weather.wind));
    town_phrase_set(p, 'K', town_people_sky(t->weather.sky));
    town_phrase_number(p, 'F', t->weather.force);
    town_phrase_number(p, 'C', t->weather.degrees);
    town_phrase_number(p, 'H', t->weather.tide);
}

static bool agree_core(struct town_phrase *p)
{
    static const char *const lines[] = {
        "the [1?thing] in the [2!holder] [is 1] [state].",
        "the [1?thing] in the [2!holder] [is 1] [state].",
        "the [1?thing] in the [2!holder] [was 1] [state].",
        "the [1?small] [inprep] the [2!box] [is 1] [thing_is].",
        "the [1?small] [inprep] the [2!box] on the [3!seat] [is 1] [thing_is].",
        "the [1?small] near the [2!box] [has 1] been [thing_is] for a [time].",
        "the [1?pet] on the [2!seat] [is 1] [beast_is].",
        "the [1?pet] (under|beside|near) the [2!seat] [was 1] [beast_is].",
        "the [1?pet] of the [2!person] (sleep|sit|wait)[s 1] on the [seat].",
        "the [1?person] near the [2!boat] [is 1] [person_is]."};

    return SAY_ONE(p, lines);
}

static bool agree_wide(struct town_phrase *p)
{
    static const char *const lines[] = {
        "the [1?small] [inprep] the [2!box] [was 1] [thing_is] [when].",
        "the [thing_adj] [1?small] [inprep] the [2!box] [is 1] [thing_is].",
        ("the [1?small] in the [2!box] [is 1] [thing_is], so [it 1] (stay[s 1] "
         "where [it 1] [is 1]|must be kept (dry|safe|apart)|will be sold)."),
        "the [1?small] in the [2!box] by the [3!seen] [is 1] [thing_is].",
        "the [1?tool] [nextprep] the [2!box] [is 1] [thing_is].",
        ("the [1?tool] that the [2!person] left in the [building] [was 1] "
         "[thing_is]."),
        "the [1?garment] on the [2!seat] [is 1] [thing_is].",
        "the [1?garment] of the [2!person] [is 1] [thing_is].",
        "the [1?fruit] in the [2!box] [is 1] [fruit_is].",
        "the [1?vegetable] from the [2!plot] [was 1] [fruit_is].",
        "the [1?dish] on the [2!seat] [is 1] [dish_is].",
        "the [1?animal] behind the [2!building] [is 1] [beast_is].",
        "the [1?animal] of the [2!person] [is 1] [beast_is].",
        "the [1?bird] on the [2!building] [is 1] [beast_is].",
        "the [1?person] with the [2!animal] [is 1] [person_is].",
        ("the [1?person] from the [2!building] [has 1] (no|lost the|brought "
         "the) [3!small]."),
        "the [1?person] with the [thing_adj] [2!small] [is 1] [person_is].",
        "the [1?boat] [nextprep] the [2!boat] [is 1] [boat_is].",
        "the [1?boat] that the [2!person] painted [is 1] [boat_is].",
        "the [1?tree] behind the [2!building] [is 1] [plant_is].",
        "the [1?flower] under the [2!tree] [is 1] [plant_is].",
        "the [1?building] [byprep] the [2!outside] [is 1] [house_is].",
        "the [1?room] of the [2!building] [was 1] [house_is].",
        "the [1?paper] about the [2!animal] [is 1] [paper_is].",
        "the [1?paper] in the [2!box] [was 1] [paper_is].",
        "the [1?idea] of the [2!person] [is 1] [idea_is].",
        "the [1?box] with the [2!small] [is 1] [box_is].",
        "the [1?box] full of [small+] [is 1] [box_is].",
        "the [1?instrument] of the [2!person] [is 1] [thing_is].",
        "the [1?fish] in the [2!box] [is 1] [dish_is].",
        "the [1?shipart] of the [2!boat] [is 1] [thing_is].",
        "the [1?small] lie[s 1] (under|behind) the [2!box].",
        "look at the [1?small]: [it 1] [is 1] in the [2!box].",
        ("the [1?small] [is 1] not in the [2!box]; [it 1] [is 1] on the "
         "[seat].")};

    return SAY_ONE(p, lines);
}

bool town_lines_agree(struct town_phrase *p)
{
    return town_phrase_chance(p, 2) ? agree_core(p) : agree_wide(p);
}

bool town_lines_mat(struct town_phrase *p)
{
    static const char *const lines[] = {
        "the [pet] (sat|sat|slept|lay|waited|stood) on the [seat].",
        "the [pet] (sat|sat|slept|lay|waited|stood) [onprep] the [seat].",
        "the [pet] sat on the [1=seat] because the [1] was (warm|soft|dry).",
        "the [1=pet] sat on the [seat], and the [person] sat beside the [1].",
        "the [pet+] (sat|sat|slept|lay|waited|stood) on the [seat]."};

    return SAY_ONE(p, lines);
}

bool town_lines_scene(struct town_phrase *p)
{
    static const char *const lines[] = {
        "the [animal] [beast:d] [onprep] the [seat].",
        ("the [animal] [beast:d] on the [seat] and the [animal] [beast:d] "
         "under "
         "it."),
        "the [animal] [beast:d] [byprep] the [outside].",
        "a [beast_adj] [animal] [beast:d] (in|behind) the [building].",
        "the [bird+] [flyer:d] above the [place_adj] [outside].",
        "a [bird] [flyer:d] on the [seat] of the [person].",
        "the [person] [rest:d] [byprep] the [outside] and [rest:d] [how].",
        "a [person_adj] [person] [go:d] [how] (to|from|past) the [building].",
        "the [person] [take:d] the [thing_adj] [small] [how].",
        "the [person_adj] [person] [mend:d] the [tool] [how].",
        "the [person] [say:d] that the [1?small] [was 1] [thing_is].",
        ("the [person] [like:d] the [person], but the [person] [like:d] the "
         "[kin] of the [person]."),
        "[when] a [person] [take:d] [number] [small+] and a [tool].",
        ("the [person] [cook:d] the [dish] while the [person] [cook:d] the "
         "[vegetable+]."),
        "the [person] [grow:d] the [flower+] [when].",
        "the [person] [sewing:d] a [thing_adj] [garment] out of [weave].",
        "the [person] [make:d] a [instrument] from the wood of an old [tree].",
        ("a [sound] came from the [room], and the [person] [go:d] to the "
         "[building]."),
        "the [tool] [perish:d] during the [event], and nobody noticed.",
        "a [insect] [beast:d] on the [flower].",
        "the [sky] above the [outside] was [colour].",
        ("the [person] [often] [like:s] the [person] with the [colour] "
         "[garment]."),
        "the [person] has (a|no) [idea] about the [event].",
        "one [person] asked for [worth], another for [stuff].",
        ("the [ordinal] house in the street is the [building], and it is "
         "[house_is]."),
        "the [person] lost a [metal] [small] near the [outside].",
        "a [fish] costs [number] pence, and a pound of [eat] costs [number].",
        "the [person] hurt a [body] at the [event] and [say:d] nothing.",
        "the [person] played the [instrument] for a [time].",
        "[maybe] the [person] will [like] the [person] at the [event].",
        "there was [mood] in the [building] after the [event].",
        "from the [outside] to the [outside] it is [number] miles."};

    return SAY_ONE(p, lines);
}

bool town_lines_cause(struct town_phrase *p)
{
    static const char *const lines[] = {
        ("the [1?garment] [was 1] wet because the [person] had left [them 1] "
         "in "
         "the rain."),
        "the [1?tool] [was 1] rusty because nobody had oiled [them 1].",
        "because the [animal] was hungry, it ate the [dish] of the [person].",
        "the [person] was tired, so the [person] carried the [small+] home.",
        ("since the [building] was closed, the [person] [go:d] to the "
         "[building] instead."),
        "the [dish] was [dish_is], and therefore nobody wanted more.",
        "the [tool] broke, so the [person] had to [mend] the [boat] by hand.",
        "it rained for [number] days, and that is why the [outside] is muddy.",
        "if the [boat] is late, the [person] will be [person_is].",
        "the [person] trembled with [mood] because of the [event].",
        "when the [sound] was heard, the [animal+] [go:d] into the [outside].",
        "the [fruit+] fell because the wind shook the tree.",
        "the [person] could not sleep because the [animal] made such a noise.",
        "the [bird+] flew up when the [person] came to the [outside].",
        "the fire went out, so the [room] was cold and the [eat] froze.",
        ("the [person] forgot the key and had to climb over the "
         "(wall|fence|gate|roof|hedge)."),
        "salt was dear, and so the [person] sold the [fish+] fresh.",
        ("the [person] laughed because the [1?pet] stole the [dish], and [it "
         "1] "
         "[was 1] not sorry."),
        "the lamp was not lit, and so the [boat] missed the [outside]."};

    return SAY_ONE(p, lines);
}

bool town_lines_pronoun(struct town_phrase *p)
{
    static const char *const lines[] = {
        ("the [woman] lent the [man] a [small], and he gave it back to her "
         "[when]."),
        "the [man] thanked the [woman] because she had found his [small].",
        ("when the [woman] met the [man], she [say:d] that he looked "
         "[person_is]."),
        "the [1?pet] followed the [man], and he gave [them 1] some [eat].",
        ("the [woman] wrote to the [man] that her [1?garment] [was 1] ready, "
         "and he came to fetch [them 1]."),
        "the [man] dropped the [small] of the [woman], and she forgave him.",
        "the [woman] asked the [man] for [worth], but he had none to give her.",
        ("the [1?tool] [was 1] [thing_is], so the [man] put [them 1] beside "
         "[its 1] [box]."),
        ("the [person+] lost [number] [small+] and looked for them in the "
         "[building]."),
        "the [woman] made a [dish] for herself, and the [man] ate it himself."};

    return SAY_ONE(p, lines);
}

bool town_lines_homonym(struct town_phrase *p)
{
    static const char *const lines[] = {
        "the [person] took the money to the bank and the clerk counted it.",
        "the [animal] slept on the bank of the river, in the long grass.",
        "the bank was closed, so the [person] could not borrow a penny.",
        "reeds grow on the bank, and the [bird] nests among them.",
        "the waves broke over the bow of the [boat].",
        "the [person] tied the ribbon in a bow and wrapped the [small].",
        "the fiddler lost the bow and could not play a note.",
        "the hunter bent the bow and the arrow flew.",
        "the lamp gave so little light that the [person] could not read.",
        "the [box] was light, and the [person] lifted it with one hand.",
        "the [person] will light the fire when the wood is dry.",
        "the captain dropped the anchor when the land was near.",
        "the plane went over the board until the wood was smooth.",
        "the [person] put a stamp on the letter and gave it to the postman.",
        "do not stamp your feet in the [room]; the baby is asleep.",
        "the spring was cold, and the [flower+] came late that year.",
        "we drank from the spring behind the [building].",
        "the clock stopped because its spring was broken.",
        "the seal swam around the [boat] and looked for fish.",
        "the letter had a red seal, and nobody dared to break it.",
        "the crane lifted the [box] onto the quay.",
        "a grey crane stood in the marsh on one leg.",
        "the bark of the [tree] is rough and brown.",
        "the bark of the dog woke the [person].",
        "the [person] left by the left door.",
        "the match went out in the wind before the pipe was lit.",
        "our team won the match, and the [person] cheered.",
        "the ring on the finger of the [kin] is [metal].",
        "ring the bell twice when the ferry comes.",
        "the [person] can open the can with a knife."};

    return SAY_ONE(p, lines);
}
