#include "tui/screens/coursemap.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tui/placement.h"
#include "tui/screens/exlist.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/mapcard.h"
#include "tui/screens/tracklist.h"

enum { DETAIL_COLS = 44 };

enum shows { SHOW_ALL, SHOW_OPEN, SHOW_WRITTEN, SHOW_KINDS };
static const char *const show_names[] = {"all", "to do", "written"};

/* A row is a stage (lesson -1) or one of its lessons. */
struct row {
    int stage, lesson;
};

struct map {
    struct row row[CATALOGUE_MAX_LESSONS + CATALOGUE_MAX_STAGES];
    int rows, at, top;
    bool folded[CATALOGUE_MAX_STAGES + 1];
    enum coursemap_path path;
    enum shows shows;
    bool searching;
    struct lineedit word;
};

static const struct {
    const char *word, *name, *about;
} paths[COURSEMAP_PATHS] = {
    {"start", "from the start", "vectors, gradients, models, in order"},
    {"pytorch", "I know PyTorch", "the stages of models and applications"},
    {"teach", "I teach", "all stages; minutes, needs, notes"},
};

static bool shown(const struct course_entry *e, enum shows shows)
{
    if (shows == SHOW_OPEN)
        return e->row->written && !course_settled(e);
    return shows == SHOW_ALL || e->row->written;
}

static void list_rows(struct shell *s, struct map *m)
{
    const struct catalogue *c = &s->course.catalogue;

    m->rows = 0;
    for (int stage = 1; stage <= c->stage_count; stage++) {
        m->row[m->rows++] = (struct row){stage, -1};
        for (int i = 0; i < c->count && !m->folded[stage]; i++) {
            if (c->lessons[i].stage == stage &&
                shown(&s->course.entries[i], m->shows))
                m->row[m->rows++] = (struct row){stage, i};
        }
    }
    if (m->at >= m->rows)
        m->at = m->rows > 0 ? m->rows - 1 : 0;
}

static void go_to(struct map *m, int lesson)
{
    for (int i = 0; i < m->rows; i++) {
        if (m->row[i].lesson == lesson)
            m->at = i;
    }
}

/* Does stage of lesson `i` belong to the path, or was it begun anyway? */
static bool on_path(const struct shell *s, enum coursemap_path path, int i)
{
    const struct catalogue_lesson *l = &s->course.catalogue.lessons[i];

    if (path == COURSEMAP_TEACH || s->course.entries[i].state != PROGRESS_NEW)
        return true;
    if (path == COURSEMAP_PYTORCH)
        return strcmp(l->floor, "model") == 0 ||
               strcmp(l->floor, "application") == 0;
    return l->stage == 1 || i == s->course.next;
}

/* The map shows the chosen path, the rest is folded. */
static void fold_path(struct shell *s, struct map *m)
{
    const struct catalogue *c = &s->course.catalogue;

    m->path = coursemap_path(s);
    for (int stage = 1; stage <= c->stage_count; stage++)
        m->folded[stage] = true;
    for (int i = 0; i < c->count; i++) {
        if (on_path(s, m->path, i))
            m->folded[c->lessons[i].stage] = false;
    }
}

static void act_open(struct shell *s, void *state)
{
    struct map *m = state;
    const struct row at = m->row[m->at];
    const struct course_entry *e;

    if (m->rows == 0)
        return; /* a course without a stage */
    if (at.lesson < 0) {
        m->folded[at.stage] = !m->folded[at.stage];
        list_rows(s, m);
        return;
    }
    e = &s->course.entries[at.lesson];
    if (!e->row->written) {
        shell_say(s, "%s is planned: it is not written yet", e->row->id);
    } else if (e->fault.code) {
        shell_fault(s, e->fault);
    } else {
        shell_fault(s, lessonpage_push(s, e->row->id, 0));
    }
}

static void act_continue(struct shell *s, void *state)
{
    struct map *m = state;
    struct progress_place place;

    if (!progress_place(&s->progress, &place).code && place.lesson[0]) {
        const int i = course_find(&s->course, place.lesson);

        if (i >= 0 && s->course.entries[i].lesson &&
            !course_settled(&s->course.entries[i])) {
            go_to(m, i);
            shell_fault(s, lessonpage_push(s, place.lesson, 0));
            return;
        }
    }
    if (s->course.next < 0) {
        shell_say(s, "every written lesson is done");
        return;
    }
    go_to(m, s->course.next);
    shell_fault(s, lessonpage_push(
                       s, s->course.catalogue.lessons[s->course.next].id, 0));
}

