#include "tui/screens/sourcepage.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lessons/labs/labsource.h"

/* Lines of 80 columns; where they do not fit beside their numbers, these give
 * way. */
enum { HEAD_ROWS = 2, GUTTER = 6, NARROW = 2, ABOVE = 2, LINE_COLS = 80 };

struct view {
    const struct lab *lab;
    int at, count; /* which of its sources */
    struct labsource source;
    int wish;      /* the line to begin with, were there room below it */
    int top, left; /* first line and column in sight */
    int room;      /* lines; of the last frame */
    bool searching;
    bool edited; /* an editor may have changed the file */
    struct lineedit word;
};

/* Never past the last screenful. */
static int within(const struct view *v, int line)
{
    const int most = v->source.lines - v->room + 1;

    if (line > most)
        line = most;
    return line < 1 ? 1 : line;
}

static void scroll_to(struct view *v, int line)
{
    v->wish = v->top = within(v, line);
}

/* Source `at` in place of the one in sight, which stays where it cannot. */
static struct status open(struct view *v, int at)
{
    struct labsource next;

    STATUS_TRY(labsource_open(&next, v->lab->sources[at]));
    labsource_release(&v->source);
    v->source = next;
    v->at = at;
    v->wish = next.line > ABOVE ? next.line - ABOVE : 1;
    v->left = 0;
    return STATUS_OK;
}

/* Does the line hold the word? Case counts only where the word has a capital.
 */
static bool holds(const struct view *v, int line)
{
    int bytes;
    const char *at = labsource_line(&v->source, line, &bytes);
    bool capital = false;

    for (const char *w = v->word.text; *w; w++)
        capital = capital || isupper((unsigned char)*w);
    for (int i = 0; i + (int)v->word.bytes <= bytes; i++) {
        if (capital ? memcmp(at + i, v->word.text, v->word.bytes) == 0
                    : strncasecmp(at + i, v->word.text, v->word.bytes) == 0)
            return true;
    }
    return false;
}

/* The next line that holds the word, by 1 or -1, around the end; `first` is
 * the first to look at. */
static void find(struct shell *s, struct view *v, int first, int by)
{
    const int n = v->source.lines;

    for (int i = 0; i < n && v->word.bytes; i++) {
        const int line = 1 + ((first - 1 + by * i) % n + n) % n;

        if (holds(v, line)) {
            scroll_to(v, line);
            return;
        }
    }
    if (v->word.bytes)
        shell_say(s, "\"%.60s\" is not here", v->word.text);
    else
        shell_say(s, "nothing to look for: / takes a word");
}

static void move(struct view *v, int lines)
{
    scroll_to(v, v->top + lines);
}

static void act_up(struct shell *s, void *state)
{
    (void)s;
    move(state, -1);
}

static void act_down(struct shell *s, void *state)
{
    (void)s;
    move(state, 1);
}

static void act_page_up(struct shell *s, void *state)
{
    struct view *v = state;

    (void)s;
    move(v, -v->room);
}

static void act_page_down(struct shell *s, void *state)
{
    struct view *v = state;

    (void)s;
    move(v, v->room);
}

static void act_first(struct shell *s, void *state)
{
    (void)s;
    scroll_to(state, 1);
}

static void act_last(struct shell *s, void *state)
{
    struct view *v = state;

    (void)s;
    scroll_to(v, v->source.lines);
}

static void act_left(struct shell *s, void *state)
{
    struct view *v = state;

    (void)s;
    v->left = v->left > 8 ? v->left - 8 : 0;
}

static void act_right(struct shell *s, void *state)
{
    struct view *v = state;

    (void)s;
    v->left = v->left < 72 ? v->left + 8 : 80;
}

static void act_other(struct shell *s, void *state)
{
    struct view *v = state;

    if (v->count == 1)
        shell_say(s, "this lab names no other source");
    else
        shell_fault(s, open(v, (v->at + 1) % v->count));
}

static void act_search(struct shell *s, void *state)
{
    struct view *v = state;

    (void)s;
    v->searching = true;
    lineedit_set(&v->word, "");
}

static void act_next(struct shell *s, void *state)
{
    struct view *v = state;

    find(s, v, v->top + 1, 1);
}

static void act_previous(struct shell *s, void *state)
{
    struct view *v = state;

    find(s, v, v->top - 1, -1);
}

/* At the line in sight, or at the function where that is in sight. */
static void edit(struct shell *s, struct view *v, bool beside)
{
    const int named = v->source.line;

    if (snprintf(s->edit.path, sizeof s->edit.path, "%s",
                 buf_string(&v->source.path)) >= (int)sizeof s->edit.path) {
        s->edit.path[0] = '\0';
        shell_say(s, "the path of this file is too long to hand over");
        return;
    }
    s->edit.line = named >= v->top && named < v->top + v->room ? named : v->top;
    s->edit.beside = beside;
    v->edited = true;
}

static void act_edit(struct shell *s, void *state)
{
    edit(s, state, false);
}

