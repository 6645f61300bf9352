#ifndef EXERCISES_TOOLCHAIN_H
#define EXERCISES_TOOLCHAIN_H

#include <stdbool.h>

#include "engine/base/status.h"

/*
 * toolchain.h - the C compiler of this machine, found when it is needed.
 *
 * $LATHE_CC names one; else the first of gcc, cc and clang on the PATH.
 */
enum { TOOLCHAIN_PATH = 4096, TOOLCHAIN_ENV = 6 };

struct toolchain {
    char cc[TOOLCHAIN_PATH];      /* absolute, links followed */
    char objcopy[TOOLCHAIN_PATH]; /* "" where there is none */
    char prefix[TOOLCHAIN_PATH];  /* where it is installed; "" for /usr */
};

/* The first program `name` on the PATH, or at that path; links followed. */
bool toolchain_search(const char *name, char out[TOOLCHAIN_PATH]);

/* Errors: NOT_FOUND, saying how to get one. */
struct status toolchain_find(struct toolchain *t);

#endif
