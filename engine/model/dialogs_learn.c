#include <stdio.h>
#include <string.h>

#include "engine/model/dialogs.h"

#define IDS_BYTES ((size_t)64 << 20)

static bool any(const unsigned char *counts, int64_t n)
{
    /* The first id of a row is never a target. */
    return n > 1 && memchr(counts + 1, 1, (size_t)n - 1);
}

static struct status add(const struct dialogs *d, int64_t i,
                         const struct checkpoint *c, int64_t most,
                         struct examples *e, struct dialogs_cut *cut)
{
    struct status st;
    struct buf ids, counts;
    int turns;
    const struct chat_turn *turn = dialogs_turns(d, i, &turns);

    buf_init(&ids, IDS_BYTES);
    buf_init(&counts, IDS_BYTES);
    st = chat_learned(c, turn, turns, &ids, &counts);
    const int64_t all = (int64_t)counts.bytes, n = all < most ? all : most;
    if (!st.code && any((unsigned char *)counts.data, n)) {
        cut->shortened += n < all;
        st = examples_add(e, (const int32_t *)(const void *)ids.data,
                          (const unsigned char *)counts.data, n);
    } else if (!st.code) {
        cut->left_out++;
    }
    buf_release(&ids);
    buf_release(&counts);
    return st;
}

struct status dialogs_examples(const struct dialogs *d,
                               const struct checkpoint *c, int64_t most,
                               struct examples *e, struct dialogs_cut *cut)
{
    char where[48];

    *cut = (struct dialogs_cut){0};
    for (int64_t i = 0; i < dialogs_count(d); i++) {
        const struct status st = add(d, i, c, most, e, cut);

        snprintf(where, sizeof where, "line %lld",
                 (long long)dialogs_line(d, i));
        STATUS_TRY(status_within(st, where));
    }
    if (cut->left_out < dialogs_count(d))
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "no answer begins within %lld tokens: every token "
                       "would be masked",
                       (long long)most);
}
