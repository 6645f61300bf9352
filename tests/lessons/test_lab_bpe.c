#include <criterion/criterion.h>
#include <string.h>

#include "lessons/labs/commonwords.h"
#include "tests/support/labcheck.h"

static void merge_is(const json_t *json, size_t i, const char *makes, int count)
{
    const json_t *merges =
        json_object_get(json_object_get(json, "data"), "merges");
    const json_t *m = json_array_get(merges, i);

    cr_assert_str_eq(json_string_value(json_object_get(m, "makes")), makes);
    cr_assert_eq(json_integer_value(json_object_get(m, "count")), count);
}

Test(lab_bpe, the_textbook_line_has_its_three_merges)
{
    json_t *json = labcheck_run("bpe-train text=aaabdaaabac");

    labcheck_holds(json, "data.merged = 3 and data.tokens = 5");
    labcheck_holds(json, "data.engine_agrees = 1");
    merge_is(json, 0, "aa", 4);
    merge_is(json, 1, "ab", 2);
    merge_is(json, 2, "aaab", 2);
    json_decref(json);
}

/* More than 50 merges, tie after tie. */
Test(lab_bpe, fifty_merges_are_the_engines)
{
    labcheck_claim(
        "bpe-train merges=60 text=\"the harbour master wrote that the ships "
        "from the northern islands had come in before the storm and that the "
        "fishers who had gone out in the morning were not yet home so the "
        "keeper of the light was told to burn both lamps through the night "
        "and the boats were seen from the tower one after the other coming "
        "round the point with torn sails and no catch but all of the people "
        "safe and in the harbour the others waited with ropes and blankets "
        "and in the morning the harbour master wrote that no one was lost\"",
        "data.engine_agrees = 1 and data.merged >= 50", 1);
}

Test(lab_bpe, no_token_crosses_the_start_of_a_word_unless_it_may)
{
    labcheck_claim("bpe-train text=\"a ba ba ba b\" words=off",
                   "data.tokens < 7", 1);
    json_t *json = labcheck_run("bpe-train text=\"a ba ba ba b\"");
    merge_is(json, 0, "_b", 4);
    json_decref(json);
}

Test(lab_bpe, a_score_by_parts_prefers_pairs_that_seldom_stand_alone)
{
    json_t *json = labcheck_run("bpe-train text=\"ab ab ab aa aa ac qz qz\" "
                                "score=likelihood merges=1");
    merge_is(json, 0, "qz", 2);
    json_decref(json);
    json = labcheck_run("bpe-train text=\"ab ab ab aa aa ac qz qz\" merges=1");
    merge_is(json, 0, "_a", 5);
    json_decref(json);
    labcheck_refused("bpe-train text=", "no text");
}

Test(lab_bpe, bytes_and_pieces_know_every_text_and_give_it_back)
{
    labcheck_claim("token-units text=\"z\xc3\xa9"
                   "bu \xe2\x82\xac \xf0\x9f\x90"
                   "\x9f 1.5\"",
                   "data.round_trip = 1 and data.bpe.unknown = 0 and "
                   "data.byte.unknown = 0 and data.word.unknown = 4 and "
                   "data.characters = 12",
                   1);
    labcheck_claim("token-units sample=chinese",
                   "data.byte.tokens = 15 and data.char.unknown = 5", 1);
    labcheck_claim("token-units vocab=300",
                   "data.word.held_out_unknown > 0.2 and "
                   "data.bpe.vocabulary = 300",
                   1);
}

Test(lab_bpe, a_larger_vocabulary_makes_a_shorter_text)
{
    labcheck_claim("vocab-size sizes=256,512,1024",
                   "data.vocabularies[0].tokens > data.vocabularies[1].tokens "
                   "and data.vocabularies[1].tokens > "
                   "data.vocabularies[2].tokens and "
                   "data.vocabularies[0].per_token = 1",
                   1);
    labcheck_claim("vocab-size sizes=300 sort=frequency",
                   "data.pieces[0].times >= data.pieces[1].times and "
                   "data.pieces[1].times >= data.pieces[2].times",
                   1);
    labcheck_refused("vocab-size sizes=100", "256 to 8192");
}

Test(lab_bpe, a_word_list_keeps_the_commonest)
{
    struct commonwords l;

    cr_assert_eq(
        commonwords_learn(&l, "sea the sea  ship the\nsea quay", 2).code, 0);
    cr_assert_eq(l.count, 2);
    cr_assert(commonwords_has(&l, "sea", 3));
    cr_assert(commonwords_has(&l, "the ship", 3));
    cr_assert_not(commonwords_has(&l, "ship", 4));
    cr_assert_not(commonwords_has(&l, "se", 2));
    cr_assert_not(commonwords_has(&l, "seas", 4));
    commonwords_release(&l);
    cr_assert_eq(commonwords_learn(&l, " \n", 5).code, 0);
    cr_assert_eq(l.count, 0);
    commonwords_release(&l);
}
