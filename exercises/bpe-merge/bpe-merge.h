/* bpe-merge.h: one round of byte-pair encoding.
 * Shapes: ids and out have n numbers, n >= 0; best has 2. They do not overlap.
 * Source: Sennrich, Haddow and Birch 2016, section 3.2. */
#ifndef BPE_MERGE_H
#define BPE_MERGE_H

/* How often the most frequent pair occurs; the first of several in the text. */
int bpe_count_best(int best[2], const int *ids, int n);

/* Every pair a b, from left to right, becomes `fresh`; how many are left. */
int bpe_merge(int *out, const int *ids, int n, int a, int b, int fresh);

#endif