static void act_exercises(struct shell *s, void *state)
{
    const struct map *m = state;

    exlist_push(s, m->rows > 0 ? m->row[m->at].lesson : -1);
}

static void move_by(struct map *m, int by)
{
    m->at += by;
    if (m->at >= m->rows)
        m->at = m->rows - 1;
    if (m->at < 0)
        m->at = 0;
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
    move_by(state, -(s->rows - 4));
}

static void act_page_down(struct shell *s, void *state)
{
    move_by(state, s->rows - 4);
}

static void act_first(struct shell *s, void *state)
{
    (void)s;
    move_by(state, -CATALOGUE_MAX_LESSONS * 2);
}

static void act_last(struct shell *s, void *state)
{
    (void)s;
    move_by(state, CATALOGUE_MAX_LESSONS * 2);
}

static void act_filter(struct shell *s, void *state)
{
    struct map *m = state;

    m->shows = (enum shows)((m->shows + 1) % SHOW_KINDS);
    list_rows(s, m);
    shell_say(s, "shown: %s", show_names[m->shows]);
}

static void act_search(struct shell *s, void *state)
{
    struct map *m = state;

    (void)s;
    m->searching = true;
    lineedit_set(&m->word, "");
}

static bool holds(const char *text, const char *part)
{
    const size_t n = strlen(part);

    for (; *text; text++) {
        if (strncasecmp(text, part, n) == 0)
            return true;
    }
    return false;
}

static bool fits(const struct catalogue_lesson *l, const char *word)
{
    return holds(l->title, word) || holds(l->id, word);
}

/* A hit may stand in a folded stage: it is unfolded. */
static void unfold_hits(struct shell *s, struct map *m, const char *word)
{
    const struct catalogue *c = &s->course.catalogue;
    const struct row here = m->rows > 0 ? m->row[m->at] : (struct row){0, -1};

    for (int i = 0; i < c->count; i++) {
        if (fits(&c->lessons[i], word))
            m->folded[c->lessons[i].stage] = false;
    }
    list_rows(s, m);
    for (int i = 0; i < m->rows; i++) {
        if (m->row[i].stage == here.stage && m->row[i].lesson == here.lesson)
            m->at = i;
    }
}

static bool search(struct shell *s, struct map *m, const char *word, int way)
{
    unfold_hits(s, m, word);
    for (int k = 1; k <= m->rows; k++) {
        const int i = ((m->at + way * k) % m->rows + m->rows) % m->rows;
        const int lesson = m->row[i].lesson;

        if (lesson >= 0 && fits(&s->course.catalogue.lessons[lesson], word)) {
            m->at = i;
            return true;
        }
    }
    return false;
}

static void again(struct shell *s, struct map *m, int way)
{
    if (m->word.bytes == 0) {
        act_search(s, m);
    } else if (!search(s, m, m->word.text, way)) {
        shell_say(s, "\"%s\" is not on the map", m->word.text);
    }
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
    {KEYS_ENTER, "open", "open the lesson; fold or unfold the stage", act_open},
    {'c', "continue", "go on where you stopped", act_continue},
    {'/', "find", "find a word in the titles", act_search},
    {'f', "filter", "show all, what is to do, what is written", act_filter},
    {'x', NULL, "the exercises, and how each stands", act_exercises},
    {KEYS_UP, NULL, "up", act_up},
    {KEYS_DOWN, NULL, "down", act_down},
    {'k', NULL, "up", act_up},
    {'j', NULL, "down", act_down},
    {'g', NULL, "to the first line", act_first},
    {'G', NULL, "to the last line", act_last},
    {KEYS_HOME, NULL, "to the first line", act_first},
    {KEYS_END, NULL, "to the last line", act_last},
    {KEYS_PAGE_UP, NULL, "a screen up", act_page_up},
    {KEYS_PAGE_DOWN, NULL, "a screen down", act_page_down},
    {KEYS_SPACE, NULL, "a screen down", act_page_down},
    {'n', NULL, "the next hit", act_next},
    {'N', NULL, "the hit before", act_previous},
    {0, NULL, NULL, NULL},
};

