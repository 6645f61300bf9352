#include "tui/screens/textpage.h"

#include <stdlib.h>

enum { HEAD_ROWS = 2 };

struct text {
    const char *title;
    struct page *page;
    int scroll, room; /* lines; of the last frame */
    int hits, hit;
    bool searching;
    struct lineedit word;
};

/* Never past the last screenful. */
static void scroll_to(struct text *t, int line)
{
    const int most = page_lines(t->page) - t->room;

    t->scroll = line > most ? most : line;
    if (t->scroll < 0)
        t->scroll = 0;
}

static void show_hit(struct shell *s, struct text *t, int by)
{
    if (t->word.bytes == 0 || t->hits == 0) {
        shell_say(s, "nothing is found: / looks for a word");
        return;
    }
    t->hit = (t->hit + by + t->hits) % t->hits;
    scroll_to(t, page_hit(t->page, t->hit) - t->room / 2);
}

static void act_up(struct shell *s, void *state)
{
    struct text *t = state;

    (void)s;
    scroll_to(t, t->scroll - 1);
}

static void act_down(struct shell *s, void *state)
{
    struct text *t = state;

    (void)s;
    scroll_to(t, t->scroll + 1);
}

static void act_page_up(struct shell *s, void *state)
{
    struct text *t = state;

    (void)s;
    scroll_to(t, t->scroll - t->room);
}

static void act_page_down(struct shell *s, void *state)
{
    struct text *t = state;

    (void)s;
    scroll_to(t, t->scroll + t->room);
}

static void act_first(struct shell *s, void *state)
{
    (void)s;
    scroll_to(state, 0);
}

static void act_last(struct shell *s, void *state)
{
    struct text *t = state;

    (void)s;
    scroll_to(t, page_lines(t->page));
}

static void act_search(struct shell *s, void *state)
{
    struct text *t = state;

    (void)s;
    t->searching = true;
    lineedit_set(&t->word, "");
}

static void act_next(struct shell *s, void *state)
{
    show_hit(s, state, 1);
}

static void act_previous(struct shell *s, void *state)
{
    show_hit(s, state, -1);
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "on", "a screen down", act_page_down},
    {'/', "find", "find a word on this page", act_search},
    {'n', "next hit", "the next hit", act_next},
    {'N', NULL, "the hit before", act_previous},
    {KEYS_DOWN, NULL, "a line down", act_down},
    {KEYS_UP, NULL, "a line up", act_up},
    {'j', NULL, "a line down", act_down},
    {'k', NULL, "a line up", act_up},
    {KEYS_PAGE_DOWN, NULL, "a screen down", act_page_down},
    {KEYS_PAGE_UP, NULL, "a screen up", act_page_up},
    {'g', NULL, "to the first line", act_first},
    {'G', NULL, "to the last line", act_last},
    {KEYS_HOME, NULL, "to the first line", act_first},
    {KEYS_END, NULL, "to the last line", act_last},
    {0, NULL, NULL, NULL},
};

static bool typing(const void *state)
{
    const struct text *t = state;

    return t->searching;
}

static bool key(struct shell *s, void *state, int k)
{
    struct text *t = state;

    if (!t->searching)
        return false;
    if (k == KEYS_ENTER) {
        t->searching = false;
        t->hits = page_find(t->page, t->word.text);
        t->hit = 0;
        if (t->hits == 0) {
            shell_say(s, "\"%.60s\" is not here", t->word.text);
        } else {
            show_hit(s, t, 0);
        }
        return true;
    }
    if (k == KEYS_ESC) {
        t->searching = false;
        t->hits = page_find(t->page, NULL);
        return true;
    }
    return lineedit_key(&t->word, k);
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct text *t = state;
    struct canvas_rect line = {0, 0, 1, cv->cols};

    line.col = canvas_text(cv, 0, 0, t->title, INK_TITLE | INK_BOLD) + 2;
    line.cols = cv->cols - line.col;
    if (t->searching) {
        line.col += canvas_text(cv, 0, line.col, "/", INK_KEY | INK_BOLD);
        line.cols = cv->cols - line.col;
        s->cursor_row = 0;
        s->cursor_col = lineedit_draw(&t->word, cv, line, INK_TEXT);
    } else if (t->hits > 0) {
        canvas_printf(cv, 0, line.col, INK_DIM, "%d/%d", t->hit + 1, t->hits);
    }
    page_lay(t->page, &cv->look, cv->cols);
    t->room = cv->rows - HEAD_ROWS;
    scroll_to(t, t->scroll);
    page_draw(t->page, cv,
              (struct canvas_rect){HEAD_ROWS, 0, t->room, cv->cols}, t->scroll);
}

static void release(struct shell *s, void *state)
{
    struct text *t = state;

    (void)s;
    page_free(t->page);
    free(t);
}

static const struct shell_screen screen = {.name = "page",
                                           .bindings = bindings,
                                           .draw = draw,
                                           .key = key,
                                           .typing = typing,
                                           .free = release};

void textpage_push(struct shell *s, const char *title, struct page *page)
{
    struct text *t = calloc(1, sizeof *t);

    if (!t || !page || page_failed(page)) {
        shell_say(s, "%s: out of memory", title);
        page_free(page);
        free(t);
        return;
    }
    t->title = title;
    t->page = page;
    shell_push(s, &screen, t);
}
