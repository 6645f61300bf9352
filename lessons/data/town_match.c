#include "lessons/data/town_match.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/town_names.h"
#include "lessons/data/town_people.h"

/*
 * A backtracking matcher. What follows the piece in work is a list of further
 * pieces, so a group can be tried with all that stands behind it.
 */
enum { MOST_TIMES = 5, MOST_WORDS = 3 };

struct piece {
    const char *at, *end;
    const struct piece *next;
};

/* A noun that was said and may be said again. */
struct kept {
    const struct town_words_class *class;
    int row;
    bool plural, waits; /* not said yet: any of its class */
};

struct walk {
    struct town_match *m;
    const struct town_script_line *row;
    struct kept kept[TOWN_PHRASE_KEPT];
    const char *end; /* of the text that was matched */
};

static bool go(struct walk *w, struct piece p, const char *text);

static bool boundary(const char *text)
{
    return !isalnum((unsigned char)*text);
}

/* Goes on behind the word `name`, if the text says it. */
static bool said(struct walk *w, struct piece rest, const char *text,
                 const char *name)
{
    const size_t n = strlen(name);

    return strncmp(text, name, n) == 0 && boundary(text + n) &&
           go(w, rest, text + n);
}

static bool group(struct walk *w, struct piece p, const char *text)
{
    int depth = 0;
    const char *close = p.at + 1, *from = p.at + 1;

    for (; depth > 0 || *close != ')'; close++) {
        assert(close < p.end && "a pattern leaves a group open");
        depth += (*close == '(') - (*close == ')');
    }
    const struct piece rest = {close + 1, p.end, p.next};
    for (const char *c = from; c <= close; c++) {
        depth += (*c == '(') - (*c == ')' && c < close);
        if ((*c == '|' && depth == 0) || c == close) {
            if (go(w, (struct piece){from, c, &rest}, text))
                return true;
            from = c + 1;
        }
    }
    return false;
}

static bool repeat(struct walk *w, struct piece p, const char *text)
{
    const char *close = memchr(p.at, '}', (size_t)(p.end - p.at));
    struct piece chain[MOST_TIMES + 1] = {{close + 1, p.end, p.next}};

    for (int i = 1; i <= MOST_TIMES; i++) {
        chain[i] = (struct piece){p.at + 1, close, &chain[i - 1]};
        if (go(w, chain[i], text))
            return true;
    }
    return false;
}

/* [A.he]: of a person that is known, one form; else both. */
static bool pronoun(struct walk *w, struct piece rest, const char *text,
                    int letter, const char *form, size_t bytes)
{
    static const char *const forms[][2] = {
        {"he", "she"}, {"him", "her"}, {"his", "her"}, {"himself", "herself"}};
    const struct town_phrase *known = w->m->known;

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strlen(forms[i][0]) != bytes || strncmp(forms[i][0], form, bytes))
            continue;
        if (known)
            return said(w, rest, text, forms[i][known->she[letter]]);
        return said(w, rest, text, forms[i][0]) ||
               said(w, rest, text, forms[i][1]);
    }
    return false;
}

/* Any value that the variable may have in this row. */
static bool any_value(struct walk *w, struct piece rest, const char *text,
                      char letter)
{
    struct town_match *m = w->m;
    const int v = letter - 'A';
    size_t bytes;

    for (int i = 0; town_names_may_be(m->town, w->row, letter, text, i, &bytes);
         i++) {
        if (!bytes || !boundary(text + bytes))
            continue;
        m->said[v] = text;
        m->said_bytes[v] = bytes;
        if (go(w, rest, text + bytes))
            return true;
    }
    return false;
}

static bool variable(struct walk *w, struct piece rest, const char *text,
                     const char *slot, size_t bytes)
{
    const int v = slot[0] - 'A';

    if (bytes > 2)
        return pronoun(w, rest, text, v, slot + 2, bytes - 2);
    if (!w->m->known)
        return any_value(w, rest, text, slot[0]);
    return said(w, rest, text, w->m->known->var[v]);
}

static bool by_number(struct walk *w, struct piece rest, const char *text,
                      const char *slot, size_t bytes)
{
    const char *space = memchr(slot, ' ', bytes);
    const struct kept *k = &w->kept[space[1] - '0'];
    const struct kept before = *k;
    struct kept *change = &w->kept[space[1] - '0'];

    /* The number of a noun that was not said yet is still open. */
    for (int many = 0; many < 2; many++) {
        if (!before.waits && before.plural != many)
            continue;
        change->plural = many;
        const char *form =
            town_phrase_by_number(slot, (size_t)(space - slot), many);
        const size_t n = strlen(form);
        if (strncmp(text, form, n) == 0 && (boundary(text + n) || !n) &&
            go(w, rest, text + n))
            return true;
    }
    *change = before;
    return false;
}

/* What a slot for a word asks for. */
struct asked {
    const struct town_words_class *class;
    enum town_words_form form;
    int keep;      /* -1: not kept */
    bool any_form; /* singular or plural */
};

static struct asked read_slot(const char *slot, size_t bytes, char *how)
{
    struct asked a = {.keep = -1};

