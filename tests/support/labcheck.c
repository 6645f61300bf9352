#include "tests/support/labcheck.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "lessons/condition.h"
#include "lessons/labs/labrun.h"
#include "viz/plain.h"

enum { RUN_BYTES = 1024 };

static void *finish(struct labrun *r, const char *run)
{
    struct labplan plan;
    void *snapshot = NULL;

    struct status st = labplan_parse(&plan, run);
    cr_assert_eq(st.code, 0, "%s: %s", run, st.text);
    st = labrun_open(r, &plan, (struct hook){0});
    cr_assert_eq(st.code, 0, "%s: %s", run, st.text);
    st = labrun_finish(r, -1);
    cr_assert_eq(st.code, 0, "%s: %s", run, st.text);
    st = labrun_snapshot(r, &snapshot);
    cr_assert_eq(st.code, 0, "%s: %s", run, st.text);
    return snapshot;
}

static struct canvas *picture(const struct labrun *r, const void *snapshot,
                              int rows, int cols)
{
    const struct canvas_look look = {.glyphs = CANVAS_GLYPHS_ASCII,
                                     .graph = CANVAS_GRAPH_ASCII};
    const struct lab_view view = labrun_view(&look);
    struct canvas *cv = canvas_new(rows, cols, look);

    cr_assert_not_null(cv);
    r->plan.lab->draw(snapshot, &view, cv);
    return cv;
}

json_t *labcheck_run(const char *run)
{
    static const int sizes[][2] = {{10, 40}, {12, 60}, {24, 80}, {40, 120}};
    struct labrun r;
    void *snapshot = finish(&r, run);

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        canvas_free(picture(&r, snapshot, sizes[i][0], sizes[i][1]));
    json_t *json = labrun_json(&r.plan, snapshot, NULL);
    cr_assert_not_null(json);
    labrun_forget(&r, snapshot);
    labrun_close(&r);
    return json;
}

void labcheck_holds(const json_t *json, const char *condition)
{
    bool holds = false;
    const struct status st = condition_holds(condition, json, &holds);

    cr_assert_eq(st.code, 0, "%s: %s", condition, st.text);
    if (!holds) {
        char *text =
            json_dumps(json_object_get(json, "data"), JSON_REAL_PRECISION(6));

        cr_assert(holds, "not so: %s in %.2000s", condition, text);
    }
}

void labcheck_claim(const char *run, const char *condition, int seeds)
{
    for (int seed = 1; seed <= seeds; seed++) {
        char with_seed[RUN_BYTES];

        snprintf(with_seed, sizeof with_seed, "%s seed=%d", run, seed);
        json_t *json = labcheck_run(with_seed);
        labcheck_holds(json, condition);
        json_decref(json);
    }
}

static void add(void *user, const char *bytes, size_t n)
{
    buf_add(user, bytes, n);
}

char *labcheck_picture(const char *run, int rows, int cols)
{
    struct labrun r;
    struct buf text;
    void *snapshot = finish(&r, run);
    struct canvas *cv = picture(&r, snapshot, rows, cols);

    buf_init(&text, (size_t)1 << 20);
    plain_write(cv, (struct sink){add, &text});
    canvas_free(cv);
    labrun_forget(&r, snapshot);
    labrun_close(&r);
    return buf_take(&text);
}

void labcheck_refused(const char *run, const char *part)
{
    struct labplan plan;
    struct labrun r;

    struct status st = labplan_parse(&plan, run);
    if (!st.code)
        st = labrun_open(&r, &plan, (struct hook){0});
    cr_assert_neq(st.code, 0, "%s was taken", run);
    cr_assert_not_null(strstr(st.text, part), "%s: %s", run, st.text);
}
