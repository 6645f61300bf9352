#ifndef LESSONS_DATA_TOWN_SCRIPT_H
#define LESSONS_DATA_TOWN_SCRIPT_H

#include "lessons/data/town.h"
#include "lessons/data/town_phrase.h"

/*
 * town_script.h - all sentences of the town, as tables of patterns.
 *
 * A row is told about something: an event of the day, a person, a ship. The
 * same rows are said (the voices) and recognised (town_judge.h): what a voice
 * could have said on a day is true of that day.
 */
enum town_script_scope {
    TOWN_SCRIPT_LIFE,   /* nobody by name; kind: enum town_script_life */
    TOWN_SCRIPT_DAY,    /* date and weather; kind: enum town_script_sky */
    TOWN_SCRIPT_EVENT,  /* kind: enum town_kind */
    TOWN_SCRIPT_PERSON, /* anyone; kind: -1 */
    TOWN_SCRIPT_TRADE,  /* one of a trade; kind: its row */
    TOWN_SCRIPT_TEMPER, /* one of a temper; kind: its row */
    TOWN_SCRIPT_SHIP,   /* any; kind: -1 */
    TOWN_SCRIPT_BERTH,  /* kind: enum town_where */
    TOWN_SCRIPT_GOOD,   /* kind: -1 */
    TOWN_SCRIPT_FACT,   /* kind: 0..TOWN_FACTS - 1 */
    TOWN_SCRIPT_ROLL    /* a list of ships, L; kind: -1 */
};

enum town_script_life {
    TOWN_SCRIPT_AGREE,   /* a verb that agrees with a far subject */
    TOWN_SCRIPT_FAR,     /* the same, with many words */
    TOWN_SCRIPT_MAT,     /* an animal and where it sat */
    TOWN_SCRIPT_SCENE,   /* daily life */
    TOWN_SCRIPT_CAUSE,   /* and its effect */
    TOWN_SCRIPT_PRONOUN, /* with somebody to point at */
    TOWN_SCRIPT_HOMONYM, /* one of its senses */
    TOWN_SCRIPT_OTHER    /* what only one voice says */
};

enum town_script_sky {
    TOWN_SCRIPT_ANY,
    TOWN_SCRIPT_CALM,
    TOWN_SCRIPT_WINDY,
    TOWN_SCRIPT_COLD,
    TOWN_SCRIPT_WARM,
    TOWN_SCRIPT_WET,
    TOWN_SCRIPT_MISTY,
    TOWN_SCRIPT_BRIGHT,
    TOWN_SCRIPT_SKIES
};

/* Where in an entry a row stands. */
enum town_script_role {
    TOWN_SCRIPT_HEAD,
    TOWN_SCRIPT_BODY,
    TOWN_SCRIPT_REPLY,
    TOWN_SCRIPT_ASIDE,
    TOWN_SCRIPT_CLOSE
};

struct town_script_line {
    enum town_script_role role;
    enum town_script_scope scope;
    int kind;
    const char *text; /* NULL ends a table */
};

/* Table `i` of all; NULL after the last. */
const struct town_script_line *town_script_table(int i);

/* How many things of a scope there are on this day: 24 events, 60 people. */
int town_script_count(const struct town *t, enum town_script_scope scope);

/* Sets the variables for thing `i` of a scope, and those of the day. False
 * where it is not of this kind; nothing is set then.
 *   all     D date, W weekday, F force, V wind, K sky, C degrees, H tide
 *   EVENT   A who, B other, S ship, T its build, G good, U measure, M measures,
 *           N amount, P price, R price of all, L place, Q quay; of A also J
 *           trade, I temper, E a word for one of the family, O the name;
 *           POST: X who, Y other, Z what X is to Y
 *   PERSON, TRADE, TEMPER   A, J, I, E, O
 *   SHIP    S, T, A, L its home     BERTH  S, T, A, Q, L port or part
 *   GOOD    G, U, M, P, Z dear or cheap
 *   FACT    X the whole name, Z the answer */
bool town_script_about(struct town_phrase *p, const struct town *t,
                       enum town_script_scope scope, int kind, int i);

/* Says one row of this role, scope and kind, with the variables as they are.
 * False where there is none, or no room. */
bool town_script_say(struct town_phrase *p,
                     const struct town_script_line *table,
                     enum town_script_role role, enum town_script_scope scope,
                     int kind);

/* The row that asks and answers facts of this kind. */
const char *town_script_fact(int kind);

extern const struct town_script_line town_voice_log_lines[];
extern const struct town_script_line town_voice_letter_lines[];
extern const struct town_script_line town_voice_radio_lines[];
extern const struct town_script_line town_voice_riddle_lines[];
extern const struct town_script_line town_voice_answer_lines[];
extern const struct town_script_line town_life_lines[];
extern const struct town_script_line town_trades_lines[];

#endif
