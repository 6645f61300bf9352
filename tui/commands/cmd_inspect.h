#ifndef TUI_COMMANDS_CMD_INSPECT_H
#define TUI_COMMANDS_CMD_INSPECT_H

#include "tui/cli.h"

/* cmd_inspect.h - `lathe inspect`. */
extern const struct cli_command cmd_inspect_row;

#endif
