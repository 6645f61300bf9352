#ifndef TUI_COMMANDS_VECTORMAKER_H
#define TUI_COMMANDS_VECTORMAKER_H

#include "engine/app/docvectors.h"

/* vectormaker.h - what makes the vectors of an index: its own words, or an
 * encoder that has to be loaded. */
struct vectormaker {
    const char *kind; /* "latent", a model's name, or NULL: none */
    struct checkpoint checkpoint;
    struct graph *graph; /* NULL without an encoder */
};

/* Errors: those of checkpoint_load() and embed_check(). */
struct status vectormaker_open(struct vectormaker *m, const char *kind);
/* The same for the vectors an index has already. */
struct status vectormaker_for(struct vectormaker *m, const char *kind);
void vectormaker_close(struct vectormaker *m);

/* Gives all passages vectors; fitted ones only where something changed. */
struct status vectormaker_run(struct vectormaker *m, struct docstore *s,
                              const struct hook *hook, bool changed);

#endif
