#ifndef TUI_MANUAL_H
#define TUI_MANUAL_H

#include <stdio.h>

#include "tui/cli.h"

/*
 * manual.h - the manual page and the shells' completions, made of the tables
 * that --help prints: they cannot say anything else. Completions know the
 * labs, exercises and lessons of the program that printed them.
 */
struct manual {
    const struct cli_command *const *command;
    int commands;
    const struct cli_command *alone; /* lathe without a command */
    const char *version;
};

/* lathe(1), for man. */
void manual_page(const struct manual *m, FILE *out);

/* For "bash", "zsh" or "fish". Errors: BAD_USAGE. */
struct status manual_completion(const struct manual *m, const char *shell,
                                FILE *out);

#endif
