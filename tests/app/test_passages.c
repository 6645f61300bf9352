/* A text in pieces: where it is cut, and that nothing is lost. */
#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/passages.h"
#include "engine/base/rng.h"

static struct passages cut(const char *text, enum passages_by by, int most,
                           int overlap)
{
    const struct passages_settings s = {by, most, overlap};
    struct passages p;
    const struct status st = passages_cut(&p, text, strlen(text), &s);

    cr_assert_eq(st.code, 0, "%s", st.text);
    return p;
}

static void expect(const char *text, const struct passages *p, size_t i,
                   const char *want)
{
    cr_assert(i < p->n, "only %zu passages", p->n);
    const size_t n = p->at[i].to - p->at[i].from;

    cr_expect(n == strlen(want) && memcmp(text + p->at[i].from, want, n) == 0,
              "%zu: '%.*s'", i, (int)n, text + p->at[i].from);
}

Test(passages, a_sentence_is_not_divided_where_it_fits)
{
    const char *text = "The ferry left. It was late! Who asked? Nobody did.";
    struct passages p = cut(text, PASSAGES_SENTENCE, 30, 0);

    cr_expect(p.n == 2);
    expect(text, &p, 0, "The ferry left. It was late!");
    expect(text, &p, 1, "Who asked? Nobody did.");
    passages_release(&p);
}

Test(passages, fixed_ones_are_cut_by_size_alone)
{
    const char *text = "abcdefghijklmnopqrstuvwxyz";
    struct passages p = cut(text, PASSAGES_FIXED, 16, 4);

    expect(text, &p, 0, "abcdefghijklmnop");
    expect(text, &p, 1, "mnopqrstuvwxyz");
    cr_expect(p.n == 2);
    passages_release(&p);
}

Test(passages, paragraphs_before_lines_before_words)
{
    const char *text = "one two\nthree\n\nfour five six seven";
    struct passages p = cut(text, PASSAGES_RECURSIVE, 20, 0);

    expect(text, &p, 0, "one two\nthree");
    expect(text, &p, 1, "four five six seven");
    passages_release(&p);
}

Test(passages, what_is_said_again_begins_at_a_word)
{
    const char *text = "alpha beta gamma delta epsilon zeta eta theta";
    struct passages p = cut(text, PASSAGES_SENTENCE, 24, 8);

    expect(text, &p, 0, "alpha beta gamma delta");
    expect(text, &p, 1, "delta epsilon zeta eta");
    passages_release(&p);
}

Test(passages, a_heading_begins_a_section_and_names_it)
{
    const char *text = "intro\n# Tides\nHigh at noon.\n```\n# no heading\n```\n"
                       "## Ebb\nLow at six.\n";
    struct passages p = cut(text, PASSAGES_SECTION, 200, 0);

    cr_assert_eq(p.n, 3);
    expect(text, &p, 0, "intro");
    expect(text, &p, 2, "## Ebb\nLow at six.");
    cr_expect(p.at[0].title == p.at[0].title_to);
    cr_expect(p.at[1].title_to - p.at[1].title == 5);
    cr_expect(memcmp(text + p.at[1].title, "Tides", 5) == 0);
    cr_expect(memcmp(text + p.at[2].title, "Ebb", 3) == 0);
    passages_release(&p);
}

/* Words, ends of sentences, lines, headings and a letter of two bytes. */
static size_t draw(char *text, size_t room, uint64_t seed)
{
    static const char *const bits[] = {"a",  "harbour", " ",        " ", ". ",
                                       "\n", "\n\n",    "\xC3\xA9", "# "};
    struct rng r = rng_make(seed, 0);
    size_t n = 0;

    for (;;) {
        const char *bit = bits[rng_below(&r, sizeof bits / sizeof *bits)];

        if (n + strlen(bit) >= room)
            return n;
        memcpy(text + n, bit, strlen(bit));
        n += strlen(bit);
    }
}

static void check(const char *text, size_t bytes, const struct passages *p,
                  const struct passages_settings *s)
{
    size_t reached = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct passage it = p->at[i];

        cr_assert(it.from < it.to && it.to <= bytes);
        cr_assert(it.to - it.from <= (size_t)s->most);
        cr_assert(((unsigned char)text[it.from] & 0xC0) != 0x80);
        cr_assert(it.to == bytes ||
                  ((unsigned char)text[it.to] & 0xC0) != 0x80);
        for (size_t k = reached; k < it.from; k++)
            cr_assert(strchr(" \n", text[k]), "byte %zu is lost", k);
        cr_assert(i == 0 || it.from > p->at[i - 1].from);
        cr_assert(it.from + (size_t)s->overlap >= reached);
        if (it.to > reached)
            reached = it.to;
    }
    for (size_t k = reached; k < bytes; k++)
        cr_assert(strchr(" \n", text[k]), "byte %zu is lost", k);
    /* A quarter of what is new, or the end of a section. */
    cr_assert(p->n <=
              8 * bytes / (size_t)(s->most - s->overlap) + bytes / 3 + 1);
}

Test(passages, nothing_is_lost_and_no_character_divided)
{
    enum { ROOM = 3000 };
    static char text[ROOM];

    for (uint64_t seed = 0; seed < 200; seed++) {
        const size_t bytes = draw(text, ROOM, seed);
        const struct passages_settings s = {
            (enum passages_by)(seed % 4), 16 + (int)(seed * 7 % 300),
            (int)(seed * 7 % 300) / 2 * (int)(seed / 4 % 2)};
        struct passages p;

        cr_assert_eq(passages_cut(&p, text, bytes, &s).code, 0);
        check(text, bytes, &p, &s);
        passages_release(&p);
    }
}

Test(passages, odd_bytes_are_cut_anywhere_and_bad_settings_refused)
{
    static const char odd[40] = {(char)0x80};
    char rest[100];
    struct passages p;

    memset(rest, 0x80, sizeof rest);
    const struct passages_settings s = {PASSAGES_SECTION, 16, 8};
    cr_assert_eq(passages_cut(&p, rest, sizeof rest, &s).code, 0);
    cr_expect(p.n >= 6 && p.at[p.n - 1].to == sizeof rest);
    passages_release(&p);
    cr_assert_eq(passages_cut(&p, odd, sizeof odd, &s).code, 0);
    passages_release(&p);
    cr_assert_eq(passages_cut(&p, "", 0, &s).code, 0);
    cr_expect(p.n == 0);
    for (int i = 0; i < 3; i++) {
        const struct passages_settings bad = {PASSAGES_FIXED, i ? 16 : 15,
                                              i == 1   ? 9
                                              : i == 2 ? -1
                                                       : 0};

        cr_expect(passages_cut(&p, "x", 1, &bad).code == STATUS_BAD_USAGE);
    }
}
