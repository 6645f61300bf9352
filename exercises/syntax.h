#ifndef EXERCISES_SYNTAX_H
#define EXERCISES_SYNTAX_H

#include <stdbool.h>

#include "engine/base/status.h"

/*
 * syntax.h - a first word about a learner's file, in some milliseconds: does
 * it read as C? By the small compiler tcc where it is installed ($LATHE_TCC
 * names another; "" none). A verdict is the judge's; nothing is run here.
 */
enum { SYNTAX_SAY = 240, SYNTAX_PATH = 4096 };

struct syntax {
    int line;             /* of the first fault, from 1; 0: none */
    char say[SYNTAX_SAY]; /* "softmax.c:12: ';' expected", or "" */
};

/* The program, or false. */
bool syntax_tool(char out[SYNTAX_PATH]);

/* Looks at the file at `path`, whose headers stand beside it, with `tool`. A
 * fault in somebody else's file says nothing. Errors: IO (the tool cannot be
 * started, or takes longer than a second). */
struct status syntax_look(struct syntax *out, const char *tool,
                          const char *path);

#endif
