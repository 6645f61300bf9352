#ifndef TUI_COMMANDS_CMD_INDEX_H
#define TUI_COMMANDS_CMD_INDEX_H

#include "tui/cli.h"

/* cmd_index.h - `lathe index`: a folder made ready to be searched. */
extern const struct cli_command cmd_index_row;

#endif
