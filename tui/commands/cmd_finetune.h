#ifndef TUI_COMMANDS_CMD_FINETUNE_H
#define TUI_COMMANDS_CMD_FINETUNE_H

#include "tui/cli.h"

/* cmd_finetune.h - `lathe finetune`: a model and conversations in, the tuned
 * model or an adapter for it out. */
extern const struct cli_command cmd_finetune_row;

#endif
