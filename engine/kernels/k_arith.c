#include "engine/kernels/k_real.h"
#include "engine/kernels/k_walk.h"

/* Forward. */
enum operation { ADD, SUB, MUL, DIV };

static inline real apply(enum operation kind, real a, real b)
{
    switch (kind) {
    case ADD:
        return a + b;
    case SUB:
        return a - b;
    case MUL:
        return a * b;
    case DIV:
        break;
    }
    return a / b;
}

/* One run along the last extent; the usual strides get a loop of their own,
 * which the compiler turns into vector code. */
static inline void forward_run(enum operation kind, real *out, const real *a,
                               int64_t a_step, const real *b, int64_t b_step,
                               int64_t n)
{
    if (a_step == 1 && b_step == 1) {
#pragma omp simd
        for (int64_t i = 0; i < n; i++)
            out[i] = apply(kind, a[i], b[i]);
    } else if (a_step == 1 && b_step == 0) {
        const real fixed = b[0];
#pragma omp simd
        for (int64_t i = 0; i < n; i++)
            out[i] = apply(kind, a[i], fixed);
    } else {
        for (int64_t i = 0; i < n; i++)
            out[i] = apply(kind, a[i * a_step], b[i * b_step]);
    }
}

static inline void forward(enum operation kind, real *out, const real *a,
                           const real *b, const struct kernels_pair *s,
                           const int64_t range[2])
{
    struct walk w =
        walk_start(s->dims, s->shape, s->a_stride, s->b_stride, range[0]);

    for (int64_t n; (n = walk_run(&w, range[1])); walk_next(&w, n))
        forward_run(kind, out + w.at, a + w.p, w.p_step, b + w.q, w.q_step, n);
}

void KERNEL(arith_add_forward)(real *out, const real *a, const real *b,
                               const struct kernels_pair *s, int64_t from,
                               int64_t to)
{
    forward(ADD, out, a, b, s, (const int64_t[2]){from, to});
}

void KERNEL(arith_sub_forward)(real *out, const real *a, const real *b,
                               const struct kernels_pair *s, int64_t from,
                               int64_t to)
{
    forward(SUB, out, a, b, s, (const int64_t[2]){from, to});
}

void KERNEL(arith_mul_forward)(real *out, const real *a, const real *b,
                               const struct kernels_pair *s, int64_t from,
                               int64_t to)
{
    forward(MUL, out, a, b, s, (const int64_t[2]){from, to});
}

void KERNEL(arith_div_forward)(real *out, const real *a, const real *b,
                               const struct kernels_pair *s, int64_t from,
                               int64_t to)
{
    forward(DIV, out, a, b, s, (const int64_t[2]){from, to});
}

/* Backward. Every element of operand a gets the sum of what its copies
 * received. The extents fall into those that a has (kept) and those that repeat
 * it (summed). A run of elements goes over all its copies together; sums are
 * kept in double, for a scalar may stand for a million copies. */
enum { WIDTH = 64 };

/* What one element receives: dout, dout b, dout / b, -dout b / a^2. */
enum kind { PLAIN, TIMES, OVER, DIVISOR };

struct back {
    enum kind kind;
    double by;
    int kept, summed; /* numbers of extents */
    int64_t kept_shape[KERNELS_DIMS], summed_shape[KERNELS_DIMS];
    int64_t kept_a[KERNELS_DIMS], kept_b[KERNELS_DIMS], kept_d[KERNELS_DIMS];
    int64_t summed_b[KERNELS_DIMS], summed_d[KERNELS_DIMS];
    int64_t copies; /* product of the summed extents */
};

/* `n` neighbours of a, and where their first copy stands. */
struct run {
    real *da;
    const real *d, *a, *b;
    int64_t n, a_step, d_step, b_step;
};

static inline real slope(enum kind kind, real dout, real a, real b)
{
    switch (kind) {
    case PLAIN:
        return dout;
    case TIMES:
        return dout * b;
    case OVER:
        return dout / b;
    case DIVISOR:
        break;
    }
    return -dout * b / (a * a);
}

static struct back split(enum kind kind, double by,
                         const struct kernels_pair *s)
{
    struct back k = {.kind = kind, .by = by, .copies = 1};
    int64_t packed = 1;

    for (int i = 0; i < s->dims; i++)
        packed *= s->shape[i];
    for (int i = 0; i < s->dims; i++) {
        const bool sums = s->a_stride[i] == 0;
        const int at = sums ? k.summed++ : k.kept++;

        packed = s->shape[i] ? packed / s->shape[i] : 0;
        (sums ? k.summed_shape : k.kept_shape)[at] = s->shape[i];
        (sums ? k.summed_d : k.kept_d)[at] = packed;
        /* PLAIN reads no b. */
        (sums ? k.summed_b : k.kept_b)[at] = kind == PLAIN ? 0 : s->b_stride[i];
        if (sums)
            k.copies *= s->shape[i];
        else
            k.kept_a[at] = s->a_stride[i];
    }
    return k;
}

