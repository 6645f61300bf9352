#ifndef TUI_COMMANDS_CMD_PROBE_H
#define TUI_COMMANDS_CMD_PROBE_H

#include "tui/cli.h"

/* cmd_probe.h - `lathe probe`: activations of a model, as arrays. */
extern const struct cli_command cmd_probe_row;

#endif
