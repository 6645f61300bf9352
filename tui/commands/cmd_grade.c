#include "tui/commands/cmd_grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "exercises/gradework.h"
#include "tui/app.h"
#include "tui/screens/gradedesk.h"
#include "tui/tty.h"

#define TRUST "I trust these files"

enum { OUTPUT_BYTES = 512 << 20, PATH_BYTES = 8192, MOST_JOBS = 64 };

static const struct cli_option options[] = {
    {"json", "FILE", "the whole record; - for standard output, here and below"},
    {"csv", "FILE", "one row a file, safe for a spreadsheet"},
    {"junit", "FILE", "for continuous integration"},
    {"tap", "FILE", "Test Anything Protocol"},
    {"gradescope", "FILE", "results.json; with several students, a folder"},
    {"reports", "DIR", "a text for each student"},
    {"jobs", "N", "workers; else as many as there are processors"},
    {"seed", "TEXT", "of the hidden cases; the same seed, the same cases"},
    {"conf", "FILE", "the course.conf that holds: when it was due, the seed"},
    {"level", "LEVEL", "of the sandbox: full, good, basic or none"},
    {"plain", NULL, "no second build under sanitizers: faster, sees less"},
    {"resume", NULL, "goes on with the seed and level of the last run"},
    {"fresh", NULL, "grades all anew; else what is in the journal stands"},
    {"no-screen", NULL, "on a terminal: prints, and opens no screen"},
    {"journal", "FILE", "else one for each folder, with your data"},
    {NULL, NULL, NULL},
};

/* One run of the command. */
struct grading {
    const struct cli_given *given;
    struct gradework work;
};

static const char *option(const struct grading *g, const char *name)
{
    return cli_option(&cmd_grade_row, g->given, name);
}

/* Below level good only a person at a terminal can go on. */
static struct status confirm(struct gradebook *b)
{
    char line[100] = "";

    if (!isatty(STDIN_FILENO))
        return status_fail(STATUS_UNSUPPORTED,
                           "the sandbox is at level %s; other people's code is "
                           "graded from level good on, unless you confirm it "
                           "at a terminal (lathe doctor --sandbox tells what "
                           "is missing)",
                           sandbox_level_name(b->level));
    fprintf(stderr,
            "The sandbox is at level %s: what these files do is not held back "
            "as it should be\n(%d of %d attacks got through here). To grade "
            "them anyway, type: " TRUST "\n> ",
            sandbox_level_name(b->level), b->through, b->attacks);
    if (fgets(line, sizeof line, stdin))
        line[strcspn(line, "\r\n")] = '\0';
    if (strcmp(line, TRUST) != 0)
        return status_fail(STATUS_UNSUPPORTED, "not confirmed, nothing was "
                                               "graded");
    snprintf(b->confirmed, sizeof b->confirmed,
             "Graded below sandbox level good, because the teacher typed \"%s\""
             ".",
             line);
    return STATUS_OK;
}

/* --- outputs ----------------------------------------------------------------
 */

static struct status put(const char *path, const struct buf *text)
{
    if (strcmp(path, "-") == 0) {
        fwrite(buf_string(text), 1, text->bytes, stdout);
        return STATUS_OK;
    }
    return savefile_replace(path, buf_string(text), text->bytes);
}

typedef struct status maker(struct buf *out, const struct gradebook *b);

static struct status write_one(const struct grading *g, const char *name,
                               maker *make)
{
    const char *path = option(g, name);
    struct buf text;

    if (!path)
        return STATUS_OK;
    buf_init(&text, OUTPUT_BYTES);
    struct status st = make(&text, &g->work.book);
    if (!st.code)
        st = put(path, &text);
    buf_release(&text);
    return st;
}

typedef struct status student_maker(struct buf *out, const struct gradebook *b,
                                    int student);

/* FOLDER/STUDENT.ending for each. A student who fails does not stop others. */
static struct status write_students(const struct grading *g, const char *folder,
                                    const char *ending, student_maker *make)
{
    struct status first = savefile_folder(folder);
    struct buf text, path;

    if (first.code)
        return first;
    buf_init(&text, OUTPUT_BYTES);
    buf_init(&path, PATH_BYTES);
    for (int s = 0; s < g->work.book.in->students; s++) {
        char name[200];

        buf_clear(&text);
        buf_clear(&path);
        gradebook_file_name(&g->work.book, s, name, sizeof name);
        buf_printf(&path, "%s/%s%s", folder, name, ending);
        struct status st = make(&text, &g->work.book, s);
        if (!st.code)
            st = buf_status(&path);
        if (!st.code)
            st = put(buf_string(&path), &text);
        if (st.code && !first.code)
            first = st;
    }
    buf_release(&text);
    buf_release(&path);
    return first;
}

static struct status write_gradescope(const struct grading *g)
{
    const char *path = option(g, "gradescope");
    struct buf text;

    if (!path)
        return STATUS_OK;
    if (g->work.book.in->students != 1)
        return write_students(g, path, ".json", gradebook_gradescope);
    buf_init(&text, OUTPUT_BYTES);
    struct status st = gradebook_gradescope(&text, &g->work.book, 0);
    if (!st.code)
        st = put(path, &text);
    buf_release(&text);
    return st;
}

