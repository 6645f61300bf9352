#ifndef TUI_COMMANDS_CMD_DOCTOR_H
#define TUI_COMMANDS_CMD_DOCTOR_H

#include "tui/cli.h"

/* cmd_doctor.h - `lathe doctor`. */
extern const struct cli_command cmd_doctor_row;

#endif
