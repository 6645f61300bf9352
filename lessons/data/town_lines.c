#include "lessons/data/town_lines.h"

bool town_lines_life(struct town_phrase *p, enum town_script_life kind)
{
    return town_script_say(p, town_life_lines, TOWN_SCRIPT_BODY,
                           TOWN_SCRIPT_LIFE, (int)kind);
}

bool town_lines_thing(struct town_phrase *p)
{
    if (town_phrase_chance(p, 5))
        return town_lines_life(p, TOWN_SCRIPT_MAT);
    return town_lines_life(p, town_phrase_chance(p, 2) ? TOWN_SCRIPT_AGREE
                                                       : TOWN_SCRIPT_FAR);
}

bool town_lines_person(struct town_phrase *p, const struct town *t)
{
    const int who = (int)rng_below(&p->rng, TOWN_PEOPLE);
    enum town_script_scope scope = TOWN_SCRIPT_PERSON;
    int kind = -1;

    switch (rng_below(&p->rng, 4)) {
    case 0:
        break;
    case 1:
        scope = TOWN_SCRIPT_TEMPER;
        kind = t->person[who].temper;
        break;
    default:
        scope = TOWN_SCRIPT_TRADE;
        kind = t->person[who].trade;
    }
    town_script_about(p, t, scope, kind, who);
    return town_script_say(p, town_trades_lines, TOWN_SCRIPT_BODY, scope, kind);
}
