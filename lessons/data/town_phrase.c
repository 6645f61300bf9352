#include "lessons/data/town_phrase.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* A line keeps this far below TOWN_LINE_BYTES. */
#define LINE_LIMIT 390
#define MOST_TIMES 5

void town_phrase_init(struct town_phrase *p, struct buf *out, uint64_t seed,
                      uint64_t stream)
{
    memset(p, 0, sizeof *p);
    p->rng = rng_make(seed, stream);
    p->out = out;
}

void town_phrase_set(struct town_phrase *p, char name, const char *text)
{
    assert(name >= 'A' && name <= 'Z');
    snprintf(p->var[name - 'A'], sizeof p->var[0], "%s", text);
}

void town_phrase_number(struct town_phrase *p, char name, int number)
{
    assert(name >= 'A' && name <= 'Z');
    snprintf(p->var[name - 'A'], sizeof p->var[0], "%d", number);
}

bool town_phrase_chance(struct town_phrase *p, uint32_t n)
{
    return rng_below(&p->rng, n) == 0;
}

void town_phrase_begin(struct town_phrase *p)
{
    p->line = p->out->bytes;
}

void town_phrase_end(struct town_phrase *p)
{
    if (p->out->bytes > p->line)
        buf_char(p->out, '\n');
    p->line = p->out->bytes;
}

static bool starts(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

bool town_phrase_wants_an(const char *word)
{
    if (starts(word, "hour") || starts(word, "honest") || word[0] == '8')
        return true;
    if (starts(word, "one") || starts(word, "us") || starts(word, "uni"))
        return false;
    return word[0] && strchr("aeiou", word[0]);
}

static void emit(struct town_phrase *p, const char *text, size_t bytes)
{
    struct buf *out = p->out;
    const size_t n = out->bytes - p->line;

    if (bytes && n >= 2 && town_phrase_wants_an(text)) {
        const char *end = out->data + out->bytes;
        const bool alone =
            n == 2 || end[-3] == ' ' || end[-3] == '"' || end[-3] == '\n';
        if (end[-1] == ' ' && end[-2] == 'a' && alone) {
            out->data[out->bytes - 1] = 'n';
            buf_char(out, ' ');
        }
    }
    buf_add(out, text, bytes);
}

static void emit_text(struct town_phrase *p, const char *text)
{
    emit(p, text, strlen(text));
}

/* Words that follow the number of a kept noun: for one, for many. */
static const char *const BY_NUMBER[][3] = {{"is", "is", "are"},
                                           {"was", "was", "were"},
                                           {"has", "has", "have"},
                                           {"does", "does", "do"},
                                           {"it", "it", "they"},
                                           {"them", "it", "them"},
                                           {"its", "its", "their"},
                                           {"this", "this", "these"},
                                           {"that", "that", "those"},
                                           {"one", "one", "ones"},
                                           {"s", "s", ""},
                                           {"es", "es", ""}};

const char *town_phrase_by_number(const char *word, size_t bytes, bool many)
{
    for (size_t i = 0; i < sizeof BY_NUMBER / sizeof BY_NUMBER[0]; i++) {
        if (strlen(BY_NUMBER[i][0]) == bytes &&
            memcmp(BY_NUMBER[i][0], word, bytes) == 0)
            return BY_NUMBER[i][many ? 2 : 1];
    }
    return NULL;
}

static bool by_number(struct town_phrase *p, const char *slot, size_t bytes)
{
    const char *space = memchr(slot, ' ', bytes);

    if (!space)
        return false;
    const int k = space[1] - '0';
    assert(k >= 0 && k < TOWN_PHRASE_KEPT);
    const char *form =
        town_phrase_by_number(slot, (size_t)(space - slot), p->kept[k].plural);
    assert(form && "a pattern asks a noun for an unknown form");
    emit_text(p, form);
    return true;
}

/* [A], [A.he] */
static void variable(struct town_phrase *p, const char *slot, size_t bytes)
{
    static const char *const forms[][3] = {{"he", "he", "she"},
                                           {"him", "him", "her"},
                                           {"his", "his", "her"},
                                           {"himself", "himself", "herself"}};
    const int v = slot[0] - 'A';

    if (bytes == 1) {
        emit_text(p, p->var[v]);
        return;
    }
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strlen(forms[i][0]) == bytes - 2 &&
            memcmp(forms[i][0], slot + 2, bytes - 2) == 0) {
            emit_text(p, forms[i][p->she[v] ? 2 : 1]);
            return;
        }
    }
    assert(false && "a pattern asks a person for an unknown form");
}

enum town_words_form town_phrase_form(const char *slot, size_t *bytes)
{
    const size_t n = *bytes;

    if (slot[n - 1] == '+') {
        *bytes -= 1;
        return TOWN_WORDS_PLURAL;
    }
    if (n < 3 || slot[n - 2] != ':')
        return TOWN_WORDS_BASE;
    *bytes -= 2;
    switch (slot[n - 1]) {
    case 'd':
        return TOWN_WORDS_PAST;
    case 'g':
        return TOWN_WORDS_ING;
    default:
        return TOWN_WORDS_THIRD;
    }
}

