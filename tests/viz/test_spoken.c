/* Formulas as one says them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "viz/spoken.h"

static char *said(const char *formula)
{
    static char out[SPOKEN_BYTES];

    spoken_formula(formula, strlen(formula), out, sizeof out);
    return out;
}

static void expect(const char *formula, const char *words)
{
    cr_expect_str_eq(said(formula), words, "%s: %s", formula, said(formula));
}

Test(spoken, attention_is_said_as_one_would_before_a_class)
{
    expect("softmax(Q K^T / sqrt(d)) V",
           "softmax of Q K transposed over root d, times V");
    expect("\\mathrm{softmax}\\left(\\frac{QK^T}{\\sqrt{d_k}}\\right)V",
           "softmax of Q K transposed over root d sub k, times V");
}

Test(spoken, powers_indices_and_roots)
{
    expect("e^2", "e squared");
    expect("e^16", "e to the 16");
    expect("2^-3", "2 to the minus 3");
    expect("x^3 + w_i", "x cubed plus w sub i");
    expect("e^(x - m) / z", "e to the x minus m, over z");
    expect("sqrt(a + b) c", "root of a plus b, times c");
    expect("\\hat{y} = W^T x", "y hat equals W transposed x");
}

Test(spoken, sums_and_conditions)
{
    expect("\\sum_{i=1}^{n} w_i x_i",
           "sum over i equals 1 to n of w sub i x sub i");
    expect("-\\log p(x_t \\mid x_{<t})",
           "minus log of p of x sub t given x sub is less than t");
    expect("\\nabla L \\approx 0", "gradient of L is about 0");
    expect("V w + L (4 w w + 2 w)", "V w plus L open 4 w w plus 2 w close");
    expect("x >= 0, y != 1", "x is at least 0, y is not 1");
}

Test(spoken, what_is_no_formula_ends_and_is_not_lost_by_depth)
{
    char deep[200] = "";

    for (int i = 0; i < 60; i++)
        strcat(deep, "f(");
    cr_expect(strlen(said(deep)) > 0);
    expect("", "");
    expect("((", "open open close close");
    expect("x ^", "x to the");
    char small[6];
    cr_expect(gt(int, (int)spoken_formula("a + b", 5, small, sizeof small), 5));
    cr_expect_str_eq(small, "a plu");
}

static void finds(const char *prose, const char *formula)
{
    size_t n = 0;
    const char *at = spoken_find(prose, &n);

    if (!formula) {
        cr_expect(at == NULL, "%s: %.*s", prose, (int)n, at ? at : "");
        return;
    }
    cr_expect(at != NULL, "%s", prose);
    if (at) {
        cr_expect(strlen(formula) == n && memcmp(at, formula, n) == 0,
                  "%s: found \"%.*s\"", prose, (int)n, at);
    }
}

Test(spoken, formulas_are_found_in_prose)
{
    finds("the shape of softmax(Q K^T / sqrt(d))?", "softmax(Q K^T / sqrt(d))");
    finds("How many does Q K^T take for five", "Q K^T");
    finds("That would be Q^T K. It compares", "Q^T K");
    finds("the others have 0. e^2 is 7.389.", "e^2");
    finds("divided by $\\sqrt{d_k}$, as", "\\sqrt{d_k}");
    finds("it costs $5 or $6 a piece", NULL);
    finds("The function attention_forward takes two", NULL);
    finds("type `x^2` there", NULL);
    finds("the weights w_i and x", "w_i");
    finds("Five tokens, d = 32. Nothing else.", NULL);
}
