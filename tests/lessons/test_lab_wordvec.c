#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>

#include "tests/support/labcheck.h"

/* Small enough for a build with sanitizers; the lesson's claims run in full. */
#define SMALL "word-vectors data=town:200000 width=16 rounds=4 steps=60 "

Test(lab_wordvec, words_of_a_group_come_near_each_other)
{
    json_t *json = labcheck_run(SMALL);

    labcheck_holds(json, "data.neighbour[0] < 0.35");
    labcheck_holds(json, "data.neighbour[4] > data.neighbour[0] + 0.3");
    labcheck_holds(json, "data.purity[4] > data.purity[0]");
    labcheck_holds(json, "data.loss[3] < data.loss[0]");
    json_decref(json);
}

Test(lab_wordvec, stories_give_analogies_what_the_town_does_not_say)
{
    json_t *with = labcheck_run(SMALL "stories=on"),
           *without = labcheck_run(SMALL "stories=off");

    labcheck_holds(with, "data.right.gender[4] > 0.5");
    labcheck_holds(without, "data.right.gender[4] < 0.3");
    labcheck_holds(with, "data.right.plural[4] < 0.5");
    json_decref(with);
    json_decref(without);
}

Test(lab_wordvec, the_words_asked_with_are_left_out_unless_told_otherwise)
{
    json_t *json = labcheck_run(SMALL "exclude=on");

    labcheck_holds(json, "data.answer[0].asked = 0 and data.answer[1].asked = "
                         "0 and data.answer[4].asked = 0");
    json_decref(json);
    json = labcheck_run(SMALL "exclude=off");
    labcheck_holds(json, "data.answer[0].asked = 1");
    json_decref(json);
}

Test(lab_wordvec, the_same_seed_gives_the_same_numbers)
{
    const char *run =
        "word-vectors data=town:100000 method=glove rounds=1 steps=10 seed=5";
    json_t *a = labcheck_run(run), *b = labcheck_run(run);

    cr_assert(json_equal(a, b));
    json_decref(a);
    json_decref(b);
}

static void file_of(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    cr_assert(f);
    fputs(text, f);
    fclose(f);
}

Test(lab_wordvec, vectors_of_a_file_are_measured_in_place_of_training)
{
    const char *path = "/tmp/lathe-wordvec-file.txt";
    char run[120];

    file_of(path, "cat 1 0\ndog 1 0.1\ngoat 1 0.05\nred 0 1\nblue 0.1 1\n"
                  "green 0.05 1\nmonday -1 0\nfriday -1 0.1\nsunday -1 0.02\n"
                  "man 0.3 0.3\nwoman 0.3 0.4\nking 0.5 0.3\nqueen 0.5 0.4\n");
    snprintf(run, sizeof run, "word-vectors file=%s", path);
    json_t *json = labcheck_run(run);
    labcheck_holds(json, "data.rounds = 0 and data.vocab = 13");
    labcheck_holds(json, "data.near[0].cosine > 0.99");
    json_decref(json);
    file_of(path, "cat 1 0\ndog 1 nan\n");
    labcheck_refused(run, "2");
    file_of(path, "cat 1 0\ndog 1 0 3\n");
    labcheck_refused(run, "2");
    file_of(path, "cat 1 0\ndog 1 0\n");
    labcheck_refused(run, "only 2 of the words to test with");
    remove(path);
}

Test(lab_wordvec, texts_without_words_to_learn_are_refused)
{
    const char *path = "/tmp/lathe-wordvec-text.txt";
    char run[120];

    file_of(path, "word word word word word word\n");
    snprintf(run, sizeof run, "word-vectors stories=off data=%s", path);
    labcheck_refused(run, "only 0 of the words to test with");
    labcheck_refused("word-vectors data=town:50000 word=quasar", "no vector");
    labcheck_refused("word-vectors data=town:50000 analogy=man,woman",
                     "no vector");
    remove(path);
}

Test(lab_wordvec, one_vector_a_word_is_at_chance_and_layers_are_not)
{
    json_t *json = labcheck_run("homonym-senses sentences=20");

    labcheck_holds(json, "data.static = 0.5");
    labcheck_holds(json, "data.layers[5] > 0.8");
    labcheck_holds(json, "data.static_purity = 0.5");
    json_decref(json);
}

Test(lab_wordvec, a_clue_behind_the_word_does_not_reach_it)
{
    json_t *json = labcheck_run("homonym-senses sentences=20 clue=after "
                                "word=light");

    labcheck_holds(json, "data.static = 0.5 and data.layers[5] = 0.5");
    labcheck_holds(json, "data.around > 0.6");
    json_decref(json);
}
