#include "lessons/condition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A descent over the text, one function a line of the grammar. It evaluates
 * while it reads; without data (`root` NULL) it only reads, so that what the
 * course check accepts is what a run can evaluate.
 */
#define NEAR 0.001 /* what "~" takes as equal */

enum { MAX_NAME = 63, MAX_INDEX = 1 << 24 };

struct reading {
    const char *text, *at;
    const json_t *root; /* NULL: no data, check the words alone */
    int depth;
    struct status status; /* sticky */
};

static void fail(struct reading *r, enum status_code code, const char *what)
{
    if (!r->status.code) {
        r->status = status_fail(code, "condition \"%.160s\", at \"%.40s\": %s",
                                r->text, r->at, what);
    }
}

static void blanks(struct reading *r)
{
    while (*r->at == ' ')
        r->at++;
}

static bool take(struct reading *r, const char *word)
{
    const size_t n = strlen(word);

    blanks(r);
    if (strncmp(r->at, word, n) != 0)
        return false;
    r->at += n;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A name of letters, digits, "_" and "-" between two letters. A minus with a
 * blank before it is a sign, so "a - b" is a difference and "a-b" a name. */
static bool take_name(struct reading *r, char name[MAX_NAME + 1])
{
    size_t n = 0;

    if (!is_letter(*r->at))
        return false;
    while (is_letter(r->at[n]) || is_digit(r->at[n]) ||
           (r->at[n] == '-' && is_letter(r->at[n + 1])))
        n++;
    if (n > MAX_NAME) {
        fail(r, STATUS_BAD_USAGE, "the name is too long");
        return false;
    }
    memcpy(name, r->at, n);
    name[n] = '\0';
    r->at += n;
    return true;
}

static const json_t *member(struct reading *r, const json_t *in,
                            const char *name)
{
    const json_t *out = in ? json_object_get(in, name) : NULL;

    if (in && !out)
        fail(r, STATUS_NOT_FOUND, "the data has nothing of that name");
    return out;
}

static const json_t *element(struct reading *r, const json_t *in)
{
    char *end;
    const long i = strtol(r->at, &end, 10);
    const json_t *out;

    if (!is_digit(*r->at) || *end != ']' || i > MAX_INDEX) {
        fail(r, STATUS_BAD_USAGE, "an index is [0], [1], ...");
        return NULL;
    }
    r->at = end + 1;
    out = in ? json_array_get(in, (size_t)i) : NULL;
    if (in && !out)
        fail(r, STATUS_NOT_FOUND, "the data has no such element");
    return out;
}

/* "data.weights[1]", whose first name is read already. */
static const json_t *path(struct reading *r, const char *first)
{
    char name[MAX_NAME + 1];
    const json_t *in = member(r, r->root, first);

    while (!r->status.code) {
        if (*r->at == '.') {
            r->at++;
            if (!take_name(r, name)) {
                fail(r, STATUS_BAD_USAGE, "a name must follow the point");
                break;
            }
            in = member(r, in, name);
        } else if (*r->at == '[') {
            r->at++;
            in = element(r, in);
        } else {
            break;
        }
    }
    return in;
}

static double number_of(struct reading *r, const json_t *value)
{
    if (!value)
        return 0.0; /* nothing to look at, or a failure that is noted */
    if (json_is_number(value))
        return json_number_value(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? 1.0 : 0.0;
    fail(r, STATUS_BAD_SHAPE, "what stands there is not one number");
    return 0.0;
}

/* What a function over an array gathers. */
struct gathered {
    double max, min, sum;
    int count, argmax;
};

static void gather(struct reading *r, const json_t *in, struct gathered *g)
{
    size_t i;
    json_t *value;

    if (++r->depth > CONDITION_MAX_DEPTH)
        fail(r, STATUS_BAD_SHAPE, "the array is nested too deep");
    json_array_foreach(in, i, value)
    {
        if (r->status.code)
            break;
        if (json_is_array(value)) {
            gather(r, value, g);
            continue;
        }
        const double x = number_of(r, value);

        if (!g->count || x > g->max)
            g->argmax = g->count;
        g->max = g->count ? fmax(g->max, x) : x;
        g->min = g->count ? fmin(g->min, x) : x;
        g->sum += x;
        g->count++;
    }
    r->depth--;
}

static double over_array(struct reading *r, const char *function)
{
    char name[MAX_NAME + 1];
    struct gathered g = {0};
    const json_t *in = NULL;

    blanks(r);
    if (!take_name(r, name)) {
        fail(r, STATUS_BAD_USAGE, "a path to an array must stand there");
        return 0.0;
    }
    in = path(r, name);
    if (!in || r->status.code)
        return 0.0;
    if (!json_is_array(in) || !json_array_size(in)) {
        fail(r, STATUS_BAD_SHAPE, "what stands there is no array of numbers");
        return 0.0;
    }
    gather(r, in, &g);
    if (strcmp(function, "max") == 0)
        return g.max;
    if (strcmp(function, "min") == 0)
        return g.min;
    if (strcmp(function, "sum") == 0)
        return g.sum;
    return g.argmax;
}

static double sum(struct reading *r);

static double call(struct reading *r, const char *function)
{
    static const char *const known[] = {"max", "min", "sum", "argmax"};
    double out = 0.0;
    bool found = false;

    if (strcmp(function, "abs") == 0) {
        out = fabs(sum(r));
        found = true;
    }
    for (int i = 0; i < 4 && !found; i++) {
        if (strcmp(function, known[i]) == 0) {
            out = over_array(r, function);
            found = true;
        }
    }
    if (!found) {
        fail(r, STATUS_BAD_USAGE,
             "the functions are max, min, sum, argmax and abs");
    }
    if (!take(r, ")"))
        fail(r, STATUS_BAD_USAGE, "a closing bracket is missing");
    return out;
}

static double literal(struct reading *r)
{
    char *end;
    const double out = strtod(r->at, &end);

    if (end == r->at || !isfinite(out))
        fail(r, STATUS_BAD_USAGE, "a number or a path must stand there");
    r->at = end;
    return out;
}

static double value(struct reading *r)
{
    char name[MAX_NAME + 1];

    blanks(r);
    if (is_letter(*r->at)) {
        if (!take_name(r, name))
            return 0.0;
        return *r->at == '(' && r->at++ ? call(r, name)
                                        : number_of(r, path(r, name));
    }
    if (take(r, "(")) {
        const double out = sum(r);

        if (!take(r, ")"))
            fail(r, STATUS_BAD_USAGE, "a closing bracket is missing");
        return out;
    }
    if (is_digit(*r->at) || *r->at == '.')
        return literal(r);
    fail(r, STATUS_BAD_USAGE, "a number or a path must stand there");
    return 0.0;
}

static double sum(struct reading *r)
{
    double out = 0.0;

    if (++r->depth > CONDITION_MAX_DEPTH) {
        fail(r, STATUS_BAD_USAGE, "brackets are nested too deep");
        return 0.0;
    }
    out = take(r, "-") ? -value(r) : value(r);
    while (!r->status.code) {
        if (take(r, "+")) {
            out += value(r);
        } else if (take(r, "-")) {
            out -= value(r);
        } else {
            break;
        }
    }
    r->depth--;
    return out;
}

enum sign { LESS, LESS_EQUAL, MORE, MORE_EQUAL, EQUAL, UNEQUAL, ALIKE, NONE };

static enum sign take_sign(struct reading *r)
{
    static const struct {
        const char *text;
        enum sign sign;
    } signs[] = {{"<=", LESS_EQUAL}, {">=", MORE_EQUAL}, {"!=", UNEQUAL},
                 {"<", LESS},        {">", MORE},        {"=", EQUAL},
                 {"~", ALIKE}};

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (take(r, signs[i].text))
            return signs[i].sign;
    }
    fail(r, STATUS_BAD_USAGE, "one of < > <= >= = != ~ must stand there");
    return NONE;
}

static bool compare(double a, enum sign sign, double b)
{
    switch (sign) {
    case LESS:
        return a < b;
    case LESS_EQUAL:
        return a <= b;
    case MORE:
        return a > b;
    case MORE_EQUAL:
        return a >= b;
    case EQUAL:
        return a <= b && a >= b;
    case UNEQUAL:
        return a < b || a > b;
    case ALIKE:
        return fabs(a - b) <= NEAR;
    case NONE:
    default:
        return false;
    }
}

static bool comparison(struct reading *r)
{
    const double a = sum(r);
    const enum sign sign = take_sign(r);

    return compare(a, sign, sum(r));
}

static struct reading start(const char *text, const json_t *root)
{
    struct reading r = {.text = text, .at = text, .root = root};

    if (strlen(text) > CONDITION_MAX_BYTES)
        fail(&r, STATUS_BAD_USAGE, "longer than a condition may be");
    return r;
}

static struct status finish(struct reading *r)
{
    blanks(r);
    if (*r->at)
        fail(r, STATUS_BAD_USAGE, "this is left over");
    return r->status;
}

/* All parts are evaluated, so that a fault in any of them is seen. */
static struct status evaluate(const char *text, const json_t *root, bool *holds)
{
    struct reading r = start(text, root);
    bool all = true;

    do {
        all = comparison(&r) && all;
    } while (!r.status.code && take(&r, "and "));
    *holds = all;
    return finish(&r);
}

bool condition_otherwise(const char *text)
{
    return strcmp(text, "otherwise") == 0;
}

struct status condition_holds(const char *text, const json_t *root, bool *holds)
{
    *holds = condition_otherwise(text);
    return *holds ? STATUS_OK : evaluate(text, root, holds);
}

struct status condition_number(const char *text, const json_t *root,
                               double *out)
{
    struct reading r = start(text, root);

    *out = sum(&r);
    return finish(&r);
}

struct status condition_check(const char *text)
{
    bool holds;

    return condition_holds(text, NULL, &holds);
}

struct status condition_check_number(const char *text)
{
    double number;

    return condition_number(text, NULL, &number);
}
