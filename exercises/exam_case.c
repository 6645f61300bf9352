/* exam_case.c - a case that fails, as a program of its own for a debugger: its
 * numbers, the call as check.c makes it, and results beside those expected.
 *
 * In check.c the call asks for its arrays by name; here they are members of
 * one struct, so check_floats(c, "x") becomes c->x and all else stays. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exam_parts.h"
#include "exercises/exercise.h"

enum { MOST_NUMBERS = 2048, ROW = 6 };

/* How the call asks for an array. */
static const struct {
    const char *ask;
    bool one;   /* a number, no array */
    bool whole; /* int32_t, not float */
} asks[] = {
    {"check_whole", true, true},
    {"check_real", true, false},
    {"check_floats", false, false},
    {"check_ints", false, true},
};
enum { ASKS = sizeof asks / sizeof *asks };

static bool part_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool is_name(const char *text)
{
    size_t n = 0;

    while (part_of_name(text[n]))
        n++;
    return n > 0 && !text[n] && !isdigit((unsigned char)text[0]);
}

/* Does `at` ask for an array? Its name, and how many bytes that takes. */
static int asked(const char *at, char name[TALK_NAME], size_t *bytes)
{
    for (int i = 0; i < ASKS; i++) {
        const char *from = at + strlen(asks[i].ask);
        int end = 0;

        if (strncmp(at, asks[i].ask, strlen(asks[i].ask)) == 0 &&
            sscanf(from, "(c, \"%23[^\"]\")%n", name, &end) == 1 && end > 0) {
            *bytes = strlen(asks[i].ask) + (size_t)end;
            return i;
        }
    }
    return -1;
}

/* Is that array only ever asked for as one number? */
static bool one_number(const char *call, const char *name)
{
    char found[TALK_NAME];
    size_t bytes;
    bool one = false;

    for (; *call; call++) {
        const int ask = asked(call, found, &bytes);

        if (ask < 0 || strcmp(found, name) != 0)
            continue;
        if (!asks[ask].one)
            return false;
        one = true;
    }
    return one;
}

static void put_call(struct buf *out, const char *call)
{
    char name[TALK_NAME], before = ' ';

    while (*call) {
        size_t bytes;

        if (!part_of_name(before) && asked(call, name, &bytes) >= 0) {
            buf_printf(out, "c->%s", name);
            before = ')';
            call += bytes;
        } else {
            before = *call;
            buf_char(out, *call++);
        }
    }
}

/* Does the call ask check.c for something that a program of its own has not? */
static bool asks_more(const char *call)
{
    char name[TALK_NAME], before = ' ';

    for (size_t bytes = 0; *call; call += bytes) {
        const bool ask =
            !part_of_name(before) && asked(call, name, &bytes) >= 0;

        if (!ask && !part_of_name(before) &&
            strncmp(call, "check_", strlen("check_")) == 0)
            return true;
        before = *call;
        bytes = ask ? bytes : 1;
    }
    return false;
}

static uint32_t bits_at(const unsigned char *data, size_t i)
{
    uint32_t bits;

    memcpy(&bits, data + 4 * i, 4);
    return bits;
}

static void put_number(struct buf *out, const struct talk_array *a,
                       uint32_t bits)
{
    char text[32];
    float x;

    if (a->type == TALK_INT) {
        int32_t whole;

        memcpy(&whole, &bits, 4);
        buf_printf(out, "%ld", (long)whole);
        return;
    }
    memcpy(&x, &bits, 4);
    if (isnan(x)) {
        buf_text(out, "NAN");
    } else if (isinf(x)) {
        buf_text(out, x > 0 ? "INFINITY" : "-INFINITY");
    } else {
        snprintf(text, sizeof text, "%.9g", (double)x);
        buf_printf(out, "%s%sf", text, strpbrk(text, ".e") ? "" : ".0");
    }
}

static void put_numbers(struct buf *out, const struct talk_array *a,
                        const unsigned char *data)
{
    const size_t n = (size_t)a->rows * a->cols;

    buf_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        buf_text(out, i == 0 ? "" : i % ROW ? ", " : ",\n        ");
        put_number(out, a, bits_at(data, i));
    }
    buf_text(out, n ? "}" : "0}");
}

