#ifndef TUI_COMMANDS_CMD_CONVERT_H
#define TUI_COMMANDS_CMD_CONVERT_H

#include "tui/cli.h"

/* cmd_convert.h - `lathe convert`. */
extern const struct cli_command cmd_convert_row;

#endif
