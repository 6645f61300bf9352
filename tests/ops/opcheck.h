#ifndef TESTS_OPS_OPCHECK_H
#define TESTS_OPS_OPCHECK_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/support/gradcheck.h"

/* opcheck.h - short words for the suites of the ops. */
#define OPCHECK_ROOM ((size_t)64 << 20)

#define OPCHECK_SHAPE(...) \
    (int)(sizeof((int64_t[]){__VA_ARGS__}) / 8), ((int64_t[]){__VA_ARGS__})

/* An input of a case: numbers from -2 .. 2, from another range, or integers. */
#define OPCHECK_IN(...) OPCHECK_FROM(0.0, 0.0, __VA_ARGS__)
#define OPCHECK_FROM(low_, high_, ...)                                         \
    ((struct gradcheck_input){.dims =                                          \
                                  (int)(sizeof((int64_t[]){__VA_ARGS__}) / 8), \
                              .shape = {__VA_ARGS__},                          \
                              .low = low_,                                     \
                              .high = high_})
#define OPCHECK_WHOLE(high_, ...)                                              \
    ((struct gradcheck_input){.dims =                                          \
                                  (int)(sizeof((int64_t[]){__VA_ARGS__}) / 8), \
                              .shape = {__VA_ARGS__},                          \
                              .high = high_,                                   \
                              .whole = true})

typedef struct tensor *opcheck_build(struct graph *g, struct tensor *const *in,
                                     const void *user);

static inline void opcheck_fine(struct status st)
{
    cr_assert(st.code == STATUS_FINE, "%s", st.text);
}

static inline void opcheck_fails(struct graph *g, enum status_code code,
                                 const char *text)
{
    const struct status st = graph_status(g);

    cr_assert(st.code == code, "code %d: %s", st.code, st.text);
    cr_assert(strstr(st.text, text), "\"%s\" lacks \"%s\"", st.text, text);
}

static inline struct graph *opcheck_graph(void)
{
    struct graph *g = graph_new(device_reference(), OPCHECK_ROOM);

    cr_assert(g);
    return g;
}

static inline void opcheck_holds(const struct tensor *t, int64_t n,
                                 const double *want)
{
    opcheck_fine(gradcheck_holds(t, want, n, 1e-9));
}

/* The forward and backward cost of the last line on the tape. */
static inline void opcheck_cost(const struct graph *g, double flops,
                                double bytes, double back_flops)
{
    const struct op_record *r = graph_record(g, graph_records(g) - 1);
    const struct op_cost there = r->op->forward_cost(r);
    const struct op_cost back = r->op->backward_cost(r);

    cr_assert(fabs(there.flops - flops) < 0.5, "%g flops", there.flops);
    cr_assert(fabs(there.bytes - bytes) < 0.5, "%g bytes", there.bytes);
    cr_assert(fabs(back.flops - back_flops) < 0.5, "%g flops back", back.flops);
}

/* The contributions of output `index` of the last line, which is a sum of the
 * shares that come through input `input`, add up to it. */
static inline void opcheck_shares(const struct graph *g, int64_t index,
                                  int input)
{
    const struct op_record *r = graph_record(g, graph_records(g) - 1);
    struct op_source source[64];
    const int n = r->op->sources(r, index, source, 64);
    double sum = 0.0;

    cr_assert(n > 0);
    for (int i = 0; i < n; i++)
        if (source[i].input == input)
            sum += source[i].contribution;
    cr_assert(fabs(sum - tensor_get(r->out, index)) < 1e-9, "%g is not %g", sum,
              tensor_get(r->out, index));
}

#endif
