/* BM25: a value by hand, against FTS5 on the same words, and its order. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/bm25.h"
#include "engine/base/buf.h"
#include "engine/base/db.h"
#include "engine/base/rng.h"

static const struct bm25_settings usual = {1.2, 0.75};

static struct bm25 *make(const int32_t *ids, const int64_t *start, int32_t docs,
                         int32_t vocab)
{
    struct bm25 *r;
    const struct status st = bm25_new(&r, ids, start, docs, vocab, &usual);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return r;
}

/* "a b", "b b c", "c": mean length 2. */
static const int32_t ids[] = {0, 1, 1, 1, 2, 2};
static const int64_t start[] = {0, 2, 5, 6};

Test(bm25, a_score_by_hand)
{
    struct bm25 *r = make(ids, start, 3, 3);
    const int32_t a = 0, b = 1;

    /* ln((3 - 1 + 0.5) / 1.5) and tf 1 at the mean length. */
    cr_expect(fabs(bm25_score(r, &a, 1, 0) - log(2.5 / 1.5)) < 1e-12);
    /* b stands in 2 of 3: ln(1.5 / 2.5) is negative, the least is taken. */
    const double want = 1e-6 * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2.0));
    cr_expect(fabs(bm25_score(r, &b, 1, 1) - want) < 1e-15);
    cr_expect(bm25_score(r, &a, 1, 2) == 0.0);
    bm25_free(r);
}

Test(bm25, a_search_has_the_scores_and_the_order_of_its_documents)
{
    struct bm25 *r = make(ids, start, 3, 3);
    const int32_t query[] = {0, 2, -1, 7};
    struct nearest_hit hit[4];

    cr_assert_eq(bm25_search(r, query, 4, 4, hit).code, 0);
    for (int i = 0; i < 3; i++)
        cr_expect(fabs((double)hit[i].score -
                       bm25_score(r, query, 4, hit[i].id)) < 1e-6);
    cr_expect(hit[0].id == 0 && hit[0].score > hit[1].score);
    cr_expect(hit[3].id == -1);
    bm25_free(r);
}

enum { DOCS = 60, VOCAB = 30, LONGEST = 40 };

/* Random documents, written to FTS5 as "w7 w12 ...". */
static void write_all(struct db *d, int32_t *word, int64_t *from,
                      struct rng *rng)
{
    struct buf text;

    buf_init(&text, 1 << 12);
    cr_assert_eq(db_do(d, "CREATE VIRTUAL TABLE t USING fts5(x)").code, 0);
    from[0] = 0;
    for (int i = 0; i < DOCS; i++) {
        const int n = 1 + (int)rng_below(rng, LONGEST);
        struct db_query q = db_query(d, "INSERT INTO t(rowid, x) VALUES(?, ?)");

        buf_clear(&text);
        for (int j = 0; j < n; j++) {
            /* Low numbers are frequent. */
            const int w =
                (int)(rng_below(rng, VOCAB) * rng_below(rng, VOCAB) / VOCAB);

            word[from[i] + j] = w;
            buf_printf(&text, "w%d ", w);
        }
        from[i + 1] = from[i] + n;
        db_bind_whole(&q, 1, i);
        db_bind_text(&q, 2, buf_string(&text));
        cr_assert_eq(db_run(&q).code, 0);
    }
    buf_release(&text);
}

Test(bm25, scores_are_those_of_fts5)
{
    static int32_t word[DOCS * LONGEST];
    static int64_t from[DOCS + 1];
    struct db d;
    struct rng rng = rng_make(5, 0);
    int compared = 0;

    cr_assert_eq(db_open_large(&d, ":memory:").code, 0);
    write_all(&d, word, from, &rng);
    struct bm25 *r = make(word, from, DOCS, VOCAB);
    for (int t = 0; t < 40; t++) {
        const int32_t query[] = {(int32_t)rng_below(&rng, VOCAB),
                                 (int32_t)rng_below(&rng, VOCAB)};
        char match[40];
        struct db_query q =
            db_query(&d, "SELECT rowid, -bm25(t) FROM t WHERE t MATCH ?");

        snprintf(match, sizeof match, "w%d OR w%d", query[0], query[1]);
        db_bind_text(&q, 1, match);
        while (db_next(&q)) {
            const double own =
                bm25_score(r, query, 2, (int32_t)db_whole(&q, 0));

            cr_expect(fabs(own - db_real(&q, 1)) <= 1e-9 * (1.0 + own),
                      "%s: %.12f and %.12f", match, own, db_real(&q, 1));
            compared++;
        }
        cr_assert_eq(db_end(&q).code, 0);
    }
    cr_expect(compared > 200);
    bm25_free(r);
    db_close(&d);
}

Test(bm25, what_is_no_document_is_refused)
{
    const int32_t bad[] = {0, 9};
    const int64_t falls[] = {0, 2, 1};
    struct bm25 *r;

    cr_expect(bm25_new(&r, bad, (int64_t[]){0, 2}, 1, 3, &usual).code ==
              STATUS_BAD_USAGE);
    cr_expect(bm25_new(&r, ids, falls, 2, 3, &usual).code == STATUS_BAD_USAGE);
    cr_expect(bm25_new(&r, ids, start, 3, 3, &(struct bm25_settings){-1.0, 0.5})
                  .code == STATUS_BAD_USAGE);
    cr_expect_null(r);
    bm25_free(NULL);
}