/* A member for every array; those of no numbers hold one, for C's sake. */
static bool has(const struct values *v, const char *name)
{
    int i = 0;

    while (i < v->arrays && strcmp(v->head[i].name, name) != 0)
        i++;
    return i < v->arrays;
}

/* What the call asks for in other cases only: without numbers, but C wants
 * members of all names. */
static void put_absent(struct buf *out, const struct values *v,
                       const char *call)
{
    char name[TALK_NAME], earlier[TALK_NAME];
    size_t bytes;

    for (const char *at = call; *at; at++) {
        const int ask = asked(at, name, &bytes);
        const char *first = call;

        if (ask < 0 || has(v, name))
            continue;
        while (asked(first, earlier, &bytes) < 0 || strcmp(earlier, name) != 0)
            first++;
        if (first == at)
            buf_printf(out, "    %s %s%s; /* in other cases */\n",
                       asks[ask].whole ? "int32_t" : "float",
                       asks[ask].one ? "" : "*", name);
    }
}

static void put_members(struct buf *out, const struct values *v,
                        const char *call)
{
    buf_text(out, "struct check {\n");
    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];
        const size_t n = (size_t)a->rows * a->cols;

        buf_printf(out, "    %s %s", a->type == TALK_INT ? "int32_t" : "float",
                   a->name);
        if (!one_number(call, a->name))
            buf_printf(out, "[%zu]", n ? n : 1);
        buf_printf(out, "; /* %s%s [%u, %u] */\n",
                   a->role & TALK_IN ? "in" : "",
                   a->role == (TALK_IN | TALK_OUT) ? ", changed"
                   : a->role & TALK_OUT            ? "out"
                                                   : "",
                   (unsigned)a->rows, (unsigned)a->cols);
    }
    put_absent(out, v, call);
    buf_text(out, "};\n\n");
}

static void put_inputs(struct buf *out, const struct values *v,
                       const char *call)
{
    buf_text(out, "static struct check given = {\n");
    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];

        if (!(a->role & TALK_IN))
            continue;
        buf_printf(out, "    .%s = ", a->name);
        if (one_number(call, a->name))
            put_number(out, a, bits_at(v->data[i], 0));
        else
            put_numbers(out, a, v->data[i]);
        buf_text(out, ",\n");
    }
    buf_text(out, "};\n\n");
}

/* `plain`: the results of the solution, without guards. */
static void put_expected(struct buf *out, const struct values *v,
                         const unsigned char *plain)
{
    buf_text(out, "static const struct check expected = {\n");
    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];

        if (!(a->role & TALK_OUT))
            continue;
        buf_printf(out, "    .%s = ", a->name);
        put_numbers(out, a, plain);
        buf_text(out, ",\n");
        plain += (size_t)a->rows * a->cols * 4;
    }
    buf_text(out, "};\n\n");
}

/* The same rubbish as in the check: what the solution leaves alone holds it
 * among the expected numbers, too. */
static void put_rubbish(struct buf *out, const struct exam *e,
                        const struct values *v)
{
    struct values_rule rule;
    bool any = false;

    for (int i = 0; i < v->arrays; i++)
        any = any || v->head[i].role == TALK_OUT;
    if (!any)
        return;
    exam_rule(e, &rule);
    buf_printf(out,
               "/* What lies in results before the call. */\n"
               "static void rubbish(void *to, size_t bytes)\n"
               "{\n"
               "    const uint32_t word = 0x%08lx;\n\n"
               "    for (size_t i = 0; i < bytes; i += sizeof word)\n"
               "        memcpy((char *)to + i, &word, sizeof word);\n"
               "}\n\n",
               (unsigned long)rule.fill[0]);
}

