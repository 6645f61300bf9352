#ifndef TUI_COMMANDS_CMD_DOCTOR_SANDBOX_H
#define TUI_COMMANDS_CMD_DOCTOR_SANDBOX_H

#include <stdbool.h>

/* cmd_doctor_sandbox.h - `lathe doctor --sandbox`: twenty attacks, tried under
 * every combination of layers. Answers the exit status: 1 where one gets
 * through all that there is on this machine. */
int cmd_doctor_sandbox(bool as_json);

#endif
