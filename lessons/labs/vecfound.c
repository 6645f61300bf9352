#include "lessons/labs/vecfound.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/clusters.h"
#include "lessons/labs/flatten.h"
#include "lessons/labs/labnumbers.h"
#include "viz/bars.h"
#include "viz/chart.h"
#include "viz/scatter.h"
#include "viz/table.h"

enum { FEWEST_FOR_CHART = 14, MOST_ASKED = 40, FEWEST_GROUPED = 8 };

static const char *const traced[VECFOUND_TRACED] = {"cat", "queen", "flour",
                                                    "monday", "red"};

const char *vecfound_traced(int i)
{
    return traced[i];
}

/* The grouped words that have a vector; their rows into index. */
static void gather(struct vecfound *f, const struct vectors *v,
                   int64_t index[VECFOUND_GROUPED])
{
    f->grouped = 0;
    for (int g = 0; g < kindred_groups(); g++) {
        const char *at = kindred_group(g);

        while (*at && f->grouped < VECFOUND_GROUPED) {
            const int n = (int)strcspn(at, " ");
            char *name = f->name[f->grouped];

            snprintf(name, VECFOUND_NAME, "%.*s", n, at);
            index[f->grouped] = vectors_find(v, name);
            if (index[f->grouped] >= 0)
                f->label[f->grouped++] = g;
            at += n + (at[n] == ' ');
        }
    }
}

/* Rows of length 1, so that distance goes by the angle. */
static float *directions(const struct vecfound *f, const struct vectors *v,
                         const int64_t *index)
{
    float *x = malloc((size_t)f->grouped * (size_t)v->width * sizeof *x);

    for (int i = 0; x && i < f->grouped; i++)
        vectors_direction(v, index[i], x + i * v->width);
    return x;
}

static float nearest_share(const struct vecfound *f, const float *x,
                           int64_t width)
{
    int right = 0;

    for (int i = 0; i < f->grouped; i++) {
        double best = -2.0;
        int at = i;

        for (int j = 0; j < f->grouped; j++) {
            double dot = 0.0;

            for (int64_t c = 0; c < width; c++)
                dot += (double)x[i * width + c] * (double)x[j * width + c];
            if (j != i && dot > best) {
                best = dot;
                at = j;
            }
        }
        right += f->label[at] == f->label[i] && at != i;
    }
    return (float)right / (float)f->grouped;
}

static bool on_side(enum kindred_family family, int side, const char *word)
{
    for (int i = 0; i < kindred_pairs(family); i++)
        if (strcmp(kindred_word(family, i, side), word) == 0)
            return true;
    return false;
}

/* Pair i against pair j for all i != j, at most MOST_ASKED of them. */
static struct status ask_family(struct vecfound *f, const struct vectors *v,
                                enum kindred_family family)
{
    const int pairs = kindred_pairs(family);
    int asked = 0, right = 0, kind = 0;

    for (int i = 0; i < pairs * pairs && asked < MOST_ASKED; i++) {
        /* Every pair of pairs once, spread over the family. */
        const int a = i % pairs, b = (a + 1 + i / pairs) % pairs;
        const int64_t abc[] = {vectors_find(v, kindred_word(family, a, 0)),
                               vectors_find(v, kindred_word(family, a, 1)),
                               vectors_find(v, kindred_word(family, b, 0))};
        struct vectors_hit hit;
        int hits;

        if (a == b || abc[0] < 0 || abc[1] < 0 || abc[2] < 0 ||
            vectors_find(v, kindred_word(family, b, 1)) < 0)
            continue;
        STATUS_TRY(vectors_analogy(v, abc, &hit, 1, &hits));
        asked++;
        if (!hits)
            continue;
        right += strcmp(v->word[hit.index], kindred_word(family, b, 1)) == 0;
        kind += on_side(family, 1, v->word[hit.index]);
    }
    f->asked[family] = asked;
    f->right[family][f->rounds] = asked ? (float)right / (float)asked : 0.0f;
    f->kind[family][f->rounds] = asked ? (float)kind / (float)asked : 0.0f;
    return STATUS_OK;
}

struct status vecfound_measure(struct vecfound *f, const struct vectors *v,
                               uint64_t seed)
{
    int64_t index[VECFOUND_GROUPED];
    int group[VECFOUND_GROUPED];
    const int k = kindred_groups();

    f->vocab = v->n;
    f->width = v->width;
    gather(f, v, index);
    if (f->grouped < FEWEST_GROUPED)
        return status_fail(STATUS_BAD_USAGE,
                           "only %d of the words to test with have a vector",
                           f->grouped);
    float *x = directions(f, v, index);
    if (!x)
        return status_fail(STATUS_NO_MEMORY, "no memory for directions");
    f->neighbour[f->rounds] = nearest_share(f, x, v->width);
    const struct status st =
        clusters_find(x, f->grouped, v->width, k, seed, group);
    if (!st.code)
        f->purity[f->rounds] =
            (float)clusters_purity(group, k, f->label, k, f->grouped);
    free(x);
    STATUS_TRY(st);
    for (int q = 0; q < KINDRED_FAMILIES; q++)
        STATUS_TRY(ask_family(f, v, (enum kindred_family)q));
    return STATUS_OK;
}

