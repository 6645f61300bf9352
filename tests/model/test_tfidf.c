#include <criterion/criterion.h>
#include <math.h>

#include "engine/model/tfidf.h"
#include "tests/support/starve.h"

/* Words: 0 is in all documents, 1 in two, 2 and 3 in one, 4 in none. */
static const int32_t ids[] = {0, 1, 1, 0, 0, 1, 2, 0, 3};
static const int64_t start[] = {0, 3, 7, 9};
enum { DOCS = 3, VOCAB = 5 };

static struct tfidf *bags(bool plain)
{
    struct tfidf *t;
    const struct status st = tfidf_new(&t, ids, start, DOCS, VOCAB, plain);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return t;
}

Test(tfidf, counts_and_weighs_as_one_does_by_hand)
{
    struct tfidf *t = bags(false);
    int32_t n;
    const struct tfidf_term *term = tfidf_terms(t, 0, &n);

    cr_assert_eq(n, 2);
    cr_assert(term[1].word == 1 && term[1].count == 2);
    cr_assert_float_eq(term[1].weight, 2.0 * log(3.0 / 2.0), 1e-12);
    cr_assert_eq(tfidf_count(t, 1, 0), 2);
    cr_assert_eq(tfidf_count(t, 1, 3), 0);
    cr_assert_eq(tfidf_frequency(t, 1), 2, "documents, not places");
    cr_assert_float_eq(tfidf_idf(t, 2), log(3.0), 1e-12);
    tfidf_free(t);
}

Test(tfidf, a_word_of_all_documents_weighs_nothing_and_one_of_none_neither)
{
    struct tfidf *t = bags(false);
    struct tfidf_hit hit[DOCS];
    int hits;

    cr_assert_float_eq(tfidf_idf(t, 0), 0.0, 0.0);
    cr_assert_float_eq(tfidf_idf(t, 4), 0.0, 0.0);
    cr_assert_eq(tfidf_search(t, (int32_t[]){0, 4}, 2, hit, DOCS, &hits).code,
                 STATUS_FINE);
    cr_assert_eq(hits, 0);
    tfidf_free(t);
}

Test(tfidf, search_finds_the_nearest_first)
{
    struct tfidf *t = bags(false);
    struct tfidf_hit hit[DOCS];
    int hits;

    cr_assert_eq(tfidf_search(t, (int32_t[]){1}, 1, hit, DOCS, &hits).code,
                 STATUS_FINE);
    cr_assert_eq(hits, 2);
    cr_assert_eq(hit[0].doc, 0);
    cr_assert_float_eq(hit[0].cosine, 1.0, 1e-12);
    const double one = log(1.5), two = log(3.0);
    cr_assert_float_eq(hit[1].cosine, one / sqrt(one * one + two * two), 1e-12);
    tfidf_search(t, (int32_t[]){1, 3}, 2, hit, 1, &hits);
    cr_assert(hits == 1 && hit[0].doc == 2);
    tfidf_free(t);
}

Test(tfidf, the_order_of_words_plays_no_part)
{
    const int32_t turned[] = {0, 1, 2, 2, 1, 0};
    const int64_t at[] = {0, 3, 6};
    struct tfidf *t;

    cr_assert_eq(tfidf_new(&t, turned, at, 2, 3, true).code, STATUS_FINE);
    cr_assert_float_eq(tfidf_alike(t, 0, 1), 1.0, 1e-12);
    tfidf_free(t);
}

Test(tfidf, plain_bags_weigh_counts)
{
    struct tfidf *t = bags(true);

    /* (1, 2) and (2, 1, 1) of words 0, 1, 2. */
    cr_assert_float_eq(tfidf_alike(t, 0, 1), 4.0 / sqrt(5.0 * 6.0), 1e-12);
    tfidf_free(t);
}

Test(tfidf, empty_documents_and_one_word_are_fine)
{
    const int64_t none[] = {0, 0, 0}, one[] = {0, 1};
    struct tfidf *t;
    struct tfidf_hit hit[2];
    int hits;

    cr_assert_eq(tfidf_new(&t, ids, none, 2, 1, false).code, STATUS_FINE);
    cr_assert_float_eq(tfidf_alike(t, 0, 1), 0.0, 0.0);
    tfidf_search(t, ids, 1, hit, 2, &hits);
    cr_assert_eq(hits, 0);
    tfidf_free(t);
    cr_assert_eq(tfidf_new(&t, ids, one, 1, 1, true).code, STATUS_FINE);
    tfidf_search(t, ids, 1, hit, 2, &hits);
    cr_assert(hits == 1 && hit[0].doc == 0);
    tfidf_free(t);
}

static void refused(const int32_t *words, const int64_t *at, int32_t docs,
                    int32_t vocab)
{
    struct tfidf *t;

    cr_expect_eq(tfidf_new(&t, words, at, docs, vocab, false).code,
                 STATUS_BAD_USAGE);
    cr_expect_null(t);
}

Test(tfidf, refuses_what_makes_no_sense)
{
    refused(ids, start, 0, VOCAB);
    refused(ids, start, DOCS, 0);
    refused(ids, start, DOCS, 3);
    refused((int32_t[]){-1}, (int64_t[]){0, 1}, 1, 3);
    refused(ids, (int64_t[]){0, 2, 1}, 2, VOCAB);
    refused(ids, (int64_t[]){1, 2}, 1, VOCAB);
    struct tfidf *t = bags(false);
    int hits;
    cr_expect_eq(tfidf_search(t, (int32_t[]){VOCAB}, 1, NULL, 0, &hits).code,
                 STATUS_BAD_USAGE);
    tfidf_free(t);
}

static struct status starved(void)
{
    struct tfidf *t;
    struct tfidf_hit hit[DOCS];
    int hits;
    struct status st = tfidf_new(&t, ids, start, DOCS, VOCAB, false);

    if (!st.code)
        st = tfidf_search(t, ids, 3, hit, DOCS, &hits);
    tfidf_free(t);
    return st;
}

Test(tfidf, survives_every_end_of_memory)
{
    starve(starved, 5);
}
