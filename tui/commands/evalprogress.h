#ifndef TUI_COMMANDS_EVALPROGRESS_H
#define TUI_COMMANDS_EVALPROGRESS_H

#include <stdbool.h>

#include "engine/model/evaluate.h"

/* evalprogress.h - how far the reading of a text is: a line on a terminal,
 * written anew at most twice a second, gone at the end. */
struct evalprogress {
    double start_s, shown_s;
    int bytes; /* of the line that stands there */
};

/* Makes `o` tell of it; `p` lives until evalprogress_end(). */
void evalprogress_start(struct evalprogress *p, struct evaluate_options *o);
void evalprogress_end(struct evalprogress *p);

#endif
