#include <criterion/criterion.h>
#include <string.h>

#include "lessons/condition.h"

static json_t *root;

static void set_up(void)
{
    root = json_loads("{\"data\": {\"a\": 1, \"b\": 2.5, \"yes\": true,"
                      "\"none\": null, \"w\": [0.25, 0.5, 0.25],"
                      "\"rows\": [[1, 2], [3, -4]], \"word\": \"x\","
                      "\"empty\": [], \"in\": {\"deep\": [{\"n\": 7}]}}}",
                      0, NULL);
    cr_assert(root);
}

static void tear_down(void)
{
    json_decref(root);
}

TestSuite(condition, .init = set_up, .fini = tear_down);

static bool holds(const char *text)
{
    bool out = false;
    const struct status st = condition_holds(text, root, &out);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return out;
}

static void expect_fault(const char *text, enum status_code code,
                         const char *say)
{
    bool out;
    const struct status st = condition_holds(text, root, &out);

    cr_expect_eq(st.code, code, "%s: %s", text, st.text);
    cr_expect(strstr(st.text, say), "%s: \"%s\" does not say \"%s\"", text,
              st.text, say);
}

Test(condition, paths_and_numbers_are_compared)
{
    cr_expect(holds("data.a < data.b"));
    cr_expect(!holds("data.a > data.b"));
    cr_expect(holds("data.a = 1"));
    cr_expect(holds("data.a != 2"));
    cr_expect(holds("data.b >= 2.5 and data.b <= 2.5"));
    cr_expect(!holds("data.a = 1 and data.b = 1"));
    cr_expect(holds("data.w[1] > data.w[0]"));
    cr_expect(holds("data.in.deep[0].n = 7"));
    cr_expect(holds("data.yes = 1"));
}

Test(condition, sums_and_brackets_are_computed)
{
    cr_expect(holds("data.b - data.a = 1.5"));
    cr_expect(holds("data.b + data.a + 1 = 4.5"));
    cr_expect(holds("3 - (2 - 1) = 2"));
    cr_expect(holds("-data.a = -1"));
    cr_expect(holds("1e-3 = 0.001"));
}

Test(condition, functions_look_at_whole_arrays)
{
    cr_expect(holds("sum(data.w) = 1"));
    cr_expect(holds("max(data.w) = 0.5 and min(data.w) = 0.25"));
    cr_expect(holds("argmax(data.w) = 1"));
    cr_expect(holds("max(data.rows) = 3 and min(data.rows) = -4"));
    cr_expect(holds("sum(data.rows[1]) = -1"));
    cr_expect(holds("abs(data.a - data.b) = 1.5"));
    cr_expect(holds("abs(sum(data.w) - 1) < 0.0001"));
}

Test(condition, tilde_is_equal_within_a_thousandth)
{
    cr_expect(holds("data.a ~ 1.0009"));
    cr_expect(!holds("data.a ~ 1.0011"));
}

Test(condition, otherwise_takes_everything)
{
    cr_expect(holds("otherwise"));
    cr_expect(condition_otherwise("otherwise"));
    cr_expect(!condition_otherwise("otherwise "));
}

Test(condition, faults_say_what_and_where)
{
    expect_fault("data.a", STATUS_BAD_USAGE, "must stand there");
    expect_fault("data.a < ", STATUS_BAD_USAGE, "number or a path");
    expect_fault("data.a < 1 or data.b > 1", STATUS_BAD_USAGE, "left over");
    expect_fault("data. < 1", STATUS_BAD_USAGE, "follow the point");
    expect_fault("data.w[x] < 1", STATUS_BAD_USAGE, "an index is");
    expect_fault("data.w[-1] < 1", STATUS_BAD_USAGE, "an index is");
    expect_fault("mean(data.w) < 1", STATUS_BAD_USAGE, "functions are");
    expect_fault("sum(data.w < 1", STATUS_BAD_USAGE, "closing bracket");
    expect_fault("(data.a < 1", STATUS_BAD_USAGE, "closing bracket");
}

Test(condition, faults_of_the_data_are_told_apart)
{
    expect_fault("data.c < 1", STATUS_NOT_FOUND, "nothing of that name");
    expect_fault("data.w[3] < 1", STATUS_NOT_FOUND, "no such element");
    expect_fault("data.word < 1", STATUS_BAD_SHAPE, "not one number");
    expect_fault("data.none < 1", STATUS_BAD_SHAPE, "not one number");
    expect_fault("data.w < 1", STATUS_BAD_SHAPE, "not one number");
    expect_fault("max(data.a) < 1", STATUS_BAD_SHAPE, "no array");
    expect_fault("max(data.empty) < 1", STATUS_BAD_SHAPE, "no array");
    expect_fault("sum(data.in.deep) < 1", STATUS_BAD_SHAPE, "not one number");
}

Test(condition, a_fault_behind_a_false_part_is_seen)
{
    expect_fault("data.a = 2 and data.c = 1", STATUS_NOT_FOUND, "name");
}

Test(condition, depth_and_length_are_limited)
{
    char text[CONDITION_MAX_BYTES + 40];

    memset(text, '(', 200);
    memcpy(text + 200, "1 < 2", 6);
    expect_fault(text, STATUS_BAD_USAGE, "too deep");
    memset(text, ' ', CONDITION_MAX_BYTES);
    memcpy(text + CONDITION_MAX_BYTES, "1 < 2", 6);
    expect_fault(text, STATUS_BAD_USAGE, "longer");
}

Test(condition, check_needs_no_data_and_no_truth)
{
    cr_expect_eq(condition_check("data.x[3] > max(data.y)").code, STATUS_FINE);
    cr_expect_eq(condition_check("data.x").code, STATUS_BAD_USAGE);
    cr_expect_eq(condition_check_number("data.x[100]").code, STATUS_FINE);
    cr_expect_eq(condition_check_number("data.x > 1").code, STATUS_BAD_USAGE);
}