static void put_main(struct buf *out, const struct exam *e,
                     const struct values *v)
{
    put_rubbish(out, e, v);
    buf_printf(out,
               "static int wrong, line;\n\n"
               "static void compare(const char *name, long i, double got,\n"
               "                    double want)\n"
               "{\n"
               "    const int same = got == want || (isnan(got) && "
               "isnan(want)) ||\n"
               "                     fabs(got - want) <=\n"
               "                         %g + %g * fabs(want);\n\n"
               "    printf(\"case.c:%%d: %%s[%%ld]: got %%.9g, expected "
               "%%.9g%%s\\n\",\n"
               "           line, name, i, got, want, same ? \"\" : \"  "
               "<- differs\");\n"
               "    wrong += !same;\n"
               "}\n\n"
               "int main(void)\n"
               "{\n",
               e->about.absolute, e->about.relative);
    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];

        if (a->role == TALK_OUT)
            buf_printf(out, "    rubbish(given.%s, sizeof given.%s);\n",
                       a->name, a->name);
    }
    buf_text(out, "    line = __LINE__ + 1;\n"
                  "    call(&given); /* break here, then step into it */\n");
    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];

        if (a->role & TALK_OUT)
            buf_printf(out,
                       "    for (long i = 0; i < %ld; i++)\n"
                       "        compare(\"%s\", i, (double)given.%s[i], "
                       "(double)expected.%s[i]);\n",
                       (long)a->rows * a->cols, a->name, a->name, a->name);
    }
    buf_text(out, "    printf(\"%d numbers differ\\n\", wrong);\n"
                  "    return wrong > 0;\n}\n");
}

/* All names are C's, results are arrays, and it is not too long to read. */
static bool fits(const struct values *v, const char *call)
{
    size_t all = 0;

    for (int i = 0; i < v->arrays; i++) {
        const struct talk_array *a = &v->head[i];

        all += (size_t)a->rows * a->cols;
        if (!is_name(a->name) ||
            ((a->role & TALK_OUT) && one_number(call, a->name)))
            return false;
    }
    return all <= MOST_NUMBERS;
}

static void put_case(struct buf *out, const struct exam *e, int k,
                     const char *call, const unsigned char *plain)
{
    const struct values *v = &e->paper[k].values;

    buf_printf(out,
               REPORT_PROGRAM_MARK
               "\n * The case \"%s\": %s. Every check writes it anew.\n *\n"
               " *     cc -std=c11 -D_DEFAULT_SOURCE -g case.c %s.c -lm -o "
               "case\n"
               " *     gdb ./case\n"
               " */\n"
               "#include <math.h>\n#include <stdint.h>\n#include <stdio.h>\n"
               "#include <string.h>\n\n#include \"%s.h\"\n\n",
               e->list[k].id, e->list[k].title, e->name, e->name);
    put_members(out, v, call);
    put_inputs(out, v, call);
    put_expected(out, v, plain);
    put_call(out, call);
    buf_char(out, '\n');
    put_main(out, e, v);
}

/* Hidden cases are never written: their numbers are nobody's business. */
static int first_shown(const struct exam *e, const struct report *r,
                       const char *call)
{
    for (int k = 0; k < r->cases; k++) {
        const enum report_verdict v = r->list[k].verdict;

        if (!r->list[k].hidden && !e->list[k].hidden && v != REPORT_PASS &&
            v != REPORT_SKIPPED && e->paper[k].expected[0] &&
            fits(&e->paper[k].values, call))
            return k;
    }
    return -1;
}

void exam_case(const struct exam *e, struct report *r)
{
    char *call = exam_call(e);
    const int k = call && !asks_more(call) ? first_shown(e, r, call) : -1;
    unsigned char *plain = NULL;
    struct buf text;

    r->program[0] = '\0';
    buf_init(&text, sizeof r->program - 1);
    if (k >= 0)
        plain = malloc(e->paper[k].values.result_bytes + 1);
    if (plain) {
        values_strip(&e->paper[k].values, e->paper[k].expected[0], plain);
        put_case(&text, e, k, call, plain);
    }
    if (!buf_status(&text).code) /* too long: no program */
        snprintf(r->program, sizeof r->program, "%s", buf_string(&text));
    buf_release(&text);
    free(plain);
    free(call);
}
