/* wordpiece.h: a word as the longest pieces of a vocabulary.
 * Shapes: vocab has `size` pieces, out has room for one id a letter of word.
 * A piece that goes on a word begins with "##" in the vocabulary. Nothing is
 * empty. Source: Schuster and Nakajima 2012; as BERT cuts words. */
#ifndef WORDPIECE_H
#define WORDPIECE_H

/* Writes the ids of the pieces and returns how many; where some part of the
 * word is no piece, the whole word is the one id `unknown`. */
int wordpiece_encode(int *out, const char *word, const char *const *vocab,
                     int size, int unknown);

#endif
