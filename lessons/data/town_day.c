#include "lessons/data/town_day.h"

#include "lessons/data/town_people.h"

/*
 * Causes run one way: weather stops and hurts ships, ships move goods, goods
 * move prices, prices and tempers make quarrels.
 */
#define STORM_FORCE 8

static int below(struct town *t, int n)
{
    return (int)rng_below(&t->rng, (uint32_t)n);
}

static struct town_event *add(struct town *t, enum town_kind kind)
{
    static const struct town_event blank = {.who = -1, .other = -1, .ship = -1};

    /* A full day forgets its last small event, never a storm: storms come
     * first. */
    const int i = t->events < TOWN_EVENTS ? t->events++ : TOWN_EVENTS - 1;
    t->event[i] = blank;
    t->event[i].kind = kind;
    return &t->event[i];
}

/* Someone of this trade. */
static int someone(struct town *t, int trade)
{
    int seen = 0, chosen = 0;

    for (int i = 0; i < TOWN_PEOPLE; i++) {
        if (t->person[i].trade == trade && below(t, ++seen) == 0)
            chosen = i;
    }
    return chosen;
}

static int clamp(int x, int low, int high)
{
    return x < low ? low : x > high ? high : x;
}

void town_day_weather(struct town *t)
{
    static const int warmth[] = {6, 9, 13, 17, 20, 19, 16, 11, 7, 4, 2, 3};
    struct town_weather *w = &t->weather;
    const int month = t->day % 365 * 12 / 365;

    t->storm_before = w->force >= STORM_FORCE;
    w->wind = (w->wind + below(t, 3) + TOWN_PEOPLE_WIND - 1) % TOWN_PEOPLE_WIND;
    w->force = clamp(w->force + below(t, 7) - 3, 0, 10);
    if (t->storm_before) {
        w->force = 2 + below(t, 5);
    } else if (below(t, 18) == 0) {
        w->force = STORM_FORCE + below(t, 3);
    }
    w->sky = w->force >= STORM_FORCE ? TOWN_PEOPLE_SKY - 1
                                     : below(t, TOWN_PEOPLE_SKY);
    w->degrees = warmth[month] + below(t, 7) - 3;
    w->tide = t->day * 5 / 6 % 24;
    if (w->force >= STORM_FORCE)
        add(t, TOWN_STORM)->amount = w->force;
}

static void arrive(struct town *t, int i)
{
    struct town_ship *s = &t->ship[i];

    s->where = TOWN_AT_QUAY;
    s->quay = below(t, TOWN_PEOPLE_QUAY);
    s->good = below(t, TOWN_GOODS);
    s->load = 10 + 5 * below(t, 15);
    s->days_left = 2 + below(t, 4);

    struct town_event *e = add(t, TOWN_ARRIVAL);
    e->who = s->captain;
    e->ship = i;
    e->good = s->good;
    e->amount = s->load;
    e->place = s->port;
}

static void leave(struct town *t, int i)
{
    struct town_ship *s = &t->ship[i];

    s->where = TOWN_AT_SEA;
    s->port = below(t, TOWN_PEOPLE_PORT);
    s->load = 0;
    s->days_left = 3 + below(t, 9);

    struct town_event *e = add(t, TOWN_LEAVING);
    e->who = s->captain;
    e->ship = i;
    e->place = s->port;
}

static void mended(struct town *t, int i)
{
    struct town_ship *s = &t->ship[i];
    struct town_event *e = add(t, TOWN_REPAIR);

    e->who = someone(t, TOWN_PEOPLE_SHIPWRIGHT);
    e->other = s->captain;
    e->ship = i;
    e->place = s->damage - 1;
    e->price = 20 + below(t, 60);
    s->damage = 0;
    s->where = TOWN_AT_QUAY;
    s->days_left = 1 + below(t, 2);
}

