#ifndef TUI_SHELL_H
#define TUI_SHELL_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "exercises/exercise.h"
#include "lessons/course.h"
#include "lessons/glossary.h"
#include "lessons/tracks.h"
#include "tui/keymap.h"
#include "tui/keys.h"
#include "tui/labpanel.h"
#include "tui/lineedit.h"
#include "tui/prefs.h"
#include "tui/worker.h"
#include "viz/canvas.h"
#include "viz/spots.h"

/*
 * shell.h - the workbench without a terminal: a stack of screens that take
 * keys and draw canvases. Tests drive it with no terminal at all.
 */
struct shell;

/* One key of a screen: what it does, how help words it, and how the bottom
 * line does (NULL: only in help). */
struct shell_binding {
    int key; /* keys.h; 0 ends the table */
    const char *hint, *help;
    void (*act)(struct shell *s, void *state);
};

/* A screen is one const table; NULL where it has no such part. */
struct shell_screen {
    const char *name;
    const struct shell_binding *bindings;
    void (*draw)(struct shell *s, void *state, struct canvas *cv);
    /* A key that no binding has, or any key while typing() says true.
     * Answers whether it meant something. */
    bool (*key)(struct shell *s, void *state, int key);
    bool (*typing)(const void *state);
    void (*news)(struct shell *s, void *state);   /* of the worker */
    void (*resume)(struct shell *s, void *state); /* on top again */
    bool (*reset)(struct shell *s, void *state);  /* `:reset` */
    bool (*stop)(struct shell *s, void *state);   /* Ctrl+C; false: nothing */
    const struct lab *(*lab)(const void *state);  /* its keys are in help */
    void (*free)(struct shell *s, void *state);
    /* The mouse was pressed on what the last frame noted there. True where
     * that is chosen already: then it is Enter. */
    bool (*go)(struct shell *s, void *state, const struct spots_spot *spot);
    /* The wheel over SPOTS_PANEL number `panel`, down (way 1) or up (-1).
     * False: it moves what is chosen, as an arrow does. */
    bool (*wheel)(struct shell *s, void *state, int panel, int way);
    bool quiet; /* no keys in the bottom line */
};

struct shell_level {
    const struct shell_screen *screen;
    void *state;
};

enum {
    SHELL_LEVELS = 16,
    SHELL_TOAST_BYTES = 512,
    SHELL_TOASTS = 50, /* kept for `:messages` */
    SHELL_MIN_ROWS = 12,
    SHELL_MIN_COLS = 40,
    SHELL_SPLIT_ROWS = 30, /* from here on text and lab stand side by side */
    SHELL_SPLIT_COLS = 100,
    SHELL_STACK_COLS = 60 /* and from here on one above the other */
};

struct shell {
    struct canvas_look look;
    struct keymap keymap; /* keys of the learner's own */
    struct prefs prefs;   /* what the learner wishes the look to be */
    struct course course;
    struct glossary glossary;
    struct tracks tracks;
    int track; /* that is followed; -1: none */
    struct progress progress;
    struct worker *worker;
    struct labpanel *back; /* the lab in the background, or NULL */
    int64_t keep_ns;       /* a lab that runs is kept as often */
    uint64_t seed;         /* of labs that are opened; 0: their own */
    struct shell_level level[SHELL_LEVELS];
    int depth;
    struct buf copied; /* what `y` put there, for the terminal to take */
    bool copy_fresh;
    int guest_fd; /* readable: somebody comes to watch; -1: none listens */
    bool prompting, pasting, quit, changed;
    struct lineedit prompt;
    int prompt_at; /* the command moved to in its list; -1: none */
    char toast[SHELL_TOASTS][SHELL_TOAST_BYTES]; /* a ring */
    int toasts;                                  /* ever said */
    int64_t toast_until_ns;
    int clicked[2];     /* where the last click chose; -1: a key came since */
    struct spots spots; /* what the last frame shows, for the mouse */
    int rows, cols;     /* of the last frame */
    int cursor_row, cursor_col; /* row -1: hidden */
    int stops;                  /* Ctrl+C in a row */
    bool quit_asked;
    const char *database; /* as shell_new() got it, borrowed */
    struct exercise_names exercises;
    struct checker *check; /* of the exercise in front; NULL until there is */
    struct glance
        *glance; /* at its file; NULL until there is, or without tcc */
    /* A file that the learner's editor is to open, `beside` where the terminal
     * can be split: whoever has the terminal does it and clears this. */
    struct {
        char path[512];
        int line;
        bool beside;
    } edit;
};

/* `folder` of the course and `database` as course_open() and progress_open()
 * take them; NULL for the shipped and the learner's own. Owner: the caller,
 * shell_free(). */
struct status shell_new(struct shell **out, struct canvas_look look,
                        const char *folder, const char *database);
void shell_free(struct shell *s);

/* One key; news of the worker; one frame. shell_draw() may find `cv` of any
 * size from 1x1 on. */
void shell_key(struct shell *s, int key);
void shell_click(struct shell *s, int row, int col);
void shell_wheel(struct shell *s, int row, int col, int way);
void shell_news(struct shell *s);
void shell_draw(struct shell *s, struct canvas *cv);

/* Takes over `state`, also on failure. */
void shell_push(struct shell *s, const struct shell_screen *screen,
                void *state);
void shell_pop(struct shell *s);
struct shell_level *shell_top(const struct shell *s);

/* Says something in the bottom line for a while. */
void shell_say(struct shell *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for a failure; nothing where `st` is fine. */
void shell_fault(struct shell *s, struct status st);

/* Puts a text where it can be pasted from; it is copied. */
void shell_copy(struct shell *s, const char *text, size_t bytes);

/* The keys that every screen has. */
const struct shell_binding *shell_globals(void);

#endif
