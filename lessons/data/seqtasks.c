#include "lessons/data/seqtasks.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"

enum { LETTERS = 8 };

static const char characters[] = " abcdefghijklmnopqrstuvwxyz0123456789-+?";

int32_t seqtasks_vocab(void)
{
    return SEQTASKS_CHARACTERS + (int32_t)sizeof characters - 1;
}

char seqtasks_character(int32_t id)
{
    assert(id >= 0 && id < seqtasks_vocab());
    if (id < SEQTASKS_CHARACTERS)
        return id == SEQTASKS_BEGIN ? '<' : '>';
    return characters[id - SEQTASKS_CHARACTERS];
}

int32_t seqtasks_id(char c)
{
    const char *at = c ? strchr(characters, c) : NULL;

    return at ? SEQTASKS_CHARACTERS + (int32_t)(at - characters) : -1;
}

static void put(struct seqtasks_pair *p, int side, const char *text)
{
    for (; *text; text++) {
        assert(p->length[side] < SEQTASKS_MOST);
        p->id[side][p->length[side]++] = seqtasks_id(*text);
    }
}

static void letters(struct rng *r, int n, char *out)
{
    for (int i = 0; i < n; i++)
        out[i] = (char)('a' + rng_below(r, LETTERS));
    out[n] = '\0';
}

static void copy(struct seqtasks_pair *p, struct rng *r, int n)
{
    char text[SEQTASKS_MOST];

    letters(r, n, text);
    put(p, 0, text);
    put(p, 1, text);
}

static void reverse(struct seqtasks_pair *p, struct rng *r, int n)
{
    char text[SEQTASKS_MOST], back[SEQTASKS_MOST] = "";

    letters(r, n, text);
    for (int i = 0; i < n; i++)
        back[i] = text[n - 1 - i];
    put(p, 0, text);
    put(p, 1, back);
}

static int by_letter(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

static void sort(struct seqtasks_pair *p, struct rng *r, int n)
{
    char text[SEQTASKS_MOST];

    letters(r, n, text);
    put(p, 0, text);
    qsort(text, (size_t)n, 1, by_letter);
    put(p, 1, text);
}

static void recall(struct seqtasks_pair *p, struct rng *r, int n)
{
    char text[SEQTASKS_MOST], first[2] = "";

    letters(r, n, text);
    first[0] = text[0];
    put(p, 0, text);
    put(p, 0, "?");
    put(p, 1, first);
}

static void dates(struct seqtasks_pair *p, struct rng *r, int n)
{
    static const struct {
        const char *name;
        int days;
    } months[] = {{"january", 31}, {"february", 28}, {"march", 31},
                  {"april", 30},   {"may", 31},      {"june", 30},
                  {"july", 31},    {"august", 31},   {"september", 30},
                  {"october", 31}, {"november", 30}, {"december", 31}};
    const int month = (int)rng_below(r, 12);
    const int day = 1 + (int)rng_below(r, (uint32_t)months[month].days);
    const int year = 1900 + (int)rng_below(r, 100);
    char text[SEQTASKS_MOST];

    (void)n;
    snprintf(text, sizeof text, "%d %s %d", day, months[month].name, year);
    put(p, 0, text);
    snprintf(text, sizeof text, "%d-%02d-%02d", year, month + 1, day);
    put(p, 1, text);
}

/* Numbers of exactly n digits; a single digit may be 0. */
static uint32_t number(struct rng *r, int n)
{
    uint32_t low = 1;

    for (int i = 1; i < n; i++)
        low *= 10;
    return n == 1 ? rng_below(r, 10) : low + rng_below(r, 9 * low);
}

static void sums(struct seqtasks_pair *p, struct rng *r, int n)
{
    const int digits = n < SEQTASKS_DIGITS ? n : SEQTASKS_DIGITS;
    const uint32_t a = number(r, digits), b = number(r, digits);
    char text[SEQTASKS_MOST];

    snprintf(text, sizeof text, "%u+%u", (unsigned)a, (unsigned)b);
    put(p, 0, text);
    snprintf(text, sizeof text, "%u", (unsigned)(a + b));
    put(p, 1, text);
}

static const struct {
    const char *name;
    void (*draw)(struct seqtasks_pair *p, struct rng *r, int n);
} tasks[SEQTASKS_KINDS] = {
    [SEQTASKS_COPY] = {"copy", copy},
    [SEQTASKS_REVERSE] = {"reverse", reverse},
    [SEQTASKS_SORT] = {"sort", sort},
    [SEQTASKS_RECALL] = {"recall", recall},
    [SEQTASKS_DATES] = {"dates", dates},
    [SEQTASKS_SUMS] = {"sums", sums},
};

const char *seqtasks_name(enum seqtasks_kind kind)
{
    return tasks[kind].name;
}

enum seqtasks_kind seqtasks_find(const char *name)
{
    int i = 0;

    while (i < SEQTASKS_KINDS && strcmp(tasks[i].name, name) != 0)
        i++;
    return (enum seqtasks_kind)i;
}

void seqtasks_draw(struct seqtasks_pair *p, enum seqtasks_kind kind, int length,
                   uint64_t seed, uint64_t i)
{
    struct rng r = rng_make(seed, i);

    assert(length >= 1 && length <= SEQTASKS_LENGTH);
    *p = (struct seqtasks_pair){.length = {0, 0}};
    tasks[kind].draw(p, &r, length);
}
