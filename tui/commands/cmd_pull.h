#ifndef TUI_COMMANDS_CMD_PULL_H
#define TUI_COMMANDS_CMD_PULL_H

#include "tui/cli.h"

/* cmd_pull.h - `lathe pull`: lists and fetches published models. */
extern const struct cli_command cmd_pull_row;

#endif
