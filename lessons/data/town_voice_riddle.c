#include "lessons/data/town_script.h"
#include "lessons/data/town_voices.h"

/*
 * Riddles: something of the town describes itself and is named at the end.
 */
#define RIDDLE(text)                                                           \
    {                                                                          \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER, "riddle: " text \
    }
#define TODAY(text)                                         \
    {                                                       \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY, \
            "riddle, [D]: " text                            \
    }

const struct town_script_line town_voice_riddle_lines[] = {
    RIDDLE("i have a face and two hands, but i cannot wash. what am i? a "
           "clock."),
    RIDDLE("i have teeth, but i never bite bread; i am used on your hair. "
           "what am i? a comb."),
    RIDDLE("i have one eye and no head, and i pull a long tail behind me. "
           "what am i? a needle."),
    RIDDLE("the more you take from me, the bigger i become. what am i? a "
           "hole."),
    RIDDLE("i hold water and am full of holes. what am i? a sponge."),
    RIDDLE("i have a neck but no head, and a cork for a hat. what am i? a "
           "bottle."),
    RIDDLE("i run all day and never leave my bed. what am i? a river."),
    RIDDLE("i have leaves but am no tree, and a back but no belly. what am"
           " i? a book."),
    RIDDLE("i bite without teeth when the wind is in the north. what am i?"
           " the frost."),
    RIDDLE("i walk on four legs in the [building], i [beast] on the "
           "[seat], and mice fear me. what am i? a cat."),
    RIDDLE("i live in the sea, i have [number] scales, and the [bird] "
           "wants me. what am i? a [fish]."),
    RIDDLE("i go up when the rain comes down. what am i? an umbrella."),
    RIDDLE("i follow you all day in the sun and leave you at night. what "
           "am i? a shadow."),
    RIDDLE("the more i dry, the wetter i am. what am i? a towel."),
    RIDDLE("i am full of keys and open no door, but i sing. what am i? a "
           "piano."),
    RIDDLE("i have a tongue and never speak until i am swung. what am i? a"
           " bell."),
    RIDDLE("i have no feet and yet i run, no mouth and yet i roar. what am"
           " i? the sea."),
    RIDDLE("i am tall when i am young and short when i am old, and i weep "
           "while i shine. what am i? a candle."),
    RIDDLE("i fall all winter and never hurt myself. what am i? the snow."),
    RIDDLE("feed me and i live, give me a drink and i die. what am i? a "
           "fire."),
    RIDDLE("i have towns but no houses, and rivers but no water. what am "
           "i? a map."),
    RIDDLE("i answer everyone and was never asked. what am i? an echo."),
    RIDDLE("i hold the ship and the ship holds me. what am i? an anchor."),
    RIDDLE("i stand behind and decide where we go. what am i? a rudder."),
    RIDDLE("i stand on a rock and wink at every ship. what am i? a "
           "lighthouse."),
    RIDDLE("i am a bank but keep no money, and [bird+] nest on me. what am"
           " i? the side of a river."),
    RIDDLE("i am light but cannot be lifted. what am i? the light of the "
           "moon."),
    RIDDLE("i have a bow but no arrow, a deck but no cards. what am i? a "
           "[boat]."),
    RIDDLE("you may keep [small+] in me, and [tool+] too; i am [box_is] "
           "today. what am i? a [box]."),
    RIDDLE("the [person] will [take] me, the [person] will lose me; i am "
           "of [metal]. what am i? a [small]."),
    RIDDLE("you wear me when it is cold; the [person] has a [colour] one. "
           "what am i? a [garment]."),
    RIDDLE("i sing without words in the hands of the [person]. what am i? "
           "a [instrument]."),
    RIDDLE("i am sweet, i hung on a tree, and the [insect] loves me. what "
           "am i? a [fruit]."),
    RIDDLE("i begin in a pot and end in a [person]. what am i? a [dish]."),
    RIDDLE("i stand [byprep] the [outside] and people [go] to me. what am "
           "i? a [building]."),
    RIDDLE("i hang on the wall and say nothing, but [person+] ask me when "
           "to go home. what am i? a clock."),
    RIDDLE("i have a [colour] skin and a stone for a heart. what am i? a "
           "[fruit]."),
    RIDDLE("i have [number] teeth and eat wood all day. what am i? a saw."),
    RIDDLE("i have a head and hit with it, and [person+] thank me. what am"
           " i? a hammer."),
    RIDDLE("i am carried to the [building] full and come back empty. what "
           "am i? a [box]."),
    RIDDLE("i am lost by one [person] and found by another, and i cost "
           "nothing. what am i? a [idea]."),
    RIDDLE("i go to school with the children and learn nothing. what am i?"
           " a bag."),
    RIDDLE("i am broken when the [person] says my name. what am i? the "
           "silence."),
    RIDDLE("the [animal] has four of me, the [bird] has two, and the "
           "[seat] has four. what am i? a leg."),
    RIDDLE("i am yours, but the [person+] use me more than you do. what am"
           " i? your name."),
    RIDDLE("i fly without wings over the [outside] and weep without eyes. "
           "what am i? a cloud."),
    RIDDLE("i am [colour] in the sea and white on the [seat]. what am i? "
           "salt."),
    RIDDLE("i eat the [garment] of the [person] and need no plate. what am"
           " i? a moth."),
    RIDDLE("i build a house without a [tool], and the [insect] rents it "
           "and never leaves. what am i? a spider."),
    RIDDLE("i have a bed of [stuff], and i cry when the [person] comes. "
           "what am i? a [pet]."),
    RIDDLE("i wear a [colour] coat in summer and stand naked in the snow. "
           "what am i? a [tree]."),
    RIDDLE("i carry my house past the [outside], and no [person] asks for "
           "rent. what am i? a snail."),
    RIDDLE("i was a [animal] once; now i keep the [body] of the [person] "
           "dry. what am i? a boot."),
    RIDDLE("i tell the [person] what the [person] did, and i do not speak."
           " what am i? a [paper]."),
    RIDDLE("i am hit every sunday and call all the [person+]. what am i? a"
           " bell."),
    RIDDLE("i have been to every port and never left my corner. what am i?"
           " a stamp."),
    RIDDLE("the [person] made me, the [person] paid for me, and the one "
           "who needs me never sees me. what am i? a coffin."),
    TODAY("i go out twice a day and come back twice a day, and no door "
          "holds me. today i was highest at [H]. what am i? the tide."),
    TODAY("i came from the [V] with force [F], and nobody saw me. what am "
          "i? the wind."),
    TODAY("i was [K] this morning, and every [person] looked up at me. "
          "what am i? the sky."),
    TODAY("today there are [C] of me, and the [person] reads me on a "
          "glass. what am i? the degrees."),
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_PERSON, -1,
     "riddle: i am a [J], i am [I], and my [E] is called [O]. who am i? [A]."},
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_PERSON, -1,
     "riddle: my [E] [O] knows me well: a [I] [J]. who am i? [A]."},
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_SHIP, -1,
     "riddle: i am a [T] from [L], and [A] tells me where to go. what am i "
     "called? the [S]."},
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_ARRIVAL,
     "riddle, [D]: i came from [L] with a belly full of [G]. what am i "
     "called? the [S]."},
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_LEAVING,
     "riddle, [D]: i left today, and [L] waits for me. what am i called? the "
     "[S]."},
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_QUARREL,
     "riddle, [D]: i made [A] angry with [B]. what am i? [L]."},
    {TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_SALE,
     "riddle, [D]: [B] paid [P] pence for one [U] of me. what am i? [G]."},
    {.text = NULL}};

