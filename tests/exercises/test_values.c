#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exercises/values.h"

/* A case with one result of `rows` x `cols` floats. */
struct frame {
    struct talk_array head;
};

static struct values one_result(struct frame *f, int rows, int cols)
{
    struct values v;

    *f = (struct frame){.head = {.type = TALK_FLOAT, .role = TALK_OUT}};
    memcpy(f->head.name, "out", 4);
    f->head.rows = (uint32_t)rows;
    f->head.cols = (uint32_t)cols;
    const struct status st = values_read(&v, f, sizeof *f);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return v;
}

/* The answer of a driver with these numbers. */
static void answer(unsigned char *to, const float *x, size_t n)
{
    uint32_t guard = TALK_GUARD;
    const uint64_t leak = 0;

    for (size_t i = 0; i < TALK_GUARDS; i++) {
        memcpy(to + 4 * i, &guard, 4);
        memcpy(to + 4 * (TALK_GUARDS + n + i), &guard, 4);
    }
    memcpy(to + 4 * TALK_GUARDS, x, 4 * n);
    memcpy(to + 4 * (n + 2 * TALK_GUARDS), &leak, sizeof leak);
}

static const struct values_rule rule = {
    .absolute = 1e-5, .relative = 1e-4, .fill = {0x40e00000u, 0x7fc00000u}};

static struct report_case compared(const float *want, const float *have, int n)
{
    unsigned char a[400], b[400];
    const unsigned char *const expected[2] = {a, a}, *const got[2] = {b, b};
    struct report_case c = {.verdict = REPORT_PASS};
    struct frame f;
    const struct values v = one_result(&f, 1, n);

    answer(a, want, (size_t)n);
    answer(b, have, (size_t)n);
    values_compare(&v, &rule, expected, got, &c);
    return c;
}

Test(values, close_numbers_are_equal_and_others_are_not)
{
    const float want[] = {1.0f, 1000.0f, 0.0f};
    const float near[] = {1.00005f, 1000.05f, 9e-6f};
    const float off[] = {1.0f, 1000.2f, 0.0f};
    const struct report_case good = compared(want, near, 3);
    const struct report_case bad = compared(want, off, 3);

    cr_expect_eq(good.verdict, REPORT_PASS, "%s", good.say);
    cr_expect_eq(bad.verdict, REPORT_WRONG);
    cr_expect_eq(bad.col, 1);
    cr_expect_eq(bad.wrong, 1);
    cr_expect_eq(bad.numbers, 3);
}

Test(values, nan_is_only_nan_and_infinity_keeps_its_sign)
{
    const float special[] = {NAN, INFINITY, -INFINITY};
    const float turned[] = {NAN, INFINITY, INFINITY};
    const float plain[] = {1.0f, INFINITY, -INFINITY};
    const float lost[] = {NAN, 3e38f, -INFINITY};

    cr_expect_eq(compared(special, special, 3).verdict, REPORT_PASS);
    cr_expect_eq(compared(special, turned, 3).verdict, REPORT_WRONG);
    cr_expect_eq(compared(special, plain, 3).verdict, REPORT_WRONG);
    cr_expect_eq(compared(plain, special, 3).verdict, REPORT_WRONG);
    cr_expect_eq(compared(special, lost, 3).verdict, REPORT_WRONG);
}

Test(values, broken_guard_is_a_step_outside)
{
    const float x[] = {1.0f, 2.0f};
    unsigned char a[400], b[400];
    const unsigned char *const expected[2] = {a, a}, *const got[2] = {b, b};
    struct report_case c = {.verdict = REPORT_PASS};
    struct frame f;
    const struct values v = one_result(&f, 1, 2);

    answer(a, x, 2);
    answer(b, x, 2);
    b[4 * (TALK_GUARDS + 2)] ^= 1;
    values_compare(&v, &rule, expected, got, &c);
    cr_expect_eq(c.verdict, REPORT_MEMORY);
    cr_expect(strstr(c.say, "past the end of out"), "%s", c.say);
}

Test(values, every_cut_of_a_frame_is_refused)
{
    unsigned char frame[sizeof(struct talk_array) + 12];
    struct talk_array head = {
        .name = "x", .type = TALK_FLOAT, .role = TALK_IN, .rows = 1, .cols = 3};
    struct values v;

    memset(frame, 0, sizeof frame);
    memcpy(frame, &head, sizeof head);
    cr_expect_eq(values_read(&v, frame, sizeof frame).code, STATUS_FINE);
    for (size_t n = 1; n < sizeof frame; n++)
        cr_expect_eq(values_read(&v, frame, n).code, STATUS_BAD_FILE,
                     "%zu bytes are accepted", n);
}

