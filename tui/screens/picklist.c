#include "tui/screens/picklist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "tui/prompt.h"
#include "viz/hits.h"
#include "viz/listview.h"
#include "viz/page.h"

enum { MOST = 5000, LEAST_SAYS = 3, WIDE_LIST = 50 };
#define ARENA_BYTES ((size_t)32 << 20)

struct row {
    const char *says, *command;
};

enum asks { ASKS_NOTHING, ASKS_WORD, ASKS_FILTER };

struct picklist {
    struct arena arena;
    const char *title, *empty;
    struct listview_item *item;
    struct row *row;
    int count, room, at;
    bool failed;
    enum asks asks;
    struct lineedit word, filter, cleared; /* cleared: the filter that was */
};

struct picklist *picklist_new(const char *title, const char *empty)
{
    struct picklist *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    arena_init(&p->arena, ARENA_BYTES);
    p->title = arena_text(&p->arena, title);
    p->empty = arena_text(&p->arena, empty);
    p->failed = !p->title || !p->empty;
    return p;
}

void picklist_free(struct picklist *p)
{
    if (!p)
        return;
    arena_release(&p->arena);
    free(p->item);
    free(p->row);
    free(p);
}

static bool grow(struct picklist *p)
{
    const int room = p->room ? 2 * p->room : 32;
    struct listview_item *item;
    struct row *row;

    if (p->count < p->room)
        return true;
    item = realloc(p->item, (size_t)room * sizeof *item);
    if (item)
        p->item = item;
    row = realloc(p->row, (size_t)room * sizeof *row);
    if (row)
        p->row = row;
    if (!item || !row)
        return false;
    p->room = room;
    return true;
}

static const char *copy(struct picklist *p, const char *text)
{
    const char *kept = text ? arena_text(&p->arena, text) : NULL;

    p->failed = p->failed || (text && !kept);
    return kept;
}

void picklist_add(struct picklist *p, const char *text, const char *note,
                  const char *says, const char *command)
{
    if (!p || p->failed || p->count == MOST)
        return;
    if (!grow(p)) {
        p->failed = true;
        return;
    }
    p->item[p->count] =
        (struct listview_item){.text = copy(p, text), .note = copy(p, note)};
    p->row[p->count] = (struct row){copy(p, says), copy(p, command)};
    p->count += !p->failed;
}

int picklist_count(const struct picklist *p)
{
    return p ? p->count : 0;
}

void picklist_choose(struct picklist *p, int i)
{
    if (p && i >= 0 && i < p->count)
        p->at = i;
}

static struct listview view_of(const struct picklist *p)
{
    return (struct listview){.item = p->item,
                             .count = p->count,
                             .chosen = p->at,
                             .title = p->title,
                             .filter = p->filter.text,
                             .empty = p->empty};
}

static void move_by(struct picklist *p, int by)
{
    const struct listview l = view_of(p);
    const int to = listview_step(&l, by);

    if (to >= 0)
        p->at = to;
}

static void act_up(struct shell *s, void *state)
{
    (void)s;
    move_by(state, -1);
}

static void act_down(struct shell *s, void *state)
{
    (void)s;
    move_by(state, 1);
}

static void act_page_up(struct shell *s, void *state)
{
    move_by(state, -(s->rows / 2));
}

static void act_page_down(struct shell *s, void *state)
{
    move_by(state, s->rows / 2);
}

static void act_first(struct shell *s, void *state)
{
    (void)s;
    move_by(state, -MOST);
}

static void act_last(struct shell *s, void *state)
{
    (void)s;
    move_by(state, MOST);
}

static void act_open(struct shell *s, void *state)
{
    const struct picklist *p = state;

    if (p->count == 0)
        return;
    if (p->row[p->at].command) {
        prompt_run(s, p->row[p->at].command);
    } else {
        shell_say(s, "no step shows this yet");
    }
}

static void act_search(struct shell *s, void *state)
{
    struct picklist *p = state;

    (void)s;
    p->asks = ASKS_WORD;
    lineedit_set(&p->word, "");
}

static void act_filter(struct shell *s, void *state)
{
    struct picklist *p = state;

    (void)s;
    p->asks = ASKS_FILTER;
    if (p->filter.bytes > 0)
        p->cleared = p->filter;
}

/* The filter that was taken away stands again. */
static void act_undo(struct shell *s, void *state)
{
    struct picklist *p = state;

    if (p->cleared.bytes == 0 || p->filter.bytes > 0) {
        shell_say(s, "no filter was taken away");
        return;
    }
    p->filter = p->cleared;
    move_by(p, 0);
}

static bool holds(const struct picklist *p, int i)
{
    return hits_next(p->item[i].text, p->word.text, 0) ||
           (p->row[i].says && hits_next(p->row[i].says, p->word.text, 0));
}

static void again(struct shell *s, struct picklist *p, int way)
{
    const struct listview l = view_of(p);

    for (int k = 1; k <= p->count && p->word.bytes > 0; k++) {
        const int i = ((p->at + way * k) % p->count + p->count) % p->count;

        if (listview_shows(&l, i) && holds(p, i)) {
            p->at = i;
            return;
        }
    }
    shell_say(s, "\"%.60s\" is not here", p->word.text);
}