#define LINES town_voice_riddle_lines

static bool one(struct town_phrase *p, enum town_script_scope scope, int kind)
{
    return town_script_say(p, LINES, TOWN_SCRIPT_BODY, scope, kind);
}

/* Of what the day brought, if a riddle fits it. */
static bool of_the_day(const struct town *t, struct town_phrase *p)
{
    const int i = (int)rng_below(&p->rng, (uint32_t)t->events);
    const int kind = (int)t->event[i].kind;

    town_script_about(p, t, TOWN_SCRIPT_EVENT, kind, i);
    return one(p, TOWN_SCRIPT_EVENT, kind);
}

static bool of_somebody(const struct town *t, struct town_phrase *p)
{
    if (town_phrase_chance(p, 3)) {
        town_script_about(p, t, TOWN_SCRIPT_SHIP, -1,
                          (int)rng_below(&p->rng, TOWN_SHIPS));
        return one(p, TOWN_SCRIPT_SHIP, -1);
    }
    town_script_about(p, t, TOWN_SCRIPT_PERSON, -1,
                      (int)rng_below(&p->rng, TOWN_PEOPLE));
    return one(p, TOWN_SCRIPT_PERSON, -1);
}

void town_voice_riddle_write(const struct town *t, struct town_phrase *p)
{
    const uint32_t sort = rng_below(&p->rng, 8);

    town_script_about(p, t, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY, 0);
    town_phrase_begin(p);
    if (sort == 0) {
        one(p, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY);
    } else if (sort > 4 || !(sort > 2 ? of_somebody(t, p) : of_the_day(t, p))) {
        one(p, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER);
    }
    town_phrase_end(p);
}
