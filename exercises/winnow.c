#include "exercises/winnow.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = WINNOW_SURE - WINNOW_RUN + 1 };

struct token {
    uint64_t code;
    int line;
};

/* --- tokens ----------------------------------------------------------------
 */

struct scan {
    const char *at, *end;
    int line;
    bool fresh; /* nothing but blanks on this line so far */
};

/* FNV-1a. */
static uint64_t code_of(const char *text, size_t bytes)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < bytes; i++)
        h = (h ^ (unsigned char)text[i]) * 1099511628211u;
    return h;
}

static bool is(const char *word, size_t bytes, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == bytes && memcmp(*list, word, bytes) == 0)
            return true;
    return false;
}

/* 0: a word that says nothing. */
static uint64_t word_code(const char *word, size_t bytes)
{
    static const char *const silent[] = {"const",    "static",   "inline",
                                         "register", "volatile", "restrict",
                                         "auto",     "extern",   NULL};
    static const char *const type[] = {
        "int",     "long",     "short",    "unsigned", "signed", "float",
        "double",  "char",     "size_t",   "_Bool",    "bool",   "int32_t",
        "int64_t", "uint32_t", "uint64_t", "uint8_t",  NULL};
    static const char *const kept[] = {
        "break",   "case",  "continue", "default", "do",     "else",   "for",
        "goto",    "if",    "return",   "enum",    "sizeof", "struct", "switch",
        "typedef", "union", "void",     "while",   NULL};

    if (is(word, bytes, silent))
        return 0;
    if (is(word, bytes, type))
        return code_of("int", 3);
    return is(word, bytes, kept) ? code_of(word, bytes) : code_of("name", 4);
}

static char peek(const struct scan *s, int ahead)
{
    return s->end - s->at > ahead ? s->at[ahead] : '\0';
}

static void step(struct scan *s)
{
    if (*s->at == '\n') {
        s->line++;
        s->fresh = true;
    }
    s->at++;
}

/* To the end of a directive, over lines that end in a backslash. */
static void skip_line(struct scan *s)
{
    while (s->at < s->end && *s->at != '\n') {
        if (*s->at == '\\' && s->at + 1 < s->end)
            step(s);
        step(s);
    }
}

static void skip_comment(struct scan *s)
{
    s->at += 2;
    while (s->at < s->end && !(*s->at == '*' && peek(s, 1) == '/'))
        step(s);
    s->at = s->end - s->at > 2 ? s->at + 2 : s->end;
}

/* Blanks, comments, directives. */
static void skip(struct scan *s)
{
    while (s->at < s->end) {
        if (isspace((unsigned char)*s->at))
            step(s);
        else if (*s->at == '/' && peek(s, 1) == '*')
            skip_comment(s);
        else if ((*s->at == '/' && peek(s, 1) == '/') ||
                 (*s->at == '#' && s->fresh))
            skip_line(s);
        else
            return;
    }
}

