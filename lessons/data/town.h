#ifndef LESSONS_DATA_TOWN_H
#define LESSONS_DATA_TOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/rng.h"
#include "engine/base/status.h"

/*
 * town.h - a harbour town that is simulated, and five voices that tell its
 * days. The course trains its own models on this text, so every sentence can
 * be checked against what the simulation knows.
 *
 * Text: plain ASCII in lower case, one entry a line, no line longer than
 * TOWN_LINE_BYTES. The same seed gives the same bytes on every machine.
 *
 * Facts: each person has TOWN_FACTS private facts. About one in six is held
 * out: no voice ever tells it, so a model can only know it by looking it up.
 *
 * One skew is planted: the log blames fishers for quarrels that they did not
 * begin (town_voice_log.c). The events know better.
 */
#define TOWN_LINE_BYTES 400
#define TOWN_PEOPLE     60
#define TOWN_SHIPS      14
#define TOWN_GOODS      12
#define TOWN_EVENTS     24
#define TOWN_FACTS      5
#define TOWN_TEXT_BYTES 128
/* The first day that the house models have not read of: 1 march 1931. */
#define TOWN_CUTOFF 3650

enum town_voice {
    TOWN_LOG = 1,
    TOWN_LETTER = 2,
    TOWN_RADIO = 4,
    TOWN_RIDDLE = 8,
    TOWN_ANSWER = 16,
    TOWN_ALL = 31
};

enum town_where { TOWN_AT_SEA, TOWN_AT_QUAY, TOWN_IN_DOCK };

enum town_kind {
    TOWN_STORM,   /* ship: -1; amount: force */
    TOWN_ARRIVAL, /* ship from a port, carrying amount of good */
    TOWN_LEAVING, /* ship for a port */
    TOWN_SALE,    /* who sold amount of good to other, at price pence */
    TOWN_REPAIR,  /* who mends ship, price is the bill in shillings */
    TOWN_DAMAGE,  /* ship was hurt by the storm */
    TOWN_CATCH,   /* who brought in amount of fish */
    TOWN_QUARREL, /* who against other, about a thing */
    TOWN_PEACE,   /* who and other shook hands */
    TOWN_POST     /* who wrote to other */
};

struct town_person {
    const char *first, *last;
    bool she;
    int trade, temper; /* rows of town_people.h */
    int kin, kin_kind; /* another person, and what that one is to this */
    int grudge;        /* whom this one does not speak to, or -1 */
    int grudge_about;  /* row of town_people_quarrel() */
    int fact[TOWN_FACTS];
    bool held[TOWN_FACTS];
};

struct town_ship {
    const char *name;
    int build, captain, home; /* rows of town_people.h; a person */
    enum town_where where;
    int quay, port; /* where it lies; where it comes from or goes to */
    int good, load; /* what it carries, how much */
    int days_left;  /* until it arrives, leaves or is mended */
    int damage;     /* 0 when sound; else 1 + row of town_people_part() */
};

struct town_weather {
    int wind;  /* row of town_people_wind() */
    int force; /* 0..10 */
    int sky;   /* row of town_people_sky() */
    int degrees;
    int tide; /* hour of high water, 0..23 */
};

struct town_event {
    enum town_kind kind;
    int who, other, ship; /* -1 where there is none */
    int good, amount, price;
    int place; /* port, quay, part or quarrel, as the kind says */
};

struct town {
    uint64_t seed;
    struct rng rng;
    int day; /* 0 is monday 1 march 1921 */
    struct town_person person[TOWN_PEOPLE];
    struct town_ship ship[TOWN_SHIPS];
    int price[TOWN_GOODS]; /* pence for one measure */
    struct town_weather weather;
    bool storm_before; /* the day before was a storm */
    struct town_event event[TOWN_EVENTS];
    int events;
};

/* The first morning: nothing has happened yet. */
struct town town_init(uint64_t seed);

/* One day by rule: weather, ships, trade, people. Fills `event`. */
void town_next_day(struct town *t);

/* What to write. At least one of `days` and `bytes` is not 0; the text ends
 * with the first day that reaches either. */
struct town_options {
    uint64_t seed;
    int skip_days; /* simulated first, and not told */
    int days;
    size_t bytes;
    unsigned voices; /* TOWN_LOG | ...; 0 means all */
};

/* Adds the text to `out`. Errors: BAD_USAGE for options that ask for nothing
 * or for unknown voices, TOO_BIG past the limit of `out`. */
struct status town_write(struct buf *out, const struct town_options *options);

/* All voices, whole lines, at least `bytes` of text. */
struct status town_text(struct buf *out, uint64_t seed, size_t bytes);

/* Adds the voices of this one day to `out`. */
void town_tell(const struct town *t, unsigned voices, struct buf *out);

/* A fact about one person, as a question and as a sentence. */
struct town_fact {
    int person, kind;
    bool held;          /* never told by any voice */
    const char *answer; /* "rosemary soup" */
    char question[TOWN_TEXT_BYTES];
    char sentence[TOWN_TEXT_BYTES];
};

/* Fact `kind` (0..TOWN_FACTS-1) of `person`. */
struct town_fact town_fact_of(const struct town *t, int person, int kind);

/* The facts that are held out, in a fixed order. */
int town_held_count(const struct town *t);
struct town_fact town_held_at(const struct town *t, int i);

#endif
