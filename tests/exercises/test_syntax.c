/* A first word about a file. What needs tcc is looked at where tcc is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "exercises/exercise.h"
#include "exercises/syntax.h"

static char room[64], file[96], tool[SYNTAX_PATH];

static void begin(void)
{
    snprintf(room, sizeof room, "/tmp/test_syntaxXXXXXX");
    cr_assert(mkdtemp(room) != NULL);
    snprintf(file, sizeof file, "%s/x.c", room);
}

static void end(void)
{
    char command[96];

    snprintf(command, sizeof command, "rm -rf %s", room);
    if (system(command))
        cr_log_info("%s stays", room);
}

TestSuite(syntax, .init = begin, .fini = end);

static void put(const char *path, const char *text)
{
    cr_assert_eq(savefile_replace(path, text, strlen(text)).code, 0);
}

static struct syntax look_at(const char *text)
{
    struct syntax s;

    put(file, text);
    const struct status st = syntax_look(&s, tool, file);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return s;
}

/* Says what `text` says, as tcc would about any file: for machines without. */
static void fake_tool(const char *text)
{
    char script[2048];

    snprintf(tool, sizeof tool, "%s/fake", room);
    snprintf(script, sizeof script, "#!/bin/sh\n%s\n", text);
    put(tool, script);
    chmod(tool, 0700);
}

Test(syntax, the_first_fault_of_the_own_file_is_told_with_its_line)
{
    char script[512];

    snprintf(script, sizeof script,
             "echo '/usr/include/math.h:3: error: not ours'\n"
             "echo '%s:7: warning: no fault'\n"
             "echo '%s:12: error: '\"';'\"' expected' >&2\n"
             "echo '%s:14: error: a later one'",
             file, file, file);
    fake_tool(script);
    const struct syntax s = look_at("x");
    cr_expect_eq(s.line, 12);
    cr_expect_str_eq(s.say, "x.c:12: ';' expected");
}

Test(syntax, faults_of_others_and_odd_words_say_nothing)
{
    char script[1024];

    snprintf(script, sizeof script,
             "echo 'In file included from %s:1:'\n"
             "echo 'other.h:3: error: not ours'\n"
             "echo '%s: error: no line'\necho '%s:0: error: line 0'\n"
             "echo '%s:99999999999: error: too far'",
             file, file, file, file);
    fake_tool(script);
    const struct syntax s = look_at("x");
    cr_expect_eq(s.line, 0);
    cr_expect_str_eq(s.say, "");
}

Test(syntax, a_tool_that_hangs_is_ended_and_one_that_is_gone_is_told)
{
    struct syntax s;

    put(file, "x");
    fake_tool("exec sleep 100");
    cr_expect_eq(syntax_look(&s, tool, file).code, STATUS_IO);
    snprintf(tool, sizeof tool, "%s/nothing", room);
    cr_expect_eq(syntax_look(&s, tool, file).code, STATUS_IO);
}

Test(syntax, a_flood_of_words_is_cut)
{
    char script[256];

    snprintf(script, sizeof script,
             "echo '%s:3: error: early'\nyes | head -c 3000000", file);
    fake_tool(script);
    cr_expect_str_eq(look_at("x").say, "x.c:3: early");
}

Test(syntax, control_characters_become_marks)
{
    char script[256];

    snprintf(script, sizeof script, "printf '%s:3: error: a\\033[2Jb\\n'",
             file);
    fake_tool(script);
    cr_expect_str_eq(look_at("x").say, "x.c:3: a\\x1b[2Jb");
}

Test(syntax, no_tool_is_named_by_an_empty_variable)
{
    setenv("LATHE_TCC", "", 1);
    cr_expect(!syntax_tool(tool));
    setenv("LATHE_TCC", "/nowhere/tcc", 1);
    cr_expect(!syntax_tool(tool));
    setenv("LATHE_TCC", "/bin/sh", 1);
    cr_expect(syntax_tool(tool));
}

/* A first word must never contradict the judge. */
Test(syntax, tcc_takes_every_solution_and_starter_and_finds_what_is_missing)
{
    struct exercise_names names;

    if (!syntax_tool(tool)) {
        cr_log_info("tcc is not installed: nothing to look with");
        return;
    }
    cr_assert_eq(exercise_list(&names).code, 0);
    for (int i = 0; i < names.count; i++) {
        static const char *const files[] = {"solution.c", "starter.c",
                                            "starter-short.c", "try.c"};
        struct buf path;
        struct syntax s;

        for (int k = 0; k < 4; k++) {
            buf_init(&path, 4096);
            cr_assert_eq(exercise_folder(&path, names.name[i]).code, 0);
            buf_printf(&path, "/%s", files[k]);
            if (access(buf_string(&path), R_OK) == 0) {
                cr_assert_eq(syntax_look(&s, tool, buf_string(&path)).code, 0);
                cr_expect_str_eq(s.say, "", "%s: %s", names.name[i], s.say);
            }
            buf_release(&path);
        }
    }
    const struct syntax s = look_at("int f(int a)\n{\n    int b = a\n    "
                                    "return b;\n}\n");
    cr_expect_eq(s.line, 4);
    cr_expect(strstr(s.say, "x.c:4: "), "%s", s.say);
    cr_expect_str_eq(look_at("int f(void)\n{\n    return 1;\n}\n").say, "");
}

/* tcc removes what it is about to write: as root that was /dev/null. */
Test(syntax, the_null_device_survives_a_look)
{
    struct stat info;

    if (syntax_tool(tool))
        (void)look_at("int x;\n");
    cr_assert_eq(stat("/dev/null", &info), 0);
    cr_expect(S_ISCHR(info.st_mode));
}
