#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labplan.h"

/* On the labs of tests/support/testlabs.h. */
static void expect_error(const char *run, enum status_code code,
                         const char *text)
{
    struct labplan p;
    const struct status st = labplan_parse(&p, run);

    cr_expect_eq(st.code, code, "%s: %s", run, st.text);
    cr_expect(strstr(st.text, text), "%s: \"%s\" does not say \"%s\"", run,
              st.text, text);
}

static void expect_same(const char *run, const char *record)
{
    struct labplan p;
    const struct status st = labplan_parse(&p, run);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    char *written = labplan_string(&p);
    cr_expect_str_eq(written, record);
    labplan_release(&p);
    cr_assert_eq(labplan_parse(&p, record).code, STATUS_FINE);
    char *again = labplan_string(&p);
    cr_expect_str_eq(again, record);
    labplan_release(&p);
    free(written);
    free(again);
}

Test(labplan, both_spellings_say_the_same)
{
    expect_same("count by=3 seed=7 at=120:by=4",
                "count?by=3&seed=7&at=120:by=4");
    expect_same(
        "next-token text=\"the cat & \\\"dog\\\" = 5%\"",
        "next-token?text=the%20cat%20%26%20%22dog%22%20%3d%205%25&seed=1");
    expect_same("next-token text=", "next-token?text=&seed=1");
}

Test(labplan, turns_are_kept_by_their_steps)
{
    expect_same("count at=9:by=1 at=3:by=2 at=3:by=5",
                "count?seed=1&at=3:by=2&at=3:by=5&at=9:by=1");
}

Test(labplan, misspelt_lab_names_the_nearest)
{
    expect_error("cuont", STATUS_NOT_FOUND, "did you mean count");
    expect_error("utterly-else", STATUS_NOT_FOUND, "utterly-else");
    expect_error("", STATUS_BAD_USAGE, "no lab");
}

Test(labplan, bad_value_names_the_range)
{
    expect_error("count by=1001", STATUS_BAD_USAGE, "from 0 to 1000");
    expect_error("count by=1.5", STATUS_BAD_USAGE, "whole number");
    expect_error("count by=", STATUS_BAD_USAGE, "whole number");
    expect_error("count foo=1", STATUS_BAD_USAGE, "it has by, steps");
    expect_error("count by", STATUS_BAD_USAGE, "knob=value");
    expect_error("count seed=-1", STATUS_BAD_USAGE, "from 0 up");
    expect_error("count seed=99999999999999999999", STATUS_BAD_USAGE, "seed");
}

Test(labplan, only_live_knobs_can_be_turned_later)
{
    expect_error("count at=5:steps=3", STATUS_BAD_USAGE, "cannot be turned");
    expect_error("count at=x:by=3", STATUS_BAD_USAGE, "at=STEP:knob=value");
    expect_error("count at=5:by=5000", STATUS_BAD_USAGE, "from 0 to 1000");
}

Test(labplan, broken_spellings_are_refused)
{
    expect_error("next-token text=\"open", STATUS_BAD_USAGE, "not closed");
    expect_error("next-token?text=%zz", STATUS_BAD_USAGE, "hex");
    expect_error("next-token?text=%00", STATUS_BAD_USAGE, "hex");
    expect_error("next-token?text=%ff", STATUS_BAD_USAGE, "UTF-8");
    expect_error("next-token?text=a%0ab", STATUS_BAD_USAGE, "one line");
}

Test(labplan, text_has_a_limit)
{
    char run[6000] = "next-token text=";

    memset(run + strlen(run), 'a', 4097);
    expect_error(run, STATUS_BAD_USAGE, "4096");
}

Test(labplan, knobs_of_a_command_line_are_checked_alike)
{
    const char *const good[] = {"by=3", "seed=9", "at=2:by=7", NULL};
    const char *const bad[] = {"by=3", "steps=0", NULL};
    struct labplan p;

    cr_assert_eq(labplan_of(&p, lab_find("count"), good).code, STATUS_FINE);
    cr_expect_eq(p.seed, 9);
    cr_expect_eq(p.change_count, 1);
    json_t *knobs = labplan_knobs(&p);
    cr_expect_eq(json_integer_value(json_object_get(knobs, "by")), 3);
    json_decref(knobs);
    labplan_release(&p);
    cr_expect_eq(labplan_of(&p, lab_find("count"), bad).code, STATUS_BAD_USAGE);
    cr_expect_null(p.lab);
}