/* A string or a character. */
static void quoted(struct scan *s)
{
    const char mark = *s->at++;

    while (s->at < s->end && *s->at != mark && *s->at != '\n') {
        if (*s->at == '\\' && s->at + 1 < s->end)
            step(s);
        step(s);
    }
    if (s->at < s->end && *s->at == mark)
        s->at++;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static uint64_t number(struct scan *s)
{
    while (s->at < s->end && (in_word(*s->at) || *s->at == '.' ||
                              ((*s->at == '+' || *s->at == '-') &&
                               strchr("eEpP", s->at[-1]) != NULL)))
        s->at++;
    return code_of("0", 1);
}

static uint64_t sign(struct scan *s)
{
    static const char *const pairs[] = {
        "++", "--", "->", "<<", ">>", "<=", ">=", "==", "!=", "&&",
        "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", NULL};
    const size_t n = s->end - s->at > 1 && is(s->at, 2, pairs) ? 2 : 1;
    const char *at = s->at;

    s->at += n;
    /* One statement more or less in braces is no difference. */
    return *at == '{' || *at == '}' ? 0 : code_of(at, n);
}

/* 0 where it says nothing. The scan stands on something. */
static uint64_t next(struct scan *s)
{
    const char *from = s->at;

    s->fresh = false;
    if (*from == '"' || *from == '\'') {
        quoted(s);
        return code_of(from, 1);
    }
    if (isdigit((unsigned char)*from) ||
        (*from == '.' && isdigit((unsigned char)peek(s, 1)))) {
        s->at++;
        return number(s);
    }
    if (!in_word(*from))
        return sign(s);
    while (s->at < s->end && in_word(*s->at))
        s->at++;
    return word_code(from, (size_t)(s->at - from));
}

/* Answers how many; -1 where memory ends. */
static int tokens(struct token **out, const char *text, size_t bytes)
{
    struct scan s = {text, text + bytes, 1, true};
    int n = 0, room = 0;

    *out = NULL;
    for (skip(&s); s.at < s.end && n < WINNOW_TOKENS; skip(&s)) {
        const int line = s.line;
        const uint64_t code = next(&s);

        if (!code)
            continue;
        if (n == room) {
            room = room ? 2 * room : 256;
            struct token *more = realloc(*out, (size_t)room * sizeof *more);
            if (!more) {
                free(*out);
                *out = NULL;
                return -1;
            }
            *out = more;
        }
        (*out)[n++] = (struct token){code, line};
    }
    return n;
}

/* --- prints ----------------------------------------------------------------
 */

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* The hash of every run, rolled along the tokens. */
static void roll(struct winnow_print *run, const struct token *t, int runs)
{
    const uint64_t base = 0x100000001b3u;
    uint64_t h = 0, last = 1;

    for (int i = 0; i < WINNOW_RUN; i++) {
        h = h * base + t[i].code;
        last *= i ? base : 1;
    }
    for (int i = 0; i < runs; i++) {
        run[i] = (struct winnow_print){mix(h), t[i].line,
                                       t[i + WINNOW_RUN - 1].line};
        h = (h - t[i].code * last) * base;
        if (i + 1 < runs)
            h += t[i + WINNOW_RUN].code;
    }
}

/* Keeps the least of each window, the last of equal ones. */
static int thin_out(struct winnow_print *run, int runs)
{
    const int width = runs < WINDOW ? runs : WINDOW;
    int kept = 0, before = -1;

    for (int i = 0; i + width <= runs; i++) {
        int least = i;

        for (int k = i; k < i + width; k++)
            if (run[k].hash <= run[least].hash)
                least = k;
        /* The places kept lie before those that are still to be read. */
        if (least != before)
            run[kept++] = run[least];
        before = least;
    }
    return kept;
}

static struct status init(struct winnow *w, const char *text, size_t bytes,
                          bool all)
{
    struct token *t;

    *w = (struct winnow){NULL, 0, 0};
    w->tokens = tokens(&t, text, bytes);
    const int runs = w->tokens - WINNOW_RUN + 1;
    if (w->tokens >= 0 && runs > 0)
        w->print = malloc((size_t)runs * sizeof *w->print);
    if (w->print) {
        roll(w->print, t, runs);
        w->prints = all ? runs : thin_out(w->print, runs);
    }
    free(t);
    return w->tokens >= 0 && (w->print || runs <= 0)
               ? STATUS_OK
               : status_fail(STATUS_NO_MEMORY, "no memory for a source");
}

struct status winnow_init(struct winnow *w, const char *text, size_t bytes)
{
    return init(w, text, bytes, false);
}

struct status winnow_init_all(struct winnow *w, const char *text, size_t bytes)
{
    return init(w, text, bytes, true);
}

void winnow_release(struct winnow *w)
{
    free(w->print);
    *w = (struct winnow){NULL, 0, 0};
}
