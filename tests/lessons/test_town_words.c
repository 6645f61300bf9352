#include <criterion/criterion.h>
#include <string.h>

#include "lessons/data/town.h"
#include "lessons/data/town_phrase.h"
#include "lessons/data/town_words.h"

static int number(const char *word)
{
    return town_words_number(word, strlen(word));
}

static const char *formed(const char *words, enum town_words_form form)
{
    static char out[TOWN_WORDS_BYTES];

    town_words_form(out, words, 0, form);
    return out;
}

Test(town_words, nouns_know_their_number)
{
    cr_assert_eq(number("key"), 1);
    cr_assert_eq(number("keys"), 2);
    cr_assert_eq(number("knives"), 2);
    cr_assert_eq(number("goose"), 1);
    cr_assert_eq(number("geese"), 2);
    cr_assert_eq(number("sheep"), 3);
    cr_assert_eq(number("quickly"), 0);
    cr_assert_eq(number("wives"), 2);
    cr_assert_eq(number("wifes"), 0);
}

Test(town_words, forms_follow_the_rules_and_the_exceptions)
{
    cr_assert_str_eq(formed("box/boxes", TOWN_WORDS_PLURAL), "boxes");
    cr_assert_str_eq(formed("church", TOWN_WORDS_PLURAL), "churches");
    cr_assert_str_eq(formed("lady", TOWN_WORDS_PLURAL), "ladies");
    cr_assert_str_eq(formed("boy", TOWN_WORDS_PLURAL), "boys");
    cr_assert_str_eq(formed("apple_tree", TOWN_WORDS_PLURAL), "apple trees");
    cr_assert_str_eq(formed("mend", TOWN_WORDS_PAST), "mended");
    cr_assert_str_eq(formed("carve", TOWN_WORDS_PAST), "carved");
    cr_assert_str_eq(formed("hurry", TOWN_WORDS_PAST), "hurried");
    cr_assert_str_eq(formed("sit/sat/sitting", TOWN_WORDS_PAST), "sat");
    cr_assert_str_eq(formed("sit/sat/sitting", TOWN_WORDS_ING), "sitting");
    cr_assert_str_eq(formed("carve", TOWN_WORDS_ING), "carving");
    cr_assert_str_eq(formed("go/went", TOWN_WORDS_THIRD), "goes");
    cr_assert_str_eq(formed("dry", TOWN_WORDS_THIRD), "dries");
}

static const char *said(struct town_phrase *p, struct buf *b,
                        const char *pattern)
{
    buf_clear(b);
    town_phrase_begin(p);
    town_phrase_say(p, pattern);
    return buf_string(b);
}

Test(town_words, the_article_fits_the_word_behind_it)
{
    struct buf b;
    struct town_phrase p;

    buf_init(&b, 4096);
    town_phrase_init(&p, &b, 1, 1);
    town_phrase_set(&p, 'A', "apple");
    town_phrase_set(&p, 'B', "one");
    town_phrase_set(&p, 'C', "hour");
    cr_assert_str_eq(said(&p, &b, "a [A], a [B], a [C], tea [A]"),
                     "an apple, a one, an hour, tea apple");
    buf_release(&b);
}

Test(town_words, pronouns_and_verbs_follow_the_noun_they_stand_for)
{
    struct buf b;
    struct town_phrase p;
    int many = 0;

    buf_init(&b, 4096);
    town_phrase_init(&p, &b, 1, 2);
    for (int i = 0; i < 200; i++) {
        said(&p, &b, "[1?pet] [is 1] [was 1] [has 1] [it 1] [them 1] [its 1]");
        const char *rest = strchr(buf_string(&b), ' ');
        const size_t n = (size_t)(rest - b.data);
        const bool plural = strcmp(rest, " are were have they them their") == 0;
        cr_assert(plural || !strcmp(rest, " is was has it it its"));
        cr_assert(town_words_number(b.data, n) & (plural ? 2 : 1));
        many += plural;
    }
    cr_assert(many > 60 && many < 140);
    buf_release(&b);
}

static bool one_of(const char *word, const char *list)
{
    const size_t n = strlen(word);

    for (const char *at = strstr(list, word); at; at = strstr(at + 1, word))
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            return true;
    return false;
}

struct tally {
    int checked, misled; /* misled: the near noun has the other number */
};

/* "the N1 in the N2 is ...": the verb has the number of N1. */
static void check(char *sentence, struct tally *tally)
{
    char *word[64], *save = NULL;
    int n = 0, prep = 0, verb = 0;

    for (char *w = strtok_r(sentence, " ", &save); w && n < 64;
         w = strtok_r(NULL, " ", &save))
        word[n++] = w;
    if (n < 5 || strcmp(word[0], "the") != 0)
        return;
    for (int i = 2; i < n && !prep; i++)
        if (one_of(word[i], "in on under beside behind near inside outside "
                            "opposite beyond of from with about by next that"))
            prep = i;
    if (!strcmp(word[prep], "that") &&
        (prep + 3 >= n || strcmp(word[prep + 3], "left") != 0))
        return; /* "said that her boots were wet" is no relative clause */
    for (int i = prep + 1; prep && i < n && !verb; i++)
        if (one_of(word[i], "is are was were has have"))
            verb = i;
    if (!prep || !verb)
        return;
    const int far_noun = number(word[prep - 1]);
    const int near_noun = number(word[verb - 1]);
    const int wanted = one_of(word[verb], "is was has") ? 1 : 2;
    if (!far_noun || !near_noun)
        return;
    cr_assert(far_noun & wanted, "the %s %s ... %s %s", word[prep - 1],
              word[prep], word[verb - 1], word[verb]);
    tally->checked++;
    tally->misled += !(near_noun & wanted);
}

Test(town_words, verbs_agree_with_the_far_subject)
{
    struct buf b;
    struct tally tally = {0, 0};
    char sentence[TOWN_LINE_BYTES + 1];

    buf_init(&b, 8u << 20);
    cr_assert_eq(town_text(&b, 6, 1500000).code, STATUS_FINE);
    for (const char *c = b.data; *c && tally.checked < 4000;) {
        const size_t n = strcspn(c, ".,;:?\n");
        memcpy(sentence, c, n);
        sentence[n] = '\0';
        check(sentence, &tally);
        c += n;
        c += strspn(c, ".,;:? \n");
    }
    cr_assert_geq(tally.checked, 2000, "%d", tally.checked);
    cr_assert_geq(tally.misled, tally.checked / 3, "%d", tally.misled);
    buf_release(&b);
}
