#ifndef EXERCISES_STANDIN_PARTS_H
#define EXERCISES_STANDIN_PARTS_H

#include "exercises/standin.h"

/* standin_parts.h - what the files of standin.c share: arrays of a call, named
 * as the check.c of the exercise names them. */
#define IN(NAME, R, C, DATA)                                   \
    {                                                          \
        .name = (NAME), .rows = (R), .cols = (C), .in = (DATA) \
    }
#define WHOLE(NAME, VALUE)                                                     \
    {                                                                          \
        .name = (NAME), .type = TALK_INT, .rows = 1, .cols = 1, .in = &(VALUE) \
    }
#define OUT(NAME, R, C, DATA)                                   \
    {                                                           \
        .name = (NAME), .rows = (R), .cols = (C), .out = (DATA) \
    }
#define CHANGE(NAME, R, C, DATA)                                              \
    {                                                                         \
        .name = (NAME), .rows = (R), .cols = (C), .in = (DATA), .out = (DATA) \
    }
#define INTS(NAME, R, C, DATA)                                      \
    {                                                               \
        .name = (NAME), .type = TALK_INT, .rows = (R), .cols = (C), \
        .in = (DATA)                                                \
    }
#define INTS_OUT(NAME, R, C, DATA)                                  \
    {                                                               \
        .name = (NAME), .type = TALK_INT, .rows = (R), .cols = (C), \
        .out = (DATA)                                               \
    }
/* A result that nobody wants. */
#define NOBODYS(NAME, TYPE, R, C)                                 \
    {                                                             \
        .name = (NAME), .type = (TYPE), .rows = (R), .cols = (C), \
        .unwanted = true                                          \
    }
#define CALL(S, PART, ARRAYS)             \
    lent_call(&(S)->lent[PART], (ARRAYS), \
              (int)(sizeof(ARRAYS) / sizeof *(ARRAYS)))

/* Whom the kernels stand in for now. */
struct standin *standin_now(void);
/* How many rows of `left` go in one call. */
int standin_rows(int left, int cols);
/* Attention, cross-entropy and rotary positions. */
void standin_tables(struct standin *s, struct kernels_f32 *table);
/* Copies between arrangements. */
void standin_copy(struct standin *s, struct kernels_f32 *table);
/* What stands above the kernels; standin_upper() first. */
void standin_layers(struct standin *s, struct stead *stead);
void standin_upper(struct standin *s, struct stead *stead);

#endif
