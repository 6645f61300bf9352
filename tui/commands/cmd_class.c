#include "tui/commands/cmd_class.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "exercises/classroom.h"

static const struct cli_option options[] = {
    {"name", "NAME", "yours, as the class will see it; else your user's"},
    {"once", NULL, "prints the class once, as it does without a terminal"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static struct status join(const struct cli_given *g)
{
    const char *wish = cli_option(&cmd_class_row, g, "name");
    const struct passwd *user = wish ? NULL : getpwuid(getuid());
    const char *name = wish ? wish : user ? user->pw_name : "somebody";

    STATUS_TRY(classroom_join(g->word[1], name));
    printf("From now on each check leaves one line in %s/%s.lathe:\n"
           "the exercise, how many checks pass, and the first that fails. "
           "None of your code.\n"
           "lathe class leave ends it.\n",
           g->word[1], name);
    return STATUS_OK;
}

static struct status leave(void)
{
    bool was_in;

    STATUS_TRY(classroom_leave(&was_in));
    printf(was_in ? "You have left the class.\n" : "You are in no class.\n");
    return STATUS_OK;
}

/* --- watch
 * -------------------------------------------------------------------- */

static void print_age(int64_t seconds)
{
    if (seconds < 60)
        printf("now");
    else if (seconds < 3600)
        printf("%d min ago", (int)(seconds / 60));
    else if (seconds < 48 * 3600)
        printf("%d h ago", (int)(seconds / 3600));
    else
        printf("%d days ago", (int)(seconds / 86400));
}

static void print_class(const struct classroom *c, int64_t now)
{
    int example = 0;
    const int stuck = classroom_stuck(c, &example);

    for (int i = 0; i < c->people; i++) {
        const struct classroom_person *p = &c->person[i];

        printf("%-20.60s %-18s %2d/%-2d %-12s ", p->name, p->exercise, p->good,
               p->cases, p->failing[0] ? p->failing : "passed");
        print_age(now - p->at);
        printf("\n");
    }
    if (!c->people)
        printf("Nobody has checked anything yet.\n");
    if (stuck > 1)
        printf("\n%d are at the same check: %s of %s\n", stuck,
               c->person[example].failing, c->person[example].exercise);
    if (c->others)
        printf("\n%d files here are no line of a class\n", c->others);
    fflush(stdout);
}

static void print_json(const struct classroom *c)
{
    json_t *list = json_array();

    for (int i = 0; i < c->people; i++) {
        const struct classroom_person *p = &c->person[i];

        json_array_append_new(list,
                              json_pack("{ss sI ss si si ss}", "name", p->name,
                                        "at", (json_int_t)p->at, "exercise",
                                        p->exercise, "good", p->good, "checks",
                                        p->cases, "failing", p->failing));
    }
    cli_json(json_pack("{so si}", "people", list, "others", c->others));
}

static struct status watch(const struct cli_given *g)
{
    const bool as_json = cli_option(&cmd_class_row, g, "json") != NULL;
    const bool once = as_json || cli_option(&cmd_class_row, g, "once") ||
                      !isatty(STDOUT_FILENO);
    const struct timespec nap = {2, 0};
    struct classroom *c = malloc(sizeof *c);
    struct status st =
        c ? STATUS_OK : status_fail(STATUS_NO_MEMORY, "no memory");

    while (!st.code) {
        st = classroom_read(c, g->word[1]);
        if (!st.code && !once)
            printf("\033[H\033[2J%s, Ctrl+C ends\n\n", g->word[1]);
        if (!st.code && as_json)
            print_json(c);
        else if (!st.code)
            print_class(c, clock_unix());
        if (once)
            break;
        nanosleep(&nap, NULL);
    }
    free(c);
    return st;
}

static int cmd_class(const struct cli_given *g)
{
    struct status st = status_fail(STATUS_BAD_USAGE,
                                   "class takes \"join DIR\", \"watch DIR\" or "
                                   "\"leave\"");

    if (g->words == 2 && strcmp(g->word[0], "join") == 0)
        st = join(g);
    else if (g->words == 2 && strcmp(g->word[0], "watch") == 0)
        st = watch(g);
    else if (g->words == 1 && strcmp(g->word[0], "leave") == 0)
        st = leave();
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_class_row = {
    .name = "class",
    .usage = "join DIR | watch DIR | leave [--name NAME] [--once] [--json]",
    .about = "shows a teacher who is where, by files in a shared folder",
    .more = "join: each check leaves one line in DIR/NAME.lathe, with the "
            "exercise, how many\nchecks pass and the first that fails. watch: "
            "the class, anew every two seconds.",
    .options = options,
    .run = cmd_class,
};
