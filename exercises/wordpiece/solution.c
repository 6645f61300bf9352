/* wordpiece.c: a word as the longest pieces of a vocabulary. */
#include <string.h>

#include "wordpiece.h"

/* How many letters of `word` the piece takes; 0 where it does not fit. */
static int fits(const char *piece, const char *word, int inside)
{
    const int marked = strncmp(piece, "##", 2) == 0;
    const char *text = marked ? piece + 2 : piece;
    const int n = (int)strlen(text);

    return marked == inside && strncmp(word, text, (size_t)n) == 0 ? n : 0;
}

int wordpiece_encode(int *out, const char *word, const char *const *vocab,
                     int size, int unknown)
{
    const int letters = (int)strlen(word);
    int count = 0, at = 0;

    while (at < letters) {
        int best = -1, longest = 0;

        for (int i = 0; i < size; i++) {
            const int n = fits(vocab[i], word + at, at > 0);

            if (n > longest) {
                longest = n;
                best = i;
            }
        }
        if (best < 0) {
            out[0] = unknown;
            return 1;
        }
        out[count++] = best;
        at += longest;
    }
    return count;
}
