#ifndef TUI_COMMANDS_CMD_PRESENT_H
#define TUI_COMMANDS_CMD_PRESENT_H

#include "tui/cli.h"

/* cmd_present.h - `lathe present`: a lesson before a class, its notes and its
 * followers in other terminals. */
extern const struct cli_command cmd_present_row;

#endif