/* Like real words, those at the head of a list are said more often: once in
 * three each word is as likely as any other, else the product of two uniform
 * numbers chooses. */
static int choose(struct rng *r, int n)
{
    const uint64_t a = rng_next(r), b = rng_next(r);

    if (rng_below(r, 3) == 0)
        return (int)(a * (uint64_t)n >> 32);
    return (int)((a * b >> 32) * (uint64_t)n >> 32);
}

/* [tool], [1=tool], [1?tool], [1-tool], [2!box], with an ending */
static void word(struct town_phrase *p, const char *slot, size_t bytes)
{
    char text[TOWN_WORDS_BYTES];
    int keep = -1;
    char how = '=';

    if (bytes > 2 && slot[0] >= '0' && slot[0] <= '9') {
        keep = slot[0] - '0';
        how = slot[1];
        slot += 2;
        bytes -= 2;
    }
    enum town_words_form form = town_phrase_form(slot, &bytes);
    const char *words = town_words_find(slot, bytes);
    assert(words && "a pattern names an unknown class");
    const int i = choose(&p->rng, town_words_count(words));

    if (how == '?' || how == '-')
        form = town_phrase_chance(p, 2) ? TOWN_WORDS_PLURAL : TOWN_WORDS_BASE;
    if (how == '!') {
        const bool other = !town_phrase_chance(p, 4);
        form = p->kept[1].plural != other ? TOWN_WORDS_PLURAL : TOWN_WORDS_BASE;
    }
    if (keep >= 0) {
        struct town_phrase_kept *k = &p->kept[keep];
        town_words_form(k->one, words, i, TOWN_WORDS_BASE);
        town_words_form(k->many, words, i, TOWN_WORDS_PLURAL);
        k->plural = form == TOWN_WORDS_PLURAL;
    }
    if (how == '-')
        return;
    town_words_form(text, words, i, form);
    emit_text(p, text);
}

/* [1], [1+] and [1.] (in the number it had) */
static void again(struct town_phrase *p, const char *slot, size_t bytes)
{
    const struct town_phrase_kept *k = &p->kept[slot[0] - '0'];
    const bool many = bytes == 2 && (slot[1] == '+' || k->plural);

    emit_text(p, many ? k->many : k->one);
}

static void slot(struct town_phrase *p, const char *text, size_t bytes)
{
    assert(bytes > 0);
    if (text[0] >= 'A' && text[0] <= 'Z') {
        variable(p, text, bytes);
    } else if (text[0] >= '0' && text[0] <= '9' && bytes <= 2) {
        again(p, text, bytes);
    } else if (!by_number(p, text, bytes)) {
        word(p, text, bytes);
    }
}

/* Where the alternative or group that starts at `text` ends. */
static const char *part_end(const char *text, const char *end)
{
    int depth = 0;

    for (; text < end; text++) {
        if (depth == 0 && (*text == ')' || *text == '|'))
            return text;
        depth += (*text == '(') - (*text == ')');
    }
    return end;
}

static void expand(struct town_phrase *p, const char *text, const char *end);

/* Expands one alternative of the group behind '('; returns what follows. */
static const char *group(struct town_phrase *p, const char *text,
                         const char *end)
{
    const char *chosen = text, *chosen_end = text;
    uint32_t seen = 0;

    for (;;) {
        const char *stop = part_end(text, end);
        assert(stop < end && "a pattern leaves a group open");
        if (rng_below(&p->rng, ++seen) == 0) {
            chosen = text;
            chosen_end = stop;
        }
        text = stop + 1;
        if (*stop == ')')
            break;
    }
    expand(p, chosen, chosen_end);
    return text;
}

/* Says what stands behind '{' one to five times; returns what follows. */
static const char *repeat(struct town_phrase *p, const char *text,
                          const char *end)
{
    const char *close = memchr(text, '}', (size_t)(end - text));

    assert(close && "a pattern leaves a repetition open");
    for (uint32_t i = rng_below(&p->rng, MOST_TIMES) + 1; i > 0; i--)
        expand(p, text, close);
    return close + 1;
}

static void expand(struct town_phrase *p, const char *text, const char *end)
{
    while (text < end) {
        if (*text == '(') {
            text = group(p, text + 1, end);
        } else if (*text == '{') {
            text = repeat(p, text + 1, end);
        } else if (*text == '[') {
            const char *close = memchr(text, ']', (size_t)(end - text));
            assert(close && "a pattern leaves a slot open");
            slot(p, text + 1, (size_t)(close - text - 1));
            text = close + 1;
        } else {
            const char *stop = text;
            while (stop < end && !strchr("([{", *stop))
                stop++;
            emit(p, text, (size_t)(stop - text));
            text = stop;
        }
    }
}

bool town_phrase_say(struct town_phrase *p, const char *pattern)
{
    struct buf *out = p->out;
    const size_t mark = out->bytes;

    if (mark > p->line)
        buf_char(out, ' ');
    expand(p, pattern, pattern + strlen(pattern));
    if (out->failed || out->bytes - p->line + p->spare <= LINE_LIMIT)
        return !out->failed;
    out->bytes = mark;
    out->data[mark] = '\0';
    return false;
}
