#include "tui/verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "lessons/markdown.h"
#include "tui/askwhy.h"
#include "tui/findall.h"
#include "tui/notebook.h"
#include "tui/screens/ccard.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/exdesk.h"
#include "tui/screens/exlist.h"
#include "tui/screens/glosslist.h"
#include "tui/screens/gradewait.h"
#include "tui/screens/helplist.h"
#include "tui/screens/labscreen.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/messages.h"
#include "tui/screens/notelist.h"
#include "tui/screens/prefscreen.h"
#include "tui/screens/readshelf.h"
#include "tui/screens/reviewcard.h"
#include "tui/screens/runlist.h"
#include "tui/screens/stage.h"
#include "tui/screens/textpage.h"
#include "tui/screens/tracklist.h"

enum { VERBS_RUN_BYTES = 1100 };

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

/* A step by its number or its name; below 0: there is none such. */
static int step_called(const struct shell *s, const char *id, const char *step)
{
    const int at = course_find(&s->course, id);
    const struct lesson *l = at >= 0 ? s->course.entries[at].lesson : NULL;
    char *end;
    const long number = strtol(step, &end, 10);

    if (*step && !*end)
        return number >= 1 && number <= LESSON_MAX_STEPS ? (int)number : -1;
    return l ? lesson_find(l, step) + 1 : 0;
}

/* "L16", "L16 4" or "L16 formula". */
static void run_lesson(struct shell *s, const char *arg)
{
    char id[PROGRESS_ID];
    const char *step = arg + strcspn(arg, " ");
    int number = 0;

    snprintf(id, sizeof id, "%.*s", (int)(step - arg), arg);
    step += strspn(step, " ");
    if (*step) {
        number = step_called(s, id, step);
        if (number < 1 && course_find(&s->course, id) >= 0 &&
            s->course.entries[course_find(&s->course, id)].lesson) {
            shell_say(s, "lesson: %s has no step \"%.40s\"", id, step);
            return;
        }
    }
    shell_fault(s, lessonpage_push(s, id, number));
}

static void run_lab(struct shell *s, const char *arg)
{
    shell_fault(s, labscreen_push(s, arg));
}

static void run_exercise(struct shell *s, const char *arg)
{
    shell_fault(s, exdesk_push(s, arg, NULL, 0));
}

static void run_grade(struct shell *s, const char *arg)
{
    shell_fault(s, gradewait_push(s, arg));
}

static void run_exercises(struct shell *s, const char *arg)
{
    (void)arg;
    exlist_push(s, -1);
}

static void run_find(struct shell *s, const char *arg)
{
    if (strncmp(arg, "all ", 4) == 0 && arg[4 + strspn(arg + 4, " ")]) {
        findall_push(s, arg + 4 + strspn(arg + 4, " "));
        return;
    }
    if (!lessonpage_find(s, arg) && !coursemap_find(s, arg))
        shell_say(s, "find: \"%s\" is not on this screen", arg);
}

