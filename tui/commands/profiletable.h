#ifndef TUI_COMMANDS_PROFILETABLE_H
#define TUI_COMMANDS_PROFILETABLE_H

#include <jansson.h>

#include "engine/core/profile.h"
#include "tui/mine.h"

/*
 * profiletable.h - a profile as a table and as JSON. `roof` may be NULL where
 * none was measured; shares are left out then.
 */
void profiletable_print(const struct profile *p, const struct roof *roof,
                        enum graph_mode mode);

/* {"steps","seconds","roof":{},"rows":[{"op","back","calls","ms","gflops",
 * "gbps","roof_share","limit","step_share"}]}; per step. Owner: the caller. */
json_t *profiletable_json(const struct profile *p, const struct roof *roof,
                          enum graph_mode mode);

/* What of those steps went into the learner's functions, by part: lines in the
 * columns of the table, or [{"part","calls","ms","step_share"}]. */
void profiletable_yours(const struct profile *p, const struct mine_cost *cost,
                        int parts);
json_t *profiletable_yours_json(const struct profile *p,
                                const struct mine_cost *cost, int parts);

/* {"machine","threads","f32_gflops","bf16_gflops","gbps"}. */
json_t *profiletable_roof(const struct roof *roof);

#endif
