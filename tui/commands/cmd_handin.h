#ifndef TUI_COMMANDS_CMD_HANDIN_H
#define TUI_COMMANDS_CMD_HANDIN_H

#include "tui/cli.h"

/* cmd_handin.h - `lathe handin`: the learner's work in one file. */
extern const struct cli_command cmd_handin_row;

#endif
