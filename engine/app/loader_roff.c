/* Manual pages without their commands: what man(7) and mdoc(7) say, as
 * paragraphs under headings. A request that only shapes the page is dropped;
 * one that is not known keeps its words. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "engine/app/loader.h"

struct line {
    const char *at, *end;
};

struct page {
    struct buf *out;
    char name[80];       /* "tar(1) " */
    char topic[80];      /* what .Nm stands for once it was named */
    bool skipping;       /* a macro's definition, until ".." */
    bool table;          /* the format of a table, until a full stop */
    const char *heading; /* its marks, where the next line is the heading */
};

struct sign {
    const char *name, *text;
};

static const struct sign signs[] = {
    {"bu", "\u2022"}, {"em", "\u2014"}, {"en", "\u2013"}, {"aq", "'"},
    {"dq", "\""},     {"lq", "\""},     {"rq", "\""},     {"oq", "'"},
    {"cq", "'"},      {"rs", "\\"},     {"ti", "~"},      {"ha", "^"},
    {"ga", "`"},      {"mi", "-"},      {"hy", "-"},      {"co", "\u00A9"},
    {"rg", "\u00AE"}, {"tm", "\u2122"}, {"->", "->"},     {"<-", "<-"},
    {"<=", "<="},     {">=", ">="},     {"!=", "!="},     {"mu", "\u00D7"},
    {"sc", "\u00A7"}, {"at", "@"},      {"sh", "#"},      {"ba", "|"},
    {"or", "|"},      {"sl", "/"},      {"ul", "_"},      {"bv", "|"},
    {"Lq", "\""},     {"Rq", "\""},     {"L\"", "\""},    {"R\"", "\""},
    {"C+", "C++"},    {"C'", "'"},      {"C`", "\""},     {"--", "-"},
    {NULL, NULL}};

static void add_sign(struct buf *out, const char *name, size_t n)
{
    for (int i = 0; signs[i].name; i++)
        if (strlen(signs[i].name) == n && memcmp(signs[i].name, name, n) == 0)
            buf_text(out, signs[i].text);
    if (n >= 5 && n <= 7 && name[0] == 'u') { /* [u00E9] */
        char digits[8] = "", *end;
        utf8proc_uint8_t text[4];

        memcpy(digits, name + 1, n - 1);
        const long code = strtol(digits, &end, 16);
        if (!*end && code >= ' ' && utf8proc_codepoint_valid((int32_t)code))
            buf_add(out, text,
                    (size_t)utf8proc_encode_char((int32_t)code, text));
    }
}

/* A name after an escape: x, (xx or [xxx]. Answers what stands behind it. */
static const char *named(const char *at, const char *end, struct line *name)
{
    if (at < end && *at == '(') {
        *name = (struct line){at + 1, end - at > 2 ? at + 3 : end};
        return name->end;
    }
    if (at < end && *at == '[') {
        const char *close = memchr(at, ']', (size_t)(end - at));

        *name = (struct line){at + 1, close ? close : end};
        return close ? close + 1 : end;
    }
    *name = (struct line){at, at < end ? at + 1 : end};
    return name->end;
}

