#include "tui/prompt.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/verbs.h"
#include "viz/hits.h"

void prompt_run(struct shell *s, const char *typed)
{
    char line[LINEEDIT_BYTES + 1];
    const struct verbs_verb *c;
    char *arg = line;
    size_t word;

    snprintf(line, sizeof line, "%s", typed + strspn(typed, " "));
    for (size_t n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
        line[n - 1] = '\0'; /* Tab leaves a blank behind what it completes */
    word = strcspn(line, " ");
    if (word == 0)
        return;
    c = verbs_find(line, word);
    if (!c) {
        shell_say(s, "%.*s: no such command; Tab after : lists them",
                  word > 40 ? 40 : (int)word, line);
        return;
    }
    arg += word;
    arg += strspn(arg, " ");
    if (verbs_needs(c) && !*arg) {
        shell_say(s, "%s: say which, as in \":%s %s\"", c->name, c->name,
                  verbs_example(c->wants));
    } else {
        c->run(s, arg);
    }
}

static const char *option(const struct shell *s, const struct verbs_verb *c,
                          int i)
{
    const struct verbs_verb *v = verbs_at(i);

    if (c)
        return verbs_candidate(s, c->wants, i);
    return v ? v->name : NULL;
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

static struct fits find_fits(const struct shell *s, const struct verbs_verb *c,
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
    const struct verbs_verb *c = NULL;
    char whole[LINEEDIT_BYTES];
    struct fits f;

    list[0] = '\0';
    if (space) {
        c = verbs_find(line->text, (size_t)(space - line->text));
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
static const struct verbs_verb *listed(const struct shell *s, int i)
{
    const char *typed = s->prompt.text;

    const struct verbs_verb *c;

    for (int k = 0; (c = verbs_at(k)) && !strchr(typed, ' '); k++) {
        if ((!*typed || hits_next(c->name, typed, 0) ||
             hits_next(c->about, typed, 0)) &&
            i-- == 0)
            return c;
    }
    return NULL;
}

/* What Enter would run, or NULL: the line moved to, a start that only one
 * command has, the first line. */
static const struct verbs_verb *chosen(const struct shell *s)
{
    const struct verbs_verb *c = NULL;

    if (s->prompt_at >= 0)
        return listed(s, s->prompt_at);
    if (s->prompt.bytes == 0 || strchr(s->prompt.text, ' '))
        return NULL;
    c = verbs_find(s->prompt.text, (size_t)s->prompt.bytes);
    return c ? c : listed(s, 0);
}

static void enter(struct shell *s)
{
    const struct verbs_verb *c = chosen(s);
    const struct lineedit line = s->prompt;
    char whole[32];

    s->prompting = false;
    if (c && verbs_needs(c)) { /* it waits for its argument */
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
        const struct verbs_verb *c = listed(s, first + i);
        const bool here = c == chosen(s);
        struct canvas_rect at = {cv->rows - 1 - rows + i, 0, 1, cv->cols};

        canvas_fill(cv, at, 0, INK_TEXT);
        spots_one(cv, SPOTS_ROW, at, first + i);
        canvas_text(cv, at.row, 0, here ? ">" : " ", INK_FOCUS | INK_BOLD);
        canvas_text(cv, at.row, 2, c->name, INK_KEY | INK_BOLD);
        at.col = 13;
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