static inline void add_single(enum kind kind, real by, const struct run *r)
{
    if (r->a_step == 1 && r->d_step == 1 && r->b_step == 1) {
#pragma omp simd
        for (int64_t i = 0; i < r->n; i++)
            r->da[i] += by * slope(kind, r->d[i], r->a[i], r->b[i]);
        return;
    }
    for (int64_t i = 0; i < r->n; i++) {
        r->da[i * r->a_step] +=
            by * slope(kind, r->d[i * r->d_step], r->a[i * r->a_step],
                       r->b[i * r->b_step]);
    }
}

static inline void add_copy(enum kind kind, double total[WIDTH],
                            const struct run *r, const real *d, const real *b)
{
    for (int64_t i = 0; i < r->n; i++)
        total[i] += (double)slope(kind, d[i * r->d_step], r->a[i * r->a_step],
                                  b[i * r->b_step]);
}

static inline void add_sums(enum kind kind, const struct back *k,
                            const struct run *r)
{
    struct walk w =
        walk_start(k->summed, k->summed_shape, k->summed_d, k->summed_b, 0);
    double total[WIDTH] = {0.0};

    for (int64_t m; (m = walk_run(&w, k->copies)); walk_next(&w, m)) {
        for (int64_t i = 0; i < m; i++)
            add_copy(kind, total, r, r->d + w.p + i * w.p_step,
                     r->b + w.q + i * w.q_step);
    }
    for (int64_t i = 0; i < r->n; i++)
        r->da[i * r->a_step] += (real)(k->by * total[i]);
}

static inline void add_run(enum kind kind, const struct back *k,
                           const struct run *r)
{
    if (k->copies == 1)
        add_single(kind, (real)k->by, r);
    else
        add_sums(kind, k, r);
}

/* The kind becomes a constant in each loop. */
static void dispatch(const struct back *k, const struct run *r)
{
    switch (k->kind) {
    case PLAIN:
        add_run(PLAIN, k, r);
        break;
    case TIMES:
        add_run(TIMES, k, r);
        break;
    case OVER:
        add_run(OVER, k, r);
        break;
    case DIVISOR:
        add_run(DIVISOR, k, r);
        break;
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* `all` holds the whole arrays; a is read by DIVISOR alone. */
static void backward(const struct back *k, const struct run *all, int64_t from,
                     int64_t to)
{
    struct walk w =
        walk_start(k->kept, k->kept_shape, k->kept_d, k->kept_b, from);
    struct walk v =
        walk_start(k->kept, k->kept_shape, k->kept_a, k->kept_a, from);

    while (w.at < to) {
        const int64_t run = least(walk_run(&w, to), walk_run(&v, to));
        const struct run r = {.da = all->da + v.p,
                              .d = all->d + w.p,
                              .a = all->a + v.p,
                              .b = all->b + w.q,
                              .n = least(run, WIDTH),
                              .a_step = v.p_step,
                              .d_step = w.p_step,
                              .b_step = w.q_step};

        dispatch(k, &r);
        walk_next(&w, r.n);
        walk_next(&v, r.n);
    }
}

void KERNEL(arith_add_backward)(real *da, const real *dout, double by,
                                const struct kernels_pair *s, int64_t from,
                                int64_t to)
{
    const struct back k = split(PLAIN, by, s);

    backward(&k, &(struct run){.da = da, .d = dout, .a = da, .b = dout}, from,
             to);
}

void KERNEL(arith_mul_backward)(real *da, const real *dout, const real *b,
                                const struct kernels_pair *s, int64_t from,
                                int64_t to)
{
    const struct back k = split(TIMES, 1.0, s);

    backward(&k, &(struct run){.da = da, .d = dout, .a = da, .b = b}, from, to);
}

void KERNEL(arith_div_backward)(real *da, const real *dout, const real *b,
                                const struct kernels_pair *s, int64_t from,
                                int64_t to)
{
    const struct back k = split(OVER, 1.0, s);

    backward(&k, &(struct run){.da = da, .d = dout, .a = da, .b = b}, from, to);
}

void KERNEL(arith_divisor_backward)(real *da, const real *dout, const real *a,
                                    const real *b, const struct kernels_pair *s,
                                    int64_t from, int64_t to)
{
    const struct back k = split(DIVISOR, 1.0, s);

    backward(&k, &(struct run){.da = da, .d = dout, .a = a, .b = b}, from, to);
}