Test(values, hostile_sizes_are_refused)
{
    static const struct talk_array bad[] = {
        {"x", TALK_FLOAT, TALK_OUT, UINT32_MAX, UINT32_MAX},
        {"x", TALK_FLOAT, TALK_OUT, 1 << 20, 2},
        {"x", TALK_FLOAT, TALK_OUT, 65536, 65536},
        {"x", 7, TALK_OUT, 1, 1},
        {"x", TALK_FLOAT, 0, 1, 1},
        {"x", TALK_FLOAT, 4, 1, 1},
        {"", TALK_FLOAT, TALK_OUT, 1, 1},
        {"a\033[2J", TALK_FLOAT, TALK_OUT, 1, 1},
    };
    struct values v;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(values_read(&v, &bad[i], sizeof bad[i]).code,
                     STATUS_BAD_FILE, "number %zu is accepted", i);
}

static void shape_of(int rows, int cols, const double *want, const double *have,
                     char say[160])
{
    struct report_grid g = {
        .rows = rows, .cols = cols, .all_rows = rows, .all_cols = cols};

    for (int i = 0; i < rows * cols; i++) {
        g.expected[i / cols][i % cols] = want[i];
        g.got[i / cols][i % cols] = have[i];
    }
    values_shape(&g, 1e-6, 1e-5, say);
}

Test(values, shape_of_an_error_is_named)
{
    static const double want[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const struct {
        double have[9];
        const char *say;
    } rows[] = {
        {{2, 4, 6, 8, 10, 12, 14, 16, 18}, "2 times"},
        {{-1, -2, -3, -4, -5, -6, -7, -8, -9}, "wrong sign"},
        {{2, 3, 4, 5, 6, 7, 8, 9, 10}, "the same 1"},
        {{1, 4, 7, 2, 5, 8, 3, 6, 9}, "changed places"},
        {{0, 0, 0, 0, 0, 0, 0, 0, 0}, "is 0"},
        {{0, 0, 0, 1, 2, 3, 4, 5, 6}, "one row too low"},
        {{1, 2, 3, 4, 5, 6, 7, 8, 1}, "only the last row"},
        {{1, 0, 0, 4, 5, 0, 7, 8, 9}, "above the diagonal"},
        {{(double)NAN, 2, 3, 4, 5, 6, 7, (double)NAN, 9}, "NaN"},
        {{1, 2, 3, 4, 5, 6, 7, 8, 9}, ""},
    };
    char say[160];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        shape_of(3, 3, want, rows[i].have, say);
        cr_expect(rows[i].say[0] ? strstr(say, rows[i].say) != NULL : !say[0],
                  "\"%s\" does not say \"%s\"", say, rows[i].say);
    }
}

/* A vector has neither a diagonal nor rows, and what is not in the picture is
 * not spoken about. */
Test(values, places_fit_the_shape)
{
    static const double want[] = {1, 2, 3, 4, 5, 6};
    static const struct {
        int rows, cols;
        double have[6];
        const char *say;
    } rows[] = {
        {1, 6, {1, 0, 3, 0, 0, 6}, ""},
        {6, 1, {1, 0, 3, 0, 0, 6}, ""},
        {1, 6, {9, 2, 3, 4, 5, 6}, "only the first number"},
        {6, 1, {1, 2, 3, 4, 5, 9}, "only the last number"},
        {1, 6, {8, 1, 2, 3, 4, 5}, "one place too late"},
        {6, 1, {2, 3, 4, 5, 6, 0}, "one place too early"},
        {2, 3, {1, 0, 0, 4, 5, 6}, "only the first row"},
        {3, 2, {1, 0, 3, 4, 5, 6}, "only the first row"},
        {3, 2, {1, 2, 3, 4, 0, 0}, "only the last row"},
    };
    char say[160];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        shape_of(rows[i].rows, rows[i].cols, want, rows[i].have, say);
        cr_expect(rows[i].say[0] ? strstr(say, rows[i].say) != NULL : !say[0],
                  "%zu: \"%s\" does not say \"%s\"", i, say, rows[i].say);
    }
    struct report_grid cut = {
        .rows = 2, .cols = 2, .all_rows = 9, .all_cols = 9};
    cut.expected[1][0] = 5.0;
    values_shape(&cut, 1e-6, 1e-5, say);
    cr_expect_str_empty(say, "\"%s\" of a row that is not the last", say);
    cut.expected[1][0] = 0.0;
    cut.expected[0][1] = 5.0;
    values_shape(&cut, 1e-6, 1e-5, say);
    cr_expect_str_eq(say, "as far as shown, only numbers above the diagonal "
                          "are wrong");
}
