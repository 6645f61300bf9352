/* check.c: the cases of wordpiece. */
#include "exercises/kit/check.h"

#include <string.h>

#include "wordpiece.h"

enum { HAND, UNKNOWN, WHOLE, START, LETTERS, ALIKE, MANY };
enum { MOST = 64, WORDS = 10, LONGEST = 16, NO_ID = 99 };

static const struct check_case cases[] = {
    [HAND] = {"hand", "unbreakable, as in the prompt", false},
    [UNKNOWN] = {"unknown", "unbroken: no piece fits in the middle", false},
    [WHOLE] = {"whole", "a word that is one piece", false},
    [START] = {"start", "a piece that only begins words", false},
    [LETTERS] = {"letters", "single letters", false},
    [ALIKE] = {"alike", "pieces that begin alike", false},
    [MANY] = {"many", "ten words of a made-up language", true},
    {0},
};

static const char *const by_hand[] = {"un", "able", "##able", "##break",
                                      "##bre"};
static const char *const alike[] = {"a",    "ab",  "abc",  "##c",
                                    "##cd", "##d", "##bcd"};
static const char *const single[] = {"##b", "b", "a", "##a"};

/* Letters a to d; pieces of one to three of them, with and without ##. */
static void make(struct check *c, int number)
{
    const int words = check_add_whole(c, "words", number == MANY ? WORDS : 1);
    int32_t *seeds = check_add_ints(c, "letters", MOST, 3);
    int32_t *text = check_add_ints(c, "text", WORDS, LONGEST);

    for (int i = 0; i < 3 * MOST; i++)
        seeds[i] = check_below(c, 4);
    for (int i = 0; i < WORDS * LONGEST; i++)
        text[i] = check_below(c, 4);
    check_add_whole(c, "which", number);
    check_add_int_result(c, "count", 1, words);
    check_add_int_result(c, "ids", words, LONGEST);
}

/* The vocabulary of the hidden case, in `room`. */
static int made_up(const int32_t *letters, char room[MOST][8],
                   const char *vocab[MOST])
{
    for (int i = 0; i < MOST; i++) {
        const int n = i < 8 ? 1 : 2 + i % 2;
        char *to = room[i];

        if (i % 2) {
            memcpy(to, "##", 2);
            to += 2;
        }
        for (int k = 0; k < n; k++)
            *to++ = (char)('a' + (i < 7 ? i / 2 : (int)letters[3 * i + k]));
        *to = '\0';
        vocab[i] = room[i];
    }
    return MOST;
}

static const char *shown_word(int number)
{
    static const char *const word[] = {
        [HAND] = "unbreakable", [UNKNOWN] = "unbroken", [WHOLE] = "able",
        [START] = "unable",     [LETTERS] = "abba",     [ALIKE] = "abcd"};

    return word[number];
}

static int run(const char *word, const char *const *vocab, int size,
               int32_t *ids)
{
    int out[LONGEST];

    for (int i = 0; i < LONGEST; i++)
        out[i] = ids[i];
    const int n = wordpiece_encode(out, word, vocab, size, NO_ID);
    for (int i = 0; i < LONGEST; i++)
        ids[i] = out[i];
    return n;
}

static void call(struct check *c)
{
    const int number = check_whole(c, "which"), words = check_whole(c, "words");
    const int32_t *text = check_ints(c, "text");
    int32_t *count = check_ints(c, "count"), *ids = check_ints(c, "ids");
    char room[MOST][8];
    const char *vocab[MOST];

    if (number != MANY) {
        const char *const *shown = number == ALIKE     ? alike
                                   : number == LETTERS ? single
                                                       : by_hand;
        const int size = number == ALIKE ? 7 : number == LETTERS ? 4 : 5;

        count[0] = run(shown_word(number), shown, size, ids);
        return;
    }
    const int size = made_up(check_ints(c, "letters"), room, vocab);
    for (int w = 0; w < words; w++) {
        char word[LONGEST];
        const int n = 3 + w;

        for (int i = 0; i < n; i++)
            word[i] = (char)('a' + text[w * LONGEST + i] + (w == 4 && i == 5));
        word[n] = '\0';
        count[w] = run(word, vocab, size, ids + w * LONGEST);
    }
}

static void look(struct check *c, int number)
{
    if (number == HAND && check_ints(c, "count")[0] != 3)
        check_say(c,
                  "unbreakable becomes %d pieces, not 3. Start with the first: "
                  "which pieces without ## does it begin with",
                  (int)check_ints(c, "count")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "wordpiece_encode",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
};
