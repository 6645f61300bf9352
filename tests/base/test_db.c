#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/db.h"

static char folder[] = "/tmp/lathe-db-XXXXXX";
static char path[64];

static const char *const steps[] = {
    "CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT, weight REAL)",
    "ALTER TABLE word ADD COLUMN seen INTEGER NOT NULL DEFAULT 7",
};

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/lathe.db", folder);
}

static void drop_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(db, .init = make_folder, .fini = drop_folder);

static void fine(struct status st)
{
    cr_assert_eq(st.code, 0, "%s", st.text);
}

/* A file with one table and `rows` rows. */
static struct db filled(int rows)
{
    struct db d;

    fine(db_open(&d, path));
    fine(db_upgrade(&d, "words", steps, 1));
    fine(db_begin(&d));
    for (int i = 0; i < rows; i++) {
        struct db_query q =
            db_query(&d, "INSERT INTO word(text, weight) VALUES(?, ?)");

        db_bind_text(&q, 1, "a word of a length that fills some pages");
        db_bind_real(&q, 2, i / 4.0);
        fine(db_run(&q));
    }
    fine(db_finish(&d, STATUS_OK));
    return d;
}

static int64_t number(struct db *d, const char *sql)
{
    struct db_query q = db_query(d, sql);
    const int64_t n = db_next(&q) ? db_whole(&q, 0) : -1;

    fine(db_end(&q));
    return n;
}

static void refuse(enum status_code code, const char *why)
{
    struct db d;
    const struct status st = db_open(&d, path);

    cr_assert_eq(st.code, code, "%d: %s", (int)st.code, st.text);
    cr_assert_not_null(strstr(st.text, path), "%s", st.text);
    cr_assert_not_null(strstr(st.text, why), "%s", st.text);
    cr_assert_null(d.handle, "what failed to open is closed");
}

static void overwrite(long at, const void *data, size_t bytes)
{
    FILE *f = fopen(path, "r+b");

    cr_assert_not_null(f);
    cr_assert_eq(fseek(f, at, SEEK_SET), 0);
    cr_assert_eq(fwrite(data, 1, bytes, f), bytes);
    cr_assert_eq(fclose(f), 0);
}

Test(db, the_folders_above_the_file_are_made)
{
    char deep[128];
    struct db d;

    snprintf(deep, sizeof deep, "%s/share/lathe/lathe.db", folder);
    fine(db_open(&d, deep));
    fine(db_do(&d, "CREATE TABLE t(x)"));
    db_close(&d);
    cr_assert_eq(access(deep, R_OK), 0);
    db_close(&d); /* twice is once */
}

Test(db, values_come_back_as_they_were_bound)
{
    struct db d = filled(0);
    struct db_query q = db_query(&d, "SELECT ?, ?, ?, NULL");

    db_bind_text(&q, 1, "na\xc3\xafve ' \" ;");
    db_bind_whole(&q, 2, INT64_MIN);
    db_bind_real(&q, 3, 0.1);
    cr_assert(db_next(&q));
    cr_assert_str_eq(db_text(&q, 0), "na\xc3\xafve ' \" ;");
    cr_assert_eq(db_whole(&q, 1), INT64_MIN);
    cr_assert_eq(db_real(&q, 2), 0.1);
    cr_assert_str_eq(db_text(&q, 3), "", "NULL reads as nothing");
    cr_assert_not(db_next(&q));
    fine(db_end(&q));
    db_close(&d);
}

Test(db, a_failure_sticks_to_its_query)
{
    struct db d = filled(1);
    struct db_query q = db_query(&d, "SELECT nonsense FROM word");

    db_bind_text(&q, 1, "x");
    cr_assert_not(db_next(&q));
    cr_assert_eq(db_whole(&q, 0), 0);
    cr_assert_str_eq(db_text(&q, 0), "");
    struct status st = db_end(&q);
    cr_assert_not_null(strstr(st.text, "nonsense"), "%s", st.text);

    q = db_query(&d, "SELECT text FROM word WHERE id = ?");
    db_bind_whole(&q, 2, 1); /* there is no second question mark */
    cr_assert_not(db_next(&q));
    cr_assert_neq(db_end(&q).code, 0);
    cr_assert_eq(number(&d, "SELECT count(*) FROM word"), 1);
    db_close(&d);
}

Test(db, a_transaction_that_failed_leaves_nothing)
{
    struct db d = filled(3);

    fine(db_begin(&d));
    fine(db_do(&d, "DELETE FROM word"));
    const struct status st =
        db_finish(&d, status_fail(STATUS_CANCELLED, "not so"));
    cr_assert_eq(st.code, STATUS_CANCELLED);
    cr_assert_eq(number(&d, "SELECT count(*) FROM word"), 3);
    fine(db_begin(&d)); /* none is left open */
    fine(db_finish(&d, STATUS_OK));
    db_close(&d);
}

Test(db, two_programs_see_what_the_other_wrote)
{
    struct db d = filled(2), e;

    fine(db_open(&e, path));
    fine(db_do(&e, "DELETE FROM word WHERE id = 1"));
    cr_assert_eq(number(&d, "SELECT count(*) FROM word"), 1);
    fine(db_do(&d, "DELETE FROM word"));
    cr_assert_eq(number(&e, "SELECT count(*) FROM word"), 0);
    db_close(&e);
    db_close(&d);
}