static struct status find(const struct vectors *v, const char *word,
                          int64_t *index)
{
    *index = vectors_find(v, word);
    return *index >= 0 ? STATUS_OK
                       : status_fail(STATUS_BAD_USAGE,
                                     "\"%s\" has no vector: the text has it "
                                     "too rarely, or not at all",
                                     word);
}

static void copy_hits(struct vecfound_near *to, const struct vectors *v,
                      const struct vectors_hit *hit, int n)
{
    for (int i = 0; i < n; i++) {
        snprintf(to[i].word, VECFOUND_NAME, "%s", v->word[hit[i].index]);
        to[i].cosine = (float)hit[i].cosine;
    }
}

/* Without leaving out the three: the plain sum's nearest. */
static struct status answer_all(struct vecfound *f, const struct vectors *v,
                                const int64_t abc[3])
{
    struct vectors_hit hit[VECFOUND_ANSWERS];
    float *query = calloc(2 * (size_t)v->width, sizeof *query);
    float *one = query ? query + v->width : NULL;

    if (!query)
        return status_fail(STATUS_NO_MEMORY, "no memory for an analogy");
    for (int k = 0; k < 3; k++) {
        vectors_direction(v, abc[k], one);
        for (int64_t c = 0; c < v->width; c++)
            query[c] += k == 0 ? -one[c] : one[c];
    }
    f->answers = vectors_nearest(v, query, NULL, 0, hit, VECFOUND_ANSWERS);
    copy_hits(f->answer, v, hit, f->answers);
    free(query);
    return STATUS_OK;
}

struct status vecfound_look(struct vecfound *f, const struct vectors *v,
                            const char *word, const char *abc)
{
    struct vectors_hit hit[VECFOUND_NEAR];
    int64_t index, three[3];

    STATUS_TRY(find(v, word, &index));
    snprintf(f->word.word, VECFOUND_NAME, "%s", word);
    f->nears = vectors_nearest(v, v->row + index * v->width, &index, 1, hit,
                               VECFOUND_NEAR);
    copy_hits(f->near, v, hit, f->nears);
    for (int k = 0; k < 3; k++) {
        const size_t n = strcspn(abc, ",");

        snprintf(f->abc[k], VECFOUND_NAME, "%.*s", (int)n, abc);
        STATUS_TRY(find(v, f->abc[k], &three[k]));
        abc += n + (abc[n] == ',');
    }
    if (!f->exclude)
        return answer_all(f, v, three);
    STATUS_TRY(vectors_analogy(v, three, hit, VECFOUND_ANSWERS, &f->answers));
    copy_hits(f->answer, v, hit, f->answers);
    return STATUS_OK;
}

struct status vecfound_map(struct vecfound *f, const struct vectors *v,
                           const float *rows)
{
    int64_t index[VECFOUND_GROUPED];
    const int points = VECFOUND_TRACED * (f->rounds + 1);
    float at[2 * VECFOUND_TRACED * (VECFOUND_ROUNDS + 1)];
    double kept;

    gather(f, v, index);
    float *x = directions(f, v, index);
    if (!x)
        return status_fail(STATUS_NO_MEMORY, "no memory for a map");
    struct status st = flatten_points(x, f->grouped, v->width, f->at, &kept);
    free(x);
    f->kept = (float)kept;
    if (!st.code && rows) {
        st = flatten_points(rows, points, v->width, at, &kept);
        f->path_kept = (float)kept;
        for (int i = 0; i < points; i++)
            memcpy(f->path[i % VECFOUND_TRACED][i / VECFOUND_TRACED],
                   at + 2 * i, 2 * sizeof *at);
    }
    for (int i = 0; i < VECFOUND_TRACED; i++)
        snprintf(f->traced[i], VECFOUND_NAME, "%s", traced[i]);
    return st;
}

