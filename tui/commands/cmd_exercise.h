#ifndef TUI_COMMANDS_CMD_EXERCISE_H
#define TUI_COMMANDS_CMD_EXERCISE_H

#include "exercises/judge.h"
#include "tui/cli.h"

/*
 * cmd_exercise.h - the exercise loop: `lathe start`, `check`, `hint`, `diff`,
 * `reset`, `solution`, `try`; and `lathe exercise` for authors.
 */
extern const struct cli_command cmd_exercise_row, cmd_exercise_start_row,
    cmd_exercise_check_row, cmd_exercise_hint_row, cmd_exercise_diff_row,
    cmd_exercise_reset_row, cmd_exercise_solution_row, cmd_exercise_try_row;

enum { CMD_EXERCISE_REFUSED = 4 }; /* exit status: no sandbox */

/* What every one of them needs: the one NAME that was given and its folder. */
struct cmd_exercise {
    const char *name;
    struct buf folder;
};

/* Errors: BAD_USAGE, NOT_FOUND. Release it in any case. */
struct status cmd_exercise_open(struct cmd_exercise *e,
                                const struct cli_command *c,
                                const struct cli_given *g);
void cmd_exercise_release(struct cmd_exercise *e);

/* Exit status of a failure; that of a missing sandbox is its own. */
int cmd_exercise_fail(struct status st);

#endif
