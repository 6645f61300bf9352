#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/paths.h"
#include "engine/base/savefile.h"

static char folder[] = "/tmp/lathe-paths-XXXXXX";

/* No variable of the caller's reaches a test. */
static void begin(void)
{
    static const char *const names[] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                        "XDG_DATA_DIRS", "LATHE_HOME",
                                        "LATHE_SHARE",   "LATHE_MODELS"};

    cr_assert_not_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
    setenv("HOME", "/home/ada", 1);
}

static void end(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(paths, .init = begin, .fini = end);

typedef struct status finder(struct buf *out, const char *name);

static void check(finder *find, const char *name, const char *want)
{
    struct buf out;

    buf_init(&out, 4096);
    const struct status st = find(&out, name);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_str_eq(buf_string(&out), want);
    buf_release(&out);
}

static struct status refuse(finder *find, const char *name)
{
    struct buf out;

    buf_init(&out, 4096);
    const struct status st = find(&out, name);
    cr_assert_eq(st.code, STATUS_NOT_FOUND, "%s: %s", name, st.text);
    cr_assert_eq(out.bytes, 0, "nothing is appended by a failure");
    buf_release(&out);
    return st;
}

/* Makes the folder FOLDER/WHERE; answers its path, good for four calls. */
static const char *made(const char *where)
{
    static char path[4][256];
    static int next;
    char *at = path[next++ % 4];

    snprintf(at, 256, "%s/%s", folder, where);
    const struct status st = savefile_folder(at);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return at;
}

Test(paths, without_variables_things_are_kept_below_home)
{
    check(paths_data, "lathe.db", "/home/ada/.local/share/lathe/lathe.db");
    check(paths_config, "config", "/home/ada/.config/lathe/config");
    check(paths_home, "softmax", "/home/ada/lathe/softmax");
}

Test(paths, the_xdg_variables_say_where)
{
    setenv("XDG_DATA_HOME", "/srv/data", 1);
    setenv("XDG_CONFIG_HOME", "/srv/etc", 1);
    setenv("LATHE_HOME", "/srv/work", 1);
    check(paths_data, "lathe.db", "/srv/data/lathe/lathe.db");
    check(paths_config, "config", "/srv/etc/lathe/config");
    check(paths_home, "softmax", "/srv/work/softmax");
}

Test(paths, a_variable_that_is_empty_or_relative_is_ignored)
{
    setenv("XDG_DATA_HOME", "data", 1);
    setenv("XDG_CONFIG_HOME", "", 1);
    check(paths_data, "lathe.db", "/home/ada/.local/share/lathe/lathe.db");
    check(paths_config, "config", "/home/ada/.config/lathe/config");
}

Test(paths, without_a_home_there_is_no_place_and_it_says_so)
{
    unsetenv("HOME");
    cr_assert_not_null(strstr(refuse(paths_data, "lathe.db").text, "HOME"));
    setenv("HOME", "", 1);
    cr_assert_not_null(strstr(refuse(paths_home, "x").text, "HOME"));
    setenv("XDG_DATA_HOME", "/srv/data", 1);
    check(paths_data, "lathe.db", "/srv/data/lathe/lathe.db");
}

Test(paths, a_path_is_appended_to_what_stands_there)
{
    struct buf out;

    buf_init(&out, 4096);
    buf_text(&out, "see ");
    cr_assert_eq(paths_data(&out, "a").code, 0);
    cr_assert_str_eq(buf_string(&out), "see /home/ada/.local/share/lathe/a");
    buf_release(&out);
}

Test(paths, a_path_that_does_not_fit_is_an_error)
{
    struct buf out;

    buf_init(&out, 16);
    cr_assert_neq(paths_data(&out, "lathe.db").code, 0);
    buf_release(&out);
}

Test(paths, what_is_shipped_is_found_in_the_source_tree)
{
    struct buf out;

    buf_init(&out, 4096);
    cr_assert_eq(paths_shipped(&out, "lessons/course").code, 0);
    cr_assert(paths_exists(buf_string(&out)));
    buf_release(&out);
}

Test(paths, own_folders_come_before_those_of_the_system)
{
    char dirs[600], want[300];

    made("share/own/lessons/course");
    made("share/site/lathe/lessons/course");
    snprintf(dirs, sizeof dirs, "%s/not/there:%s/share/site", folder, folder);
    setenv("XDG_DATA_DIRS", dirs, 1);
    snprintf(want, sizeof want, "%s/share/site/lathe/lessons/course", folder);
    check(paths_shipped, "lessons/course", want);
    setenv("LATHE_SHARE", made("share/own"), 1);
    snprintf(want, sizeof want, "%s/share/own/lessons/course", folder);
    check(paths_shipped, "lessons/course", want);
}

Test(paths, a_relative_entry_of_the_data_dirs_is_ignored)
{
    made("lathe/lessons/course");
    cr_assert_eq(chdir(folder), 0);
    setenv("XDG_DATA_DIRS", ".::", 1);
    struct buf out;
    buf_init(&out, 4096);
    cr_assert_eq(paths_shipped(&out, "lessons/course").code, 0);
    cr_assert_eq(buf_string(&out)[0], '/', "%s", buf_string(&out));
    buf_release(&out);
}

Test(paths, what_is_nowhere_is_answered_with_the_folders_searched)
{
    setenv("LATHE_SHARE", "/srv/lathe", 1);
    setenv("XDG_DATA_DIRS", "/srv/share", 1);
    const struct status st = refuse(paths_shipped, "lessons/none");
    cr_assert_not_null(strstr(st.text, "lessons/none"));
    cr_assert_not_null(strstr(st.text, "/srv/lathe"));
    cr_assert_not_null(strstr(st.text, "/srv/share/lathe"), "%s", st.text);
}

Test(paths, a_model_is_sought_with_the_learner_the_class_and_the_house)
{
    char want[300], own[300];

    snprintf(own, sizeof own, "%s/mine", folder);
    setenv("XDG_DATA_HOME", own, 1);
    snprintf(own, sizeof own, "%s:%s", made("empty"), made("class"));
    setenv("LATHE_MODELS", own, 1);

    made("class/tiny");
    snprintf(want, sizeof want, "%s/class/tiny", folder);
    check(paths_model, "tiny", want);
    snprintf(want, sizeof want, "%s", made("mine/lathe/models/tiny"));
    check(paths_model, "tiny", want);

    struct buf out;
    buf_init(&out, 4096);
    cr_assert_eq(paths_model(&out, "house").code, 0);
    cr_assert_not_null(strstr(buf_string(&out), "/lessons/models/house"));
    buf_release(&out);
}

Test(paths, a_model_with_a_slash_is_a_path)
{
    const char *here = made("here/model");
    char missing[300];

    check(paths_model, here, here);
    snprintf(missing, sizeof missing, "%s/missing", folder);
    cr_assert_not_null(strstr(refuse(paths_model, missing).text, missing));
}

Test(paths, a_model_without_a_name_is_none)
{
    made("mine/lathe/models");
    char own[300];
    snprintf(own, sizeof own, "%s/mine", folder);
    setenv("XDG_DATA_HOME", own, 1);
    refuse(paths_model, "");
}

Test(paths, a_name_of_any_length_is_answered)
{
    char *name = malloc(100000);

    cr_assert_not_null(name);
    memset(name, 'm', 99999);
    name[99999] = '\0';
    refuse(paths_model, name);
    refuse(paths_shipped, name);
    free(name);
}

Test(paths, a_file_and_a_folder_exist_and_a_dangling_link_does_not)
{
    char at[300];

    cr_assert(paths_exists(made("a")));
    snprintf(at, sizeof at, "%s/link", folder);
    cr_assert_eq(symlink("nowhere", at), 0);
    cr_assert_not(paths_exists(at));
    cr_assert_not(paths_exists(""));
}
