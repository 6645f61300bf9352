/* check.c: the cases of bm25. */
#include "exercises/kit/check.h"

#include <math.h>

#include "bm25.h"

enum { HAND, NO_WORD, MISSING, MORE, LONG, SHORT, TWICE, COMMON, ODD, WIDE };

static const struct check_case cases[] = {
    [HAND] = {"hand", "the case of the prompt", false},
    [NO_WORD] = {"empty", "no word asked for: 0", false},
    [MISSING] = {"missing", "a word that the document lacks", false},
    [MORE] = {"more", "a word that stands there often", false},
    [LONG] = {"long", "a long document", false},
    [SHORT] = {"short", "a short document", false},
    [TWICE] = {"twice", "a word twice in the query", false},
    [COMMON] = {"common", "a word that every document has", false},
    [ODD] = {"odd", "three words, twenty in the document", true},
    [WIDE] = {"wide", "six words, 200 in the document", true},
    {0},
};

enum { VOCABULARY = 8 };

static void fill(struct check *c, int number, int32_t *query, int words,
                 int32_t *doc, int length)
{
    for (int i = 0; i < words; i++)
        query[i] = number >= ODD       ? check_below(c, VOCABULARY)
                   : number == MISSING ? 7
                   : number == COMMON  ? 3
                                       : 0;
    for (int i = 0; i < length; i++)
        doc[i] = number >= ODD    ? check_below(c, VOCABULARY)
                 : number == MORE ? 2 * (i % 2)
                                  : i % 4;
}

static void make(struct check *c, int number)
{
    static const int words[] = {1, 0, 1, 1, 1, 1, 2, 1, 3, 6};
    static const int lengths[] = {4, 4, 4, 12, 40, 2, 4, 4, 20, 200};
    static const int known[VOCABULARY] = {1, 3, 9, 10, 5, 2, 7, 4};
    const bool even = number == HAND || number == NO_WORD;

    check_add_whole(c, "words", words[number]);
    check_add_whole(c, "length", lengths[number]);
    check_add_real(c, "average", even ? 4.0f : 9.5f);
    check_add_real(c, "k1", number == ODD ? 1.6f : 1.2f);
    check_add_real(c, "b", number == ODD ? 0.5f : 0.75f);
    int32_t *frequency = check_add_ints(c, "frequency", 1, VOCABULARY);
    int32_t *query = check_add_ints(c, "query", 1, words[number]);
    int32_t *doc = check_add_ints(c, "doc", 1, lengths[number]);
    check_add_result(c, "score", 1, 1);
    for (int i = 0; i < VOCABULARY; i++)
        frequency[i] = known[i];
    fill(c, number, query, words[number], doc, lengths[number]);
}

static void call(struct check *c)
{
    const struct bm25 s = {.frequency = check_ints(c, "frequency"),
                           .docs = 10,
                           .average = check_real(c, "average"),
                           .k1 = check_real(c, "k1"),
                           .b = check_real(c, "b")};

    check_floats(c, "score")[0] =
        bm25_score(&s, check_ints(c, "query"), check_whole(c, "words"),
                   check_ints(c, "doc"), check_whole(c, "length"));
}

static void look(struct check *c, int number)
{
    const float score = check_floats(c, "score")[0];

    if (number == HAND && !(fabsf(score - 1.9924f) < 1e-3f))
        check_say(c,
                  "one word, once, in a document of average length scores "
                  "1.9924 = log(1 + 9.5 / 1.5); yours %g. Start there",
                  (double)score);
}

const struct check_exercise check_exercise = {
    .exports = "bm25_score",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
