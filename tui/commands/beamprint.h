#ifndef TUI_COMMANDS_BEAMPRINT_H
#define TUI_COMMANDS_BEAMPRINT_H

#include "engine/model/beam.h"
#include "engine/model/checkpoint.h"

/* beamprint.h - `lathe generate --beams`: the search, and what it prints. */
struct beamprint {
    const struct checkpoint *checkpoint;
    const char *prompt;
    const char *const *stop; /* texts that end it */
    int stops;
    const int32_t *ids; /* of the prompt */
    int64_t count;
    struct beam_settings settings;
    bool tree, json;
};

/* Searches to the end, then prints the likeliest text, or all beams as JSON;
 * with `tree` also what was weighed. Errors: those of beam.h. */
struct status beamprint_run(const struct beamprint *p);

#endif
