/* spoken.c - TeX is first written as programs would (viz/formula.h), so one
 * reader says both. */
#include "viz/spoken.h"

#include <stdbool.h>
#include <string.h>

#include "viz/formula.h"
#include "viz/words.h"

struct reader {
    const char *at, *end;
    struct words *w;
    int depth;
    bool in_call; /* where a bar means "given" */
};

static void speak(struct reader *r, char until);

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           ((unsigned char)c & 0x80u);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(const struct reader *r)
{
    return r->at < r->end ? *r->at : '\0';
}

static void skip_blanks(struct reader *r)
{
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n')
        r->at++;
}

/* A word, with a blank before it where one is due. */
static void say(struct words *w, const char *text, size_t bytes)
{
    if (bytes > 0 && w->wanted > 0 && *text != ',')
        words_add(w, " ");
    words_add(w, "%.*s", (int)bytes, text);
}

static void say_word(struct words *w, const char *text)
{
    say(w, text, strlen(text));
}

static bool is(const char *text, size_t n, const char *what)
{
    return strlen(what) == n && memcmp(text, what, n) == 0;
}

/* Has what stands up to `until` an operator in it, so that its end must be
 * heard? */
static bool is_compound(const struct reader *r, char until)
{
    int open = 0;

    for (const char *c = r->at; c < r->end; c++) {
        if (open == 0 && *c == until)
            return false;
        open += *c == '(';
        open -= *c == ')';
        if (c > r->at && strchr("+-*/=<>,|~", *c))
            return true;
    }
    return false;
}

/* What stands behind a `(` which was taken. */
static void speak_group(struct reader *r, bool call)
{
    const bool was = r->in_call;

    r->in_call = call;
    r->depth++;
    speak(r, ')');
    r->depth--;
    r->in_call = was;
    if (peek(r) == ')')
        r->at++;
}

/* Something follows that is not the end of what is around it. */
static bool goes_on(struct reader *r)
{
    skip_blanks(r);
    return r->at < r->end && !strchr("),;]", *r->at);
}

static bool starts_atom(char c)
{
    return is_letter(c) || is_digit(c) || c == '(';
}

/* A sign of one or more characters; what has no name is left out. */
static void speak_sign(struct reader *r)
{
    static const struct {
        const char *text, *said;
    } sign[] = {{"...", "and so on"},
                {"(.)", "times, element by element,"},
                {"<=", "is at most"},
                {">=", "is at least"},
                {"!=", "is not"},
                {"~=", "is about"},
                {"==", "is the same as"},
                {"->", "to"},
                {"<-", "becomes"},
                {"+-", "plus or minus"},
                {"+", "plus"},
                {"*", "times"},
                {"/", "over"},
                {"=", "equals"},
                {"<", "is less than"},
                {">", "is more than"},
                {"~", "is about"},
                {"%", "percent"},
                {"!", "factorial"},
                {"[", "open bracket"},
                {"]", "close bracket"},
                {".", "dot"},
                {",", ","},
                {";", ","},
                {":", ","}};

    if (*r->at == '-' && !(r->at + 1 < r->end && r->at[1] == '>')) {
        say_word(r->w, "minus");
        r->at++;
        return;
    }
    if (*r->at == '|') {
        say_word(r->w, r->in_call ? "given" : "bar");
        r->at++;
        return;
    }
    for (size_t i = 0; i < sizeof sign / sizeof sign[0]; i++) {
        const size_t n = strlen(sign[i].text);

        if ((size_t)(r->end - r->at) >= n &&
            memcmp(r->at, sign[i].text, n) == 0) {
            say_word(r->w, sign[i].said);
            r->at += n;
            return;
        }
    }
    r->at++;
}

/* The raised or lowered part: a group, or one sign, word or number. */
static void speak_part(struct reader *r, bool pause)
{
    skip_blanks(r);
    if (peek(r) == '(') {
        const bool many = (r->at++, is_compound(r, ')'));

        speak_group(r, false);
        if (many && pause && goes_on(r))
            words_add(r->w, ",");
        return;
    }
    if (peek(r) == '-') {
        say_word(r->w, "minus");
        r->at++;
    }
    const char *from = r->at;

    while (r->at < r->end &&
           (is_letter(*r->at) || is_digit(*r->at) ||
            (*r->at == '.' && r->at + 1 < r->end && is_digit(r->at[1]))))
        r->at++;
    say(r->w, from, (size_t)(r->at - from));
    if (r->at == from && r->at < r->end) { /* what is before t: x_<t */
        speak_sign(r);
        if (r->at < r->end && starts_atom(*r->at))
            speak_part(r, pause);
    }
}

static bool next_is(const struct reader *r, const char *what)
{
    const size_t n = strlen(what);

    return (size_t)(r->end - r->at) >= n && memcmp(r->at, what, n) == 0 &&
           (r->at + n == r->end || !is_letter(r->at[n]));
}

