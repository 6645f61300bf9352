#ifndef TUI_COMMANDS_CMD_LAB_H
#define TUI_COMMANDS_CMD_LAB_H

#include "tui/cli.h"

/* cmd_lab.h - `lathe lab`. */
extern const struct cli_command cmd_lab_row;

#endif
