/* bpe-merge.c, the ten-minute version: put code in place of every BLANK. */
#include "bpe-merge.h"

#define BLANK 0

/* How often the pair a b stands in ids. */
static int count(const int *ids, int n, int a, int b)
{
    int times = 0;

    for (int i = 0; i + 1 < n; i++)
        times += ids[i] == a && ids[i + 1] == BLANK;
    (void)b; /* goes once you use it */
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
            i += BLANK; /* how many more ids are used up? */
        } else {
            out[kept++] = ids[i];
        }
    }
    return kept;
}