    *how = '=';
    if (bytes > 2 && isdigit((unsigned char)slot[0])) {
        a.keep = slot[0] - '0';
        *how = slot[1];
        slot += 2;
        bytes -= 2;
    }
    a.form = town_phrase_form(slot, &bytes);
    a.class = town_words_class_of(slot, bytes);
    assert(a.class && "a pattern names an unknown class");
    a.any_form = *how != '=';
    return a;
}

static bool fits(const struct walk *w, const struct asked *a,
                 const struct town_lexicon_entry *e)
{
    const bool noun =
        e->form == TOWN_WORDS_BASE || e->form == TOWN_WORDS_PLURAL;

    if (a->any_form ? !noun : e->form != a->form)
        return false;
    return e->class == a->class ||
           (w->m->loose && town_lexicon_alike(a->class, e->class));
}

static bool entry(struct walk *w, struct piece rest, const char *text,
                  const struct asked *a, const struct town_lexicon_entry *e)
{
    struct kept before = {0};

    if (a->keep >= 0) {
        before = w->kept[a->keep];
        w->kept[a->keep] = (struct kept){e->class, e->row,
                                         e->form == TOWN_WORDS_PLURAL, false};
    }
    if (go(w, rest, text))
        return true;
    if (a->keep >= 0)
        w->kept[a->keep] = before;
    return false;
}

/* Words of one, two or three parts ("in front of"). */
static bool lookup(struct walk *w, struct piece rest, const char *text,
                   const struct asked *a)
{
    const struct town_lexicon_entry *e;
    size_t n = 0;

    for (int parts = 0; parts < MOST_WORDS; parts++) {
        if (parts && text[n++] != ' ')
            return false;
        while (islower((unsigned char)text[n]))
            n++;
        const size_t found = town_lexicon_find(w->m->lexicon, text, n, &e);
        for (size_t i = 0; i < found; i++) {
            if (fits(w, a, &e[i]) && entry(w, rest, text + n, a, &e[i]))
                return true;
        }
    }
    return false;
}

static bool word(struct walk *w, struct piece rest, const char *text,
                 const char *slot, size_t bytes)
{
    char how;
    const struct asked a = read_slot(slot, bytes, &how);

    if (how != '-')
        return lookup(w, rest, text, &a);
    w->kept[a.keep] = (struct kept){.class = a.class, .waits = true};
    return go(w, rest, text);
}

/* [1] [1+] [1.]; where words may be any, another word of its number too. */
static bool again(struct walk *w, struct piece rest, const char *text,
                  const char *slot, size_t bytes)
{
    const struct kept *k = &w->kept[slot[0] - '0'];
    const bool many = bytes == 2 && (slot[1] == '+' || k->plural);
    const struct asked a = {.class = k->class,
                            .form = many ? TOWN_WORDS_PLURAL : TOWN_WORDS_BASE,
                            .keep = -1};
    char form[TOWN_WORDS_BYTES];

    if (k->waits || w->m->loose)
        return lookup(w, rest, text, &a);
    town_words_form(form, k->class->words, k->row, a.form);
    return said(w, rest, text, form);
}

static bool slot(struct walk *w, struct piece p, const char *text)
{
    const char *close = memchr(p.at, ']', (size_t)(p.end - p.at));
    const char *s = p.at + 1;
    const size_t n = (size_t)(close - s);
    const struct piece rest = {close + 1, p.end, p.next};

    if (*s >= 'A' && *s <= 'Z')
        return variable(w, rest, text, s, n);
    if (isdigit((unsigned char)*s) && n <= 2)
        return again(w, rest, text, s, n);
    if (memchr(s, ' ', n))
        return by_number(w, rest, text, s, n);
    return word(w, rest, text, s, n);
}

/* "a " before something that varies is "an " where the word wants it. Answers
 * the bytes of text, or 0. */
static size_t article(const struct piece *p, const char *text)
{
    const bool varies = p->at + 2 >= p->end || strchr("[(", p->at[2]);

    if (strncmp(text, "an ", 3) == 0)
        return varies && town_phrase_wants_an(text + 3) ? 3 : 0;
    if (strncmp(text, "a ", 2) == 0)
        return varies && town_phrase_wants_an(text + 2) ? 0 : 2;
    return 0;
}

static bool go(struct walk *w, struct piece p, const char *text)
{
    bool fresh = boundary(text - 1); /* a word begins */

    for (;;) {
        while (p.at == p.end && p.next)
            p = *p.next;
        if (p.at == p.end) {
            w->end = text;
            return *text == '\0' || *text == ' ';
        }
        switch (*p.at) {
        case '(':
            return group(w, p, text);
        case '{':
            return repeat(w, p, text);
        case '[':
            return slot(w, p, text);
        default:
            break;
        }
        if (fresh && p.at[0] == 'a' && p.at + 1 < p.end && p.at[1] == ' ') {
            const size_t n = article(&p, text);
            if (!n)
                return false;
            p.at += 2;
            text += n;
            continue;
        }
        if (*p.at != *text)
            return false;
        fresh = boundary(text);
        p.at++;
        text++;
    }
}

size_t town_match_row(struct town_match *m, const struct town_script_line *row,
                      const char *at, const char *text)
{
    struct walk w = {.m = m, .row = row};

    memset(m->said, 0, sizeof m->said);
    if (!go(&w, (struct piece){at, at + strlen(at), NULL}, text))
        return 0;
    return (size_t)(w.end - text);
}
