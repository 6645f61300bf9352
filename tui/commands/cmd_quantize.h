#ifndef TUI_COMMANDS_CMD_QUANTIZE_H
#define TUI_COMMANDS_CMD_QUANTIZE_H

#include "tui/cli.h"

/* cmd_quantize.h - `lathe quantize`. */
extern const struct cli_command cmd_quantize_row;

#endif
