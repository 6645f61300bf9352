#include "engine/app/passages.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct text {
    const char *at;
    size_t bytes;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* May a passage begin at `i`? Each finer level is true more often. */
static bool after_paragraph(const struct text *t, size_t i)
{
    return i > 1 && t->at[i - 1] == '\n' && t->at[i - 2] == '\n';
}

static bool after_line(const struct text *t, size_t i)
{
    return i > 0 && t->at[i - 1] == '\n';
}

static bool after_sentence(const struct text *t, size_t i)
{
    return i > 1 && is_blank(t->at[i - 1]) &&
           (memchr(".!?", t->at[i - 2], 3) || after_paragraph(t, i));
}

static bool after_word(const struct text *t, size_t i)
{
    return i > 0 && is_blank(t->at[i - 1]);
}

static bool before_character(const struct text *t, size_t i)
{
    return i == t->bytes || ((unsigned char)t->at[i] & 0xC0) != 0x80;
}

typedef bool cut_rule(const struct text *t, size_t i);

static cut_rule *const by_size[] = {before_character, NULL};
static cut_rule *const by_sentence[] = {after_sentence, after_word,
                                        before_character, NULL};
static cut_rule *const by_paragraph[] = {after_paragraph,  after_line,
                                         after_sentence,   after_word,
                                         before_character, NULL};

static cut_rule *const *rules_of(enum passages_by by)
{
    return by == PASSAGES_FIXED      ? by_size
           : by == PASSAGES_SENTENCE ? by_sentence
                                     : by_paragraph;
}

/* The last place in from + 1 .. from + most where the coarsest rule that has
 * one allows a cut. A coarse cut has to leave a quarter of what is new behind
 * it. Bytes that are no UTF-8 are cut anywhere. */
static size_t cut_before(const struct text *t,
                         const struct passages_settings *s, size_t from)
{
    const size_t most = (size_t)s->most, back = (size_t)s->overlap;

    for (cut_rule *const *rule = rules_of(s->by); *rule; rule++) {
        const bool coarse = *rule != before_character;
        const size_t least = coarse ? back + (most - back) / 4 + 1 : back + 1;

        for (size_t n = most; n >= least; n--)
            if ((*rule)(t, from + n))
                return from + n;
    }
    return from + most;
}

static struct status keep(struct passages *p, const struct text *t,
                          struct passage it)
{
    while (is_blank(t->at[it.to - 1])) /* the first byte is none */
        it.to--;
    if (p->n == p->room) {
        const size_t room = p->room ? 2 * p->room : 64;
        void *more = reallocarray(p->at, room, sizeof *p->at);

        if (!more)
            return status_fail(STATUS_NO_MEMORY, "passages: no room for %zu",
                               room);
        p->at = more;
        p->room = room;
    }
    p->at[p->n++] = it;
    return STATUS_OK;
}

/* Where the next passage begins: up to `overlap` bytes before the cut, at a
 * word or at least a character. */
static size_t again(const struct text *t, const struct passages_settings *s,
                    size_t from, size_t cut)
{
    const size_t back = (size_t)s->overlap;
    size_t i = cut - from > back ? cut - back : cut;

    while (i < cut && s->by != PASSAGES_FIXED && !after_word(t, i))
        i++;
    while (i < cut && !before_character(t, i))
        i++;
    return i;
}

/* Bytes from .. to - 1, which no passage may leave. */
static struct status cut_section(struct passages *p, const struct text *t,
                                 struct passage section,
                                 const struct passages_settings *s)
{
    const size_t most = (size_t)s->most;

    for (size_t from = section.from; from < section.to;) {
        struct passage it = section;

        if (is_blank(t->at[from])) {
            from++;
            continue;
        }
        const bool rest = section.to - from <= most;

        it.from = from;
        it.to = rest ? section.to : cut_before(t, s, from);
        STATUS_TRY(keep(p, t, it));
        from = rest ? section.to : again(t, s, from, it.to);
    }
    return STATUS_OK;
}

static size_t line_end(const struct text *t, size_t i)
{
    const char *end = memchr(t->at + i, '\n', t->bytes - i);

    return end ? (size_t)(end - t->at) : t->bytes;
}

/* "# " to "###### " at the start of a line: how many, or 0. */
static int heading(const struct text *t, size_t i)
{
    int n = 0;

    while (i < t->bytes && t->at[i] == '#') {
        i++;
        n++;
    }
    return n <= 6 && i < t->bytes && t->at[i] == ' ' ? n : 0;
}

/* Between fences of code a line with # is a comment. */
static bool fence(const struct text *t, size_t i)
{
    return t->bytes - i >= 3 && memcmp(t->at + i, "```", 3) == 0;
}

static struct status cut_sections(struct passages *p, const struct text *t,
                                  const struct passages_settings *s)
{
    struct passage section = {0, 0, 0, 0};
    bool code = false;

    for (size_t i = 0; i < t->bytes; i = line_end(t, i) + 1) {
        code ^= fence(t, i);
        const int marks = code ? 0 : heading(t, i);

        if (!marks)
            continue;
        section.to = i;
        STATUS_TRY(cut_section(p, t, section, s));
        section = (struct passage){i, 0, i + (size_t)marks + 1, line_end(t, i)};
    }
    section.to = t->bytes;
    return cut_section(p, t, section, s);
}

struct status passages_cut(struct passages *out, const char *text, size_t bytes,
                           const struct passages_settings *s)
{
    const struct text t = {text, bytes};
    const struct passage all = {0, bytes, 0, 0};
    struct status st;

    if (s->most < PASSAGES_LEAST || s->overlap < 0 || s->overlap > s->most / 2)
        return status_fail(STATUS_BAD_USAGE,
                           "passages of %d bytes with %d said again: at least "
                           "%d, and at most half of them again",
                           s->most, s->overlap, PASSAGES_LEAST);
    *out = (struct passages){0};
    st = s->by == PASSAGES_SECTION ? cut_sections(out, &t, s)
                                   : cut_section(out, &t, all, s);
    if (st.code)
        passages_release(out);
    return st;
}

void passages_release(struct passages *p)
{
    free(p->at);
    *p = (struct passages){0};
}
