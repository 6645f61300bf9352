#include "tui/prompt.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/screens/coursemap.h"
#include "tui/screens/exdesk.h"
#include "tui/screens/exlist.h"
#include "tui/screens/helplist.h"
#include "tui/screens/labscreen.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/messages.h"
#include "tui/screens/prefscreen.h"
#include "tui/screens/readshelf.h"
#include "tui/screens/runlist.h"
#include "viz/hits.h"

static void run_quit(struct shell *s, const char *arg)
{
    (void)arg;
    s->quit = true;
}

static void run_reset(struct shell *s, const char *arg)
{
    const struct shell_level *top = shell_top(s);

    (void)arg;
    if (!top->screen->reset || !top->screen->reset(s, top->state)) {
        shell_say(s, "reset: no lab is open on this screen");
    } else if (top->screen->lab) {
        shell_say(s, "the lab starts anew");
    }
}

static void run_lesson(struct shell *s, const char *arg)
{
    shell_fault(s, lessonpage_push(s, arg, 0));
}

static void run_lab(struct shell *s, const char *arg)
{
    shell_fault(s, labscreen_push(s, arg));
}

static void run_exercise(struct shell *s, const char *arg)
{
    shell_fault(s, exdesk_push(s, arg, NULL, 0));
}

static void run_exercises(struct shell *s, const char *arg)
{
    (void)arg;
    exlist_push(s, -1);
}

static void run_find(struct shell *s, const char *arg)
{
    if (!lessonpage_find(s, arg) && !coursemap_find(s, arg))
        shell_say(s, "find: \"%s\" is not on this screen", arg);
}

static void run_map(struct shell *s, const char *arg)
{
    (void)arg;
    while (s->depth > 1)
        shell_pop(s);
    if (shell_top(s)->screen != coursemap_screen())
        coursemap_push(s);
}

static void run_messages(struct shell *s, const char *arg)
{
    (void)arg;
    messages_push(s);
}

static void run_settings(struct shell *s, const char *arg)
{
    (void)arg;
    prefscreen_push(s);
}

static void run_shelf(struct shell *s, const char *arg)
{
    (void)arg;
    readshelf_push(s);
}

static void run_runs(struct shell *s, const char *arg)
{
    (void)arg;
    runlist_push(s);
}

static void run_help(struct shell *s, const char *arg)
{
    (void)arg;
    helplist_push(s);
}

static void run_path(struct shell *s, const char *arg)
{
    for (int i = 0; i < COURSEMAP_PATHS; i++) {
        const enum coursemap_path path = (enum coursemap_path)i;

        if (strncmp(coursemap_path_word(path), arg, strlen(arg)) == 0) {
            run_map(s, "");
            shell_fault(s, coursemap_choose(s, path));
            return;
        }
    }
    shell_say(s, "path: \"%s\" is none; start, pytorch and teach are", arg);
}

/* Screens that show a lab keep its picture on P. */
static void run_export(struct shell *s, const char *arg)
{
    const struct shell_level *top = shell_top(s);
    const struct shell_binding *b = top->screen->bindings;

    (void)arg;
    while (b && b->key && b->key != 'P')
        b++;
    if (b && b->key) {
        b->act(s, top->state);
    } else {
        shell_say(s, "export: no lab is open on this screen");
    }
}

enum wants { NOTHING, A_LESSON, A_LAB, A_WORD, A_PATH, AN_EXERCISE };

