#include "lessons/data/town_script.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/town_people.h"

const struct town_script_line *town_script_table(int i)
{
    const struct town_script_line *const all[] = {
        town_voice_log_lines,    town_voice_letter_lines,
        town_voice_radio_lines,  town_voice_answer_lines,
        town_voice_riddle_lines, town_trades_lines,
        town_life_lines,         NULL};

    assert(i >= 0 && i < (int)(sizeof all / sizeof all[0]));
    return all[i];
}

int town_script_count(const struct town *t, enum town_script_scope scope)
{
    switch (scope) {
    case TOWN_SCRIPT_EVENT:
        return t->events;
    case TOWN_SCRIPT_PERSON:
    case TOWN_SCRIPT_TRADE:
    case TOWN_SCRIPT_TEMPER:
        return TOWN_PEOPLE;
    case TOWN_SCRIPT_SHIP:
    case TOWN_SCRIPT_BERTH:
        return TOWN_SHIPS;
    case TOWN_SCRIPT_GOOD:
        return TOWN_GOODS;
    case TOWN_SCRIPT_FACT:
        return TOWN_PEOPLE;
    default:
        return 1;
    }
}

static void set_person(struct town_phrase *p, char letter, const struct town *t,
                       int who)
{
    town_phrase_set(p, letter, t->person[who].first);
    p->she[letter - 'A'] = t->person[who].she;
}

static void set_life(struct town_phrase *p, const struct town *t, int who)
{
    const struct town_person *a = &t->person[who], *kin = &t->person[a->kin];

    set_person(p, 'A', t, who);
    set_person(p, 'O', t, a->kin);
    town_phrase_set(p, 'J', town_people_trade(a->trade));
    town_phrase_set(p, 'I', town_people_temper(a->temper));
    town_phrase_set(p, 'E', town_people_kin(a->kin_kind, kin->she));
}

static void set_ship(struct town_phrase *p, const struct town *t, int i)
{
    const struct town_ship *s = &t->ship[i];

    town_phrase_set(p, 'S', s->name);
    town_phrase_set(p, 'T', town_people_build(s->build));
    town_phrase_set(p, 'Q', town_people_quay(s->quay));
}

static void set_good(struct town_phrase *p, int row)
{
    const struct town_people_good *g = town_people_good(row);
    char many[32];

    snprintf(many, sizeof many, "%ss", g->measure);
    town_phrase_set(p, 'G', g->name);
    town_phrase_set(p, 'U', g->measure);
    town_phrase_set(p, 'M', many);
}

static const char *place_of(const struct town_event *e)
{
    switch (e->kind) {
    case TOWN_ARRIVAL:
    case TOWN_LEAVING:
        return town_people_port(e->place);
    case TOWN_DAMAGE:
    case TOWN_REPAIR:
        return town_people_part(e->place);
    case TOWN_QUARREL:
    case TOWN_PEACE:
        return town_people_quarrel(e->place);
    default:
        return "the harbour";
    }
}

/* X writes to Y, as a husband, a daughter or a friend. */
static void set_post(struct town_phrase *p, const struct town *t, int from,
                     int to)
{
    static const int back[] = {0, 2, 1}; /* a parent writes to a child, ... */
    const struct town_person *a = &t->person[from];

    set_person(p, 'X', t, from);
    set_person(p, 'Y', t, to);
    town_phrase_set(p, 'Z',
                    a->kin == to ? town_people_kin(back[a->kin_kind], a->she)
                                 : "friend");
}

static void set_event(struct town_phrase *p, const struct town *t,
                      const struct town_event *e)
{
    if (e->who >= 0)
        set_life(p, t, e->who);
    if (e->other >= 0)
        set_person(p, 'B', t, e->other);
    if (e->ship >= 0)
        set_ship(p, t, e->ship);
    set_good(p, e->good);
    town_phrase_number(p, 'N', e->amount);
    town_phrase_number(p, 'P', e->price);
    town_phrase_number(p, 'R', e->amount * e->price);
    town_phrase_set(p, 'L', place_of(e));
    if (e->kind == TOWN_POST)
        set_post(p, t, e->who, e->other);
}

