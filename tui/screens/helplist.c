#include "tui/screens/helplist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST = 96, KEY_COLS = 12 };

struct row {
    int key; /* 0: the line only tells */
    char name[24];
    const char *help, *group;
};

struct help {
    struct row row[MOST];
    int count;
    int at; /* among those that fit the filter */
    struct lineedit filter;
    char title[64];
};

static void add(struct help *h, int key, const char *name, const char *help,
                const char *group)
{
    struct row *r = &h->row[h->count];

    if (h->count == MOST)
        return;
    h->count++;
    *r = (struct row){.key = key, .help = help, .group = group};
    snprintf(r->name, sizeof r->name, "%s", name);
}

/* By the keys that the learner gave them. */
static void add_bindings(struct help *h, const struct shell *s,
                         const struct shell_binding *b, const char *group)
{
    const char *screen = shell_top(s)->screen->name;
    char room[KEYS_NAME_BYTES];

    for (; b && b->key; b++) {
        const int key = keymap_pressed(&s->keymap, screen, b->key);

        if (key)
            add(h, key, keys_name(key, room), b->help, group);
    }
}

static bool holds(const char *text, const char *part)
{
    const size_t n = strlen(part);

    for (; *text; text++) {
        if (strncasecmp(text, part, n) == 0)
            return true;
    }
    return n == 0;
}

static bool fits(const struct help *h, const struct row *r)
{
    return holds(r->help, h->filter.text) || holds(r->name, h->filter.text);
}

/* The i-th line that fits, or NULL. */
static const struct row *line(const struct help *h, int i)
{
    for (int k = 0; k < h->count; k++) {
        if (fits(h, &h->row[k]) && i-- == 0)
            return &h->row[k];
    }
    return NULL;
}

static int lines(const struct help *h)
{
    int n = 0;

    while (line(h, n))
        n++;
    return n;
}

static void draw_line(struct canvas *cv, int at, const struct row *r, bool here)
{
    struct canvas_rect help = {at, KEY_COLS, 1, cv->cols - KEY_COLS};

    canvas_text(cv, at, 0, here ? ">" : " ", INK_FOCUS | INK_BOLD);
    canvas_text(cv, at, 2, r->name, INK_KEY | INK_BOLD);
    if (cv->cols >= 60) { /* there is room to say whose key it is */
        canvas_text(cv, at, cv->cols - 12, r->group, INK_DIM);
        help.cols -= 13;
    }
    canvas_fit(cv, help, r->help, here ? INK_FOCUS | INK_BOLD : INK_TEXT);
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct help *h = state;
    const int rows = cv->rows - 2;
    const int first = h->at >= rows ? h->at - rows + 1 : 0;
    struct canvas_rect filter = {0, 0, 1, cv->cols};

    filter.col = canvas_text(cv, 0, 0, h->title, INK_TITLE | INK_BOLD) + 2;
    filter.col += canvas_text(cv, 0, filter.col, "filter: ", INK_DIM);
    filter.cols -= filter.col;
    s->cursor_row = 0;
    s->cursor_col = lineedit_draw(&h->filter, cv, filter, INK_TEXT);
    for (int i = first; line(h, i) && i - first < rows; i++) {
        draw_line(cv, 2 + i - first, line(h, i), i == h->at);
        spots_one(cv, SPOTS_ROW,
                  (struct canvas_rect){2 + i - first, 0, 1, cv->cols}, i);
    }
    if (!line(h, 0))
        canvas_text(cv, 2, 2, "no key fits", INK_DIM);
}

/* Enter leaves help and presses the key on the screen beneath. */
static void run(struct shell *s, struct help *h)
{
    const struct row *r = line(h, h->at);
    const int key = r ? r->key : 0;

    shell_pop(s);
    if (key)
        shell_key(s, key);
}

static bool key(struct shell *s, void *state, int k)
{
    struct help *h = state;

    if (k == KEYS_ESC || k == KEYS_HELP || (k == 'q' && !h->filter.bytes) ||
        (k == '?' && !h->filter.bytes)) {
        shell_pop(s);
        return true; /* and `h` is gone */
    }
    if (k == KEYS_ENTER) {
        run(s, h);
        return true;
    }
    if (k == KEYS_DOWN) {
        h->at = line(h, h->at + 1) ? h->at + 1 : h->at;
    } else if (k == KEYS_UP) {
        h->at = h->at > 0 ? h->at - 1 : 0;
    } else if (k == KEYS_PAGE_DOWN) {
        h->at = line(h, h->at + 10) ? h->at + 10 : lines(h) - 1;
    } else if (k == KEYS_PAGE_UP) {
        h->at = h->at > 10 ? h->at - 10 : 0;
    } else if (lineedit_key(&h->filter, k)) {
        h->at = 0;
    } else {
        return false;
    }
    if (h->at < 0)
        h->at = 0;
    return true;
}

static bool typing(const void *state)
{
    (void)state;
    return true;
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct help *h = state;
    const bool there = h->at == spot->row;

    (void)s;
    h->at = spot->row;
    return there;
}

static void release(struct shell *s, void *state)
{
    (void)s;
    free(state);
}

static const struct shell_binding no_bindings[] = {{0, NULL, NULL, NULL}};

static const struct shell_screen screen = {
    .name = "help",
    .bindings = no_bindings,
    .draw = draw,
    .go = go,
    .key = key,
    .typing = typing,
    .free = release,
};

void helplist_push(struct shell *s)
{
    const struct shell_level *below = shell_top(s);
    struct help *h;
    const struct lab *lab = NULL;

    if (!below || below->screen == &screen)
        return;
    h = calloc(1, sizeof *h);
    if (!h)
        return;
    snprintf(h->title, sizeof h->title, "Keys of the %s", below->screen->name);
    add_bindings(h, s, below->screen->bindings, "this screen");
    if (below->screen->lab)
        lab = below->screen->lab(below->state);
    for (const struct lab_key *k = lab ? lab->keys : NULL; k && k->name; k++)
        add(h, k->name[1] ? 0 : k->name[0], k->name, k->help, "this lab");
    add_bindings(h, s, shell_globals(), "everywhere");
    shell_push(s, &screen, h);
}