Test(db, an_upgrade_runs_the_steps_that_are_missing)
{
    struct db d = filled(2);

    fine(db_upgrade(&d, "words", steps, 2));
    cr_assert_eq(number(&d, "SELECT sum(seen) FROM word"), 14);
    fine(db_upgrade(&d, "words", steps, 2)); /* nothing to do */
    db_close(&d);
    fine(db_open(&d, path));
    fine(db_upgrade(&d, "words", steps, 2));
    /* Another part of the program counts for itself. */
    fine(db_upgrade(&d, "runs", (const char *[]){"CREATE TABLE run(x)"}, 1));
    cr_assert_eq(number(&d, "SELECT count(*) FROM run"), 0);
    db_close(&d);
}

Test(db, an_upgrade_is_done_whole_or_not_at_all)
{
    static const char *const bad[] = {
        "CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT, weight REAL)",
        "CREATE TABLE other(x)", "CREATE nonsense"};
    struct db d = filled(2);

    cr_assert_neq(db_upgrade(&d, "words", bad, 3).code, 0);
    cr_assert_eq(number(&d, "SELECT count(*) FROM sqlite_master WHERE "
                            "name = 'other'"),
                 0);
    cr_assert_eq(number(&d, "SELECT version FROM part WHERE name = 'words'"),
                 1);
    fine(db_upgrade(&d, "words", steps, 2));
    db_close(&d);
}

static void version_is_refused(const char *sql, enum status_code code,
                               const char *why)
{
    struct db d = filled(2);

    fine(db_do(&d, sql));
    const struct status st = db_upgrade(&d, "words", steps, 2);
    cr_assert_eq(st.code, code, "%s: %s", sql, st.text);
    cr_assert_not_null(strstr(st.text, why), "%s", st.text);
    cr_assert_not_null(strstr(st.text, path), "%s", st.text);
    cr_assert_eq(number(&d, "SELECT count(*) FROM word"), 2);
    db_close(&d);
}

Test(db, a_file_of_a_newer_program_is_refused_and_left_alone)
{
    version_is_refused("UPDATE part SET version = 3", STATUS_UNSUPPORTED,
                       "newer program");
}

Test(db, a_version_beyond_all_counts_is_newer_too)
{
    version_is_refused("UPDATE part SET version = 4294967297",
                       STATUS_UNSUPPORTED, "newer program");
}

Test(db, a_version_below_zero_is_damage)
{
    version_is_refused("UPDATE part SET version = -1", STATUS_BAD_FILE,
                       "version -1");
}

Test(db, a_file_that_is_no_database_is_refused_and_kept)
{
    static const char words[] = "my notes, which are not to be lost";
    char back[64] = "";
    FILE *f = fopen(path, "w");

    cr_assert_not_null(f);
    for (int i = 0; i < 100; i++)
        fputs(words, f);
    cr_assert_eq(fclose(f), 0);
    refuse(STATUS_BAD_FILE, "not a database");
    f = fopen(path, "r");
    cr_assert_eq(fread(back, 1, sizeof words - 1, f), sizeof words - 1);
    cr_assert_eq(fclose(f), 0);
    cr_assert_str_eq(back, words);
}

Test(db, a_damaged_page_is_found_when_the_file_is_opened)
{
    char rubbish[2048];
    struct db d = filled(400);
    struct stat info;

    db_close(&d);
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_gt(info.st_size, 20000);
    memset(rubbish, 0xa5, sizeof rubbish);
    overwrite(12288, rubbish, sizeof rubbish);
    refuse(STATUS_BAD_FILE, "damaged");
}

Test(db, a_file_cut_short_is_found_when_it_is_opened)
{
    struct db d = filled(400);

    db_close(&d);
    cr_assert_eq(truncate(path, 12288), 0);
    refuse(STATUS_BAD_FILE, "");
}

/* Root may write anywhere, so root becomes nobody for a moment. */
static void as_nobody(mode_t folder_mode, mode_t file_mode, const char *why)
{
    cr_assert_eq(chmod(folder, folder_mode), 0);
    if (access(path, F_OK) == 0)
        cr_assert_eq(chmod(path, file_mode), 0);
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0);
    refuse(STATUS_IO, why);
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
    cr_assert_eq(chmod(folder, 0755), 0);
}

Test(db, a_read_only_folder_is_a_clear_error)
{
    as_nobody(0555, 0, "cannot open");
}

Test(db, a_file_that_may_only_be_read_is_a_clear_error)
{
    struct db d = filled(1);

    db_close(&d);
    as_nobody(0755, 0444, "cannot write");
}

Test(db, a_file_that_may_not_be_read_is_a_clear_error)
{
    struct db d = filled(1);

    db_close(&d);
    as_nobody(0755, 0, "cannot open");
}

Test(db, a_folder_in_the_place_of_the_file_is_an_error)
{
    cr_assert_eq(mkdir(path, 0755), 0);
    refuse(STATUS_IO, "cannot open");
    cr_assert_eq(rmdir(path), 0, "it is still there and empty");
}

Test(db, a_file_in_the_place_of_the_folder_is_an_error)
{
    char under[128];
    struct db d = filled(1);

    db_close(&d);
    snprintf(under, sizeof under, "%s/lathe.db", path);
    const struct status st = db_open(&d, under);
    cr_assert_eq(st.code, STATUS_IO);
    cr_assert_not_null(strstr(st.text, path), "%s", st.text);
}

Test(db, nothing_is_left_beside_the_file)
{
    struct db d = filled(400);
    int entries = 0;

    db_close(&d);
    DIR *dir = opendir(folder);
    cr_assert_not_null(dir);
    for (const struct dirent *e; (e = readdir(dir));)
        entries += e->d_name[0] != '.';
    closedir(dir);
    cr_assert_eq(entries, 1);
}
