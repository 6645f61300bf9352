#ifndef TUI_LABTALK_H
#define TUI_LABTALK_H

#include <stdio.h>

/* labtalk.h - what a lab in text mode hears and says, apart from the lab. */

/* The key of a lab by its name, "up", "Enter", "t"; 0: none is called so. */
int labtalk_key(const char *name);

/* Writes those lines of `now` that `before` does not have; answers how many. */
int labtalk_news(FILE *out, const char *before, const char *now);

#endif