static void draw_list(struct shell *s, struct map *m, struct canvas *cv)
{
    if (m->at < m->top)
        m->top = m->at;
    if (m->at >= m->top + cv->rows)
        m->top = m->at - cv->rows + 1;
    if (m->at == 1 && cv->rows > 1)
        m->top = 0; /* the stage above its first lesson */
    for (int i = m->top; i < m->rows && i - m->top < cv->rows; i++) {
        const struct canvas_rect at = {i - m->top, 0, 1, cv->cols};
        const struct row r = m->row[i];

        spots_one(cv, SPOTS_ROW, at, i);
        if (r.lesson < 0) {
            mapcard_stage(&s->course, r.stage, m->folded[r.stage], i == m->at,
                          cv, at);
        } else {
            mapcard_lesson(&s->course, r.lesson, i == m->at,
                           m->path == COURSEMAP_TEACH, cv, at);
        }
    }
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct map *m = state;
    const bool split = cv->cols >= SHELL_SPLIT_COLS;
    const int cols = split ? cv->cols - DETAIL_COLS - 2 : cv->cols;
    struct canvas list =
        canvas_sub(cv, (struct canvas_rect){2, 0, cv->rows - 2, cols});
    struct canvas_rect line = {1, 0, 1, cv->cols};

    mapcard_title(&s->course,
                  tracklist_name(s) ? tracklist_name(s) : paths[m->path].name,
                  cv);
    if (m->searching) {
        line.col = canvas_text(cv, 1, 0, "find: ", INK_KEY);
        line.cols -= line.col;
        s->cursor_row = 1;
        s->cursor_col = lineedit_draw(&m->word, cv, line, INK_TEXT);
    }
    draw_list(s, m, &list);
    if (split && m->rows > 0 && m->row[m->at].lesson >= 0) {
        mapcard_details(
            &s->course, m->row[m->at].lesson, cv,
            (struct canvas_rect){2, cols + 2, cv->rows - 2, DETAIL_COLS});
    }
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct map *m = state;
    const bool there = m->at == spot->row;

    (void)s;
    m->at = spot->row;
    return there;
}

static bool key(struct shell *s, void *state, int k)
{
    struct map *m = state;

    if (!m->searching)
        return false;
    if (k == KEYS_ESC) {
        m->searching = false;
    } else if (k == KEYS_ENTER) {
        m->searching = false;
        again(s, m, 1);
    } else {
        return lineedit_key(&m->word, k);
    }
    return true;
}

static bool typing(const void *state)
{
    const struct map *m = state;

    return m->searching;
}

static void resume(struct shell *s, void *state)
{
    shell_fault(s, placement_refresh(&s->course, &s->progress, s->database));
    list_rows(s, state);
}

static void release(struct shell *s, void *state)
{
    (void)s;
    free(state);
}

static const struct shell_screen screen = {
    .name = "course map",
    .bindings = bindings,
    .draw = draw,
    .key = key,
    .typing = typing,
    .resume = resume,
    .go = go,
    .free = release,
};

const struct shell_screen *coursemap_screen(void)
{
    return &screen;
}

void coursemap_push(struct shell *s)
{
    struct map *m = calloc(1, sizeof *m);

    if (!m) {
        shell_say(s, "course map: out of memory");
        return;
    }
    fold_path(s, m);
    list_rows(s, m);
    if (s->course.next >= 0)
        go_to(m, s->course.next);
    shell_push(s, &screen, m);
}

bool coursemap_find(struct shell *s, const char *word)
{
    struct shell_level *top = shell_top(s);
    struct map *m;

    if (!top || top->screen != &screen)
        return false;
    m = top->state;
    lineedit_set(&m->word, word);
    return search(s, m, word, 1);
}

const char *coursemap_path_name(enum coursemap_path path)
{
    return paths[path].name;
}

const char *coursemap_path_about(enum coursemap_path path)
{
    return paths[path].about;
}

const char *coursemap_path_word(enum coursemap_path path)
{
    return paths[path].word;
}

enum coursemap_path coursemap_path(struct shell *s)
{
    char word[PROGRESS_ANSWER] = "";

    if (progress_get_note(&s->progress, "path", word).code)
        return COURSEMAP_START;
    for (int i = 0; i < COURSEMAP_PATHS; i++) {
        if (strcmp(word, paths[i].word) == 0)
            return (enum coursemap_path)i;
    }
    return COURSEMAP_START;
}

struct status coursemap_choose(struct shell *s, enum coursemap_path path)
{
    const struct shell_level *top = shell_top(s);

    STATUS_TRY(progress_set_note(&s->progress, "path", paths[path].word));
    if (top && top->screen == &screen) {
        fold_path(s, top->state);
        list_rows(s, top->state);
        if (s->course.next >= 0)
            go_to(top->state, s->course.next);
    }
    return STATUS_OK;
}
