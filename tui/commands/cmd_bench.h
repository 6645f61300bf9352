#ifndef TUI_COMMANDS_CMD_BENCH_H
#define TUI_COMMANDS_CMD_BENCH_H

#include "tui/cli.h"

extern const struct cli_command cmd_bench_row;

#endif
