#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/source.h"
#include "lessons/data/town_grams.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/townwriter.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

TestSuite(lab_truth, .init = labtiny_make, .fini = labtiny_remove);

Test(lab_truth, shares_are_of_all_sentences_and_texts_are_cut_into_them)
{
    json_t *json =
        labtiny_run("truth", "count=3 tokens=40 text=the temperature=1");
    size_t i, k, sentences = 0;
    json_t *entry, *mark;

    labcheck_holds(json, "data.entries = 3 and data.sentences >= 3");
    labcheck_holds(json, "data.true + data.false + data.none ~ 1");
    labcheck_holds(json, "data.grammatical ~ data.true + data.false");
    const json_t *data = json_object_get(json, "data");
    cr_assert(json_is_null(json_object_get(data, "read")));
    json_array_foreach(json_object_get(data, "text"), i, entry)
    {
        const char *text = json_string_value(json_object_get(entry, "text"));
        json_array_foreach(json_object_get(entry, "marks"), k, mark)
        {
            const char *s =
                json_string_value(json_object_get(mark, "sentence"));
            cr_assert_not_null(strstr(text, s));
            sentences++;
        }
    }
    labcheck_holds(json, "data.sentences > 0");
    cr_assert_eq((long long)sentences,
                 json_integer_value(json_object_get(data, "sentences")));
    json_decref(json);
}

Test(lab_truth, the_same_seed_writes_the_same_and_another_seed_does_not)
{
    json_t *a =
        labtiny_run("truth", "count=2 tokens=40 text=the temperature=1 seed=4");
    json_t *b =
        labtiny_run("truth", "count=2 tokens=40 text=the temperature=1 seed=4");
    json_t *c =
        labtiny_run("truth", "count=2 tokens=40 text=the temperature=1 seed=5");

    cr_assert(
        json_equal(json_object_get(a, "data"), json_object_get(b, "data")));
    cr_assert(
        !json_equal(json_object_get(a, "data"), json_object_get(c, "data")));
    json_decref(a);
    json_decref(b);
    json_decref(c);
}

Test(lab_truth, entries_begin_as_asked)
{
    json_t *json = labtiny_run("truth", "count=2 tokens=40 text=\"the keys\"");
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(json_object_get(json, "data"), "text"),
                       i, entry)
    {
        const char *text = json_string_value(json_object_get(entry, "text"));
        cr_assert_eq(strncmp(text, "the keys", 8), 0, "%s", text);
    }
    json_decref(json);
}

Test(lab_truth, a_turned_temperature_writes_all_entries_anew)
{
    char run[256];
    struct labplan plan;
    struct labrun r;

    snprintf(run, sizeof run,
             "truth model=%s count=2 tokens=40 text=the temperature=0",
             labtiny_folder());
    cr_assert_eq(labplan_parse(&plan, run).code, 0);
    cr_assert_eq(labrun_open(&r, &plan, (struct hook){0}).code, 0);
    struct status st = labrun_finish(&r, -1);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert(!r.more);
    cr_assert_eq(
        labrun_turn(&r, lab_knob(r.plan.lab, "temperature"), "1.5").code, 0);
    cr_assert(r.more);
    st = labrun_finish(&r, -1);
    cr_assert_eq(st.code, 0, "%s", st.text);
    void *snapshot = NULL;
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0);
    json_t *json = labrun_json(&r.plan, snapshot, NULL);
    labcheck_holds(json, "data.entries = 2");
    json_decref(json);
    labrun_forget(&r, snapshot);
    labrun_close(&r);
}

Test(lab_truth, the_judges_sums_are_those_of_the_towns_own_text)
{
    struct townwriter *w;
    struct townwriter_tally t = {.entries = 0};
    struct townwriter_entry e = {.marks = 0};
    struct town_judge *j;
    struct buf text;

    cr_assert_eq(
        townwriter_open(&w, labtiny_folder(), true, (struct hook){0}).code, 0);
    cr_assert_eq(town_judge_new(&j, 1, 60).code, 0);
    buf_init(&text, 1u << 20);
    cr_assert_eq(source_read(&text, "town:20000").code, 0);
    for (const char *line = buf_string(&text); *line;) {
        const size_t n = strcspn(line, "\n");
        memcpy(e.text, line, n);
        e.text[n] = '\0';
        e.marks = town_judge_line(j, e.text, n, e.mark, TOWNWRITER_MARKS);
        townwriter_add(w, &t, &e);
        line += n + 1;
    }
    cr_assert_eq(t.marks[TOWN_JUDGE_NONE] + t.marks[TOWN_JUDGE_FALSE], 0);
    cr_assert_eq(t.sound, t.entries);
    for (int k = 0; k < TOWN_JUDGE_TOPICS; k++) {
        cr_assert_eq(t.right[k], t.said[k]);
        cr_assert_gt(t.said[k], 10);
    }
    cr_assert_eq(t.seen, t.runs); /* town:N begins town:past */
    cr_assert_gt(t.runs, 1000);
    buf_release(&text);
    town_judge_free(j);
    townwriter_close(w);
}

Test(lab_truth, a_beginning_that_is_too_long_is_refused)
{
    char knobs[400] = "text=";

    memset(knobs + 5, 'a', 300);
    knobs[305] = '\0';
    labtiny_refused("truth", knobs, "the limit is");
    labcheck_refused("truth count=500", "400");
    labcheck_refused("truth model=minilm-that-is-not-there", "minilm");
}

Test(lab_truth, runs_of_twelve_words_are_found_in_one_line_only)
{
    static const char text[] =
        "a b c d e f g h i j k l m\nn o p q r s t u v w x y z\n";
    struct town_grams *g = town_grams_new(text, sizeof text - 1);
    long runs = 0, seen = 0;

    cr_assert_not_null(g);
    town_grams_count(g, text, sizeof text - 1, &runs, &seen);
    cr_assert_eq(runs, 4);
    cr_assert_eq(seen, 4);
    runs = seen = 0;
    town_grams_count(g, "b c d e f g h i j k l m n", 25, &runs, &seen);
    cr_assert_eq(runs, 2);
    cr_assert_eq(seen, 1); /* "c ... n" goes over the line's end */
    runs = seen = 0;
    town_grams_count(g, "l k j i h g f e d c b a", 23, &runs, &seen);
    cr_assert_eq(runs, 1);
    cr_assert_eq(seen, 0);
    town_grams_free(g);
    g = town_grams_new("", 0);
    cr_assert_not_null(g);
    town_grams_count(g, text, sizeof text - 1, &runs, &seen);
    cr_assert_eq(seen, 0);
    town_grams_free(g);
}
