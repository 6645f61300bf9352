#ifndef TUI_COMMANDS_CMD_TOKENIZE_H
#define TUI_COMMANDS_CMD_TOKENIZE_H

#include "tui/cli.h"

/* cmd_tokenize.h - `lathe tokenize`. */
extern const struct cli_command cmd_tokenize_row;

#endif
