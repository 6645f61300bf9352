#include "exercises/reportjson.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a report to JSON ------------------------------------------------------
 */

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x)
                       : json_string(isnan(x) ? "nan"
                                     : x > 0  ? "inf"
                                              : "-inf");
}

static json_t *difference(const struct report_case *c)
{
    if (!c->differs)
        return json_null();
    return json_pack("{ss si si so so si si}", "array", c->array, "row", c->row,
                     "col", c->col, "expected", number(c->expected), "got",
                     number(c->got), "wrong", c->wrong, "of", c->numbers);
}

static json_t *checks(const struct report *r)
{
    json_t *out = json_array();

    if (!r->cases) {
        json_array_append_new(out,
                              json_pack("{ss ss ss ss sn}", "id", "build",
                                        "title", "it compiles", "verdict",
                                        report_verdict_name(r->verdict), "hint",
                                        r->say, "first_difference"));
    }
    for (int i = 0; i < r->cases; i++) {
        const struct report_case *c = &r->list[i];

        json_array_append_new(
            out, json_pack("{ss ss ss ss so sb ss}", "id", c->id, "title",
                           c->title, "verdict", report_verdict_name(c->verdict),
                           "hint", c->say, "first_difference", difference(c),
                           "hidden", c->hidden, "shape", c->shape));
    }
    return out;
}

static json_t *side(const double x[REPORT_GRID][REPORT_GRID], int rows,
                    int cols)
{
    json_t *out = json_array();

    for (int r = 0; r < rows; r++) {
        json_t *row = json_array();

        for (int c = 0; c < cols; c++)
            json_array_append_new(row, number(x[r][c]));
        json_array_append_new(out, row);
    }
    return out;
}

static json_t *picture(const struct report_grid *g)
{
    if (!g->rows)
        return json_null();
    return json_pack("{ss ss si si so so}", "id", g->id, "array", g->array,
                     "rows", g->all_rows, "cols", g->all_cols, "expected",
                     side(g->expected, g->rows, g->cols), "got",
                     side(g->got, g->rows, g->cols));
}

json_t *reportjson_make(const struct report *r)
{
    const bool shows_log = r->verdict == REPORT_COMPILE;
    char seed[24];

    snprintf(seed, sizeof seed, "%" PRIu64, r->seed); /* more than 63 bits */
    return json_pack(
        "{ss sb ss so sf ss ss ss ss ss ss sb ss so}", "exercise", r->exercise,
        "passed", r->passed, "verdict", report_verdict_name(r->verdict),
        "checks", checks(r), "seconds", r->seconds, "say", r->say, "known",
        r->known, "known_say", r->known_say, "log", shows_log ? r->log : "",
        "printed", r->printed, "level", sandbox_level_name(r->level),
        "sanitized", r->sanitized, "seed", seed, "picture", picture(&r->grid));
}

/* --- and back --------------------------------------------------------------
 */

/* The first key that cannot be read stays in `bad`. */
struct reading {
    const char *bad;
};

static void put(struct reading *in, const json_t *o, const char *key,
                char *room, size_t bytes)
{
    const char *text = json_string_value(json_object_get(o, key));

    if (!text)
        in->bad = in->bad ? in->bad : key;
    snprintf(room, bytes, "%s", text ? text : "");
}

static int whole(struct reading *in, const json_t *o, const char *key, int most)
{
    const json_t *v = json_object_get(o, key);
    const json_int_t x = json_integer_value(v);

    if (json_is_integer(v) && x >= 0 && x <= most)
        return (int)x;
    in->bad = in->bad ? in->bad : key;
    return 0;
}

static bool truth(struct reading *in, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_boolean(v))
        in->bad = in->bad ? in->bad : key;
    return json_is_true(v);
}

static double real(const json_t *v)
{
    const char *word = json_string_value(v);

    if (!word)
        return json_number_value(v);
    return word[0] == 'n' ? (double)NAN : word[0] == '-' ? -HUGE_VAL : HUGE_VAL;
}

static enum report_verdict verdict(struct reading *in, const json_t *o)
{
    char name[32];

    put(in, o, "verdict", name, sizeof name);
    for (int v = 0; v <= REPORT_FAULT; v++)
        if (strcmp(name, report_verdict_name((enum report_verdict)v)) == 0)
            return (enum report_verdict)v;
    in->bad = in->bad ? in->bad : "verdict";
    return REPORT_FAULT;
}

