#include "lessons/data/town_lines.h"
#include "lessons/data/town_voices.h"

/*
 * Riddles: something of the town describes itself and is named at the end.
 */
void town_voice_riddle_write(const struct town *t, struct town_phrase *p)
{
    static const char *const lines[] = {
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
        "i have a bow but no arrow, a deck but no cards. what am i? a [boat]."};
    static const char *const made[] = {
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

    town_lines_day(p, t);
    town_phrase_begin(p);
    town_phrase_say(p, "riddle:");
    if (town_phrase_chance(p, 2))
        town_phrase_any(p, lines, sizeof lines / sizeof lines[0]);
    else
        town_phrase_any(p, made, sizeof made / sizeof made[0]);
    town_phrase_end(p);
}
