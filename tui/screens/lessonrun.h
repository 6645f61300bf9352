#ifndef TUI_SCREENS_LESSONRUN_H
#define TUI_SCREENS_LESSONRUN_H

#include "lessons/reader.h"
#include "tui/screens/lessontext.h"
#include "tui/shell.h"
#include "viz/page.h"

/*
 * lessonrun.h - an open lesson: its reader and the lab of its step. Guesses
 * let labs run, and results go back to the reader.
 */
enum lessonrun_part {
    LESSONRUN_TEXT,
    LESSONRUN_PICTURE,
    LESSONRUN_KNOBS,
    LESSONRUN_PARTS
};
enum lessonrun_asks {
    LESSONRUN_ASKS_NOTHING,
    LESSONRUN_ASKS_ANSWER,
    LESSONRUN_ASKS_WORD,
    LESSONRUN_ASKS_NOTE
};

/* The words of the glossary in the text, in its order: lessonterms.h. */
enum { LESSONRUN_TERMS = 128 };
struct lessonrun_terms {
    struct {
        int entry; /* of the glossary */
        struct page_place place;
    } term[LESSONRUN_TERMS];
    int count, at; /* at: -1 while no word is chosen */
    bool found, card;
};

struct lessonrun {
    struct reader reader;
    struct page *text;      /* NULL: to be filled anew */
    int cols, scroll, room; /* as laid out last; rows of text in sight */
    struct labpanel *panel; /* of the block `lab`, or NULL */
    int lab;                /* -1: the step has none */
    struct status fault;    /* why it could not be opened */
    int reveal;             /* a block to scroll to, or -1 */
    int at;      /* the line under the cursor of the fault that waits,
                    from 1; 0: none */
    bool follow; /* that line is to be in sight */
    enum lessonrun_part part;
    enum lessonrun_asks asks;
    struct lineedit line;
    int hits, hit;
    struct lessonrun_terms terms;
    char *note_before; /* the edited note as it was; NULL: none to take back */
    int note_turns;    /* turns of knobs when it was edited */
    bool replies;      /* those of the shelf are shown */
    bool notes;        /* those for the presenter are shown */
};

/* Block `i` of the open step. */
const struct lesson_block *lessonrun_block(const struct lessonrun *l, int i);
/* The run string of block `i`: a lab's own, or that which an exercise opens
 * once it is passed; else NULL. */
const char *lessonrun_lab_text(const struct lessonrun *l, int i);
/* The lab behind block `from`, going round; -1 where the step has none. */
int lessonrun_next_lab(const struct lessonrun *l, int from);

/* The text is to be filled anew. */
void lessonrun_forget_text(struct lessonrun *l);
void lessonrun_set_part(struct lessonrun *l, enum lessonrun_part part);

/* How the text is to be shown now. */
struct lessontext_show lessonrun_shown(const struct lessonrun *l);
/* The fault that waits for its line, or -1. */
int lessonrun_fault(const struct lessonrun *l);
/* To the next line that can be chosen, down or up; false where there is none.
 */
bool lessonrun_move(struct lessonrun *l, int by);
/* Answers with the line under the cursor; false where no fault waits. */
bool lessonrun_choose(struct shell *s, struct lessonrun *l);
/* Behind the last step: says what is left, and where. */
void lessonrun_say_end(struct shell *s, const struct lessonrun *l);
/* Shows what would have been right, where something was missed and waits. */
bool lessonrun_give_up(struct lessonrun *l);
/* Asks the last question or task of this step once more. */
void lessonrun_again(struct shell *s, struct lessonrun *l);

/* Opens the lab of block `i`, unless a guess comes first. */
void lessonrun_show_lab(struct shell *s, struct lessonrun *l, int i, bool play);

void lessonrun_go(struct shell *s, struct lessonrun *l, int step);
/* After the reader opened a step. */
void lessonrun_step_opened(struct shell *s, struct lessonrun *l);

/* An answer to the block that waits. */
void lessonrun_submit(struct shell *s, struct lessonrun *l, const char *answer);
/* Tells the reader what the lab gave, where it waits for that. */
void lessonrun_tell(struct shell *s, struct lessonrun *l);

/* Lines that can be scrolled away; scrolls down by some, within that. */
int lessonrun_most_scroll(const struct lessonrun *l);
void lessonrun_scroll(struct lessonrun *l, int by);

/* A key while the text is in focus: a digit that answers, one that scrolls.
 * Answers whether it meant something. */
bool lessonrun_text_key(struct shell *s, struct lessonrun *l, int key);

#endif