/* ^2, ^T, _i, ' behind an atom. */
static void speak_marks(struct reader *r)
{
    static const struct {
        const char *text, *said;
    } mark[] = {{"^T", "transposed"}, {"^2", "squared"}, {"^3", "cubed"},
                {"_hat", "hat"},      {"_bar", "bar"},   {"^'", "prime"},
                {"'", "prime"}};

    while (r->at < r->end && strchr("^_'", *r->at)) {
        const char *from = r->at;

        for (size_t i = 0; i < sizeof mark / sizeof mark[0]; i++) {
            if (next_is(r, mark[i].text) && r->at == from) {
                say_word(r->w, mark[i].said);
                r->at += strlen(mark[i].text);
            }
        }
        if (r->at > from)
            continue;
        say_word(r->w, *r->at++ == '^' ? "to the" : "sub");
        speak_part(r, true);
    }
}

/* "sum over i equals 1 to n of" */
static void speak_sum(struct reader *r, const char *name)
{
    say_word(r->w, name);
    if (peek(r) == '_') {
        r->at++;
        say_word(r->w, "over");
        speak_part(r, false);
    }
    if (peek(r) == '^') {
        r->at++;
        say_word(r->w, "to");
        speak_part(r, false);
    }
    say_word(r->w, "of");
}

/* The name of a function, its `(` comes next. */
static void speak_call(struct reader *r, const char *name, size_t n)
{
    const bool many = (r->at++, is_compound(r, ')'));

    if (is(name, n, "sqrt")) {
        say_word(r->w, many ? "root of" : "root");
    } else if (is(name, n, "exp")) {
        say_word(r->w, "e to the");
    } else {
        say(r->w, name, n);
        say_word(r->w, "of");
    }
    speak_group(r, true);
    speak_marks(r);
    if (many && goes_on(r))
        words_add(r->w, ",");
    if (goes_on(r) && starts_atom(peek(r)))
        say_word(r->w, "times");
}

/* QK is two things, softmax is one. */
static void speak_name(struct words *w, const char *name, size_t n)
{
    size_t capitals = 0;

    while (capitals < n && is_capital(name[capitals]))
        capitals++;
    for (size_t i = 0; capitals == n && i < n; i++)
        say(w, name + i, 1);
    if (capitals < n)
        say(w, name, n);
}

static void speak_word(struct reader *r)
{
    static const struct {
        const char *text, *said;
    } said[] = {{"inf", "infinity"},
                {"grad", "gradient of"},
                {"log", "log of"},
                {"ln", "natural log of"}};
    const char *from = r->at;

    while (r->at < r->end && (is_letter(*r->at) || is_digit(*r->at)))
        r->at++;
    const size_t n = (size_t)(r->at - from);

    if (is(from, n, "sum") && peek(r) != '(') {
        speak_sum(r, "sum");
        return;
    }
    if (is(from, n, "prod") && peek(r) != '(') {
        speak_sum(r, "product");
        return;
    }
    /* x(y) is a call where x has more than one letter or is a usual name. */
    if (peek(r) == '(' && (n > 1 || strchr("fghpP", *from))) {
        speak_call(r, from, n);
        return;
    }
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        if (is(from, n, said[i].text)) {
            say_word(r->w, said[i].said);
            return;
        }
    }
    speak_name(r->w, from, n);
    speak_marks(r);
}

static void speak_number(struct reader *r)
{
    const char *from = r->at;

    while (r->at < r->end &&
           (is_digit(*r->at) ||
            (*r->at == '.' && r->at + 1 < r->end && is_digit(r->at[1]))))
        r->at++;
    say(r->w, from, (size_t)(r->at - from));
    speak_marks(r);
}

static void speak(struct reader *r, char until)
{
    for (skip_blanks(r); r->at < r->end && *r->at != until; skip_blanks(r)) {
        if (r->depth > SPOKEN_MOST_DEPTH) {
            r->at = r->end;
        } else if (is_letter(*r->at)) {
            speak_word(r);
        } else if (is_digit(*r->at)) {
            speak_number(r);
        } else if (strchr("^_'", *r->at)) {
            speak_marks(r);
        } else if (*r->at == '(' && !next_is(r, "(.)")) {
            r->at++;
            say_word(r->w, "open");
            speak_group(r, false);
            say_word(r->w, "close");
            speak_marks(r);
        } else {
            speak_sign(r);
        }
    }
}

size_t spoken_formula(const char *text, size_t bytes, char *out, size_t size)
{
    struct words w = words_to(out, size);
    char plain[SPOKEN_BYTES];
    struct reader r = {text, text + bytes, &w, 0, false};

    if (memchr(text, '\\', bytes) || memchr(text, '{', bytes)) {
        formula_text(text, bytes, true, plain, sizeof plain);
        r.at = plain;
        r.end = plain + strlen(plain);
    } else if (bytes > SPOKEN_BYTES) {
        r.end = text + SPOKEN_BYTES;
    }
    speak(&r, '\0');
    return w.wanted;
}
