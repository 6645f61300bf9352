#ifndef TUI_COMMANDS_CMD_TRAIN_H
#define TUI_COMMANDS_CMD_TRAIN_H

#include "tui/cli.h"

/* cmd_train.h - `lathe train`: text in, checkpoint out. */
extern const struct cli_command cmd_train_row;

/* The same, and *number is that of its record; 0 where it never began. */
int cmd_train_run(const struct cli_given *g, int64_t *number);

#endif
