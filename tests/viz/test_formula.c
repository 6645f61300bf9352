#include "show.h"
#include "viz/formula.h"

static const char *of(const char *tex, bool ascii)
{
    static char text[512];

    formula_text(tex, strlen(tex), ascii, text, sizeof text);
    return text;
}

Test(formula, attention_reads_as_people_write_it)
{
    cr_assert_str_eq(
        of("\\text{softmax}\\left(\\frac{QK^T}{\\sqrt{d_k}}\\right)V", false),
        "softmax(QKᵀ / √dₖ)V");
    cr_assert_str_eq(
        of("\\text{softmax}\\left(\\frac{QK^T}{\\sqrt{d_k}}\\right)V", true),
        "softmax(QK^T / sqrt(d_k))V");
}

Test(formula, sums_have_their_limits)
{
    cr_assert_str_eq(of("\\sum_{i=1}^{n} w_i x_i", false), "∑ᵢ₌₁ⁿ wᵢ xᵢ");
    cr_assert_str_eq(of("\\sum_{i=1}^{n} w_i x_i", true),
                     "sum_(i=1)^n w_i x_i");
}

Test(formula, what_has_no_small_form_stands_in_brackets)
{
    cr_assert_str_eq(of("e^{-x^2/2}", false), "e^(-x²/2)");
    cr_assert_str_eq(of("p_\\theta", false), "p_θ");
    cr_assert_str_eq(of("W_Q", false), "W_Q");
}

Test(formula, greek_and_operators)
{
    cr_assert_str_eq(of("\\theta \\leftarrow \\theta - \\eta \\nabla L", false),
                     "θ ← θ - η ∇ L");
    cr_assert_str_eq(of("x \\in \\mathbb{R}^d", false), "x ∈ Rᵈ");
    cr_assert_str_eq(of("-\\log p(x \\mid c)", false), "-log p(x | c)");
    cr_assert_str_eq(of("\\hat{y} = \\bar x", false), "y\u0302 = x\u0304");
}

Test(formula, what_is_not_known_stays_as_it_is_written)
{
    cr_assert_str_eq(of("\\wobble{x} + 1", false), "\\wobblex + 1");
    cr_assert_str_eq(of("a \\{ b \\}", false), "a { b }");
}

Test(formula, damaged_input_ends)
{
    static const char *const bad[] = {"{",  "}",         "\\",   "^",
                                      "_",  "\\frac{a",  "a^{",  "\\frac",
                                      "$$", "\xff^\xfe", "{{{{", "\\sqrt"};
    static char deep[4000], text[64];

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        of(bad[i], false);
        of(bad[i], true);
    }
    for (size_t i = 0; i + 3 < sizeof deep; i += 3)
        memcpy(deep + i, "^{a", 3);
    formula_text(deep, strlen(deep), false, text, sizeof text);
    cr_assert_lt(strlen(text), sizeof text);
}