static void act_beside(struct shell *s, void *state)
{
    edit(s, state, true);
}

/* What the editor left is read again. */
static void resume(struct shell *s, void *state)
{
    struct view *v = state;
    const int top = v->top, left = v->left;

    shell_fault(s, open(v, v->at));
    v->left = left;
    scroll_to(v, top);
}

static void act_reread(struct shell *s, void *state)
{
    resume(s, state);
    shell_say(s, "read again");
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "on", "a screen down", act_page_down},
    {KEYS_TAB, "file", "the next source of this lab", act_other},
    {'/', "find", "find a word in this file", act_search},
    {'n', "next hit", "the next line with the word", act_next},
    {'N', NULL, "the line with the word before", act_previous},
    {'e', "edit", "this file in your editor", act_edit},
    {'E', NULL, "the same in a pane beside this one, inside tmux", act_beside},
    {'r', NULL, "read the file again", act_reread},
    {KEYS_DOWN, NULL, "a line down", act_down},
    {KEYS_UP, NULL, "a line up", act_up},
    {'j', NULL, "a line down", act_down},
    {'k', NULL, "a line up", act_up},
    {KEYS_LEFT, NULL, "to the left", act_left},
    {KEYS_RIGHT, NULL, "to the right", act_right},
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
    const struct view *v = state;

    return v->searching;
}

static bool key(struct shell *s, void *state, int k)
{
    struct view *v = state;

    if (!v->searching)
        return false;
    if (k == KEYS_ENTER || k == KEYS_ESC) {
        v->searching = false;
        if (k == KEYS_ENTER)
            find(s, v, v->top, 1);
        else
            lineedit_set(&v->word, "");
        return true;
    }
    return lineedit_key(&v->word, k);
}

static void draw_head(struct shell *s, struct view *v, struct canvas *cv)
{
    struct canvas_rect line = {0, 0, 1, cv->cols};

    if (v->searching) {
        line.col = canvas_text(cv, 0, 0, "/", INK_KEY | INK_BOLD);
        line.cols -= line.col;
        s->cursor_row = 0;
        s->cursor_col = lineedit_draw(&v->word, cv, line, INK_TEXT);
        return;
    }
    const char *source = v->lab->sources[v->at];
    char title[300];

    snprintf(title, sizeof title, "%.*s  %d/%d, line %d of %d",
             (int)strcspn(source, ":"), source, v->at + 1, v->count, v->top,
             v->source.lines);
    canvas_fit(cv, line, title, INK_TITLE | INK_BOLD);
}

static void draw_line(const struct view *v, struct canvas *cv, int row,
                      int line)
{
    const bool named =
        line == v->source.line && strchr(v->lab->sources[v->at], ':');
    const bool hit = v->word.bytes && holds(v, line);
    const int gutter = cv->cols < GUTTER + LINE_COLS ? NARROW : GUTTER;
    struct canvas text =
        canvas_sub(cv, (struct canvas_rect){row, gutter, 1, cv->cols - gutter});
    char copy[512];
    int bytes;
    const char *at = labsource_line(&v->source, line, &bytes);

    canvas_text(cv, row, 0, named ? ">" : " ", INK_FOCUS | INK_BOLD);
    if (gutter == GUTTER)
        canvas_printf(cv, row, 1, named ? INK_FOCUS | INK_BOLD : INK_DIM, "%4d",
                      line);
    snprintf(copy, sizeof copy, "%.*s", bytes, at);
    canvas_text(&text, 0, -v->left, copy,
                hit     ? ink_on(INK_TEXT, INK_HIT)
                : named ? INK_TEXT | INK_BOLD
                        : INK_TEXT);
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct view *v = state;

    if (v->edited && !s->edit.path[0]) { /* the editor is done with it */
        v->edited = false;
        resume(s, v);
    }
    v->room = cv->rows > HEAD_ROWS ? cv->rows - HEAD_ROWS : 1;
    v->top = within(v, v->wish); /* a larger frame again shows what it can */
    draw_head(s, v, cv);
    for (int i = 0; i < v->room && v->top + i <= v->source.lines; i++)
        draw_line(v, cv, HEAD_ROWS + i, v->top + i);
}

static void release(struct shell *s, void *state)
{
    struct view *v = state;

    (void)s;
    labsource_release(&v->source);
    free(v);
}

static const struct shell_screen screen = {.name = "source",
                                           .bindings = bindings,
                                           .draw = draw,
                                           .key = key,
                                           .typing = typing,
                                           .resume = resume,
                                           .free = release};

void sourcepage_push(struct shell *s, const struct lab *lab)
{
    struct view *v = calloc(1, sizeof *v);
    struct status st;

    if (!v)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a source");
    else if (!lab->sources)
        st = status_fail(STATUS_NOT_FOUND, "this lab names no source");
    else {
        v->lab = lab;
        while (lab->sources[v->count])
            v->count++;
        st = open(v, 0);
    }
    if (st.code) {
        shell_fault(s, st);
        free(v);
        return;
    }
    shell_push(s, &screen, v);
}
