#ifndef TUI_COMMANDS_CMD_SERVE_H
#define TUI_COMMANDS_CMD_SERVE_H

#include "tui/cli.h"

/* cmd_serve.h - `lathe serve`: models for programs of this machine. */
extern const struct cli_command cmd_serve_row;

#endif
