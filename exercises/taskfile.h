#ifndef EXERCISES_TASKFILE_H
#define EXERCISES_TASKFILE_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "exercises/task.h"

/*
 * taskfile.h - task.md: why each line of the solution is right, and questions.
 *
 *   ## Lines
 *   - row[j] /= sum; | Afterwards the row adds up to 1.
 *
 *   ## Question
 *   id: attention-even
 *   ask: ...
 *   - [x] 1/3 1/3 1/3 0 | why this is right
 *   - [ ] * | what to say to any other answer
 *
 *   ## Question
 *   id: attention-row
 *   type: choice
 *   ask: ...
 *   - [ ] words | why somebody would take it
 *   - [x] other words | why
 */
struct taskfile_line {
    const char *code, *why;
};

struct taskfile {
    struct taskfile_line *lines;
    int line_count;
    struct task_question *questions;
    int question_count;
};

enum {
    TASKFILE_MAX_LINES = 200,
    TASKFILE_MAX_QUESTIONS = 16,
    TASKFILE_MAX_ITEMS = 12
};

/* Errors: "PATH:LINE: ...", BAD_FILE; NO_MEMORY. */
struct status taskfile_read(struct taskfile *f, struct arena *a,
                            const char *path, const char *text);

/* What is said about a line of code, whatever its indentation; or NULL. */
const char *taskfile_why(const struct taskfile *f, const char *code);

#endif
