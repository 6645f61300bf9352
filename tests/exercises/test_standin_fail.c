/* Answers of a learner's function that can be none: each is a sentence, and
 * what the engine holds is as ours would have made it. */
#include <math.h>
#include <string.h>

#include "tests/exercises/standing.h"

static void refused(const char *words)
{
    const struct status st = standin_status(&standing);

    cr_assert(strstr(st.text, words) != NULL, "\"%s\"", st.text);
    standin_end(&standing);
}

static void softmax_with(const char *value)
{
    char text[400];

    snprintf(text, sizeof text,
             "#include <math.h>\n#include \"softmax.h\"\n"
             "void softmax_forward(float *out, const float *x, int rows,\n"
             "                     int cols)\n"
             "{ for (int i = 0; i < rows * cols; i++) out[i] = x[i];\n"
             "  out[4] = %s; }\n",
             value);
    standing_for(STANDIN_SOFTMAX, text);
}

Test(standin_fail, nan_of_plain_numbers_is_a_sentence)
{
    float x[6], out[6], ours[6];

    softmax_with("0.0f / (x[0] - x[0])");
    standing_fill(x, 6, 3);
    standing_table.softmax_forward(out, x, 2, 3);
    standing.ours.softmax_forward(ours, x, 2, 3);
    standing_equal(out, ours, 6);
    refused("your softmax made NaN of plain numbers: out, row 1, column 1");
}

Test(standin_fail, nan_of_nan_is_none_of_its_fault)
{
    float x[6], out[6];

    softmax_with("x[4]");
    standing_fill(x, 6, 3);
    x[4] = NAN;
    standing_table.softmax_forward(out, x, 2, 3);
    cr_assert(isnan(out[4]));
    x[4] = INFINITY; /* nor where something is infinite */
    standing_table.softmax_forward(out, x, 2, 3);
    standing_end();
}

static void sampling_with(const char *value)
{
    char text[700];

    snprintf(text, sizeof text,
             "#include \"sampling.h\"\n"
             "void top_k(float *out, const float *probs, int n, int k)\n"
             "{ for (int i = 0; i < n; i++) out[i] = %s; (void)probs, (void)k; "
             "}\n"
             "void top_p(float *out, const float *probs, int n, float p)\n"
             "{ for (int i = 0; i < n; i++) out[i] = probs[i]; (void)p; }\n",
             value);
    standing_for(STANDIN_SAMPLING, text);
}

Test(standin_fail, odds_that_nothing_can_be_drawn_from_are_told)
{
    const float probs[] = {0.5f, 0.25f, 0.25f};
    float out[3];

    sampling_with("0.0f");
    cr_assert(standing_stead.top_p(out, probs, 3, 0.9f));
    cr_assert(!standing_stead.top_k(out, probs, 3, 2));
    refused("your sampling left no token to draw from");
    sampling_with("i == 1 ? -0.5f : 1.0f");
    cr_assert(!standing_stead.top_k(out, probs, 3, 2));
    refused("your sampling gave token 1 the probability -0.5");
}

/* Guards that do not stand come to light behind the numbers. */
Test(standin_fail, a_step_that_breaks_off_is_made_by_ours)
{
    static const char text[] =
        "#include \"adamw.h\"\n"
        "void optim_adamw(float *p, const float *g, float *m, float *v,\n"
        "                 const struct adamw *s, int n)\n"
        "{ for (int i = 0; i <= n; i++) p[i] = m[i] = v[i] = 9; (void)g, "
        "(void)s; }\n";
    const struct kernels_adamw s = {.rate = 0.1,
                                    .decay = 0.01,
                                    .epsilon = 1e-8,
                                    .beta1 = 0.9,
                                    .beta2 = 0.99,
                                    .step = 3,
                                    .clip = 0.5};
    float x[2][4][8];

    standing_for(STANDIN_ADAMW, text);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 4; k++)
            standing_fill(x[i][k], 8, 100 + (unsigned)k);
    for (int i = 0; i < 8; i++)
        x[0][3][i] = x[1][3][i] = fabsf(x[0][3][i]);
    standing_table.optim_adamw(x[0][0], x[0][1], x[0][2], x[0][3], &s, 8);
    standing.ours.optim_adamw(x[1][0], x[1][1], x[1][2], x[1][3], &s, 8);
    for (int k = 0; k < 4; k++)
        standing_equal(x[0][k], x[1][k], 8);
    refused("your adamw wrote outside");
}
