#include "tui/commands/cmd_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/paths.h"
#include "lessons/labs/labrecord.h"
#include "lessons/labs/labsource.h"
#include "tui/labpicture.h"
#include "tui/mine.h"
#include "viz/canvas.h"
#include "viz/colours.h"

enum { MOST_BYTES = 256 << 20 };

static const struct cli_option options[] = {
    {"steps", "N", "stops after N steps; without it the lab runs to its end"},
    {"seed", "N", "of everything random (1)"},
    {"size", "COLSxROWS", "of the picture (100x30)"},
    {"plain", NULL, "the picture and its words as text (default)"},
    {"ansi", NULL, "the picture in colour"},
    {"svg", NULL, "the picture as a file of shapes, its words inside"},
    {"cast", NULL, "every frame, for asciinema"},
    {"json", NULL, "the data instead of the picture"},
    {"csv", NULL, "the data as lines of name,row,column,value"},
    {"ascii", NULL, "no character outside ASCII"},
    {"color", "WHEN", "auto, 24, 256, 16, 8 or none, of --ansi and --cast"},
    {"theme", "NAME", "default, dark, light, contrast or mono"},
    {"source", NULL, "where the C of what it shows stands, and runs nothing"},
    {"with", "PARTS", "your own functions: mine, or softmax=mine,gelu=mine"},
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

/* A side with `end` behind it, where *at then points past it; 0: none. */
static long read_side(const char *text, char end, char **at)
{
    const long side = *text >= '0' && *text <= '9' ? strtol(text, at, 10) : 0;

    if (side < 1 || side > CANVAS_MAX_SIDE || **at != end)
        return 0;
    ++*at;
    return side;
}

static struct status read_size(const char *text, int *cols, int *rows)
{
    char *at = NULL;

    *cols = 100;
    *rows = 30;
    if (!text)
        return STATUS_OK;
    const long wide = read_side(text, 'x', &at);
    const long high = wide ? read_side(at, '\0', &at) : 0;
    if (!wide || !high) {
        return status_fail(STATUS_BAD_USAGE,
                           "--size is \"%s\", but must be COLSxROWS, each "
                           "from 1 to %d",
                           text, CANVAS_MAX_SIDE);
    }
    *cols = (int)wide;
    *rows = (int)high;
    return STATUS_OK;
}

static enum labpicture_format format_of(const struct cli_given *g)
{
    static const struct {
        const char *name;
        enum labpicture_format format;
    } asked[] = {{"svg", LABPICTURE_SVG},
                 {"csv", LABPICTURE_CSV},
                 {"cast", LABPICTURE_CAST},
                 {"ansi", LABPICTURE_ANSI}};

    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        if (option(g, asked[i].name))
            return asked[i].format;
    return LABPICTURE_PLAIN;
}

/* Colours of a file do not depend on the terminal it was made in, but on
 * NO_COLOR, and on COLORTERM where that promises more. */
static struct status read_look(const struct cli_given *g,
                               enum labpicture_format format,
                               struct canvas_look *look)
{
    const char *theme = option(g, "theme");
    const struct colours_say say = {.asked = option(g, "color"),
                                    .no_color = getenv("NO_COLOR"),
                                    .colorterm = getenv("COLORTERM"),
                                    .term = "xterm-256color"};

    *look = (struct canvas_look){.colours = 0};
    if (!colours_choose(&say, &look->colours)) {
        return status_fail(STATUS_BAD_USAGE,
                           "--color is \"%s\", but must be %s", say.asked,
                           colours_words());
    }
    if (theme && !colours_theme(theme, &look->theme)) {
        return status_fail(STATUS_BAD_USAGE,
                           "--theme is \"%s\", but must be %s", theme,
                           colours_themes());
    }
    if (format == LABPICTURE_PLAIN || format == LABPICTURE_CSV)
        look->colours = 0;
    if (format == LABPICTURE_SVG) {
        look->colours = CANVAS_RGB;
        if (!theme)
            look->theme = CANVAS_THEME_DARK;
    }
    if (option(g, "ascii")) {
        look->glyphs = CANVAS_GLYPHS_ASCII;
        look->graph = CANVAS_GRAPH_ASCII;
    }
    return STATUS_OK;
}

static struct status read_picture(const struct cli_given *g,
                                  struct labpicture *p)
{
    int formats = 0;

    for (const char *const *f =
             (const char *const[]){"plain", "ansi", "svg", "cast", "json",
                                   "csv", NULL};
         *f; f++)
        formats += option(g, *f) != NULL;
    if (formats > 1)
        return status_fail(STATUS_BAD_USAGE, "give one of --plain, --ansi, "
                                             "--svg, --cast, --json, --csv");
    *p = (struct labpicture){.format = format_of(g),
                             .timing = option(g, "timing") != NULL};
    STATUS_TRY(read_size(option(g, "size"), &p->cols, &p->rows));
    return read_look(g, p->format, &p->look);
}

static struct status show_json(const struct labrun *r, const void *snapshot,
                               const struct lab_view *view)
{
    json_t *data = labrun_json(&r->plan, snapshot, view);

    if (!data)
        return status_fail(STATUS_NO_MEMORY, "no memory for the data");
    cli_json(data);
    return STATUS_OK;
}

static struct status show(const struct cli_given *g, const struct labpicture *p,
                          const struct labrun *r)
{
    struct lab_view view = labrun_view(&p->look);
    struct status st;
    struct buf out;
    void *snapshot;

    STATUS_TRY(labrun_snapshot(r, &snapshot));
    view.timing = p->timing;
    buf_init(&out, MOST_BYTES);
    if (option(g, "json"))
        st = show_json(r, snapshot, &view);
    else
        st = labpicture_write(p, r->plan.lab, snapshot, &view, &out);
    if (!st.code)
        fwrite(buf_string(&out), 1, out.bytes, stdout);
    buf_release(&out);
    labrun_forget(r, snapshot);
    return st;
}

/* The lab runs while it is recorded. */
static struct status record(const struct labpicture *p, struct labrun *r,
                            int64_t steps)
{
    struct buf out;

    buf_init(&out, MOST_BYTES);
    const struct status st = labpicture_record(p, r, steps, &out);
    if (!st.code)
        fwrite(buf_string(&out), 1, out.bytes, stdout);
    buf_release(&out);
    return st;
}

static struct status make_plan(const struct cli_given *g, struct labplan *plan)
{
    char setting[256];

    if (g->words == 1 && strchr(g->word[0], '?')) {
        STATUS_TRY(labplan_parse(plan, g->word[0]));
    } else {
        const struct lab *lab = lab_find(g->word[0]);

        if (lab)
            STATUS_TRY(labplan_of(plan, lab, g->word + 1));
        else
            return labplan_parse(plan, g->word[0]); /* names the nearest */
    }
    plan->lender = &mine_lender;
    struct status st = STATUS_OK;
    snprintf(setting, sizeof setting, "seed=%.50s", option(g, "seed"));
    if (option(g, "seed"))
        st = labplan_set(plan, setting);
    snprintf(setting, sizeof setting, "with=%.200s", option(g, "with"));
    if (!st.code && option(g, "with"))
        st = labplan_set(plan, setting);
    if (st.code)
        labplan_release(plan);
    return st;
}

/* A run that cannot be recorded was still made: that is said, no more. */
static void keep_run(const struct labrun *r)
{
    struct db d = {0};
    struct buf path;
    int64_t number = 0;

    if (!r->run.lab->step || !r->run.steps)
        return;
    buf_init(&path, 4096);
    struct status st = paths_data(&path, "lathe.db");
    if (!st.code)
        st = db_open(&d, buf_string(&path));
    if (!st.code)
        st = labrecord_run(&d, r, LATHE_VERSION, &number);
    if (st.code)
        fprintf(stderr, "lathe: this run is not recorded: %s\n", st.text);
    db_close(&d);
    buf_release(&path);
}

/* "PATH:LINE", as editors take it. */
static struct status list_sources(const char *name)
{
    const struct lab *lab = lab_find(name);
    struct labplan plan;

    if (!lab) { /* a run string, or a name that is none */
        STATUS_TRY(labplan_parse(&plan, name));
        lab = plan.lab;
        labplan_release(&plan);
    }
    for (int i = 0; lab->sources && lab->sources[i]; i++) {
        struct labsource s;

        STATUS_TRY(labsource_open(&s, lab->sources[i]));
        printf("%s:%d\n", buf_string(&s.path), s.line);
        labsource_release(&s);
    }
    return lab->sources ? STATUS_OK
                        : status_fail(STATUS_NOT_FOUND,
                                      "the lab %s names no source", lab->name);
}

/* What the learner's functions cost: beside the result, which may be compared
 * with one made without them. */
static void say_cost(const struct labrun *r)
{
    struct buf words;

    buf_init(&words, 4096);
    labrun_cost(r, &words);
    fprintf(stderr, "%s", buf_string(&words));
    buf_release(&words);
}

static int cmd_lab(const struct cli_given *g)
{
    const struct device *device;
    struct labplan plan;
    struct labrun run;
    struct labpicture picture;
    int64_t steps;

    if (g->words == 0)
        return list();
    if (option(g, "source")) {
        const struct status listed = list_sources(g->word[0]);

        return listed.code ? cli_fail(listed) : CLI_FINE;
    }
    struct status st =
        cli_whole("steps", option(g, "steps"), 0, INT64_MAX, -1, &steps);
    if (!st.code)
        st = read_picture(g, &picture);
    if (!st.code)
        st = cli_device(NULL, option(g, "threads"), &device);
    if (!st.code)
        st = make_plan(g, &plan);
    if (!st.code)
        st = labrun_open(&run, &plan, (struct hook){NULL, NULL});
    if (st.code)
        return cli_fail(st);
    if (picture.format == LABPICTURE_CAST) {
        st = record(&picture, &run, steps);
    } else {
        st = labrun_finish(&run, steps);
        if (!st.code)
            st = show(g, &picture, &run);
    }
    if (!st.code) {
        keep_run(&run);
        say_cost(&run);
    }
    labrun_close(&run);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_lab_row = {
    .name = "lab",
    .usage =
        "[NAME [knob=value ...] [--plain|--ansi|--svg|--cast|--json|--csv]]",
    .about = "runs a lab and prints what it shows; alone: lists the labs",
    .more = "NAME may be a run string, such as \"train-gpt?lr=1e-3&seed=7\".",
    .options = options,
    .run = cmd_lab,
};
