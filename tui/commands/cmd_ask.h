#ifndef TUI_COMMANDS_CMD_ASK_H
#define TUI_COMMANDS_CMD_ASK_H

#include "tui/cli.h"

/* cmd_ask.h - `lathe ask`: answers out of indexed folders, with citations. */
extern const struct cli_command cmd_ask_row;

#endif
