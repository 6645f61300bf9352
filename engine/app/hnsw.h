#ifndef ENGINE_APP_HNSW_H
#define ENGINE_APP_HNSW_H

#include "engine/app/nearest.h"
#include "engine/base/status.h"

/*
 * hnsw.h - near vectors by walking a graph: every row knows some rows near it,
 * a few rows stand on higher floors with longer ways, and a search goes
 * greedily down the floors, then looks around with a list of `wide` rows.
 *
 * Scores are products q . x, meant for rows of length 1. Rows are added one at
 * a time, and floors are drawn from (seed, row): the same rows in the same
 * order give the same graph. A row taken away stays a place to walk through
 * and is no longer an answer.
 *
 * Cost: a search reads about wide x links rows, and not all n. Memory: a row
 * has its numbers and 2 links + 1 numbers of 4 bytes; one in `links` also
 * stands higher.
 * Source: Malkov and Yashunin 2018, algorithms 1, 2, 4 and 5.
 */
enum { HNSW_LINKS_LEAST = 2, HNSW_LINKS_MOST = 128, HNSW_WIDE_MOST = 100000 };

struct hnsw_settings {
    int width;     /* numbers of a row, at least 1 */
    int32_t room;  /* rows there can be, at least 1 */
    int links;     /* of a row on a floor, twice that on the lowest */
    int wide;      /* rows looked at where one is added */
    uint64_t seed; /* draws the floors */
};

struct hnsw;

/* Errors: BAD_USAGE (a setting outside its limits), NO_MEMORY, TOO_BIG.
 * Owner: the caller, hnsw_free(). */
struct status hnsw_new(struct hnsw **out, const struct hnsw_settings *s);
void hnsw_free(struct hnsw *h);

/* A row of `width` numbers, copied; its id is the number of rows before it.
 * Errors: TOO_BIG (no room), BAD_USAGE (a number is not finite). */
struct status hnsw_add(struct hnsw *h, const float *row);

/* Errors: NOT_FOUND (no such row, or taken away already). */
struct status hnsw_take_away(struct hnsw *h, int32_t id);

int32_t hnsw_count(const struct hnsw *h); /* rows added */
const float *hnsw_row(const struct hnsw *h, int32_t id);

/* hits[k], best first, id -1 where there are no more. `wide` is at least k: the
 * more, the surer and the slower. Errors: BAD_USAGE. */
struct status hnsw_search(struct hnsw *h, const float *query, int k, int wide,
                          struct nearest_hit *hits);

/* What the last search did, for pictures: rows whose score was computed. */
int64_t hnsw_looks(const struct hnsw *h);

/* Highest floor, 0 the lowest; -1 while empty. */
int hnsw_top(const struct hnsw *h);

/* The rows that row `id` knows on a floor: how many, and which. Borrowed until
 * the next call that adds. 0 where it does not stand there. */
int hnsw_known(const struct hnsw *h, int32_t id, int floor,
               const int32_t **ids);

#endif
