#include "exercises/values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/size.h"

enum { MOST_BYTES = 64 << 20 };

static struct status bad(const char *what)
{
    return status_fail(STATUS_BAD_FILE, "check.c: %s", what);
}

static bool clean_name(const char name[TALK_NAME])
{
    size_t n = 0;

    while (n < TALK_NAME && name[n] > ' ' && name[n] < 0x7f)
        n++;
    return n > 0 && n < TALK_NAME && name[n] == '\0';
}

static size_t count_of(const struct talk_array *a)
{
    return (size_t)a->rows * a->cols;
}

static struct status read_head(struct values *v, const struct talk_array *a)
{
    size_t bytes;

    if (!clean_name(a->name))
        return bad("an array without a plain name");
    if (a->type > TALK_INT || a->role < TALK_IN ||
        a->role > (TALK_IN | TALK_OUT))
        return bad("an array of an unknown kind");
    if (a->rows > TALK_NUMBERS || a->cols > TALK_NUMBERS ||
        count_of(a) > TALK_NUMBERS)
        return bad("an array with too many numbers");
    if (a->role & TALK_OUT) {
        bytes = (count_of(a) + 2 * TALK_GUARDS) * 4;
        if (!size_add(&v->result_bytes, v->result_bytes, bytes) ||
            v->result_bytes > MOST_BYTES)
            return bad("too many results");
    }
    return STATUS_OK;
}

struct status values_read(struct values *v, const void *data, size_t bytes)
{
    const unsigned char *at = data;

    *v = (struct values){.made_bytes = bytes, .result_bytes = sizeof(uint64_t)};
    while (bytes) {
        struct talk_array *a = &v->head[v->arrays];

        if (v->arrays == TALK_ARRAYS || bytes < sizeof *a)
            return bad("its arrays do not fit their frame");
        memcpy(a, at, sizeof *a);
        at += sizeof *a;
        bytes -= sizeof *a;
        STATUS_TRY(read_head(v, a));
        if (a->role & TALK_IN) {
            const size_t n = count_of(a) * 4;

            if (n > bytes)
                return bad("its arrays do not fit their frame");
            v->data[v->arrays] = at;
            at += n;
            bytes -= n;
        }
        v->arrays++;
    }
    return STATUS_OK;
}

static uint32_t bits_at(const unsigned char *from, size_t i)
{
    uint32_t bits;

    memcpy(&bits, from + 4 * i, 4);
    return bits;
}

static double number(const struct talk_array *a, uint32_t bits)
{
    float f;
    int32_t i;

    memcpy(&f, &bits, 4);
    memcpy(&i, &bits, 4);
    return a->type == TALK_FLOAT ? (double)f : (double)i;
}

static bool close_enough(double expected, double got, double absolute,
                         double relative)
{
    if (isnan(expected) || isnan(got))
        return isnan(expected) && isnan(got);
    if (isinf(expected) || isinf(got))
        return expected > 0 ? got > 0 && isinf(got) && isinf(expected)
                            : got < 0 && isinf(got) && isinf(expected);
    return fabs(got - expected) <= absolute + relative * fabs(expected);
}

/* One array of both runs, behind its first guards. */
struct pair {
    const struct talk_array *array;
    const unsigned char *expected[2], *got[2];
};

/* An element that the solution left alone must be left alone. */
static bool right(const struct pair *p, const struct values_rule *rule,
                  size_t i, int run)
{
    const uint32_t want = bits_at(p->expected[run], i);
    const uint32_t have = bits_at(p->got[run], i);

    if (want == have)
        return true;
    if (p->array->role == TALK_OUT &&
        bits_at(p->expected[0], i) == rule->fill[0] &&
        bits_at(p->expected[1], i) == rule->fill[1])
        return false;
    if (p->array->type == TALK_INT)
        return false;
    return close_enough(number(p->array, want), number(p->array, have),
                        rule->absolute, rule->relative);
}

static void show_number(char text[40], double x, double other)
{
    char twin[40];

    snprintf(text, 40, "%.5g", x);
    snprintf(twin, 40, "%.5g", other);
    if (strcmp(text, twin) == 0)
        snprintf(text, 40, "%.9g", x);
}

static void place(char text[80], const struct talk_array *a, size_t i)
{
    const size_t row = a->cols ? i / a->cols : 0;
    const size_t col = a->cols ? i % a->cols : 0;

    if (a->rows == 1 && a->cols == 1)
        snprintf(text, 80, "%s", a->name);
    else if (a->rows == 1)
        snprintf(text, 80, "%s[%zu]", a->name, col);
    else
        snprintf(text, 80, "%s, row %zu, column %zu", a->name, row, col);
}

