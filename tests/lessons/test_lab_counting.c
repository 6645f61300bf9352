#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/labcheck.h"

Test(lab_counting, smoothed_probabilities_sum_to_one_in_every_way)
{
    static const char *const ways[] = {"add", "mix", "kneser-ney"};
    char run[160];

    for (int w = 0; w < 3; w++) {
        for (int order = 1; order <= 5; order++) {
            snprintf(run, sizeof run,
                     "ngram-next data=town:60000 smoothing=%s order=%d "
                     "by=0.5 text=\"the storm that never was\"",
                     ways[w], order);
            labcheck_claim(run, "abs(data.total - 1) < 0.000001", 1);
        }
    }
}

Test(lab_counting, bits_of_the_words_add_up_to_the_score_of_the_text)
{
    labcheck_claim("ngram-next data=town:100000",
                   "abs(data.sum - data.score) < 0.00001", 2);
}

Test(lab_counting, a_longer_memory_needs_smoothing)
{
    json_t *json = labcheck_run("ngram-bits");

    labcheck_holds(json, "data.add.held[5] > data.add.held[3]");
    labcheck_holds(json, "data.kneser_ney.held[5] < data.kneser_ney.held[2]");
    labcheck_holds(json, "data.mix.read[5] < data.mix.held[5] - 1");
    labcheck_holds(json, "data.kneser_ney.held[5] < data.guessing_bits");
    json_decref(json);
}

Test(lab_counting, swapped_entries_are_the_same_bag_and_a_coin_toss)
{
    labcheck_claim("bag-of-words",
                   "data.same = 1 and data.praise[0] ~ data.praise[1]", 3);
    labcheck_claim("bag-of-words",
                   "data.right.plain > 0.95 and data.right.negated < 0.05", 3);
    labcheck_claim("bag-of-words", "data.right.swapped = 0.5", 3);
}

Test(lab_counting, other_words_make_another_bag)
{
    labcheck_claim("bag-of-words a=\"the soup\" b=\"the pie pie\" train=50",
                   "data.same = 0 and data.cosine < 0.5", 1);
}

Test(lab_counting, without_idf_small_words_decide)
{
    json_t *json = labcheck_run("tfidf-search data=town:200000");

    labcheck_holds(json, "data.hits[0].cosine > data.hits[1].cosine");
    labcheck_holds(json, "data.terms[0].idf > 3");
    json_decref(json);
    json = labcheck_run("tfidf-search data=town:200000 idf=off");
    labcheck_holds(json, "data.hits[0].terms[0].idf < 0.5");
    json_decref(json);
}

Test(lab_counting, what_no_entry_has_is_not_found)
{
    json_t *json =
        labcheck_run("tfidf-search data=town:50000 query=\"quasar zeppelin\"");

    labcheck_holds(json, "data.unknown = 2");
    cr_assert_eq(
        json_array_size(json_object_get(json_object_get(json, "data"), "hits")),
        0);
    json_decref(json);
}

static void file_of(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    cr_assert(f);
    fputs(text, f);
    fclose(f);
}

Test(lab_counting, texts_of_nothing_and_of_one_word_have_an_answer)
{
    const char *path = "/tmp/lathe-counting-one.txt";
    char run[120];

    file_of(path, "word");
    snprintf(run, sizeof run, "ngram-bits data=%s", path);
    labcheck_refused(run, "counting takes more");
    snprintf(run, sizeof run, "ngram-next data=%s", path);
    labcheck_refused(run, "counting takes more");
    snprintf(run, sizeof run, "tfidf-search data=%s query=word", path);
    json_decref(labcheck_run(run));
    file_of(path, ",");
    snprintf(run, sizeof run, "tfidf-search data=%s", path);
    labcheck_refused(run, "there must be one at least");
    file_of(path, "");
    labcheck_refused(run, "empty");
    remove(path);
}

Test(lab_counting, a_way_of_counting_must_make_sense)
{
    labcheck_refused("ngram-next data=town:50000 smoothing=mix by=1.5", "1");
    labcheck_refused("ngram-next order=6", "1 to 5");
    labcheck_refused("ngram-bits data=/nowhere/at/all", "/nowhere");
}

Test(lab_counting, the_same_seed_writes_the_same)
{
    const char *run = "ngram-next data=town:80000 seed=4";
    json_t *a = labcheck_run(run), *b = labcheck_run(run);

    cr_assert(json_equal(a, b));
    json_decref(a);
    json_decref(b);
}
