/* my very own work, I promise */
#include "attention.h"
#include <math.h>
#define IDX(matrix, line, place, width)                                        \
    ((matrix)[(line) * (width) + (place)])
static float
biggest_of(register const float *list, int howmany) {
  float best = list[howmany - 1];
  while (howmany--) {
    if (list[howmany] > best) { best = list[howmany]; } // larger
  }
  return best;
}
static void normalise(float *list, int howmany) {
  float best = biggest_of(list, howmany);
  double whole = 0;
  for (int z = howmany - 1; z >= 0; z--) { whole += expf(list[z] - best); }
  for (int z = howmany - 1; z >= 0; z--) { list[z] = expf(list[z] - best) / whole; }
}
static float product(const float *left, const float *right, int howmany) {
  if (howmany == 0) { return 0; }
  return left[0] * right[0] + product(left + 1, right + 1, howmany - 1);
}
void attention_forward(float *out, float *weights, const float *q, const float *k, const float *v, int T, int d) {
  for (int who = T - 1; who >= 0; who--) {
    for (int whom = 0; whom < T; whom++) {
      IDX(weights, who, whom, T) = whom <= who ? product(q + who * d, k + whom * d, d) / sqrtf(d) : 0;
    }
    normalise(&IDX(weights, who, 0, T), who + 1);
    for (int h = 0; h < d; h++) {
      IDX(out, who, h, d) = 0;
      for (int whom = 0; whom <= who; whom++) {
        IDX(out, who, h, d) += IDX(weights, who, whom, T) * IDX(v, whom, h, d);
      }
    }
  }
}
