/* A class from its folder to its marks, stopped and gone on with. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "exercises/exercise.h"
#include "exercises/gradework.h"

static char room[64], folder[96], journal[96];
static int looks;

static void hand_in(const char *student, const struct buf *text)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", folder, student);
    cr_assert_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/%s/relu.c", folder, student);
    cr_assert_eq(savefile_replace(path, buf_string(text), text->bytes).code, 0);
}

static void begin(void)
{
    struct buf own, text;

    snprintf(room, sizeof room, "/tmp/test_gradeworkXXXXXX");
    cr_assert(mkdtemp(room) != NULL);
    chmod(room, 0755);
    setenv("XDG_CACHE_HOME", room, 1);
    setenv("LATHE_HOME", room, 1);
    snprintf(folder, sizeof folder, "%s/class", room);
    snprintf(journal, sizeof journal, "%s/journal.db", room);
    cr_assert_eq(mkdir(folder, 0700), 0);
    buf_init(&own, 4096);
    buf_init(&text, EXERCISE_BYTES);
    cr_assert_eq(exercise_folder(&own, "relu").code, 0);
    cr_assert_eq(exercise_text(&text, buf_string(&own), "solution.c").code, 0);
    hand_in("ada", &text);
    hand_in("ben", &text);
    buf_release(&own);
    buf_release(&text);
}

static void end(void)
{
    char command[96];

    snprintf(command, sizeof command, "rm -rf %s", room);
    if (system(command))
        cr_log_info("%s stays", room);
}

TestSuite(gradework, .init = begin, .fini = end, .timeout = 300);

static bool stop_at_once(void *context)
{
    (void)context;
    looks++;
    return true;
}

/* The seed of a mark's hidden cases. */
static void seed_of(const struct gradework *w, int student, char out[32])
{
    const char *at =
        strstr(gradebook_mark(&w->book, student, 0)->record, "\"seed\":\"");

    cr_assert(at != NULL);
    snprintf(out, 32, "%.*s", (int)strcspn(at + 8, "\""), at + 8);
}

/* False where this machine has no sandbox for other people's code. */
static bool runs(struct gradework *w, const struct gradework_options *o)
{
    struct status st = gradework_open(w, o);

    cr_assert_eq(st.code, 0, "%s", st.text);
    st = gradework_run(w);
    if (st.code == STATUS_UNSUPPORTED) {
        cr_log_info("%s", st.text);
        return false;
    }
    cr_assert_eq(st.code, 0, "%s", st.text);
    return true;
}

Test(gradework, the_same_file_of_two_students_gets_hidden_cases_of_its_own)
{
    const struct gradework_options o = {.folder = folder,
                                        .journal = journal,
                                        .seed = "autumn {student}",
                                        .program = "test",
                                        .plain = true};
    struct gradework w;
    char ada[32], ben[32], again[32];

    if (!runs(&w, &o)) {
        gradework_close(&w);
        return;
    }
    cr_expect(gradebook_mark(&w.book, 0, 0)->passed);
    cr_expect(gradebook_mark(&w.book, 1, 0)->passed);
    seed_of(&w, 0, ada);
    seed_of(&w, 1, ben);
    cr_expect_str_neq(ada, ben);
    gradework_close(&w);
    cr_assert(runs(&w, &o)); /* out of the journal */
    seed_of(&w, 0, again);
    cr_expect_str_eq(again, ada);
    seed_of(&w, 1, again);
    cr_expect_str_eq(again, ben);
    gradework_close(&w);
}

Test(gradework, a_run_that_is_stopped_goes_on_from_there)
{
    struct gradework_options o = {.folder = folder,
                                  .journal = journal,
                                  .program = "test",
                                  .plain = true,
                                  .stop = stop_at_once};
    struct gradework w;

    cr_assert_eq(gradework_open(&w, &o).code, 0);
    const struct status st = gradework_run(&w);
    cr_expect(st.code == STATUS_CANCELLED || st.code == STATUS_UNSUPPORTED,
              "%s", st.text);
    cr_expect(st.code == STATUS_UNSUPPORTED || looks > 0);
    gradework_close(&w);
    o.stop = NULL;
    if (runs(&w, &o))
        cr_expect_eq(gradebook_sum(&w.book, -1, -1).passed, 2);
    gradework_close(&w);
}

Test(gradework, course_conf_says_what_was_due)
{
    char path[96];
    struct gradework_options o = {.folder = folder,
                                  .journal = journal,
                                  .program = "test",
                                  .plain = true,
                                  .conf = path};
    struct gradework w;

    snprintf(path, sizeof path, "%s/autumn.conf", room);
    cr_assert_eq(savefile_replace(path, "due = 2001-01-01\n", 17).code, 0);
    if (runs(&w, &o))
        cr_expect_gt(gradebook_late(&w.book, gradebook_mark(&w.book, 0, 0)), 0);
    gradework_close(&w);
    cr_assert_eq(savefile_replace(path, "dew = 2001-01-01\n", 17).code, 0);
    cr_assert_eq(gradework_open(&w, &o).code, 0);
    const struct status st = gradework_run(&w);
    cr_expect_eq(st.code, STATUS_BAD_FILE);
    cr_expect(strstr(st.text, "autumn.conf:1: there is no key"), "%s", st.text);
    gradework_close(&w);
}