/* \s+1, \s-2, \s10, \s'1' */
static const char *size_escape(const char *at, const char *end)
{
    if (at < end && (*at == '+' || *at == '-'))
        at++;
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* \h'...' and what else has its argument between two of one character. */
static const char *quoted(const char *at, const char *end)
{
    const char *close =
        at < end ? memchr(at + 1, *at, (size_t)(end - at - 1)) : NULL;

    return close ? close + 1 : end;
}

/* `at` stands behind the backslash. */
static const char *escape(struct buf *out, const char *at, const char *end)
{
    const char c = *at;
    struct line name;

    switch (c) {
    case '(':
    case '[':
        at = named(at, end, &name);
        add_sign(out, name.at, (size_t)(name.end - name.at));
        return at;
    case '*': /* a string: only the usual ones are known */
        at = named(at + 1, end, &name);
        add_sign(out, name.at, (size_t)(name.end - name.at));
        return at;
    case 'f':
    case 'F':
    case 'm':
    case 'M':
    case 'n':
    case 'k':
    case '$':
    case 'g':
        return named(at + 1, end, &name);
    case 's':
        return size_escape(at + 1, end);
    case 'h':
    case 'v':
    case 'w':
    case 'l':
    case 'L':
    case 'D':
    case 'o':
    case 'b':
    case 'X':
    case 'Z':
        return quoted(at + 1, end);
    case '"':
    case '#':
        return end;
    case 'e':
    case '\\':
        buf_char(out, '\\');
        return at + 1;
    case ' ':
    case '~':
    case '0':
    case 't':
        buf_char(out, ' ');
        return at + 1;
    case '-':
    case '\'':
    case '`':
    case '.':
        buf_char(out, c);
        return at + 1;
    default: /* \& \| \^ \/ \, \: \% \c \{ \} ... have no ink */
        return at + 1;
    }
}

static void add_words(struct buf *out, struct line l)
{
    while (l.at < l.end) {
        if (*l.at == '\\' && l.at + 1 < l.end) {
            l.at = escape(out, l.at + 1, l.end);
            continue;
        }
        if (*l.at != '\\' && *l.at != '\r')
            buf_char(out, *l.at == '\t' ? ' ' : *l.at);
        l.at++;
    }
}

/* The next argument of a request, in quotes or not. */
static bool argument(struct line *rest, struct line *out)
{
    while (rest->at < rest->end && (*rest->at == ' ' || *rest->at == '\t'))
        rest->at++;
    if (rest->at == rest->end || strncmp(rest->at, "\\\"", 2) == 0)
        return false;
    const bool quotes = *rest->at == '"';
    const char *from = rest->at += quotes;
    while (rest->at < rest->end &&
           (quotes ? *rest->at != '"' : *rest->at != ' ' && *rest->at != '\t'))
        rest->at += *rest->at == '\\' && rest->at + 1 < rest->end ? 2 : 1;
    *out = (struct line){from, rest->at};
    rest->at += quotes && rest->at < rest->end;
    return true;
}

static bool is(struct line l, const char *word)
{
    const size_t n = (size_t)(l.end - l.at);

    return strlen(word) == n && memcmp(l.at, word, n) == 0;
}

static bool among(struct line l, const char *const *words)
{
    for (; *words; words++)
        if (is(l, *words))
            return true;
    return false;
}

static const char *const paragraph[] = {"PP", "LP", "P",  "Pp", "sp", "TP",
                                        "HP", "IP", "It", "Bl", "TQ", NULL};
static const char *const dropped[] = {
    "RS", "RE", "PD", "DT", "Bd", "Ed", "El", "Ek", "Bk", "EX", "EE",
    "UC", "AT", "Os", "Dd", "in", "ad", "Sp", "Ve", "Vb", "Sm", NULL};
static const char *const glued[] = {"BR", "RB", "BI", "IB", "IR", "RI", NULL};
/* Names of mdoc that stand among arguments and mark what follows. */
static const char *const marks[] = {
    "Ar", "Op", "Cm", "Ic", "Pa", "Sy", "Em", "Va", "Dv", "Li", "Ql", "Nm",
    "Ns", "Oo", "Oc", "Xo", "Xc", "Fa", "Ft", "Fn", "Er", "Ev", "Pq", "Dq",
    "Sq", "Aq", "Bq", "Tn", "No", "Ta", "An", "Lk", "Qq", NULL};

/* Arguments as words; `glue` puts no blank between (fonts that alternate). */
static void add_arguments(struct page *p, struct line rest, bool glue)
{
    struct line arg;
    bool first = true, dash = false;

    while (argument(&rest, &arg)) {
        if (among(arg, marks))
            continue;
        if (is(arg, "Fl")) {
            dash = true;
            continue;
        }
        if (!first && !glue)
            buf_char(p->out, ' ');
        if (dash)
            buf_char(p->out, '-');
        dash = first = false;
        add_words(p->out, arg);
    }
}

static void line_feed(struct page *p)
{
    if (p->out->bytes && p->out->data[p->out->bytes - 1] != '\n')
        buf_char(p->out, '\n');
}

static void new_paragraph(struct page *p)
{
    line_feed(p);
    if (p->out->bytes > 1 && p->out->data[p->out->bytes - 2] != '\n')
        buf_char(p->out, '\n');
}

/* "# tar(1) OPTIONS": a heading that says where it stands. */
static void heading(struct page *p, const char *mark, struct line rest)
{
    new_paragraph(p);
    buf_text(p->out, mark);
    buf_text(p->out, p->name);
    add_arguments(p, rest, false);
    buf_text(p->out, "\n\n");
    p->heading = NULL;
}

static void page_name(struct page *p, struct line rest)
{
    struct line name, section;
    struct buf b;

    buf_init(&b, sizeof p->name - 2);
    if (argument(&rest, &name))
        add_words(&b, name);
    if (argument(&rest, &section)) {
        buf_char(&b, '(');
        add_words(&b, section);
        buf_char(&b, ')');
    }
    buf_char(&b, ' ');
    memcpy(p->name, buf_string(&b), b.bytes + 1);
    for (char *c = p->name; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    buf_release(&b);
}

static void section(struct page *p, struct line name, struct line rest)
{
    struct line look = rest, first;

    const char *mark = name.at[1] == 's' || name.at[1] == 'S' ? "## " : "# ";

    if (argument(&look, &first))
        heading(p, mark, rest);
    else
        p->heading = mark; /* it stands on the next line */
}

/* "Xr tar 1 ,": tar(1), */
static void cross_reference(struct page *p, struct line rest)
{
    struct line arg;

    if (argument(&rest, &arg))
        add_words(p->out, arg);
    if (argument(&rest, &arg)) {
        buf_char(p->out, '(');
        add_words(p->out, arg);
        buf_char(p->out, ')');
    }
    add_arguments(p, rest, true);
    line_feed(p);
}

/* ".Nm tar" names it, ".Nm" alone says it again. */
static void topic(struct page *p, struct line rest)
{
    struct line look = rest, arg;
    struct buf b;

    if (!argument(&look, &arg) || *arg.at < '0') {
        buf_text(p->out, p->topic);
        add_arguments(p, rest, true);
    } else {
        add_arguments(p, rest, false);
        buf_init(&b, sizeof p->topic - 1);
        add_words(&b, arg);
        if (!p->topic[0] && !b.failed)
            memcpy(p->topic, buf_string(&b), b.bytes + 1);
        buf_release(&b);
    }
    line_feed(p);
}

static void request(struct page *p, struct line name, struct line rest)
{
    if (is(name, "de") || is(name, "ig") || is(name, "am") || is(name, "de1"))
        p->skipping = true;
    else if (is(name, "TH") || is(name, "Dt"))
        page_name(p, rest);
    else if (is(name, "SH") || is(name, "Sh") || is(name, "SS") ||
             is(name, "Ss"))
        section(p, name, rest);
    else if (is(name, "TS"))
        p->table = true;
    else if (is(name, "Nm"))
        topic(p, rest);
    else if (is(name, "Xr"))
        cross_reference(p, rest);
    else if (among(name, paragraph)) {
        new_paragraph(p);
        if (is(name, "IP") || is(name, "It")) {
            struct line first;

            if (is(name, "It"))
                add_arguments(p, rest, false);
            else if (argument(&rest, &first)) /* the indent follows */
                add_words(p->out, first);
            line_feed(p);
        }
    } else if (!among(name, dropped) && *name.at >= 'A' && *name.at <= 'Z') {
        if (is(name, "Fl"))
            buf_char(p->out, '-');
        if (is(name, "Nd"))
            buf_text(p->out, "- ");
        add_arguments(p, rest, among(name, glued));
        line_feed(p);
    }
}

static void one_line(struct page *p, struct line l)
{
    if (p->skipping) {
        p->skipping = !(l.end - l.at >= 2 && memcmp(l.at, "..", 2) == 0);
        return;
    }
    if (l.at < l.end && (*l.at == '.' || *l.at == '\'')) {
        struct line name;

        l.at++;
        while (l.at < l.end && *l.at == ' ')
            l.at++;
        name.at = l.at;
        while (l.at<l.end && * l.at> ' ')
            l.at++;
        name.end = l.at;
        if (name.end > name.at)
            request(p, name, l);
        return;
    }
    if (p->table) {
        p->table = !(l.at < l.end && l.end[-1] == '.');
        return;
    }
    if (p->heading) {
        heading(p, p->heading, l);
        return;
    }
    if (l.at == l.end) {
        new_paragraph(p);
        return;
    }
    add_words(p->out, l);
    if (l.end[-1] != '\\') /* it goes on in the next one */
        buf_char(p->out, '\n');
}

void loader_roff(struct buf *out, const char *text, size_t bytes)
{
    struct page p = {.out = out};
    const char *end = text + bytes;

    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));

        one_line(&p, (struct line){text, stop ? stop : end});
        text = stop ? stop + 1 : end;
    }
}
