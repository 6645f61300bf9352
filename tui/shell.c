#include "tui/shell.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/paths.h"
#include "tui/checker.h"
#include "tui/clipboard.h"
#include "tui/glance.h"
#include "tui/mutantcode.h"
#include "tui/placement.h"
#include "tui/prompt.h"
#include "tui/screens/helplist.h"
#include "tui/screens/tracklist.h"

static const int64_t toast_ns = 5000000000, keep_ns = 10000000000;

static struct status open_keymap(struct shell *s)
{
    struct buf path;

    buf_init(&path, 4096);
    struct status st = paths_config(&path, "keys");
    if (!st.code)
        st = keymap_read(&s->keymap, buf_string(&path));
    buf_release(&path);
    return st.code == STATUS_NOT_FOUND ? STATUS_OK : st; /* no home */
}

/* They stand beside the catalogue. */
static struct status open_beside(struct shell *s)
{
    const char *path = s->course.catalogue.path;
    const char *slash = strrchr(path, '/');
    char folder[4096];

    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    s->track = -1;
    STATUS_TRY(glossary_open(&s->glossary, folder));
    STATUS_TRY(tracks_open(&s->tracks, &s->course.catalogue, folder));
    return tracklist_restore(s);
}

struct status shell_new(struct shell **out, struct canvas_look look,
                        const char *folder, const char *database)
{
    struct shell *s = calloc(1, sizeof *s);
    struct status st;

    *out = NULL;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "workbench: out of memory");
    s->look = look;
    buf_init(&s->copied, CLIPBOARD_BYTES);
    s->cursor_row = s->guest_fd = s->clicked[0] = -1;
    s->changed = true;
    s->keep_ns = keep_ns;
    s->database = database;
    st = progress_open(&s->progress, database);
    if (st.code) {
        free(s);
        return st;
    }
    st = course_open(&s->course, folder, &s->progress);
    if (st.code) {
        progress_close(&s->progress);
        free(s);
        return st;
    }
    shell_fault(s, placement_refresh(&s->course, &s->progress, database));
    shell_fault(s, open_keymap(s));
    st = course_take_codes(&s->course, mutantcode_bring);
    if (!st.code)
        st = open_beside(s);
    if (st.code) {
        shell_free(s);
        return st;
    }
    (void)exercise_list(&s->exercises); /* none: none is listed */
    st = worker_new(&s->worker);
    if (st.code) {
        shell_free(s);
        return st;
    }
    *out = s;
    return STATUS_OK;
}

static void free_top(struct shell *s)
{
    const struct shell_level gone = s->level[--s->depth];

    if (gone.screen->free)
        gone.screen->free(s, gone.state);
}

void shell_free(struct shell *s)
{
    if (!s)
        return;
    s->quit = true; /* nothing is worth keeping any more */
    while (s->depth > 0)
        free_top(s);
    if (s->back)
        labpanel_leave(s, s->back);
    checker_free(s->check);
    glance_free(s->glance);
    worker_free(s->worker);
    tracks_close(&s->tracks);
    glossary_close(&s->glossary);
    course_close(&s->course);
    progress_close(&s->progress);
    buf_release(&s->copied);
    free(s);
}

struct shell_level *shell_top(const struct shell *s)
{
    /* The levels are the caller's to change, as those of any shell it has. */
    return s->depth > 0
               ? (struct shell_level *)(uintptr_t)&s->level[s->depth - 1]
               : NULL;
}

void shell_push(struct shell *s, const struct shell_screen *screen, void *state)
{
    if (s->depth == SHELL_LEVELS) {
        shell_say(s, "too many screens are open: leave some with q");
        if (screen->free)
            screen->free(s, state);
        return;
    }
    s->level[s->depth++] = (struct shell_level){screen, state};
    s->changed = true;
}

void shell_pop(struct shell *s)
{
    if (s->depth == 0)
        return;
    free_top(s);
    s->cursor_row = -1;
    s->changed = true;
    if (s->depth > 0 && shell_top(s)->screen->resume)
        shell_top(s)->screen->resume(s, shell_top(s)->state);
}

void shell_say(struct shell *s, const char *fmt, ...)
{
    char *room = s->toast[s->toasts % SHELL_TOASTS];
    va_list args;

    va_start(args, fmt);
    vsnprintf(room, SHELL_TOAST_BYTES, fmt, args);
    va_end(args);
    s->toasts++;
    s->toast_until_ns = clock_ns() + toast_ns;
    s->changed = true;
}

