#include "tui/commands/cmd_course.h"

#include <stdio.h>
#include <string.h>

#include "exercises/taskproof.h"
#include "lessons/course.h"
#include "lessons/coursecheck.h"
#include "tui/mutantcode.h"
#include "tui/placement.h"

static const struct cli_option options[] = {
    {"json", NULL, "lessons, states and the next one as one JSON object"},
    {"structure", NULL, "check reads the lessons only and runs nothing"},
    {"only", "ID", "check looks at this lesson alone"},
    {NULL, NULL, NULL},
};

static void print_map(const struct course *c)
{
    static const char *const marks[] = {"[ ]", "[~]", "[x]"};
    int stage = 0;

    for (int i = 0; i < c->catalogue.count; i++) {
        const struct course_entry *e = &c->entries[i];

        if (e->row->stage != stage) {
            stage = e->row->stage;
            printf("%s%d  %s\n", i ? "\n" : "", stage,
                   c->catalogue.stages[stage - 1]);
        }
        const char *mark = !e->row->written ? " . "
                           : e->known && e->state != PROGRESS_DONE
                               ? "[=]"
                               : marks[e->state];
        printf("  %s %-4s %s%s\n", mark, e->row->id, e->row->title,
               e->row->written ? "" : " (planned)");
    }
    printf("\n[ ] new  [~] started  [x] done  [=] known: its last "
           "exercise is passed\n .  not written yet\n");
    if (c->next >= 0)
        printf("next: lathe lesson %s\n", c->entries[c->next].row->id);
}

static int course_map(bool json)
{
    struct progress p;
    struct course c;

    struct status st = progress_open(&p, NULL);
    if (st.code)
        return cli_fail(st);
    st = course_open(&c, NULL, &p);
    if (!st.code)
        st = placement_refresh(&c, &p, NULL);
    if (!st.code) {
        if (json)
            cli_json(course_json(&c));
        else
            print_map(&c);
    }
    course_close(&c);
    progress_close(&p);
    return st.code ? cli_fail(st) : CLI_FINE;
}

static int course_check(const char *folder, const char *only, int seeds)
{
    const struct coursecheck_options o = {.folder = folder,
                                          .seeds = seeds,
                                          .only = only,
                                          .bring = mutantcode_bring,
                                          .task = taskproof_look};
    struct coursecheck c;

    const struct status st = coursecheck_run(&c, &o);
    const int faults = c.faults;

    if (!st.code) {
        fputs(buf_string(&c.report), stdout);
        printf("%d lessons written, %d planned; %d labs run %d times, %d "
               "claims, %d tasks; %d rows shown, %d wait; %d faults\n",
               c.written, c.planned, c.labs, c.runs, c.claims, c.tasks,
               c.rows - c.waiting, c.waiting, faults);
    }
    coursecheck_release(&c);
    if (st.code)
        return cli_fail(st);
    return faults ? CLI_NO : CLI_FINE;
}

static int cmd_course(const struct cli_given *g)
{
    const bool json = cli_option(&cmd_course_row, g, "json") != NULL;

    if (g->words == 0)
        return course_map(json);
    if (strcmp(g->word[0], "check") == 0 && g->words <= 2) {
        return course_check(g->word[1], cli_option(&cmd_course_row, g, "only"),
                            cli_option(&cmd_course_row, g, "structure")
                                ? 0
                                : COURSECHECK_SEEDS);
    }
    return cli_fail(status_fail(STATUS_BAD_USAGE,
                                "course knows \"check [DIR]\", not \"%s\"",
                                g->word[0]));
}

const struct cli_command cmd_course_row = {
    .name = "course",
    .usage = "[--json] | check [DIR] [--structure] [--only ID]",
    .about = "the course map: lessons, progress and what comes next",
    .more = "course check reads every lesson, runs every lab that it names and "
            "tests every\nclaim on three seeds. A task must be solved by its "
            "proof, and "
            "not by its lab as it\nstands.",
    .options = options,
    .run = cmd_course,
};