static enum sandbox_level level(struct reading *in, const json_t *o)
{
    char name[16];

    put(in, o, "level", name, sizeof name);
    for (int v = SANDBOX_NONE; v <= SANDBOX_FULL; v++)
        if (strcmp(name, sandbox_level_name((enum sandbox_level)v)) == 0)
            return (enum sandbox_level)v;
    in->bad = in->bad ? in->bad : "level";
    return SANDBOX_NONE;
}

static void read_check(struct reading *in, struct report_case *c,
                       const json_t *o)
{
    const json_t *d = json_object_get(o, "first_difference");

    put(in, o, "id", c->id, sizeof c->id);
    put(in, o, "title", c->title, sizeof c->title);
    put(in, o, "hint", c->say, sizeof c->say);
    put(in, o, "shape", c->shape, sizeof c->shape);
    c->hidden = truth(in, o, "hidden");
    c->verdict = verdict(in, o);
    c->differs = json_is_object(d);
    if (!c->differs)
        return;
    put(in, d, "array", c->array, sizeof c->array);
    c->row = whole(in, d, "row", INT32_MAX);
    c->col = whole(in, d, "col", INT32_MAX);
    c->wrong = whole(in, d, "wrong", INT32_MAX);
    c->numbers = whole(in, d, "of", INT32_MAX);
    c->expected = real(json_object_get(d, "expected"));
    c->got = real(json_object_get(d, "got"));
}

static void read_checks(struct reading *in, struct report *r,
                        const json_t *list)
{
    const size_t n = json_array_size(list);
    const char *id =
        json_string_value(json_object_get(json_array_get(list, 0), "id"));

    if (n < 1 || n > REPORT_CASES) {
        in->bad = in->bad ? in->bad : "checks";
        return;
    }
    if (n == 1 && id && strcmp(id, "build") == 0)
        return; /* it never came to a case */
    for (size_t i = 0; i < n; i++)
        read_check(in, &r->list[r->cases++], json_array_get(list, i));
}

static void read_picture(struct reading *in, struct report_grid *g,
                         const json_t *o)
{
    const json_t *want = json_object_get(o, "expected");
    const json_t *have = json_object_get(o, "got");
    const size_t rows = json_array_size(want);
    const size_t cols = json_array_size(json_array_get(want, 0));

    if (!json_is_object(o))
        return;
    put(in, o, "id", g->id, sizeof g->id);
    put(in, o, "array", g->array, sizeof g->array);
    g->all_rows = whole(in, o, "rows", INT32_MAX);
    g->all_cols = whole(in, o, "cols", INT32_MAX);
    if (rows > REPORT_GRID || cols > REPORT_GRID) {
        in->bad = in->bad ? in->bad : "picture";
        return;
    }
    g->rows = (int)rows;
    g->cols = (int)cols;
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < cols; c++) {
            g->expected[r][c] =
                real(json_array_get(json_array_get(want, r), c));
            g->got[r][c] = real(json_array_get(json_array_get(have, r), c));
        }
    }
}

struct status reportjson_read(struct report *r, const json_t *from)
{
    struct reading in = {NULL};
    char seed[24];

    memset(r, 0, sizeof *r);
    put(&in, from, "exercise", r->exercise, sizeof r->exercise);
    put(&in, from, "say", r->say, sizeof r->say);
    put(&in, from, "known", r->known, sizeof r->known);
    put(&in, from, "known_say", r->known_say, sizeof r->known_say);
    put(&in, from, "log", r->log, sizeof r->log);
    put(&in, from, "printed", r->printed, sizeof r->printed);
    put(&in, from, "seed", seed, sizeof seed);
    r->passed = truth(&in, from, "passed");
    r->sanitized = truth(&in, from, "sanitized");
    r->verdict = verdict(&in, from);
    r->level = level(&in, from);
    r->seed = strtoull(seed, NULL, 10);
    r->seconds = json_number_value(json_object_get(from, "seconds"));
    read_checks(&in, r, json_object_get(from, "checks"));
    read_picture(&in, &r->grid, json_object_get(from, "picture"));
    return in.bad ? status_fail(STATUS_BAD_FILE,
                                "\"%s\" of a kept report is missing or not of "
                                "its kind",
                                in.bad)
                  : STATUS_OK;
}
