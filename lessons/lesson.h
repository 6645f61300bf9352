#ifndef LESSONS_LESSON_H
#define LESSONS_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/arena.h"
#include "engine/base/status.h"

/*
 * lesson.h - one lesson as its file says it: front matter, steps, blocks.
 *
 * Every text is borrowed from the lesson's arena and lives until
 * lesson_release(). A list ends after its count. What a file leaves out is
 * NULL or 0. `line` counts from 1 in the file.
 */
enum lesson_step_kind { LESSON_SEE, LESSON_PLAY, LESSON_BUILD, LESSON_READ };

enum lesson_block_kind {
    LESSON_TEXT,     /* Markdown */
    LESSON_LAB,      /* a run */
    LESSON_PREDICT,  /* a guess, asked before the lab beneath it runs */
    LESSON_QUESTION, /* an answer that is right or wrong by itself */
    LESSON_TASK,     /* something to be done with the lab beneath it */
    LESSON_EXERCISE, /* code, or its task form */
    LESSON_SHELF,    /* things to read */
    LESSON_NOTES     /* for the presenter only */
};

enum lesson_type {
    LESSON_CHOICE,     /* one of the items */
    LESSON_NUMBER,     /* a number; the item "*" stands for any other */
    LESSON_ORDER,      /* the items stand in the right order */
    LESSON_TRUE_FALSE, /* every item is judged by itself */
    LESSON_OWN_WORDS,  /* written freely, then compared with the items */
    LESSON_FAULT,      /* the items are lines of code; some of them wrong */
    LESSON_SET,        /* task: a value for one knob of the lab */
    LESSON_REACH       /* task: a run of the lab that gets somewhere */
};

/* One `- ` line. Its parts are those between the bars. */
struct lesson_item {
    int line;
    bool right;                /* [x] */
    const char *answer;        /* the choice; of a shelf: the citation; of a
                                  fault: the line with its indentation */
    const char *condition;     /* predict, task: CONDITION or "otherwise" */
    const char *remark;        /* why; of a shelf: our note; NULL: a line of
                                  code that is not to choose */
    const char *step;          /* true-false: the step whose run shows it */
    const char *check, *reply; /* of a shelf: its question and the answer */
};

struct lesson_condition {
    int line;
    const char *text;
};

/* Code with one fault in it, made of an exercise's mutant. */
struct lesson_code {
    const char *name; /* of the mutant */
    struct lesson_item *items;
    int item_count;
};

struct lesson_block {
    enum lesson_block_kind kind;
    int line;
    const char *text; /* Markdown; a lab's run string; an exercise's name */
    const char *id;   /* predict, question, task: unique in the course */
    const char *ask;  /* the same */
    bool again;       /* comes back in review */
    enum lesson_type type;     /* question, task; predict: CHOICE or NUMBER */
    const char *from;          /* fault: "EXERCISE [MUTANT ...]" */
    struct lesson_code *codes; /* which lesson_take_codes() brings */
    int code_count;
    const char *turn;   /* task: the knobs that may be turned, "lr, steps" */
    const char *proof;  /* task: knobs with which it is solved, "lr=0.003" */
    const char *truth;  /* predict a number: the path of the result */
    const char *remark; /* predict a number: said after the run */
    const char *then;   /* exercise: the run that opens when it is passed */
    const char *goal;   /* lab: CONDITION that completes the step */
    struct lesson_condition *claims; /* lab: must hold for every seed */
    int claim_count;
    struct lesson_item *items;
    int item_count;
};

struct lesson_step {
    enum lesson_step_kind kind;
    bool side; /* never required */
    int line;
    const char *title; /* "The formula, all rows at once" */
    const char *slug;  /* "formula" */
    struct lesson_block *blocks;
    int block_count;
};

struct lesson {
    struct arena arena;
    const char *path; /* of the file, for messages */
    const char *id, *title, *floor, *tier, *minutes, *why, *connects;
    int stage;
    const char **needs; /* "L02" */
    int need_count;
    const char **terms;
    int term_count;
    struct lesson_step *steps;
    int step_count;
};

enum {
    LESSON_MAX_BYTES = 1 << 20,
    LESSON_MAX_STEPS = 48,
    LESSON_MAX_LINE_STEPS = 14, /* that are no side steps */
    LESSON_MAX_BLOCKS = 24,     /* in a step */
    LESSON_MAX_ITEMS = 32       /* in a block */
};

/* Reads a lesson file, or one that is in memory already (`path` is then only
 * its name). Errors: "PATH:LINE: what is wrong", BAD_FILE; NOT_FOUND, TOO_BIG,
 * NO_MEMORY; `l` is then released. */
struct status lesson_open(struct lesson *l, const char *path);
struct status lesson_read(struct lesson *l, const char *path, const char *text,
                          size_t bytes);
void lesson_release(struct lesson *l);

/* Lessons know no exercises: whoever does brings the code of a block that
 * says `from:`, all in the lesson's arena. Errors: NOT_FOUND, BAD_FILE. */
typedef struct status lesson_codes(struct lesson *l, struct lesson_block *b);

/* Asks for the code of every block that needs some, and makes the first one
 * its items. Errors: "PATH:LINE: ...", BAD_FILE. */
struct status lesson_take_codes(struct lesson *l, lesson_codes *bring);

/* "See", "Play", "Build", "Read". */
const char *lesson_kind_name(enum lesson_step_kind kind);

/* The lab that block `task` of a step is about: the next one beneath; or -1. */
int lesson_lab_below(const struct lesson_step *s, int task);

/* Index of the step with that slug, or -1. */
int lesson_find(const struct lesson *l, const char *slug);

#endif
