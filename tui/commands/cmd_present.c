#include "tui/commands/cmd_present.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lessons/course.h"
#include "tui/app.h"
#include "tui/guests.h"
#include "tui/mutantcode.h"
#include "tui/screens/stage.h"
#include "tui/tty.h"

enum {
    HALL_COLS = 80,
    HALL_ROWS = 24,
    TICK_MS = 1000,
    SEEK_MS = 500,
    STEPS = 48
};

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

/* Who watches from here. */
struct watch {
    const char *id;
    enum guests_kind kind;
    bool live;    /* on a terminal */
    int fd;       /* -1 while the presentation is lost */
    json_t *note; /* the newest one, or NULL */
    double late;  /* seconds since it came */
};

static void show_message(struct watch *w, const char *message)
{
    w->late = 0.0;
    if (w->kind == GUESTS_FOLLOW) {
        printf("%s%s", w->live ? "\033[H\033[J" : "", message);
        fflush(stdout);
        return;
    }
    json_decref(w->note);
    w->note = json_loads(message, 0, NULL);
    show_notes(w->note, 0.0, w->live);
}

/* What was last seen stays above. */
static void lose(struct watch *w)
{
    const time_t now = time(NULL);
    struct tm at;
    char text[16] = "";

    close(w->fd);
    w->fd = -1;
    if (localtime_r(&now, &at))
        strftime(text, sizeof text, "%H:%M:%S", &at);
    printf(
        "\nlost at %s: nobody presents %s now. This goes on when it is back; "
        "Ctrl+C leaves.\n",
        text, w->id);
    fflush(stdout);
}

/* Back again? It tells at once how it stands. */
static void seek(struct watch *w)
{
    poll(NULL, 0, SEEK_MS);
    if (guests_join(&w->fd, w->id, w->kind).code) {
        w->fd = -1;
    } else if (!w->live) {
        printf("back\n");
        fflush(stdout);
    }
}

static void hear(struct watch *w, char *message)
{
    struct pollfd p = {.fd = w->fd, .events = POLLIN};
    ssize_t n;

    if (poll(&p, 1, w->live ? TICK_MS : -1) == 0) {
        w->late += TICK_MS / 1000.0; /* the clock goes on meanwhile */
        show_notes(w->note, w->late, w->live);
        return;
    }
    n = recv(w->fd, message, GUESTS_BYTES, 0);
    if (n > 0) {
        message[n] = '\0';
        show_message(w, message);
    } else if (n == 0 || errno != EINTR) {
        lose(w);
    }
}

/* Until nobody reads what is said; or Ctrl+C. */
static int watch(struct watch *w)
{
    char *message = malloc(GUESTS_BYTES + 1);
    const bool room = message != NULL;

    while (room && !ferror(stdout)) {
        if (w->fd < 0)
            seek(w);
        else
            hear(w, message);
    }
    if (w->fd >= 0)
        close(w->fd);
    json_decref(w->note);
    free(message);
    return room ? CLI_FINE
                : cli_fail(
                      status_fail(STATUS_NO_MEMORY, "present: out of memory"));
}

/* The lesson may be named by its number or its slug, as elsewhere. */
static int join(const char *name, enum guests_kind kind)
{
    struct watch w = {
        .id = name, .kind = kind, .live = isatty(STDOUT_FILENO), .fd = -1};
    struct course c;
    struct status st = course_open(&c, NULL, NULL);
    int code;

    if (st.code)
        return cli_fail(st);
    const int at = course_find(&c, name);

    if (at >= 0)
        w.id = c.entries[at].row->id;
    st = guests_join(&w.fd, w.id, kind);
    code = st.code ? cli_fail(st) : watch(&w);
    course_close(&c);
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
    struct status st = course_open(&c, NULL, NULL);
    int at, code;

    if (!st.code)
        st = course_take_codes(&c, mutantcode_bring);
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
            "change nothing.\nWhere the presentation is lost, both say so and "
            "go on "
            "when it is back.",
    .options = options,
    .run = cmd_present,
};