static void run_why(struct shell *s, const char *arg)
{
    askwhy_push(s, arg);
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

static void run_ccard(struct shell *s, const char *arg)
{
    (void)arg;
    ccard_show(s, NULL);
}

static void run_review(struct shell *s, const char *arg)
{
    (void)arg;
    shell_fault(s, reviewcard_push(s, clock_unix()));
}

static void run_runs(struct shell *s, const char *arg)
{
    (void)arg;
    runlist_push(s);
}

static void run_playground(struct shell *s, const char *arg)
{
    char run[VERBS_RUN_BYTES];

    /* Quotes would end the value: no name of a model has one. */
    if (strchr(arg, '"')) {
        shell_say(s, "playground: a name of a model has no quotes");
    } else if (*arg) {
        snprintf(run, sizeof run, "playground model=\"%.1000s\"", arg);
        shell_fault(s, labscreen_push(s, run));
    } else {
        shell_fault(s, labscreen_push(s, "playground"));
    }
}

static void run_glossary(struct shell *s, const char *arg)
{
    glosslist_push(s, arg);
}

/* Written, and shown. */
static void run_notebook(struct shell *s, const char *arg)
{
    struct page *page = page_new();
    struct buf text;

    (void)arg;
    buf_init(&text, 32 << 20);
    shell_fault(s, notebook_write(s));
    shell_fault(s, notebook_text(s, &text));
    if (page && text.bytes == 0)
        buf_text(&text, "Nothing yet: guess, answer, note, run.");
    if (page)
        shell_fault(s, markdown_page(page, buf_string(&text), text.bytes));
    textpage_push(s, "Notebook, as in ~/lathe/notebook.md", page);
    buf_release(&text);
}

static void run_notes(struct shell *s, const char *arg)
{
    (void)arg;
    notelist_push(s);
}

static void run_track(struct shell *s, const char *arg)
{
    tracklist_push_track(s, arg);
}

static void run_tracks(struct shell *s, const char *arg)
{
    (void)arg;
    tracklist_push(s);
}

static void run_present(struct shell *s, const char *arg)
{
    shell_fault(s, stage_push(s, arg, 0));
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

static const struct verbs_verb verbs[] = {
    {"c-card", VERBS_NOTHING, run_ccard, "C on one card"},
    {"exercise", VERBS_EXERCISE, run_exercise, "open an exercise"},
    {"exercises", VERBS_NOTHING, run_exercises,
     "all exercises, and how each stands"},
    {"export", VERBS_NOTHING, run_export,
     "keep the picture of this lab as files"},
    {"find", VERBS_WORD, run_find,
     "find a word on this screen; all WORD: everywhere"},
    {"glossary", VERBS_TERM, run_glossary, "what the words of the course mean"},
    {"grade", VERBS_FOLDER, run_grade, "grade a class and look at its marks"},
    {"help", VERBS_NOTHING, run_help, "the keys of this screen"},
    {"lab", VERBS_LAB, run_lab, "open a lab on the whole screen"},
    {"lesson", VERBS_LESSON, run_lesson, "open a lesson"},
    {"map", VERBS_NOTHING, run_map, "back to the course map"},
    {"messages", VERBS_NOTHING, run_messages, "what the bottom line has said"},
    {"notebook", VERBS_NOTHING, run_notebook,
     "guesses, results, notes, code: as in ~/lathe/notebook.md"},
    {"notes", VERBS_NOTHING, run_notes, "your notes and bookmarks"},
    {"path", VERBS_PATH, run_path, "choose another path through the course"},
    {"playground", VERBS_MODEL, run_playground,
     "a model writes on from your prompt, token by token"},
    {"present", VERBS_LESSON, run_present, "a lesson before a class"},
    {"quit", VERBS_NOTHING, run_quit, "leave Lathe"},
    {"reset", VERBS_NOTHING, run_reset, "start the lab of this screen anew"},
    {"review", VERBS_NOTHING, run_review,
     "questions of earlier lessons that are due"},
    {"runs", VERBS_NOTHING, run_runs, "what was trained here, with its curves"},
    {"settings", VERBS_NOTHING, run_settings, "colours, theme, glyphs, mouse"},
    {"shelf", VERBS_NOTHING, run_shelf, "what the lessons give to read"},
    {"track", VERBS_TRACK, run_track, "the track that you follow, or another"},
    {"tracks", VERBS_NOTHING, run_tracks, "ways and plans through the course"},
    {"why", VERBS_WORD, run_why, "ask the course: sentences and their steps"},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

const struct verbs_verb *verbs_find(const char *name, size_t bytes)
{
    const struct verbs_verb *found = NULL;

    for (int i = 0; i < VERBS; i++) {
        if (strncmp(verbs[i].name, name, bytes) != 0)
            continue;
        if (strlen(verbs[i].name) == bytes)
            return &verbs[i];
        if (found)
            return NULL; /* two begin like that */
        found = &verbs[i];
    }
    return found;
}

/* The i-th thing that may stand there, or NULL. */
const char *verbs_candidate(const struct shell *s, enum verbs_wants wants,
                            int i)
{
    if (wants == VERBS_LAB)
        return i < lab_count() ? lab_at(i)->name : NULL;
    if (wants == VERBS_PATH) {
        return i < COURSEMAP_PATHS ? coursemap_path_word((enum coursemap_path)i)
                                   : NULL;
    }
    if (wants == VERBS_TRACK)
        return i < s->tracks.count ? s->tracks.track[i].word : NULL;
    if (wants == VERBS_TERM)
        return i < s->glossary.count ? s->glossary.entry[i].term : NULL;
    if (wants == VERBS_EXERCISE)
        return i < s->exercises.count ? s->exercises.name[i] : NULL;
    if (wants == VERBS_LESSON) {
        return i < s->course.catalogue.count ? s->course.catalogue.lessons[i].id
                                             : NULL;
    }
    return NULL;
}

const struct verbs_verb *verbs_at(int i)
{
    return i >= 0 && i < VERBS ? &verbs[i] : NULL;
}

const char *verbs_example(enum verbs_wants wants)
{
    static const char *const example[] = {
        [VERBS_NOTHING] = "",           [VERBS_LESSON] = "L16",
        [VERBS_LAB] = "attention-map",  [VERBS_WORD] = "softmax",
        [VERBS_PATH] = "teach",         [VERBS_MODEL] = "house",
        [VERBS_TERM] = "softmax",       [VERBS_TRACK] = "evenings",
        [VERBS_EXERCISE] = "attention", [VERBS_FOLDER] = "~/class",
    };

    return example[wants];
}

bool verbs_needs(const struct verbs_verb *v)
{
    return v->wants != VERBS_NOTHING && v->wants != VERBS_MODEL &&
           v->wants != VERBS_TERM && v->wants != VERBS_TRACK;
}
