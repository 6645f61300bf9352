#ifndef TUI_COMMANDS_CMD_CLASS_H
#define TUI_COMMANDS_CMD_CLASS_H

#include "tui/cli.h"

/* cmd_class.h - `lathe class`: who is where, by one-line files in a shared
 * folder. */
extern const struct cli_command cmd_class_row;

#endif
