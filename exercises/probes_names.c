/* probes_names.c - what each attack does and which layers a way has. */
#include "exercises/probes.h"

static const char *const attacks[PROBES_ATTACKS] = {
    "reads a file of yours",
    "empties a file of yours",
    "puts a file beside yours",
    "sees that a file of yours exists",
    "changes who may read your file",
    "connects to a server (TCP)",
    "sends to a server (UDP)",
    "connects to a local service",
    "signals another program of yours",
    "takes over another program",
    "reads the environment of another program",
    "starts 300 processes",
    "writes 100 MB",
    "takes 3 GB of memory",
    "computes past its time",
    "leaves a process behind",
    "plants a link among its results",
    "runs a program from memory",
    "opens a ring around the filter",
    "types into your terminal",
};

static const struct way {
    const char *name;
    unsigned layers;
} ways[PROBES_WAYS] = {
    {"limits", 0},
    {"+ Landlock", SANDBOX_LANDLOCK},
    {"+ filter", SANDBOX_FILTER},
    {"+ namespaces", SANDBOX_NAMESPACES},
    {"+ Landlock, filter", SANDBOX_LANDLOCK | SANDBOX_FILTER},
    {"+ all three", SANDBOX_ALL},
};

const char *probes_attack(int attack)
{
    return attacks[attack];
}

const char *probes_way(int way)
{
    return ways[way].name;
}

unsigned probes_layers(int way)
{
    return ways[way].layers;
}