static void act_next(struct shell *s, void *state)
{
    again(s, state, 1);
}

static void act_previous(struct shell *s, void *state)
{
    again(s, state, -1);
}

static const struct shell_binding bindings[] = {
    {KEYS_ENTER, "open", "open what is chosen", act_open},
    {'/', "find", "find a word here", act_search},
    {'f', "filter", "show only what holds a word", act_filter},
    {'u', NULL, "the filter that was taken away, again", act_undo},
    {'n', NULL, "the next hit", act_next},
    {'N', NULL, "the hit before", act_previous},
    {KEYS_UP, NULL, "up", act_up},
    {KEYS_DOWN, NULL, "down", act_down},
    {'k', NULL, "up", act_up},
    {'j', NULL, "down", act_down},
    {KEYS_SPACE, NULL, "a screen down", act_page_down},
    {KEYS_PAGE_UP, NULL, "a screen up", act_page_up},
    {KEYS_PAGE_DOWN, NULL, "a screen down", act_page_down},
    {'g', NULL, "to the first line", act_first},
    {'G', NULL, "to the last line", act_last},
    {KEYS_HOME, NULL, "to the first line", act_first},
    {KEYS_END, NULL, "to the last line", act_last},
    {0, NULL, NULL, NULL},
};

static void draw_says(const struct picklist *p, struct canvas *cv,
                      struct canvas_rect at)
{
    const char *says = p->count > 0 ? p->row[p->at].says : NULL;
    struct page *page = says && at.rows > 0 ? page_new() : NULL;

    if (!page)
        return;
    for (const char *line = says; *line;) {
        const size_t n = strcspn(line, "\n");

        page_paragraph(page);
        page_text(page, line, n, INK_TEXT);
        line += n + (line[n] == '\n');
    }
    page_lay(page, &cv->look, at.cols);
    page_draw(page, cv, at, 0);
    page_free(page);
}

static void draw_line(struct shell *s, struct picklist *p, struct canvas *cv)
{
    const bool filter = p->asks == ASKS_FILTER;
    struct canvas_rect line = {cv->rows - 1, 0, 1, cv->cols};

    canvas_fill(cv, line, 0, INK_TEXT);
    line.col =
        canvas_text(cv, line.row, 0, filter ? "filter: " : "find: ", INK_KEY);
    line.cols -= line.col;
    s->cursor_row = line.row;
    s->cursor_col =
        lineedit_draw(filter ? &p->filter : &p->word, cv, line, INK_TEXT);
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct picklist *p = state;
    const struct listview view = view_of(p);
    const bool beside = cv->cols >= SHELL_SPLIT_COLS;
    struct canvas_rect list = canvas_whole(cv), says = list;

    if (beside) {
        list.cols = WIDE_LIST;
        says.col = WIDE_LIST + 2;
        says.cols -= says.col;
    } else {
        list.rows = cv->rows - cv->rows / 3;
        if (cv->rows - list.rows < LEAST_SAYS)
            list.rows = cv->rows - LEAST_SAYS;
        says.row = list.rows;
        says.rows -= list.rows;
    }
    says.row += beside;
    says.rows -= beside;
    listview_draw(&view, cv, list);
    draw_says(p, cv, says);
    if (p->asks != ASKS_NOTHING)
        draw_line(s, p, cv);
}

static bool typing(const void *state)
{
    const struct picklist *p = state;

    return p->asks != ASKS_NOTHING;
}

static void clear_filter(struct picklist *p)
{
    if (p->filter.bytes > 0)
        p->cleared = p->filter;
    lineedit_set(&p->filter, "");
}

static bool key(struct shell *s, void *state, int k)
{
    struct picklist *p = state;
    const enum asks asks = p->asks;

    if (asks == ASKS_NOTHING)
        return false;
    if (k == KEYS_ESC || k == KEYS_ENTER) {
        p->asks = ASKS_NOTHING;
        if (k == KEYS_ESC && asks == ASKS_FILTER)
            clear_filter(p);
        if (k == KEYS_ENTER && asks == ASKS_WORD)
            again(s, p, 1);
    } else if (!lineedit_key(asks == ASKS_FILTER ? &p->filter : &p->word, k)) {
        return false;
    }
    if (asks == ASKS_FILTER)
        move_by(p, 0); /* to a row that is still shown */
    return true;
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct picklist *p = state;
    const bool there = p->at == spot->row;

    (void)s;
    p->at = spot->row;
    return there;
}

static void release(struct shell *s, void *state)
{
    (void)s;
    picklist_free(state);
}

static const struct shell_screen screen = {.name = "list",
                                           .bindings = bindings,
                                           .draw = draw,
                                           .go = go,
                                           .key = key,
                                           .typing = typing,
                                           .free = release};

void picklist_push(struct shell *s, struct picklist *p)
{
    if (!p || p->failed) {
        shell_say(s, "list: out of memory");
        picklist_free(p);
        return;
    }
    shell_push(s, &screen, p);
}
