#include "exercises/linediff.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "exercises/patch.h"

enum { MOST = 4000, AROUND = 2 };

struct work {
    char **a, **b;
    int n, m;
    short *common; /* [n + 1][m + 1]: longest common part behind (i, j) */
    struct buf *out;
    int held; /* lines that stay, not written yet, ending before i */
    bool started;
};

static short *at(const struct work *w, int i, int j)
{
    return &w->common[(size_t)i * (size_t)(w->m + 1) + (size_t)j];
}

static void measure(struct work *w)
{
    for (int i = w->n - 1; i >= 0; i--) {
        for (int j = w->m - 1; j >= 0; j--) {
            const short down = *at(w, i + 1, j), right = *at(w, i, j + 1);

            *at(w, i, j) = strcmp(w->a[i], w->b[j]) == 0
                               ? (short)(*at(w, i + 1, j + 1) + 1)
                           : down > right ? down
                                          : right;
        }
    }
}

/* Lines that stay are written only near a change. */
static void flush(struct work *w, int i, bool before)
{
    int first = i - w->held;
    int shown = 0;

    for (int k = first; k < i; k++) {
        const bool after_change = w->started && k - first < AROUND;
        const bool near_next = before && i - k <= AROUND;

        if (after_change || near_next) {
            buf_printf(w->out, "  %s\n", w->a[k]);
            shown = 1;
        } else if (shown == 1) {
            buf_text(w->out, "  ...\n");
            shown = 2;
        }
    }
    w->held = 0;
    w->started = true;
}

static void walk(struct work *w)
{
    int i = 0, j = 0;

    while (i < w->n || j < w->m) {
        if (i < w->n && j < w->m && strcmp(w->a[i], w->b[j]) == 0) {
            w->held++;
            i++;
            j++;
            continue;
        }
        flush(w, i, true);
        if (j == w->m || (i < w->n && *at(w, i + 1, j) >= *at(w, i, j + 1)))
            buf_printf(w->out, "- %s\n", w->a[i++]);
        else
            buf_printf(w->out, "+ %s\n", w->b[j++]);
    }
    flush(w, i, false);
}

struct status linediff_texts(struct buf *out, const char *from, const char *to,
                             bool *same)
{
    struct work w = {.out = out};
    struct status st = STATUS_OK;
    struct arena arena;

    *same = strcmp(from, to) == 0;
    if (*same)
        return STATUS_OK;
    arena_init(&arena, (size_t)16 << 20);
    char *a = arena_text(&arena, from), *b = arena_text(&arena, to);
    w.a = arena_add(&arena, MOST * sizeof *w.a);
    w.b = arena_add(&arena, MOST * sizeof *w.b);
    if (!a || !b || !w.a || !w.b)
        st = status_fail(STATUS_NO_MEMORY, "no memory to compare files");
    if (!st.code) {
        w.n = patch_cut(a, w.a, MOST);
        w.m = patch_cut(b, w.b, MOST);
        if (w.n < 0 || w.m < 0)
            st = status_fail(STATUS_TOO_BIG, "more than %d lines", MOST);
    }
    if (!st.code) {
        w.common =
            calloc((size_t)(w.n + 1) * (size_t)(w.m + 1), sizeof *w.common);
        if (!w.common)
            st = status_fail(STATUS_NO_MEMORY, "no memory to compare files");
    }
    if (!st.code) {
        measure(&w);
        walk(&w);
    }
    free(w.common);
    arena_release(&arena);
    return st.code ? st : buf_status(out);
}
