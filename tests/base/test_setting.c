#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/setting.h"

enum colour { RED, GREEN, BLUE };

struct thing {
    int64_t count;
    double weight;
    uint64_t seed;
    bool shiny;
    enum colour colour;
};

static const char *const colours[] = {"red", "green", "blue", NULL};

#define AT(field) offsetof(struct thing, field)

static const struct setting rows[] = {
    {"count", SETTING_WHOLE, AT(count), -5, 1e9, NULL},
    {"weight", SETTING_REAL, AT(weight), -DBL_MAX, DBL_MAX, NULL},
    {"seed", SETTING_SEED, AT(seed), 0, 0, NULL},
    {"shiny", SETTING_SWITCH, AT(shiny), 0, 1, NULL},
    {"colour", SETTING_CHOICE, AT(colour), 0, 0, colours},
};

enum { ROWS = sizeof rows / sizeof *rows };

static const struct setting *row(const char *name)
{
    const struct setting *s = setting_find(rows, ROWS, name);

    cr_assert_not_null(s, "%s", name);
    return s;
}

static void check(const char *name, const char *text, const char *want)
{
    struct thing t = {0};
    char shown[SETTING_TEXT];
    const struct status st = setting_put(row(name), &t, text);

    cr_assert_eq(st.code, 0, "%s", st.text);
    setting_show(row(name), &t, shown);
    cr_assert_str_eq(shown, want);
}

static void refuse(const char *name, const char *text, const char *why)
{
    struct thing t = {3, 0.5, 7, true, BLUE}, before = t;
    const struct status st = setting_put(row(name), &t, text);

    cr_assert_eq(st.code, STATUS_BAD_USAGE, "%s = \"%s\"", name, text);
    cr_assert_eq(strncmp(st.text, name, strlen(name)), 0, "%s", st.text);
    cr_assert_not_null(strstr(st.text, why), "%s", st.text);
    cr_assert_eq(memcmp(&t, &before, sizeof t), 0);
}

Test(setting, each_kind_shows_what_was_put)
{
    check("count", "-5", "-5");
    check("count", "1e3", "1000");
    check("count", "1000000000", "1000000000");
    check("weight", "0.1", "0.1");
    check("weight", "500000", "500000");
    check("weight", "1e-05", "1e-05");
    check("weight", "-0", "-0");
    check("seed", "0", "0");
    check("seed", "18446744073709551615", "18446744073709551615");
    check("shiny", "on", "on");
    check("shiny", "off", "off");
    check("colour", "red", "red");
    check("colour", "blue", "blue");
}

Test(setting, a_real_comes_back_with_the_same_bits)
{
    const double xs[] = {0.1,     1.0 / 3.0, 1e300, -DBL_MAX,
                         DBL_MIN, M_PI,      1e22,  123456789.123456789};
    char text[SETTING_TEXT];

    for (size_t i = 0; i < sizeof xs / sizeof *xs; i++) {
        struct thing from = {.weight = xs[i]}, to = {0};

        setting_show(row("weight"), &from, text);
        cr_assert_eq(setting_put(row("weight"), &to, text).code, 0, "%s", text);
        cr_assert_eq(memcmp(&from.weight, &to.weight, sizeof(double)), 0, "%s",
                     text);
    }
}

Test(setting, even_the_smallest_numbers_come_back)
{
    struct thing from = {.weight = DBL_TRUE_MIN}, to = {0};
    char text[SETTING_TEXT];

    setting_show(row("weight"), &from, text);
    cr_assert_eq(setting_put(row("weight"), &to, text).code, 0, "%s", text);
    cr_assert_eq(memcmp(&from.weight, &to.weight, sizeof(double)), 0);
}

Test(setting, what_is_no_number_in_the_range_is_refused)
{
    refuse("count", "-6", "whole number from -5 to 1000000000");
    refuse("count", "1000000001", "whole number");
    refuse("count", "1.5", "whole number");
    refuse("count", "nan", "whole number");
    refuse("count", "", "whole number");
    refuse("count", "3 ", "whole number");
    refuse("count", " 3", "whole number");
    refuse("count", "0x10", "whole number");
    refuse("weight", "1e999", "a number from");
    refuse("weight", "inf", "a number from");
    refuse("weight", "0,5", "a number from");
    refuse("seed", "-1", "whole number from 0");
    refuse("seed", " -1", "whole number from 0");
    refuse("seed", "+1", "whole number from 0");
    refuse("seed", "18446744073709551616", "whole number from 0");
    refuse("seed", "1.0", "whole number from 0");
}

Test(setting, what_is_no_word_of_the_list_is_refused_with_the_list)
{
    refuse("shiny", "yes", "on or off");
    refuse("shiny", "", "on or off");
    refuse("colour", "Red", "red, green, blue");
    refuse("colour", "0", "red, green, blue");
}

Test(setting, a_long_value_still_leaves_room_for_the_reason)
{
    char value[1200];

    memset(value, '9', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    refuse("count", value, "whole number from -5");
    refuse("colour", value, "red, green, blue");
}

Test(setting, a_row_is_found_by_its_whole_name)
{
    cr_assert_eq(row("seed"), &rows[2]);
    cr_assert_null(setting_find(rows, ROWS, "see"));
    cr_assert_null(setting_find(rows, ROWS, "seeds"));
    cr_assert_null(setting_find(rows, 2, "seed"));
}
