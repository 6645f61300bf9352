/* bpe-merge.c: the most frequent pair gets a token of its own. */
#include "bpe-merge.h"

/* How often the pair a b stands in ids. */
static int count(const int *ids, int n, int a, int b)
{
    int times = 0;

    for (int i = 0; i + 1 < n; i++)
        times += ids[i] == a && ids[i + 1] == b;
    return times;
}

int bpe_count_best(int best[2], const int *ids, int n)
{
    int most = 0;

    for (int i = 0; i + 1 < n; i++) {
        const int times = count(ids, n, ids[i], ids[i + 1]);

        if (times > most) { /* the first of several stays */
            most = times;
            best[0] = ids[i];
            best[1] = ids[i + 1];
        }
    }
    return most;
}

int bpe_merge(int *out, const int *ids, int n, int a, int b, int fresh)
{
    int kept = 0;

    for (int i = 0; i < n; i++) {
        if (i + 1 < n && ids[i] == a && ids[i + 1] == b) {
            out[kept++] = fresh;
            i++; /* its right half is used up */
        } else {
            out[kept++] = ids[i];
        }
    }
    return kept;
}
