#ifndef LESSONS_LABS_LAB_H
#define LESSONS_LABS_LAB_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "engine/core/hook.h"
#include "viz/canvas.h"

/*
 * lab.h - a lab: one question, answered by running the engine.
 *
 * A lab is one const table. The same table serves the lesson page, the
 * full-screen view, `lathe lab`, the course check and the tests:
 *
 *   open -> step ... step -> close     on the engine's thread, in this order
 *   turn                               there too, between two steps
 *   snapshot                           there too: copies plain arrays out
 *   draw, words, data, key             on the screen's thread, from a
 *                                      snapshot and a view alone
 *
 * A snapshot never points into memory that the engine will change. Labs print
 * nothing, read no clock for their results (timings stand under "measured"),
 * and take every random number from `seed`.
 */
enum lab_knob_kind {
    LAB_WHOLE,  /* low..high, step 1 */
    LAB_REAL,   /* low..high, on a log scale where `log` is set */
    LAB_CHOICE, /* one of `choices` */
    LAB_SWITCH, /* on or off */
    LAB_TEXT    /* any text of at most 4096 bytes */
};

struct lab_knob {
    const char *name; /* "lr"; NULL ends the list */
    const char *help; /* "learning rate of every step from now on" */
    enum lab_knob_kind kind;
    const char *fallback; /* value when none is given, as text */
    double low, high;
    bool log;
    bool live; /* may be turned while it runs; else turning starts anew */
    const char *const *choices; /* NULL-terminated */
};

/* The value of one knob; which field counts is told by the knob's kind. */
struct lab_value {
    double number; /* WHOLE, REAL; SWITCH as 0 or 1; CHOICE as its index */
    char *text;    /* as written; owned by the run */
};

struct device;

/* Functions of the learner in the place of our kernels, from whoever has them
 * (the shell: tui/mine.h). */
struct lab_lent {
    const struct device *device; /* computes with theirs */
    const struct device *twin;   /* the same ops with ours, to compare with */
};
struct lab_lender {
    /* `with` as in the plan: "mine", "softmax=mine,gelu=mine". Errors:
     * BAD_USAGE (no such part), NOT_FOUND (not passed yet), those of the judge.
     */
    struct status (*open)(const char *with, struct lab_lent **out);
    /* Behind every step: have they done as they should so far? */
    struct status (*ask)(struct lab_lent *l);
    /* A line a function: how often it was called, and how long that took. */
    void (*words)(const struct lab_lent *l, struct buf *out);
    void (*close)(struct lab_lent *l);
};

/* One open lab. Labs read `value`, `seed`, `hook`; they own `state`. */
struct lab_run {
    const struct lab *lab;
    struct lab_value *value; /* one per knob, in the order of lab->knobs */
    uint64_t seed;
    struct hook hook; /* to be given to every graph the lab makes */
    int64_t steps;    /* done so far; counted by labrun */
    bool again;       /* set by turn(): there are steps to do once more */
    struct lab_lent *borrowed;   /* for labrun.c */
    const struct lab_lent *lent; /* where learner's functions run, or NULL */
    void *state;
};

/* Where the learner looks. Kept by the screen, changed by `key`. */
struct lab_view {
    const struct canvas_look *look; /* what this terminal can show */
    int row, col;                   /* chosen cell; -1 while none is */
    int scroll, zoom, page;
    bool chosen; /* Enter was pressed on (row, col) */
    bool timing; /* show and print what was measured */
};

/* What a key asks for, besides changing the view. */
enum lab_wish {
    LAB_IGNORED, /* not a key of this lab */
    LAB_REDRAW,  /* the view changed */
    LAB_TURN,    /* set knob `knob` to `text`, at the next step boundary */
    LAB_EDIT     /* let the learner edit knob `knob` in a line */
};

struct lab_answer {
    enum lab_wish wish;
    int knob;
    char text[64];
};

/* One key of a lab, for the help line and for the help screen. */
struct lab_key {
    const char *name; /* "h"; NULL ends the list */
    const char *help; /* "next head" */
};

struct lab {
    const char *name;     /* "attention-map" */
    const char *question; /* "Who looks at whom?" */
    const char *about;    /* two or three sentences: what it runs */
    const struct lab_knob *knobs;
    const struct lab_key *keys; /* or NULL */
    /* The C of the op that is shown, as labsource.h reads it, the one to open
     * first first; NULL-terminated, or NULL. */
    const char *const *sources;

    struct status (*open)(struct lab_run *r);
    /* One unit of work, at most about 0.1 s; `*more` is false after the last.
     * NULL where open() did it all. */
    struct status (*step)(struct lab_run *r, bool *more);
    /* A live knob changed; NULL where there are none. */
    struct status (*turn)(struct lab_run *r, int knob);
    struct status (*snapshot)(const struct lab_run *r, void **out);
    void (*forget)(void *snapshot);
    void (*close)(struct lab_run *r);

    void (*draw)(const void *snapshot, const struct lab_view *view,
                 struct canvas *cv);
    /* The picture in sentences: the finding first. */
    void (*words)(const void *snapshot, const struct lab_view *view,
                  struct buf *out);
    /* The "data" object of the JSON contract. Owner: caller. NULL: no memory.
     */
    json_t *(*data)(const void *snapshot, const struct lab_view *view);
    /* NULL where no key is special. `key` is a Unicode code point or one of
     * LAB_KEY_*. */
    struct lab_answer (*key)(const void *snapshot, struct lab_view *view,
                             int key);
    bool lends; /* computes on labrun_device(), so a learner's functions can run
                 */
};

/* Keys that are no characters. */
enum lab_key_code {
    LAB_KEY_UP = 0x110000,
    LAB_KEY_DOWN,
    LAB_KEY_LEFT,
    LAB_KEY_RIGHT,
    LAB_KEY_ENTER
};

/* All labs, ordered by name; lab_at(lab_count()) is NULL. */
int lab_count(void);
const struct lab *lab_at(int i);
/* NULL where there is none of that name. */
const struct lab *lab_find(const char *name);

/* Index of the knob called `name`, or -1. */
int lab_knob(const struct lab *lab, const char *name);

#endif
