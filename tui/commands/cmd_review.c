#include "tui/commands/cmd_review.h"

#include <stdio.h>

#include "engine/base/clock.h"
#include "lessons/review.h"
#include "tui/app.h"
#include "tui/textmode.h"
#include "tui/tty.h"

static const struct cli_option options[] = {
    {"text", NULL, "in lines, also on a terminal"},
    {"json", NULL, "what is due as one JSON object; nothing is asked"},
    {NULL, NULL, NULL},
};

static json_t *review_json(const struct review *r)
{
    json_t *list = json_array();

    for (int i = 0; i < r->count; i++) {
        const struct review_card *c = &r->card[i];

        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:i, s:I}", "id",
                            c->block->id, "lesson", c->lesson->id, "step",
                            c->lesson->steps[c->step].slug, "ask",
                            c->block->ask, "times", c->times, "overdue_days",
                            (json_int_t)(r->today - c->spacing.due)));
    }
    return json_pack("{s:i, s:o?, s:o}", "due", r->due, "next_in_days",
                     r->next < 0 ? NULL : json_integer(r->next), "questions",
                     list);
}

static struct status print(void)
{
    struct progress p;
    struct course c;
    struct review *r = NULL;

    STATUS_TRY(progress_open(&p, NULL));
    struct status st = course_open(&c, NULL, &p);
    if (!st.code) {
        st = review_new(&r, &c, &p, spacing_day(clock_unix()));
        if (!st.code)
            cli_json(review_json(r));
        review_free(r);
        course_close(&c);
    }
    progress_close(&p);
    return st;
}

static int cmd_review(const struct cli_given *g)
{
    struct status st;

    if (g->words) {
        st = status_fail(STATUS_BAD_USAGE, "review takes no word \"%s\"",
                         g->word[0]);
    } else if (cli_option(&cmd_review_row, g, "json")) {
        st = print();
    } else if (cli_option(&cmd_review_row, g, "text") || !tty_usable()) {
        st = textmode_review_run(stdin, stdout, NULL, NULL, clock_unix());
    } else {
        st = app_run(&(struct app_options){.review = true});
    }
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_review_row = {
    .name = "review",
    .usage = "[--text|--json]",
    .about = "questions of earlier lessons that are due today",
    .more = "What was answered in a lesson comes back after 1, 3, 7, 21 and 60 "
            "days, at most\nthree questions at a time. A miss begins anew; a "
            "guess gets a new seed.",
    .options = options,
    .run = cmd_review,
};
