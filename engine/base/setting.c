#include "engine/base/setting.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fewest digits that come back as the same double; 500000, not 5e+05. */
static void show_real(double x, char text[SETTING_TEXT])
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, SETTING_TEXT, "%.*g", digits, x);
        const double back = strtod(text, NULL);
        if (!(back < x) && !(back > x) && !strstr(text, "e+0"))
            return;
    }
}

void setting_show(const struct setting *s, const void *of,
                  char text[SETTING_TEXT])
{
    const void *at = (const char *)of + s->offset;

    switch (s->kind) {
    case SETTING_WHOLE:
        snprintf(text, SETTING_TEXT, "%lld", (long long)*(const int64_t *)at);
        break;
    case SETTING_SEED:
        snprintf(text, SETTING_TEXT, "%llu",
                 (unsigned long long)*(const uint64_t *)at);
        break;
    case SETTING_REAL:
        show_real(*(const double *)at, text);
        break;
    case SETTING_SWITCH:
        snprintf(text, SETTING_TEXT, "%s", *(const bool *)at ? "on" : "off");
        break;
    case SETTING_CHOICE: /* such an enum is as wide as int */
        snprintf(text, SETTING_TEXT, "%s", s->choices[*(const int *)at]);
        break;
    }
}

static bool put_number(const struct setting *s, void *at, const char *text)
{
    char *end;

    /* strtod() would also take blanks, hexadecimal, inf and nan. */
    if (text[strspn(text, "+-.0123456789eE")])
        return false;
    const double x = strtod(text, &end);
    if (end == text || *end || !(x >= s->low && x <= s->high))
        return false;
    if (s->kind == SETTING_REAL) {
        *(double *)at = x;
        return true;
    }
    const int64_t whole = (int64_t)x;
    if ((double)whole < x || (double)whole > x)
        return false;
    *(int64_t *)at = whole;
    return true;
}

static bool put_seed(void *at, const char *text)
{
    char *end;

    errno = 0;
    const unsigned long long seed = strtoull(text, &end, 10);
    if (errno || *end || !isdigit((unsigned char)text[0]))
        return false; /* strtoull() would take blanks and a sign */
    *(uint64_t *)at = seed;
    return true;
}

static bool put_word(const struct setting *s, void *at, const char *text)
{
    if (s->kind == SETTING_SWITCH) {
        const bool on = strcmp(text, "on") == 0;

        if (!on && strcmp(text, "off") != 0)
            return false;
        *(bool *)at = on;
        return true;
    }
    for (int i = 0; s->choices[i]; i++) {
        if (strcmp(s->choices[i], text) == 0) {
            *(int *)at = i;
            return true;
        }
    }
    return false;
}

static struct status refuse(const struct setting *s, const char *text)
{
    char list[128] = "a whole number from 0";
    int used = 0;

    for (int i = 0; s->choices && s->choices[i] && used < 100; i++) {
        used += snprintf(list + used, sizeof list - (size_t)used, "%s%s",
                         i ? ", " : "", s->choices[i]);
    }
    if (s->kind == SETTING_SWITCH)
        snprintf(list, sizeof list, "on or off");
    if (s->kind == SETTING_WHOLE || s->kind == SETTING_REAL) {
        snprintf(list, sizeof list, "%s from %.10g to %.10g",
                 s->kind == SETTING_WHOLE ? "a whole number" : "a number",
                 s->low, s->high);
    }
    return status_fail(STATUS_BAD_USAGE, "%s is \"%.100s\", but must be %s",
                       s->name, text, list);
}

struct status setting_put(const struct setting *s, void *of, const char *text)
{
    void *at = (char *)of + s->offset;
    bool done = false;

    switch (s->kind) {
    case SETTING_WHOLE:
    case SETTING_REAL:
        done = put_number(s, at, text);
        break;
    case SETTING_SEED:
        done = put_seed(at, text);
        break;
    case SETTING_SWITCH:
    case SETTING_CHOICE:
        done = put_word(s, at, text);
        break;
    }
    return done ? STATUS_OK : refuse(s, text);
}

const struct setting *setting_find(const struct setting *rows, int count,
                                   const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}
