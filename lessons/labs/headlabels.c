#include "lessons/labs/headlabels.h"

#include <math.h>
#include <stddef.h>

enum { FIRST_ROW = 2 }; /* above it the token before is the first one too */

static const struct {
    const char *name, *brief;
} names[HEADLABELS_KINDS] = {
    [HEADLABELS_PREVIOUS] = {"previous", "prev"},
    [HEADLABELS_ITSELF] = {"itself", "self"},
    [HEADLABELS_SAME] = {"same", "same"},
    [HEADLABELS_FIRST] = {"first", "first"},
    [HEADLABELS_INDUCTION] = {"induction", "induc"},
    [HEADLABELS_EVEN] = {"even", "even"},
    [HEADLABELS_MIXED] = {"mixed", "mixed"},
};

const char *headlabels_name(enum headlabels_kind kind)
{
    return names[kind].name;
}

const char *headlabels_short(enum headlabels_kind kind)
{
    return names[kind].brief;
}

/* Of row `t`: entropy over that of t + 1 equal weights. */
static double evenness(const float *row, int t)
{
    double sum = 0.0;

    for (int j = 0; j <= t; j++)
        if (row[j] > 0.0f)
            sum -= (double)row[j] * log((double)row[j]);
    return sum / log(t + 1.0);
}

struct sums {
    double of[HEADLABELS_MIXED];
    int rows,
        returned; /* rows that count; those whose token was there before */
};

/* A token may come back many times: all its earlier places count together. */
static void add_returns(struct sums *s, const float *row, const int32_t *id,
                        int t)
{
    int found = 0;

    for (int j = 0; j < t; j++) {
        if (id[j] != id[t])
            continue;
        found = 1;
        s->of[HEADLABELS_SAME] += (double)row[j];
        if (j + 1 < t) /* else it is the token itself */
            s->of[HEADLABELS_INDUCTION] += (double)row[j + 1];
    }
    s->returned += found;
}

static void add_row(struct sums *s, const float *row, const int32_t *id, int t)
{
    s->rows++;
    s->of[HEADLABELS_PREVIOUS] += (double)row[t - 1];
    s->of[HEADLABELS_ITSELF] += (double)row[t];
    s->of[HEADLABELS_FIRST] += (double)row[0];
    s->of[HEADLABELS_EVEN] += evenness(row, t);
    add_returns(s, row, id, t);
}

void headlabels_read(struct headlabels *h, const float *weight,
                     const int32_t *id, int tokens)
{
    struct sums s = {0};

    for (int t = FIRST_ROW; t < tokens; t++)
        add_row(&s, weight + (size_t)t * (size_t)tokens, id, t);
    h->label = HEADLABELS_MIXED;
    float best = HEADLABELS_BAR;
    for (int k = 0; k < HEADLABELS_MIXED; k++) {
        const int n = k == HEADLABELS_SAME || k == HEADLABELS_INDUCTION
                          ? s.returned
                          : s.rows;

        h->score[k] = n ? (float)(s.of[k] / n) : -1.0f;
        if (k != HEADLABELS_EVEN && h->score[k] >= best) {
            best = h->score[k];
            h->label = (enum headlabels_kind)k;
        }
    }
    if (h->label == HEADLABELS_MIXED &&
        h->score[HEADLABELS_EVEN] >= HEADLABELS_FLAT)
        h->label = HEADLABELS_EVEN;
}
