#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tui/labknobs.h"

static const char *const moods[] = {"low", "mid", "high", NULL};
static const struct lab_knob lr = {"lr", "",   LAB_REAL, "1e-3", 1e-5,
                                   1e-1, true, true,     NULL};
static const struct lab_knob layer = {"layer", "",    LAB_WHOLE, "0", 0,
                                      3,       false, true,      NULL};
static const struct lab_knob mood = {"mood", "",    LAB_CHOICE, "low", 0,
                                     0,      false, true,       moods};
static const struct lab_knob text = {"text", "",    LAB_TEXT, "",  0,
                                     0,      false, true,     NULL};

Test(labknobs, a_log_knob_goes_up_and_comes_back_the_same_way)
{
    char up[LABKNOBS_BYTES], back[LABKNOBS_BYTES];

    cr_assert(labknobs_moved(&lr, "1e-3", 1, up));
    cr_assert_str_eq(up, "0.00125");
    cr_assert(labknobs_moved(&lr, up, -1, back));
    cr_assert_str_eq(back, "0.001");
    cr_assert(labknobs_moved(&lr, "0.001", -1, back));
    cr_assert_str_eq(back, "0.0008");
}

Test(labknobs, a_knob_stops_at_the_end_of_its_range)
{
    char out[LABKNOBS_BYTES];

    cr_assert(not(labknobs_moved(&layer, "3", 1, out)));
    cr_assert(labknobs_moved(&layer, "3", -1, out));
    cr_assert_str_eq(out, "2");
    cr_assert(not(labknobs_moved(&lr, "0.1", 1, out)));
}

Test(labknobs, choices_go_round)
{
    char out[LABKNOBS_BYTES];

    cr_assert(labknobs_moved(&mood, "high", 1, out));
    cr_assert_str_eq(out, "low");
}

Test(labknobs, a_text_has_no_notches)
{
    char out[LABKNOBS_BYTES];

    cr_assert(not(labknobs_moved(&text, "abc", 1, out)));
}
