#ifndef TUI_COMMANDS_CMD_REVIEW_H
#define TUI_COMMANDS_CMD_REVIEW_H

#include "tui/cli.h"

extern const struct cli_command cmd_review_row;

#endif
