/* spoken_find.c - where in prose a formula stands. */
#include <stdbool.h>
#include <string.h>

#include "viz/spoken.h"

/* A piece of a line between blanks. */
struct piece {
    const char *at;
    size_t bytes;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alone(char c)
{
    return c == '+' || c == '-' || c == '*' || c == '/' || c == '=';
}

/* Ends of a sentence are no part of a formula. */
static size_t without_stop(const char *at, size_t n)
{
    while (n > 1 && strchr(".,;:?!", at[n - 1]))
        n--;
    return n;
}

/* x, W, 32, Wq, (4, +, 2): a single letter, a number, an operator, or a short
 * name with a capital. */
static bool may_belong(struct piece p)
{
    size_t letters = 0, capitals = 0;
    const size_t n = without_stop(p.at, p.bytes);

    if (p.bytes == 1 && is_alone(*p.at))
        return true;
    if (n == 1 && (*p.at == 'a' || *p.at == 'I'))
        return false; /* words of English */
    for (size_t i = 0; i < n; i++) {
        letters += is_letter(p.at[i]);
        capitals += p.at[i] >= 'A' && p.at[i] <= 'Z';
        if (!is_letter(p.at[i]) && !strchr("0123456789().^_'", p.at[i]))
            return false;
    }
    return letters <= 1 || (letters == 2 && capitals > 0);
}

/* A power, an index of one letter, a root. */
static bool is_seed(struct piece p)
{
    for (size_t i = 0; i + 1 < p.bytes; i++) {
        if (p.at[i] == '^' && i > 0)
            return true;
        if (p.at[i] == '_' && i > 0 && (i == 1 || !is_letter(p.at[i - 2])) &&
            is_letter(p.at[i - 1]) &&
            (i + 2 >= p.bytes || !is_letter(p.at[i + 2])))
            return true;
    }
    return p.bytes > 5 && memcmp(p.at, "sqrt(", 5) == 0;
}

static struct piece next_piece(const char *at)
{
    struct piece p = {at, 0};

    p.bytes = strcspn(p.at, " \n");
    return p;
}

/* Open brackets less the closed ones. */
static int open_in(const char *at, size_t n)
{
    int open = 0;

    for (size_t i = 0; i < n; i++)
        open += (at[i] == '(') - (at[i] == ')');
    return open;
}

/* The piece before `at` in its line, one blank apart; 0 bytes: none. */
static struct piece before(const char *start, const char *at)
{
    struct piece p = {at, 0};

    if (at - start < 2 || at[-1] != ' ' || at[-2] == ' ')
        return p;
    for (p.at = at - 1; p.at > start && p.at[-1] != ' ' && p.at[-1] != '\n';)
        p.at--;
    p.bytes = (size_t)(at - 1 - p.at);
    return p;
}

/* From the seed to both sides, as far as brackets and small names go. */
static const char *grow(const char *start, struct piece seed, size_t *bytes)
{
    const char *from = seed.at, *to = seed.at + seed.bytes;
    struct piece p;

    for (;;) { /* a bracket that closes here opens further left */
        p = before(start, from);
        if (p.bytes == 0 || strchr(".?!:;", p.at[p.bytes - 1]) ||
            (open_in(from, (size_t)(to - from)) >= 0 &&
             open_in(p.at, p.bytes) <= 0 && !may_belong(p)))
            break;
        from = p.at;
    }
    while (to[0] == ' ' && to[1] != ' ' && to[1]) {
        p = next_piece(to + 1);
        if (open_in(from, (size_t)(to - from)) <= 0 &&
            (!may_belong(p) || strchr(".?!", to[-1])))
            break;
        to = p.at + p.bytes;
    }
    while (to - from > 2 && is_alone(to[-1]) && to[-2] == ' ')
        to -= 2;
    *bytes = without_stop(from, (size_t)(to - from));
    return from;
}

const char *spoken_find(const char *text, size_t *bytes)
{
    bool quoted = false;

    for (const char *at = text; *at;) {
        const char *close;

        if (*at == '`')
            quoted = !quoted;
        if (*at == '$' && at[1] && at[1] != ' ' && !quoted) {
            close = strchr(at + 1, '$');
            if (close && close[-1] != ' ' && close > at + 1) {
                *bytes = (size_t)(close - at - 1);
                return at + 1;
            }
        }
        if (at == text || at[-1] == ' ' || at[-1] == '\n') {
            const struct piece p = next_piece(at);

            if (p.bytes > 0 && !quoted && is_seed(p))
                return grow(text, p, bytes);
        }
        at++;
    }
    return NULL;
}