static const struct command {
    const char *name;
    enum wants wants;
    void (*run)(struct shell *s, const char *arg);
    const char *about;
} commands[] = {
    {"exercise", AN_EXERCISE, run_exercise, "open an exercise"},
    {"exercises", NOTHING, run_exercises, "all exercises, and how each stands"},
    {"export", NOTHING, run_export, "keep the picture of this lab as files"},
    {"find", A_WORD, run_find, "find a word on this screen"},
    {"help", NOTHING, run_help, "the keys of this screen"},
    {"lab", A_LAB, run_lab, "open a lab on the whole screen"},
    {"lesson", A_LESSON, run_lesson, "open a lesson"},
    {"map", NOTHING, run_map, "back to the course map"},
    {"messages", NOTHING, run_messages, "what the bottom line has said"},
    {"path", A_PATH, run_path, "choose another path through the course"},
    {"quit", NOTHING, run_quit, "leave Lathe"},
    {"reset", NOTHING, run_reset, "start the lab of this screen anew"},
    {"runs", NOTHING, run_runs, "what was trained here, with its curves"},
    {"settings", NOTHING, run_settings, "colours, theme, glyphs, mouse"},
    {"shelf", NOTHING, run_shelf, "what the lessons give to read"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const struct command *find_command(const char *name, size_t bytes)
{
    const struct command *found = NULL;

    for (int i = 0; i < COMMANDS; i++) {
        if (strncmp(commands[i].name, name, bytes) != 0)
            continue;
        if (strlen(commands[i].name) == bytes)
            return &commands[i];
        if (found)
            return NULL; /* two begin like that */
        found = &commands[i];
    }
    return found;
}

void prompt_run(struct shell *s, const char *line)
{
    const struct command *c;
    size_t word;

    line += strspn(line, " ");
    word = strcspn(line, " ");
    if (word == 0)
        return;
    c = find_command(line, word);
    if (!c) {
        shell_say(s, "%.*s: no such command; Tab after : lists them",
                  word > 40 ? 40 : (int)word, line);
        return;
    }
    line += word;
    line += strspn(line, " ");
    if (c->wants != NOTHING && !*line) {
        shell_say(s, "%s: say which, as in \":%s %s\"", c->name, c->name,
                  c->wants == A_LESSON      ? "L16"
                  : c->wants == A_LAB       ? "attention-map"
                  : c->wants == A_PATH      ? "teach"
                  : c->wants == AN_EXERCISE ? "attention"
                                            : "softmax");
    } else {
        c->run(s, line);
    }
}

/* The i-th thing that may stand there, or NULL. */
static const char *candidate(const struct shell *s, enum wants wants, int i)
{
    if (wants == A_LAB)
        return i < lab_count() ? lab_at(i)->name : NULL;
    if (wants == A_PATH) {
        return i < COURSEMAP_PATHS ? coursemap_path_word((enum coursemap_path)i)
                                   : NULL;
    }
    if (wants == AN_EXERCISE)
        return i < s->exercises.count ? s->exercises.name[i] : NULL;
    if (wants == A_LESSON) {
        return i < s->course.catalogue.count ? s->course.catalogue.lessons[i].id
                                             : NULL;
    }
    return NULL;
}

static const char *option(const struct shell *s, const struct command *c, int i)
{
    if (!c)
        return i < COMMANDS ? commands[i].name : NULL;
    return candidate(s, c->wants, i);
}

static size_t same_start(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

/* What begins like the word: how many, the first, how far they agree. */
struct fits {
    int count;
    const char *first;
    size_t agree;
};

static struct fits find_fits(const struct shell *s, const struct command *c,
                             const char *word, char *list, size_t bytes)
{
    struct fits f = {0, NULL, 0};
    const char *name;
    size_t used = 0;

    for (int i = 0; (name = option(s, c, i)); i++) {
        size_t same;

        if (strncasecmp(name, word, strlen(word)) != 0)
            continue;
        same = f.first ? same_start(f.first, name) : strlen(name);
        f.agree = f.count++ == 0 || same < f.agree ? same : f.agree;
        if (!f.first)
            f.first = name;
        if (used < bytes) {
            used += (size_t)snprintf(list + used, bytes - used, "%s%s",
                                     used ? "  " : "", name);
        }
    }
    return f;
}

int prompt_complete(const struct shell *s, struct lineedit *line, char *list,
                    size_t bytes)
{
    const char *space = strchr(line->text, ' ');
    const char *word = space ? space + 1 : line->text;
    const struct command *c = NULL;
    char whole[LINEEDIT_BYTES];
    struct fits f;

    list[0] = '\0';
    if (space) {
        c = find_command(line->text, (size_t)(space - line->text));
        if (!c)
            return 0;
    }
    f = find_fits(s, c, word, list, bytes);
    if (f.count == 0)
        return 0;
    snprintf(whole, sizeof whole, "%.*s%.*s%s", (int)(word - line->text),
             line->text, (int)f.agree, f.first, f.count == 1 ? " " : "");
    if (strlen(whole) >= strlen(line->text))
        lineedit_set(line, whole);
    return f.count;
}

/* The list above the line: what holds the words typed, in name or meaning;
 * NULL where there is no i-th. It ends where an argument begins. */
static const struct command *listed(const struct shell *s, int i)
{
    const char *typed = s->prompt.text;

    for (int k = 0; k < COMMANDS && !strchr(typed, ' '); k++) {
        const struct command *c = &commands[k];

        if ((!*typed || hits_next(c->name, typed, 0) ||
             hits_next(c->about, typed, 0)) &&
            i-- == 0)
            return c;
    }
    return NULL;
}

/* What Enter would run, or NULL: the line moved to, a start that only one
 * command has, the first line. */
static const struct command *chosen(const struct shell *s)
{
    const struct command *c = NULL;

    if (s->prompt_at >= 0)
        return listed(s, s->prompt_at);
    if (s->prompt.bytes == 0 || strchr(s->prompt.text, ' '))
        return NULL;
    c = find_command(s->prompt.text, (size_t)s->prompt.bytes);
    return c ? c : listed(s, 0);
}

static void enter(struct shell *s)
{
    const struct command *c = chosen(s);
    const struct lineedit line = s->prompt;
    char whole[32];

    s->prompting = false;
    if (c && c->wants != NOTHING) { /* it waits for its argument */
        snprintf(whole, sizeof whole, "%s ", c->name);
        s->prompting = true;
        s->prompt_at = -1;
        lineedit_set(&s->prompt, whole);
    } else {
        prompt_run(s, c ? c->name : line.text);
    }
}

static void draw_list(const struct shell *s, struct canvas *cv)
{
    const int most = cv->rows - 2; /* the screen's title stays in sight */
    const int first = s->prompt_at >= most ? s->prompt_at - most + 1 : 0;
    int rows = 0;

    while (rows < most && listed(s, first + rows))
        rows++;
    for (int i = 0; i < rows; i++) {
        const struct command *c = listed(s, first + i);
        const bool here = c == chosen(s);
        struct canvas_rect at = {cv->rows - 1 - rows + i, 0, 1, cv->cols};

        canvas_fill(cv, at, 0, INK_TEXT);
        canvas_text(cv, at.row, 0, here ? ">" : " ", INK_FOCUS | INK_BOLD);
        canvas_text(cv, at.row, 2, c->name, INK_KEY | INK_BOLD);
        at.col = 12;
        at.cols -= at.col;
        canvas_fit(cv, at, c->about, here ? INK_FOCUS | INK_BOLD : INK_TEXT);
    }
}

void prompt_key(struct shell *s, int key)
{
    char list[SHELL_TOAST_BYTES];

    if (key == KEYS_ESC || (key == KEYS_RUBOUT && s->prompt.bytes == 0)) {
        s->prompting = false;
    } else if (key == KEYS_ENTER) {
        enter(s);
    } else if (key == KEYS_DOWN) {
        s->prompt_at += listed(s, s->prompt_at + 1) != NULL;
    } else if (key == KEYS_UP) {
        s->prompt_at -= s->prompt_at >= 0;
    } else if (key == KEYS_TAB) {
        prompt_complete(s, &s->prompt, list, sizeof list);
    } else if (lineedit_key(&s->prompt, key)) {
        s->prompt_at = -1;
    }
}

void prompt_draw(struct shell *s, struct canvas *cv)
{
    char list[SHELL_TOAST_BYTES];
    struct lineedit copy = s->prompt;
    struct canvas_rect row = {cv->rows - 1, 1, 1, cv->cols - 1};

    canvas_text(cv, row.row, 0, ":", INK_KEY | INK_BOLD);
    s->cursor_row = row.row;
    s->cursor_col = lineedit_draw(&s->prompt, cv, row, INK_TEXT);
    if (!strchr(s->prompt.text, ' ')) {
        draw_list(s, cv);
    } else if (prompt_complete(s, &copy, list, sizeof list) > 0) {
        row = (struct canvas_rect){cv->rows - 2, 0, 1, cv->cols};
        canvas_fill(cv, row, 0, INK_TEXT);
        canvas_fit(cv, row, list, INK_DIM);
    }
}
