#include "tui/commands/cmd_present.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lessons/course.h"
#include "tui/app.h"
#include "tui/guests.h"
#include "tui/screens/stage.h"
#include "tui/tty.h"

enum { HALL_COLS = 80, HALL_ROWS = 24, TICK_MS = 1000, STEPS = 48 };

static const struct cli_option options[] = {
    {"step", "N", "begins at this step, from 1"},
    {"seed", "N", "of everything random in its labs; it is shown"},
    {"notes", NULL, "the notes of the lesson that is presented elsewhere here"},
    {"follow", NULL, "what its hall sees, to look at only"},
    {"check", NULL, "names the steps that are too long for the hall"},
    {"size", "COLSxROWS", "of the hall, for --check (80x24)"},
    {NULL, NULL, NULL},
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_present_row, g, name);
}

static void clock_text(double seconds, char out[16])
{
    const int whole = (int)seconds;

    snprintf(out, 16, "%02d:%02d", whole / 60 % 1000, whole % 60);
}

static const char *text_of(const json_t *note, const char *key)
{
    const char *text = json_string_value(json_object_get(note, key));

    return text ? text : "";
}

static int number_of(const json_t *note, const char *key)
{
    return (int)json_integer_value(json_object_get(note, key));
}

/* `late`: seconds since the note came. */
static void show_notes(const json_t *note, double late, bool live)
{
    char step[16], total[16];

    if (!note)
        return;
    clock_text(json_number_value(json_object_get(note, "step_seconds")) + late,
               step);
    clock_text(json_number_value(json_object_get(note, "seconds")) + late,
               total);
    if (live)
        printf("\033[H\033[J");
    printf("%s  step %d of %d: %s\n", text_of(note, "lesson"),
           number_of(note, "step"), number_of(note, "steps"),
           text_of(note, "title"));
    printf("reveal %d/%d  this step %s  total %s  hall %dx%d%s%s\n",
           number_of(note, "reveal"), number_of(note, "of"), step, total,
           number_of(note, "cols"), number_of(note, "rows"),
           json_is_true(json_object_get(note, "blank")) ? "  BLANK" : "",
           json_is_true(json_object_get(note, "frozen")) ? "  FROZEN" : "");
    if (number_of(note, "seed"))
        printf("seed %d\n", number_of(note, "seed"));
    printf("\n%s\nnext: %s\n", text_of(note, "notes"), text_of(note, "next"));
    if (live)
        printf("\nCtrl+C leaves the notes; the presentation goes on.\n");
    fflush(stdout);
}

/* Messages until the presentation ends. */
static int watch(int fd, enum guests_kind kind, bool live)
{
    char *message = malloc(GUESTS_BYTES + 1);
    json_t *note = NULL;
    double late = 0.0;

    while (message) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        const int ready = poll(&p, 1, live ? TICK_MS : -1);
        ssize_t n;

        if (ready == 0) { /* the clock goes on between two messages */
            late += TICK_MS / 1000.0;
            show_notes(note, late, live);
            continue;
        }
        n = recv(fd, message, GUESTS_BYTES, 0);
        if (n <= 0)
            break;
        message[n] = '\0';
        late = 0.0;
        if (kind == GUESTS_FOLLOW) {
            printf("%s%s", live ? "\033[H\033[J" : "", message);
            fflush(stdout);
            continue;
        }
        json_decref(note);
        note = json_loads(message, 0, NULL);
        show_notes(note, late, live);
    }
    json_decref(note);
    free(message);
    printf("The presentation is over.\n");
    return CLI_FINE;
}

/* The lesson may be named by its number or its slug, as elsewhere. */
static struct status join_named(int *fd, const char *name,
                                enum guests_kind kind)
{
    struct course c;
    struct status st = course_open(&c, NULL, NULL);

    if (st.code)
        return st;
    const int at = course_find(&c, name);
    st = guests_join(fd, at >= 0 ? c.entries[at].row->id : name, kind);
    course_close(&c);
    return st;
}

static int join(const char *name, enum guests_kind kind)
{
    int fd, code;
    const struct status st = join_named(&fd, name, kind);

    if (st.code)
        return cli_fail(st);
    code = watch(fd, kind, isatty(STDOUT_FILENO));
    close(fd);
    return code;
}

static struct status read_hall(const char *text, struct canvas *hall)
{
    char end;

    hall->cols = HALL_COLS;
    hall->rows = HALL_ROWS;
    if (!text)
        return STATUS_OK;
    if (sscanf(text, "%4dx%4d%c", &hall->cols, &hall->rows, &end) != 2 ||
        hall->cols < 20 || hall->rows < 8) {
        return status_fail(STATUS_BAD_USAGE,
                           "--size is \"%.40s\", but must be such as 92x28",
                           text);
    }
    return STATUS_OK;
}

static int check(const struct lesson *l, const struct canvas *hall)
{
    int over = 0;

    for (int i = 0; i < l->step_count; i++) {
        int lines;
        const struct status st = stage_overflow(l, i, hall, &lines);

        if (st.code)
            return cli_fail(st);
        if (lines > 0)
            printf("step %d, %s: %d lines too many\n", i + 1, l->steps[i].title,
                   lines);
        over += lines > 0;
    }
    if (over == 0)
        printf("every step fits %dx%d\n", hall->cols, hall->rows);
    return over ? CLI_NO : CLI_FINE;
}

static int check_named(const char *id, const struct canvas *hall)
{
    struct course c;
    const struct status st = course_open(&c, NULL, NULL);
    int at, code;

    if (st.code)
        return cli_fail(st);
    at = course_find(&c, id);
    code = at >= 0 && c.entries[at].lesson
               ? check(c.entries[at].lesson, hall)
               : cli_fail(status_fail(STATUS_NOT_FOUND,
                                      "there is no written lesson \"%s\"", id));
    course_close(&c);
    return code;
}

static int cmd_present(const struct cli_given *g)
{
    int64_t step = 0, seed = 0;
    struct canvas hall = {0};
    struct status st = STATUS_OK;

    if (g->words != 1)
        st = status_fail(STATUS_BAD_USAGE, "present needs one lesson: L16");
    if (!st.code)
        st = cli_whole("step", option(g, "step"), 1, STEPS, 0, &step);
    if (!st.code)
        st = cli_whole("seed", option(g, "seed"), 1, INT64_MAX, 0, &seed);
    if (!st.code)
        st = read_hall(option(g, "size"), &hall);
    if (st.code)
        return cli_fail(st);
    if (option(g, "check"))
        return check_named(g->word[0], &hall);
    if (option(g, "notes") || option(g, "follow"))
        return join(g->word[0],
                    option(g, "notes") ? GUESTS_NOTES : GUESTS_FOLLOW);
    if (!tty_usable()) {
        return cli_fail(status_fail(STATUS_UNSUPPORTED,
                                    "present needs a terminal to draw on; "
                                    "--check does without"));
    }
    st = app_run(&(struct app_options){.lesson = g->word[0],
                                       .present = true,
                                       .step = (int)step,
                                       .seed = (uint64_t)seed});
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_present_row = {
    .name = "present",
    .usage = "ID [--step N] [--seed N] | ID --notes | ID --follow | ID --check "
             "[--size COLSxROWS]",
    .about = "a lesson before a class, revealed bit by bit",
    .more = "Notes, timer and next step stand in a second terminal: lathe "
            "present ID --notes.\nWho follows sees what the hall sees, and can "
            "change nothing.",
    .options = options,
    .run = cmd_present,
};
