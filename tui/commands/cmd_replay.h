#ifndef TUI_COMMANDS_CMD_REPLAY_H
#define TUI_COMMANDS_CMD_REPLAY_H

#include "tui/cli.h"

/* cmd_replay.h - `lathe replay`: a recorded run again, number by number. */
extern const struct cli_command cmd_replay_row;

#endif
