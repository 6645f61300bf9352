#ifndef ENGINE_CORE_PROFILE_H
#define ENGINE_CORE_PROFILE_H

#include "engine/core/graph.h"
#include "engine/core/roof.h"

/*
 * profile.h - where the time of a step goes: one row an op and direction.
 *
 * Flops and bytes come from the cost rows of the ops, each tensor counted
 * once, so a rate above the memory's says that the data stood in a cache.
 */
enum { PROFILE_ROWS = 96 };

struct profile_row {
    const char *name; /* of the op, or of a part of a step that is none */
    bool back;        /* the way back */
    int64_t calls;
    double seconds, flops, bytes;
};

struct profile {
    struct profile_row row[PROFILE_ROWS];
    int rows;
    int64_t steps;
    double seconds; /* of whole steps */
};

/* Adds the tape of `g`, which was profiled (graph_set_profile). */
void profile_tape(struct profile *p, const struct graph *g);
/* Adds a part of the step that stands on no tape. `name` must stay. */
void profile_add(struct profile *p, const char *name, double seconds,
                 double flops, double bytes);
/* A step ended. */
void profile_step(struct profile *p, double seconds);

/* Longest first. */
void profile_sort(struct profile *p);

/* The time that the roofs allow for the row, as a share of the time it took;
 * 0 where its cost is not known. `*memory`: is it the memory that limits it? */
double profile_share(const struct profile_row *row, const struct roof *roof,
                     enum graph_mode mode, bool *memory);

#endif
