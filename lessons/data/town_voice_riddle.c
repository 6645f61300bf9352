#include "lessons/data/town_lines.h"
#include "lessons/data/town_voices.h"

/*
 * Riddles: something of the town describes itself and is named at the end.
 */
static const char *const WORDED[] = {
    "i have a face and two hands, but i cannot wash. what am i? a clock.",
    "i have teeth, but i never bite bread; i am used on your hair. what am "
    "i? a comb.",
    "i have one eye and no head, and i pull a long tail behind me. what am "
    "i? a needle.",
    "i go out twice a day and come back twice a day, and no door holds me. "
    "today i was highest at [H]. what am i? the tide.",
    "i came from the [V] with force [F], and nobody saw me. what am i? the "
    "wind.",
    "the more you take from me, the bigger i become. what am i? a hole.",
    "i hold water and am full of holes. what am i? a sponge.",
    "i have a neck but no head, and a cork for a hat. what am i? a "
    "bottle.",
    "i run all day and never leave my bed. what am i? a river.",
    "i have leaves but am no tree, and a back but no belly. what am i? a "
    "book.",
    "i bite without teeth when the wind is in the north. what am i? the "
    "frost.",
    "i walk on four legs in the [building], i [beast] on the [seat], "
    "and mice fear me. what am i? a cat.",
    "i live in the sea, i have [number] scales, and the [bird] wants me. "
    "what am i? a [fish].",
    "i go up when the rain comes down. what am i? an umbrella.",
    "i follow you all day in the sun and leave you at night. what am i? a "
    "shadow.",
    "the more i dry, the wetter i am. what am i? a towel.",
    "i am full of keys and open no door, but i sing. what am i? a piano.",
    "i have a tongue and never speak until i am swung. what am i? a bell.",
    "i have no feet and yet i run, no mouth and yet i roar. what am i? the "
    "sea.",
    "i am tall when i am young and short when i am old, and i weep while i "
    "shine. what am i? a candle.",
    "i fall all winter and never hurt myself. what am i? the snow.",
    "feed me and i live, give me a drink and i die. what am i? a fire.",
    "i have towns but no houses, and rivers but no water. what am i? a "
    "map.",
    "i answer everyone and was never asked. what am i? an echo.",
    "i hold the ship and the ship holds me. what am i? an anchor.",
    "i stand behind and decide where we go. what am i? a rudder.",
    "i stand on a rock and wink at every ship. what am i? a lighthouse.",
    "i am a bank but keep no money, and [bird+] nest on me. what am i? the "
    "side of a river.",
    "i am light but cannot be lifted. what am i? the light of the moon.",
    "i have a bow but no arrow, a deck but no cards. what am i? a [boat]."};
static const char *const MADE[] = {
    "you may keep [small+] in me, and [tool+] too; i am [box_is] today. "
    "what am i? a [box].",
    "the [person] will [take] me, the [person] will lose me; i am of "
    "[metal]. what am i? a [small].",
    "you wear me when it is cold; the [person] has a [colour] one. what am "
    "i? a [garment].",
    "i sing without words in the hands of the [person]. what am i? a "
    "[instrument].",
    "i am sweet, i hung on a tree, and the [insect] loves me. what am i? a "
    "[fruit].",
    "i begin in a pot and end in a [person]. what am i? a [dish].",
    "i stand [byprep] the [outside] and people [go] to me. what am i? a "
    "[building]."};

void town_voice_riddle_write(const struct town *t, struct town_phrase *p)
{
    town_lines_day(p, t);
    town_phrase_begin(p);
    town_phrase_say(p, "riddle:");
    if (town_phrase_chance(p, 2)) {
        town_phrase_any(p, WORDED, sizeof WORDED / sizeof WORDED[0]);
    } else {
        town_phrase_any(p, MADE, sizeof MADE / sizeof MADE[0]);
    }
    town_phrase_end(p);
}
