#ifndef LESSONS_LABS_NETSCRIPT_H
#define LESSONS_LABS_NETSCRIPT_H

#include "engine/base/buf.h"
#include "lessons/labs/smallnet.h"

/* netscript.h - a training of a smallnet as a Python script that needs PyTorch
 * and nothing else: the same dots, the same first weights, plain gradient
 * descent; it prints the loss before each of the steps. */
void netscript_write(struct buf *out, const struct smallnet *n,
                     const struct dotset *dots, double rate, int steps);

#endif
