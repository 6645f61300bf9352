/* wordpiece.c: a word as the longest pieces of a vocabulary. */
#include <string.h>

#include "wordpiece.h"

int wordpiece_encode(int *out, const char *word, const char *const *vocab,
                     int size, int unknown)
{
    /* while something of the word is left: the longest piece that fits */
    (void)word, (void)vocab, (void)size; /* goes once you use them */
    out[0] = unknown;
    return 1;
}
