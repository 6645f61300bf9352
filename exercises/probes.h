#ifndef EXERCISES_PROBES_H
#define EXERCISES_PROBES_H

#include <stdbool.h>

#include "exercises/sandbox.h"

/*
 * probes.h - twenty attacks on this machine, made by `lathe-probe` under
 * combinations of layers: which of them get through is a measurement.
 */
enum { PROBES_ATTACKS = 20, PROBES_WAYS = 6 };

/* A plain value, sent from the judge as it is. */
struct probes {
    struct sandbox_have have;
    bool tried[PROBES_WAYS]; /* the layers of this way are here */
    bool through[PROBES_WAYS][PROBES_ATTACKS];
    double seconds;
};

const char *probes_attack(int attack); /* "reads a file of yours" */
const char *probes_way(int way);       /* "limits + Landlock" */
unsigned probes_layers(int way);

/* Forks. */
struct status probes_run(struct probes *p, const char *program);

#endif