static void hurt(struct town *t, int i)
{
    struct town_ship *s = &t->ship[i];

    s->damage = 1 + below(t, TOWN_PEOPLE_PART);
    s->where = TOWN_IN_DOCK;
    s->days_left = 2 + below(t, 5);

    struct town_event *e = add(t, TOWN_DAMAGE);
    e->who = s->captain;
    e->ship = i;
    e->place = s->damage - 1;
}

void town_day_ships(struct town *t)
{
    const bool storm = t->weather.force >= STORM_FORCE;

    for (int i = 0; i < TOWN_SHIPS; i++) {
        struct town_ship *s = &t->ship[i];
        if (storm && s->where == TOWN_AT_QUAY && below(t, 5) == 0) {
            hurt(t, i);
            continue;
        }
        if (storm && s->where != TOWN_IN_DOCK)
            continue; /* nobody crosses the bar today */
        if (--s->days_left > 0)
            continue;
        if (s->where == TOWN_AT_SEA) {
            arrive(t, i);
        } else if (s->where == TOWN_IN_DOCK) {
            mended(t, i);
        } else {
            leave(t, i);
        }
    }
}

/* What a ship brought is sold; much of a thing makes it cheap. */
static void sell_load(struct town *t, int i)
{
    struct town_ship *s = &t->ship[i];
    const struct town_people_good *g = town_people_good(s->good);
    struct town_event *e = add(t, TOWN_SALE);

    e->who = s->captain;
    e->other = someone(t, TOWN_PEOPLE_MERCHANT);
    e->ship = i;
    e->good = s->good;
    e->amount = s->load;
    e->price = t->price[s->good];
    s->load = 0;
    t->price[s->good] =
        clamp(e->price - (g->high - g->low) / 4, g->low, g->high);
}

void town_day_trade(struct town *t)
{
    const bool calm = t->weather.force <= 6;

    for (int i = 0; i < TOWN_SHIPS; i++) {
        if (t->ship[i].where == TOWN_AT_QUAY && t->ship[i].load > 0 &&
            below(t, 2) == 0)
            sell_load(t, i);
    }
    for (int g = 0; g < TOWN_GOODS; g++) {
        const struct town_people_good *row = town_people_good(g);
        const int step = (row->high - row->low) / 12 + 1;
        t->price[g] = clamp(t->price[g] + below(t, 2 * step + 1) - step * 3 / 4,
                            row->low, row->high);
    }
    if (calm && below(t, 3)) {
        struct town_event *e = add(t, TOWN_CATCH);
        e->who = someone(t, TOWN_PEOPLE_FISHER);
        e->amount = 3 + below(t, 30);
    }
}

static void quarrel(struct town *t, int who)
{
    struct town_person *a = &t->person[who];
    const int other = (who + 3 + below(t, TOWN_PEOPLE - 6)) % TOWN_PEOPLE;

    a->grudge = other;
    a->grudge_about = below(t, TOWN_PEOPLE_QUARREL);

    struct town_event *e = add(t, TOWN_QUARREL);
    e->who = who;
    e->other = other;
    e->place = a->grudge_about;
}

static void peace(struct town *t, int who)
{
    struct town_person *a = &t->person[who];
    struct town_event *e = add(t, TOWN_PEACE);

    e->who = who;
    e->other = a->grudge;
    e->place = a->grudge_about;
    a->grudge = -1;
}

void town_day_people(struct town *t)
{
    for (int i = 0; i < TOWN_PEOPLE; i++) {
        const struct town_person *a = &t->person[i];
        const bool hot = a->temper < TOWN_PEOPLE_HOT;
        if (a->grudge >= 0 && below(t, hot ? 12 : 5) == 0) {
            peace(t, i);
        } else if (a->grudge < 0 && below(t, hot ? 50 : 250) == 0) {
            quarrel(t, i);
        }
    }
    const int letters = 2 + below(t, 3);
    for (int i = 0; i < letters; i++) {
        const int who = below(t, TOWN_PEOPLE);
        struct town_event *e = add(t, TOWN_POST);
        e->who = who;
        e->other = below(t, 3) ? t->person[who].kin
                               : (who + 3 + below(t, 54)) % TOWN_PEOPLE;
    }
}