/* Scores by round above, the neighbours of the word below. */
static void draw_scores(const struct vecfound *f, struct canvas *cv)
{
    const int points = f->rounds + 1;
    const int half = cv->rows >= FEWEST_FOR_CHART ? cv->rows / 2 : 1;
    const struct chart_series series[] = {
        {"neighbours", NULL, f->neighbour, points},
        {"purity", NULL, f->purity, points},
        {"measure", NULL, f->right[KINDRED_MEASURE], points},
        {"gender", NULL, f->right[KINDRED_GENDER], points}};
    const struct chart chart = {
        .series = series, .count = 4, .x_name = "round", .y_high = 1.0f};
    struct bars_row row[VECFOUND_NEAR];
    const struct bars bars = {
        .row = row, .count = f->nears, .full = 1.0f, .decimals = 3};

    for (int i = 0; i < f->nears; i++)
        row[i] = (struct bars_row){f->near[i].word, f->near[i].cosine};
    canvas_printf(cv, 0, 0, INK_TEXT,
                  "%s, round %d of %d: loss %.3f, neighbours %.2f, purity "
                  "%.2f",
                  f->method, f->rounds, f->planned, (double)f->loss[f->rounds],
                  (double)f->neighbour[f->rounds],
                  (double)f->purity[f->rounds]);
    if (half > 1)
        chart_draw(&chart, cv, (struct canvas_rect){1, 0, half - 1, cv->cols});
    canvas_printf(cv, half, 0, INK_TITLE, "nearest to %s", f->word.word);
    bars_draw(&bars, cv,
              (struct canvas_rect){half + 1, 0, cv->rows - half - 2, cv->cols});
}

static void draw_map(const struct vecfound *f, struct canvas *cv)
{
    const char *name[VECFOUND_GROUPED], *groups[CLUSTERS_MOST];
    const struct scatter s = {.at = f->at,
                              .count = f->grouped,
                              .dims = 2,
                              .name = name,
                              .group = f->label,
                              .group_name = groups,
                              .groups = kindred_groups()};

    for (int i = 0; i < f->grouped; i++)
        name[i] = f->name[i];
    for (int g = 0; g < kindred_groups(); g++)
        groups[g] = kindred_group_name(g);
    canvas_printf(cv, 0, 0, INK_TITLE,
                  "round %d: the plane keeps %.0f %% of the spread; purity of "
                  "k-means %.2f",
                  f->rounds, 100.0 * (double)f->kept,
                  (double)f->purity[f->rounds]);
    scatter_draw(&s, cv, (struct canvas_rect){1, 0, cv->rows - 2, cv->cols});
}

static void draw_paths(const struct vecfound *f, struct canvas *cv)
{
    enum { POINTS = VECFOUND_TRACED * (VECFOUND_ROUNDS + 1) };
    float at[2 * POINTS];
    const char *name[POINTS], *groups[VECFOUND_TRACED];
    int group[POINTS], n = 0;

    for (int i = 0; i < VECFOUND_TRACED; i++) {
        groups[i] = f->traced[i];
        for (int r = 0; r <= f->rounds; r++, n++) {
            memcpy(at + 2 * n, f->path[i][r], 2 * sizeof *at);
            group[n] = i;
            name[n] = r == f->rounds ? f->traced[i] : NULL;
        }
    }
    const struct scatter s = {.at = at,
                              .count = n,
                              .dims = 2,
                              .name = name,
                              .group = group,
                              .group_name = groups,
                              .groups = VECFOUND_TRACED};
    canvas_printf(
        cv, 0, 0, INK_TITLE,
        "five rows of the table, round 0 to %d, one mark a round; the "
        "name stands at the end",
        f->rounds);
    scatter_draw(&s, cv, (struct canvas_rect){1, 0, cv->rows - 2, cv->cols});
}

enum { COLUMNS = 4, CELL = 16 };

static void draw_analogies(const struct vecfound *f, struct canvas *cv)
{
    static const struct table_column column[COLUMNS] = {
        {"family", TABLE_LEFT},
        {"asked", TABLE_RIGHT},
        {"right", TABLE_RIGHT},
        {"right kind", TABLE_RIGHT}};
    char text[KINDRED_FAMILIES][COLUMNS][CELL];
    const char *cell[KINDRED_FAMILIES * COLUMNS];
    struct bars_row row[VECFOUND_ANSWERS];
    const struct bars bars = {
        .row = row, .count = f->answers, .full = 1.0f, .decimals = 3};
    const struct table table = {.column = column,
                                .columns = COLUMNS,
                                .cell = cell,
                                .rows = KINDRED_FAMILIES};

    for (int i = 0; i < f->answers; i++)
        row[i] = (struct bars_row){f->answer[i].word, f->answer[i].cosine};
    for (int q = 0; q < KINDRED_FAMILIES; q++) {
        snprintf(text[q][0], CELL, "%s", kindred_name((enum kindred_family)q));
        snprintf(text[q][1], CELL, "%d", f->asked[q]);
        snprintf(text[q][2], CELL, "%.0f %%",
                 100.0 * (double)f->right[q][f->rounds]);
        snprintf(text[q][3], CELL, "%.0f %%",
                 100.0 * (double)f->kind[q][f->rounds]);
        for (int c = 0; c < COLUMNS; c++)
            cell[q * COLUMNS + c] = text[q][c];
    }
    canvas_printf(cv, 0, 0, INK_TITLE, "%s is to %s as %s is to ...%s",
                  f->abc[0], f->abc[1], f->abc[2],
                  f->exclude ? " (these three left out)" : "");
    bars_draw(&bars, cv,
              (struct canvas_rect){1, 0, VECFOUND_ANSWERS + 1, cv->cols});
    table_draw(&table, cv,
               (struct canvas_rect){VECFOUND_ANSWERS + 3, 0,
                                    KINDRED_FAMILIES + 1, cv->cols});
}

