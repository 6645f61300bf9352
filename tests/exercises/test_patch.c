#include <criterion/criterion.h>
#include <string.h>

#include "exercises/patch.h"

static struct arena arena;

static void set_up(void)
{
    arena_init(&arena, (size_t)4 << 20);
}

static void tear_down(void)
{
    arena_release(&arena);
}

static const char source[] = "one\ntwo\nthree\ntwo\nfour\n";

static struct status apply(struct patch_result *out, const char *hunks)
{
    char patch[400] = "mistake: m\nsay: s\n";

    strncat(patch, hunks, sizeof(patch) - strlen(patch) - 1);
    return patch_apply(out, &arena, "m.diff", patch, source);
}

static void expect_fault(const char *hunks, const char *text)
{
    struct patch_result out;
    const struct status st = apply(&out, hunks);

    cr_expect_eq(st.code, STATUS_BAD_FILE);
    cr_expect(strstr(st.text, text), "\"%s\" is not about \"%s\"", st.text,
              text);
}

TestSuite(patch, .init = set_up, .fini = tear_down);

Test(patch, replaced_line_is_marked_as_changed)
{
    struct patch_result out;
    const struct status st = apply(&out, "@@\n-three\n+THREE\n");

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    cr_assert_str_eq(out.mistake, "m");
    cr_assert_str_eq(out.say, "s");
    cr_assert_eq(out.line_count, 5);
    for (int i = 0; i < 5; i++)
        cr_expect_eq(out.lines[i].changed, i == 2);
    cr_assert_str_eq(out.lines[2].text, "THREE");
    cr_assert_str_eq(out.lines[4].text, "four");
}

Test(patch, line_that_only_moves_is_not_changed)
{
    struct patch_result out;

    cr_assert_eq(apply(&out, "@@\n-one\n-two\n+two\n+ONE\n three\n").code,
                 STATUS_FINE);
    cr_expect_str_eq(out.lines[0].text, "two");
    cr_expect(!out.lines[0].changed);
    cr_expect_str_eq(out.lines[1].text, "ONE");
    cr_expect(out.lines[1].changed);
}

Test(patch, what_follows_a_removed_line_is_where_it_is_missing)
{
    struct patch_result out;

    cr_assert_eq(apply(&out, "@@\n-three\n two\n").code, STATUS_FINE);
    cr_assert_eq(out.line_count, 4);
    cr_expect(out.lines[2].changed);
    cr_expect_str_eq(out.lines[2].text, "two");
    cr_expect(!out.lines[3].changed);
}

Test(patch, second_hunk_is_looked_for_behind_the_first)
{
    struct patch_result out;

    cr_assert_eq(apply(&out, "@@\n-three\n+3\n@@\n-two\n+2\n").code,
                 STATUS_FINE);
    cr_expect_str_eq(out.lines[1].text, "two");
    cr_expect_str_eq(out.lines[3].text, "2");
}

Test(patch, faults_name_file_and_line)
{
    expect_fault("@@\n-five\n+5\n", "m.diff:3: the hunk does not fit");
    expect_fault("@@\n-two\n+2\n", "m.diff:3: the hunk fits in two places");
    expect_fault("@@\n*two\n", "m.diff:4: a line of a patch starts");
    expect_fault("two\n", "m.diff:3: a hunk starts with");
}

Test(patch, head_without_its_two_sentences_is_refused)
{
    struct patch_result out;
    const struct status st =
        patch_apply(&out, &arena, "m.diff", "say: s\n@@\n-a\n", source);

    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "m.diff:1:"));
}
