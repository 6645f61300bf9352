#ifndef TUI_COMMANDS_CMD_PROGRESS_H
#define TUI_COMMANDS_CMD_PROGRESS_H

#include "tui/cli.h"

/* cmd_progress.h - `lathe progress`: from one machine to another. */
extern const struct cli_command cmd_progress_row;

#endif
