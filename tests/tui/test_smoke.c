/* Every terminal that may be met: nothing crashes, nothing is sent that it
 * cannot take, and it is given back as it was. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/support/ptyrun.h"

static const double patience_seconds = 40.0;

static const char *const terms[] = {
    "xterm-256color", "tmux-256color", "xterm-direct",    "linux",
    "vt100",          "dumb",          "no-such-terminal"};
static const int sizes[][2] = {{120, 40}, {80, 24}, {40, 12}, {20, 5}};

enum kind { PLAIN, NO_COLOUR, TEXT };

struct place {
    const char *term, *locale;
    int cols, rows;
    enum kind kind;
};

static void say(const struct place *at, const struct ptyrun *p,
                const char *what)
{
    const size_t from = p->count > 400 ? p->count - 400 : 0;

    cr_assert(false, "TERM=%s LC_ALL=%s %dx%d kind %d: %s; it sent\n%s",
              at->term, at->locale, at->cols, at->rows, (int)at->kind, what,
              p->bytes ? p->bytes + from : "nothing");
}

/* A colour in "ESC [ ... m": 30 to 49, 90 to 107. */
static bool has_colour(const char *bytes)
{
    for (const char *at = bytes; (at = strstr(at, "\033[")); at += 2) {
        const char *n = at + 2;

        while ((*n >= '0' && *n <= '9') || *n == ';') {
            char *end;
            const long value = strtol(n, &end, 10);

            if (end[strspn(end, "0123456789;")] == 'm' &&
                ((value >= 30 && value < 50 && value != 39 && value != 49) ||
                 (value >= 90 && value < 108)))
                return true;
            n = end + (*end == ';');
            if (end == n && *end != ';')
                break;
        }
    }
    return false;
}

static void check_bytes(const struct place *at, const struct ptyrun *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const unsigned char c = (unsigned char)p->bytes[i];

        if (c >= 128 && strcmp(at->locale, "C") == 0)
            say(at, p, "a byte outside ASCII");
        if (c < 32 && !strchr("\033\n\r\b\t\016\017", c))
            say(at, p, "a control character");
        if (c == 27 && at->kind == TEXT)
            say(at, p, "an escape sequence in text mode");
    }
    if (at->kind == NO_COLOUR && has_colour(p->bytes))
        say(at, p, "a colour");
}

static void visit(const struct place *at)
{
    const char *const plain[] = {"lathe", NULL};
    const char *const text[] = {"lathe", "--text", NULL};
    char term[64], locale[32];
    const char *setting[5] = {term, locale};
    int settings = 2;
    struct ptyrun p;
    int status;

    snprintf(term, sizeof term, "TERM=%s", at->term);
    snprintf(locale, sizeof locale, "LC_ALL=%s", at->locale);
    if (at->kind == NO_COLOUR)
        setting[settings++] = "NO_COLOR=1";
    /* On the Linux console ncurses loads libgpm for the mouse, which loses ten
     * bytes and is unloaded before a sanitizer could tell whose they were. */
    if (strcmp(at->term, "linux") == 0)
        setting[settings++] = "ASAN_OPTIONS=detect_leaks=0";
    cr_assert(ptyrun_start(&p, LATHE_BINARY, at->kind == TEXT ? text : plain,
                           setting, at->cols, at->rows));
    while (ptyrun_take(&p, 4000) == 0 && p.count == 0)
        ; /* the first bytes: a first screen, or a list of lessons */
    ptyrun_take(&p, 150);
    if (at->kind == TEXT)
        ptyrun_type(&p, "4\n");
    else
        ptyrun_type(&p, "\r1"); /* from the first start to the map */
    ptyrun_take(&p, 150);
    ptyrun_type(&p, "qq");
    status = ptyrun_end(&p, patience_seconds);
    if (status != 0)
        say(at, &p, "it did not end well");
    if (!ptyrun_restored(&p))
        say(at, &p, "the terminal has other modes");
    check_bytes(at, &p);
    ptyrun_free(&p);
}

static void visit_all(const char *locale, enum kind kind, bool all)
{
    for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            if (all || (t + s) % 4 == 0) /* each terminal once or twice */
                visit(&(struct place){terms[t], locale, sizes[s][0],
                                      sizes[s][1], kind});
        }
    }
}

Test(smoke, in_colour, .timeout = 600)
{
    visit_all("C.UTF-8", PLAIN, getenv("LATHE_SMOKE") != NULL);
}

Test(smoke, without_utf8, .timeout = 600)
{
    visit_all("C", PLAIN, getenv("LATHE_SMOKE") != NULL);
}

Test(smoke, without_colour, .timeout = 600)
{
    visit_all("C.UTF-8", NO_COLOUR, getenv("LATHE_SMOKE") != NULL);
}

Test(smoke, in_text_mode, .timeout = 600)
{
    visit_all("C.UTF-8", TEXT, getenv("LATHE_SMOKE") != NULL);
    visit_all("C", TEXT, getenv("LATHE_SMOKE") != NULL);
}
