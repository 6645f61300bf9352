#ifndef TUI_LABPANEL_H
#define TUI_LABPANEL_H

#include <stdbool.h>

#include "lessons/labs/labrun.h"
#include "tui/labundo.h"
#include "tui/lineedit.h"
#include "tui/worker.h"
#include "viz/spots.h"

/*
 * labpanel.h - one lab on a screen: its picture, its knobs, its state. The
 * lesson page and the full-screen view share it; a lab that trains in the
 * background keeps its panel while nobody looks.
 */
struct shell;

enum labpanel_focus { LABPANEL_NONE, LABPANEL_PICTURE, LABPANEL_KNOBS };

struct labpanel {
    struct labplan plan; /* as turned so far */
    char *origin;        /* the run string it was opened with */
    const struct lab *lab;
    enum worker_slot slot;
    int run;  /* in that slot; 0 while it was not opened */
    int uses; /* screens that show it */
    struct lab_view view;
    const struct worker_shot *shot;
    struct worker_info info;
    enum labpanel_focus focus;
    int knob;     /* the one in focus */
    bool editing; /* that knob, in `line` */
    bool words;   /* sentences instead of the picture */
    struct lineedit line;
    struct labundo undo;
    int turns;            /* of knobs, ever */
    char place[160];      /* in a lesson, as knobkeep.h has it; "": none */
    bool stirred;         /* since knobkeep last kept the knobs */
    int64_t told;         /* number of the shot whose result was asked for */
    bool kept_done;       /* that record says that it has ended */
    int64_t next_keep_ns; /* while it runs, it is kept from then on */
    int64_t kept_run, kept_steps; /* its record among the runs, and up to
                                     which step it was kept; 0: not yet */
};

/* The panel for a run string, opened or found running. `play`: run at once.
 * Owner: the caller, labpanel_leave(). */
struct status labpanel_use(struct shell *s, const char *run, bool play,
                           struct labpanel **out);
/* A run that goes on in the background stays; any other is closed. */
void labpanel_leave(struct shell *s, struct labpanel *p);
/* On screen again: opens it anew where its slot was taken meanwhile. */
void labpanel_ensure(struct shell *s, struct labpanel *p);
/* Everything back to the run string it was opened with. */
struct status labpanel_reset(struct shell *s, struct labpanel *p);

/* Picks up the newest shot and state; true where there is a new picture. */
bool labpanel_news(struct shell *s, struct labpanel *p);

/* Arrows, Enter and text for what is in focus; then the lab's own keys.
 * Answers whether the key meant something. */
bool labpanel_key(struct shell *s, struct labpanel *p, int key);
/* A click on a cell of the picture, or on a knob: it is chosen, and the panel
 * has that focus. True where it was chosen already. */
bool labpanel_go(struct labpanel *p, const struct spots_spot *spot);
void labpanel_turn(struct shell *s, struct labpanel *p, int knob,
                   const char *text);
/* The knob that was turned last stands as before again, and so on back; says
 * where none was turned. A lab's own key `u` goes before. */
void labpanel_undo(struct shell *s, struct labpanel *p);
/* Run or pause; pause or go on; one step. */
void labpanel_play(struct shell *s, struct labpanel *p);
/* Starts anew with the learner's functions, or with ours again. */
void labpanel_with(struct shell *s, struct labpanel *p);
void labpanel_pause(struct shell *s, struct labpanel *p);
void labpanel_step(struct shell *s, struct labpanel *p);

/* Nothing runs, and the newest picture is of the newest step. */
bool labpanel_rests(const struct labpanel *p);
/* What reader_result() takes. Owner: the caller; NULL: no picture yet. */
json_t *labpanel_json(struct labpanel *p);

#endif
