/* similar.h: the neighbours of a word.
 * Shapes: table is [words, n], row after row; found and score have room for k;
 *     words >= 1, n >= 1, k >= 0, 0 <= word < words. No arrays overlap. */
#ifndef SIMILAR_H
#define SIMILAR_H

int similar(int *found, float *score, const float *table, int words, int n,
            int word, int k);

#endif