static bool stdout_taken(const struct grading *g)
{
    static const char *const names[] = {"json", "csv", "junit", "tap",
                                        "gradescope"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = option(g, names[i]);

        if (path && strcmp(path, "-") == 0)
            return true;
    }
    return false;
}

static struct status write_all(const struct grading *g)
{
    const char *reports = option(g, "reports");

    STATUS_TRY(write_one(g, "json", gradebook_json));
    STATUS_TRY(write_one(g, "csv", gradebook_csv));
    STATUS_TRY(write_one(g, "junit", gradebook_junit));
    STATUS_TRY(write_one(g, "tap", gradebook_tap));
    STATUS_TRY(write_gradescope(g));
    if (reports)
        STATUS_TRY(write_students(g, reports, ".txt", gradebook_text));
    if (!stdout_taken(g)) {
        struct buf text;

        buf_init(&text, OUTPUT_BYTES);
        STATUS_TRY(gradebook_table(&text, &g->work.book));
        STATUS_TRY(put("-", &text));
        buf_release(&text);
    }
    return STATUS_OK;
}

/* --- the run ----------------------------------------------------------------
 */

static void tell(void *context, int done, int all)
{
    (void)context;
    fprintf(stderr, "\r%d of %d files graded", done, all);
    if (done == all)
        fputc('\n', stderr);
}

static struct status run(struct grading *g)
{
    const bool live = isatty(STDERR_FILENO);
    int64_t jobs;

    STATUS_TRY(cli_whole("jobs", option(g, "jobs"), 1, MOST_JOBS, 0, &jobs));
    const struct gradework_options o = {.folder = g->given->word[0],
                                        .journal = option(g, "journal"),
                                        .conf = option(g, "conf"),
                                        .seed = option(g, "seed"),
                                        .level = option(g, "level"),
                                        .program = LATHE_VERSION,
                                        .plain = option(g, "plain") != NULL,
                                        .resume = option(g, "resume") != NULL,
                                        .fresh = option(g, "fresh") != NULL,
                                        .jobs = (int)jobs,
                                        .tell = live ? tell : NULL,
                                        .confirm = confirm};
    STATUS_TRY(gradework_open(&g->work, &o));
    STATUS_TRY(gradework_run(&g->work));
    return write_all(g);
}

/* With a terminal on both sides and nothing asked for that writes there. */
static struct status show(struct grading *g)
{
    const char *csv = option(g, "csv");
    const struct gradedesk desk = {
        .title = g->given->word[0],
        .book = &g->work.book,
        .log = &g->work.log,
        .similar = &g->work.similar,
        .csv = csv && strcmp(csv, "-") != 0 ? csv : "grades.csv"};
    const struct app_options o = {.desk = &desk};

    if (option(g, "no-screen") || stdout_taken(g) || !tty_usable())
        return STATUS_OK;
    return app_run(&o);
}

static int answer(const struct gradebook *b)
{
    const struct gradebook_sum sum = gradebook_sum(b, -1, -1);

    if (sum.faults) {
        fprintf(stderr, "lathe: %d files were not graded: our fault\n",
                sum.faults);
        return CLI_FAULT;
    }
    return sum.score == sum.most && sum.passed == b->in->students * b->exercises
               ? CLI_FINE
               : CLI_NO;
}

static int cmd_grade(const struct cli_given *given)
{
    struct grading g = {.given = given};
    int code;

    if (given->words != 1)
        return cli_fail(status_fail(STATUS_BAD_USAGE, "grade needs one DIR"));
    struct status st = run(&g);
    if (!st.code)
        st = show(&g);
    code = st.code ? cli_fail(st) : answer(&g.work.book);
    gradework_close(&g.work);
    return st.code == STATUS_UNSUPPORTED ? CMD_GRADE_REFUSED : code;
}

const struct cli_command cmd_grade_row = {
    .name = "grade",
    .usage = "DIR [--json FILE] [--csv FILE] [--junit FILE] [--tap FILE]\n"
             "             [--gradescope FILE] [--reports DIR] [--jobs N] "
             "[--seed TEXT]\n"
             "             [--level LEVEL] [--plain] [--resume] [--fresh] "
             "[--conf FILE] "
             "[--journal FILE] [--no-screen]",
    .about = "grades a class: DIR/STUDENT/EXERCISE.c or DIR/STUDENT.zip",
    .more =
        "Each file is compiled and run in the sandbox, as `lathe check` does, "
        "and gets a\npoint for each check that passes. A journal keeps every "
        "finished file: after a\nkill the same command goes on. On a terminal "
        "the class then opens on the\nscreen.\n\n"
        "course.conf, in your own folder or of --conf, has lines key = value: "
        "due = 2026-12-01\n18:00 marks later files as late, and refuses none; "
        "seed = autumn {student} gives each\nstudent hidden cases of their "
        "own. Learners with the same file also get its hints =\nyes, no or a "
        "number, and solution = hints, pass, due or never.\n\n"
        "Exit status: 0 all points, 1 not all, 2 wrong usage, 3 a failure of "
        "ours (told,\nnever scored), 4 the sandbox is not enough for other "
        "people's code.",
    .options = options,
    .run = cmd_grade,
};