static void note(const struct pair *p, const struct values_rule *rule, size_t i,
                 int run, struct report_case *out)
{
    const struct talk_array *a = p->array;
    char where[80], want[40], have[40];

    out->differs = true;
    out->verdict = REPORT_WRONG;
    snprintf(out->array, sizeof out->array, "%s", a->name);
    out->row = a->cols ? (int)(i / a->cols) : 0;
    out->col = a->cols ? (int)(i % a->cols) : 0;
    out->expected = number(a, bits_at(p->expected[run], i));
    out->got = number(a, bits_at(p->got[run], i));
    place(where, a, i);
    show_number(want, out->expected, out->got);
    show_number(have, out->got, out->expected);
    if (a->role == TALK_OUT && bits_at(p->expected[0], i) == rule->fill[0] &&
        bits_at(p->expected[1], i) == rule->fill[1]) {
        snprintf(out->say, sizeof out->say,
                 "%s: nothing is to be written here, yours wrote %s", where,
                 have);
    } else if (bits_at(p->got[0], i) == rule->fill[0] &&
               bits_at(p->got[1], i) == rule->fill[1]) {
        out->verdict = REPORT_UNINITIALISED;
        snprintf(out->say, sizeof out->say,
                 "%s: expected %s, but yours wrote nothing there", where, want);
    } else if (p->array->role == TALK_OUT && run == 1 && right(p, rule, i, 0)) {
        out->verdict = REPORT_UNINITIALISED;
        snprintf(out->say, sizeof out->say,
                 "%s depends on what was in memory before the call: right once "
                 "(%s), then %s",
                 where, want, have);
    } else {
        snprintf(out->say, sizeof out->say, "%s: expected %s, yours %s", where,
                 want, have);
    }
}

static void compare_array(const struct pair *p, const struct values_rule *rule,
                          struct report_case *out)
{
    const size_t n = count_of(p->array);

    out->numbers += (int)n;
    for (size_t i = 0; i < n; i++) {
        const bool first = right(p, rule, i, 0);

        if (first && right(p, rule, i, 1))
            continue;
        if (!out->differs)
            note(p, rule, i, first, out);
        out->wrong++;
    }
}

static bool guards_stand(const unsigned char *at)
{
    for (size_t i = 0; i < TALK_GUARDS; i++)
        if (bits_at(at, i) != TALK_GUARD)
            return false;
    return true;
}

static void check_guards(const struct talk_array *a, const unsigned char *got,
                         struct report_case *out)
{
    const size_t guard_bytes = (size_t)TALK_GUARDS * 4;
    const bool front = guards_stand(got - guard_bytes);

    if (front && guards_stand(got + count_of(a) * 4))
        return;
    out->verdict = REPORT_MEMORY;
    snprintf(out->say, sizeof out->say,
             "your code wrote %s %s, an array of %u numbers",
             front ? "past the end of" : "before the start of", a->name,
             a->rows * a->cols);
}

void values_compare(const struct values *v, const struct values_rule *rule,
                    const unsigned char *const expected[2],
                    const unsigned char *const got[2], struct report_case *out)
{
    size_t at = (size_t)TALK_GUARDS * 4;

    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];
        const struct pair p = {a,
                               {expected[0] + at, expected[1] + at},
                               {got[0] + at, got[1] + at}};

        if (!(a->role & TALK_OUT))
            continue;
        compare_array(&p, rule, out);
        if (out->verdict != REPORT_MEMORY)
            for (int run = 0; run < 2; run++)
                check_guards(a, p.got[run], out);
        at += (count_of(a) + 2 * TALK_GUARDS) * 4;
    }
}

uint64_t values_leak(const struct values *v, const unsigned char *result)
{
    uint64_t leak;

    memcpy(&leak, result + v->result_bytes - sizeof leak, sizeof leak);
    return leak;
}

size_t values_strip(const struct values *v, const unsigned char *result,
                    unsigned char *out)
{
    size_t at = 0, used = 0;

    for (int i = 0; i < v->arrays; i++) {
        const size_t n = count_of(&v->head[i]) * 4;

        if (!(v->head[i].role & TALK_OUT))
            continue;
        at += (size_t)TALK_GUARDS * 4;
        memcpy(out + used, result + at, n);
        used += n;
        at += n + (size_t)TALK_GUARDS * 4;
    }
    return used;
}

void values_sizes(const struct values *v, char text[120])
{
    size_t used = 0;

    text[0] = '\0';
    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];

        if (!(a->role & TALK_IN) || count_of(a) != 1 || used > 80)
            continue;
        used += (size_t)snprintf(text + used, 120 - used, "%s%s = %g",
                                 used ? ", " : "", a->name,
                                 number(a, bits_at(v->data[i], 0)));
    }
}