static bool sky_is(const struct town_weather *w, int kind)
{
    switch (kind) {
    case TOWN_SCRIPT_CALM:
        return w->force <= 2;
    case TOWN_SCRIPT_WINDY:
        return w->force >= 6;
    case TOWN_SCRIPT_COLD:
        return w->degrees <= 3;
    case TOWN_SCRIPT_WARM:
        return w->degrees >= 18;
    case TOWN_SCRIPT_WET:
        return w->sky == TOWN_PEOPLE_SKY - 1;
    case TOWN_SCRIPT_MISTY:
        return w->sky == TOWN_PEOPLE_SKY - 2;
    case TOWN_SCRIPT_BRIGHT:
        return w->sky < 2;
    default:
        return kind == TOWN_SCRIPT_ANY;
    }
}

static bool set_berth(struct town_phrase *p, const struct town *t, int kind,
                      int i)
{
    const struct town_ship *s = &t->ship[i];

    if ((int)s->where != kind)
        return false;
    set_ship(p, t, i);
    set_life(p, t, s->captain);
    town_phrase_set(p, 'L',
                    s->where == TOWN_IN_DOCK ? town_people_part(s->damage - 1)
                                             : town_people_port(s->port));
    return true;
}

static void set_price(struct town_phrase *p, const struct town *t, int i)
{
    const struct town_people_good *g = town_people_good(i);
    const int third = (g->high - g->low) / 3;
    const int over = t->price[i] - g->low;

    set_good(p, i);
    town_phrase_number(p, 'P', t->price[i]);
    town_phrase_set(p, 'Z',
                    over <= third       ? "cheap"
                    : over >= 2 * third ? "dear"
                                        : "at a fair price");
}

static void set_fact(struct town_phrase *p, const struct town *t, int kind,
                     int who)
{
    const struct town_person *a = &t->person[who];
    char name[64];

    set_life(p, t, who);
    snprintf(name, sizeof name, "%s %s", a->first, a->last);
    town_phrase_set(p, 'X', name);
    p->she['X' - 'A'] = a->she;
    town_phrase_set(p, 'Z', town_people_answer(kind, a->fact[kind]));
}

static void set_day(struct town_phrase *p, const struct town *t)
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

static bool set_thing(struct town_phrase *p, const struct town *t,
                      enum town_script_scope scope, int kind, int i)
{
    switch (scope) {
    case TOWN_SCRIPT_DAY:
        return sky_is(&t->weather, kind);
    case TOWN_SCRIPT_EVENT:
        if ((int)t->event[i].kind != kind)
            return false;
        set_event(p, t, &t->event[i]);
        return true;
    case TOWN_SCRIPT_TRADE:
        if (t->person[i].trade != kind)
            return false;
        set_life(p, t, i);
        return true;
    case TOWN_SCRIPT_TEMPER:
        if (t->person[i].temper != kind)
            return false;
        set_life(p, t, i);
        return true;
    case TOWN_SCRIPT_PERSON:
        set_life(p, t, i);
        return true;
    case TOWN_SCRIPT_SHIP:
        set_ship(p, t, i);
        set_life(p, t, t->ship[i].captain);
        town_phrase_set(p, 'L', town_people_port(t->ship[i].home));
        return true;
    case TOWN_SCRIPT_BERTH:
        return set_berth(p, t, kind, i);
    case TOWN_SCRIPT_GOOD:
        set_price(p, t, i);
        return true;
    case TOWN_SCRIPT_FACT:
        set_fact(p, t, kind, i);
        return true;
    default:
        return true;
    }
}

bool town_script_about(struct town_phrase *p, const struct town *t,
                       enum town_script_scope scope, int kind, int i)
{
    if (t->day >= 0)
        set_day(p, t);
    return set_thing(p, t, scope, kind, i);
}

static bool fits(const struct town_script_line *row, enum town_script_role role,
                 enum town_script_scope scope, int kind)
{
    return row->role == role && row->scope == scope && row->kind == kind;
}

bool town_script_say(struct town_phrase *p,
                     const struct town_script_line *table,
                     enum town_script_role role, enum town_script_scope scope,
                     int kind)
{
    const struct town_script_line *chosen = NULL;
    uint32_t seen = 0;

    for (; table->text; table++) {
        if (fits(table, role, scope, kind) && town_phrase_chance(p, ++seen))
            chosen = table;
    }
    return chosen && town_phrase_say(p, chosen->text);
}

const char *town_script_fact(int kind)
{
    const struct town_script_line *row = town_voice_answer_lines;

    while (!fits(row, TOWN_SCRIPT_BODY, TOWN_SCRIPT_FACT, kind))
        row++;
    return row->text;
}
