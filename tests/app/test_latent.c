/* Words that keep the same company point the same way; the singular vectors
 * are those of the table. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/latent.h"
#include "engine/base/rng.h"

static double dot(const float *a, const float *b, int n)
{
    double sum = 0.0;

    for (int i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* Words 0 (boat) and 1 (ship) never stand together, but both stand with 2
 * (sea); 3 (loaf) stands with 4 (oven). */
static const int64_t first[] = {0, 2, 4, 8, 10, 12};
static const struct latent_entry entry[] = {{0, 1}, {1, 1}, {2, 1}, {3, 1},
                                            {0, 1}, {1, 1}, {2, 1}, {3, 1},
                                            {4, 1}, {5, 1}, {4, 1}, {5, 1}};
static const struct latent_bags bags = {6, 5, first, entry};

static double alike(const float *rows, int a, int b, int width)
{
    const float *x = rows + a * width, *y = rows + b * width;

    return dot(x, y, width) / sqrt(dot(x, x, width) * dot(y, y, width));
}

Test(latent, words_that_never_meet_are_near_through_a_third)
{
    float rows[5 * 2];

    cr_assert_eq(latent_fit(rows, &bags, 2, 1, NULL).code, 0);
    cr_expect(alike(rows, 0, 1, 2) > 0.99);
    cr_expect(fabs(alike(rows, 0, 3, 2)) < 0.01);
    float docs[6 * 2];
    latent_documents(docs, &bags, rows, 2);
    cr_expect(dot(docs, docs + 4, 2) > 0.99, "boat sea, ship sea");
    cr_expect(fabs(dot(docs, docs + 8, 2)) < 0.01, "boat sea, loaf oven");
    cr_expect(fabs(dot(docs, docs, 2) - 1.0) < 1e-5);
}

enum { DOCS = 40, WORDS = 30 };

/* With as many directions as words nothing is lost: products of documents are
 * the cosines of their weighted counts. */
Test(latent, all_directions_together_are_the_table_itself)
{
    static int64_t from[WORDS + 1];
    static struct latent_entry post[DOCS * WORDS];
    static double table[DOCS][WORDS];
    static float rows[WORDS * WORDS], docs[DOCS * WORDS];
    struct rng rng = rng_make(9, 0);
    int64_t n = 0;

    for (int w = 0; w < WORDS; w++) {
        int df = 0;

        from[w] = n;
        for (int d = 0; d < DOCS; d++)
            if (rng_below(&rng, 4) == 0) {
                const int count = 1 + (int)rng_below(&rng, 3);

                post[n++] = (struct latent_entry){d, count};
                table[d][w] = 1.0 + log(count);
                df++;
            }
        for (int d = 0; d < DOCS; d++)
            table[d][w] *= log((1.0 + DOCS) / (1.0 + df));
    }
    from[WORDS] = n;
    const struct latent_bags b = {DOCS, WORDS, from, post};
    cr_assert_eq(latent_fit(rows, &b, WORDS, 3, NULL).code, 0);
    latent_documents(docs, &b, rows, WORDS);
    for (int i = 0; i < DOCS; i++)
        for (int j = 0; j < i; j++) {
            double xy = 0.0, xx = 0.0, yy = 0.0;

            for (int w = 0; w < WORDS; w++) {
                xy += table[i][w] * table[j][w];
                xx += table[i][w] * table[i][w];
                yy += table[j][w] * table[j][w];
            }
            cr_expect(fabs(dot(docs + i * WORDS, docs + j * WORDS, WORDS) -
                           xy / sqrt(xx * yy)) < 1e-4,
                      "%d and %d", i, j);
        }
}

Test(latent, a_repeat_gives_the_same_bits_and_bad_widths_are_refused)
{
    float a[5 * 4], b[5 * 4];

    cr_assert_eq(latent_fit(a, &bags, 4, 7, NULL).code, 0);
    cr_assert_eq(latent_fit(b, &bags, 4, 7, NULL).code, 0);
    cr_expect(memcmp(a, b, sizeof a) == 0);
    cr_expect_eq(latent_fit(a, &bags, 0, 7, NULL).code, STATUS_BAD_USAGE);
    cr_expect_eq(latent_fit(a, &bags, LATENT_WIDTH_MOST + 1, 7, NULL).code,
                 STATUS_BAD_USAGE);
}
