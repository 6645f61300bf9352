#ifndef TUI_COMMANDS_CMD_EMBED_H
#define TUI_COMMANDS_CMD_EMBED_H

#include "tui/cli.h"

/* cmd_embed.h - `lathe embed`: texts as vectors. */
extern const struct cli_command cmd_embed_row;

#endif
