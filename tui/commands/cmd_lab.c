#include "tui/commands/cmd_lab.h"

#include <stdio.h>
#include <string.h>

#include "lessons/labs/labrun.h"
#include "viz/ansi.h"
#include "viz/canvas.h"
#include "viz/plain.h"

static const struct cli_option options[] = {
    {"steps", "N", "stops after N steps; without it the lab runs to its end"},
    {"seed", "N", "of everything random (1)"},
    {"size", "COLSxROWS", "of the picture (100x30)"},
    {"plain", NULL, "the picture and its words as text (default)"},
    {"ansi", NULL, "the picture in colour"},
    {"json", NULL, "the data instead of the picture"},
    {"ascii", NULL, "no character outside ASCII"},
    {"timing", NULL, "also what was measured; not the same twice"},
    {"threads", "N", "threads to compute with"},
    {NULL, NULL, NULL},
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_lab_row, g, name);
}

static void print_knob(const struct lab_knob *k)
{
    printf("    %-12s %-12s", k->name, k->fallback);
    switch (k->kind) {
    case LAB_WHOLE:
    case LAB_REAL:
        printf(" %g to %g", k->low, k->high);
        break;
    case LAB_CHOICE:
        for (int i = 0; k->choices[i]; i++)
            printf("%s%s", i ? "|" : " ", k->choices[i]);
        break;
    case LAB_SWITCH:
        printf(" on|off");
        break;
    case LAB_TEXT:
        printf(" any text");
        break;
    }
    printf("%s  %s\n", k->live ? "  (live)" : "", k->help);
}

static void print_lab(const struct lab *lab)
{
    printf("%s\n    %s\n", lab->name, lab->question);
    for (int k = 0; lab->knobs && lab->knobs[k].name; k++)
        print_knob(&lab->knobs[k]);
}

static int list(void)
{
    for (int i = 0; i < lab_count(); i++)
        print_lab(lab_at(i));
    return CLI_FINE;
}

static void to_stdout(void *to, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, to);
}

static struct status read_size(const char *text, int *cols, int *rows)
{
    char end;

    *cols = 100;
    *rows = 30;
    if (text &&
        (sscanf(text, "%4dx%4d%c", cols, rows, &end) != 2 || *cols < 1 ||
         *rows < 1 || *cols > CANVAS_MAX_SIDE || *rows > CANVAS_MAX_SIDE))
        return status_fail(STATUS_BAD_USAGE,
                           "--size is \"%s\", but must be COLSxROWS, each "
                           "from 1 to %d",
                           text, CANVAS_MAX_SIDE);
    return STATUS_OK;
}

static struct status draw(const struct cli_given *g, const struct lab *lab,
                          const void *snapshot)
{
    const bool ansi = option(g, "ansi") != NULL;
    struct canvas_look look = {.colours = ansi ? 256 : 0};
    int cols, rows;

    if (option(g, "ascii")) {
        look.glyphs = CANVAS_GLYPHS_ASCII;
        look.graph = CANVAS_GRAPH_ASCII;
    }
    STATUS_TRY(read_size(option(g, "size"), &cols, &rows));
    struct canvas *cv = canvas_new(rows, cols, look);
    if (!cv)
        return status_fail(STATUS_NO_MEMORY, "no memory for the picture");
    struct lab_view view = labrun_view(&cv->look);
    const struct sink out = {to_stdout, stdout};
    struct buf words;

    view.timing = option(g, "timing") != NULL;
    lab->draw(snapshot, &view, cv);
    if (ansi)
        ansi_write(cv, out);
    else
        plain_write(cv, out);
    buf_init(&words, (size_t)1 << 20);
    lab->words(snapshot, &view, &words);
    printf("\n%s\n", buf_string(&words));
    buf_release(&words);
    canvas_free(cv);
    return STATUS_OK;
}

static struct status show(const struct cli_given *g, const struct labrun *r)
{
    const struct canvas_look look = {0};
    struct lab_view view = labrun_view(&look);
    struct status st = STATUS_OK;
    void *snapshot;

    STATUS_TRY(labrun_snapshot(r, &snapshot));
    view.timing = option(g, "timing") != NULL;
    if (option(g, "json")) {
        json_t *data = labrun_json(&r->plan, snapshot, &view);

        if (data)
            cli_json(data);
        else
            st = status_fail(STATUS_NO_MEMORY, "no memory for the data");
    } else {
        st = draw(g, r->plan.lab, snapshot);
    }
    labrun_forget(r, snapshot);
    return st;
}

static struct status make_plan(const struct cli_given *g, struct labplan *plan)
{
    char seed[64];

    if (g->words == 1 && strchr(g->word[0], '?')) {
        STATUS_TRY(labplan_parse(plan, g->word[0]));
    } else {
        const struct lab *lab = lab_find(g->word[0]);

        if (lab)
            STATUS_TRY(labplan_of(plan, lab, g->word + 1));
        else
            return labplan_parse(plan, g->word[0]); /* names the nearest */
    }
    if (!option(g, "seed"))
        return STATUS_OK;
    snprintf(seed, sizeof seed, "seed=%.50s", option(g, "seed"));
    const struct status st = labplan_set(plan, seed);
    if (st.code)
        labplan_release(plan);
    return st;
}

static int cmd_lab(const struct cli_given *g)
{
    const struct device *device;
    struct labplan plan;
    struct labrun run;
    int64_t steps;
    int cols, rows;

    if (g->words == 0)
        return list();
    struct status st =
        cli_whole("steps", option(g, "steps"), 0, INT64_MAX, -1, &steps);
    if (!st.code)
        st = read_size(option(g, "size"), &cols, &rows);
    if (!st.code)
        st = cli_device(NULL, option(g, "threads"), &device);
    if (!st.code)
        st = make_plan(g, &plan);
    if (!st.code)
        st = labrun_open(&run, &plan, (struct hook){NULL, NULL});
    if (st.code)
        return cli_fail(st);
    st = labrun_finish(&run, steps);
    if (!st.code)
        st = show(g, &run);
    labrun_close(&run);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_lab_row = {
    .name = "lab",
    .usage = "[NAME [knob=value ...] [--plain|--ansi|--json]]",
    .about = "runs a lab and prints what it shows; alone: lists the labs",
    .more = "NAME may be a run string, such as \"train-gpt?lr=1e-3&seed=7\".",
    .options = options,
    .run = cmd_lab,
};
