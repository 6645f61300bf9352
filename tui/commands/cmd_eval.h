#ifndef TUI_COMMANDS_CMD_EVAL_H
#define TUI_COMMANDS_CMD_EVAL_H

#include "tui/cli.h"

/* cmd_eval.h - `lathe eval`: how well a model foretells a text. */
extern const struct cli_command cmd_eval_row;

#endif
