#ifndef TUI_COMMANDS_CMD_TRAIN_H
#define TUI_COMMANDS_CMD_TRAIN_H

#include "tui/cli.h"

/* cmd_train.h - `lathe train`: text in, checkpoint out. */
extern const struct cli_command cmd_train_row;

#endif
