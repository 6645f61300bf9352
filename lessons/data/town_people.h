#ifndef LESSONS_DATA_TOWN_PEOPLE_H
#define LESSONS_DATA_TOWN_PEOPLE_H

/*
 * town_people.h - the fixed names of the town: what rows in town.h refer to.
 */
struct town_people_good {
    const char *name, *measure; /* "salt", "sack" */
    int low, high;              /* pence for one measure */
};

enum {
    TOWN_PEOPLE_FIRST = 30, /* of each sex */
    TOWN_PEOPLE_LAST = 20,
    TOWN_PEOPLE_TRADE = 20,
    TOWN_PEOPLE_TEMPER = 8,
    TOWN_PEOPLE_BUILD = 7,
    TOWN_PEOPLE_PORT = 12,
    TOWN_PEOPLE_QUAY = 6,
    TOWN_PEOPLE_WIND = 8,
    TOWN_PEOPLE_SKY = 6,
    TOWN_PEOPLE_PART = 10,
    TOWN_PEOPLE_QUARREL = 12,
    TOWN_PEOPLE_ANSWER = 24, /* values of each fact */
    TOWN_PEOPLE_HOT = 3,     /* tempers below this row start quarrels */
    TOWN_PEOPLE_CAPTAIN = 0, /* trades */
    TOWN_PEOPLE_SHIPWRIGHT = 1,
    TOWN_PEOPLE_FISHER = 2,
    TOWN_PEOPLE_MERCHANT = 3,
    TOWN_PEOPLE_FISH = 0 /* good */
};

const char *town_people_first(int row, int she);
const char *town_people_last(int row);
const char *town_people_trade(int row);
const char *town_people_temper(int row);
/* "wife", "son", "mother": what the other one is. */
const char *town_people_kin(int kind, int she);
const char *town_people_ship(int row);
const char *town_people_build(int row);
const char *town_people_port(int row);
const char *town_people_quay(int row);
const char *town_people_wind(int row);
const char *town_people_sky(int row);
const char *town_people_part(int row);
const char *town_people_quarrel(int row);
const struct town_people_good *town_people_good(int row);
const char *town_people_answer(int fact, int row);
const char *town_people_weekday(int day);
/* Writes "3 march 1921" for a day of the simulation. */
void town_people_date(char *out, int bytes, int day);

#endif
