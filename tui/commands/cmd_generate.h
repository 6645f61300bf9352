#ifndef TUI_COMMANDS_CMD_GENERATE_H
#define TUI_COMMANDS_CMD_GENERATE_H

#include "tui/cli.h"

/* cmd_generate.h - `lathe generate`. */
extern const struct cli_command cmd_generate_row;

#endif