void shell_copy(struct shell *s, const char *text, size_t bytes)
{
    buf_clear(&s->copied);
    buf_add(&s->copied, text, bytes);
    s->copy_fresh = !buf_status(&s->copied).code;
    if (s->copy_fresh) {
        shell_say(s,
                  "copied, %zu bytes; the terminal can paste it where it has "
                  "a clipboard",
                  bytes);
    } else {
        shell_say(s, "that is too long to be copied: P keeps it as a file");
    }
}

void shell_fault(struct shell *s, struct status st)
{
    if (st.code)
        shell_say(s, "%s", st.text);
}

static void act_help(struct shell *s, void *state)
{
    (void)state;
    helplist_push(s);
}

static void act_prompt(struct shell *s, void *state)
{
    (void)state;
    s->prompting = true;
    s->prompt_at = -1;
    lineedit_set(&s->prompt, "");
}

static bool runs(struct shell *s)
{
    return s->worker &&
           worker_ask(s->worker, WORKER_BACK).state == WORKER_RUNNING;
}

/* While the mouse is ours, the terminal cannot select text with it. */
static void act_mouse(struct shell *s, void *state)
{
    const bool on = s->prefs.mouse == PREFS_MOUSE_ON;

    (void)state;
    s->prefs.mouse = on ? PREFS_MOUSE_OFF : PREFS_MOUSE_ON;
    shell_say(s, on ? "mouse off: select text freely" : "mouse on");
}

static void act_leave(struct shell *s, void *state)
{
    (void)state;
    if (s->depth > 1) {
        shell_pop(s);
    } else if (runs(s) && !s->quit_asked) {
        s->quit_asked = true;
        shell_say(s, "a lab still runs: q again stops it and quits");
    } else {
        s->quit = true;
    }
}

static const struct shell_binding globals[] = {
    {'?', "help", "this list", act_help},
    {KEYS_HELP, NULL, "this list", act_help},
    {':', NULL, "type a command", act_prompt},
    {16, NULL, "type a command", act_prompt}, /* Ctrl+P */
    {'M', NULL, "the mouse on, or off to select text", act_mouse},
    {'q', "back", "leave this screen; on the first one: quit", act_leave},
    {0, NULL, NULL, NULL},
};

const struct shell_binding *shell_globals(void)
{
    return globals;
}

/* The first Ctrl+C breaks off what runs, the second one in a row quits. */
static void interrupt(struct shell *s)
{
    struct shell_level *top = shell_top(s);

    if (top && top->screen->stop && top->screen->stop(s, top->state))
        return;
    if (++s->stops >= 2) {
        s->quit = true;
        return;
    }
    worker_stop(s->worker, WORKER_BACK);
    worker_stop(s->worker, WORKER_FRONT);
    shell_say(s, "stopped; Ctrl+C again quits");
}

static bool act_on(struct shell *s, const struct shell_binding *b, int key,
                   void *state)
{
    for (; b && b->key; b++) {
        if (b->key == key) {
            b->act(s, state);
            return true;
        }
    }
    return false;
}

static void key_to_screen(struct shell *s, int key)
{
    const struct shell_level top = *shell_top(s);
    const struct shell_screen *screen = top.screen;

    if (screen->typing && screen->typing(top.state)) {
        if (!screen->key(s, top.state, key) && (key < 32 || key > KEYS_UP))
            act_on(s, globals, key, top.state);
        return;
    }
    key = keymap_meaning(&s->keymap, screen->name, key);
    if (key == 0)
        return;
    if (s->pasting || act_on(s, screen->bindings, key, top.state))
        return; /* what was pasted is text, never a command */
    if (screen->key && screen->key(s, top.state, key))
        return;
    act_on(s, globals, key, top.state);
}

void shell_key(struct shell *s, int key)
{
    s->changed = true;
    s->clicked[0] = -1;
    if (key == KEYS_PASTE_START || key == KEYS_PASTE_END) {
        s->pasting = key == KEYS_PASTE_START;
        return;
    }
    if (s->pasting && (key == KEYS_ENTER || key == KEYS_TAB))
        key = ' ';
    if (key == keys_ctrl('c')) {
        interrupt(s);
        return;
    }
    s->stops = 0;
    if (s->depth == 0 ||
        keymap_meaning(&s->keymap, shell_top(s)->screen->name, key) != 'q')
        s->quit_asked = false;
    if (s->rows > 0 && (s->rows < SHELL_MIN_ROWS || s->cols < SHELL_MIN_COLS)) {
        s->quit = key == 'q'; /* no other key has anything to be seen */
        return;
    }
    if (s->prompting) {
        prompt_key(s, key);
    } else if (s->depth > 0) {
        key_to_screen(s, key);
    }
}

