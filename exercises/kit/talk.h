/* talk.h: what judge and driver say to each other, on descriptor 3.
 * The judge sends one frame and reads exactly one back, with the same number
 * and nonce, of the kind and length that it waits for. Both run on one
 * machine, so numbers travel as they lie in memory. */
#ifndef EXERCISES_KIT_TALK_H
#define EXERCISES_KIT_TALK_H

#include <stdint.h>

enum {
    TALK_CHANNEL = 3,
    TALK_MAGIC = 0x4c544a31,
    TALK_NONCE = 16,
    TALK_NAME = 24,
    TALK_TEXT = 400,
    TALK_CASES = 32,  /* most of one exercise */
    TALK_ARRAYS = 24, /* most of one case */
    TALK_NUMBERS = 1 << 20,
    TALK_GUARDS = 4, /* numbers before and behind each result */
    TALK_GUARD = 0x46664666
};

/* Asked for / answered with. Only the program of the exercise's author is
 * asked to tell, make and look. */
enum talk_kind {
    TALK_TELL = 1, /* nothing / struct talk_exercise, talk_case * cases */
    TALK_MAKE,     /* seed / arrays; data behind those that are inputs */
    TALK_RUN,      /* fill, arrays with data / results with guards, leak */
    TALK_LOOK,     /* the results of a learner / TALK_TEXT bytes */
    TALK_END       /* nothing / nothing, and main returns */
};

enum talk_type { TALK_FLOAT, TALK_INT }; /* 4 bytes each */
enum talk_role { TALK_IN = 1, TALK_OUT = 2 };

struct talk_head {
    uint32_t magic, kind, number, bytes;
    unsigned char nonce[TALK_NONCE];
};

struct talk_array {
    char name[TALK_NAME];
    uint32_t type, role, rows, cols;
};

struct talk_case {
    char id[TALK_NAME];
    char title[80];
    uint32_t hidden;
};

struct talk_exercise {
    char exports[200]; /* names of functions, with a blank between */
    double absolute, relative;
    uint32_t cases;
    uint32_t cpu_s;
};

#endif
