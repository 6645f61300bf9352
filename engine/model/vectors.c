#include "engine/model/vectors.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"

struct status vectors_new(struct vectors *v, int64_t n, int64_t width)
{
    size_t bytes;

    *v = (struct vectors){.n = n, .width = width};
    if (width < 1 || width > VECTORS_WIDTH || n < 0 ||
        !size_of_shape(&bytes, (int64_t[]){n + 1, width}, 2, sizeof(float))) {
        return status_fail(STATUS_TOO_BIG, "no table of %lld vectors of %lld",
                           (long long)n, (long long)width);
    }
    v->row = calloc(1, bytes);
    v->word = calloc((size_t)n + 1, sizeof *v->word);
    if (v->row && v->word)
        return STATUS_OK;
    vectors_free(v);
    return status_fail(STATUS_NO_MEMORY, "no memory for %lld vectors",
                       (long long)n);
}

void vectors_free(struct vectors *v)
{
    for (int64_t i = 0; i < v->n && v->word; i++)
        free(v->word[i]);
    free(v->word);
    free(v->row);
    *v = (struct vectors){0};
}

struct status vectors_name(struct vectors *v, int64_t i, const char *word,
                           size_t bytes)
{
    char *copy = malloc(bytes + 1);

    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "no memory for a word");
    memcpy(copy, word, bytes);
    copy[bytes] = '\0';
    free(v->word[i]);
    v->word[i] = copy;
    return STATUS_OK;
}

int64_t vectors_find(const struct vectors *v, const char *word)
{
    for (int64_t i = 0; i < v->n; i++)
        if (strcmp(v->word[i], word) == 0)
            return i;
    return -1;
}

static double dot(const float *a, const float *b, int64_t n)
{
    double sum = 0.0;

    for (int64_t i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

void vectors_direction(const struct vectors *v, int64_t i, float *out)
{
    const float *row = v->row + i * v->width;
    const double length = sqrt(dot(row, row, v->width));

    for (int64_t c = 0; c < v->width; c++)
        out[c] = length > 0.0 ? (float)((double)row[c] / length) : row[c];
}

static bool holds(const int64_t *list, int n, int64_t x)
{
    for (int i = 0; i < n; i++)
        if (list[i] == x)
            return true;
    return false;
}

int vectors_nearest(const struct vectors *v, const float *query,
                    const int64_t *skip, int skips, struct vectors_hit *out,
                    int room)
{
    const double length = sqrt(dot(query, query, v->width));
    int n = 0;

    for (int64_t i = 0; i < v->n; i++) {
        const float *row = v->row + i * v->width;
        const double size = length * sqrt(dot(row, row, v->width));
        const double cosine =
            size > 0.0 ? dot(row, query, v->width) / size : 0.0;

        if (holds(skip, skips, i) ||
            (n == room && (n == 0 || cosine <= out[n - 1].cosine)))
            continue;
        int at = n < room ? n++ : n - 1;
        for (; at > 0 && out[at - 1].cosine < cosine; at--)
            out[at] = out[at - 1];
        out[at] = (struct vectors_hit){i, cosine};
    }
    return n;
}

struct status vectors_analogy(const struct vectors *v, const int64_t abc[3],
                              struct vectors_hit *out, int room, int *hits)
{
    static const double sign[] = {-1.0, 1.0, 1.0};
    float *query = calloc((size_t)v->width, sizeof *query);

    *hits = 0;
    if (!query)
        return status_fail(STATUS_NO_MEMORY, "no memory for an analogy");
    for (int k = 0; k < 3; k++) {
        const float *row = v->row + abc[k] * v->width;
        const double length = sqrt(dot(row, row, v->width));

        for (int64_t c = 0; c < v->width && length > 0.0; c++)
            query[c] += (float)(sign[k] * (double)row[c] / length);
    }
    *hits = vectors_nearest(v, query, abc, 3, out, room);
    free(query);
    return STATUS_OK;
}