void shell_news(struct shell *s)
{
    struct shell_level *top = shell_top(s);

    if (top && top->screen->news)
        top->screen->news(s, top->state);
    if (s->back) /* while nobody looks, what it measures is kept */
        labpanel_news(s, s->back);
    s->changed = true;
}

static int draw_hint(const struct shell *s, struct canvas *cv, int col,
                     const struct shell_binding *b, bool root)
{
    const char *screen = shell_top(s)->screen->name;
    char room[KEYS_NAME_BYTES];
    const int row = cv->rows - 1;

    for (; b && b->key; b++) {
        const int key = keymap_pressed(&s->keymap, screen, b->key);
        const char *name = keys_name(key, room);
        const int from = col;
        const char *hint = root && b->act == act_leave ? "quit" : b->hint;

        if (!hint || !key)
            continue;
        if (col + canvas_cols(cv, name) + 1 + canvas_cols(cv, hint) > cv->cols)
            return cv->cols;
        col += canvas_text(cv, row, col, name, INK_KEY | INK_BOLD) + 1;
        col += canvas_text(cv, row, col, hint, INK_DIM) + 2;
        spots_one(cv, SPOTS_KEY,
                  (struct canvas_rect){row, from, 1, col - 2 - from}, key);
    }
    return col;
}

/* While letters are text, these are the keys that still mean something. */
static const struct shell_binding in_a_line[] = {
    {KEYS_ENTER, "done", NULL, NULL},
    {KEYS_ESC, "leave the line", NULL, NULL},
    {KEYS_HELP, "help", NULL, NULL},
    {0, NULL, NULL, NULL},
};

/* Where one is: "course map > lesson > lab", where the keys leave room. */
static void draw_way(const struct shell *s, struct canvas *cv, int from)
{
    char text[256];
    size_t used = 0;

    for (int i = 0; i < s->depth && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
                                 i ? " > " : "", s->level[i].screen->name);
    const int cols = canvas_cols(cv, text);

    if (s->depth > 1 && from + cols + 2 <= cv->cols)
        canvas_text(cv, cv->rows - 1, cv->cols - cols, text, INK_DIM);
}

/* `?` and `q` keep their place at the left, however little room there is. */
static void draw_bottom(struct shell *s, struct canvas *cv)
{
    const struct canvas_rect line = {cv->rows - 1, 0, 1, cv->cols};
    const struct shell_level *top = shell_top(s);

    canvas_fill(cv, line, 0, INK_TEXT);
    if (s->prompting) {
        prompt_draw(s, cv);
        return;
    }
    if (s->toasts > 0 && clock_ns() < s->toast_until_ns) {
        canvas_fit(cv, line, s->toast[(s->toasts - 1) % SHELL_TOASTS],
                   INK_WARN | INK_BOLD);
        return;
    }
    if (top->screen->quiet)
        return;
    if (top->screen->typing && top->screen->typing(top->state)) {
        draw_hint(s, cv, 0, in_a_line, false);
        return;
    }
    draw_way(s, cv,
             draw_hint(s, cv, draw_hint(s, cv, 0, globals, s->depth == 1),
                       top->screen->bindings, false));
}

/* True where the frame is whole: nothing but this message fits. */
static bool draw_too_small(struct canvas *cv)
{
    struct canvas_rect row = {0, 0, 1, cv->cols};

    if (cv->rows >= SHELL_MIN_ROWS && cv->cols >= SHELL_MIN_COLS)
        return false;
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "%s",
                  cv->cols >= 20 ? "Lathe needs more room" : "Lathe");
    canvas_printf(cv, 1, 0, INK_TEXT, "have %dx%d", cv->cols, cv->rows);
    canvas_printf(cv, 2, 0, INK_TEXT, "need %dx%d", SHELL_MIN_COLS,
                  SHELL_MIN_ROWS);
    row.row = 3;
    canvas_fit(cv, row, "q quits", INK_DIM);
    return true;
}

void shell_draw(struct shell *s, struct canvas *cv)
{
    struct canvas body;

    s->rows = cv->rows;
    s->cols = cv->cols;
    s->changed = false;
    s->cursor_row = -1;
    spots_start(&s->spots, cv);
    canvas_fill(cv, canvas_whole(cv), 0, INK_TEXT);
    if (draw_too_small(cv) || s->depth == 0)
        return;
    body = canvas_sub(cv, (struct canvas_rect){0, 0, cv->rows - 1, cv->cols});
    shell_top(s)->screen->draw(s, shell_top(s)->state, &body);
    draw_bottom(s, cv);
}
