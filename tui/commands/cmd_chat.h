#ifndef TUI_COMMANDS_CMD_CHAT_H
#define TUI_COMMANDS_CMD_CHAT_H

#include "tui/cli.h"

/* cmd_chat.h - `lathe chat MODEL`: a conversation, line by line. */
extern const struct cli_command cmd_chat_row;

#endif
