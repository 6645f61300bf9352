#ifndef TUI_COMMANDS_CMD_RUNS_H
#define TUI_COMMANDS_CMD_RUNS_H

#include "tui/cli.h"

/* cmd_runs.h - `lathe runs`: what was trained here, one run, two compared. */
extern const struct cli_command cmd_runs_row;

#endif
