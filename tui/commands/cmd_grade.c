#include "tui/commands/cmd_grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/savefile.h"
#include "engine/base/threads.h"
#include "exercises/alike.h"
#include "exercises/grader.h"
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
    struct intake intake;
    struct gradebook book;
    struct gradelog log;
    struct probes probes;
    struct alike similar;
};

static const char *option(const struct grading *g, const char *name)
{
    return cli_option(&cmd_grade_row, g->given, name);
}

/* --- before the run ---------------------------------------------------------
 */

static struct status open_journal(struct grading *g, const char *folder)
{
    const char *own = option(g, "journal");
    struct buf path;

    buf_init(&path, PATH_BYTES);
    struct status st = own ? STATUS_OK : gradelog_path(&path, folder);
    if (!st.code)
        st = gradelog_open(&g->log, own ? own : buf_string(&path));
    buf_release(&path);
    if (!st.code && option(g, "fresh")) {
        st = gradelog_forget(&g->log);
        if (st.code)
            gradelog_close(&g->log);
    }
    return st;
}

static struct status level_of(const char *name, enum sandbox_level *out)
{
    for (int v = SANDBOX_NONE; v <= SANDBOX_FULL; v++) {
        *out = (enum sandbox_level)v;
        if (strcmp(name, sandbox_level_name(*out)) == 0)
            return STATUS_OK;
    }
    return status_fail(STATUS_BAD_USAGE,
                       "--level is \"%s\", but must be full, good, basic or "
                       "none",
                       name);
}

/* Takes what the run before was given. */
static struct status recall(struct grading *g, char level[16])
{
    struct buf state, text;

    buf_init(&state, 64);
    buf_init(&text, 256);
    struct status st = gradelog_get(&g->log, "state", &state);
    if (!st.code && !state.bytes)
        st = status_fail(STATUS_NOT_FOUND, "there is no run to resume");
    if (!st.code)
        st = gradelog_get(&g->log, "seed", &text);
    snprintf(g->book.seed, sizeof g->book.seed, "%s", buf_string(&text));
    buf_clear(&text);
    if (!st.code)
        st = gradelog_get(&g->log, "level", &text);
    snprintf(level, 16, "%s", buf_string(&text));
    buf_clear(&text);
    if (!st.code)
        st = gradelog_get(&g->log, "plain", &text);
    g->book.plain = strcmp(buf_string(&text), "yes") == 0;
    buf_release(&state);
    buf_release(&text);
    return st;
}

static struct status remember(struct grading *g, const char *state)
{
    STATUS_TRY(gradelog_put(&g->log, "seed", g->book.seed));
    STATUS_TRY(
        gradelog_put(&g->log, "level", sandbox_level_name(g->book.level)));
    STATUS_TRY(gradelog_put(&g->log, "plain", g->book.plain ? "yes" : "no"));
    return gradelog_put(&g->log, "state", state);
}

/* Below level good only a person at a terminal can go on. */
static struct status confirm(struct gradebook *b)
{
    char line[100] = "";

    if (b->level >= SANDBOX_GOOD)
        return STATUS_OK;
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

/* How many attacks get through under the layers of the run. */
static void count_attacks(struct grading *g)
{
    struct gradebook *b = &g->book;

    b->attacks = PROBES_ATTACKS;
    for (int w = 0; w < PROBES_WAYS; w++) {
        if (probes_layers(w) != b->layers)
            continue;
        b->through = 0;
        for (int i = 0; i < PROBES_ATTACKS; i++)
            b->through += g->probes.through[w][i];
    }
}

static struct status choose(struct grading *g)
{
    struct gradebook *b = &g->book;
    const char *seed = option(g, "seed"), *wish = option(g, "level");
    char kept[16] = "";

    snprintf(b->program, sizeof b->program, "%s", LATHE_VERSION);
    b->plain = option(g, "plain") != NULL;
    STATUS_TRY(courseconf_open(&b->conf, option(g, "conf")));
    if (seed && strlen(seed) >= sizeof b->seed)
        return status_fail(STATUS_BAD_USAGE, "--seed is longer than %zu bytes",
                           sizeof b->seed - 1);
    if (option(g, "resume"))
        STATUS_TRY(recall(g, kept));
    else
        snprintf(b->seed, sizeof b->seed, "%s", b->conf.seed);
    if (seed)
        snprintf(b->seed, sizeof b->seed, "%s", seed);
    STATUS_TRY(grader_compiler(b->compiler, sizeof b->compiler));
    STATUS_TRY(grader_probes(&g->log, &g->probes));
    b->level = g->probes.have.level;
    if (wish || kept[0])
        STATUS_TRY(level_of(wish ? wish : kept, &b->level));
    STATUS_TRY(grader_layers(&g->probes.have, b->level, &b->layers));
    count_attacks(g);
    if (b->level == SANDBOX_FULL && b->through)
        return status_fail(STATUS_UNSUPPORTED,
                           "%d of %d attacks get through the sandbox at level "
                           "full; lathe doctor --sandbox shows which",
                           b->through, b->attacks);
    return confirm(b);
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
    struct status st = make(&text, &g->book);
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
    for (int s = 0; s < g->book.in->students; s++) {
        char name[200];

        buf_clear(&text);
        buf_clear(&path);
        gradebook_file_name(&g->book, s, name, sizeof name);
        buf_printf(&path, "%s/%s%s", folder, name, ending);
        struct status st = make(&text, &g->book, s);
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
    if (g->book.in->students != 1)
        return write_students(g, path, ".json", gradebook_gradescope);
    buf_init(&text, OUTPUT_BYTES);
    struct status st = gradebook_gradescope(&text, &g->book, 0);
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
        STATUS_TRY(gradebook_table(&text, &g->book));
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
    const double start = clock_seconds();
    int64_t jobs;

    STATUS_TRY(cli_whole("jobs", option(g, "jobs"), 1, MOST_JOBS,
                         threads_available(), &jobs));
    STATUS_TRY(choose(g));
    STATUS_TRY(remember(g, "running"));
    g->book.started = clock_unix();
    struct grader grader = {.book = &g->book,
                            .log = &g->log,
                            .jobs = (int)jobs,
                            .tell = isatty(STDERR_FILENO) ? tell : NULL};
    STATUS_TRY(grader_run(&grader));
    g->book.seconds = clock_seconds() - start;
    STATUS_TRY(gradebook_hands(&g->book, &g->log));
    STATUS_TRY(alike_find(&g->similar, &g->book));
    g->book.similar = &g->similar;
    STATUS_TRY(remember(g, "done"));
    return write_all(g);
}

/* With a terminal on both sides and nothing asked for that writes there. */
static struct status show(struct grading *g)
{
    const char *csv = option(g, "csv");
    const struct gradedesk desk = {
        .title = g->given->word[0],
        .book = &g->book,
        .log = &g->log,
        .similar = &g->similar,
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
    int code = CLI_FAULT;

    if (given->words != 1)
        return cli_fail(status_fail(STATUS_BAD_USAGE, "grade needs one DIR"));
    struct status st = intake_open(&g.intake, given->word[0]);
    if (st.code)
        return cli_fail(st);
    st = gradebook_init(&g.book, &g.intake);
    if (!st.code) {
        st = open_journal(&g, given->word[0]);
        if (!st.code) {
            st = run(&g);
            if (!st.code)
                st = show(&g);
            gradelog_close(&g.log);
        }
        if (!st.code)
            code = answer(&g.book);
        gradebook_release(&g.book);
    }
    intake_close(&g.intake);
    if (st.code)
        code = cli_fail(st);
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
