#ifndef TUI_COMMANDS_CMD_SEARCH_H
#define TUI_COMMANDS_CMD_SEARCH_H

#include "tui/cli.h"

/* cmd_search.h - `lathe search`: passages of the indexed folders. */
extern const struct cli_command cmd_search_row;

#endif
