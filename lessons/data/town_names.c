#include "lessons/data/town_names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/town_people.h"

static size_t starts(const char *text, const char *name)
{
    const size_t n = strlen(name);

    return strncmp(text, name, n) == 0 ? n : 0;
}

static size_t number(const char *text)
{
    const size_t sign = *text == '-';
    size_t n = sign;

    while (n < sign + 7 && isdigit((unsigned char)text[n]))
        n++;
    return n > sign ? n : 0;
}

bool town_names_date(const char *text, int *day, size_t *bytes)
{
    char date[32];
    const size_t digits = number(text);

    if (!digits || digits > 2 || text[digits] != ' ')
        return false;
    /* All days have a name in the first year; only the year differs. */
    for (int d = 0; d < 365; d++) {
        town_people_date(date, sizeof date, d);
        const size_t same = strlen(date) - 4;
        if (strncmp(date, text, same) != 0 || number(text + same) != 4)
            continue;
        const long years =
            strtol(text + same, NULL, 10) - strtol(date + same, NULL, 10);
        *day = (int)years * 365 + d;
        *bytes = same + 4;
        return true;
    }
    return false;
}

/* "kestrel, curlew, kestrel" */
static size_t roll(const char *text)
{
    size_t n = 0;

    for (;;) {
        size_t name = 0;
        for (int i = 0; i < TOWN_SHIPS && !name; i++)
            name = starts(text + n, town_people_ship(i));
        if (!name)
            return 0;
        n += name;
        if (strncmp(text + n, ", ", 2) != 0)
            return n;
        n += 2;
    }
}

/* "ada amber" */
static size_t whole_name(const char *text, const char *first)
{
    const size_t n = starts(text, first);

    if (!n || text[n] != ' ')
        return 0;
    for (int i = 0; i < TOWN_PEOPLE_LAST; i++) {
        const size_t last = starts(text + n + 1, town_people_last(i));
        if (last)
            return n + 1 + last;
    }
    return 0;
}

static const char *one_of(const char *const *list, int i, int n)
{
    return i < n ? list[i] : NULL;
}

static const char *place(const struct town_script_line *row, int i)
{
    const bool event = row->scope == TOWN_SCRIPT_EVENT;

    if (event && (row->kind == TOWN_QUARREL || row->kind == TOWN_PEACE))
        return i < TOWN_PEOPLE_QUARREL ? town_people_quarrel(i) : NULL;
    if (event ? row->kind == TOWN_DAMAGE || row->kind == TOWN_REPAIR
              : row->kind == TOWN_IN_DOCK)
        return i < TOWN_PEOPLE_PART ? town_people_part(i) : NULL;
    return i < TOWN_PEOPLE_PORT ? town_people_port(i) : NULL;
}

static const char *kin(int i)
{
    return i < 6 ? town_people_kin(i / 2, i % 2) : NULL;
}

/* Z: what X is to Y, an answer, or a price. */
static const char *last_letter(const struct town_script_line *row, int i)
{
    static const char *const price[] = {"cheap", "dear", "at a fair price"};

    if (row->scope == TOWN_SCRIPT_FACT) {
        return i < TOWN_PEOPLE_ANSWER ? town_people_answer(row->kind, i) : NULL;
    }
    if (row->scope == TOWN_SCRIPT_GOOD)
        return one_of(price, i, 3);
    return i == 6 ? "friend" : kin(i);
}

#define ROW(name, LIST) i < TOWN_PEOPLE_##LIST ? town_people_##name(i) : NULL

static const char *value(const struct town_script_line *row, char letter, int i)
{
    switch (letter) {
    case 'S':
        return i < TOWN_SHIPS ? town_people_ship(i) : NULL;
    case 'T':
        return ROW(build, BUILD);
    case 'Q':
        return ROW(quay, QUAY);
    case 'U':
        return i < TOWN_GOODS ? town_people_good(i)->measure : NULL;
    case 'G':
        return i < TOWN_GOODS ? town_people_good(i)->name : NULL;
    case 'V':
        return ROW(wind, WIND);
    case 'K':
        return ROW(sky, SKY);
    case 'W':
        return i < 7 ? town_people_weekday(i) : NULL;
    case 'J':
        return ROW(trade, TRADE);
    case 'I':
        return ROW(temper, TEMPER);
    case 'E':
        return kin(i);
    case 'L':
        return place(row, i);
    case 'Z':
        return last_letter(row, i);
    default:
        return NULL;
    }
}

#undef ROW

static size_t measures(const char *text, int i)
{
    const size_t n = starts(text, town_people_good(i)->measure);

    return n && text[n] == 's' ? n + 1 : 0;
}

/* Variables that are no list of words; `i` counts as in may_be(). */
static bool special(const struct town *t, const struct town_script_line *row,
                    char letter, const char *text, int i, size_t *bytes)
{
    int day;

    switch (letter) {
    case 'N':
    case 'P':
    case 'R':
    case 'F':
    case 'C':
    case 'H':
        *bytes = number(text);
        return i == 0;
    case 'D':
        if (!town_names_date(text, &day, bytes))
            *bytes = 0;
        return i == 0;
    case 'L':
        *bytes = roll(text);
        return i == 0;
    case 'M':
        *bytes = i < TOWN_GOODS ? measures(text, i) : 0;
        return i < TOWN_GOODS;
    default:
        if (i >= TOWN_PEOPLE)
            return false;
        *bytes = letter == 'X' && row->scope == TOWN_SCRIPT_FACT
                     ? whole_name(text, t->person[i].first)
                     : starts(text, t->person[i].first);
        return true;
    }
}

bool town_names_may_be(const struct town *t, const struct town_script_line *row,
                       char letter, const char *text, int i, size_t *bytes)
{
    const bool list = row->scope == TOWN_SCRIPT_ROLL;

    *bytes = 0;
    if (strchr("ABOXYNPRFCHDM", letter) || list)
        return special(t, row, letter, text, i, bytes);
    const char *v = value(row, letter, i);
    if (v)
        *bytes = starts(text, v);
    return v != NULL;
}