void vecfound_draw(const void *snapshot, const struct lab_view *view,
                   struct canvas *cv)
{
    static void (*const pages[])(const struct vecfound *, struct canvas *) = {
        draw_scores, draw_map, draw_paths, draw_analogies};
    const int page = view ? view->page : 0;

    pages[page & 3](snapshot, cv);
    canvas_text(cv, cv->rows - 1, 0,
                "v: scores, map, paths, analogies   t: word   a: analogy",
                INK_DIM);
}

void vecfound_words(const void *snapshot, const struct lab_view *view,
                    struct buf *out)
{
    const struct vecfound *f = snapshot;
    const int r = f->rounds;

    (void)view;
    buf_printf(out,
               "After %d rounds of %d steps, %s: %.0f %% of %d test words have "
               "a neighbour of their group nearest (%.0f %% before), purity of "
               "k-means %.2f (%.2f before).\n",
               r, f->steps, f->method, 100.0 * (double)f->neighbour[r],
               f->grouped, 100.0 * (double)f->neighbour[0],
               (double)f->purity[r], (double)f->purity[0]);
    for (int q = 0; q < KINDRED_FAMILIES; q++)
        buf_printf(out,
                   "Analogies of %s: %.0f %% right, %.0f %% of the right kind, "
                   "of %d.\n",
                   kindred_name((enum kindred_family)q),
                   100.0 * (double)f->right[q][r],
                   100.0 * (double)f->kind[q][r], f->asked[q]);
    buf_printf(out, "Nearest to %s:", f->word.word);
    for (int i = 0; i < f->nears; i++)
        buf_printf(out, " %s %.3f%c", f->near[i].word,
                   (double)f->near[i].cosine, i + 1 < f->nears ? ',' : '.');
    buf_printf(out, "\n%s is to %s as %s is to%s:", f->abc[0], f->abc[1],
               f->abc[2], f->exclude ? ", these three left out" : "");
    for (int i = 0; i < f->answers; i++)
        buf_printf(out, " %s %.3f%c", f->answer[i].word,
                   (double)f->answer[i].cosine, i + 1 < f->answers ? ',' : '.');
    buf_text(out, "\n");
}

/* asked: it is one of the three words of the question. */
static json_t *nears_json(const struct vecfound *f,
                          const struct vecfound_near *x, int n)
{
    json_t *list = json_array();

    for (int i = 0; i < n; i++) {
        int asked = 0;

        for (int k = 0; k < 3; k++)
            asked |= strcmp(x[i].word, f->abc[k]) == 0;
        json_array_append_new(list, json_pack("{ss sf si}", "word", x[i].word,
                                              "cosine", (double)x[i].cosine,
                                              "asked", asked));
    }
    return list;
}

static json_t *paths_json(const struct vecfound *f)
{
    json_t *out = json_object();

    for (int i = 0; i < VECFOUND_TRACED; i++)
        json_object_set_new(
            out, f->traced[i],
            labnumbers_table(&f->path[i][0][0], f->rounds + 1, 2));
    return out;
}

json_t *vecfound_data(const void *snapshot, const struct lab_view *view)
{
    const struct vecfound *f = snapshot;
    const int n = f->rounds + 1;
    json_t *right = json_object(), *kind = json_object();

    (void)view;
    for (int q = 0; q < KINDRED_FAMILIES; q++) {
        const char *name = kindred_name((enum kindred_family)q);

        json_object_set_new(right, name, labnumbers_row(f->right[q], n));
        json_object_set_new(kind, name, labnumbers_row(f->kind[q], n));
    }
    return json_pack("{ss si si sI sI sI so so so so so so so sb so sf sf}",
                     "method", f->method, "rounds", f->rounds, "steps",
                     f->steps * f->rounds, "vocab", (json_int_t)f->vocab,
                     "width", (json_int_t)f->width, "text", (json_int_t)f->text,
                     "loss", labnumbers_row(f->loss + 1, n - 1), "neighbour",
                     labnumbers_row(f->neighbour, n), "purity",
                     labnumbers_row(f->purity, n), "right", right, "kind", kind,
                     "near", nears_json(f, f->near, f->nears), "answer",
                     nears_json(f, f->answer, f->answers), "excluded",
                     f->exclude, "paths", paths_json(f), "spread_kept",
                     (double)f->kept, "path_kept", (double)f->path_kept);
}
